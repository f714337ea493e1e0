"""A lesson from its first page to the report, in projector mode, by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import ALT, CTRL, NONE, key
from lab_lesson import card_of, lab_of
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.embedded import files_in
from momentum_lab.gui.reports.report_dialog import ReportDialog
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons import LESSONS
from momentum_lab.lessons.record import LessonRecord, key_of
from momentum_lab.lessons.record_file import record_of

Key = Qt.Key
ASK = QFileDialog.getSaveFileName
"""The dialog itself, for which somebody stands in other tests."""
RAVINE = LESSONS["ravine"]
CHOSEN = {
    "slow/left": "x",
    "slow/across": "jumps",
    "fast/end": "away",
    "fast/which": "y_only",
    "three/arrived": "two",
    "condition/momentum": "twice",
}
TYPED = {"limit/largest": "5/8", "condition/descent": "252"}
WRITTEN = {
    "limit/try_it": "From 0.63 on it has diverged",
    "tune/why": "The curvature is too large, and swings cancel",
}


@pytest.fixture
def class_room(open_window: OpenWindow, qtbot: QtBot) -> MainWindow:
    """A window in projector mode with the lesson."""
    window = open_window("ravine", size=(1300, 860), only="contour")
    key(window, Key.Key_F5)
    qtbot.waitUntil(window.isFullScreen)
    window.session.lessons.open(RAVINE)
    return window


def press(code: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press a key in whatever window is in front."""
    top = QApplication.activeModalWidget() or QApplication.activeWindow()
    assert top is not None
    QTest.keyClick(top.focusWidget() or top, code, modifier)


def write(words: str) -> None:
    for letter in words:
        QTest.keyClicks(QApplication.focusWidget(), letter)


def tab_to(is_there: Callable[[], bool], most: int = 30) -> None:
    for _ in range(most):
        if is_there():
            return
        press(Key.Key_Tab)
    assert is_there()


def answer(window: MainWindow, page: str, step: str) -> None:
    """Give the answer to a step by keys, from wherever the focus is on the page."""
    name = key_of(page, step)
    if name in CHOSEN:
        ids = card_of(window, step).widget.ids
        key(window, Key(Key.Key_1.value + ids.index(CHOSEN[name])))
        key(window, Key.Key_Return)
    elif name in TYPED:
        write(TYPED[name])
        key(window, Key.Key_Return)
    elif name in WRITTEN:
        tab_to(lambda: QApplication.focusWidget() is card_of(window, step).widget.box)
        write(WRITTEN[name])
        key(window, Key.Key_Escape)
    else:  # the order of the balls, the last one first
        key(window, Key.Key_Return)


def test_that_the_ravine_is_taken_and_handed_in_by_keys_alone(
    class_room: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = class_room
    lessons, lab = window.session.lessons, lab_of(window)
    for number, page in enumerate(RAVINE.pages):
        if number:
            key(window, Key.Key_PageDown)
        qtbot.waitUntil(lambda: lab.page is not None and lab.page.is_current)
        assert lessons.page_number == number
        for step in page.steps:
            if step.task is not None:
                take_values(window, 0.5, 0.5)
                qtbot.waitUntil(lambda step=step: lessons.answered(step.id) is not None)
                continue
            qtbot.waitUntil(lambda step=step: lessons.is_open(step))
            answer(window, page.id, step.id)
            assert lessons.answered(step.id) is not None, step.id
            if not (lessons.is_sealed or lessons.is_finished):
                qtbot.waitUntil(lambda: window.session.run is not None and window.session.run.is_complete)
                key(window, Key.Key_End)
        foretold = [step.id for step in page.steps if step.prediction is not None]
        qtbot.waitUntil(lambda steps=foretold: all(is_told(window, step) for step in steps))
    told = [each.outcome.is_right for each in lessons.record.answers.values() if each.outcome is not None]
    assert len(told) == len(CHOSEN) + len(TYPED) + 1
    assert told.count(False) == 1  # the order, as it stood
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", ASK)
    for suffix in (".html", ".pdf"):
        handed_in = hand_in(window, tmp_path / f"ada{suffix}")
        assert handed_in.student == "Ada"
        assert handed_in.answers == lessons.record.answers


def is_told(window: MainWindow, step: str) -> bool:
    """Whether it is told how an answer came out."""
    answered = window.session.lessons.answered(step)
    return answered is not None and answered.outcome is not None and card_of(window, step).reveal.isVisible()


def take_values(window: MainWindow, rate: float, momentum: float) -> None:
    """Type the values of the ball into the panel, which comes back for it."""
    key(window, Key.Key_F9)
    for title, value in (("learning rate", rate), ("momentum", momentum)):
        tab_to(lambda title=title: is_field_of(QApplication.focusWidget(), title))
        write(str(value))
        key(window, Key.Key_Return)
    key(window, Key.Key_F9)
    key(window, Key.Key_J)  # there was no room for both
    assert lab_of(window).isAncestorOf(QApplication.focusWidget())


def is_field_of(focus: QWidget | None, title: str) -> bool:
    return isinstance(focus, NumberBox) and focus.accessibleName().lower().startswith(title)


def hand_in(window: MainWindow, path: Path) -> LessonRecord:
    """Write the report by keys; return the answers that the file holds."""
    acts: list[tuple[type[QDialog], Callable[[QDialog], None]]] = [
        (ReportDialog, lambda dialog: fill(dialog, path.suffix)),
        (QFileDialog, lambda _dialog: name_file(path)),
    ]
    turns = QTimer(window)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is not None and not dialog.isActiveWindow():
            dialog.activateWindow()  # as a window manager would
        elif acts and isinstance(dialog, acts[0][0]):
            _kind, act = acts.pop(0)
            try:
                act(dialog)
            except AssertionError:
                dialog.reject()  # or it would be waited for
                raise

    turns.timeout.connect(look)
    turns.start(10)
    key(window, Key.Key_R, CTRL | ALT)
    turns.stop()
    assert acts == []
    assert path.exists()
    return record_of(files_in(path)[-1].content.decode())


def fill(dialog: QDialog, suffix: str) -> None:
    assert isinstance(dialog, ReportDialog)
    dialog.student.selectAll()
    write("Ada")
    tab_to(dialog.format.hasFocus)
    for _ in range(dialog.format.findData(suffix)):
        press(Key.Key_Down)
    QTimer.singleShot(0, lambda: press(Key.Key_Return))  # a timer does not fire within what it does itself


def name_file(path: Path) -> None:
    write(str(path))
    press(Key.Key_Return)
