"""What the argument of a command names: a file, or a preset."""

from __future__ import annotations

from pathlib import Path

import pytest
from laboratory import ball, on_library

from momentum_lab.core.errors import InputError
from momentum_lab.experiment import find, preset, preset_names, presets, save
from momentum_lab.experiment.presets import saved_at

MINE = on_library("beale", ball("adam"), title="mine")


def test_that_a_preset_is_found_by_its_name():
    assert find("double_well") == preset("double_well")
    assert find("book_ravine_0.4").title == "The ravine of the book, rate 0.4"


def test_that_the_default_comes_first_and_every_name_once():
    names = preset_names()
    assert names[0] == "ravine"
    assert list(names[1:]) == sorted(set(names) - {"ravine"})
    assert [name for name, _ in presets()] == list(names)


def test_that_a_file_is_found_by_its_path(tmp_path, monkeypatch):
    save(MINE, tmp_path / "mine.toml")
    assert find(str(tmp_path / "mine.toml")) == MINE
    monkeypatch.chdir(tmp_path)
    assert find("mine.toml") == find("./mine.toml") == MINE


def test_that_a_file_needs_no_ending(tmp_path, monkeypatch):
    save(MINE, tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    assert find("mine") == MINE


def test_that_a_preset_is_meant_where_a_file_has_its_name(tmp_path, monkeypatch):
    save(MINE, tmp_path / "ravine")
    monkeypatch.chdir(tmp_path)
    assert find("ravine") == preset("ravine")
    assert find(str(tmp_path / "ravine")) == MINE


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("ravin", "unknown preset 'ravin'; did you mean 'ravine'?"),
        ("Double_Well", "unknown preset 'Double_Well'; did you mean 'double_well'?"),
        ("nothing.toml", "nothing.toml: cannot be read (No such file or directory)"),
        ("no/such/file", "no/such/file: cannot be read (No such file or directory)"),
        ("", "found an empty name, allowed are a preset or a file"),
    ],
)
def test_that_what_is_neither_is_named(tmp_path, monkeypatch, argument, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        find(argument)
    assert str(caught.value) == message


@pytest.mark.parametrize("argument", ["n" * 300, "\udcff", "a\0b", "a\0b.toml", "/" * 5000, "~"])
def test_that_names_that_no_file_can_have_are_refused_in_one_line(tmp_path, monkeypatch, argument):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        find(argument)
    assert len(str(caught.value).splitlines()) == 1


def test_that_a_preset_is_meant_even_where_a_file_has_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "saddle").write_text("mine")
    assert saved_at("saddle") is None
    assert find("saddle") == preset("saddle")
    assert saved_at("./saddle.toml") == Path("saddle.toml")
