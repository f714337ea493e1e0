"""What the 2-D views have in common: a canvas, a plot, trails and a legend; and a start that is dragged."""

from __future__ import annotations

import time

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QObject, QPointF, QRectF, Qt, QTimer
from PyQt6.QtWidgets import QToolTip, QWidget

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.boldness import PLAIN
from momentum_lab.figures.curve_values import CurveBook
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.change_grip import REACH, change_told
from momentum_lab.gui.views.legend_item import LegendItem
from momentum_lab.gui.views.outlook import Outlook, VisibleRange
from momentum_lab.gui.views.plot import Canvas, new_plot, style_plot
from momentum_lab.gui.views.readings import BALL_REACH, ball_reading
from momentum_lab.gui.views.trails import PrimitivesItem, TrailsItem, ViewOverlay
from momentum_lab.gui.views.view import Drawing, Intents
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.landscapes import Ground
from momentum_lab.simulation.run import Run

NEAR = 14.0
"""Pixels from a mark within which its tip is shown."""
AT_ONCE = 0.02
"""Seconds: a landscape that is drawn as quickly is drawn anew in each frame in which the range changes."""
RESTS = 4.0
LONGEST_REST = 0.3
"""Any other one when the range has not changed for so many times as long, but no longer than this."""


class PlotView(QObject):
    """A plot in which every ball has a trail and a marker."""

    def __init__(
        self, bottom: str, left: str, axis: pg.AxisItem | None = None, below: pg.AxisItem | None = None
    ) -> None:
        super().__init__()
        self.intents = Intents()
        self._canvas = Canvas()
        self._plot = new_plot(self._canvas, 0, 0, axis, below)
        self._plot.setLabel("bottom", bottom)
        self._plot.setLabel("left", left)
        self._theme: Theme = LIGHT
        self._boldness = PLAIN
        self._told = ""
        self._step = 0
        self._trails = TrailsItem()
        self._add(self._trails)
        self._canvas.tip = self._tip
        self.legend = LegendItem(self._canvas, self._plot, self._trails)

    @property
    def widget(self) -> QWidget:
        """The widget to put into a layout."""
        return self._canvas

    @property
    def canvas(self) -> Canvas:
        """The widget as what pictures are taken of."""
        return self._canvas

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step."""
        self.legend.show_run(run)
        self.show_step(step)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self._step = step
        self._trails.set_step(step)

    @property
    def is_quick(self) -> bool:
        """Whether lines are drawn quickly for now."""
        return self._trails.is_quick

    def set_quick(self, is_quick: bool) -> None:
        """Draw quickly while one run follows the other, or as it should be."""
        self._trails.is_quick = is_quick

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._theme, self._boldness = theme, drawing.boldness
        self._canvas.setBackground(None if drawing.is_transparent else theme.base)
        style_plot(self._plot, theme)
        self._trails.set_look(theme, drawing)
        self.legend.set_look(theme, drawing)

    def for_picture(self, has_legend: bool = True) -> None:
        """Be as a picture wants it: with a legend unless another view has it, nothing kept as pixels."""
        self.legend.is_on_paper = self._trails.is_on_paper = True
        self.legend.set_wanted(has_legend)

    def hide_scale(self) -> None:
        """Leave out what explains the colours; here, nothing does."""

    def share_axes(self, curves: CurveBook) -> None:
        """Have axes that hold the numbers of all of some runs; here, the landscape has its own."""

    def settle(self) -> None:
        """Compute now what would be computed before the next frame."""

    def reset(self) -> None:
        """Show the whole again; here, it always is."""

    @property
    def outlook(self) -> Outlook | None:
        """The range that is shown, if it is not the whole; here, it always is."""
        return None

    def look_as(self, outlook: Outlook | None) -> None:
        """Show another range; here, it is always the whole."""

    def _tell(self, words: str, at: QPointF) -> None:
        """Say something beside a place of the scene that is pointed at; nothing hides what was said."""
        viewport = self._canvas.viewport()
        if words:
            QToolTip.showText(viewport.mapToGlobal(self._canvas.mapFromScene(at)), words, viewport)
        elif self._told:
            QToolTip.hideText()
        self._told = words

    def _tip(self, at: QPointF) -> str:
        """Return what is said of a place of the scene: all names, where the legend has no room for them."""
        return plain_tip(self.legend.text) if self.legend.box.contains(at) else ""

    def _pixel(self, point: QPointF) -> QPointF:
        """Return where a point of the plot is drawn, in pixels of the widget."""
        return QPointF(self._canvas.mapFromScene(self._plot.vb.mapViewToScene(point)))

    def _add(self, *items: ViewOverlay) -> None:
        for item in items:
            self._plot.addItem(item, ignoreBounds=True)

    def _pointed_at(self, at: QPointF) -> QPointF | None:
        """Return the point of the plot at a place of the scene; None outside of the plot."""
        if not self._plot.vb.sceneBoundingRect().contains(at):
            return None
        return QPointF(self._plot.vb.mapSceneToView(at))


class LandscapeView(PlotView):
    """A plot of a run on its ground, in which the start is dragged; a kind for each dimension."""

    def __init__(self, bottom: str, left: str, cursor: Qt.CursorShape) -> None:
        super().__init__(bottom, left)
        self._axes = bottom, left
        self.legend.names_arrows = True
        self._signs = PrimitivesItem(10, self._flat)
        self._add(self._signs)
        self._scene: GroundScene | None = None
        self._signed: tuple[object, ...] = ()
        self._is_on_map = self._is_moved = False
        self._plot.vb.sigRangeChangedManually.connect(self._remember_move)
        self._redraw = QTimer(self._canvas)  # goes when the canvas goes, which others delete
        self._redraw.setSingleShot(True)
        self._redraw.timeout.connect(self.settle)
        self._draws_for = 0.0
        self._plot.vb.sigRangeChanged.connect(self._draw_soon)
        self._plot.vb.sigResized.connect(self._fit)
        canvas = self._canvas
        canvas.pressed.connect(self._begin_drag)
        canvas.dragged.connect(self._drag)
        canvas.released.connect(self.intents.start_settled.emit)
        canvas.hovered.connect(self._point_at)
        canvas.left.connect(lambda: self.intents.hovered.emit(None))
        canvas.reset_wanted.connect(self.reset)
        canvas.viewport().setCursor(cursor)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        super().set_look(theme, drawing)
        self._show_signs()
        self.settle()

    def settle(self) -> None:
        """Draw the landscape over what is visible now."""
        self._redraw.stop()
        if self._ground is not None and not self._canvas.closed:  # a closed one has let go of what it drew
            began = time.perf_counter()
            self._draw_ground(self._ground)
            self._draws_for = time.perf_counter() - began

    def _draw_soon(self) -> None:
        """Draw the landscape before the next frame, or, where that takes long, when it has come to rest."""
        seconds = self._draws_for if self._draws_for > AT_ONCE else 0.0
        self._redraw.start(round(1000.0 * min(RESTS * seconds, LONGEST_REST)))

    def reset(self) -> None:
        """Show the whole domain again."""
        self._is_moved = False
        if self._ground is not None:
            self._show_domain(self._ground)

    @property
    def outlook(self) -> Outlook | None:
        """The range that it was moved to by hand; None if it was not."""
        if not self._is_moved:
            return None
        shown = self._plot.vb.viewRect()
        return VisibleRange(self._axes, shown.left(), shown.top(), shown.width(), shown.height())

    def look_as(self, outlook: Outlook | None) -> None:
        """Show a range of the same axes, as if it were moved there by hand; anything else is ignored."""
        if isinstance(outlook, VisibleRange) and outlook.axes == self._axes:
            shown = QRectF(outlook.left, outlook.bottom, outlook.width, outlook.height)
            self._plot.vb.setRange(shown, padding=0.0)
            self._is_moved = True
            self.settle()

    def _fit(self) -> None:
        """Show the domain anew in a view of another size, unless the range was moved by hand."""
        if not self._is_moved:
            self.reset()
        self._draw_soon()

    def _remember_move(self) -> None:
        self._is_moved = True

    def pixel_of(self, point: tuple[float, ...]) -> QPointF:
        """Return where a point, such as (x, y), is drawn, in pixels of the widget."""
        return self._pixel(QPointF(*point))

    def _draw_ground(self, ground: Ground) -> None:
        """Draw the ground over the visible range."""
        raise NotImplementedError

    def _show_domain(self, ground: Ground) -> None:
        """Make the domain the visible range."""
        raise NotImplementedError

    def _flat(self, points: Floats) -> Floats:
        """Return points of the scene (n, coordinate) in the plot's coordinates (n, 2)."""
        raise NotImplementedError

    def _place_at(self, point: QPointF, pixel: tuple[float, float]) -> tuple[float, ...]:
        """Return the place that a point of the plot stands for, as exact as a pixel can tell."""
        raise NotImplementedError

    @property
    def _ground(self) -> Ground | None:
        return None if self._scene is None else self._scene.ground

    def _show_scene(self, run: Run) -> None:
        """Show the trails and the signs of a run."""
        self._scene = GroundScene(run)
        self._show_signs()
        self._trails.set_scene(self._scene, self._flat)

    def _show_signs(self) -> None:
        """Show where minima are and where balls start, unless that is what is shown."""
        if self._scene is None:
            return
        starts = tuple(tuple(start.tolist()) for start in self._scene.starts)
        signed = (self._scene.ground, starts, self._theme, self._boldness)
        if signed != self._signed:
            self._signed = signed
            self._signs.set_primitives(self._boldness.applied(self._scene.signs(self._theme)))

    def _place(self, at: QPointF) -> tuple[float, ...] | None:
        point = self._pointed_at(at)
        if point is None or self._ground is None:
            return None
        return self._place_at(point, self._plot.vb.viewPixelSize())

    def _point_at(self, at: QPointF) -> None:
        """Say what is pointed at: a place, and the ball that is there."""
        self.intents.hovered.emit(self._place(at))
        self._tell(self._tip(at), at)

    def _tip(self, at: QPointF) -> str:
        """Return what is to be said of a place of the scene: the numbers of the ball that is there."""
        is_inside = self._pointed_at(at) is not None
        ball = self._trails.ball_at(at, self._trails.sceneTransform(), BALL_REACH) if is_inside else None
        if ball is None or self._scene is None:
            return self._change_told(at) or self._exit_told(at) or super()._tip(at)
        return ball_reading(self._scene.run, ball, self._step, self._theme)

    def _change_told(self, at: QPointF) -> str:
        """Return what is to be said of a mark at a place of the scene: what was changed of a ball there."""
        change = self._trails.change_at(at, self._trails.sceneTransform(), REACH)
        if change is None or self._scene is None or self._pointed_at(at) is None:
            return ""
        return plain_tip(change_told(self._scene.run, *change))

    def _exit_told(self, at: QPointF) -> str:
        """Return what is to be said of a mark at a place of the scene: which ball left the map there."""
        if self._scene is None:
            return ""
        for found, sentence in self._scene.exits_by(self._step):
            spot = self._plot.vb.mapViewToScene(QPointF(*self._flat(found.tip[None])[0]))
            if (spot - at).manhattanLength() <= NEAR:
                return plain_tip(str(sentence))
        return ""

    def _begin_drag(self, at: QPointF) -> None:
        self._is_on_map = self._place(at) is not None
        self._drag(at)

    def _drag(self, at: QPointF) -> None:
        place = self._place(at)
        if self._is_on_map and place is not None and self._ground is not None:
            position = self._ground.from_plane(np.array(place, dtype=np.float64))
            self.intents.start_moved.emit(tuple(position.tolist()))
            self.intents.hovered.emit(place)


def rounded(value: float, pixel: float) -> float:
    """Return a value rounded to what one pixel can tell, so that a dragged start is a short number."""
    digits = max(0, int(np.ceil(-np.log10(max(pixel, 1e-300)))))
    return round(float(value), digits) + 0.0  # never −0
