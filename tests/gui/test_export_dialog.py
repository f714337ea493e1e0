from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import OpenWindow
from driving import CTRL, LEFT, SHIFT, bowl, key
from PIL import Image
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QProgressDialog
from pytestqt.qtbot import QtBot

from momentum_lab.cli.main import main
from momentum_lab.containers.formats import PICTURES
from momentum_lab.core.files import file_name
from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.file import save
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.command import export_command
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.views import ALL, CURVES, proportions
from momentum_lab.gui.exporting import conversations as exporting
from momentum_lab.gui.exporting.dialog import ExportDialog
from momentum_lab.gui.exporting.files import ask_path
from momentum_lab.gui.pictures.still import draw_image
from momentum_lab.gui.pictures.subject import RunSubject
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.session.clock import Clock
from momentum_lab.session.look import Looks
from momentum_lab.simulation.engine import simulate

Key = Qt.Key
RUN = simulate(bowl(Ball("gradient_descent"), Ball("momentum"), steps=60))


def choose(box, data: object) -> None:
    assert box.findData(data) >= 0
    box.setCurrentIndex(box.findData(data))


@pytest.fixture
def open_dialog(qtbot: QtBot, dialog_parent, settings_path: Path):
    def open_one(step: int = 12, run=RUN) -> ExportDialog:
        dialog = ExportDialog(dialog_parent, stored_settings(settings_path), RunSubject(run), Clock(), step)
        dialog.show()
        return dialog

    return open_one


def accept_with(monkeypatch, **choices: object) -> list[ExportDialog]:
    """Let every export dialog be filled in and accepted at once; sizes are logical pixels."""
    seen: list[ExportDialog] = []

    def fill(dialog: ExportDialog) -> int:
        seen.append(dialog)
        form = dialog.form
        boxes = {
            "view": form.content.view,
            "theme": form.look.theme,
            "format": form.format,
        }
        for name, box in boxes.items():
            if name in choices:
                choose(box, choices[name])
        size, scale = form.size_section, choices.get("scale", 2.0)
        if "size" in choices:
            for box, value in zip((size.width_box, size.height_box), choices["size"], strict=True):
                box.setValue(scale * value)
        size.type_box.setValue(12.0 * scale)
        form.content.to_playhead.setChecked(bool(choices.get("to_playhead")))
        dialog.accept()
        dialog.done(dialog.result())
        dialog.deleteLater()
        return dialog.result()

    monkeypatch.setattr(ExportDialog, "exec", fill)
    return seen


def test_that_the_dialog_offers_every_view_and_format(open_dialog) -> None:
    dialog = open_dialog()
    views = dialog.form.content.view
    assert [views.itemData(i) for i in range(views.count())] == [ALL, "surface", "contour", "loss", CURVES]
    assert [dialog.form.format.itemData(i) for i in range(dialog.form.format.count())] == list(PICTURES)
    options = dialog.form.options()
    assert (options.view, options.size, options.scale) == (ALL, proportions(ALL).size, 2.0)
    assert options.step is None
    assert options.theme == "light"
    assert dialog.form.content.to_playhead.text() == "only up to the step shown (12 of 60)"


def test_that_each_view_and_target_proposes_its_size(open_dialog) -> None:
    dialog = open_dialog()
    for name in (ALL, "contour", "loss"):
        choose(dialog.form.content.view, name)
        assert dialog.form.options().logical_size == proportions(name).size
    choose(dialog.form.size_section.target, "column")
    assert dialog.form.options().millimetres[0] == pytest.approx(85.0)
    assert dialog.size_label.text() == "1,004 × 650 pixels, 85.0 × 55.0 mm at 300 dpi"
    choose(dialog.form.format, ".pdf")
    assert dialog.size_label.text() == "85.0 × 55.0 mm, lines and text as such"
    choose(dialog.form.size_section.target, "slide")
    assert dialog.form.options().pixels == (1920, 1080)


