"""Making a page of what is seen, in a dialog; and lessons that are dropped on the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Dialogs, OpenWindow
from driving import SHIFT, key
from lessons_at_work import small_lesson
from PyQt6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PyQt6.QtGui import QDropEvent
from PyQt6.QtWidgets import QApplication, QDialogButtonBox

from momentum_lab.gui.dialogs import lessons as lesson_dialogs
from momentum_lab.gui.dialogs.page_dialog import PageDialog
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons.beginning import write_beginning
from momentum_lab.lessons.library import find_lesson
from momentum_lab.lessons.writing import NewPage, write_page


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


@pytest.mark.parametrize("is_wanted", [True, False])
def test_that_a_lesson_is_begun_anew_if_that_is_wanted(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, is_wanted: bool
) -> None:
    asked: list[str] = []

    def ask(_parent: object, title: str) -> bool:
        asked.append(title)
        return is_wanted

    monkeypatch.setattr(lesson_dialogs, "ask_about_beginning_anew", ask)
    window = open_window("ravine")
    lessons = window.session.lessons
    window.actions_by_name["begin_anew"].trigger()
    assert asked == []
    lessons.open(small_lesson(), 1)
    lessons.set_student("Ann")
    window.actions_by_name["begin_anew"].trigger()
    assert asked == ["Small"]
    assert (lessons.record.student, lessons.page_number) == (("", 0) if is_wanted else ("Ann", 1))


def test_that_who_teaches_shows_the_run_by_a_key_and_lifts_locks(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    lessons, actions = window.session.lessons, window.actions_by_name
    lessons.open(small_lesson(), 1)
    assert not actions["show_run"].isEnabled()
    actions["teach"].trigger()
    assert actions["teach"].isChecked()
    actions["lift_locks"].trigger()
    assert lessons.locks == frozenset()
    key(window, Qt.Key.Key_Space, SHIFT)
    assert not lessons.is_sealed
    assert window.session.is_playing
    assert not actions["show_run"].isEnabled()
    actions["teach"].trigger()
    assert lessons.locks == {"momentum"}


def test_that_what_was_typed_is_shown_as_it_was_and_a_list_has_words_for_formulas(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window("ravine", only="contour")
    dialog = PageDialog(window, window.session, window.session.lessons.seen_page())
    assert dialog.problem.textFormat() == Qt.TextFormat.PlainText
    dialog.deleteLater()
    written = write_page(
        tmp_path / "mine", NewPage("Bowl", "How steep is $x^2$, *here*?", window.session.experiment)
    )
    text = written.texts["en"]
    assert "$" not in text.summary
    assert "*" not in text.summary
    assert text.summary.startswith("How steep is x")
    assert text.able == ("How steep is $x^2$, *here*?",)


def test_that_a_page_made_beside_something_else_shows_all_views(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    others = [name for name in window.view_area.frames if name not in window.views]
    assert others
    for number, name in enumerate(others):
        window.session.toggle_maximized(name)
        assert make(window, f"Page {number}", "mine" if not number else "") == []
    assert [page.view for page in find_lesson("mine").pages] == [""] * len(others)
