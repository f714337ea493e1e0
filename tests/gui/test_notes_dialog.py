"""Title and notes: what is typed becomes part of the experiment, one entry of undo, and fits its file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import OpenWindow
from driving import CTRL, LEFT, bowl, key, notes_text
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment import load, save
from momentum_lab.gui.dialogs.notes_dialog import MOST_DESCRIPTION, MOST_TITLE, NotesDialog
from momentum_lab.gui.window.main_window import MainWindow

OK, CANCEL = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel


@pytest.fixture
def open_dialog(qtbot: QtBot, dialog_parent: QWidget) -> Callable[[str, str], NotesDialog]:
    def open_one(title: str, description: str) -> NotesDialog:
        dialog = NotesDialog(dialog_parent, title, description)
        with qtbot.waitExposed(dialog):
            dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return open_one


def fields(dialog: NotesDialog) -> tuple[QLineEdit, QPlainTextEdit]:
    line, text = dialog.findChild(QLineEdit), dialog.findChild(QPlainTextEdit)
    assert line is not None
    assert text is not None
    return line, text


def press(dialog: NotesDialog, which: QDialogButtonBox.StandardButton) -> None:
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    QTest.mouseClick(box.button(which), LEFT)


def write(dialog: NotesDialog, title: str, description: str) -> None:
    """Type over what is there, by keyboard alone: Tab leads from the title to the notes."""
    line, text = fields(dialog)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, title)
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is text
    text.selectAll()
    QTest.keyClicks(text, description)


def test_that_it_begins_with_what_is_there(open_dialog) -> None:
    dialog = open_dialog("Small bowl", "Watch the ball.\n\nThen the other.")
    assert (dialog.title, dialog.description) == ("Small bowl", "Watch the ball.\n\nThen the other.")
    line, text = fields(dialog)
    assert (line.text(), text.toPlainText()) == (dialog.title, dialog.description)


def test_that_space_around_it_is_left_out_and_space_in_it_kept(open_dialog) -> None:
    dialog = open_dialog("", "")
    write(dialog, "  A  title ", "  One line ")
    QTest.keyClick(fields(dialog)[1], Qt.Key.Key_Return)
    QTest.keyClick(fields(dialog)[1], Qt.Key.Key_Return)
    QTest.keyClicks(fields(dialog)[1], "another  ")
    assert (dialog.title, dialog.description) == ("A  title", "One line \n\nanother")


def test_that_tab_leaves_the_notes_and_return_does_not(open_dialog) -> None:
    dialog = open_dialog("", "")
    text = fields(dialog)[1]
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert QApplication.focusWidget() is text
    QTest.keyClick(text, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not text
    assert text.toPlainText() == "\n"


@pytest.mark.parametrize(
    ("end", "result"),
    [
        (lambda dialog: press(dialog, OK), 1),
        (lambda dialog: press(dialog, CANCEL), 0),
        (lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape), 0),
        (lambda dialog: QTest.keyClick(fields(dialog)[0], Qt.Key.Key_Return), 1),
    ],
    ids=["ok", "cancel", "escape", "return in the title"],
)
def test_that_buttons_and_keys_end_it(open_dialog, end: Callable[[NotesDialog], None], result: int) -> None:
    dialog = open_dialog("Title", "Notes")
    end(dialog)
    assert not dialog.isVisible()
    assert dialog.result() == result


def told(dialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_that_what_is_too_long_for_a_file_is_cut(open_dialog) -> None:
    dialog = open_dialog("", "")
    line, text = fields(dialog)
    QApplication.clipboard().setText("t" * (MOST_TITLE + 7))
    line.paste()
    assert "A title has 200 characters at most; the rest is left out." in told(dialog)
    QApplication.clipboard().setText("d" * (MOST_DESCRIPTION + 7))
    text.paste()
    assert "A paragraph has 4,000 characters at most; the rest is left out." in told(dialog)
    assert dialog.title == "t" * MOST_TITLE
    assert dialog.description == "d" * MOST_DESCRIPTION


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window(bowl(), only="notes")


def answer(monkeypatch: pytest.MonkeyPatch, title: str, description: str, result: int = 1) -> list[str]:
    """Have the window's dialog filled in when it opens; return its titles as they are found."""
    found: list[str] = []

    def fill(dialog: NotesDialog) -> int:
        found.append(dialog.title)
        line, text = fields(dialog)
        line.setText(title)
        text.setPlainText(description)
        return result

    monkeypatch.setattr(NotesDialog, "exec", fill)
    return found


def test_that_the_window_keeps_what_was_typed_and_undoes_it_at_once(window, monkeypatch, tmp_path) -> None:
    before = window.session.experiment
    found = answer(monkeypatch, "Another bowl", "What to watch: <b>all</b> of it.\nWell.")
    key(window, Qt.Key.Key_I, CTRL)
    assert found == [before.title]
    noted = window.session.experiment
    assert (noted.title, noted.description) == ("Another bowl", "What to watch: <b>all</b> of it.\nWell.")
    assert noted.dynamics == before.dynamics
    assert "Another bowl" in window.windowTitle()
    assert "Another bowl" in notes_text(window)
    save(noted, tmp_path / "noted.toml")
    assert load(tmp_path / "noted.toml") == noted
    window.actions_by_name["undo"].trigger()
    assert window.session.experiment == before


def test_that_the_window_changes_nothing_when_it_is_cancelled(window, monkeypatch) -> None:
    before = window.session.experiment
    assert answer(monkeypatch, "Another bowl", "Notes", result=0) == []
    window.actions_by_name["notes"].trigger()
    assert window.session.experiment is before
    assert not window.session.model.is_modified


def test_that_the_window_refuses_what_no_file_can_hold(window, monkeypatch, dialogs) -> None:
    before = window.session.experiment
    answer(monkeypatch, "Bell \a", "Notes")
    window.actions_by_name["notes"].trigger()
    title, text = dialogs.take_error()
    assert title == "These notes cannot be kept"
    assert "control characters" in text
    assert window.session.experiment is before