def test_that_only_what_matters_is_shown(open_dialog) -> None:
    dialog = open_dialog()
    films = {suffix: suffix not in (".png", ".svg", ".pdf") for suffix in PICTURES}
    for suffix, is_film in films.items():
        choose(dialog.form.format, suffix)
        assert dialog.form.suffix == suffix
        assert dialog.form.film.isVisible() is is_film
        assert dialog.form.look.transparent.isEnabled() is not is_film
    assert not dialog.form.content.grid.isVisible()
    choose(dialog.form.content.view, "loss")
    assert dialog.form.content.grid.isVisible()
    assert not dialog.form.content.values.isVisible()
    choose(dialog.form.content.grid, "vary")
    assert dialog.form.content.values.isVisible()
    assert not dialog.form.size_section.dpi.isVisible()
    choose(dialog.form.size_section.target, "page")
    assert dialog.form.size_section.dpi.isVisible()


def test_that_the_dialog_remembers_what_was_chosen_but_not_what_was_cancelled(open_dialog, qtbot) -> None:
    first = open_dialog()
    choose(first.form.content.view, "loss")
    choose(first.form.size_section.target, "page")
    choose(first.form.look.theme, "dark")
    choose(first.form.format, ".svg")
    first.form.size_section.width_box.setValue(123.4)
    first.form.size_section.type_box.setValue(9.5)
    first.form.size_section.dpi.setValue(450)
    first.form.content.dots.setValue(7)
    look = first.form.look
    for box in (look.transparent, look.grey, look.table, first.form.content.to_playhead):
        box.setChecked(True)
    look.title.setChecked(False)
    chosen = first.form.options()
    assert chosen.step == 12
    qtbot.mouseClick(first.choose, LEFT)
    assert first.result() == 1
    second = open_dialog()
    second.form.content.to_playhead.setChecked(True)
    assert second.form.options() == chosen
    assert second.form.suffix == ".svg"
    second.form.size_section.width_box.setValue(99)
    qtbot.keyClick(second, Key.Key_Escape)
    assert open_dialog().form.size_section.width_box.value() == 123.4


@pytest.mark.parametrize("value", ["nan", "inf", "1e300", "-5", "wide", "99999999999"])
@pytest.mark.parametrize(
    "name", ["width", "type", "dpi", "dots", "rate", "view", "theme", "format", "target"]
)
def test_that_damaged_memories_are_forgotten(open_dialog, settings_path: Path, name: str, value: str) -> None:
    settings = stored_settings(settings_path)
    settings.put(f"export/{name}", value)
    settings.save()
    dialog = open_dialog()
    assert dialog.choose.isEnabled() or re.search("(scale|size): found", dialog.problem.text())


def test_that_what_cannot_be_drawn_is_said_and_cannot_be_chosen(open_dialog, qtbot) -> None:
    dialog = open_dialog()
    assert dialog.choose.isEnabled()
    choose(dialog.form.content.view, "loss")
    choose(dialog.form.content.grid, "vary")
    assert not dialog.choose.isEnabled()
    choose(dialog.form.content.varied, "balls.1.momentum")
    dialog.form.content.values.setText("0, 0.5, 7")
    assert "found 7, allowed is" in dialog.problem.text()
    qtbot.keyClick(dialog, Key.Key_Return)
    assert dialog.isVisible()
    dialog.form.content.values.setText("0, 0.5, 0.7")
    assert dialog.choose.isEnabled()
    assert not dialog.problem.isVisible()
    dialog.form.size_section.width_box.setValue(20_000)
    dialog.form.size_section.height_box.setValue(20_000)
    assert "100,000,000" in dialog.problem.text()
    dialog.form.size_section.suit("loss")
    edit = dialog.form.size_section.width_box.lineEdit()
    edit.clear()
    assert not dialog.choose.isEnabled()
    edit.setText("900 px")
    assert dialog.choose.isEnabled()


