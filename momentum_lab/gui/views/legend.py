"""The legend: which colour, marker and dash is which ball."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QTransform
from PyQt6.QtWidgets import QApplication

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.theme import LIGHT, Theme
from momentum_lab.gui.views.painting import draw_marker, line_pen
from momentum_lab.gui.views.trails import TrailsItem, ViewOverlay
from momentum_lab.gui.views.view import Drawing

SAMPLE, GAP, MARGIN = 30.0, 7.0, 8.0


class LegendItem(ViewOverlay):
    """A box in the corner of a plot that hides the least of the trails; it leaves out what does not fit."""

    def __init__(self, trails: TrailsItem) -> None:
        super().__init__()
        self._trails = trails
        self.setZValue(30)
        self._entries: list[tuple[str, str, str]] = []
        self._theme: Theme = LIGHT
        self._drawing = Drawing()

    def show_balls(self, experiment: Experiment) -> None:
        """List the visible balls of an experiment."""
        self._entries = [
            (experiment.labels[index], ball.color, ball.marker)
            for index, ball in enumerate(experiment.balls)
            if ball.visible
        ]
        self.redraw()

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._theme, self._drawing = theme, drawing
        self.redraw()

    def _free_corner(self, plot: QRectF, width: float, height: float, transform: QTransform) -> QRectF:
        right, bottom = plot.right() - width - MARGIN, plot.bottom() - height - MARGIN
        left, top = plot.left() + MARGIN, plot.top() + MARGIN
        corners = [
            QRectF(x, y, width, height)
            for x, y in ((right, top), (left, bottom), (left, top), (right, bottom))
        ]
        points = self._trails.places(transform)

        def hidden(box: QRectF) -> int:
            x, y = points[:, 0], points[:, 1]
            return int(np.sum((x > box.left()) & (x < box.right()) & (y > box.top()) & (y < box.bottom())))

        return min(corners, key=hidden)

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint the box within the plot's visible rectangle."""
        plot = transform.mapRect(self.boundingRect())
        font = QApplication.font()
        metrics = QFontMetricsF(font)
        row = max(metrics.height(), 14.0) + 2.0
        room = int((plot.height() - 4 * MARGIN) / row)
        entries = self._entries[: max(room, 0)]
        if not entries:
            return
        widest = 0.6 * plot.width() - SAMPLE
        texts = [metrics.elidedText(e[0], Qt.TextElideMode.ElideRight, widest) for e in entries]
        width = max(metrics.horizontalAdvance(text) for text in texts) + SAMPLE + GAP + 2 * MARGIN
        box = self._free_corner(plot, width, row * len(texts) + 1.2 * MARGIN, transform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        back = QColor(self._theme.base)
        back.setAlphaF(0.86)
        painter.setPen(QColor(self._theme.line))
        painter.setBrush(back)
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(font)
        for index, ((_, color, marker), text) in enumerate(zip(entries, texts, strict=True)):
            middle = box.top() + 0.6 * MARGIN + (index + 0.5) * row
            left = box.left() + MARGIN
            painter.setPen(line_pen(color, max(self._drawing.line_width, 1.5), marker))
            painter.drawLine(QPointF(left, middle), QPointF(left + SAMPLE, middle))
            draw_marker(painter, marker, QPointF(left + SAMPLE / 2, middle), color, self._theme.outline, 10)
            painter.setPen(QColor(self._theme.text))
            base = middle + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(left + SAMPLE + GAP, float(np.round(base))), text)
