"""Bands of loss over many seeds, for each ball: the middle half, nine tenths, and the median."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QSize
from PyQt6.QtGui import QColor

from momentum_lab.analysis.ensemble import BallEnsemble, Ensemble
from momentum_lab.core.messages import words
from momentum_lab.experiment.ball import Ball
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.maps.legend import MapEntry
from momentum_lab.gui.views.painting import line_pen
from momentum_lab.gui.views.plot import Canvas, new_plot, show_numbers, style_plot
from momentum_lab.gui.views.value_axis import LossAxisItem, ValueAxis, choose_kind, value_axis

BANDS: Final = ((0, 4, 0.16), (1, 3, 0.30))
"""Which quantiles a band lies between, and how opaque it is."""


class BandsPlot(Canvas):
    """Shows the losses of an ensemble against the steps."""

    def __init__(self) -> None:
        super().__init__()
        self._axis = LossAxisItem()
        self.plot = new_plot(self, 0, 0, self._axis)
        self.plot.setLabel("bottom", words("step"))
        self.plot.setLabel("left", words("loss"))
        self.plot.showGrid(x=False, y=True, alpha=0.12)
        self.plot.vb.setMouseEnabled(x=False, y=False)
        show_numbers(self.plot, False)
        self._items: list[pg.GraphicsObject] = []
        self._theme: Theme = LIGHT

    def sizeHint(self) -> QSize:
        """Be a small plot."""
        return QSize(340, 230)

    def show_ensemble(self, found: Ensemble) -> None:
        """Show the bands of all balls."""
        self._clear()
        quantiles = np.concatenate([ball.quantiles.ravel() for ball in found.balls])
        losses = quantiles[np.isfinite(quantiles)]
        starts = np.array([ball.median[0] for ball in found.balls])
        axis = value_axis(choose_kind(losses), losses, starts[np.isfinite(starts)])
        self._axis.show_axis(axis, axis.cuts(losses))
        for ball in found.balls:
            self._add(ball, found.experiment.balls[ball.ball], axis)
        show_numbers(self.plot, True)
        self.plot.vb.setRange(xRange=(0.0, found.experiment.steps), yRange=axis.ends, padding=0.0)

    def forget(self) -> None:
        """Show no bands."""
        self._clear()
        show_numbers(self.plot, False)

    def _clear(self) -> None:
        for item in self._items:
            self.plot.removeItem(item)
        self._items = []

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.setBackground(theme.base)
        style_plot(self.plot, theme)

    def _add(self, ball: BallEnsemble, look: Ball, axis: ValueAxis) -> None:
        steps = ball.steps.astype(np.float64)
        clipped = np.clip(ball.quantiles, -1e300, axis.high * 1e6)
        curves = [pg.PlotCurveItem(steps, axis.forward(row), pen=None) for row in clipped]
        for low, high, opacity in BANDS:
            shade = QColor(look.color)
            shade.setAlphaF(opacity)
            self._place(pg.FillBetweenItem(curves[low], curves[high], brush=shade), 1)
        pen = line_pen(look.color, 1.8, look.marker)
        pen.setCosmetic(True)
        median = pg.PlotCurveItem(steps, axis.forward(clipped[2]), pen=pen, antialias=True)
        self._place(median, 3)

    def _place(self, item: pg.GraphicsObject, z: int) -> None:
        item.setZValue(z)
        self.plot.addItem(item, ignoreBounds=True)
        self._items.append(item)


def band_entries(theme: Theme) -> tuple[MapEntry, ...]:
    """Return what lines, bands and markers mean."""
    outer, inner = QColor(theme.text), QColor(theme.text)
    outer.setAlphaF(BANDS[0][2])
    inner.setAlphaF(BANDS[0][2] + (1.0 - BANDS[0][2]) * BANDS[1][2])
    return (
        MapEntry((), words("line: the median")),
        MapEntry((inner,), words("middle half of the seeds")),
        MapEntry((outer,), words("nine tenths of the seeds")),
        MapEntry((), words("markers: where each ends")),
    )
