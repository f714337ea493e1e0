"""The loss view: the loss of every ball against the steps, and whatever else is wanted, in panels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, Qt, QTimer
from PyQt6.QtGui import QFontMetricsF

from momentum_lab.analysis.quantities import QUANTITIES, Quantity
from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import counted, message, words
from momentum_lab.figures.curve_values import CurveBook, CurveValues
from momentum_lab.figures.curves import LOSS, Counting, axis_name, shown_curves
from momentum_lab.figures.primitives import BALL_SIZE, Polyline
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.axes import with_room
from momentum_lab.gui.views.change_grip import REACH, ChangeGrip, change_told
from momentum_lab.gui.views.curve_axis import EvenWidths, PanelAxisItem, curve_axis, holding
from momentum_lab.gui.views.curve_panel import CurvePanel
from momentum_lab.gui.views.outlook import Outlook, VisibleRange
from momentum_lab.gui.views.panel_stack import PanelStack
from momentum_lab.gui.views.plot import height_below
from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.views.readings import curves_reading, reading_at
from momentum_lab.gui.views.step_axis import StepAxis, StepAxisItem
from momentum_lab.gui.views.value_axis import ValueAxis
from momentum_lab.gui.views.view import Drawing
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.simulation.run import Run

ROOM: Final = 0.012
"""Room at both ends of the steps, as a share of the axis."""
AXIS_WIDTH: Final = 70
"""About that of the axis of losses, in logical pixels."""
EVEN: Final = 32
"""Pixels by which plots beside each other may be of other widths and have the same steps at their ends."""
FEWEST: Final = 4.0
"""Steps that can be seen at least, however far one zooms in."""
LEAST_PANEL: Final = 4.6
"""Lines of type that a panel has at least, its title included, where there are several."""


class LossView(PlotView):
    """Curves of quantities; a press or a drag moves the playhead, the wheel and other drags the curves.

    The first panel is the plot of every other view, with the legend; the others stand below it.
    """

    def __init__(self) -> None:
        widths = EvenWidths()
        self._axis = PanelAxisItem(widths)
        self._step_axis = StepAxisItem()
        super().__init__(words("step"), str(QUANTITIES[LOSS].title), self._axis, self._step_axis)
        first = CurvePanel(self._plot, self._axis, self._step_axis, self._trails)
        self._panels = PanelStack(self._canvas, widths, first, self._remember_move, self._prepare)
        self._drawing = Drawing()
        self._book, self._is_beside = CurveBook(()), False
        self._rest = QTimer(self._canvas)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._go_on)
        self._run: Run | None = None
        self._counting = Counting((), (1,))
        self._pressed_at = 0
        self._is_scrubbing = self._is_moved = self._is_on_paper = False
        self._grip = ChangeGrip(self.intents)
        canvas = self._canvas
        canvas.pressed.connect(self._begin_scrub)
        canvas.dragged.connect(self._scrub)
        canvas.released.connect(self._grip.let_go)
        canvas.hovered.connect(self._point_at)
        canvas.left.connect(lambda: self._panels.point(None))
        canvas.doubled.connect(self._reset_at)
        canvas.reset_wanted.connect(self.reset)
        canvas.type_changed.connect(self._fit)
        canvas.room_changed.connect(self._fit)
        self._plot.vb.geometryChanged.connect(self._fit_ends)
        canvas.viewport().setCursor(Qt.CursorShape.SizeHorCursor)

    def share_axes(self, curves: CurveBook) -> None:
        """Have axes from now on that hold the numbers of other runs, too: beside other pictures."""
        self._book, self._is_beside = curves, bool(curves.runs)

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step, on axes that fit it; of the same landscape, the same range."""
        is_same_place = self._run is not None and self._run.ground == run.ground
        shown = self.outlook if is_same_place else None
        before = [(panel.quantity, panel.axis.kind) for panel in self._panels]
        if not (self._is_beside or (self._book.runs and self._book.runs[0] is run)):
            self._book = CurveBook((run,), self._book)
        self._run, self._counting = run, Counting.of(run, self._drawing.counts_evaluations)
        self._fill()
        self.reset()
        if shown is not None and before[0] == (self._panels[0].quantity, self._panels[0].axis.kind):
            self.look_as(shown)
        super().show_run(run, step)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        for panel in self._panels:
            panel.show_step(step)
        super().show_step(step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines, other quantities, and on the kinds of axes that are wanted."""
        before, self._drawing = self._drawing, drawing
        super().set_look(theme, drawing)
        steps = StepAxis(drawing.has_log_steps)
        for panel in self._panels:
            panel.set_look(theme, drawing)
        is_along_the_same = steps == self._step_axis.axis
        if is_along_the_same and _axes_of(drawing) == _axes_of(before):
            return
        shown = self.outlook if drawing.counts_evaluations == before.counts_evaluations else None
        self._panels.count_by(steps)
        if self._run is not None:
            self.show_run(self._run, self._step)
            self.look_as(shown)

    def set_quick(self, is_quick: bool) -> None:
        """Draw quickly while one run follows the other, or as it should be."""
        for panel in self._panels:
            panel.trails.is_quick = is_quick

    def reset(self) -> None:
        """Show all steps and values again."""
        self._is_moved = False
        if self._run is None:
            return
        left, right = self._ends(self._run)
        steps = self._last_of(self._run)
        fewest = min(FEWEST, steps)
        end = self._step_axis.axis.forward(np.array([0.0, fewest]) + steps - fewest)
        for panel in self._panels:
            panel.end_at(steps)
            panel.limit(left, right, float(np.diff(end)[0]))
            panel.look_at((left, right), panel.axis.ends if self._is_beside else panel.ends)

    @property
    def outlook(self) -> Outlook | None:
        """The steps and values that it was moved to by hand; None if it was not."""
        if not self._is_moved:
            return None
        shown = self._plot.vb.viewRect()
        left, right = (float(self._step_axis.axis.step(end)) for end in (shown.left(), shown.right()))
        seen = [(panel.quantity.key, *panel.values_seen) for panel in self._panels]
        key, bottom, top = seen[0]
        return VisibleRange((self._along, key), left, bottom, right - left, top - bottom, tuple(seen[1:]))

    def look_as(self, outlook: Outlook | None) -> None:
        """Show a range of steps and values, as far as there are any; anything else is ignored."""
        if not isinstance(outlook, VisibleRange) or self._run is None or outlook.axes[0] != self._along:
            return
        left, right = self._ends(self._run)
        ends = np.array([outlook.left, outlook.left + outlook.width])
        across = np.clip(self._step_axis.axis.forward(ends), left, right)
        seen = {outlook.axes[1]: (outlook.bottom, outlook.bottom + outlook.height)}
        seen |= {key: (low, high) for key, low, high in outlook.others}
        known = [panel for panel in self._panels if panel.quantity.key in seen]
        are_there = [panel.look_at_values(*seen[panel.quantity.key]) for panel in known]
        if across[1] > across[0] and (any(are_there) or not known):
            self._panels[0].look_at(across.tolist(), None)
            self._is_moved = True

    def for_picture(self, has_legend: bool = True) -> None:
        """Leave out the playhead's line, which means nothing on paper."""
        self._is_on_paper = True
        super().for_picture(has_legend)
        for panel in self._panels:
            panel.for_picture()

    @property
    def axis(self) -> ValueAxis:
        """The axis of the first panel."""
        return self._axis.axis

    @property
    def panels(self) -> Sequence[CurvePanel]:
        """The panels, from above."""
        return tuple(self._panels)

    def pixel_of(self, step: float, loss: float, panel: int = 0) -> QPointF:
        """Return where a value at a step is drawn in a panel, in pixels of the widget."""
        return QPointF(self._canvas.mapFromScene(self._panels[panel].spot(step * self._counting.least, loss)))

    @property
    def _along(self) -> str:
        return "evaluations" if self._drawing.counts_evaluations else "step"

    def _ends(self, run: Run) -> tuple[float, float]:
        """Return the ends of the axis of steps."""
        first, last = self._step_axis.axis.forward(np.array([0.0, self._last_of(run)])).tolist()
        if not self._is_beside:
            return self._panels[0].across(first, last, ROOM)
        wide = max(self._canvas.width() // EVEN * EVEN - AXIS_WIDTH, AXIS_WIDTH)
        return with_room((first, last), ROOM, BALL_SIZE, wide)

    def _last_of(self, run: Run) -> int:
        """Return the last that is counted along the steps; beside other pictures, in any of them."""
        is_counted = self._drawing.counts_evaluations
        return max(
            Counting.of(each, is_counted).end(each.experiment.steps) for each in self._book.runs or (run,)
        )

    def _prepare(self, panel: CurvePanel) -> None:
        """Let a new panel look as the others do."""
        panel.trails.is_quick = self._trails.is_quick
        panel.plot.vb.geometryChanged.connect(self._fit_ends)
        if self._is_on_paper:
            panel.for_picture()
        panel.set_look(self._theme, self._drawing)

    def _fitting(self) -> tuple[Quantity, ...]:
        """Return the quantities that are wanted, and have room; on paper, all do."""
        assert self._run is not None
        wanted = shown_curves(self._run, self._drawing.curves)
        if self._is_on_paper:
            return wanted
        font = self._canvas.font()
        room = self._canvas.height() - self._canvas.extra_margin - height_below(font)
        return wanted[: max(int(room / (LEAST_PANEL * QFontMetricsF(font).height())), 1)]

    def _fill(self) -> None:
        """Show the run in as many panels as have room."""
        run, quantities = self._run, self._fitting()
        assert run is not None
        self._panels.have(len(quantities))
        self._panels.count_by(StepAxis(self._drawing.has_log_steps))
        notes = []
        for panel, quantity in zip(self._panels, quantities, strict=True):
            beside = self._book.beside(quantity)
            if self._is_on_paper:
                for each in beside:
                    each.complete()
            shown = self._book.values(run, quantity)
            axis = holding(curve_axis(beside, self._drawing.loss_axis), self._overlaid(run, quantity))
            panel.show(shown, axis, self._counting)
            notes.append(str(message("dashed: envelope by theory")) if panel.has_theory else "")
        left_out = len(shown_curves(run, self._drawing.curves)) - len(quantities)
        if left_out:
            missing = counted("{count} more has no room here", "{count} more have no room here", left_out)
            notes[-1] = str(missing)
        self._panels.entitle(str(axis_name(self._drawing.counts_evaluations)), notes)
        if self._still_to_come():
            self._rest.start()

    def _overlaid(self, run: Run, quantity: Quantity) -> Floats:
        """Return the values of the lines that overlays add."""
        over = self._drawing.curve_overlays
        added = (each for show in over for each in show(run, quantity.key, self._counting, self._theme))
        lines = [each.points for each in added if isinstance(each, Polyline)]
        return np.concatenate([np.empty(0), *(line[:, 1] for line in lines if isinstance(line, np.ndarray))])

    def _still_to_come(self) -> list[CurveValues]:
        """Return the values that are not all there."""
        every = (each for quantity in self._panels.quantities for each in self._book.beside(quantity))
        return [each for each in every if not each.is_whole]

    def _go_on(self) -> None:
        """Compute some more of the values that are to come; show them when all are there."""
        missing = self._still_to_come()
        if self._run is None or self._canvas.closed:
            return
        if missing:
            missing[0].go_on()
            self._rest.start()
        else:
            self.show_run(self._run, self._step)

    def _fit(self) -> None:
        """Show as many panels as have room in a view of another size, or below a legend of another height."""
        if self._run is None or self._canvas.closed:  # a closed one has let go of what it drew
            return
        if self._panels.quantities != self._fitting():
            self.show_run(self._run, self._step)
        else:
            self._panels.share_height()

    def _fit_ends(self) -> None:
        """Leave room for markers at the ends in plots of another size, unless something else is looked at."""
        if self._run is not None and not (self._is_moved or self._canvas.closed):
            self.reset()

    def _remember_move(self) -> None:
        self._is_moved = True

    def _reset_at(self, at: QPointF) -> None:
        """Show everything again; the first click of the two has moved the playhead, which goes back."""
        if self._panels.at(at) is not None:
            self.intents.step_wanted.emit(self._pressed_at)
        self.reset()

    def change_at(self, at: QPointF) -> tuple[int, int] | None:
        """Return ball and step of the change whose mark is at a place of the scene; None for none."""
        panel = self._panels.at(at)
        if panel is None:
            return None
        return panel.trails.change_at(at, panel.trails.sceneTransform(), REACH)

    def _begin_scrub(self, at: QPointF) -> None:
        if self._run is not None and (change := self.change_at(at)) is not None:
            self._grip.take(self._run, *change)
            return
        self._is_scrubbing, self._pressed_at = self._panels.at(at) is not None, self._step
        self._scrub(at)

    def _scrub(self, at: QPointF) -> None:
        count, run = self._count_at(at), self._run
        if count is None or run is None:
            return
        step = self._counting.step(count, run.experiment.steps)
        if self._grip.is_held:
            self._grip.drag_to(step)
        elif self._is_scrubbing:
            self.intents.step_wanted.emit(step)

    def _count_at(self, at: QPointF) -> float | None:
        """Return what is counted at a place of the scene; None outside of the plots."""
        panel = self._panels.at(at)
        if self._run is None or panel is None:
            return None
        return float(panel.steps.step(panel.plot.vb.mapSceneToView(at).x()))

    def _point_at(self, at: QPointF) -> None:
        """Show in all panels which step is pointed at, and tell all numbers there."""
        words = self._tip(at)
        told = self._told_step(at) if words else None
        self._panels.point(None if told is None else told * self._counting.least)
        self._tell(words, at)

    def _told_step(self, at: QPointF) -> int | None:
        """Return the step at a place whose numbers are told: one that is kept, which costs nothing."""
        count, run = self._count_at(at), self._run
        if count is None or run is None:
            return None
        step = self._counting.step(count, run.experiment.steps)
        return None if step > run.computed else int(run.kept[run.row(step)])

    def _tip(self, at: QPointF) -> str:
        """Return the numbers of all balls at what is pointed at, the nearest curve's in bold type."""
        step, run, panel = self._told_step(at), self._run, self._panels.at(at)
        names = super()._tip(at)
        if step is None or run is None or panel is None or names:
            return names
        if (change := self.change_at(at)) is not None:
            return plain_tip(change_told(run, *change))
        told = reading_at(run, self._counting, step, self._panels.quantities)
        number = self._panels.quantities.index(panel.quantity)
        heights = {
            ball: abs(panel.spot(0.0, numbers[number]).y() - at.y())
            for ball, numbers in told.values.items()
            if np.isfinite(numbers[number])
        }
        nearest = min(heights, key=lambda ball: heights[ball], default=None)
        return curves_reading(run, told, nearest, self._theme)


def _axes_of(drawing: Drawing) -> tuple[object, ...]:
    """Return what decides which axes there are, and what they hold."""
    over_steps = drawing.curve_overlays, drawing.has_theory
    return drawing.loss_axis, drawing.curves, drawing.counts_evaluations, over_steps
