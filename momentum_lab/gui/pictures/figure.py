"""A figure: the views of the window, drawn on a painter instead of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from PyQt6.QtCore import QRectF

from momentum_lab.gui.pictures.grey import for_grey
from momentum_lab.gui.pictures.grid import BALLS, Cell, cells_of
from momentum_lab.gui.pictures.options import ALL, PictureOptions
from momentum_lab.gui.pictures.panes import (
    LegendPane,
    StripPane,
    SurfacePane,
    TextPane,
)
from momentum_lab.gui.pictures.plots import CanvasPane, lay_out, prepare
from momentum_lab.gui.pictures.sheet import EDGE, LINE_WIDTH, Sheet, cells
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.pictures.table import ball_table
from momentum_lab.gui.views.legend import Entry, entries_of
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.views.surface import SurfaceView, opengl_available
from momentum_lab.gui.views.table import VIEWS
from momentum_lab.gui.views.value_axis import ValueAxis, choose_kind, value_axis
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run

STACKED = 0.9
"""A figure of all views that is narrower than this, in heights, has one below the other."""
GRID_SHARES = {"contour": 0.82, "surface": 0.8}
GRID_SHARE = 0.7
CAPTION = 20.0
NARROW = 520.0
"""On a figure narrower than this a legend would hide too much: it becomes a strip above."""
MOST_STRIP = 0.2

ViewsShown = Iterable[object]
"""Views of the window: a picture is taken from where they look, and of the range that they show."""


class Figure(Sheet):
    """One or several views of a run under its title, to be drawn at any step on any painter.

    ``grid`` holds the cells of small multiples, where they have been made already.
    """

    def __init__(
        self,
        run: Run,
        options: PictureOptions,
        shown: ViewsShown = (),
        grid: Sequence[Cell] | None = None,
    ) -> None:
        super().__init__(run.experiment.title, run.experiment, options)
        self._options, self._shown = options, tuple(shown)
        self.run = self._in_colours(run)
        self._drawing = Drawing(LINE_WIDTH, dots=options.dots, is_transparent=options.is_transparent)
        step = run.computed if options.step is None else options.step
        if options.has_table:
            table = ball_table(self.run, step, self.theme, self.width)
            self.put(table, self.take_bottom(table.height(self.width)))
        self._has_box = options.has_legend and not options.grid
        if self._has_box and self.width < NARROW:
            self._has_box = not self._put_strip(entries_of(self.run.experiment))
        if options.grid:
            self._put_grid(cells_of(run, options.grid) if grid is None else grid)
        elif options.view == ALL:
            self._put_all()
        else:
            self._put_view(self.run, options.view, self.free, self._has_box)

    @property
    def has_surface(self) -> bool:
        """Whether there is a camera to :meth:`turn`."""
        return any(isinstance(placed.pane, SurfacePane) for placed in self._placed)

    def turn(self, degrees: float) -> None:
        """Let the cameras go around their surfaces, from where they are."""
        for placed in self._placed:
            if isinstance(placed.pane, SurfacePane):
                placed.pane.turn(degrees)

    def _in_colours(self, run: Run) -> Run:
        if not self._options.is_grey:
            return run
        return replace(run, experiment=for_grey(run.experiment, self.theme))

    def _put_all(self) -> None:
        whole, is_flat = self.free, self.run.dimension == 1
        views = ["curve", "loss"] if is_flat else ["surface", "contour", "loss"]
        if whole.width() < STACKED * whole.height():
            shares = np.array([1.0 if name == "loss" else 1.35 for name in views])
            ends = whole.top() + whole.height() * np.cumsum(shares) / shares.sum()
            tops = [whole.top(), *ends]
            places = [
                QRectF(whole.left(), top, whole.width(), end - top)
                for top, end in zip(tops, ends.tolist(), strict=False)
            ]
        else:
            split = whole.top() + round(0.62 * whole.height())
            upper = QRectF(whole.left(), whole.top(), whole.width(), split - whole.top())
            lower = QRectF(whole.left(), split, whole.width(), whole.bottom() - split)
            width = upper.width() / (len(views) - 1)
            sides = [upper.left() + i * width for i in range(len(views) - 1)]
            places = [*(QRectF(left, upper.top(), width, upper.height()) for left in sides), lower]
        for name, place in zip(views, places, strict=True):
            self._put_view(self.run, name, place, self._has_box and name == "loss")

    def _put_strip(self, entries: list[Entry]) -> bool:
        """Put the legend above everything else, unless that would leave it too little room."""
        strip = StripPane(entries, self.theme, LINE_WIDTH)
        height = strip.height(self.width - 2 * EDGE)
        if height > MOST_STRIP * self.free.height():
            return False
        self.put(strip, self.take_top(height).adjusted(EDGE, 0, -EDGE, 0))
        return True

    def _put_grid(self, grid: Sequence[Cell]) -> None:
        if self._options.grid != BALLS and self._options.has_legend:
            self._put_strip(entries_of(self._in_colours(grid[0].run).experiment))
        shared = _shared_axis([cell.run for cell in grid]) if self._options.view == "loss" else None
        share = GRID_SHARES.get(self._options.view, GRID_SHARE)
        for cell, place in zip(grid, cells(self.free, len(grid), share), strict=True):
            caption = TextPane(cell.caption, self.theme.text)
            self.put(caption, QRectF(place.left() + EDGE, place.top(), place.width() - 2 * EDGE, CAPTION))
            run = self._in_colours(cell.run)
            self._put_view(run, self._options.view, place.adjusted(0, CAPTION, 0, 0), False, shared)

    def _put_view(
        self, run: Run, name: str, place: QRectF, has_legend: bool, shared: ValueAxis | None = None
    ) -> None:
        if name == "contour" and run.dimension == 1:
            name = "curve"
        made = next(kind for kind in VIEWS if kind.name == name).make() if name != "surface" else None
        if not isinstance(made, PlotView):
            self.put(SurfacePane(self._surface(run)), place)
            if has_legend:
                self.put(LegendPane(entries_of(run.experiment), self.theme, LINE_WIDTH), place)
            return
        prepare(made.canvas, place.size())
        made.for_picture(has_legend)
        if self._options.grid and name == "contour":
            made.hide_scale()  # type: ignore[attr-defined]
        if isinstance(made, LossView) and shared is not None:
            made.share_axis(shared)
        made.set_look(self.theme, self._drawing)
        made.show_run(run, run.computed)
        pane = CanvasPane(made.canvas, made.show_step)
        lay_out(made.canvas)
        made.settle()
        for view in self._shown:
            made.look_as(view)
        self.put(pane, place)

    def _surface(self, run: Run) -> SurfaceView | SoftwareSurface:
        view = SurfaceView() if opengl_available() else SoftwareSurface()
        view.set_look(self.theme, self._drawing)
        view.show_run(run, run.computed)
        for other in self._shown:
            if isinstance(view, SurfaceView):
                view.look_as(other)
        return view


def _shared_axis(runs: Sequence[Run]) -> ValueAxis:
    """Return the axis that holds the losses of all runs."""
    losses = np.concatenate([run.finite_loss for run in runs])
    starts = np.concatenate([run.loss[:, 0] for run in runs])
    return value_axis(choose_kind(losses), losses, starts[np.isfinite(starts)])
