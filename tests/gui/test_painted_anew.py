"""What is painted when something changes: the views that it changes, once, and what looks otherwise there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from conftest import OpenWindow
from driving import bowl, picture_of
from PyQt6.QtCore import QEvent, QObject, QRect
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from test_pixels import difference, shown

from momentum_lab.experiment.experiment import Ball, Experiment
from momentum_lab.gui.panels.editors import NumberEditor
from momentum_lab.gui.panels.parameter_panel import ParameterPanel
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.gl.canvas import SceneCanvas
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import clock
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

VIEWS = pytest.mark.parametrize("make", [ContourView, LossView])


class Paints(QObject):
    """The boxes in which a widget has been painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.boxes: list[QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        if isinstance(a1, QPaintEvent):
            self.boxes.append(a1.region().boundingRect())
        return False

    def taken(self) -> list[QRect]:
        """Those since it was asked last, when all that is due has been painted."""
        for _ in range(5):
            QApplication.processEvents()
        boxes, self.boxes = self.boxes, []
        return boxes


def three(rate: float) -> Experiment:
    """Three balls on a bowl, of which the last one rolls at some rate."""
    plain = Ball("gradient_descent", {"learning_rate": 0.05})
    heavy = Ball("momentum", {"learning_rate": 0.02}, marker="square")
    return replace(bowl(plain, heavy, Ball("adam", {"learning_rate": rate}, marker="star")), steps=120)


def dragged(qtbot: QtBot, make: type[ContourView | LossView]) -> tuple[ContourView | LossView, Run, Paints]:
    """A view in which one run follows another, the first of which it shows, and what is painted of it."""
    view, run = make(), simulate(three(0.3))
    shown(qtbot, view, run, run.computed)
    view.set_quick(True)
    view.show_run(run, run.computed)
    paints = Paints(view.canvas.viewport())
    paints.taken()
    return view, run, paints


@VIEWS
def test_that_a_run_like_the_one_before_is_not_painted(qtbot: QtBot, make) -> None:
    view, run, paints = dragged(qtbot, make)
    view.show_run(simulate(three(0.3)), run.computed)
    view.show_step(run.computed)
    assert not paints.taken()


@VIEWS
def test_that_one_run_after_another_is_painted_once_in_parts_and_looks_as_if_painted_whole(
    qtbot: QtBot, make
) -> None:
    view, run, paints = dragged(qtbot, make)
    window = view.widget
    for rate in (0.31, 0.36, 0.28, 0.3, 0.12):
        view.show_run(simulate(three(rate)), run.computed)
        assert len(paints.taken()) == 1, rate
        in_parts = window.screen().grabWindow(window.winId()).toImage()
        assert np.count_nonzero(difference(in_parts, picture_of(window)) > 2) <= 20, rate
        paints.taken()  # that of the picture


def test_that_beside_the_trail_that_changes_the_map_is_left_alone(qtbot: QtBot) -> None:
    view, run, paints = dragged(qtbot, ContourView)
    view.show_run(simulate(three(0.31)), run.computed)
    (box,) = paints.taken()
    assert box.width() < view.canvas.viewport().width()
    assert box.height() < view.canvas.viewport().height()


@VIEWS
def test_that_a_colour_is_painted_where_the_run_stays_the_same(qtbot: QtBot, make) -> None:
    view, run, paints = dragged(qtbot, make)
    balls = run.experiment.balls
    other = replace(run.experiment, balls=(*balls[:2], replace(balls[2], color="#123456")))
    view.show_run(replace(run, experiment=other), run.computed)
    assert paints.taken()
    window = view.widget
    in_parts = window.screen().grabWindow(window.winId()).toImage()
    assert np.count_nonzero(difference(in_parts, picture_of(window)) > 2) <= 20


def test_that_a_range_that_changes_is_painted_once(qtbot: QtBot) -> None:
    view, _, paints = dragged(qtbot, LossView)
    for _ in range(3):
        view.panels[0].plot.vb.scaleBy((0.97, 1.0))
        assert len(paints.taken()) == 1


def surface_at_rest(window: MainWindow, qtbot: QtBot) -> SceneCanvas:
    """The surface, with smooth edges, which it gets a while after anything has moved."""
    (surface,) = (each for each in window.views["surface"].widget.children() if isinstance(each, SceneCanvas))
    surface.update_moving()
    paints = Paints(surface)
    qtbot.waitUntil(lambda: len(paints.boxes) >= (2 if surface.device.is_software else 1))
    return surface


def test_that_what_matters_to_curves_alone_paints_no_other_view(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("sgd_to_adam")
    window.session.go_to_last()
    surface = surface_at_rest(window, qtbot)
    ground = [Paints(surface), Paints(window.views["contour"].canvas.viewport())]
    curves = Paints(window.views["loss"].canvas.viewport())
    for each in (*ground, curves):
        each.taken()
    window.session.looks.set_log_steps(True)
    assert curves.taken()
    assert [each.taken() for each in ground] == [[], []]


def test_that_the_step_that_is_shown_already_paints_nothing(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("sgd_to_adam")
    window.session.go_to_last()
    surface = surface_at_rest(window, qtbot)
    widgets = [surface, *(window.views[name].canvas.viewport() for name in ("contour", "loss"))]
    paints = [Paints(widget) for widget in widgets]
    for each in paints:
        each.taken()
    window.view_area.show_step(window.session.step)
    assert not any(each.taken() for each in paints)


class Seen(QObject):
    """What is so whenever a widget gets an event of some kind."""

    def __init__(self, widget: QWidget, kind: QEvent.Type, is_so: Callable[[], bool]) -> None:
        super().__init__(widget)
        self._kind, self._is_so = kind, is_so
        self.told: list[bool] = []
        widget.installEventFilter(self)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        if a1 is not None and a1.type() == self._kind:
            self.told.append(self._is_so())
        return False


def rate_of(window: MainWindow) -> NumberEditor:
    panel = window.parts["panel"]
    assert isinstance(panel, ParameterPanel)
    editor = panel.cards[0].editors["learning_rate"]
    assert isinstance(editor, NumberEditor)
    return editor


def test_that_a_slider_is_painted_with_the_new_run_and_not_before(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "AT_ONCE", 60.0)
    window = open_window("ravine")
    session, slider = window.session, rate_of(window).slider
    session.go_to_last()
    QApplication.processEvents()

    def is_there() -> bool:
        return session.run is not None and session.run.experiment == session.experiment

    at_slider = Seen(slider, QEvent.Type.Paint, is_there)
    maps = Paints(window.views["contour"].canvas.viewport())
    for _ in range(3):
        maps.taken()
        at_slider.told.clear()
        slider.setValue(slider.value() - 9)
        assert not is_there()
        QApplication.processEvents()
        assert at_slider.told == [True]
        assert maps.taken()


def test_that_a_slider_has_nothing_on_its_card_laid_out_anew(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    editor = rate_of(window)
    editor.slider.setValue(editor.slider.value() - 9)
    QApplication.processEvents()
    row = editor.parentWidget()
    assert row is not None
    laid_out = Seen(row, QEvent.Type.LayoutRequest, lambda: True)
    for _ in range(3):
        editor.slider.setValue(editor.slider.value() - 9)
        QApplication.processEvents()
    assert not laid_out.told


def test_that_a_surface_that_is_drawn_ahead_looks_as_if_drawn_when_it_is_painted(
    open_window: OpenWindow, settled: Callable[[MainWindow], None]
) -> None:
    window = open_window("ravine")
    window.session.go_to_last()
    (surface,) = (each for each in window.views["surface"].widget.children() if isinstance(each, SceneCanvas))
    surface.is_smooth = False  # or it would be at any moment
    surface.update()
    for notch in (-40, 25):
        slider = rate_of(window).slider
        slider.setValue(slider.value() + notch)
        settled(window)
        ahead = picture_of(surface)
        surface.update_moving()
        assert picture_of(surface) == ahead
