"""Putting a stability map into its plot: colours, the border and the best point of theory, the ball."""

from __future__ import annotations

import numpy as np

from momentum_lab.analysis.stability import Axes, StabilityMap
from momentum_lab.core.hyperparameters import title_of
from momentum_lab.experiment.ball import Ball
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.maps.legend import MapEntry
from momentum_lab.gui.views.maps.map_plot import MapPlot
from momentum_lab.gui.views.maps.shading import shade


def show_axes(plot: MapPlot, axes: Axes) -> None:
    """Show an empty map over two hyperparameters."""
    first, second = (title_of(axis.name) for axis in axes)
    plot.show_axes(axes, (first, second))


def show_map(plot: MapPlot, found: StabilityMap, shading: str, theme: Theme) -> tuple[MapEntry, ...]:
    """Colour a plot whose axes are those of the map; return the entries of its legend."""
    colors, entries = shade(found, shading, theme)
    plot.show_colors(colors)
    return entries


def mark(plot: MapPlot, axes: Axes | None, ball: Ball | None, found: StabilityMap | None) -> None:
    """Mark where the ball is, and what theory says."""
    marks = plot.marks
    marks.border, marks.best, marks.handle = np.empty((0, 2)), None, None
    if axes is not None and ball is not None:
        first, second = (float(ball.hyperparameters[axis.name]) for axis in axes)
        marks.ball, marks.handle = ball, plot.share((first, second))
    theory = found.theory if found is not None else None
    if theory is not None and found is not None and ball is not None:
        shares = [axis.share(theory.border[:, i]) for i, axis in enumerate(found.axes)]
        marks.border = np.column_stack(shares)
        names = [axis.name for axis in found.axes]
        if theory.best is not None and set(theory.best.values) <= set(names):
            first, second = (float(theory.best.values.get(n, ball.hyperparameters[n])) for n in names)
            marks.best = plot.share((first, second))
    marks.redraw()
