"""The table of formats: each is written, opens as its experiment, and says what it is."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from laboratory import ball, on_library

from momentum_lab.analysis.ensemble import ensemble
from momentum_lab.cli.commands import command_parser
from momentum_lab.containers.formats import (
    FASTEST,
    FILMS,
    FORMATS,
    NUMBERS,
    PICTURES,
    STILLS,
    TABLES,
    FileFormat,
    format_of,
)
from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import message
from momentum_lab.experiment.embedded import read
from momentum_lab.export.analysis_data import write_ensemble
from momentum_lab.export.data import write_data
from momentum_lab.export.results import write_table
from momentum_lab.figures.checks import check_picture
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.gui.pictures import export_map, export_picture
from momentum_lab.simulation import Run, simulate

RUN = simulate(on_library("elliptic_bowl", ball("momentum"), steps=6))
SMALL = PictureOptions(view="loss", size=(300, 240))
KINDS = {"still": STILLS, "film": FILMS, "numbers": NUMBERS, "table": TABLES}


def write_picture(run: Run, path: Path) -> None:
    export_picture(run, path, SMALL, film=FilmOptions(fps=5, seconds=0.4, hold=0.0))


def write_map(run: Run, path: Path) -> None:
    export_map(ensemble(run.experiment, 2), path, PictureOptions(view="contour"))


def write_numbers_of_many(run: Run, path: Path) -> None:
    write_ensemble(ensemble(run.experiment, 2), path)


@pytest.mark.parametrize(
    ("write", "suffix"),
    [
        *product([write_picture], PICTURES),
        *product([write_map], STILLS),
        *product([write_data, write_numbers_of_many], NUMBERS),
        *product([write_table], TABLES),
    ],
)
def test_that_every_format_is_written_and_opens_as_its_experiment(qapp, tmp_path, write, suffix) -> None:
    path = tmp_path / f"a{suffix}"
    write(RUN, path)
    assert read(path) == RUN.experiment


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_format_can_be_told_from_the_others_of_its_kind(kind: str) -> None:
    formats = KINDS[kind]
    assert len({form.title for form in formats.values()}) == len(formats)
    for suffix, form in formats.items():
        assert (suffix, suffix) == (form.suffix, form.suffix.lower())
        assert form.filter == f"{form.title} (*{suffix})"


@pytest.mark.parametrize("suffix", FILMS)
def test_that_a_film_is_as_fast_as_its_format_allows_and_no_faster(tmp_path, suffix: str) -> None:
    form = FILMS[suffix]
    check_picture(tmp_path / f"a{suffix}", SMALL, FilmOptions(fps=form.fastest))
    if form.fastest < FASTEST:
        problem = f"fps: found {form.fastest + 1}, allowed for {form.plural} is 1 to {form.fastest}"
        with pytest.raises(InputError, match=problem):
            check_picture(tmp_path / f"a{suffix}", SMALL, FilmOptions(fps=form.fastest + 1))


@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        ("run", (NUMBERS, TABLES)),
        ("export", (STILLS, FILMS)),
        *((name, (NUMBERS, STILLS)) for name in ("stability", "basins", "compare", "ensemble")),
        ("sweep", (NUMBERS,)),
    ],
)
def test_that_help_names_every_format_that_a_command_writes(capsys, command: str, allowed) -> None:
    with pytest.raises(SystemExit):
        command_parser([command]).parse_args([command, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    for formats in allowed:
        assert ", ".join(formats) in said


@pytest.mark.parametrize("name", ["a", "a.bmp", "a.png.", ".png", "a.csv"])
def test_that_another_ending_is_refused_and_those_are_said_that_are_not(name: str) -> None:
    with pytest.raises(InputError, match=r"found the ending '.*', allowed are \.png, \.svg, \.pdf$"):
        format_of(Path(name), STILLS)


def test_that_capitals_make_no_difference() -> None:
    assert format_of(Path("A.PnG"), STILLS) is STILLS[".png"]


def test_that_a_reader_is_loaded_only_when_such_a_file_is_opened() -> None:
    unknown = FileFormat(".x", message("X"), "no_such_module")
    with pytest.raises(ModuleNotFoundError):
        unknown.reader()
    assert all(form.is_apart or callable(form.reader()) for form in FORMATS.values())
