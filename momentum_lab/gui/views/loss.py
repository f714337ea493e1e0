"""The loss view: the loss of every ball against the steps, with a marker at the playhead."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, Qt

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.core.arrays import Floats
from momentum_lab.figures.primitives import BALL_SIZE
from momentum_lab.figures.scene import RunScene
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.change_grip import REACH, ChangeGrip, change_told
from momentum_lab.gui.views.cut_marks import CutMarks
from momentum_lab.gui.views.outlook import Outlook, VisibleRange
from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.views.readings import losses_at, losses_reading
from momentum_lab.gui.views.step_axis import StepAxis, StepAxisItem
from momentum_lab.gui.views.step_line import StepLine
from momentum_lab.gui.views.value_axis import AxisKind, LossAxisItem, ValueAxis, choose_kind, value_axis
from momentum_lab.gui.views.view import Drawing
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.simulation.run import Run, Steps

LOSS = QUANTITIES["loss"]
ROOM = 0.012
"""Room at both ends of the steps, as a share of the axis, for the markers."""
AXIS_WIDTH = 70
"""About that of the axis of losses, in logical pixels."""
AXES = ("step", "loss")
FEWEST = 4.0
"""Steps that can be seen at least, however far one zooms in."""
DEEPEST = 1e-3
"""Of the whole axis of losses, the least share that can be seen."""


class LossView(PlotView):
    """Loss curves; a press or a drag in them moves the playhead, the wheel and other drags the curves."""

    def __init__(self) -> None:
        self._axis = LossAxisItem()
        self._step_axis = StepAxisItem()
        super().__init__("step", str(LOSS.title), self._axis, self._step_axis)
        self._plot.showGrid(x=False, y=True, alpha=0.12)
        self._playhead, self._pointed = StepLine(), StepLine(Qt.PenStyle.DotLine)
        self._cuts = CutMarks()
        self._add(self._playhead, self._pointed, self._cuts)
        self._pointed.set_step(None)
        self._wanted: AxisKind | None = None
        self._shared: ValueAxis | None = None
        self._room = ROOM
        self._run: Run | None = None
        self._pressed_at = 0
        self._is_scrubbing = self._is_moved = False
        self._grip = ChangeGrip(self.intents)
        self._plot.vb.sigRangeChangedManually.connect(self._remember_move)
        canvas = self._canvas
        canvas.pressed.connect(self._begin_scrub)
        canvas.dragged.connect(self._scrub)
        canvas.released.connect(self._grip.let_go)
        canvas.hovered.connect(self._point_at)
        canvas.left.connect(lambda: self._pointed.set_step(None))
        canvas.doubled.connect(self._reset_at)
        canvas.reset_wanted.connect(self.reset)
        canvas.viewport().setCursor(Qt.CursorShape.SizeHorCursor)

    def share_axis(self, axis: ValueAxis) -> None:
        """Draw on this axis from now on, whatever the losses: beside other pictures."""
        self._shared = axis

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step, on an axis that fits it; of the same landscape, the same range."""
        is_same_place = self._run is not None and self._run.ground == run.ground
        shown = self.outlook if is_same_place else None
        self._run = run
        losses = run.finite_loss
        starts = run.loss[:, 0][np.isfinite(run.loss[:, 0])]
        axis = self._shared or value_axis(self._wanted or choose_kind(losses), losses, starts)
        has_kind = axis.kind == self._axis.axis.kind
        self._axis.show_axis(axis, axis.cuts(losses))
        steps = self._step_axis.axis
        self._trails.set_scene(RunScene(run, self._place))
        self._cuts.show_run(run, axis, steps)
        self.reset()
        if shown is not None and has_kind:
            self.look_as(shown)
        super().show_run(run, step)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self._playhead.set_step(step)
        self._cuts.set_step(step)
        super().show_step(step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines, and on the kinds of axes that are wanted."""
        width = max(1.0, drawing.boldness.least)
        self._playhead.set_look(theme.accent, width)
        self._pointed.set_look(theme.muted, width)
        self._cuts.set_theme(theme)
        super().set_look(theme, drawing)
        steps = StepAxis(drawing.has_log_steps)
        if drawing.loss_axis == self._wanted and steps == self._step_axis.axis:
            return
        self._wanted = drawing.loss_axis
        shown = self.outlook
        self._step_axis.show_axis(steps)
        for line in (self._playhead, self._pointed):
            line.axis = steps
        if self._run is not None:
            self.show_run(self._run, self._step)
            self.look_as(shown)

    def reset(self) -> None:
        """Show all steps and losses again."""
        self._is_moved = False
        if self._run is None:
            return
        left, right, bottom, top = self._whole(self._run)
        limits = {"xMin": left, "xMax": right, "yMin": bottom, "yMax": top}
        fewest = min(FEWEST, self._run.experiment.steps)
        end = self._step_axis.axis.forward(np.array([0.0, fewest]) + self._run.experiment.steps - fewest)
        narrowest = float(np.diff(end)[0])
        self._plot.vb.setLimits(**limits, minXRange=narrowest, minYRange=DEEPEST * (top - bottom))
        self._plot.vb.setRange(xRange=(left, right), yRange=(bottom, top), padding=0.0, disableAutoRange=True)

    @property
    def outlook(self) -> Outlook | None:
        """The steps and losses that it was moved to by hand; None if it was not."""
        if not self._is_moved:
            return None
        shown, axis = self._plot.vb.viewRect(), self._axis.axis
        left, right = (float(self._step_axis.axis.step(end)) for end in (shown.left(), shown.right()))
        bottom, top = axis.loss(shown.top()), axis.loss(shown.bottom())
        return VisibleRange(AXES, left, bottom, right - left, top - bottom)

    def look_as(self, outlook: Outlook | None) -> None:
        """Show a range of steps and losses, as far as there are any; anything else is ignored."""
        if not isinstance(outlook, VisibleRange) or outlook.axes != AXES or self._run is None:
            return
        left, right, bottom, top = self._whole(self._run)
        ends = np.array([outlook.left, outlook.left + outlook.width])
        across = np.clip(self._step_axis.axis.forward(ends), left, right)
        losses = np.array([outlook.bottom, outlook.bottom + outlook.height])
        up = np.clip([self._axis.axis.place(loss) for loss in losses], bottom, top)
        if across[1] > across[0] and up[1] > up[0]:
            self._plot.vb.setRange(xRange=tuple(across), yRange=tuple(up), padding=0.0)
            self._is_moved = True

    def for_picture(self, has_legend: bool = True) -> None:
        """Leave out the playhead's line, which means nothing on paper; cut off no marker, however narrow."""
        self._room = max(ROOM, BALL_SIZE / max(self._canvas.width() - AXIS_WIDTH, AXIS_WIDTH))
        super().for_picture(has_legend)
        self._playhead.setVisible(False)

    @property
    def axis(self) -> ValueAxis:
        """The axis of losses."""
        return self._axis.axis

    def pixel_of(self, step: float, loss: float) -> QPointF:
        """Return where a loss at a step is drawn, in pixels of the widget."""
        across = float(self._step_axis.axis.forward(step))
        return self._pixel(QPointF(across, float(self._axis.axis.forward(loss))))

    def _place(self, steps: Steps) -> Floats:
        run = self._run
        assert run is not None
        across = self._step_axis.axis.forward(steps.step)
        return np.stack([across, self._axis.axis.forward(LOSS.of(run, steps))], axis=-1)

    def _whole(self, run: Run) -> tuple[float, float, float, float]:
        """Return the ends of both axes: left, right, bottom, top."""
        first, last = self._step_axis.axis.forward(np.array([0.0, run.experiment.steps])).tolist()
        room = self._room * (last - first)
        return first - room, last + room, *self._axis.axis.ends

    def _remember_move(self) -> None:
        self._is_moved = True

    def _reset_at(self, at: QPointF) -> None:
        """Show everything again; the first click of the two has moved the playhead, which goes back."""
        if self._pointed_at(at) is not None:
            self.intents.step_wanted.emit(self._pressed_at)
        self.reset()

    def change_at(self, at: QPointF) -> tuple[int, int] | None:
        """Return ball and step of the change whose mark is at a place of the scene; None for none."""
        if self._pointed_at(at) is None:
            return None
        return self._trails.change_at(at, self._trails.sceneTransform(), REACH)

    def _begin_scrub(self, at: QPointF) -> None:
        if self._run is not None and (change := self.change_at(at)) is not None:
            self._grip.take(self._run, *change)
            return
        self._is_scrubbing, self._pressed_at = self._pointed_at(at) is not None, self._step
        self._scrub(at)

    def _scrub(self, at: QPointF) -> None:
        step = self._step_at(at)
        if self._grip.is_held and step is not None:
            self._grip.drag_to(step)
        elif self._is_scrubbing and not self._grip.is_held and step is not None:
            self.intents.step_wanted.emit(step)

    def _step_at(self, at: QPointF) -> int | None:
        """Return the step at a place of the scene; None outside of the plot."""
        point = self._pointed_at(at)
        if self._run is None or point is None:
            return None
        step = round(float(self._step_axis.axis.step(point.x())))
        return min(max(step, 0), self._run.experiment.steps)

    def _point_at(self, at: QPointF) -> None:
        """Show which step is pointed at, and tell the losses there."""
        words = self._tip(at)
        self._pointed.set_step(self._told_step(at) if words else None)
        self._tell(words, at)

    def _told_step(self, at: QPointF) -> int | None:
        """Return the step at a place whose losses are told: one that is kept, which costs nothing."""
        step, run = self._step_at(at), self._run
        if step is None or run is None or step > run.computed:
            return None
        return int(run.kept[run.row(step)])

    def _tip(self, at: QPointF) -> str:
        """Return the losses of all balls at the step that is pointed at, the nearest curve's in bold type."""
        step, run = self._told_step(at), self._run
        names = super()._tip(at)
        if step is None or run is None or names:
            return names
        if (change := self.change_at(at)) is not None:
            return plain_tip(change_told(run, *change))
        heights = {
            ball: self._canvas.mapToScene(self.pixel_of(step, loss).toPoint()).y()
            for ball, loss in losses_at(run, step).items()
        }
        nearest = min(heights, key=lambda ball: abs(heights[ball] - at.y()), default=None)
        return losses_reading(run, step, nearest, self._theme)
