"""Long lines as many short ones with flat ends: Qt draws those in a tenth of the time of a polyline.

Dashes are cut here, too, along the way from the trail's start: they stay the same however a line is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QPaintEngine, QPainter, QPen

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.primitives import Casing, Polyline
from momentum_lab.gui.views.line_blocks import draw_lines
from momentum_lab.gui.views.painting import dashed_pen, polygon

Dash = tuple[float, ...]
"""Lengths of dash and gap in turn, in pixels; () for a solid line."""


@dataclass(frozen=True, slots=True)
class LineBand:
    """What is drawn along a line: itself, or the edge around it.

    ``beyond`` is how much longer its dashes are at either end, in pixels.
    """

    color: str
    width: float
    opacity: float = 1.0
    beyond: float = 0.0

    @property
    def pen(self) -> QPen:
        """The pen for pieces."""
        return _pen_of(self)


@lru_cache(maxsize=128)
def _pen_of(band: LineBand) -> QPen:
    shade = QColor(band.color)
    shade.setAlphaF(band.opacity)
    pen = QPen(shade, band.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def bands_of(line: Polyline) -> tuple[LineBand, ...]:
    """Return the edge of a line, if it has one, and the line over it."""
    return _bands_of(line.color, line.width, line.opacity, line.casing)


@lru_cache(maxsize=128)
def _bands_of(color: str, width: float, opacity: float, casing: Casing | None) -> tuple[LineBand, ...]:
    band = LineBand(color, width, opacity)
    if casing is None:
        return (band,)
    return LineBand(casing.color, width + 2 * casing.width, casing.opacity, casing.width), band


def dashes_of(line: Polyline) -> Dash:
    """Return the dashes of a line."""
    return tuple((line.dash_unit or line.width) * each for each in line.dash)


class Pieces:
    """The pieces of a whole line (n, 2), to be drawn in parts; ``along`` (n,) is the way to its points."""

    def __init__(self, pixels: Floats, along: Floats, band: LineBand, dash: Dash) -> None:
        if dash:
            begins, ends, self._ends_at = _dashes(pixels, along, band.beyond, dash)
        elif band.opacity == 1.0:
            begins, ends, self._ends_at = *_mitred(pixels, band.width), along[1:]
        else:  # where pieces overlap they would be darker
            begins, ends, self._ends_at = pixels[:-1], pixels[1:], along[1:]
        self._lines = np.concatenate([begins, ends], axis=1)

    def draw(self, painter: QPainter, first: float, last: float) -> None:
        """Draw the pieces that end from one place along the way to another, with the painter's pen."""
        low = int(self._ends_at.searchsorted(first))
        high = int(self._ends_at.searchsorted(last, side="right"))
        draw_lines(painter, self._lines[low:high])


def stroke_pieces(painter: QPainter, pixels: Floats, band: LineBand, dash: Dash, before: float) -> None:
    """Draw a band along a line (n, 2) piece by piece; ``before`` pixels of its trail lie before it."""
    along = before + way_along(pixels)
    painter.setPen(band.pen)
    Pieces(pixels, along, band, dash).draw(painter, -np.inf, np.inf)


def stroke_last(painter: QPainter, ends: Floats, band: LineBand, dash: Dash, before: float) -> None:
    """Draw with the painter's pen the one piece (2, 2) with which a line ends."""
    (x, y), (right, down) = ends.tolist()
    length = float(np.hypot(right - x, down - y))
    spans = [(0.0, length)] if not dash else _spans(length, band.beyond, dash, before)
    at = [(share / length for share in span) for span in spans] if length else []
    way_x, way_y = right - x, down - y
    for first, last in at:
        painter.drawLine(
            QPointF(x + first * way_x, y + first * way_y), QPointF(x + last * way_x, y + last * way_y)
        )


def stroke_whole(painter: QPainter, pixels: Floats, band: LineBand, dash: Dash, before: float) -> None:
    """Draw a band along a line (n, 2) as one line, as a drawing that is edited further wants it."""
    lengths = [each + (2 * band.beyond, -2 * band.beyond)[row % 2] for row, each in enumerate(dash)]
    if any(each <= 0.0 for each in lengths):
        lengths = []  # gaps that are all edge
    pen = dashed_pen(band.color, band.width, tuple(each / band.width for each in lengths), band.opacity)
    if lengths:  # to Qt, a line with an offset is a dashed one, with dashes or without
        pen.setDashOffset((before + band.beyond) / band.width)
    painter.setPen(pen)
    painter.drawPolyline(polygon(pixels))


def is_of_pixels(painter: QPainter) -> bool:
    """Whether a painter sets pixels; others write a drawing."""
    engine = painter.paintEngine()
    return engine is not None and engine.type() == QPaintEngine.Type.Raster


def way_along(pixels: Floats) -> Floats:
    """Return the length of a line (n, 2) up to each of its points."""
    way = np.diff(pixels, axis=0)
    return np.concatenate([[0.0], np.cumsum(np.hypot(way[:, 0], way[:, 1]))])


def _dashes(pixels: Floats, along: Floats, beyond: float, dash: Dash) -> tuple[Floats, Floats, Floats]:
    """Return begins and ends (m, 2) of the pieces of a line that are dashes, and where they end along it."""
    period, marks = sum(dash), np.concatenate([[0.0], np.cumsum(dash)])
    first, last = np.floor(along[0] / period) - 1.0, np.floor(along[-1] / period) + 1.0
    turns = np.arange(first, last + 1.0)[:, None] * period
    begins, ends = (turns + marks[:-1:2] - beyond).ravel(), (turns + marks[1::2] + beyond).ravel()
    cuts = np.concatenate([begins, ends])
    places = np.concatenate([along, cuts[(cuts > along[0]) & (cuts < along[-1])]])
    places.sort()
    middle = 0.5 * (places[1:] + places[:-1])
    kept = np.searchsorted(begins, middle) > np.searchsorted(ends, middle)
    x, y = np.interp(places, along, pixels[:, 0]), np.interp(places, along, pixels[:, 1])
    points = np.stack([x, y], axis=-1)
    return points[:-1][kept], points[1:][kept], places[1:][kept]


def _spans(length: float, beyond: float, dash: Dash, before: float) -> list[tuple[float, float]]:
    """Return the dashes of a straight way of a length, as the ways to their begins and ends."""
    spans: list[tuple[float, float]] = []
    at = -(before % sum(dash)) - sum(dash)
    while at < length + beyond:
        for drawn, gap in zip(dash[::2], dash[1::2], strict=True):
            low, high = max(at - beyond, 0.0), min(at + drawn + beyond, length)
            if low < high:
                spans.append((low, high))
            at += drawn + gap
    return spans


def _mitred(pixels: Floats, width: float) -> tuple[Floats, Floats]:
    """Return begins and ends (n - 1, 2) of a line's pieces, so much longer at its corners that none gapes."""
    way = np.diff(pixels, axis=0)
    length = np.hypot(way[:, 0], way[:, 1])
    along = way / np.where(length > 0.0, length, 1.0)[:, None]
    cosine = np.clip(along[1:, 0] * along[:-1, 0] + along[1:, 1] * along[:-1, 1], -1.0, 1.0)
    # Half the angle's tangent; a sharp corner is cut as if it were a right angle.
    reach = np.zeros((len(pixels), 1))
    reach[1:-1, 0] = 0.5 * width * np.minimum(np.sqrt((1.0 - cosine) / np.maximum(1.0 + cosine, 1e-9)), 1.0)
    return pixels[:-1] - along * reach[:-1], pixels[1:] + along * reach[1:]
