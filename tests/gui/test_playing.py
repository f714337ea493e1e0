from __future__ import annotations

import time
from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import CTRL, LEFT, NONE, SHIFT, bowl, click_slider, dragged, handle_of, held, key, type_into
from PyQt6.QtCore import QPoint, QPointF, Qt, QTimer
from PyQt6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.presets import preset
from momentum_lab.gui.panels.transport import Transport
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import Session
from momentum_lab.session.clock import FRAME, SOON, PlayState

Key = Qt.Key


def state(window: MainWindow) -> tuple[int, bool]:
    return window.session.step, window.session.is_playing


def test_that_space_starts_and_stops_playing(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", only="loss")
    assert state(window) == (0, False)
    key(window, Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.step > 3)
    assert window.session.is_playing
    key(window, Key.Key_Space)
    stopped = state(window)
    assert not stopped[1]
    qtbot.wait(120)
    assert state(window) == stopped
    assert window.parts["transport"].scrubber.value() == stopped[0]
    assert window.parts["transport"].number.text() == f"step {stopped[0]} of 100"


def test_that_keys_go_from_step_to_step(open_window: OpenWindow) -> None:
    window = open_window("ravine", only="loss")
    for code, modifier, step in (
        (Key.Key_Right, NONE, 1),
        (Key.Key_Right, SHIFT, 11),
        (Key.Key_Left, NONE, 10),
        (Key.Key_Left, SHIFT, 0),
        (Key.Key_Left, NONE, 0),
        (Key.Key_End, NONE, 100),
        (Key.Key_Right, SHIFT, 100),
        (Key.Key_Home, NONE, 0),
    ):
        key(window, code, modifier)
        assert state(window) == (step, False)
        assert window.views["loss"]._step == step
        assert window.parts["transport"].scrubber.value() == step


def test_that_r_puts_the_balls_back_at_rest(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", only="loss")
    key(window, Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.step > 3)
    key(window, Key.Key_R)
    assert state(window) == (0, False)


def test_that_l_p_plus_and_minus_switch_loop_path_and_speed(open_window: OpenWindow) -> None:
    window = open_window("ravine", only="loss")
    assert window.session.clock.playhead.loops
    key(window, Key.Key_L)
    assert not window.session.clock.playhead.loops
    assert not window.parts["transport"].loop.isChecked()
    assert not window.actions_by_name["loop"].isChecked()
    key(window, Key.Key_P)
    assert window.session.look.path_ahead
    assert window.actions_by_name["path_ahead"].isChecked()
    speed = window.session.clock.playhead.speed
    key(window, Key.Key_Plus)
    assert window.session.clock.playhead.speed == pytest.approx(1.5 * speed)
    key(window, Key.Key_Equal)
    key(window, Key.Key_Minus)
    assert window.session.clock.playhead.speed == pytest.approx(1.5 * speed)
    assert window.parts["transport"].speed_text.text() == "30 steps/s"


def test_that_the_speed_stays_between_one_and_a_thousand(open_window: OpenWindow) -> None:
    window = open_window("ravine", only="loss")
    for _ in range(30):
        key(window, Key.Key_Plus)
    assert window.session.clock.playhead.speed == 1000
    assert window.parts["transport"].speed_text.text() == "1,000 steps/s"
    assert window.parts["transport"].speed.value() == window.parts["transport"].speed.maximum()
    for _ in range(30):
        key(window, Key.Key_Minus)
    assert window.session.clock.playhead.speed == 1
    assert window.parts["transport"].speed.value() == 0


def test_that_the_speed_slider_says_the_speed_at_which_it_plays(open_window: OpenWindow, qtbot) -> None:
    window = open_window("ravine", only="loss")
    transport = window.parts["transport"]
    click_slider(transport.speed, 0.999)
    assert window.session.clock.playhead.speed == 1000
    click_slider(transport.speed, 0.001)
    assert window.session.clock.playhead.speed == 1
    click_slider(transport.speed, 0.6)
    speed = window.session.clock.playhead.speed
    assert transport.speed_text.text() == f"{speed:g} steps/s"
    key(window, Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.step >= 40)


def test_that_the_buttons_play_step_and_jump(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", only="loss")
    transport = window.parts["transport"]

    def press(button: QToolButton) -> tuple[int, bool]:
        qtbot.mouseClick(button, LEFT)
        return state(window)

    assert press(transport.on) == (1, False)
    assert press(transport.on) == (2, False)
    assert press(transport.back) == (1, False)
    assert press(transport.last) == (100, False)
    assert press(transport.first) == (0, False)
    assert press(transport.play)[1]
    qtbot.waitUntil(lambda: window.session.step > 2)
    assert not press(transport.play)[1]
    assert press(transport.loop)
    assert not window.session.clock.playhead.loops


def test_that_the_scrubber_jumps_to_a_click_and_follows_a_drag(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1440, 900), only="loss")
    scrubber = window.parts["transport"].scrubber
    key(window, Key.Key_Space)
    click_slider(scrubber, 0.5)
    step, is_playing = state(window)
    assert step == pytest.approx(50, abs=2)
    assert not is_playing
    seen = []
    with held(scrubber, handle_of(scrubber), *(QPoint(round(s * scrubber.width()), 8) for s in (0.6, 0.7))):
        seen.append(window.session.step)
        assert window.views["loss"]._step == seen[0]
    assert seen[0] == pytest.approx(70, abs=3)


def test_that_a_drag_on_the_loss_curves_goes_to_a_step(open_window: OpenWindow) -> None:
    window = open_window("ravine", only="loss")
    view = window.views["loss"]
    middle = view.canvas.height() / 2
    places = [QPointF(view.pixel_of(step, 1.0).x(), middle) for step in (10, 20, 35)]
    with held(view.canvas.viewport(), *places):
        assert window.session.step == 35
    with held(view.canvas.viewport(), QPointF(3, 3)):
        assert window.session.step == 35


@pytest.mark.parametrize("loops", [True, False])
def test_that_a_loop_begins_again_and_without_it_the_end_stays(open_window, qtbot: QtBot, loops) -> None:
    window = open_window(bowl(steps=8), only="loss")
    window.session.set_loop(loops)
    window.session.set_speed(100)
    key(window, Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.step == 8)
    if loops:
        qtbot.waitUntil(lambda: window.session.step < 8)
        assert window.session.is_playing
    else:
        qtbot.waitUntil(lambda: not window.session.is_playing)
        assert state(window) == (8, False)
        key(window, Key.Key_Space)  # from the start again
        assert state(window) == (0, True)


def test_that_the_playhead_stays_while_a_slider_is_dragged(open_window, settled, qtbot: QtBot) -> None:
    window = open_window("ravine", only="loss")
    window.session.clock.go_to(37)
    slider = window.parts["panel"].cards[0].editors["learning_rate"].slider
    before = window.session.run
    with dragged(slider, 0.3, 0.5, 0.4):
        qtbot.waitUntil(lambda: window.session.run is not before)
        settled(window)
        assert state(window) == (37, False)
    assert window.parts["transport"].scrubber.value() == 37
    assert window.views["loss"]._step == 37


def test_that_the_playhead_is_at_the_end_when_the_steps_become_fewer(open_window, settled, qtbot) -> None:
    window = open_window("ravine", only="loss")
    window.session.clock.go_to(70)
    type_into(window.parts["panel"].run.steps.lineEdit(), "25")
    settled(window)
    qtbot.waitUntil(lambda: window.session.step == 25)
    assert window.parts["transport"].scrubber.maximum() == 25
    assert window.parts["transport"].number.text() == "step 25 of 25"
    assert "at step 25" in window.parts["status"].text


def test_that_each_number_of_steps_that_is_typed_can_be_taken_back(open_window, settled) -> None:
    window = open_window("ravine", only="loss")
    for steps in ("25", "40"):
        type_into(window.parts["panel"].run.steps.lineEdit(), steps)
    assert window.session.experiment.steps == 40
    window.session.undo()
    assert window.session.experiment.steps == 25
    window.session.undo()
    assert window.session.experiment.steps == 100


@pytest.mark.parametrize("place", ["name", "formula", "number", "steps"])
def test_that_typing_in_a_field_edits_it_and_does_not_play(open_window, qtbot, place) -> None:
    window = open_window(bowl(), only="loss")
    card, landscape = window.parts["panel"].cards[0], window.parts["panel"].landscape
    field = {
        "name": card.name,
        "formula": landscape.formula,
        "number": card.editors["learning_rate"].box.lineEdit(),
        "steps": window.parts["panel"].run.steps.lineEdit(),
    }[place]
    window.session.clock.go_to(20)
    qtbot.mouseClick(field, LEFT)
    field.selectAll()
    loops, path_ahead, speed = (
        window.session.clock.playhead.loops,
        window.session.look.path_ahead,
        window.session.clock.playhead.speed,
    )
    for code in "1 +-RLP= ":
        qtbot.keyClicks(window.focusWidget(), code)
    qtbot.keyClick(window.focusWidget(), Key.Key_Home)
    qtbot.keyClick(window.focusWidget(), Key.Key_Right)
    qtbot.keyClick(window.focusWidget(), Key.Key_Left, SHIFT)
    assert state(window) == (20, False)
    assert loops == window.session.clock.playhead.loops
    assert path_ahead == window.session.look.path_ahead
    assert speed == window.session.clock.playhead.speed
    if place in ("name", "formula"):
        assert field.text() == "1 +-RLP= "
        assert field.selectedText() == "1"
    else:
        assert field.text().startswith("1")


def test_that_undo_in_a_field_is_about_its_text(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bowl(), only="loss")
    window.parts["panel"].add_ball()
    name = window.parts["panel"].cards[0].name
    qtbot.mouseClick(name, LEFT)
    qtbot.keyClicks(name, "abc")
    qtbot.keyClick(name, Key.Key_Z, CTRL)
    assert name.text() == ""
    assert len(window.session.experiment.balls) == 2


@pytest.mark.parametrize("place", ["surface", "contour", "loss", "slider", "chooser", "button"])
def test_that_the_keys_work_whatever_was_clicked(open_window: OpenWindow, qtbot: QtBot, place: str) -> None:
    window = open_window("ravine")
    if place == "slider":
        slider = window.parts["panel"].cards[0].editors["learning_rate"].slider
        slider.setFocus()
        value = slider.value()
    elif place == "surface":
        (canvas,) = window.views["surface"].widget.findChildren(QWidget)
        qtbot.mouseClick(canvas, LEFT)
    elif place == "chooser":
        window.parts["panel"].cards[0].chooser.setFocus()
    elif place == "button":
        window.parts["panel"].cards[0].visible_button.setFocus()
    else:
        view = window.views["contour"] if place == "contour" else window.views["loss"]
        qtbot.mouseClick(view.canvas.viewport(), LEFT)
    qtbot.waitUntil(lambda: window.session.clock.is_settled)
    window.session.clock.go_to(5)
    key(window, Key.Key_Right)
    assert state(window) == (6, False)
    key(window, Key.Key_Space)
    assert window.session.is_playing
    key(window, Key.Key_Space)
    key(window, Key.Key_End)
    assert state(window) == (100, False)
    if place == "slider":
        assert slider.value() == value


def is_at_rest(window: MainWindow) -> bool:
    return window.session.clock.delay not in {SOON, FRAME}


def test_that_new_plays_from_the_start_even_when_nothing_was_changed(open_window, qtbot: QtBot) -> None:
    window = open_window("ravine", only="loss")
    key(window, Key.Key_End)
    qtbot.waitUntil(lambda: is_at_rest(window))
    key(window, Key.Key_N, CTRL)
    assert state(window) == (0, True)
    assert window.views["loss"]._step == 0
    qtbot.waitUntil(lambda: window.session.step > 2)


def test_that_the_clock_rests_when_nothing_moves(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("double_well")
    qtbot.waitUntil(lambda: is_at_rest(window))
    key(window, Key.Key_Space)
    assert not is_at_rest(window)
    key(window, Key.Key_Space)
    qtbot.waitUntil(lambda: is_at_rest(window))


def test_that_a_long_run_grows_while_it_plays_and_the_window_responds(open_window, qtbot: QtBot) -> None:
    window = open_window(replace(preset("double_well"), steps=200_000), wait=False)
    window.session.set_speed(1000)
    window.session.clock.play(True)
    gaps, last = [], time.monotonic()

    def beat() -> None:
        nonlocal last
        now = time.monotonic()
        gaps.append(now - last)
        last = now

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(5)
    qtbot.waitUntil(lambda: 0 < window.session.clock.computed < 200_000)
    first, shown = window.session.clock.computed, window.session.step
    assert "ready" in window.parts["transport"].number.text()
    qtbot.waitUntil(lambda: window.session.clock.computed > first)
    qtbot.waitUntil(lambda: window.session.step > shown + 100)
    assert window.session.step <= window.session.clock.computed
    key(window, Key.Key_End)
    assert window.session.step == window.session.clock.computed
    timer.stop()
    assert max(gaps) < 1.5


def test_that_saving_does_not_compute_a_long_run_anew(open_window, qtbot: QtBot, tmp_path, dialogs) -> None:
    window = open_window(replace(preset("double_well"), steps=150_000), wait=False)
    qtbot.waitUntil(lambda: window.session.clock.computed > 15_000)
    dialogs.file = str(tmp_path / "long.toml")
    before = window.session.clock.computed
    key(window, Key.Key_S, CTRL)
    qtbot.wait(150)
    assert window.session.clock.computed >= before


def test_that_closing_ends_a_computation_that_goes_on(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bowl(*[Ball("adam")] * 4, steps=1_000_000), wait=False)
    qtbot.waitUntil(lambda: window.session.clock.computed > 0)
    began = time.monotonic()
    window.close()
    assert time.monotonic() - began < 2.0
    assert window.session.clock.close()  # the thread has ended


def test_that_the_slider_of_steps_keeps_room_where_there_is_little(qtbot: QtBot) -> None:
    session = Session(bowl())
    transport = Transport(session)
    qtbot.addWidget(transport)
    transport.show_state(PlayState(948_363, 1_000_000, 1_000_000, False, False, 12.0))
    for width, text in ((900, "step 948,363 of 1,000,000"), (540, "948,363 / 1,000,000")):
        transport.resize(width, 40)
        transport.show()
        QApplication.processEvents()
        assert transport.number.text() == text
        assert transport.scrubber.width() > 100
    assert session.close()