def test_that_keys_reach_the_dialog_from_a_number(open_dialog, qtbot) -> None:
    dialog = open_dialog()
    box = dialog.form.size_section.width_box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "1000")
    assert dialog.form.options().pixels[0] == 1000
    qtbot.keyClick(box, Key.Key_Return)
    assert dialog.result() == 1
    other = open_dialog()
    other.form.size_section.dpi.setFocus()
    qtbot.keyClick(other.form.size_section.type_box, Key.Key_Escape)
    assert not other.isVisible()


def test_that_the_wheel_changes_no_number_that_it_passes(open_dialog) -> None:
    dialog = open_dialog()
    dialog.form.format.setFocus()
    box = dialog.form.size_section.width_box
    at = box.rect().center().toPointF()
    wheel = QWheelEvent(
        at,
        box.mapToGlobal(at),
        box.rect().center(),
        box.rect().center() * 8,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    before = box.value()
    QApplication.sendEvent(box, wheel)
    assert box.value() == before


def previewed(qtbot: QtBot, dialog: ExportDialog) -> PictureOptions:
    qtbot.waitUntil(lambda: dialog.preview.is_current and dialog.preview.image is not None)
    return dialog.form.options()


@pytest.mark.parametrize("view", ["contour", "loss"])
def test_that_the_preview_is_the_picture_drawn_smaller(open_dialog, qtbot, view: str) -> None:
    dialog = open_dialog()
    choose(dialog.form.content.view, view)
    choose(dialog.form.look.theme, "dark")
    options = previewed(qtbot, dialog)
    image = dialog.preview.image
    sheet = RunSubject(RUN).sheet(options)
    try:
        scale = min(
            (dialog.preview.width() - 20) / sheet.width, (dialog.preview.height() - 20) / sheet.height
        )
        assert image == draw_image(sheet, RUN.computed, scale)
    finally:
        sheet.close()


def test_that_an_image_too_large_for_the_memory_is_told_as_such(open_dialog, qtbot) -> None:
    sheet = RunSubject(RUN).sheet(previewed(qtbot, open_dialog()))
    try:
        with pytest.raises(MemoryError):
            draw_image(sheet, RUN.computed, 1e5)
    finally:
        sheet.close()


def test_that_the_preview_computes_the_runs_of_small_multiples(open_dialog, qtbot) -> None:
    dialog = open_dialog()
    choose(dialog.form.content.view, "loss")
    before = previewed(qtbot, dialog)
    one = dialog.preview.image
    choose(dialog.form.content.grid, "vary")
    choose(dialog.form.content.varied, "balls.1.momentum")
    dialog.form.content.values.setText("0, 0.5")
    assert previewed(qtbot, dialog) != before
    assert dialog.preview.image != one


TIMES = re.compile(
    rb"/(CreationDate|ModDate) \([^)]*\)|<xmp:(Create|Modify|Metadata)Date>[^<]*|<xmpMM:DocumentID>[^<]*"
    rb"|/ID \[[^\]]*\]|uuid:[0-9a-f-]+"
)


def without_times(content: bytes) -> bytes:
    """A PDF says when it was made, and has a number of its own."""
    return TIMES.sub(b"", content)


@pytest.mark.parametrize("view", ["all", "contour"])
@pytest.mark.parametrize("suffix", [suffix[1:] for suffix in PICTURES])
def test_that_the_window_and_the_command_write_the_same_bytes(
    open_dialog, tmp_path, suffix: str, view: str
) -> None:
    run = simulate(replace(preset("ravine"), steps=12))
    save(run.experiment, tmp_path / "ravine.toml")
    dialog = open_dialog(run=run)
    choose(dialog.form.format, f".{suffix}")
    choose(dialog.form.content.view, view)
    choose(dialog.form.size_section.target, "column")
    dialog.form.size_section.dpi.setValue(72)
    dialog.form.look.grey.setChecked(True)
    dialog.form.look.table.setChecked(True)
    dialog.form.content.dots.setValue(10)
    dialog.form.film.fps.setValue(5)
    dialog.form.film.hold.setValue(0.4)
    one, other = tmp_path / f"window.{suffix}", tmp_path / f"command.{suffix}"
    options, film = dialog.form.options(), dialog.form.film_options()
    RunSubject(run).write(one, options, film, lambda share: True)
    is_film = suffix not in ("png", "svg", "pdf")
    line = export_command(
        str(tmp_path / "ravine.toml"),
        str(other),
        options,
        dialog.form.measures,
        film if is_film else None,
        dialog.form.growing_target,
    )
    assert main(shlex.split(line)[1:]) == 0
    assert without_times(one.read_bytes()) == without_times(other.read_bytes())


def test_that_a_picture_is_written_and_said_where(open_window, dialogs, monkeypatch, tmp_path) -> None:
    window = open_window(bowl(), only="contour")
    window.session.clock.go_to(20)
    accept_with(monkeypatch, view="contour", size=(300, 200), scale=2.0, theme="dark", to_playhead=True)
    dialogs.file = str(tmp_path / "picture")
    key(window, Key.Key_E, CTRL)
    with Image.open(tmp_path / "picture.png") as picture:
        assert picture.size == (600, 400)
        assert max(picture.convert("RGB").getpixel((2, 2))) < 60
    assert window.parts["status"].said == f"Wrote {tmp_path / 'picture.png'}"
    assert Path(dialogs.proposed[0]).name == "small-bowl.png"
    assert window.session.settings.text("export/folder") == str(tmp_path)
    assert not window.isWindowModified()


def test_that_a_film_is_written_and_said_where_and_that_its_size_is_even(
    open_window, dialogs, monkeypatch, tmp_path
) -> None:
    window = open_window(bowl(steps=3), only="contour")
    accept_with(monkeypatch, view="loss", format=".mp4", size=(201, 180), scale=1.0)
    dialogs.file = str(tmp_path / "film")
    key(window, Key.Key_E, CTRL)
    told = "201 x 180 pixels became 202 x 180: MP4 films have even sizes"
    assert window.parts["status"].said == f"Wrote {tmp_path / 'film.mp4'} – {told}"
    assert (tmp_path / "film.mp4").stat().st_size > 1000


@pytest.mark.parametrize("where", ["dialog", "file"])
def test_that_cancelling_writes_nothing(open_window, dialogs, monkeypatch, tmp_path, where: str) -> None:
    window = open_window(bowl(), only="contour")
    if where == "dialog":

        def cancel(dialog: ExportDialog) -> int:
            dialog.done(0)
            dialog.deleteLater()
            return 0

        monkeypatch.setattr(ExportDialog, "exec", cancel)
        dialogs.file = str(tmp_path / "picture.png")
    else:
        accept_with(monkeypatch)
    key(window, Key.Key_E, CTRL)
    assert list(tmp_path.glob("*.png")) == []
    assert window.parts["status"].said == ""


def test_that_an_export_can_be_cancelled_while_it_draws(open_window, dialogs, monkeypatch, tmp_path) -> None:
    window = open_window(bowl(), only="contour")
    accept_with(monkeypatch, view="loss", format=".gif", size=(200, 180), scale=1.0)
    monkeypatch.setattr(QProgressDialog, "wasCanceled", lambda _bar: True)
    dialogs.file = str(tmp_path / "film.gif")
    key(window, Key.Key_E, CTRL)
    assert "cancelled" in window.parts["status"].said
    assert list(tmp_path.glob("*.gif*")) == []


@pytest.mark.parametrize("name", ["film.gif", "film.MP4"])
def test_that_a_name_alone_begins_no_film(open_window, dialogs, monkeypatch, tmp_path, name) -> None:
    window = open_window(bowl(), only="contour")
    accept_with(monkeypatch, view="loss", format=".png", size=(200, 180), scale=1.0)
    dialogs.file = str(tmp_path / name)
    key(window, Key.Key_E, CTRL)
    assert dialogs.take_error()[1].startswith(f"{name} would be a film, and the format that is chosen is PNG")
    assert list(tmp_path.glob("film*")) == []


@pytest.mark.parametrize("name", ["no such folder/x.png", "x.docx"])
def test_that_what_could_not_be_written_is_told(open_window, dialogs, monkeypatch, tmp_path, name) -> None:
    window = open_window(bowl(), only="contour")
    accept_with(monkeypatch, view="loss", size=(200, 180), scale=1.0)
    dialogs.file = str(tmp_path / name)
    key(window, Key.Key_E, CTRL)
    title, text = dialogs.take_error()
    assert title == "The picture could not be written"
    assert text
    assert not (tmp_path / name).exists()


def test_that_a_map_of_the_dock_is_written(open_window, dialogs, monkeypatch, tmp_path, qtbot) -> None:
    window = open_window(bowl(Ball("momentum"), steps=30), size=(1400, 800))
    key(window, Key.Key_E, CTRL | Qt.KeyboardModifier.AltModifier)
    assert "no map" in window.parts["status"].said
    window.docks["explore"].toggle()
    page = window.parts["explore"].pages[1]
    window.parts["explore"].tabs.setCurrentWidget(page)
    qtbot.waitUntil(lambda: page.shown() is not None)
    seen = accept_with(monkeypatch, format=".svg")
    dialogs.file = str(tmp_path / "map")
    qtbot.mouseClick(window.parts["explore"].export, LEFT)
    assert not seen[0].form.content.isVisibleTo(seen[0])
    content = (tmp_path / "map.svg").read_text()
    assert "learning rate" in " ".join(content.split())
    assert window.parts["status"].said == f"Wrote {tmp_path / 'map.svg'}"


@pytest.mark.parametrize("suffix", [".csv", ".json", ".npz"])
def test_that_numbers_are_written(open_window: OpenWindow, dialogs, tmp_path, suffix: str) -> None:
    window = open_window(bowl(), only="contour")
    dialogs.file = str(tmp_path / f"numbers{suffix}")
    key(window, Key.Key_E, CTRL | SHIFT)
    assert (tmp_path / f"numbers{suffix}").stat().st_size > 500
    assert window.parts["status"].said.startswith("Wrote")


def test_that_numbers_that_cannot_be_written_are_told_and_nothing_when_cancelled(
    open_window: OpenWindow, dialogs, tmp_path
) -> None:
    window = open_window(bowl(), only="contour")
    key(window, Key.Key_E, CTRL | SHIFT)
    assert window.parts["status"].said == ""
    dialogs.file = str(tmp_path / "no such folder" / "x.csv")
    key(window, Key.Key_E, CTRL | SHIFT)
    assert dialogs.take_error()[0] == "The numbers could not be written"


def test_that_an_export_waits_for_the_run_that_belongs_to_what_is_shown(open_window, monkeypatch) -> None:
    window = open_window(bowl(Ball("adam")))
    seen = []
    monkeypatch.setattr(exporting, "RunSubject", lambda run, *_: seen.append(run))
    monkeypatch.setattr(exporting, "_export", lambda *given: None)
    window.parts["panel"].run.steps.changed.emit(3000)
    assert not window.session.clock.is_settled
    window.actions_by_name["export_picture"].trigger()
    assert seen[0].is_complete
    assert seen[0].experiment == window.session.experiment
    assert seen[0].experiment.steps == 3000


def test_that_the_folder_used_last_is_proposed_while_it_is_there(dialogs, settings_path, tmp_path) -> None:
    settings = stored_settings(settings_path)
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


def test_that_no_file_can_be_chosen_for_what_is_too_small_to_be_read(open_dialog, qtbot: QtBot) -> None:
    dialog = open_dialog()
    choose(dialog.form.size_section.target, "column")
    dialog.form.size_section.height_box.setValue(20)
    qtbot.waitUntil(lambda: "mm, too small for this: at least" in dialog.problem.text())
    assert not dialog.choose.isEnabled()
    dialog.form.size_section.height_box.setValue(160)
    qtbot.waitUntil(lambda: dialog.preview.is_current)
    assert dialog.problem.text() == ""
    assert dialog.choose.isEnabled()


def test_that_steps_are_logarithmic_in_pictures_where_they_are_in_the_window(
    open_window, dialogs, monkeypatch, tmp_path
) -> None:
    window = open_window(bowl(), only="loss")
    window.session.looks.set_log_steps(True)
    seen = accept_with(monkeypatch, view="loss", size=(400, 300), format=".svg")
    dialogs.file = str(tmp_path / "curves")
    key(window, Key.Key_E, CTRL)
    assert seen[0].form.content.log_steps.isVisibleTo(seen[0])
    assert seen[0].form.options().has_log_steps
    assert ">10<" in (tmp_path / "curves.svg").read_text().replace("\n", "")


def test_that_curves_are_chosen_where_a_view_shows_them_and_begin_as_in_the_window(
    open_dialog, settings_path: Path
) -> None:
    remembered = stored_settings(settings_path)
    remembered.put("curves", "loss,overshoot")
    remembered.put("evaluations", True)
    remembered.save()
    form = open_dialog().form
    for view, is_there in ((ALL, True), ("contour", False), ("loss", False), (CURVES, True)):
        choose(form.content.view, view)
        assert form.content.curves.isVisible() is is_there
        assert form.options().curves == ("loss,overshoot" if is_there else "")
    assert form.options().counts_evaluations
    menu = form.content.curves.menu()
    menu.popup(QPoint(0, 0))
    actions = {action.objectName(): action for action in menu.actions()}
    assert [name for name, action in actions.items() if action.isChecked()] == ["loss", "overshoot"]
    for each in ("x", "overshoot", "loss"):
        menu.setActiveAction(actions[each])
        QTest.keyClick(menu, Qt.Key.Key_Space)
    menu.close()
    assert form.options().curves == "x"
    assert form.content.curves.text() == "x"


def test_that_pictures_of_all_views_have_the_loss_unless_told_otherwise(open_dialog) -> None:
    form = open_dialog().form
    assert form.options().curves == ""
    choose(form.content.view, CURVES)
    assert form.options().curves == "loss"


def test_that_arrows_and_heights_begin_as_in_the_window_and_can_be_others(open_dialog, settings_path) -> None:
    looks = Looks(stored_settings(settings_path))
    looks.set_arrows("chosen")
    looks.set_arrow_zoom(5.0)
    looks.set_height("log")
    form = open_dialog().form
    chosen = form.options()
    assert (chosen.arrows, chosen.arrow_zoom, chosen.ball, chosen.height) == ("chosen", 5.0, 0, "log")
    form.content.arrows.setCurrentIndex(form.content.arrows.findData("all"))
    form.content.arrow_scale.setCurrentIndex(0)
    form.content.heights.setCurrentIndex(form.content.heights.findData("linear"))
    chosen = form.options()
    assert (chosen.arrows, chosen.arrow_zoom, chosen.height) == ("all", None, "linear")
    form.content.arrows.setCurrentIndex(0)
    assert form.content.arrow_scale.isHidden()
    assert form.options().arrows == "off"
    form.content.view.setCurrentIndex(form.content.view.findData("loss"))
    assert form.content.arrows.isHidden()
    assert form.content.heights.isHidden()


def test_that_the_chosen_ball_is_the_windows(dialog_parent, settings_path) -> None:
    Looks(stored_settings(settings_path)).set_arrows("chosen")
    dialog = ExportDialog(dialog_parent, stored_settings(settings_path), RunSubject(RUN, ball=1), Clock(), 3)
    assert dialog.form.options().ball == 1
    dialog.preview.stop()
