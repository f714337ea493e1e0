"""The experiment of a CSV lies beside it, and never in the place of somebody's own."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from containers import small_run

from momentum_lab.cli.main import main
from momentum_lab.core.errors import InputError
from momentum_lab.core.files import WriteError
from momentum_lab.experiment import dumps, load, preset, save
from momentum_lab.experiment.embedded import read
from momentum_lab.experiment.embedded.companion import left_alone
from momentum_lab.export import write_data
from momentum_lab.simulation import simulate

RUN = small_run()
OTHER = simulate(replace(RUN.experiment, seed=3, title="other"))


def test_that_it_is_an_experiment_file_that_says_what_the_columns_are(tmp_path):
    write_data(RUN, tmp_path / "run.csv")
    assert load(tmp_path / "run.toml") == RUN.experiment == read(tmp_path / "run.csv")
    lines = (tmp_path / "run.toml").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# the experiment of 'run.csv', written with it by Momentum Lab ")
    assert "# step: count of steps; 0 is the start" in lines
    assert "# x: first coordinate; landscapes have no unit" in lines


def test_that_it_follows_its_table(tmp_path):
    for run in (RUN, OTHER):
        write_data(run, tmp_path / "run.csv")
        assert load(tmp_path / "run.toml") == run.experiment
        assert left_alone(tmp_path / "run.csv", run.experiment) == ""


OWN = {
    "own": dumps(preset("saddle")),
    "broken": "schema = = 1",
    "no text": b"\xff\xfe",
    "empty": "",
    "endless": "#" * 1_000_000,
    "changed": "MARKED\n# and a line of one's own",
    "of another table": "OTHER",
}


@pytest.mark.parametrize("kind", OWN)
def test_that_what_stands_there_is_left_alone(tmp_path, kind):
    path, beside = tmp_path / "run.csv", tmp_path / "run.toml"
    write_data(RUN, path)
    write_data(RUN, tmp_path / "other.csv")
    marked, other = beside.read_text(encoding="utf-8"), (tmp_path / "other.toml").read_text(encoding="utf-8")
    text = OWN[kind]
    content = (
        text if isinstance(text, bytes) else text.replace("MARKED", marked).replace("OTHER", other).encode()
    )
    beside.write_bytes(content)
    write_data(OTHER, path)
    assert beside.read_bytes() == content
    assert left_alone(path, OTHER.experiment) == f"{beside} is left as it is: it was not written with run.csv"
    with pytest.raises(InputError, match=r"run.toml beside it was not written with it, or has been changed"):
        read(path)


def test_that_the_file_that_was_run_stays_what_it_is(tmp_path, capsys):
    own = tmp_path / "mine.toml"
    save(preset("double_well"), own)
    before = own.read_bytes()
    assert main(["run", str(own), "-o", str(tmp_path / "mine.csv")]) == 0
    assert capsys.readouterr().err == (
        f"momentum-lab: {own} is left as it is: it has the experiment of mine.csv, but was not written "
        "with it, so open mine.toml itself\n"
    )
    with pytest.raises(InputError, match=r"open that if it is the one that is meant"):
        read(tmp_path / "mine.csv")
    assert main(["run", str(own), "--set", "run.steps=3", "-o", str(tmp_path / "mine.csv")]) == 0
    said = capsys.readouterr().err
    assert said == f"momentum-lab: {own} is left as it is: it was not written with mine.csv\n"
    assert own.read_bytes() == before


def test_that_a_table_without_it_says_where_it_would_be(tmp_path):
    write_data(RUN, tmp_path / "run.csv")
    (tmp_path / "run.toml").unlink()
    with pytest.raises(InputError, match=r"it would be in run.toml beside it, which is missing"):
        read(tmp_path / "run.csv")


@pytest.mark.parametrize("name", ["a\nb.csv", "it's [x].csv", "π.CSV", ".csv.csv"])
def test_that_any_name_will_do(tmp_path, name):
    write_data(RUN, tmp_path / name)
    assert read(tmp_path / name) == RUN.experiment


def test_that_a_first_line_of_more_than_a_thousand_characters_is_not_ours(tmp_path):
    path, beside = tmp_path / "run.csv", tmp_path / "run.toml"
    write_data(RUN, path)
    first, end, rest = beside.read_text(encoding="utf-8").partition("\n")
    for length, is_ours in ((1000, True), (1001, False)):
        name, version = first.split(" Lab ")
        longer = f"{name} Lab {version.rjust(length - len(name) - len(' Lab '), '9')}"
        assert len(longer) == length
        beside.write_text(longer + end + rest, encoding="utf-8", newline="")
        assert (left_alone(path, OTHER.experiment) == "") is is_ours


def test_that_of_each_table_that_does_not_open_it_is_said(tmp_path):
    path, beside = tmp_path / "run.csv", tmp_path / "run.toml"
    write_data(RUN, path)
    beside.write_text(beside.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    write_data(RUN, path)
    assert "it has the experiment of run.csv" in left_alone(path, RUN.experiment)


@pytest.mark.parametrize("failing", [1, 2])
def test_that_a_write_that_fails_leaves_no_half_files(tmp_path, monkeypatch, failing):
    write_data(RUN, tmp_path / "run.csv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match="No space left on device"):
        write_data(OTHER, tmp_path / "run.csv")
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert after == before


def test_that_a_sweep_has_its_experiment_in_the_lines_it_begins_with(tmp_path):
    path = tmp_path / "grid.csv"
    vary = ["--vary", "learning_rate", "0.1", "1", "2"]
    assert main(["sweep", "double_well", *vary, "--set", "run.steps=3", "-o", str(path)]) == 0
    assert read(path) == replace(preset("double_well"), steps=3)
    assert [p.name for p in tmp_path.iterdir()] == ["grid.csv"]
    (tmp_path / "none.csv").write_text("# a table of somebody else\nx,y\n")
    with pytest.raises(InputError, match="has no experiment in the lines that it begins with"):
        read(tmp_path / "none.csv")
