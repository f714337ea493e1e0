"""Where the balls of many seeds end up, on the map of the landscape."""

from __future__ import annotations

from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter, QTransform

from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.core.arrays import Floats
from momentum_lab.experiment.ball import Ball
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.landscape_map import LandscapeMap, PlacesItem
from momentum_lab.gui.views.painting import draw_marker
from momentum_lab.gui.views.plot import Canvas, new_plot, show_numbers, style_plot
from momentum_lab.gui.views.track_book import mapped
from momentum_lab.gui.views.trails import ViewOverlay
from momentum_lab.landscapes import minima_to_mark

SIZE: Final = 7.5
"""Diameter of a marker, in logical pixels."""


class DotsItem(ViewOverlay):
    """Draws a ball's marker, small, at each end."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(20)
        self.dots: list[tuple[Floats, Ball]] = []
        self.theme: Theme = LIGHT

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint the dots of all balls."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for points, look in self.dots:
            for spot in mapped(points[np.isfinite(points).all(axis=1)], transform):
                draw_marker(painter, look.marker, QPointF(*spot), look.color, self.theme.base, SIZE)


class EndsPlot(Canvas):
    """Shows the ends of an ensemble; those of one dimension, on the curve's axis, one row a ball."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = new_plot(self, 0, 0)
        self.plot.vb.setMouseEnabled(x=False, y=False)
        show_numbers(self.plot, False)
        self._map, self._places, self.dots = LandscapeMap(self.plot), PlacesItem(), DotsItem()
        for item in (self._places, self.dots):
            self.plot.addItem(item, ignoreBounds=True)
        self._found: Ensemble | None = None
        self._theme: Theme = LIGHT

    def sizeHint(self) -> QSize:
        """Be a small map."""
        return QSize(340, 230)

    def show_ensemble(self, found: Ensemble) -> None:
        """Show the ends of all balls over the domain."""
        self._found = found
        ground = found.experiment.landscape.build().ground
        is_flat = ground.dimension == 1
        (left, right), (bottom, top) = (*ground.domain, (0.0, 1.0))[:2]
        area = QRectF(left, bottom, right - left, top - bottom)
        self.plot.showAxis("left", not is_flat)
        show_numbers(self.plot, True)
        self.plot.vb.setRange(area, padding=0.0)
        if is_flat:
            self._map.clear()
        else:
            self._map.draw(ground, area, self._theme)
        minima = [] if is_flat else minima_to_mark(ground)
        self._places.set_places(
            [(np.array(m.position), m.kind == "global") for m in minima], np.empty((0, 2))
        )
        self.dots.dots = [
            (
                _placed(ball.ends, (index + 1) / (len(found.balls) + 1)),
                found.experiment.balls[ball.ball],
            )
            for index, ball in enumerate(found.balls)
        ]
        self.dots.redraw()

    def forget(self) -> None:
        """Show no ends."""
        self._found = None
        self._map.clear()
        show_numbers(self.plot, False)
        self._places.set_places([], np.empty((0, 2)))
        self.dots.dots = []
        self.dots.redraw()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = self.dots.theme = theme
        self.setBackground(theme.base)
        style_plot(self.plot, theme)
        self.plot.getAxis("bottom").setHeight(24)
        self._places.set_theme(theme)
        if self._found is not None:
            self.show_ensemble(self._found)


def _placed(ends: Floats, row: float) -> Floats:
    """Return ends as points of the plot."""
    return ends if ends.shape[1] == 2 else np.column_stack((ends[:, 0], np.full(len(ends), row)))
