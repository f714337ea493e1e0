from __future__ import annotations

from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import CTRL, LEFT, SHIFT, bowl, key
from PIL import Image
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui import main_window
from momentum_lab.gui.dialogs.export import FILTERS, TITLES, ExportDialog, ask_path
from momentum_lab.gui.dialogs.files import file_name
from momentum_lab.gui.pictures import FilmOptions
from momentum_lab.gui.pictures.options import DEFAULT_SIZES, VIEW_NAMES
from momentum_lab.gui.settings import Settings

Key = Qt.Key


@pytest.fixture
def open_dialog(qtbot: QtBot, settings_path: Path):
    def open_one(step: int = 12, last: int = 60) -> ExportDialog:
        dialog = ExportDialog(None, Settings(settings_path), step, last)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return open_one


def accept_with(monkeypatch, **choices: object) -> list[ExportDialog]:
    """Let every export dialog be filled in and accepted at once."""
    seen: list[ExportDialog] = []

    def fill(dialog: ExportDialog) -> int:
        seen.append(dialog)
        for name in ("view", "theme", "format"):
            if name in choices:
                box = getattr(dialog, name)
                box.setCurrentIndex(box.findData(choices[name]))
        if "size" in choices:
            for box, value in zip((dialog.width_box, dialog.height_box), choices["size"], strict=True):
                box.setValue(value)
        if "scale" in choices:
            dialog.scale.setValue(choices["scale"])
        dialog.to_playhead.setChecked(bool(choices.get("to_playhead")))
        dialog.accept()
        dialog.deleteLater()
        return 1

    monkeypatch.setattr(ExportDialog, "exec", fill)
    return seen


def test_that_the_dialog_offers_every_view_and_format(open_dialog) -> None:
    dialog = open_dialog()
    assert [dialog.view.itemData(i) for i in range(dialog.view.count())] == list(VIEW_NAMES) == list(TITLES)
    assert [dialog.format.itemData(i) for i in range(dialog.format.count())] == list(FILTERS)
    options = dialog.options()
    assert (options.view, options.size, options.scale) == ("all", DEFAULT_SIZES["all"], 2.0)
    assert options.step is None
    assert options.theme == "light"
    assert dialog.to_playhead.text() == "only up to the step that is shown (12 of 60)"


def test_that_each_view_proposes_its_size(open_dialog) -> None:
    dialog = open_dialog()
    for name, size in DEFAULT_SIZES.items():
        dialog.view.setCurrentIndex(dialog.view.findData(name))
        assert dialog.options().logical_size == size


def test_that_only_what_matters_for_a_format_can_be_set(open_dialog) -> None:
    dialog = open_dialog()
    for suffix, has_rate, has_scale in (
        (".png", False, True),
        (".svg", False, False),
        (".pdf", False, False),
        (".gif", True, True),
        (".mp4", True, True),
    ):
        dialog.format.setCurrentIndex(dialog.format.findData(suffix))
        assert dialog.suffix == suffix
        assert dialog.rate.isEnabled() is has_rate
        assert dialog.scale.isEnabled() is has_scale


def test_that_the_dialog_remembers_what_was_chosen_but_not_what_was_cancelled(open_dialog, qtbot) -> None:
    first = open_dialog()
    first.view.setCurrentIndex(first.view.findData("loss"))
    first.theme.setCurrentIndex(first.theme.findData("dark"))
    first.format.setCurrentIndex(first.format.findData(".gif"))
    first.width_box.setValue(321)
    first.height_box.setValue(234)
    first.scale.setValue(1.5)
    first.rate.setValue(7)
    first.to_playhead.setChecked(True)
    chosen = first.options()
    assert chosen.step == 12
    (choose,) = [b for b in first.findChildren(QPushButton) if b.text() == "Choose file…"]
    qtbot.mouseClick(choose, LEFT)
    assert first.result() == 1
    second = open_dialog()
    second.to_playhead.setChecked(True)
    assert second.options() == chosen
    assert second.film_options() == FilmOptions(rate=7)
    assert second.suffix == ".gif"
    second.width_box.setValue(999)
    qtbot.keyClick(second, Key.Key_Escape)
    assert open_dialog().width_box.value() == 321


@pytest.mark.parametrize("value", ["nan", "inf", "1e300", "-5", "wide", "99999999999"])
@pytest.mark.parametrize("name", ["width", "height", "scale", "rate", "view", "theme", "format"])
def test_that_damaged_memories_are_forgotten(open_dialog, settings_path: Path, name: str, value: str) -> None:
    settings = Settings(settings_path)
    settings.put(f"export/{name}", value)
    settings.save()
    options = open_dialog().options()
    assert 64 <= options.logical_size[0] <= 10_000


def test_that_a_picture_is_written_and_said_where(open_window, dialogs, monkeypatch, tmp_path) -> None:
    window = open_window(bowl(), only="contour")
    window.clock.go_to(20)
    accept_with(monkeypatch, view="contour", size=(300, 200), scale=2.0, theme="dark", to_playhead=True)
    dialogs.file = str(tmp_path / "picture")
    key(window, Key.Key_E, CTRL)
    with Image.open(tmp_path / "picture.png") as picture:
        assert picture.size == (600, 400)
        assert max(picture.convert("RGB").getpixel((2, 2))) < 60
    assert window.status.currentMessage() == f"Wrote {tmp_path / 'picture.png'}"
    assert Path(dialogs.proposed[0]).name == "small-bowl.png"
    assert window.settings.text("export/folder") == str(tmp_path)
    assert not window.isWindowModified()


