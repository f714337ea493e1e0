"""A figure: the views of the window, drawn on a painter instead of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from PyQt6.QtCore import QRectF, QSizeF
from PyQt6.QtGui import QFontMetricsF
from PyQt6.QtWidgets import QApplication

from momentum_lab.figures.arrow_choice import EVERY, OFF
from momentum_lab.figures.curve_values import CurveBook
from momentum_lab.figures.curves import shown_curves
from momentum_lab.figures.grid import BALLS, Cell, cells_of
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.scene import NO_OVERLAYS, Overlays
from momentum_lab.figures.step_arrows import StepArrows, arrows_of
from momentum_lab.figures.views import ALL, CURVED, kind_shown, kinds_shown, view_kind
from momentum_lab.gui.pictures.grey import for_grey
from momentum_lab.gui.pictures.panes import (
    LegendPane,
    StripPane,
    SurfaceItself,
    SurfacePane,
    TextPane,
)
from momentum_lab.gui.pictures.plots import CanvasPane, lay_out, prepare
from momentum_lab.gui.pictures.rows import UPPER, ViewRows
from momentum_lab.gui.pictures.sheet import EDGE, LINE_WIDTH, Band, Sheet, cells, needed_cells
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.pictures.table import ball_table
from momentum_lab.gui.views.legend import Entry, Legend, arrow_entries, entries_of
from momentum_lab.gui.views.multiples import part_with_paths
from momentum_lab.gui.views.outlook import VisibleRange
from momentum_lab.gui.views.surface import opengl_available
from momentum_lab.gui.views.table import make_plot, make_surface
from momentum_lab.gui.views.view import Drawing, View
from momentum_lab.simulation.run import Run

CAPTION = 20.0
NARROW = 520.0
PANEL = 110.0
"""So much higher a figure is for each further panel of curves, where its height is not the user's."""
LEAST_PANEL = 60.0
"""And so much at least."""
MOST_BOX = 0.35
"""On a narrow figure, or where it is higher than this share, a legend in a box becomes a strip above."""
USUAL_STRIP = 40.0
"""For a legend as high as that there is room in the usual height of a figure."""
_WITHOUT_OPENGL: Final[Mapping[str, Callable[[], SurfaceItself]]] = MappingProxyType(
    {"surface": SoftwareSurface}
)
"""What draws the views with a camera where there is no OpenGL."""

ViewsShown = Iterable[View]
"""Views of the window: a picture is taken from where they look, and of the range that they show."""


