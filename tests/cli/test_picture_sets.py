"""``export … --out``: every picture of a set has a file of its own; and Ctrl+C while something is drawn."""

from __future__ import annotations

import signal

import pytest

from momentum_lab.cli.main import main
from momentum_lab.experiment.file import save
from momentum_lab.experiment.presets import preset
from momentum_lab.gui.pictures.sheet import Sheet

SMALL = ("--size", "300x200", "--view", "loss", "--set", "run.steps=6")

pytestmark = pytest.mark.usefixtures("qapp")


def test_that_no_picture_of_a_set_takes_the_file_of_another(tmp_path, capsys) -> None:
    files = [tmp_path / name for name in ("a.toml", "b/a.toml", "a-2.toml", "c/A.toml")]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        save(preset("saddle"), file)
    folder = tmp_path / "set"
    assert main(["export", *map(str, files), "--out", str(folder), *SMALL]) == 0
    assert sorted(p.name for p in folder.iterdir()) == ["A-3.png", "a-2-2.png", "a-2.png", "a.png"]
    assert capsys.readouterr().out == f"4 of 4 pictures written to {folder}\n"


def test_that_a_view_and_a_format_named_twice_are_drawn_once(tmp_path, capsys) -> None:
    twice = ("--view", "loss,loss", "--format", "svg,svg")
    assert main(["export", "saddle", "--out", str(tmp_path), *SMALL, *twice]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["saddle.svg"]
    assert capsys.readouterr().out == f"1 of 1 picture written to {tmp_path}\n"


def test_that_a_set_goes_on_past_a_picture_that_needs_too_much_memory(tmp_path, capsys, monkeypatch) -> None:
    def draw(sheet: Sheet, *given: object) -> None:
        if sheet.experiment.title == preset("saddle").title:
            raise MemoryError

    monkeypatch.setattr(Sheet, "draw", draw)
    assert main(["export", "saddle", "ravine", "--out", str(tmp_path), *SMALL]) == 1
    said = capsys.readouterr()
    assert said.err == "momentum-lab: saddle.png: there is not enough memory for that\n"
    assert [p.name for p in tmp_path.iterdir()] == ["ravine.png"]


@pytest.mark.parametrize("target", [("--target", "column"), ("--size", "90x60mm")])
def test_that_a_type_of_nothing_is_refused(tmp_path, capsys, target) -> None:
    assert main(["export", "saddle", str(tmp_path / "x.png"), *target, "--type", "0"]) == 2
    assert "type size: found 0.0, allowed is" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ("export", "saddle", "FILE", *SMALL),
        ("export", "saddle", "--out", "FOLDER", *SMALL),
        ("ensemble", "noisy_gradients", "--seeds", "3", "-o", "FILE"),
    ],
    ids=["picture", "set", "map"],
)
def test_that_an_interrupt_while_it_is_drawn_is_one(tmp_path, capsys, monkeypatch, command) -> None:
    drawn = Sheet.draw

    def draw(*given) -> None:
        signal.raise_signal(signal.SIGINT)
        drawn(*given)

    monkeypatch.setattr(Sheet, "draw", draw)
    places = {"FILE": str(tmp_path / "picture.png"), "FOLDER": str(tmp_path)}
    assert main([places.get(word, word) for word in command]) == 130
    assert capsys.readouterr().err == "momentum-lab: interrupted\n"
    assert list(tmp_path.iterdir()) == []
