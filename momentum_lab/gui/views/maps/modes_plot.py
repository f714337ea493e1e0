"""The error along each axis against the steps, on a logarithmic axis, with the slope that theory predicts."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QSize
from PyQt6.QtGui import QColor

from momentum_lab.analysis.theory import Theory, mode_errors
from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import words
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.maps.facts import mode_colors
from momentum_lab.gui.views.plot import Canvas, new_plot, show_numbers, style_plot
from momentum_lab.gui.views.step_line import StepLine
from momentum_lab.gui.views.value_axis import LossAxisItem, value_axis
from momentum_lab.simulation.run import Run

ROOM: Final = 0.012
MOST_POINTS: Final = 2000


class ModesPlot(Canvas):
    """A curve for each axis, and beside it, dashed, its predicted slope."""

    def __init__(self) -> None:
        super().__init__()
        self._axis = LossAxisItem()
        self._plot = new_plot(self, 0, 0, self._axis)
        self._plot.setLabel("bottom", words("step"))
        self._plot.setLabel("left", words("error along the axis"))
        self._plot.showGrid(x=False, y=True, alpha=0.12)
        self._plot.vb.setMouseEnabled(x=False, y=False)
        show_numbers(self._plot, False)
        self._predicted = [self._curve(z=1) for _ in range(2)]
        self._errors = [self._curve(z=2) for _ in range(2)]
        self._playhead = StepLine()
        self._plot.addItem(self._playhead, ignoreBounds=True)
        self._theme: Theme = LIGHT

    def sizeHint(self) -> QSize:
        """Be a small plot."""
        return QSize(340, 220)

    def show_errors(self, steps: Floats, errors: Floats, factors: tuple[float, ...]) -> None:
        """Show errors (modes, steps), and the slopes of what is left per step where that is predicted."""
        finite = errors[np.isfinite(errors)]
        axis = value_axis("log", finite, errors[:, 0][np.isfinite(errors[:, 0])])
        self._axis.show_axis(axis, axis.cuts(finite))
        for index in range(2):
            is_there = index < len(errors)
            self._errors[index].setVisible(is_there)
            self._predicted[index].setVisible(is_there and index < len(factors))
            if is_there:
                self._errors[index].setData(steps, axis.forward(errors[index]))
                if index < len(factors):
                    line = _envelope(steps, errors[index], factors[index])
                    line[line < np.log10(axis.low)] = np.nan
                    line[line > axis.ends[1]] = np.nan
                    self._predicted[index].setData(steps, line)
        end = float(steps[-1])
        show_numbers(self._plot, True)
        self._plot.vb.setRange(xRange=(-ROOM * end, (1 + ROOM) * end), yRange=axis.ends, padding=0.0)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self._playhead.set_step(step)

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.setBackground(theme.base)
        style_plot(self._plot, theme)
        self._playhead.set_look(theme.accent, 1.0)
        for index, color in enumerate(mode_colors(theme)):
            self._errors[index].setPen(pg.mkPen(color, width=1.6))
            faint = QColor(color)
            faint.setAlphaF(0.75)
            pen = pg.mkPen(faint, width=1)
            pen.setDashPattern([5.0, 4.0])
            self._predicted[index].setPen(pen)

    def for_picture(self) -> None:
        """Leave out the playhead's line, which means nothing on paper."""
        self._playhead.setVisible(False)

    def _curve(self, z: int) -> pg.PlotCurveItem:
        curve = pg.PlotCurveItem(connect="finite", antialias=True)
        curve.setZValue(z)
        self._plot.addItem(curve, ignoreBounds=True)
        return curve


def has_errors(found: Theory) -> bool:
    """Whether there are curves to show."""
    return found.curvature is not None and found.minimum is not None


def show_theory(plot: ModesPlot, run: Run, found: Theory) -> None:
    """Show the errors of a run beside its theory, which has some."""
    assert found.curvature is not None
    assert found.minimum is not None
    rows = slice(None, None, 1 + len(run.kept) // MOST_POINTS)
    errors = mode_errors(run, found.ball, found.curvature, found.minimum, rows)
    steps = run.kept[rows].astype(np.float64)
    plot.show_errors(steps, errors, tuple(mode.convergence_factor for mode in found.modes))


def _envelope(steps: Floats, errors: Floats, factor: float) -> Floats:
    """Return the logarithm of the line of the predicted slope that touches the errors from above."""
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = float(np.log10(factor)) if factor > 0.0 else -np.inf
        line = slope * steps if np.isfinite(slope) else np.full(len(steps), np.nan)
        gap = np.log10(errors) - line
    finite = gap[np.isfinite(gap)]
    return np.asarray(line + (finite.max() if finite.size else np.nan))
