"""The legend: which colour, marker and dash is which ball."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSizeF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QTransform
from PyQt6.QtWidgets import QApplication

from momentum_lab.core.arrays import Floats
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.painting import draw_marker, line_pen
from momentum_lab.gui.views.trails import TrailsItem, ViewOverlay
from momentum_lab.gui.views.view import Drawing

SAMPLE, GAP, MARGIN = 56.0, 7.0, 8.0
"""A sample of a line holds at least two periods of its dashes, beside the marker in its middle."""
MARK = 9.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A visible ball, as the legend names it."""

    text: str
    color: str
    marker: str


def entries_of(experiment: Experiment) -> list[Entry]:
    """Return an entry for each visible ball."""
    return [
        Entry(text, ball.color, ball.marker)
        for text, ball in zip(experiment.labels, experiment.balls, strict=True)
        if ball.visible
    ]


def draw_sample(painter: QPainter, entry: Entry, at: QPointF, line_width: float, theme: Theme) -> None:
    """Draw a ball's line from a point to the right, with its marker in the middle."""
    pen = line_pen(entry.color, min(max(line_width, 1.5), 1.8), entry.marker)
    painter.setPen(pen)
    for end in (at, at + QPointF(SAMPLE, 0.0)):  # dashes begin at both ends: it is the same left and right
        painter.drawLine(end, at + QPointF(SAMPLE / 2, 0.0))
    draw_marker(painter, entry.marker, at + QPointF(SAMPLE / 2, 0.0), entry.color, theme.outline, MARK)


class Legend:
    """A box with a row for each ball, made to fit into a given room; of what does not fit the number."""

    def __init__(self, entries: list[Entry], room: QSizeF) -> None:
        self._font = QApplication.font()
        metrics = QFontMetricsF(self._font)
        self._row = max(metrics.height(), 14.0) + 2.0
        fitting = max(int((room.height() - 4 * MARGIN) / self._row), 0)
        self._entries = entries if len(entries) <= fitting else entries[: max(fitting - 1, 0)]
        left = len(entries) - len(self._entries)
        texts = [e.text for e in self._entries]
        if left and fitting:
            texts.append(f"… and {left} more" if texts else f"{left} balls")
        widest = 0.6 * room.width() - SAMPLE
        self._texts = [metrics.elidedText(text, Qt.TextElideMode.ElideRight, widest) for text in texts]
        width = max((metrics.horizontalAdvance(text) for text in self._texts), default=0.0)
        self.size = QSizeF(width + SAMPLE + GAP + 2 * MARGIN, self._row * len(self._texts) + 1.2 * MARGIN)

    @property
    def texts(self) -> tuple[str, ...]:
        """The rows: names of balls, and how many more there are."""
        return tuple(self._texts)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self._texts

    def draw(self, painter: QPainter, at: QPointF, theme: Theme, line_width: float) -> None:
        """Draw the box with its upper left corner at a point."""
        box = QRectF(at, self.size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        back = QColor(theme.base)
        back.setAlphaF(0.86)
        painter.setPen(QColor(theme.line))
        painter.setBrush(back)
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        left = box.left() + MARGIN
        for index, text in enumerate(self._texts):
            middle = box.top() + 0.6 * MARGIN + (index + 0.5) * self._row
            if index < len(self._entries):
                entry = self._entries[index]
                draw_sample(painter, entry, QPointF(left, middle), line_width, theme)
            painter.setPen(QColor(theme.text))
            base = middle + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(left + SAMPLE + GAP, float(np.round(base))), text)


class LegendItem(ViewOverlay):
    """The legend of a plot, in the corner in which it hides the least of the trails."""

    def __init__(self, trails: TrailsItem) -> None:
        super().__init__()
        self._trails = trails
        self.setZValue(30)
        self._entries: list[Entry] = []
        self._theme: Theme = LIGHT
        self._drawing = Drawing()
        self._placed: tuple[Legend, QPointF] | None = None
        self._placed_in = QRectF()
        self._placed_beside: Floats | None = None

    def show_balls(self, experiment: Experiment) -> None:
        """List the visible balls of an experiment."""
        entries = entries_of(experiment)
        if entries != self._entries:
            self._entries, self._placed = entries, None
        self.redraw()

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._theme, self._drawing = theme, drawing
        self._placed = None  # perhaps in another font
        self.redraw()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint the box within the plot's visible rectangle."""
        legend, corner = self._place(transform.mapRect(self.boundingRect()), transform)
        if not legend.is_empty and self.exposed.intersects(QRectF(corner, legend.size)):
            legend.draw(painter, corner, self._theme, self._drawing.line_width)

    def _place(self, plot: QRectF, transform: QTransform) -> tuple[Legend, QPointF]:
        """Return the box and its corner; it stays where it is while trails change all the time."""
        if (
            self._placed is not None
            and self._placed_in == plot
            and (self._trails.is_quick or self._placed_beside is self._trails.places(transform))
        ):
            return self._placed
        legend, points = Legend(self._entries, plot.size()), self._trails.places(transform)
        self._placed = legend, _free_corner(plot, legend.size, points)
        self._placed_in, self._placed_beside = plot, points
        return self._placed


def _free_corner(plot: QRectF, size: QSizeF, points: Floats) -> QPointF:
    """Return where in a plot a box of a size hides the fewest points."""
    right, bottom = plot.right() - size.width() - MARGIN, plot.bottom() - size.height() - MARGIN
    left, top = plot.left() + MARGIN, plot.top() + MARGIN
    corners = [QPointF(*c) for c in ((right, top), (left, bottom), (left, top), (right, bottom))]

    def hidden(corner: QPointF) -> int:
        box = QRectF(corner, size)
        x, y = points[:, 0], points[:, 1]
        return int(np.sum((x > box.left()) & (x < box.right()) & (y > box.top()) & (y < box.bottom())))

    return min(corners, key=hidden)
