from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Dialogs
from driving import CTRL, SHIFT, bowl, dragged, key, type_into
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PyQt6.QtWidgets import QMenu, QMessageBox

from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.file import load, save
from momentum_lab.experiment.presets import plain_experiment, preset, preset_names
from momentum_lab.figures.options import PictureOptions
from momentum_lab.gui.dialogs.messages import Answer, ask_about_changes, tell_error
from momentum_lab.gui.pictures import export_picture
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.simulation import simulate

Key = Qt.Key


def change(window: MainWindow) -> None:
    window.parts["panel"].add_ball()
    assert window.isWindowModified()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kept here.toml"
    save(bowl(), path)
    return path


def drop(window: MainWindow, *paths: Path, text: str = "") -> bool:
    """Drag files over a window and let them go; return whether it takes them."""
    data = QMimeData()
    if paths:
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if text:
        data.setText(text)
    copy, button, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), copy, data, button, no_key)
    enter.setAccepted(False)
    window.dragEnterEvent(enter)
    window.dropEvent(QDropEvent(QPointF(50, 50), copy, data, button, no_key))
    return enter.isAccepted()


def ways_to_leave(window: MainWindow, file: Path, dialogs: Dialogs) -> dict[str, object]:
    def by_dialog() -> None:
        dialogs.file = str(file)
        key(window, Key.Key_O, CTRL)

    return {
        "close": window.close,
        "open": by_dialog,
        "new": lambda: key(window, Key.Key_N, CTRL),
        "preset": lambda: window.documents.open_preset("saddle"),
        "drop": lambda: drop(window, file),
        "quit": lambda: key(window, Key.Key_Q, CTRL),
    }


def test_that_a_file_is_opened_and_plays_from_its_start(open_window, dialogs, file, settled, qtbot) -> None:
    window = open_window("double_well")
    window.session.go_to_last()
    dialogs.file = str(file)
    key(window, Key.Key_O, CTRL)
    settled(window)
    assert window.session.experiment == bowl()
    assert window.windowTitle() == "kept here.toml[*] — Momentum Lab"
    assert not window.isWindowModified()
    assert window.session.is_playing
    qtbot.waitUntil(lambda: 0 < window.session.step < 30)


def test_that_a_dialog_that_is_cancelled_opens_and_saves_nothing(open_window, dialogs, tmp_path) -> None:
    window = open_window("double_well")
    key(window, Key.Key_O, CTRL)
    change(window)
    key(window, Key.Key_S, CTRL)
    assert len(dialogs.proposed) == 2
    assert window.isWindowModified()
    assert list(tmp_path.glob("*.toml")) == []


def test_that_a_saved_file_opens_as_the_same_experiment(open_window, dialogs, tmp_path, settled) -> None:
    window = open_window("ravine", only="contour")
    change(window)
    box = window.parts["panel"].cards[0].editors["learning_rate"].box
    type_into(box, "0.0123456789")
    dialogs.file = str(tmp_path / "mine")
    key(window, Key.Key_S, CTRL)
    path = tmp_path / "mine.toml"
    assert Path(dialogs.proposed[0]).name == "a-ravine.toml"
    assert load(path) == window.session.experiment
    assert not window.isWindowModified()
    assert window.windowTitle().startswith("mine.toml")
    assert window.session.settings.recent == [path]
    with dragged(window.parts["panel"].cards[1].editors["learning_rate"].slider, 0.5):
        pass
    assert window.isWindowModified()
    key(window, Key.Key_S, CTRL)  # without asking where
    assert len(dialogs.proposed) == 1
    assert load(path) == window.session.experiment
    other = tmp_path / "other.toml"
    dialogs.file = str(other)
    key(window, Key.Key_S, CTRL | SHIFT)
    assert load(other) == load(path)
    assert window.session.settings.recent == [other, path]
    window.session.undo()
    assert window.isWindowModified()
    window.session.redo()
    assert not window.isWindowModified()


@pytest.mark.parametrize("way", ["close", "open", "new", "preset", "drop", "quit"])
def test_that_unsaved_changes_of_a_file_are_asked_about(
    open_window, dialogs, file, tmp_path, way: str
) -> None:
    mine = tmp_path / "mine.toml"
    save(preset("double_well"), mine)
    window = open_window("double_well", path=mine)
    change(window)
    changed = window.session.experiment
    leave = ways_to_leave(window, file, dialogs)[way]
    dialogs.answer = Answer.CANCEL
    leave()
    assert dialogs.asked == ["mine.toml"]
    assert window.session.experiment == changed
    assert window.isVisible()
    assert window.isWindowModified()
    dialogs.answer = Answer.DISCARD
    leave()
    if way in ("close", "quit"):
        assert not window.isVisible()
    else:
        expected = {"open": bowl(), "drop": bowl(), "new": plain_experiment(), "preset": preset("saddle")}
        assert window.session.experiment == expected[way]
        assert not window.isWindowModified()


