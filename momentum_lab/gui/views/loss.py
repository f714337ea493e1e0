"""The loss view: the loss of every ball against the steps, with a marker at the playhead."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QTransform

from momentum_lab.gui.theme.theme import Theme
from momentum_lab.gui.views.painting import MARKER_SIZE
from momentum_lab.gui.views.plot_view import PlotView
from momentum_lab.gui.views.trails import ViewOverlay
from momentum_lab.gui.views.value_axis import AxisKind, LossAxisItem, ValueAxis, choose_kind, value_axis
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run

ROOM = 0.012
"""Room at both ends of the steps, as a share of them, for the markers."""
AXIS_WIDTH = 70
"""About that of the axis of losses, in logical pixels."""


class PlayheadLine(ViewOverlay):
    """A vertical line at the step that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._step = 0
        self._color = ""

    def set_step(self, step: int) -> None:
        """Move the line."""
        if step != self._step:
            strips = [self._strip(self._step), self._strip(step)]
            self._step = step
            self.redraw(strips)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another colour."""
        self._color = theme.accent
        self.redraw()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint the line from the lower to the upper edge of the plot."""
        plot = transform.mapRect(self.boundingRect())
        x = transform.map(QPointF(self._step, 0.0)).x()
        painter.setPen(QPen(QColor(self._color), 1.0))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))

    def _strip(self, step: int) -> QRectF:
        """Return the box of the scene in which the line is at a step."""
        transform = self.sceneTransform()
        plot, x = transform.mapRect(self.boundingRect()), transform.map(QPointF(step, 0.0)).x()
        return QRectF(x - 2.0, plot.top(), 4.0, plot.height())


class LossView(PlotView):
    """Loss curves; a press or a drag in them moves the playhead."""

    def __init__(self) -> None:
        self._axis = LossAxisItem()
        super().__init__("step", "loss", self._axis)
        self._plot.showGrid(x=False, y=True, alpha=0.12)
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._playhead = PlayheadLine()
        self._add(self._playhead)
        self._wanted: AxisKind | None = None
        self._shared: ValueAxis | None = None
        self._room = ROOM
        self._run: Run | None = None
        self._step = 0
        self._canvas.pressed.connect(self._scrub)
        self._canvas.dragged.connect(self._scrub)
        self._canvas.viewport().setCursor(Qt.CursorShape.SizeHorCursor)

    def share_axis(self, axis: ValueAxis) -> None:
        """Draw on this axis from now on, whatever the losses: beside other pictures."""
        self._shared = axis

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step, on an axis that fits it."""
        self._run = run
        losses = run.finite_loss
        starts = run.loss[:, 0][np.isfinite(run.loss[:, 0])]
        axis = self._shared or value_axis(self._wanted or choose_kind(losses), losses, starts)
        self._axis.axis = axis
        self._axis.picture = None  # the ticks of another axis, which pyqtgraph keeps by range alone
        self._trails.set_trails(run, lambda steps: np.stack([steps.step, axis.forward(steps.loss)], axis=-1))
        self._plot.vb.setRange(
            xRange=(-self._room * run.experiment.steps, (1 + self._room) * run.experiment.steps),
            yRange=axis.ends,
            padding=0.0,
            disableAutoRange=True,
        )
        self._axis.update()
        super().show_run(run, step)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self._step = step
        self._playhead.set_step(step)
        super().show_step(step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines, and losses on the kind of axis that is wanted."""
        self._playhead.set_theme(theme)
        super().set_look(theme, drawing)
        if drawing.loss_axis != self._wanted:
            self._wanted = drawing.loss_axis
            if self._run is not None:
                self.show_run(self._run, self._step)

    def for_picture(self, has_legend: bool = True) -> None:
        """Leave out the playhead's line, which means nothing on paper; cut off no marker, however narrow."""
        self._room = max(ROOM, MARKER_SIZE / max(self._canvas.width() - AXIS_WIDTH, AXIS_WIDTH))
        super().for_picture(has_legend)
        self._playhead.setVisible(False)

    def pixel_of(self, step: float, loss: float) -> QPointF:
        """Return where a loss at a step is drawn, in pixels of the widget."""
        return self._pixel(QPointF(step, float(self._axis.axis.forward(loss))))

    def _scrub(self, at: QPointF) -> None:
        point = self._pointed_at(at)
        if self._run is not None and point is not None:
            self.intents.step_wanted.emit(round(point.x()))
