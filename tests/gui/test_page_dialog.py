"""Making a page of what is seen, in a dialog; and lessons that are dropped on the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Dialogs, OpenWindow
from lessons_at_work import small_lesson
from PyQt6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PyQt6.QtGui import QDropEvent
from PyQt6.QtWidgets import QApplication, QDialogButtonBox

from momentum_lab.gui.dialogs import lessons as lesson_dialogs
from momentum_lab.gui.dialogs.page_dialog import PageDialog
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons.beginning import write_beginning
from momentum_lab.lessons.library import find_lesson


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOMENTUM_LAB_FOLDER", str(tmp_path / "own"))


def fill(title: str, name: str, locks: str, problems: list[str]) -> None:
    """Type into the dialog that is open, and say yes; what keeps it open is noted, and it is left."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PageDialog)
    dialog.title.setText(title)
    dialog.name.setText(name)
    dialog.locks.setText(locks)
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    button = buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert button is not None
    button.click()
    if dialog.isVisible():
        problems.append(dialog.problem.text())
        dialog.reject()


def make(window: MainWindow, title: str, name: str, locks: str = "") -> list[str]:
    problems: list[str] = []
    QTimer.singleShot(0, lambda: fill(title, name, locks, problems))
    window.actions_by_name["make_page"].trigger()
    return problems


def test_that_a_page_is_made_of_what_is_seen(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window("ravine", only="contour")
    window.session.go_to(12)
    said: list[str] = []
    window.session.said.subscribe(said.append)
    assert make(window, "First", "mine", "momentum, learning_rate") == []
    assert make(window, "Second", "") == []
    lesson = find_lesson("mine")
    assert [(page.step, page.view) for page in lesson.pages] == [(12, "contour")] * 2
    assert lesson.experiments[lesson.pages[0].experiment] == window.session.experiment
    assert lesson.pages[0].locks == {"momentum", "learning_rate"}
    assert said[-1] == "Page 2 of the lesson “mine” is written."


@pytest.mark.parametrize(
    ("title", "name", "locks", "told"),
    [
        ("", "mine", "", "the title is missing"),
        ("First", "My lesson", "", "Its name: found 'My lesson'"),
        ("First", "mine", "nothing", "Locked: there is nothing to lock"),
        ("<b>First</b>", "mine", "", "Markdown without HTML"),
    ],
)
def test_that_what_cannot_be_written_is_told_in_the_dialog(
    open_window: OpenWindow, tmp_path: Path, title: str, name: str, locks: str, told: str
) -> None:
    (problem,) = make(open_window("ravine"), title, name, locks)
    assert told in problem
    assert not (tmp_path / "own").exists()


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPointF(9, 9), action, data, button, Qt.KeyboardModifier.NoModifier))


def test_that_a_lesson_that_is_dropped_is_opened_or_refused(
    open_window: OpenWindow, dialogs: Dialogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lesson_dialogs, "tell_error", dialogs.tell)
    window = open_window("ravine")
    window.session.lessons.open(small_lesson())
    write_beginning(tmp_path / "bowls")
    drop(window, tmp_path / "bowls")
    lesson = window.session.lessons.lesson
    assert lesson is not None
    assert lesson.name == "bowls"
    (tmp_path / "other.zip").write_bytes(b"PK")
    drop(window, tmp_path / "other.zip")
    assert "other.zip" in dialogs.take_error()[1]
    assert window.session.lessons.lesson is lesson
