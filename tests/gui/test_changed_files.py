"""A file that is not what was opened any more: it is told, and not written over without a word."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from driving import ALT, CTRL, bowl, key
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtWidgets import QApplication, QMessageBox

from momentum_lab.experiment.file import load, save
from momentum_lab.gui.dialogs.messages import FileAnswer, ask_about_file
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session.document import OnDisk

Key = Qt.Key
THEIRS = replace(bowl(), title="Theirs")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    save(bowl(), path)
    return path


@pytest.fixture
def window(open_window, file: Path) -> MainWindow:
    return open_window(bowl(), path=file, only="contour")


def come_back(window: MainWindow) -> None:
    """Let the window be the one in use again."""
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))


def written_by_others(file: Path, way: str) -> None:
    """Change the file as other programs do."""
    if way == "in place":
        file.write_text(file.read_text().replace("Small bowl", "Other bowl"))
    elif way == "in place, with its old date":
        before = file.stat()
        file.write_text(file.read_text().replace("Small bowl", "Other bowl"))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif way == "replaced":
        save(THEIRS, file)
    elif way == "a link to another":
        save(THEIRS, file.with_name("theirs.toml"))
        file.unlink()
        file.symlink_to("theirs.toml")
    else:
        file.unlink()
        file.mkdir()


WAYS = ("in place", "in place, with its old date", "replaced", "a link to another")


@pytest.mark.parametrize("way", WAYS)
def test_that_what_others_have_written_is_not_written_over_unasked(window, dialogs, file, way: str) -> None:
    window.session.editor.add_ball()
    mine = window.session.experiment
    written_by_others(file, way)
    theirs = load(file)
    dialogs.file_answer = FileAnswer.CANCEL
    key(window, Key.Key_S, CTRL)
    assert dialogs.asked == ["mine.toml CHANGED"]
    assert load(file) == theirs
    assert window.isWindowModified()
    dialogs.file_answer = FileAnswer.SAVE_AS
    dialogs.file = str(file.with_name("both.toml"))
    key(window, Key.Key_S, CTRL)
    assert load(file) == theirs
    assert load(file.with_name("both.toml")) == mine
    window.session.editor.add_ball()
    key(window, Key.Key_S, CTRL)
    assert len(dialogs.asked) == 2, "the other file is as it was saved"


def test_that_it_is_written_over_when_that_is_wanted(window, dialogs, file) -> None:
    window.session.editor.add_ball()
    written_by_others(file, "replaced")
    dialogs.file_answer = FileAnswer.OVERWRITE
    key(window, Key.Key_S, CTRL)
    assert load(file) == window.session.experiment
    assert not window.isWindowModified()
    key(window, Key.Key_S, CTRL)
    assert len(dialogs.asked) == 1


def test_that_reloading_can_be_taken_back(window, dialogs, file) -> None:
    window.session.editor.add_ball()
    mine = window.session.experiment
    written_by_others(file, "replaced")
    dialogs.file_answer = FileAnswer.RELOAD
    assert not window.documents.save()
    assert window.session.experiment == THEIRS
    assert not window.isWindowModified()
    key(window, Key.Key_Z, CTRL)
    assert window.session.experiment == mine
    assert window.isWindowModified()


def test_that_what_only_looks_changed_is_not_asked_about(window, dialogs, file) -> None:
    content = file.read_bytes()
    other = file.with_name("other.toml")
    other.write_bytes(content)
    other.replace(file)
    os.utime(file, (1.0, 1.0))
    window.session.editor.add_ball()
    key(window, Key.Key_S, CTRL)
    assert dialogs.asked == []
    assert load(file) == window.session.experiment


def test_that_a_deleted_file_and_one_that_may_not_be_written_are_asked_about(
    window, dialogs, file, monkeypatch
) -> None:
    content = file.read_bytes()
    file.unlink()
    dialogs.file_answer = FileAnswer.CANCEL
    window.documents.save()
    assert not file.exists()
    file.write_bytes(content)
    with monkeypatch.context() as patch:  # a test that runs as root may write whatever it likes
        patch.setattr(os, "access", lambda path, mode: False)
        window.documents.save()
    assert dialogs.asked == ["mine.toml GONE", "mine.toml PROTECTED"]
    file.unlink()
    dialogs.file_answer = FileAnswer.WRITE_AGAIN
    assert window.documents.save()
    assert load(file) == bowl()


def test_that_a_window_that_is_used_again_says_once_what_has_changed(window, file, settled, qtbot) -> None:
    come_back(window)
    assert not window.notices.isVisible()
    written_by_others(file, "replaced")
    come_back(window)
    assert window.notices.text == "“mine.toml” has been changed by another program."
    window.notices.buttons[-1].click()
    come_back(window)
    assert not window.notices.isVisible(), "it was told"
    save(replace(THEIRS, title="Theirs again"), file)
    come_back(window)
    assert window.notices.isVisible(), "this is another change"
    key(window, Key.Key_R, ALT)
    qtbot.waitUntil(lambda: not window.notices.isVisible())
    settled(window)
    assert window.session.experiment.title == "Theirs again"
    assert not window.notices.isVisible()
    file.unlink()
    come_back(window)
    assert window.notices.text == "“mine.toml” has been deleted or moved."


def test_that_a_notice_goes_when_its_reason_does(window, dialogs, file) -> None:
    written_by_others(file, "replaced")
    come_back(window)
    assert window.notices.isVisible()
    dialogs.file_answer = FileAnswer.OVERWRITE
    window.documents.save()
    assert not window.notices.isVisible()


def test_that_something_that_is_no_experiment_is_not_reloaded(window, dialogs, file) -> None:
    file.write_text("something else")
    window.documents.reload()
    assert dialogs.take_error()[0] == "This file could not be opened"
    assert window.session.experiment == bowl()
    assert window.session.document.look().state is OnDisk.CHANGED
    written_by_others(file, "a folder")
    assert window.session.document.look().state is OnDisk.CHANGED


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        ("Save &as…", FileAnswer.SAVE_AS),
        ("&Overwrite", FileAnswer.OVERWRITE),
        ("&Reload", FileAnswer.RELOAD),
        ("Cancel", FileAnswer.CANCEL),
        (None, FileAnswer.CANCEL),
    ],
)
def test_that_the_question_about_a_file_has_its_answers(qapp, monkeypatch, button, answer) -> None:
    shown = []

    def answered(box: QMessageBox) -> int:
        shown.append((box.text(), box.defaultButton().text()))
        for each in box.buttons():
            if each.text() == button:
                each.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answered)
    assert ask_about_file(None, "<b>x</b>", OnDisk.CHANGED) is answer
    assert shown == [("“<b>x</b>” has been changed by another program since it was opened.", "Save &as…")]
