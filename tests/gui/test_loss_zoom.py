"""The loss plot under hands: zoom, pan, reset, logarithmic steps, and what is told of a place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from axis_numbers import numbers_at
from conftest import OpenWindow
from driving import LEFT, NONE, SHIFT, bowl, has_near, key, leave, move, picture_of, shown_view
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.outlook import VisibleRange
from momentum_lab.gui.views.step_axis import StepAxis
from momentum_lab.gui.views.view import Drawing
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import Session
from momentum_lab.simulation.engine import simulate

SLOW = Ball("gradient_descent", {"learning_rate": 0.3})


def wheel(widget: QWidget, at: QPointF, notches: int = 3) -> None:
    """Turn the wheel over a place of a plot."""
    nothing = QPoint()
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        nothing,
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()


@pytest.fixture
def loss_view(qtbot: QtBot):
    """Show a loss view by itself."""

    def show(run, drawing: Drawing | None = None, size: tuple[int, int] = (620, 320)) -> LossView:
        return shown_view(qtbot, LossView(), run, size, drawing)

    return show


def steps_shown(view: LossView) -> tuple[float, float]:
    """The first and the last step that can be seen."""
    seen = view.outlook
    assert isinstance(seen, VisibleRange)
    return seen.left, seen.left + seen.width


@pytest.mark.parametrize("is_log", [False, True])
def test_that_the_wheel_zooms_about_the_pointer_and_never_beyond_the_run(loss_view, is_log: bool) -> None:
    run = simulate(preset("ravine"))
    view = loss_view(run, Drawing(has_log_steps=is_log))
    assert view.outlook is None
    at = view.pixel_of(40, float(run.loss[0, 40]))
    wheel(view.canvas.viewport(), at)
    first, last = steps_shown(view)
    assert 0 < first < 40 < last < run.experiment.steps
    moved = view.pixel_of(40, float(run.loss[0, 40]))
    assert (moved - at).manhattanLength() <= 3
    for _ in range(40):
        wheel(view.canvas.viewport(), at)
    first, last = steps_shown(view)
    assert first < 40 < last
    assert last - first >= (1.0 if is_log else 3.9)
    for _ in range(60):
        wheel(view.canvas.viewport(), at, notches=-3)
    first, last = steps_shown(view)
    assert first <= 0
    assert run.experiment.steps <= last <= 1.1 * run.experiment.steps


@pytest.mark.parametrize(
    ("button", "modifier"),
    [(Qt.MouseButton.MiddleButton, NONE), (Qt.MouseButton.RightButton, NONE), (LEFT, SHIFT)],
)
def test_that_a_drag_pans_what_is_zoomed_and_moves_no_playhead(loss_view, button, modifier) -> None:
    run = simulate(preset("ravine"))
    view = loss_view(run)
    wanted: list[int] = []
    view.intents.step_wanted.subscribe(wanted.append)
    at = view.pixel_of(50, float(run.loss[0, 50])).toPoint()
    wheel(view.canvas.viewport(), QPointF(at), notches=6)
    before = steps_shown(view)
    viewport = view.canvas.viewport()
    QTest.mousePress(viewport, button, modifier, at)
    for way in (8, 30, 60):
        _drag(viewport, at + QPoint(way, 0), button, modifier)
    QTest.mouseRelease(viewport, button, modifier, at + QPoint(60, 0))
    after = steps_shown(view)
    assert after[0] < before[0] - 1
    assert after[1] - after[0] == pytest.approx(before[1] - before[0], rel=1e-6)
    assert not wanted


def _drag(viewport: QWidget, at: QPoint, button, modifier) -> None:
    there = QPointF(viewport.mapToGlobal(at))
    kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
    QApplication.sendEvent(viewport, QMouseEvent(kind, QPointF(at), there, none, button, modifier))
    QApplication.processEvents()


def test_that_a_double_click_shows_all_again_and_leaves_the_playhead_where_it_was(loss_view) -> None:
    run = simulate(preset("ravine"))
    view = loss_view(run)
    view.show_step(70)
    view.intents.step_wanted.subscribe(view.show_step)
    wanted: list[int] = []
    view.intents.step_wanted.subscribe(wanted.append)
    at = view.pixel_of(20, float(run.loss[0, 20]))
    wheel(view.canvas.viewport(), at)
    QTest.mouseClick(view.canvas.viewport(), LEFT, NONE, at.toPoint())
    QTest.mouseDClick(view.canvas.viewport(), LEFT, NONE, at.toPoint())
    assert view.outlook is None
    assert wanted[0] != 70
    assert wanted[-1] == 70


def test_that_a_zoomed_range_stays_while_its_run_is_another_one(loss_view) -> None:
    experiment = preset("ravine")
    run = simulate(experiment)
    view = loss_view(run)
    view.look_as(VisibleRange(("step", "loss"), 20.0, 1e-4, 30.0, 1.0))
    for rate in (0.3, 0.4):
        ball = experiment.balls[0].with_values(learning_rate=rate)
        view.show_run(simulate(replace(experiment, balls=(ball, *experiment.balls[1:]))), 10)
        seen = view.outlook
        assert isinstance(seen, VisibleRange)
        assert (seen.left, seen.width) == (pytest.approx(20.0), pytest.approx(30.0))
        assert seen.bottom == pytest.approx(1e-4)
    view.show_run(simulate(replace(experiment, steps=40)), 10)
    assert steps_shown(view)[0] == pytest.approx(20.0)
    assert steps_shown(view)[1] <= 41.0
    view.show_run(simulate(replace(experiment, steps=12)), 10)  # which has no step of these
    assert view.outlook is None
    view.look_as(VisibleRange(("step", "loss"), 2.0, 1e-4, 5.0, 1.0))
    view.show_run(simulate(preset("two_basins")), 10)
    assert view.outlook is None


def test_that_a_run_that_grows_leaves_the_range_alone(loss_view) -> None:
    experiment = preset("ravine")
    view = loss_view(simulate(replace(experiment, steps=30)))
    whole = replace(experiment, steps=100)
    parts = [replace(simulate(replace(experiment, steps=n)), experiment=whole) for n in (30, 60, 100)]
    view.show_run(parts[0], 30)
    view.look_as(VisibleRange(("step", "loss"), 10.0, 1e-3, 40.0, 10.0))
    for part in parts[1:]:
        view.show_run(part, part.computed)
        assert steps_shown(view) == (pytest.approx(10.0), pytest.approx(50.0))


def test_that_keys_show_all_and_choose_logarithmic_steps_which_are_remembered(
    open_window: OpenWindow, settings_path
) -> None:
    window = open_window("ravine", only="loss")
    view = window.views["loss"]
    assert isinstance(view, LossView)
    wheel(view.canvas.viewport(), view.pixel_of(50, 1e-2))
    assert view.outlook is not None
    key(window, Qt.Key.Key_Z)
    assert view.outlook is None
    key(window, Qt.Key.Key_S)
    QApplication.processEvents()
    ten, hundred, one = (view.pixel_of(step, 1.0).x() for step in (10, 100, 1))
    assert hundred - ten == pytest.approx(ten - one, abs=2)
    assert window.actions_by_name["log_steps"].isChecked()
    window.session.settings.save()
    again = Session(preset("ravine"), window.session.settings)
    assert again.look.has_log_steps
    again.close()


@given(st.booleans(), st.lists(st.floats(0, 1e7), min_size=2, max_size=20))
def test_that_axes_of_steps_keep_the_order_and_can_be_read_backwards(
    is_log: bool, steps: list[float]
) -> None:
    axis = StepAxis(is_log)
    ordered = np.sort(np.array(steps))
    places = axis.forward(ordered)
    assert (np.diff(places) >= 0).all()
    assert axis.step(places) == pytest.approx(ordered, rel=1e-9, abs=1e-9)


def test_that_pointing_at_the_curves_tells_the_losses_at_that_step(loss_view) -> None:
    run = simulate(preset("ravine"))
    view = loss_view(run)
    at = view.pixel_of(30, float(run.loss[1, 30]))
    move(view.canvas.viewport(), at)
    told = QToolTip.text()
    assert "step 30" in told
    for index, label in enumerate(run.experiment.labels):
        assert label in told
        assert f"{run.loss[index, 30]:.4g}" in told.replace("−", "-")
    assert f"<b>{run.experiment.labels[1]}</b>" in told
    assert told.count("<b>") == 1
    leave(view.canvas.viewport())


def test_that_a_ball_that_is_lost_has_no_loss_to_tell(loss_view) -> None:
    wild = Ball("gradient_descent", {"learning_rate": 9.0})
    run = simulate(bowl(wild, SLOW, steps=3000))
    view = loss_view(run)
    assert run.last[0] < 2000
    at = view.pixel_of(2500, float(run.loss[1, 2500]))
    move(view.canvas.viewport(), at)
    assert run.experiment.labels[1] in QToolTip.text()
    assert run.experiment.labels[0] not in QToolTip.text()


@pytest.mark.parametrize("is_log", [False, True])
def test_that_losses_beyond_the_axis_are_marked_where_they_leave_it(loss_view, is_log: bool) -> None:
    balls = (
        Ball("gradient_descent", {"learning_rate": 1.2}, color="#d55e00"),
        Ball("gradient_descent", {"learning_rate": 3.2}, color="#0072b2"),
    )
    run = simulate(bowl(*balls, steps=400))
    view = loss_view(run, Drawing(has_log_steps=is_log))
    axis = view.axis
    image = picture_of(view.widget)
    below = [int(s) for s in np.flatnonzero(run.loss[0] < axis.low)]
    above = [int(s) for s in np.flatnonzero(run.loss[1] > axis.high)]
    assert below
    assert above
    bottom = view.pixel_of(below[0], axis.low)
    assert has_near(image, bottom + QPointF(0, 5), "#d55e00", reach=3)
    high = view.pixel_of(above[0], 10.0 ** axis.ends[1])
    assert has_near(image, QPointF(high.x(), high.y() + 6), "#0072b2", reach=3)
    view.show_step(min(below[0], above[0]) - 2)
    image = picture_of(view.widget)
    assert not has_near(image, bottom + QPointF(0, 5), "#d55e00", reach=3)
    assert not has_near(image, QPointF(high.x(), high.y() + 6), "#0072b2", reach=3)


def test_that_a_loss_of_zero_is_said_to_be_below_the_axis(loss_view) -> None:
    run = simulate(bowl(Ball("gradient_descent", {"learning_rate": 1.25}), steps=400, start=(0.0, 2.0)))
    assert (run.loss[0] == 0.0).any()
    view = loss_view(run)
    texts = numbers_at(view.canvas)["left"]
    assert [text for text in texts if text.startswith("≤")]
    value = float(next(t for t in texts if t.startswith("≤")).removeprefix("≤ ").replace("−", "-"))
    assert value == pytest.approx(view.axis.low)


def test_that_an_axis_that_holds_all_losses_claims_nothing(loss_view) -> None:
    view = loss_view(simulate(preset("ravine")))
    assert not [text for text in numbers_at(view.canvas)["left"] if text[0] in "≤≥"]


def test_that_pictures_show_the_range_of_the_window(open_window: OpenWindow) -> None:
    window: MainWindow = open_window("ravine", only="loss")
    shown = VisibleRange(("step", "loss"), 20.0, 1e-4, 30.0, 1.0)
    window.views["loss"].look_as(shown)
    other = LossView()
    other.set_look(LIGHT, Drawing(has_log_steps=True))
    run = window.session.run
    assert run is not None
    other.show_run(run, 10)
    other.look_as(window.views["loss"].outlook)
    seen = other.outlook
    assert isinstance(seen, VisibleRange)
    assert (seen.left, seen.left + seen.width) == (pytest.approx(20.0), pytest.approx(50.0))
    other.widget.deleteLater()
