"""Whatever is written says which version of the program has written it, and is the same another time."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_library
from PIL import Image

from momentum_lab import __version__
from momentum_lab.analysis.basins import basin_maps
from momentum_lab.analysis.comparison import compare
from momentum_lab.analysis.ensemble import ensemble
from momentum_lab.analysis.grid import Axis
from momentum_lab.analysis.stability import stability_map
from momentum_lab.analysis.sweep import Sweep, run_sweep
from momentum_lab.cli.main import main
from momentum_lab.containers.attachments import Attachment
from momentum_lab.containers.formats import FILMS, FORMATS, NUMBERS, STILLS, TABLES
from momentum_lab.experiment import load, save
from momentum_lab.experiment.embedded import embedded_text, read
from momentum_lab.experiment.embedded.companion import companion
from momentum_lab.export import write_data
from momentum_lab.export.analysis_data import (
    write_basins,
    write_comparison,
    write_ensemble,
    write_stability,
    write_sweep,
)
from momentum_lab.export.document import Paper
from momentum_lab.export.document_html import write_html
from momentum_lab.export.python_script import python_script
from momentum_lab.export.results import write_table
from momentum_lab.export.torch_script import torch_script
from momentum_lab.gui.reports.paper import write_pdf_document
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.landscapes.declaration import read_entry
from momentum_lab.landscapes.user_library import write_entry
from momentum_lab.simulation import simulate

pytestmark = pytest.mark.usefixtures("qapp")

RELEASE = f"Momentum Lab {__version__}"
EXPERIMENT = on_library("himmelblau", ball("momentum"), ball("adam", label="größer"), steps=6, noise=0.5)
LOSS = ("--view", "loss", "--size", "240x200")
FILM = (*LOSS, "--fps", "5", "--seconds", "0.6", "--hold", "0")
REPORT = Paper(
    "Löß <&>", "en", attachments=(Attachment("figure-1.toml", embedded_text(EXPERIMENT).encode()),)
)
RATE = Axis("learning_rate", 0.001, 0.01, 2)
MEMORY = Axis("momentum", 0.0, 0.9, 2)
DATED = (".pdf", ".mp4")
"""Kinds that Qt and FFmpeg write anew each time: with the date, and on several threads."""


def drawn(command, options):
    """What a command draws."""

    def draw(path, folder):
        source = folder.with_name("source.toml")
        save(EXPERIMENT, source)
        out = [path] if command == "export" else ["-o", path]
        assert main([str(argument) for argument in (command, source, *out, *options)]) == 0

    return draw


WRITERS = {
    **{("picture", s): drawn("export", LOSS) for s in STILLS},
    **{("film", s): drawn("export", FILM) for s in FILMS},
    **{("map", s): drawn("basins", ("--points", "2", "--size", "240x600")) for s in STILLS},
    **{("run", s): lambda p, _: write_data(simulate(EXPERIMENT), p) for s in NUMBERS},
    **{("table", s): lambda p, _: write_table(simulate(EXPERIMENT), p) for s in TABLES},
    **{
        ("stability", s): lambda p, _: write_stability(stability_map(EXPERIMENT, 0, (RATE, MEMORY)), p)
        for s in NUMBERS
    },
    **{("basins", s): lambda p, _: write_basins(basin_maps(EXPERIMENT, 2), p) for s in NUMBERS},
    **{("ensemble", s): lambda p, _: write_ensemble(ensemble(EXPERIMENT, 2), p) for s in NUMBERS},
    **{("comparison", s): lambda p, _: write_comparison(compare(EXPERIMENT, 10), p) for s in NUMBERS},
    **{
        ("sweep", s): lambda p, folder: write_sweep(run_sweep(Sweep(EXPERIMENT, 0, (RATE,)), folder), p)
        for s in NUMBERS
    },
    ("report", ".pdf"): lambda p, _: write_pdf_document(REPORT, p),
    ("report", ".html"): lambda p, _: write_html(REPORT, p),
    ("experiment", ".toml"): lambda p, _: save(EXPERIMENT, p),
}
every_writer = pytest.mark.parametrize(("what", "suffix"), WRITERS)


@pytest.fixture
def written(tmp_path):
    """Write a file of some kind, as often as is asked for."""

    def write(what, suffix, time=0):
        folder = tmp_path / str(time)
        folder.mkdir()
        path = folder / f"file{suffix}"
        WRITERS[what, suffix](path, folder / "parts")
        return path

    return write


def version_in(path):
    """The version that a file, or the one beside it, says to be of."""
    if path.suffix == ".npz":
        with np.load(path) as content:
            return str(content["version"])
    if path.suffix == ".json":
        return json.loads(path.read_text("utf-8"))["version"]
    if path.suffix == ".csv" and companion(path).exists():
        path = companion(path)
    found = re.findall(rb"[Mm]omentum[- ][Ll]ab (\d+\.\d+\.\d+)", path.read_bytes())
    assert len(set(found)) == 1
    return found[0].decode()


@every_writer
def test_that_a_file_says_its_version(written, what, suffix):
    assert version_in(written(what, suffix)) == __version__


@pytest.mark.parametrize(("what", "suffix"), [writer for writer in WRITERS if writer[1] not in DATED])
def test_that_a_file_has_the_same_bytes_when_it_is_written_again(written, what, suffix):
    once, again = (written(what, suffix, time) for time in range(2))
    assert once.read_bytes() == again.read_bytes()


@every_writer
def test_that_a_file_gives_its_experiment_back(written, what, suffix):
    assert read(written(what, suffix)) == EXPERIMENT


def test_that_every_kind_of_file_is_among_these():
    assert {suffix for _, suffix in WRITERS} == {*FORMATS, ".toml"}


@pytest.mark.parametrize(("what", "suffix"), [("picture", ".png"), ("film", ".apng")])
def test_that_pillow_finds_the_program_of_a_picture(written, what, suffix):
    with Image.open(written(what, suffix)) as picture:
        picture.load()
        assert picture.info["Software"] == RELEASE


@pytest.mark.parametrize(("what", "suffix"), [("picture", ".svg"), ("picture", ".pdf"), ("film", ".webp")])
def test_that_xmp_names_the_program(written, what, suffix):
    assert f"<xmp:CreatorTool>{RELEASE}</xmp:CreatorTool>".encode() in written(what, suffix).read_bytes()


def test_that_the_drawing_programs_are_named_in_svg_and_pdf(written):
    assert f"<desc>{RELEASE}</desc>".encode() in written("picture", ".svg").read_bytes()
    creator = re.search(rb"/Creator (\(.*?\)|<.*?>)\n", written("picture", ".pdf", 1).read_bytes(), re.DOTALL)
    assert creator
    assert __version__.encode() in creator[1].replace(b"\\000", b"").replace(b"\0", b"")


def test_that_an_experiment_begins_with_the_program_and_reads_back(tmp_path):
    path = tmp_path / "file.toml"
    save(EXPERIMENT, path)
    assert path.read_text("utf-8").startswith(f"# {RELEASE}\nschema = ")
    assert load(path) == EXPERIMENT


def test_that_a_landscape_of_one_s_own_begins_with_the_program_and_reads_back(tmp_path):
    entry = LANDSCAPES["himmelblau"]
    path = write_entry(tmp_path, replace(entry, name="own_himmelblau"))
    assert path.read_text("utf-8").startswith(f"# {RELEASE}\ntitle = ")
    assert read_entry(path).formula == entry.formula


@pytest.mark.parametrize("script", [python_script, torch_script])
def test_that_a_script_says_its_version(script):
    assert RELEASE in script(EXPERIMENT)
