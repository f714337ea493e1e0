"""Axes whose numbers are short, and of which two at least can be read, however small the plot is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QFont, QFontMetricsF, QPainter, QTextOption
from PyQt6.QtWidgets import QGraphicsSceneResizeEvent

from momentum_lab.gui.views.loss_scale import even_ticks, tick_texts
from momentum_lab.gui.widgets.breaking import breakable
from momentum_lab.gui.widgets.tips import plain_tip

Levels = list[tuple[float | None, list[float]]]
"""Ticks, the most important ones first: how far apart they are, if evenly, and where."""

Written = tuple[QRectF, Qt.AlignmentFlag, str]
"""A number at an axis: where it stands, how it is aligned, and its text."""
Drawn = tuple[object, object, Sequence[Written]]
"""What is drawn of an axis: its line, its marks, and its numbers."""

REACH: Final = 15.0
"""Pixels that the numbers at the ends of an upright axis may stick out."""
ASIDE: Final = 8.0
"""Pixels that those at the ends of an axis below a plot may."""
BETWEEN: Final = 5.0
"""Pixels between two numbers, at least."""
FLAT: Final = 0.8
"""The share of a line of type that digits fill."""
FINEST: Final = 60
"""Of so many numbers one tries to find two that fit."""


class NamedAxis(pg.AxisItem):
    """An axis whose name keeps to its length: upright in several lines, below a plot ended by a "…"."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        centred = QTextOption(Qt.AlignmentFlag.AlignHCenter)
        self.label.document().setDefaultTextOption(centred)

    @property
    def is_upright(self) -> bool:
        """Whether it stands beside the plot, and not below it."""
        return self.orientation in ("left", "right")

    @property
    def _length(self) -> float:
        return float(self.size().height() if self.is_upright else self.size().width())

    def resizeEvent(self, ev: QGraphicsSceneResizeEvent | None = None) -> None:
        """Have the name keep to another length."""
        if self.label is not None:  # as it is when the axis has been closed
            self.fit_name()
        super().resizeEvent(ev)

    def labelString(self) -> str:
        """Return the name; what of it has no room on a line of its own is left out."""
        name: str = super().labelString()
        room = self._length - 2.0 * self.label.document().documentMargin()
        if not self.labelText or room <= 0.0:
            return name
        metrics = QFontMetricsF(self.label.font())
        parts = breakable(self.labelText) if self.is_upright else [self.labelText]
        shown = "".join(metrics.elidedText(part, Qt.TextElideMode.ElideRight, room) for part in parts)
        self.label.setToolTip(plain_tip(self.labelText if shown != self.labelText else ""))
        return name.replace(self.labelText, shown)

    def fit_name(self) -> None:
        """Measure the name anew: its type or the axis has another size."""
        self.label.setHtml(self.labelString())
        if not self.is_upright:
            return
        had = self.label.textWidth()
        self.label.setTextWidth(-1)
        width = self._length if 0.0 < self._length < self.label.boundingRect().width() else -1.0
        self.label.setTextWidth(width)
        if width != had:
            self._adjustSize()

    def _updateLabel(self) -> None:
        super()._updateLabel()
        self.fit_name()


class NumberAxis(NamedAxis):
    """An axis of numbers with a real minus sign."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._is_scant = self._is_strict = False

    def boundingRect(self) -> QRectF:
        """Return where it draws, and numbers may stand: of a grid, pyqtgraph drops those at the ends.

        Those below a plot stick out of their axis only where there would be too few of them else.
        """
        rect = QRectF(super().boundingRect())
        if self.is_upright:
            return rect.adjusted(0.0, -REACH, 0.0, REACH) if self.grid is not False else rect
        return rect if self._is_strict else rect.adjusted(-ASIDE, 0.0, ASIDE, 0.0)

    def generateDrawSpecs(self, p: QPainter) -> Drawn | None:
        """Return what is drawn; where fewer than two of the usual numbers have room, there are others.

        Of two that would lie upon each other, the rounder one is drawn: others would need another width, and
        the scene would move while it is painted.
        """
        self._is_scant, self._is_strict = False, True
        drawn = self._side_by_side(p)
        self._is_strict = False
        if drawn is not None and self.style["showValues"] and len(drawn[2]) < 2:
            self._is_scant = True
            drawn = self._side_by_side(p)
        return drawn

    def _side_by_side(self, p: QPainter) -> Drawn | None:
        """Return what is drawn, of the numbers only those that lie upon none before: the first are round."""
        drawn: Drawn | None = super().generateDrawSpecs(p)
        if drawn is None:
            return None
        kept: list[Written] = []
        for text in drawn[2]:
            if not any(text[0].intersects(other[0]) for other in kept):
                kept.append(text)
        return drawn[0], drawn[1], kept

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Levels:
        """Return where ticks are, between two coordinates on an axis of ``size`` pixels."""
        if self._is_scant:
            return [(None, self._readable(minVal, maxVal, size))]
        return self.usual_ticks(minVal, maxVal, size)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float | None) -> list[str]:
        """Return the texts of ticks."""
        return tick_texts([round(v / spacing, 6) * spacing if spacing else v for v in values])

    def usual_ticks(self, low: float, high: float, size: float) -> Levels:
        """Return the ticks of an axis that has room for them."""
        return list(super().tickValues(low, high, size))

    def rounds(self, low: float, high: float) -> Iterator[list[float]]:
        """Yield coordinates that could have a number, the roundest first, then ever more of them."""
        for most in range(2, FINEST):
            yield list(even_ticks(low, high, most))

    def _readable(self, low: float, high: float, size: float) -> list[float]:
        """Return the roundest coordinates of which at least two have room for their numbers."""
        widths = self._widths()
        kept: list[float] = []
        for rounds in self.rounds(low, high):
            places = [place for place in rounds if low <= place <= high]
            halves = [width / 2 for width in widths(self.tickStrings(places, 1.0, None))]
            pixels = [size * (place - low) / (high - low) for place in places]
            kept = _apart(places, pixels, halves, size, REACH - 8.0 if self.is_upright else ASIDE)
            if len(kept) >= 2:
                break
        return kept

    def _widths(self) -> Callable[[Sequence[str]], list[float]]:
        metrics = QFontMetricsF(self.style["tickFont"] or QFont())
        if self.is_upright:
            return lambda texts: [FLAT * metrics.height()] * len(texts)
        return lambda texts: [metrics.horizontalAdvance(text) + 2.0 for text in texts]


def with_room(
    ends: tuple[float, float], share: float, pixels: float = 0.0, size: float = 1.0
) -> tuple[float, float]:
    """Return the ends of an axis with room beyond them: a share of what is between, or more.

    On an axis of ``size`` pixels in all it is so many ``pixels`` at least.
    """
    low, high = ends
    room = max(share, pixels / max(size - 2.0 * pixels, pixels, 1.0)) * (high - low)
    return low - room, high + room


def _apart(
    places: Sequence[float], pixels: Sequence[float], halves: Sequence[float], size: float, beyond: float
) -> list[float]:
    """Return those that lie on an axis of so many pixels, or ``beyond``, and do not touch those before."""
    kept: list[float] = []
    end = -np.inf
    for place, at, half in zip(places, pixels, halves, strict=True):
        if at - half >= max(end + BETWEEN if kept else -beyond, -beyond) and at + half <= size + beyond:
            kept.append(place)
            end = at + half
    return kept
