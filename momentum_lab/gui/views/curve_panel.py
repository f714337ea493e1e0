"""One quantity over the steps: a plot with the trails of all balls, and lines at steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PyQt6.QtCore import QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF
from PyQt6.QtWidgets import QGraphicsSimpleTextItem

from momentum_lab.analysis.quantities import QUANTITIES, Quantity
from momentum_lab.core.arrays import Floats
from momentum_lab.figures.curve_values import CurveValues
from momentum_lab.figures.curves import LOSS, Counting
from momentum_lab.figures.primitives import BALL_SIZE, Polyline
from momentum_lab.figures.scene_chart import ChartScene
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.axes import with_room
from momentum_lab.gui.views.axes_around import Plot
from momentum_lab.gui.views.curve_axis import EvenWidths, PanelAxisItem
from momentum_lab.gui.views.cut_marks import CutMarks
from momentum_lab.gui.views.plot import Canvas, new_plot, style_plot, type_of
from momentum_lab.gui.views.step_axis import StepAxis, StepAxisItem
from momentum_lab.gui.views.step_line import StepLine
from momentum_lab.gui.views.trails import PrimitivesItem, TrailsItem
from momentum_lab.gui.views.value_axis import ROOM, ValueAxis
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Steps

COORDINATES: Final = ("x", "y")
"""The quantities of which theory says something."""
DEEPEST: Final = 1e-3
"""Of the whole axis of values, the least share that can be seen."""
RIM: Final = 2.0
"""Pixels around a marker within the plot."""
BELOW_TITLE: Final = 2.0
"""Pixels between the title of a panel and its plot."""


class CurvePanel(QObject):
    """A quantity of a run over what is counted along its steps.

    What stands at a step is in ``lines``: they follow the axis.
    """

    moved = pyqtSignal(object)
    """Another stretch of the steps is seen: its ends, as coordinates."""
    moved_by_hand = pyqtSignal()

    def __init__(self, plot: Plot, axis: PanelAxisItem, steps: StepAxisItem, trails: TrailsItem) -> None:
        super().__init__()
        self.plot, self.axis_item, self._step_item, self.trails = plot, axis, steps, trails
        self.playhead, self.pointed = StepLine(), StepLine(Qt.PenStyle.DotLine)
        self.lines = (self.playhead, self.pointed)
        self.cuts = CutMarks()
        self._theory = PrimitivesItem(15, self._placed)
        self._overlaid = PrimitivesItem(25, self._placed)
        self._title = QGraphicsSimpleTextItem(plot)
        self._note = QGraphicsSimpleTextItem(plot)
        self._lines: list[Polyline] = []
        self._theme: Theme = LIGHT
        self._drawing = Drawing()
        self._shown: CurveValues | None = None
        self._counting = Counting((), (1,))
        self._entitled: tuple[object, ...] = ()
        self.pointed.set_step(None)
        plot.showGrid(x=False, y=True, alpha=0.12)
        for item in (*self.lines, self.cuts, self._theory, self._overlaid):
            plot.addItem(item, ignoreBounds=True)
        plot.vb.sigXRangeChanged.connect(lambda _box, ends: self.moved.emit(ends))
        plot.vb.sigRangeChangedManually.connect(lambda _axes: self.moved_by_hand.emit())
        plot.vb.geometryChanged.connect(self.place_title)

    @classmethod
    def below(cls, canvas: Canvas, row: int, widths: EvenWidths) -> CurvePanel:
        """Return another panel in a row of a canvas."""
        axis, steps, trails = PanelAxisItem(widths), StepAxisItem(), TrailsItem()
        plot = new_plot(canvas, row, 0, axis, steps)
        plot.addItem(trails, ignoreBounds=True)
        return cls(plot, axis, steps, trails)

    @property
    def has_theory(self) -> bool:
        """Whether what theory says is shown, too."""
        return bool(self._lines) and self._drawing.has_theory

    @property
    def quantity(self) -> Quantity:
        """What is shown."""
        return QUANTITIES[LOSS] if self._shown is None else self._shown.quantity

    @property
    def axis(self) -> ValueAxis:
        """The axis of the values."""
        return self.axis_item.axis

    @property
    def steps(self) -> StepAxis:
        """The axis of what is counted."""
        return self._step_item.axis

    def show(self, shown: CurveValues, axis: ValueAxis, counting: Counting) -> None:
        """Show a quantity of a run on an axis."""
        self._shown, self._counting = shown, counting
        every = np.concatenate([np.empty(0), *shown.finite])
        self.axis_item.show_axis(axis, axis.cuts(every))
        self.trails.set_scene(ChartScene(shown.run, self._place))
        self.cuts.show(shown, axis, self.steps, counting)
        self._lines = _theory_of(shown, counting)
        self._show_besides()

    def count_by(self, steps: StepAxis) -> None:
        """Let what is counted run evenly, or by powers of ten."""
        self._step_item.show_axis(steps)
        for line in self.lines:
            line.axis = steps

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self.playhead.set_step(step * self._counting.least)
        self.cuts.set_step(step)
        self.trails.set_step(step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        style_plot(self.plot, theme)
        width = max(1.0, drawing.boldness.least)
        self.playhead.set_look(theme.accent, width)
        self.pointed.set_look(theme.muted, width)
        self.cuts.set_theme(theme)
        self.trails.set_look(theme, drawing)
        self._theme, self._drawing = theme, drawing
        self._show_besides()
        self._title.setBrush(QColor(theme.text))
        self._note.setBrush(QColor(theme.muted))
        self.place_title()

    def entitle(self, is_alone: bool, is_last: bool, along: str, note: str) -> None:
        """Name what is shown: alone beside its axis, else above; only the last says what is counted."""
        title = str(self.quantity.title)
        entitled = (title, is_alone, is_last, along, note)
        if entitled == self._entitled:  # any label has the plot laid out and painted anew
            return
        self._entitled = entitled
        self.plot.setLabel("left", title if is_alone else "")
        self.plot.getAxis("left").showLabel(is_alone)
        self.plot.setLabel("bottom", along)
        self.plot.showAxis("bottom", is_last)
        self._title.setText("" if is_alone else title)
        self._note.setText(note)
        self.place_title()

    def for_picture(self) -> None:
        """Leave out the playhead's line, which means nothing on paper; keep nothing as pixels."""
        self.trails.is_on_paper = True
        self.playhead.setVisible(False)

    def end_at(self, last: int) -> None:
        """Have the number of the last that is counted at the end of the axis."""
        self._step_item.end_at(last)

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the axis of values, as coordinates, with room for the markers of balls."""
        return with_room(self.axis.span, ROOM, self._marker, self.plot.vb.height())

    def across(self, first: float, last: float, share: float) -> tuple[float, float]:
        """Return the ends of the axis of steps, with a share of it as room, and enough for those markers."""
        return with_room((first, last), share, self._marker, self.plot.vb.width())

    @property
    def _marker(self) -> float:
        """How far the marker of a ball reaches from its middle, in pixels."""
        return 0.5 * self._drawing.boldness.marks * BALL_SIZE + RIM

    def limit(self, left: float, right: float, narrowest: float) -> None:
        """Let nothing be seen beyond the ends of the steps, and of the values."""
        bottom, top = self.ends
        limits = {"xMin": left, "xMax": right, "yMin": bottom, "yMax": top}
        self.plot.vb.setLimits(**limits, minXRange=narrowest, minYRange=DEEPEST * (top - bottom))

    def look_at(self, across: Sequence[float] | None, up: Sequence[float] | None) -> None:
        """Show a stretch of the steps, and of the values, as coordinates."""
        ranges = {"xRange": across, "yRange": up}
        given = {name: tuple(ends) for name, ends in ranges.items() if ends is not None}
        self.plot.vb.setRange(**given, padding=0.0, disableAutoRange=True)

    @property
    def values_seen(self) -> tuple[float, float]:
        """The lowest and the highest value that are seen."""
        shown = self.plot.vb.viewRect()
        return self.axis.loss(shown.top()), self.axis.loss(shown.bottom())

    def look_at_values(self, low: float, high: float) -> bool:
        """Show the values between two, as far as there are any; return whether there are."""
        bottom, top = self.ends
        up = np.clip([self.axis.place(value) for value in (low, high)], bottom, top)
        if up[1] > up[0]:
            self.look_at(None, up.tolist())
        return bool(up[1] > up[0])

    def has(self, at: QPointF) -> bool:
        """Whether a place of the scene is in the plot."""
        return bool(self.plot.vb.sceneBoundingRect().contains(at))

    def spot(self, count: float, value: float) -> QPointF:
        """Return where a value is drawn, as a place of the scene."""
        across, up = float(self.steps.forward(count)), float(self.axis.forward(value))
        return QPointF(self.plot.vb.mapViewToScene(QPointF(across, up)))

    def _show_besides(self) -> None:
        """Show what theory says, and what overlays add."""
        bold = self._drawing.boldness
        self._theory.set_primitives(bold.applied(self._lines if self._drawing.has_theory else []))
        shown, over = self._shown, self._drawing.curve_overlays
        if shown is not None:
            key, counting, theme = shown.quantity.key, self._counting, self._theme
            added = [each for overlay in over for each in overlay(shown.run, key, counting, theme)]
            self._overlaid.set_primitives(bold.applied(added))

    def _place(self, steps: Steps) -> Floats:
        assert self._shown is not None
        across = self.steps.forward(self._counting.counts(steps.ball, steps.step))
        return np.stack([across, self.axis.forward(self._shown.at(steps))], axis=-1)

    def _placed(self, points: Floats) -> Floats:
        """Return where counts and values (n, 2) are on both axes."""
        return np.stack([self.steps.forward(points[:, 0]), self.axis.forward(points[:, 1])], axis=-1)

    def place_title(self) -> None:
        """Put the title above the plot, and leave room for it."""
        font = type_of(self.plot)
        line = QFontMetricsF(font).height()
        has_title = bool(self._title.text() or self._note.text())
        room = round(line + BELOW_TITLE) if has_title else 0.0
        if self.plot.layout.rowMinimumHeight(0) != room:
            self.plot.layout.setRowFixedHeight(0, room)
        box = self.plot.mapRectFromScene(self.plot.vb.sceneBoundingRect())
        ends = (box.left(), box.right() - QFontMetricsF(font).horizontalAdvance(self._note.text()))
        for item, left in zip((self._title, self._note), ends, strict=True):
            item.setFont(font)
            item.setPos(left, box.top() - line - BELOW_TITLE / 2)


def _theory_of(shown: CurveValues, counting: Counting) -> list[Polyline]:
    """Return what theory says of a quantity, in counts and values."""
    if shown.quantity.key not in COORDINATES:
        return []
    from momentum_lab.figures.envelopes import envelope_lines  # which the start does not wait for

    return envelope_lines(shown.run, COORDINATES.index(shown.quantity.key), counting)