def test_that_changes_are_saved_before_going_on(open_window, dialogs, file) -> None:
    window = open_window(load(file), path=file, only="contour")
    change(window)
    changed = window.session.experiment
    dialogs.answer = Answer.SAVE
    window.documents.open_preset("saddle")
    assert window.session.experiment == preset("saddle")
    assert load(file) == changed


@pytest.mark.parametrize("way", ["open", "new", "preset", "drop"])
def test_that_what_was_only_tried_is_not_asked_about_and_can_be_had_back(
    open_window, dialogs, file, way: str
) -> None:
    window = open_window("double_well")
    change(window)
    tried, title = window.session.experiment, window.windowTitle()
    ways_to_leave(window, file, dialogs)[way]()
    assert dialogs.asked == []
    assert window.session.experiment != tried
    assert "“Over the hill”" in window.parts["status"].said
    assert window.actions_by_name["undo"].text().startswith(("&Undo open", "&Undo new"))
    key(window, Key.Key_Z, CTRL)
    assert window.session.experiment == tried
    assert window.windowTitle() == title
    assert window.isWindowModified()


def test_that_one_key_keeps_what_was_tried(open_window, dialogs, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("MOMENTUM_LAB_FOLDER", str(tmp_path))
    window = open_window("double_well")
    change(window)
    key(window, Key.Key_K, CTRL | SHIFT)
    path = tmp_path / "experiments" / "over-the-hill.toml"
    assert load(path) == window.session.experiment
    assert str(path) in window.parts["status"].said
    assert window.isWindowModified()  # it is a copy that was kept
    monkeypatch.setenv("MOMENTUM_LAB_FOLDER", str(path))
    key(window, Key.Key_K, CTRL | SHIFT)
    assert dialogs.take_error()[0] == "The experiment could not be kept"


def test_that_nothing_is_asked_where_nothing_has_changed(open_window, dialogs) -> None:
    window = open_window("double_well")
    change(window)
    window.session.undo()
    window.documents.new()
    assert dialogs.asked == []
    window.close()
    assert not window.isVisible()


BROKEN = {
    "no toml": "schema = = 1",
    "nothing": "",
    "unknown key": 'schema = 1\ncolour = "red"',
    "newer": "schema = 99",
    "no text": b"\xff\xfe\x00",
    "a bad number": 'schema = 1\n[landscape]\nname = "saddle"\n[run]\nstart = [1, 2]\n'
    '[[balls]]\noptimizer = "adam"\nlearning_rate = -1',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=list(BROKEN))
def test_that_a_file_that_cannot_be_read_leaves_everything_as_it_is(open_window, dialogs, tmp_path, content):
    window = open_window("double_well")
    window.session.clock.go_to(17)
    before = (
        window.session.experiment,
        window.session.run,
        window.windowTitle(),
        window.session.document.path,
    )
    path = tmp_path / "broken.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert drop(window, path)
    title, text = dialogs.take_error()
    assert title == "This file could not be opened"
    assert "broken.toml" in text
    assert "Traceback" not in text
    now = (window.session.experiment, window.session.run, window.windowTitle(), window.session.document.path)
    assert now == before
    assert window.session.step == 17
    assert window.session.settings.recent == []


@pytest.mark.parametrize("way", ["drop", "dialog", "recent"])
def test_that_a_picture_brings_its_experiment_back_and_is_not_written_over(
    open_window, dialogs, tmp_path, settled, way
) -> None:
    picture = tmp_path / "figure.png"
    export_picture(simulate(bowl()), picture, PictureOptions(view="loss", size=(300, 200)))
    drawn = picture.read_bytes()
    window = open_window("double_well")
    if way == "drop":
        assert drop(window, picture)
    elif way == "dialog":
        dialogs.file = str(picture)
        key(window, Key.Key_O, CTRL)
    else:
        window.session.settings.add_recent(picture)
        recent_menu(window).actions()[0].trigger()
    settled(window)
    assert window.session.experiment == bowl()
    assert window.session.document.path is None
    assert window.windowTitle().startswith("Small bowl")
    assert not window.isWindowModified()
    assert window.session.settings.recent == [picture]
    dialogs.file = str(tmp_path / "kept")
    key(window, Key.Key_S, CTRL)
    assert Path(dialogs.proposed[-1]).name == "small-bowl.toml"
    assert load(tmp_path / "kept.toml") == bowl()
    assert picture.read_bytes() == drawn


def test_that_a_picture_without_an_experiment_says_so(open_window, dialogs, tmp_path) -> None:
    window = open_window("double_well")
    picture = tmp_path / "photo.png"
    QImage(3, 3, QImage.Format.Format_RGB32).save(str(picture))
    drop(window, picture)
    title, text = dialogs.take_error()
    assert title == "This file could not be opened"
    assert text == f"{picture}: has no experiment in it; what Momentum Lab exports has one"
    assert window.session.experiment == preset("double_well")


@pytest.mark.parametrize(("name", "what"), [("missing.toml", "file"), (".", "lesson")])
def test_that_a_missing_file_or_a_folder_is_told(
    open_window, dialogs, tmp_path, name: str, what: str
) -> None:
    window = open_window("double_well")
    drop(window, tmp_path / name)
    assert dialogs.take_error()[0] == f"This {what} could not be opened"


def test_that_only_a_single_file_can_be_dropped(open_window, dialogs, file, tmp_path) -> None:
    window = open_window("double_well")
    assert not drop(window, text="hello")
    assert not drop(window, file, tmp_path / "other.toml")
    assert window.session.experiment == preset("double_well")
    assert drop(window, file)
    assert window.session.experiment == bowl()
    assert window.session.document.path == file


def test_that_a_place_that_cannot_be_written_is_told_and_the_changes_stay(open_window, dialogs, tmp_path):
    window = open_window("double_well")
    change(window)
    dialogs.file = str(tmp_path / "no such folder" / "x.toml")
    key(window, Key.Key_S, CTRL)
    title, text = dialogs.take_error()
    assert title == "The experiment could not be saved"
    assert "no such folder" in text
    assert window.isWindowModified()
    assert window.session.document.path is None
    dialogs.answer = Answer.SAVE
    window.close()
    dialogs.take_error()
    assert window.isVisible()


def test_that_saving_replaces_the_file_as_a_whole(open_window, dialogs, file, monkeypatch) -> None:
    window = open_window(load(file), path=file, only="contour")
    before = file.read_bytes()
    change(window)

    def disk_full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", disk_full)
        key(window, Key.Key_S, CTRL)
    assert "No space left" in dialogs.take_error()[1]
    assert file.read_bytes() == before
    assert [p.name for p in file.parent.glob("*kept*")] == [file.name]


def recent_menu(window: MainWindow) -> QMenu:
    bar = window.menuBar()
    menus = [a.menu() for a in bar.actions()[0].menu().actions() if a.menu()]
    menus[0].aboutToShow.emit()
    return menus[0]


def test_that_recent_files_are_offered_and_forgotten(open_window, file, tmp_path, settled) -> None:
    window = open_window("double_well")
    assert [(a.text(), a.isEnabled()) for a in recent_menu(window).actions()] == [("nothing yet", False)]
    window.documents.open(file)
    window.documents.open_preset("saddle")
    menu = recent_menu(window)
    assert [a.text() for a in menu.actions()] == [file.name, "", "Forget these"]
    menu.actions()[0].trigger()
    assert window.session.experiment == bowl()
    recent_menu(window).actions()[-1].trigger()
    assert window.session.settings.recent == []


def test_that_every_preset_opens_in_the_window(open_window, settled) -> None:
    window = open_window("double_well", size=(1024, 640))
    window.session.toggle_maximized("loss")
    for name in preset_names():
        window.documents.open_preset(name)
        settled(window)
        window.session.go_to_last()
        assert window.session.run.experiment == preset(name)
        assert len(window.parts["panel"].cards) == len(preset(name).balls)
        assert window.parts["status"].text


def test_that_a_file_without_a_title_is_called_untitled(open_window, dialogs) -> None:
    window = open_window(replace(bowl(Ball("adam")), title=""), only="contour")
    assert window.windowTitle().startswith("Untitled")
    key(window, Key.Key_S, CTRL)
    assert Path(dialogs.proposed[0]).name == "experiment.toml"


@pytest.mark.parametrize(
    ("button", "answer"),
    [("Save", Answer.SAVE), ("Discard", Answer.DISCARD), ("Cancel", Answer.CANCEL)],
)
def test_that_the_question_about_changes_has_three_answers(qapp, monkeypatch, button, answer) -> None:
    shown = []

    def answered(box: QMessageBox) -> int:
        shown.append(box.text())
        return getattr(QMessageBox.StandardButton, button).value

    monkeypatch.setattr(QMessageBox, "exec", answered)
    assert ask_about_changes(None, "<b>Mine</b>") is answer
    assert shown == ["“<b>Mine</b>” has changes that are not saved."]


def test_that_an_error_is_told_as_plain_text(qapp, monkeypatch) -> None:
    shown = []
    monkeypatch.setattr(
        QMessageBox, "exec", lambda box: shown.append((box.text(), box.informativeText(), box.textFormat()))
    )
    tell_error(None, "It could not be done", "no <i>space</i>")
    assert shown == [("It could not be done", "no <i>space</i>", Qt.TextFormat.PlainText)]
