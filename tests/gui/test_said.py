"""The text that says in words what is on the screen."""

from __future__ import annotations

from conftest import OpenWindow
from driving import key
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from momentum_lab.gui.docks.said import SaidText
from momentum_lab.gui.window.main_window import MainWindow


def said_of(window: MainWindow) -> SaidText:
    part = window.parts["said"]
    assert isinstance(part, SaidText)
    return part


def lines(window: MainWindow) -> list[str]:
    return said_of(window).toPlainText().split("\n")


def test_that_a_key_leads_to_it_and_that_no_line_is_empty(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", size=(1300, 860))
    key(window, Qt.Key.Key_F2)
    text = said_of(window)
    assert text.hasFocus()
    assert text.isReadOnly()
    told = lines(window)
    assert all(line.strip() for line in told)
    assert told[0] == "A ravine: Elliptic bowl, from (−5, −2)."
    assert "Paused at step 0 of 100." in told
    assert "Views: Surface, Contour map, Loss." in told
    QTest.keyClick(text, Qt.Key.Key_Down)
    assert text.textCursor().blockNumber() == 1
    QTest.keyClick(text, Qt.Key.Key_Right)
    assert window.session.step == 0  # one reads by the arrows
    QTest.keyClick(text, Qt.Key.Key_Space)
    assert window.session.is_playing  # all other keys are the window's
    key(window, Qt.Key.Key_F2)
    assert window.docks["said"].isHidden()


def test_that_an_event_is_told_once_and_what_plays_is_not_told_step_by_step(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine", size=(1300, 860))
    session = window.session
    key(window, Qt.Key.Key_F2)
    before = len(lines(window))
    for step in range(1, 30):  # a drag
        session.go_to(step)
    qtbot.waitUntil(lambda: lines(window)[0] == "Paused at step 29 of 100.")
    assert len(lines(window)) == before + 1
    session.set_speed(400.0)
    session.set_loop(False)
    session.play()
    qtbot.waitUntil(lambda: not session.is_playing and "Paused at step 100 of 100." in lines(window)[0])
    assert len(lines(window)) <= before + 3
    session.editor.take_values(0, {"learning_rate": 0.25})
    qtbot.waitUntil(lambda: lines(window)[0] == "Gradient descent: learning rate now 0.25.")
    session.said.emit("Copied something.")
    qtbot.waitUntil(lambda: lines(window)[0] == "Copied something.")


def test_that_it_is_told_of_a_playing_run_what_becomes_of_a_ball(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("book_ravine_0.6", size=(1300, 860))
    session = window.session
    key(window, Qt.Key.Key_F2)
    session.set_loop(False)
    session.set_speed(40.0)
    session.play()
    qtbot.waitUntil(lambda: any("diverged at step 9" in line for line in lines(window)))
    qtbot.waitUntil(lambda: not session.is_playing)
    events = lines(window)
    assert sum(line.startswith("Gradient descent: diverged at step 9") for line in events) <= 2


def views_told(window: MainWindow) -> list[str]:
    return [line for line in lines(window) if line.startswith("Views: ") or "side by side" in line]


def test_that_those_views_are_told_that_are_seen(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", size=(1300, 860))
    key(window, Qt.Key.Key_F2)
    window.session.side_by_side.show("balls")
    labels = "; ".join(window.session.experiment.labels)
    qtbot.waitUntil(lambda: lines(window)[0] == f"Contour map, side by side: {labels}.")
    window.session.side_by_side.show("")
    qtbot.waitUntil(lambda: lines(window)[0] == "Views: Surface, Contour map, Loss.")
    window.session.looks.set_curve("gradient_norm", True)
    qtbot.waitUntil(lambda: lines(window)[0] == "Views: Surface, Contour map, Curves.")
    window.session.toggle_maximized("surface")
    qtbot.waitUntil(lambda: views_told(window)[0] == "Views: Surface.")


def test_that_folded_views_are_not_told(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window("ravine", size=(760, 520))
    key(window, Qt.Key.Key_F2)
    frames = window.view_area.frames

    def seen() -> list[str]:
        return [frames[name].title for name in window.views if frames[name].isVisible()]

    assert 0 < len(seen()) < 3
    qtbot.waitUntil(lambda: views_told(window)[-1] == f"Views: {', '.join(seen())}.")


def test_that_the_parts_are_reached_one_after_the_other(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1300, 860))
    for name in ("said", "results", "numbers"):
        window.docks[name].setVisible(True)
    window.view_area.setFocus()
    reached = set()
    for _ in range(12):
        key(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        reached |= {name for name, part in window.parts.items() if part is focus or part.isAncestorOf(focus)}
    assert {"panel", "transport", "said", "results", "numbers", "views"} <= reached
