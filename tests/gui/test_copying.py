"""What is copied: the picture that would be exported, its numbers, and the words that make both again."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from driving import CTRL, SHIFT, bowl, key
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication

from momentum_lab.cli.commands import command_parser
from momentum_lab.cli.main import main
from momentum_lab.cli.picture_options import film_options, run_options
from momentum_lab.experiment import find, preset, save
from momentum_lab.experiment.embedded import read
from momentum_lab.export.python_script import python_script
from momentum_lab.export.results import markdown_table
from momentum_lab.export.torch_script import torch_script
from momentum_lab.figures.command import export_command
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.targets import Measures
from momentum_lab.gui.exporting.copying import UNSAVED
from momentum_lab.gui.pictures import export_picture
from momentum_lab.simulation import simulate


def clipboard():
    return QApplication.clipboard().mimeData()


def copied(window, name: str):
    """Copy as something by the menu; return the clipboard and what the window says."""
    QApplication.clipboard().clear()
    window.actions_by_name[f"copy_{name}"].trigger()
    return clipboard(), window.parts["status"].said


@pytest.fixture
def window(open_window, settings_path):
    window = open_window("book_ravine_0.6", only="contour")
    window.session.settings.put("export/view", "contour")
    window.session.settings.put("export/width", 640)
    window.session.settings.put("export/height", 480)
    window.session.settings.put("export/type", 24)
    window.session.settings.put("export/theme", "dark")
    return window


def test_that_a_picture_is_an_image_a_drawing_and_an_experiment(window, tmp_path) -> None:
    window.session.go_to_last()
    data, said = copied(window, "picture")
    assert said == "The picture is copied"
    assert data.hasImage()
    image = QImage.fromData(data.data("image/png"))
    assert (image.width(), image.height()) == (640, 480)
    assert QImage(data.imageData()).size() == image.size()
    for kind, name in (("image/png", "a.png"), ("image/svg+xml", "a.svg")):
        (tmp_path / name).write_bytes(data.data(kind).data())
        assert read(tmp_path / name) == preset("book_ravine_0.6")


def test_that_the_picture_shows_the_step_that_is_shown(window) -> None:
    pictures = []
    for step in (0, 4):
        window.session.clock.go_to(step)
        key(window, Qt.Key.Key_C, CTRL | SHIFT)
        pictures.append(clipboard().data("image/png").data())
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize("kind", ["picture", "svg"])
def test_that_what_cannot_be_drawn_is_told(open_window, dialogs, kind) -> None:
    window = open_window("double_well", only="loss")
    for side in ("width", "height"):
        window.session.settings.put(f"export/{side}", 20_000)
    data, said = copied(window, kind)
    title, text = dialogs.take_error()
    assert title == "The picture could not be drawn"
    assert "found 20000 x 20000 pixels, allowed are 100,000,000 in all" in text
    assert (said, data.formats()) == ("", [])


def test_that_svg_is_a_text(window, tmp_path) -> None:
    data, said = copied(window, "svg")
    assert said == "The drawing is copied as SVG"
    assert ElementTree.fromstring(data.text()).tag.endswith("svg")
    assert data.data("image/svg+xml").data().decode() == data.text()


def test_that_results_and_scripts_are_those_of_the_experiment(window) -> None:
    data, said = copied(window, "results")
    assert said == "The results are copied"
    assert data.text() == markdown_table(window.session.run)
    assert data.html().count("<tr>") == 1 + len(window.session.experiment.balls)
    experiment = window.session.experiment
    assert copied(window, "python")[0].text() == python_script(experiment)
    assert copied(window, "torch")[0].text() == torch_script(experiment)


def test_that_the_command_writes_the_picture_of_the_dialog(window, tmp_path, monkeypatch, capsys) -> None:
    data, said = copied(window, "command")
    assert said == "The command is copied"
    words = shlex.split(data.text())
    assert words[:4] == ["momentum-lab", "export", "book_ravine_0.6", "the-ravine-of-the-book-rate-0-6.png"]
    monkeypatch.chdir(tmp_path)
    assert main(words[1:]) == 0
    options = PictureOptions(view="contour", size=(320, 240), scale=2.0, point=1.5, theme="dark")
    export_picture(simulate(preset("book_ravine_0.6")), tmp_path / "same.png", options)
    assert Path(words[3]).read_bytes() == (tmp_path / "same.png").read_bytes()


def test_that_a_command_names_the_file_and_asks_for_one(open_window, tmp_path) -> None:
    path = tmp_path / "it's mine.toml"
    save(bowl(), path)
    window = open_window(find(str(path)), path=path, only="contour")
    words = shlex.split(copied(window, "command")[0].text())
    assert words[2] == str(path)
    window.parts["panel"].add_ball()
    data, said = copied(window, "command")
    assert said == str(UNSAVED)
    assert not data.hasText()


@pytest.mark.parametrize(
    ("options", "measures", "film", "flags"),
    [
        (PictureOptions(), Measures(640, 480, "px", 24), None, "--view all --size 640x480 --type 24"),
        (
            PictureOptions(view="loss", step=3, has_table=True, has_title=False, grid="balls"),
            Measures(85, 55.5, "mm", 8, 600),
            None,
            "--view loss --size 85x55.5mm --type 8 --dpi 600 --step 3 --no-title --table --grid balls",
        ),
        (
            PictureOptions(view="contour", theme="dark", is_grey=True, is_transparent=True, dots=10),
            Measures(175, 100, "mm", 8),
            None,
            "--view contour --size 175x100mm --type 8 --theme dark --transparent --grey --dots 10",
        ),
        (
            PictureOptions(view="surface"),
            Measures(640, 480, "px", 12),
            FilmOptions(fps=10, seconds=2.5, easing="slow-beginning", orbit=-90.0, loops=False, hold=0.0),
            "--view surface --size 640x480 --type 12 --fps 10 --seconds 2.5 --easing slow-beginning --hold 0 "
            "--once --orbit -90",
        ),
    ],
)
def test_that_commands_say_what_is_not_as_usual(options, measures, film, flags) -> None:
    command = export_command("a b.toml", "$x.gif", options, measures, film)
    assert command == f"momentum-lab export 'a b.toml' '$x.gif' {flags}"
    given = command_parser(["export"]).parse_args(shlex.split(command)[1:])
    asked_for = run_options(given, given.view)
    size = {"size": measures.size, "scale": measures.scale, "point": measures.point, "unit": measures.unit}
    assert asked_for == replace(options, **size)
    assert film_options(given, given.file) == (film or FilmOptions())


def test_that_the_table_of_results_is_exported(window, dialogs, tmp_path) -> None:
    dialogs.file = str(tmp_path / "table.tex")
    window.actions_by_name["export_results"].trigger()
    assert window.parts["status"].said == f"Wrote {tmp_path / 'table.tex'}"
    assert read(tmp_path / "table.tex") == window.session.experiment
    assert Path(dialogs.proposed[-1]).name == "the-ravine-of-the-book-rate-0-6-results.md"
    dialogs.file = str(tmp_path / "table.doc")
    window.actions_by_name["export_results"].trigger()
    assert dialogs.take_error()[0] == "The table could not be written"
