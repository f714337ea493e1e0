from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import CTRL, bowl, key
from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtWidgets import QDialog, QFileDialog, QMessageBox

from momentum_lab.core.files import file_name
from momentum_lab.experiment.file import load, save
from momentum_lab.gui.dialogs import files
from momentum_lab.gui.dialogs.files import ask_save_path
from momentum_lab.gui.dialogs.messages import ask_about_changes, ask_about_replacing, tell_error
from momentum_lab.gui.exporting.dialog import ExportDialog

Key = Qt.Key


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What is answered, one after the other, when a file would be replaced."""
    given: list[bool] = []
    monkeypatch.setattr(files, "ask_about_replacing", lambda _parent, _name: given.pop(0))
    return given


def test_that_a_name_without_suffix_replaces_no_file_unasked(
    open_window, dialogs, tmp_path, answers, monkeypatch
) -> None:
    kept = tmp_path / "keep.toml"
    save(bowl(), kept)
    window = open_window("double_well", only="curve")
    proposed, choices = [], [str(tmp_path / "keep"), ""]  # the second time, cancel

    def choose(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        proposed.append(name)
        return choices.pop(0), ""

    with monkeypatch.context() as patched:
        patched.setattr(QFileDialog, "getSaveFileName", choose)
        answers.append(False)
        key(window, Key.Key_S, CTRL)
    assert load(kept) == bowl()
    assert proposed[1:] == [str(kept)]
    assert window.session.document.path is None
    dialogs.file = str(tmp_path / "keep")
    answers.append(True)
    key(window, Key.Key_S, CTRL)
    assert load(kept) == window.session.experiment


@pytest.mark.parametrize("typed", ["new", "there.png", "v1.png"])
def test_that_the_files_dialogs_own_question_is_not_asked_twice(
    monkeypatch, answers, tmp_path, typed
) -> None:
    (tmp_path / "there.png").touch()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / typed), ""))
    path = ask_save_path(None, "t", tmp_path / "proposed.png", ["f"], ".png")
    assert path == tmp_path / f"{Path(typed).stem}.png"


@pytest.mark.parametrize(("button", "answer"), [("Yes", True), ("No", False), ("Cancel", False)])
def test_that_replacing_needs_a_yes(qapp, monkeypatch, button: str, answer: bool) -> None:
    monkeypatch.setattr(QMessageBox, "exec", lambda _: getattr(QMessageBox.StandardButton, button).value)
    assert ask_about_replacing(None, "x") is answer


@pytest.mark.parametrize("title", ['Why: "a?b" <c> \\ | *', "a/b", "..", "ü" * 200, "\N{SNOWMAN}", "CON:"])
def test_that_a_proposed_name_is_allowed_everywhere(title: str) -> None:
    name = file_name(title)
    assert name
    assert not set(name) & set('<>:"/\\|?*. ')
    assert len(f"{name}.toml".encode()) < 250


def test_that_saving_proposes_a_name_without_forbidden_characters(open_window, dialogs, tmp_path) -> None:
    window = open_window(replace(bowl(), title="Why? 1:2"), only="contour")
    key(window, Key.Key_S, CTRL)
    assert Path(dialogs.proposed[-1]).name == "why-1-2.toml"
    origin = window.session.model.origin
    origin.source = replace(origin.source, path=tmp_path / "My own name.toml")
    window.documents.save_as()
    assert Path(dialogs.proposed[-1]).name == "My own name.toml"


def test_that_dialogs_go_when_they_are_answered(open_window: OpenWindow, dialogs, monkeypatch) -> None:
    window = open_window(bowl(), only="contour")
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Cancel.value)
    monkeypatch.setattr(ExportDialog, "exec", lambda _: 1)
    tell_error(window, "title", "text")
    ask_about_changes(window, "name")
    ask_about_replacing(window, "name")
    window.actions_by_name["export_picture"].trigger()
    assert len(dialogs.proposed) == 1
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert window.findChildren(QDialog) == []