def test_that_a_film_is_written_and_said_where_and_that_its_size_is_even(
    open_window, dialogs, monkeypatch, tmp_path
) -> None:
    window = open_window(bowl(steps=3), only="contour")
    accept_with(monkeypatch, view="loss", format=".mp4", size=(121, 80), scale=1.0)
    dialogs.file = str(tmp_path / "film")
    key(window, Key.Key_E, CTRL)
    told = "121 x 80 pixels became 122 x 80: MP4 films have even sizes"
    assert window.status.currentMessage() == f"Wrote {tmp_path / 'film.mp4'} – {told}"
    assert (tmp_path / "film.mp4").stat().st_size > 1000


@pytest.mark.parametrize("where", ["dialog", "file"])
def test_that_cancelling_writes_nothing(open_window, dialogs, monkeypatch, tmp_path, where: str) -> None:
    window = open_window(bowl(), only="contour")
    if where == "dialog":

        def cancel(dialog: ExportDialog) -> int:
            dialog.deleteLater()
            return 0

        monkeypatch.setattr(ExportDialog, "exec", cancel)
        dialogs.file = str(tmp_path / "picture.png")
    else:
        accept_with(monkeypatch)
    key(window, Key.Key_E, CTRL)
    assert list(tmp_path.glob("*.png")) == []
    assert window.status.currentMessage() == ""


def test_that_an_export_can_be_cancelled_while_it_draws(open_window, dialogs, monkeypatch, tmp_path) -> None:
    window = open_window(bowl(), only="contour")
    accept_with(monkeypatch, view="loss", format=".gif", size=(120, 100), scale=1.0)
    monkeypatch.setattr(QProgressDialog, "wasCanceled", lambda _bar: True)
    dialogs.file = str(tmp_path / "film.gif")
    key(window, Key.Key_E, CTRL)
    assert "cancelled" in window.status.currentMessage()
    assert list(tmp_path.glob("*.gif*")) == []


@pytest.mark.parametrize("name", ["no such folder/x.png", "x.docx"])
def test_that_what_could_not_be_written_is_told(open_window, dialogs, monkeypatch, tmp_path, name) -> None:
    window = open_window(bowl(), only="contour")
    accept_with(monkeypatch, view="loss", size=(120, 100), scale=1.0)
    dialogs.file = str(tmp_path / name)
    key(window, Key.Key_E, CTRL)
    title, text = dialogs.take_error()
    assert title == "The picture could not be written"
    assert text
    assert not (tmp_path / name).exists()


def test_that_a_picture_that_is_too_large_is_refused(open_window, dialogs, monkeypatch, tmp_path) -> None:
    window = open_window(bowl(), only="contour")
    accept_with(monkeypatch, size=(10_000, 10_000), scale=8.0)
    dialogs.file = str(tmp_path / "x.png")
    key(window, Key.Key_E, CTRL)
    assert "pixels" in dialogs.take_error()[1]
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("suffix", [".csv", ".json", ".npz"])
def test_that_numbers_are_written(open_window: OpenWindow, dialogs, tmp_path, suffix: str) -> None:
    window = open_window(bowl(), only="contour")
    dialogs.file = str(tmp_path / f"numbers{suffix}")
    key(window, Key.Key_E, CTRL | SHIFT)
    assert (tmp_path / f"numbers{suffix}").stat().st_size > 500
    assert window.status.currentMessage().startswith("Wrote")


def test_that_numbers_that_cannot_be_written_are_told_and_nothing_when_cancelled(
    open_window: OpenWindow, dialogs, tmp_path
) -> None:
    window = open_window(bowl(), only="contour")
    key(window, Key.Key_E, CTRL | SHIFT)
    assert window.status.currentMessage() == ""
    dialogs.file = str(tmp_path / "no such folder" / "x.csv")
    key(window, Key.Key_E, CTRL | SHIFT)
    assert dialogs.take_error()[0] == "The numbers could not be written"


def test_that_an_export_waits_for_the_run_that_belongs_to_what_is_shown(open_window, monkeypatch) -> None:
    window = open_window(bowl(Ball("adam")))
    seen = []
    monkeypatch.setattr(main_window, "export_picture_of", lambda *given: seen.append(given[2]))
    window.panel.run.steps.setValue(3000)
    assert not window.clock.is_settled
    window.export_picture()
    assert seen[0].is_complete
    assert seen[0].experiment == window.model.experiment
    assert seen[0].experiment.steps == 3000


def test_that_the_folder_used_last_is_proposed_while_it_is_there(dialogs, settings_path, tmp_path) -> None:
    settings = Settings(settings_path)
    settings.put("export/folder", str(tmp_path))
    assert ask_path(None, settings, "t", ["f"], ".png", "n") is None
    settings.put("export/folder", str(tmp_path / "gone"))
    ask_path(None, settings, "t", ["f"], ".png", "n")
    assert dialogs.proposed == [str(tmp_path / "n.png"), str(Path.home() / "n.png")]


@pytest.mark.parametrize(
    ("title", "name"), [("", "experiment"), ("A / B: ü?", "a-b-ü"), ("../../etc", "etc"), ("…", "experiment")]
)
def test_that_the_title_makes_a_harmless_file_name(title: str, name: str) -> None:
    assert file_name(title) == name
