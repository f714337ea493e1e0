"""Long lines as many short ones with flat ends: Qt draws those in a tenth of the time of a polyline.

Dashes are cut here, too, along the way from the trail's start: they stay the same however a line is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QLineF, Qt
from PyQt6.QtGui import QColor, QPaintEngine, QPainter, QPen
from pyqtgraph.Qt.internals import PrimitiveArray

from momentum_lab.core.arrays import Bools, Floats
from momentum_lab.figures.primitives import Polyline
from momentum_lab.gui.views.painting import dashed_pen, polygon


@dataclass(frozen=True, slots=True)
class Band:
    """What is drawn along a line: itself, or the edge around it.

    ``beyond`` is how much longer its dashes are at either end, in pixels.
    """

    color: str
    width: float
    opacity: float = 1.0
    beyond: float = 0.0


def bands_of(line: Polyline) -> list[Band]:
    """Return the edge of a line, if it has one, and the line over it."""
    bands = [Band(line.color, line.width, line.opacity)]
    if line.casing is not None:
        wide = line.width + 2 * line.casing.width
        bands.insert(0, Band(line.casing.color, wide, line.casing.opacity, line.casing.width))
    return bands


def dashes_of(line: Polyline) -> tuple[float, ...]:
    """Return the lengths of dash and gap in turn, in pixels."""
    return tuple((line.dash_unit or line.width) * each for each in line.dash)


def stroke_pieces(
    painter: QPainter, pixels: Floats, band: Band, dash: tuple[float, ...], before: float
) -> None:
    """Draw a band along a line (n, 2) piece by piece; ``before`` pixels of its trail lie before it."""
    begins, ends = _pieces(pixels, dash, before, band.beyond) if dash else (pixels[:-1], pixels[1:])
    if not dash and band.opacity == 1.0:
        begins, ends = _mitred(pixels, band.width)
    lines = PrimitiveArray(QLineF, 4)
    lines.resize(len(begins))
    numbers = lines.ndarray()
    numbers[:, :2], numbers[:, 2:] = begins, ends
    shade = QColor(band.color)
    shade.setAlphaF(band.opacity)
    pen = QPen(shade, band.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLines(*lines.drawargs())


def stroke_whole(
    painter: QPainter, pixels: Floats, band: Band, dash: tuple[float, ...], before: float
) -> None:
    """Draw a band along a line (n, 2) as one line, as a drawing that is edited further wants it."""
    lengths = [each + (2 * band.beyond, -2 * band.beyond)[row % 2] for row, each in enumerate(dash)]
    if any(each <= 0.0 for each in lengths):
        lengths = []  # gaps that are all edge
    pen = dashed_pen(band.color, band.width, tuple(each / band.width for each in lengths), band.opacity)
    pen.setDashOffset((before + band.beyond) / band.width)
    painter.setPen(pen)
    painter.drawPolyline(polygon(pixels))


def is_of_pixels(painter: QPainter) -> bool:
    """Whether a painter sets pixels; others write a drawing."""
    engine = painter.paintEngine()
    return engine is not None and engine.type() == QPaintEngine.Type.Raster


def _pieces(pixels: Floats, dash: tuple[float, ...], before: float, beyond: float) -> tuple[Floats, Floats]:
    """Return begins and ends (m, 2) of the pieces of a line that are dashes."""
    way = np.diff(pixels, axis=0)
    along = before + np.concatenate([[0.0], np.cumsum(np.hypot(way[:, 0], way[:, 1]))])
    period = sum(dash)
    marks = np.concatenate([[0.0], np.cumsum(dash)])
    begins, ends = marks[:-1:2] - beyond, marks[1::2] + beyond
    first, last = np.floor(along[0] / period) - 1.0, np.floor(along[-1] / period) + 1.0
    turns = np.arange(first, last + 1.0)[:, None] * period
    cuts = np.concatenate([(turns + begins).ravel(), (turns + ends).ravel()])
    cuts = cuts[(cuts > along[0]) & (cuts < along[-1])]
    places = np.sort(np.concatenate([along, cuts]))
    points = np.stack([np.interp(places, along, pixels[:, i]) for i in (0, 1)], axis=-1)
    kept = _is_dash(0.5 * (places[1:] + places[:-1]), period, begins, ends)
    return points[:-1][kept], points[1:][kept]


def _is_dash(places: Floats, period: float, begins: Floats, ends: Floats) -> Bools:
    """Return which places along a way lie in a dash; a dash may reach beyond the period's ends."""
    at = (places % period)[:, None]
    found = np.zeros(at.shape, dtype=np.bool_)
    for shift in (-period, 0.0, period):
        found = found | ((at >= begins + shift) & (at < ends + shift)).any(axis=1, keepdims=True)
    return np.asarray(found[:, 0])


def _mitred(pixels: Floats, width: float) -> tuple[Floats, Floats]:
    """Return begins and ends (n - 1, 2) of a line's pieces, so much longer at its corners that none gapes."""
    way = np.diff(pixels, axis=0)
    length = np.hypot(way[:, 0], way[:, 1])
    along = way / np.where(length > 0.0, length, 1.0)[:, None]
    cosine = np.clip((along[1:] * along[:-1]).sum(axis=1), -1.0, 1.0)
    # Half the angle's tangent; a sharp corner is cut as if it were a right angle.
    reach = np.zeros(len(pixels))
    reach[1:-1] = 0.5 * width * np.minimum(np.sqrt((1.0 - cosine) / np.maximum(1.0 + cosine, 1e-9)), 1.0)
    return pixels[:-1] - along * reach[:-1, None], pixels[1:] + along * reach[1:, None]
