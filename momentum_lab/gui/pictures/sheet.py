"""A sheet: a title, panes below it, and what is written at its foot; drawn on any painter."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.pictures.grey import grey_theme
from momentum_lab.gui.pictures.options import PictureOptions
from momentum_lab.gui.pictures.panes import Pane, TextPane
from momentum_lab.gui.theme import THEMES, Theme

LINE_WIDTH = 1.8
TITLE_SIZE = 1.3
EDGE = 8.0
"""Around what is written, in logical pixels."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A pane and its place on the sheet, in logical pixels."""

    pane: Pane
    place: QRectF


class Sheet:
    """What pictures are made of; ``width`` and ``height`` are in logical pixels, ``point`` of 1/72 inch.

    It is of an ``experiment``, which the file will carry.
    """

    def __init__(self, title: str, experiment: Experiment, options: PictureOptions) -> None:
        self.experiment = experiment
        self.width, self.height = options.logical_size
        self.point, self.is_transparent = options.point, options.is_transparent
        theme = THEMES[options.theme]
        self.theme: Theme = grey_theme(theme) if options.is_grey else theme
        self._placed: list[Placed] = []
        self.free = QRectF(0.0, 0.0, self.width, self.height)
        """What is not taken yet."""
        if title and options.has_title:
            heading = TextPane(title, self.theme.text, TITLE_SIZE, is_bold=True)
            room = self.width - 4 * EDGE
            place = self.take_top(heading.height(room) + 1.5 * EDGE)
            self.put(heading, place.adjusted(2 * EDGE, EDGE, -2 * EDGE, -0.5 * EDGE))

    def put(self, pane: Pane, place: QRectF) -> None:
        """Draw a pane at a place, over those that were put there before."""
        self._placed.append(Placed(pane, place))

    def take_top(self, height: float) -> QRectF:
        """Take a strip off the upper end of what is free."""
        taken = QRectF(self.free.left(), self.free.top(), self.free.width(), min(height, self.free.height()))
        self.free.setTop(taken.bottom())
        return taken

    def take_bottom(self, height: float) -> QRectF:
        """Take a strip off the lower end of what is free."""
        height = min(height, self.free.height())
        taken = QRectF(self.free.left(), self.free.bottom() - height, self.free.width(), height)
        self.free.setBottom(taken.top())
        return taken

    def draw(self, painter: QPainter, step: int, scale: float) -> None:
        """Draw everything up to a step, in logical pixels; images have ``scale`` pixels for each."""
        if not self.is_transparent:
            painter.fillRect(QRectF(0, 0, self.width, self.height), QColor(self.theme.base))
        for placed in self._placed:
            placed.pane.draw(painter, placed.place, step, scale)

    def close(self) -> None:
        """Let go of the views."""
        for placed in self._placed:
            placed.pane.close()
        self._placed = []


def cells(place: QRectF, count: int, share: float) -> list[QRectF]:
    """Return so many places of one size, in rows; ``share`` is the height in widths that suits them."""

    def fit(columns: int) -> float:
        rows = -(-count // columns)
        return min(place.width() / columns, place.height() / rows / share)

    columns = max(range(1, count + 1), key=fit)
    rows = -(-count // columns)
    width, height = place.width() / columns, place.height() / rows
    return [
        QRectF(place.left() + (i % columns) * width, place.top() + (i // columns) * height, width, height)
        for i in range(count)
    ]
