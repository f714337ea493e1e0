from __future__ import annotations

import re

import numpy as np
import pytest
from conftest import OpenWindow
from driving import (
    LEFT,
    bowl,
    distance,
    dragged,
    has_near,
    held,
    leave,
    move,
    picture_of,
)
from PyQt6.QtCore import QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui.views.contour import ContourView, rounded
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.window.main_window import MainWindow


def way(view: ContourView | CurveView, *positions: tuple[float, float]) -> list[QPointF]:
    return [view.pixel_of(position) for position in positions]


def starts(window: MainWindow) -> np.ndarray:
    assert window.session.run is not None
    return window.session.run.position[:, 0]


def test_that_dragging_the_start_on_the_map_takes_every_path_along(open_window, settled, qtbot) -> None:
    window = open_window("ravine", only="contour")
    view, model = window.views["contour"], window.session.model
    original, first_run = model.experiment, window.session.run
    with held(view.canvas.viewport(), *way(view, (-5, -2), (-3, 0), (-1, 1), (0.5, 2.0))):
        settled(window)  # before the button is released
        assert model.experiment.start == pytest.approx((0.5, 2.0), abs=0.02)
        assert starts(window).shape == (4, 2)
        assert np.all(starts(window) == model.experiment.start)
        assert not np.array_equal(window.session.run.position, first_run.position)
        assert window.parts["panel"].run.start[0].value == model.experiment.start[0]
        image = picture_of(view.widget)
        assert has_near(image, view.pixel_of(model.experiment.start), original.balls[0].color)
        assert not has_near(image, view.pixel_of(original.start), original.balls[0].color)
    assert model.is_modified
    assert window.isWindowModified()
    model.undo()
    assert model.experiment == original
    assert not model.can_undo
    model.redo()
    assert model.experiment.start == pytest.approx((0.5, 2.0), abs=0.02)