class Figure(Sheet):
    """One or several views of a run under its title, to be drawn at any step on any painter.

    ``grid`` holds the cells of small multiples, where they have been made already; ``overlays`` is what is
    shown besides.
    """

    def __init__(
        self,
        run: Run,
        options: PictureOptions,
        shown: ViewsShown = (),
        grid: Sequence[Cell] | None = None,
        overlays: Overlays = NO_OVERLAYS,
    ) -> None:
        super().__init__(run.experiment.title_words, run.experiment, options)
        self._options, self._shown = options, tuple(shown)
        self.run = self._in_colours(run)
        self._drawing = Drawing(
            LINE_WIDTH,
            dots=options.dots,
            has_log_steps=options.has_log_steps,
            curves=self._curves(run),
            counts_evaluations=options.counts_evaluations,
            is_transparent=options.is_transparent,
            overlays=overlays.on_ground,
            curve_overlays=overlays.over_steps,
            has_theory=overlays.has_theory,
            arrows=self._arrows(),
            height=options.height,
        )
        self.height += PANEL * (len(self._drawing.curves) - 1) if options.grows else 0.0
        step = run.computed if options.step is None else options.step
        if options.has_table:
            table = ball_table(self.run, step, self.theme, self.width)
            self.put_below(Band(table))
            self.height += table.height(self.width) if options.grows else 0.0
        entries = entries_of(self.run.experiment) if options.has_legend else []
        self._has_box = bool(entries) and not options.grid and self._suits_box(entries)
        if options.grid:
            grid = cells_of(run, options.grid) if grid is None else grid
            entries = entries_of(self._in_colours(grid[0].run).experiment) if options.grid != BALLS else []
        if options.has_legend and not self._has_box:
            self._put_strip(entries)
        if options.has_legend and self._shows_ground:
            self._put_strip(arrow_entries(self.run, self._drawing.arrows))
        if options.grid:
            self._put_grid(grid or ())
        elif options.view == ALL:
            self._put_all()
        else:
            least = self._least(options.view)
            self.make_room(lambda width: least)
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

    def _curves(self, run: Run) -> tuple[str, ...]:
        """Return what is shown over the steps, of what is wanted and the run has."""
        return tuple(quantity.key for quantity in shown_curves(run, self._options.shown_curves))

    def _arrows(self) -> StepArrows | None:
        """Return the arrows that are wanted; in small multiples, in which a ball is alone, those of each."""
        options = self._options
        whose = EVERY if options.grid and options.arrows != OFF else options.arrows
        return arrows_of(whose, options.ball, options.arrow_zoom, LINE_WIDTH)

    @property
    def _shows_ground(self) -> bool:
        """Whether there is a ground in the picture, on which arrows can lie."""
        return any(
            not kind.shares_axis for kind in kinds_shown(self._options.view, self.run.ground.dimension)
        )

    def _put_strip(self, entries: list[Entry]) -> None:
        """Put a legend above the views, if there is anything to be named."""
        if entries:
            strip = Band(StripPane(entries, self.theme, LINE_WIDTH), EDGE)
            self.put_above(strip)
            self.height += max(strip.height(self.width) - USUAL_STRIP, 0.0) if self._options.grows else 0.0

    def _in_colours(self, run: Run) -> Run:
        if not self._options.is_grey:
            return run
        return replace(run, experiment=for_grey(run.experiment, self.theme))

    def _suits_box(self, entries: Sequence[Entry]) -> bool:
        """Return whether a legend in a box hides little of the view that it stands in."""
        view, font = self._options.view, QApplication.font()
        room = (1.0 - UPPER if view == ALL else 1.0) * (self.height - self.taken(self.width))
        high = QFontMetricsF(font).height() * len(entries)
        panels = len(self._drawing.curves)
        is_of_curves = view == ALL or kind_shown(view, self.run.ground.dimension).name == CURVED
        if is_of_curves and panels > 1:  # it stands in the first one
            room, high = room / panels, Legend(entries, QSizeF(self.width, self.height), font).size.height()
        return self.width >= NARROW and high < MOST_BOX * room

    def _least(self, view: str) -> tuple[float, float]:
        """Return the least size of a view that can be read."""
        kind = kind_shown(view, self.run.ground.dimension)
        across, down = (kind.least_cell if self._options.grid else None) or kind.least
        more = len(self._drawing.curves) - 1 if kind.name == CURVED else 0
        return across, down + more * LEAST_PANEL

    def _put_all(self) -> None:
        kinds = kinds_shown(ALL, self.run.ground.dimension)
        rows = ViewRows([replace(kind, least=self._least(kind.name)) for kind in kinds])
        self.make_room(rows.needed)
        for index, (kind, place) in enumerate(zip(kinds, rows.places(self.free), strict=True)):
            self._put_view(self.run, kind.name, place, self._has_box and index == rows.first_below)

    def _put_grid(self, grid: Sequence[Cell]) -> None:
        kind = view_kind(self._options.view)
        runs = [self._in_colours(cell.run) for cell in grid]
        shared = CurveBook(runs) if kind.shares_axis else None
        part = part_with_paths([cell.run for cell in grid]) if kind.name == "contour" else None
        across, down = self._least(self._options.view)
        least = across, down + CAPTION
        self.make_room(needed_cells(len(grid), least))
        places = cells(self.free, len(grid), kind.cell, least)
        for cell, run, place in zip(grid, runs, places, strict=True):
            caption = TextPane(cell.caption, self.theme.text)
            self.put(caption, QRectF(place.left() + EDGE, place.top(), place.width() - 2 * EDGE, CAPTION))
            self._put_view(run, self._options.view, place.adjusted(0, CAPTION, 0, 0), False, shared, part)

    def _put_view(
        self,
        run: Run,
        name: str,
        place: QRectF,
        has_legend: bool,
        shared: CurveBook | None = None,
        part: VisibleRange | None = None,
    ) -> None:
        kind = kind_shown(name, run.ground.dimension)
        if kind.has_camera:
            self.put(SurfacePane(self._surface(kind.name, run)), place)
            if has_legend:
                self.put(LegendPane(entries_of(run.experiment), self.theme, LINE_WIDTH), place)
            return
        made = make_plot(kind.name)
        prepare(made.canvas, place.size())
        made.for_picture(has_legend)
        if self._options.grid:
            made.hide_scale()
        if shared is not None:
            made.share_axes(shared)
        made.set_look(self.theme, self._drawing)
        made.show_run(run, run.computed)
        pane = CanvasPane(made.canvas, made.show_step)
        lay_out(made.canvas)
        made.settle()
        for outlook in (part, *(view.outlook for view in self._shown)):
            made.look_as(outlook)
        self.put(pane, place)

    def _surface(self, name: str, run: Run) -> SurfaceItself:
        view = make_surface(name, SoftwareSurface) if opengl_available() else _WITHOUT_OPENGL[name]()
        view.set_look(self.theme, self._drawing)
        view.show_run(run, run.computed)
        for other in self._shown:
            view.look_as(other.outlook)
        return view