def test_that_two_drags_are_two_entries_of_the_undo_list(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    view = window.views["contour"]
    for there in ((1.0, 1.0), (2.0, -1.0)):
        with held(view.canvas.viewport(), *way(view, window.session.experiment.start, (0, 0), there)):
            pass
    window.session.undo()
    assert window.session.experiment.start == pytest.approx((1.0, 1.0), abs=0.03)
    window.session.undo()
    assert window.session.experiment.start == (-5.0, -2.0)
    assert not window.session.model.can_undo


def test_that_a_click_on_the_map_sets_the_start(open_window: OpenWindow, settled) -> None:
    window = open_window(bowl(), only="contour")
    view = window.views["contour"]
    QTest.mouseClick(view.canvas.viewport(), LEFT, pos=view.pixel_of((3.0, 1.0)).toPoint())
    settled(window)
    assert starts(window)[0] == pytest.approx((3.0, 1.0), abs=0.03)
    x, y = window.session.experiment.start
    assert len(repr(x)) <= 6
    assert len(repr(y)) <= 6


def test_that_the_other_buttons_do_not_move_the_start(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    view = window.views["contour"]
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        QTest.mouseClick(view.canvas.viewport(), button, pos=view.pixel_of((3.0, 1.0)).toPoint())
    assert window.session.experiment.start == (-5.0, -2.0)


@pytest.mark.parametrize("preset", ["ravine", "double_well"])
def test_that_a_drag_that_begins_beside_the_plot_does_nothing(open_window, preset: str) -> None:
    window = open_window(preset)
    view = window.views["contour"] if preset == "ravine" else window.views["curve"]
    middle = view.canvas.rect().center()
    with held(view.canvas.viewport(), QPoint(4, 30), middle, middle + QPoint(20, 5)):
        pass
    assert not window.session.model.is_modified


def test_that_a_drag_beyond_the_plot_stays_at_its_edge(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    view = window.views["contour"]
    with held(view.canvas.viewport(), *way(view, (-5, -2), (2, 1)), QPoint(-300, -300)):
        assert window.session.experiment.start == pytest.approx((2, 1), abs=0.03)


def test_that_dragging_the_start_along_the_curve_takes_the_paths_along(open_window, settled) -> None:
    window = open_window("double_well")
    for _ in range(2):  # the axis takes its width when it is painted first, the curve its own after that
        window.grab()
        QApplication.processEvents()
    view, model = window.views["curve"], window.session.model
    original = model.experiment
    with held(view.canvas.viewport(), *way(view, (-1.8, 4.0), (0.0, 2.0), (0.7, 1.0))):
        settled(window)
        assert model.experiment.start == pytest.approx((0.7,), abs=0.01)
        assert np.all(starts(window) == model.experiment.start)
        loss = float(window.session.run.loss[0, 0])
        at = view.pixel_of((*model.experiment.start, loss))
        assert has_near(picture_of(view.widget), at, original.balls[0].color)
    model.undo()
    assert model.experiment == original
    assert not model.can_undo


def test_that_a_start_far_out_is_refused_in_plain_words(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    view = window.views["contour"]
    view._plot.vb.setRange(QRectF(-1e11, -1e11, 2e11, 2e11))
    QTest.mouseClick(view.canvas.viewport(), LEFT, pos=QPoint(150, 150))
    assert not window.session.model.is_modified
    assert "start" in window.parts["status"].said


@pytest.mark.parametrize("size", [1e-9, 1e-200, 1e9, 1e150], ids=str)
def test_that_the_map_can_be_zoomed_as_far_as_one_likes(open_window, qtlog, size: float) -> None:
    window = open_window(bowl(), only="contour")
    view = window.views["contour"]
    view._plot.vb.setAspectLocked(False)
    view._plot.vb.setRange(QRectF(-1.0, -1.0, size, size))
    window.grab()
    QTest.mouseClick(view.canvas.viewport(), LEFT, pos=QPoint(150, 150))
    assert [r.message for r in qtlog.records] == []
    assert all(np.isfinite(window.session.experiment.start))


def zoom(canvas: QWidget) -> None:
    middle = QPointF(canvas.rect().center())
    wheel = QWheelEvent(
        middle, QPointF(canvas.mapToGlobal(middle)), QPoint(), QPoint(0, 360),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, wheel)
    QApplication.processEvents()


def test_that_a_domain_is_seen_whole_and_to_scale_in_any_view(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bowl(), only="contour")
    box, ((left, right), (bottom, top)) = (
        window.views["contour"]._plot.vb,
        window.session.clock.run.ground.domain,
    )
    for size in ((1000, 640), (330, 800), (1400, 300)):
        window.views["contour"].widget.setFixedSize(*size)
        qtbot.waitUntil(lambda: window.views["contour"].widget.width() == size[0])  # noqa: B023
        QApplication.processEvents()
        shown = box.viewRect()
        assert box.viewPixelSize()[0] == pytest.approx(box.viewPixelSize()[1])
        assert shown.width() == pytest.approx(right - left) or shown.height() == pytest.approx(top - bottom)
        assert shown.contains(
            QRectF(left, bottom, right - left, top - bottom).adjusted(1e-6, 1e-6, -1e-6, -1e-6)
        )


def test_that_wheel_and_middle_button_zoom_and_pan_and_a_key_brings_all_back(open_window) -> None:
    window = open_window(bowl(), only="contour")
    view = window.views["contour"]
    box = view._plot.vb
    before = box.viewRect()
    canvas = view.canvas.viewport()
    zoom(canvas)
    zoomed = box.viewRect()
    assert zoomed.width() < 0.8 * before.width()
    middle = Qt.MouseButton.MiddleButton
    QTest.mousePress(canvas, middle, pos=QPoint(200, 150))
    for x in (210, 230, 260):
        move(canvas, QPoint(x, 150), middle)
    QTest.mouseRelease(canvas, middle, pos=QPoint(260, 150))
    assert box.viewRect().center().x() < zoomed.center().x()
    assert not window.session.model.is_modified
    window.actions_by_name["reset_layout"].trigger()
    assert box.viewRect().width() == pytest.approx(before.width(), rel=0.02)


def test_that_the_range_stays_while_another_path_is_computed(open_window: OpenWindow, settled) -> None:
    window = open_window(bowl(), only="contour")
    box = window.views["contour"]._plot.vb
    zoom(window.views["contour"].canvas.viewport())
    for _ in range(2):
        picture_of(
            window.views["contour"].widget
        )  # the numbers at the axes become wider, and the plot narrower
    before = box.viewRect()
    card = window.parts["panel"].cards[0]
    with dragged(card.editors["learning_rate"].slider, 0.7):
        settled(window)
    assert box.viewRect() == before


def test_that_a_dragged_start_is_a_short_number_and_never_minus_zero() -> None:
    assert rounded(0.123456, 0.01) == 0.12
    assert rounded(123.456, 7.0) == 123.0
    assert repr(rounded(-0.001, 0.01)) == "0.0"
    assert rounded(0.1, 0.0) == 0.1


def test_that_dragging_a_rate_computes_every_path_anew_before_the_release(open_window, settled) -> None:
    window = open_window("ravine", only="contour")
    editor = window.parts["panel"].cards[1].editors["learning_rate"]
    original, first = window.session.experiment, window.session.run
    seen = []
    with dragged(editor.slider, 0.3, 0.4, 0.5, 0.55):
        settled(window)
        value = window.session.experiment.balls[1].hyperparameters["learning_rate"]
        assert value != 0.15
        assert editor.box.value == value
        assert float(editor.box.text()) == value
        run = window.session.run
        assert run.experiment.balls[1].hyperparameters["learning_rate"] == value
        assert not np.array_equal(run.position[1], first.position[1])
        assert np.array_equal(run.position[0], first.position[0])
        seen.append(value)
    assert window.session.experiment.balls[1].hyperparameters["learning_rate"] == seen[0]
    assert float(editor.box.text()) == seen[0]
    window.session.undo()
    assert window.session.experiment == original
    assert not window.session.model.can_undo
    assert editor.box.value == 0.15


def test_that_every_notch_of_a_slider_is_what_the_box_says_and_the_ball_gets(open_window) -> None:
    window = open_window(bowl(Ball("momentum")), only="contour")
    for name in ("learning_rate", "momentum"):
        editor = window.parts["panel"].cards[0].editors[name]
        for notch in range(0, 1001, 20):
            editor.slider.setValue(notch)
            value = window.session.experiment.balls[0].hyperparameters[name]
            assert value == float(editor.box.text()) == editor.box.value


def test_that_pointing_at_the_map_tells_place_loss_and_nearest_step(open_window: OpenWindow) -> None:
    window = open_window(bowl(), only="contour")
    window.session.clock.go_to(10)
    view = window.views["contour"]
    move(view.canvas.viewport(), view.pixel_of((-5.0, -2.0)))
    text = window.parts["status"].pointed
    x, y, loss = re.fullmatch(r"x (\S+)  y (\S+)  loss (\S+)  ·.*", text.replace("−", "-")).groups()
    assert (float(x), float(y)) == pytest.approx((-5.0, -2.0), abs=0.05)
    assert float(loss) == pytest.approx(4.1, abs=0.15)
    assert "Gradient descent, step 0: 4.1" in text
    move(view.canvas.viewport(), view.pixel_of((4.0, 3.0)))
    assert "step" not in window.parts["status"].pointed
    leave(view.canvas)
    assert window.parts["status"].pointed == ""


def test_that_pointing_at_the_curve_tells_place_and_loss(open_window: OpenWindow) -> None:
    window = open_window("double_well")
    view = window.views["curve"]
    move(view.canvas.viewport(), view.pixel_of((0.5, 3.0)))
    place, _, loss = window.parts["status"].pointed.partition("  loss ")
    assert float(place.removeprefix("x ")) == pytest.approx(0.5, abs=0.02)
    assert float(loss.split()[0]) == pytest.approx(0.41, abs=0.03)
    leave(view.canvas)
    assert window.parts["status"].pointed == ""


def test_that_pointing_beside_the_domain_of_a_formula_says_so(open_window: OpenWindow) -> None:
    experiment = bowl()
    choice = type(experiment.landscape)(formula="log(x)", domain=((-1.0, 3.0),))
    window = open_window(type(experiment)(choice, (2.0,), experiment.balls, steps=10))
    window.views["curve"].intents.hovered.emit((-0.5,))
    assert "loss not a number" in window.parts["status"].pointed


def test_that_markers_follow_the_playhead_in_every_view(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bowl(Ball("gradient_descent", {"learning_rate": 0.3})))
    run = window.session.run
    color = run.experiment.balls[0].color
    for step in (0, 7, 30):
        window.session.clock.go_to(step)
        position, loss = run.position[0, step], float(run.loss[0, step])
        contour, curves = window.views["contour"], window.views["loss"]
        assert has_near(picture_of(contour.widget), contour.pixel_of(tuple(position)), color, reach=1)
        assert has_near(picture_of(curves.widget), curves.pixel_of(step, loss), color, reach=1)
    assert (
        distance(
            contour.pixel_of(tuple(run.position[0, 0])),
            contour.pixel_of(tuple(position)),
        )
        > 50
    )
