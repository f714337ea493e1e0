"""Files of earlier schemas: brought forward wherever they are found, and refused as they were written.

There is no earlier schema yet, so these tests invent two: what is schema 1 outside of them is schema 3 here.
"""

from __future__ import annotations

import json
import math
from io import BytesIO

import numpy as np
import pytest
from containers import PICTURE_KINDS
from laboratory import ball, on_formula

from momentum_lab.containers import latex, markdown
from momentum_lab.containers.formats import FORMATS
from momentum_lab.core.errors import InputError
from momentum_lab.experiment import dumps, find, load, loads, save
from momentum_lab.experiment.embedded import read
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.experiment.schema import UPGRADES, brought_forward, newest_schema
from momentum_lab.export import write_data
from momentum_lab.simulation import simulate


def radians_to_degrees(value):
    return math.degrees(value) if isinstance(value, int | float) else value


def first_upgrade(older):
    """Schema 1 had the noise beside the run, and called the steps of it iterations."""
    older.move(("noise",), ("run", "disturbance"))
    older.move(("run", "iterations"), ("run", "steps"))
    older.add(("run", "steps"), 7)


def second_upgrade(older):
    """Schema 2 had angles in radians, and another word for noise and for rates."""
    older.move(("run", "disturbance"), ("run", "noise"))
    older.change(("landscape", "rotation"), radians_to_degrees)
    for place in older.places("balls", "*"):
        older.move((*place, "speed"), (*place, "learning_rate"))


@pytest.fixture
def upgrades(monkeypatch):
    monkeypatch.setattr("momentum_lab.experiment.schema.UPGRADES", {1: first_upgrade, 2: second_upgrade})


FIRST = """\
# Momentum Lab 0.0.1
schema = 1
noise = 0.25
[landscape]
formula = "x**2 + 3*y**2"
rotation = 1.5707963267948966
x = [-10, 10]
y = [-10, 10]
[run]
start = [1, 2]
iterations = 5
[[balls]]
optimizer = "gradient_descent"
speed = 0.125
[[balls]]
optimizer = "momentum"
learning_rate = 0.0625
"""
SECOND = FIRST.replace("noise = 0.25\n", "").replace("iterations = 5", "steps = 5\ndisturbance = 0.25")
SECOND = SECOND.replace("schema = 1", "schema = 2")
THIRD = (
    SECOND.replace("schema = 2", "schema = 3")
    .replace("disturbance", "noise")
    .replace("speed", "learning_rate")
)
THIRD = THIRD.replace("1.5707963267948966", "90.0")


def test_that_the_upgrades_lead_from_the_first_schema_to_the_newest():
    assert sorted(UPGRADES) == [*range(1, newest_schema())]


@pytest.mark.usefixtures("upgrades")
def test_that_every_schema_reads_as_the_newest_does():
    newest = loads(THIRD)
    assert newest.steps == 5
    assert newest.noise == 0.25
    assert newest.landscape.rotation == 90.0
    assert [b.hyperparameters["learning_rate"] for b in newest.balls] == [0.125, 0.0625]
    assert loads(SECOND) == newest
    assert loads(FIRST) == newest
    assert dumps(newest).startswith("schema = 3\n")


@pytest.mark.usefixtures("upgrades")
def test_that_what_an_older_schema_meant_by_leaving_out_is_kept():
    shorter = FIRST.replace("iterations = 5\n", "")
    assert loads(shorter).steps == 7
    assert loads(THIRD.replace("steps = 5\n", "")).steps == 100
    without_run = shorter.replace("[run]\nstart = [1, 2]\n", "").replace("noise = 0.25\n", "")
    assert loads(without_run).steps == 7


@pytest.mark.usefixtures("upgrades")
def test_that_a_file_is_brought_forward_when_it_is_saved_anew(tmp_path):
    path = tmp_path / "older.toml"
    path.write_text(FIRST)
    experiment = load(path)
    save(experiment, path)
    assert "schema = 3" in path.read_text()
    assert load(path) == experiment == find(str(path))
    assert with_overrides(experiment, ["run.steps=6"]).steps == 6


def in_json(text):
    return json.dumps({"version": "0.0.1", "experiment": text}).encode()


def in_npz(text):
    stream = BytesIO()
    np.savez_compressed(stream, experiment=np.array(text))
    return stream.getvalue()


CARRIERS = {
    **PICTURE_KINDS,
    ".json": in_json,
    ".npz": in_npz,
    ".md": lambda text: f"| a |\n| - |\n\n{markdown.comment(text)}".encode(),
    ".tex": lambda text: latex.comment(text).encode(),
    ".csv": lambda text: (
        "# the experiment:\n" + "".join(f"# {line}\n" for line in text.splitlines())
    ).encode(),
}


@pytest.mark.usefixtures("upgrades", "qapp")
@pytest.mark.parametrize("suffix", CARRIERS)
def test_that_every_carrier_s_experiment_is_brought_forward(tmp_path, suffix):
    path = tmp_path / f"older{suffix}"
    path.write_bytes(CARRIERS[suffix](FIRST))
    assert read(path) == loads(THIRD)


def test_that_these_are_all_carriers():
    assert {suffix.lower() for suffix in CARRIERS} == set(FORMATS)


def test_that_tables_in_json_and_files_beside_a_csv_are_brought_forward(tmp_path, monkeypatch):
    experiment = on_formula("x**2 + 3*y**2", (1.0, 2.0), ball("momentum"), steps=5)
    for suffix in (".json", ".csv"):
        write_data(simulate(experiment), tmp_path / f"run{suffix}")

    def upgrade(older):
        older.change(("run", "steps"), lambda steps: steps + 1)

    monkeypatch.setattr("momentum_lab.experiment.schema.UPGRADES", {1: upgrade})
    assert [read(tmp_path / f"run{suffix}").steps for suffix in (".json", ".csv")] == [6, 6]


NUMBER = "allowed is a number from"
NEWER = "written by a newer Momentum Lab"
KNOWN = "known: balls, description, landscape, linked, run, schema, title, title_is_own"


@pytest.mark.usefixtures("upgrades")
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("noise = 0.25", "noise = -1", f"noise: found -1, {NUMBER} 0 to 1e+06"),
        ("noise = 0.25", "noise = 'a'", f"noise: found 'a', {NUMBER} 0 to 1e+06"),
        (
            "iterations = 5",
            "iterations = 0",
            "run: iterations: found 0, allowed is a whole number from 1 to 1,000,000",
        ),
        ("speed = 0.125", "speed = -1", "balls: 0: speed: found -1, allowed is a number from 1e-12 to 1e+06"),
        ("= 0.0625", "= -1", "balls: 1: learning_rate: found -1, allowed is a number from 1e-12 to 1e+06"),
        (
            "rotation = 1.5707963267948966",
            "rotation = 9",
            f"landscape: rotation: found {math.degrees(9)}, {NUMBER} -360 to 360; the file says 9",
        ),
        (
            "rotation = 1.5707963267948966",
            "rotation = 'a'",
            f"landscape: rotation: found 'a', {NUMBER} -360 to 360; the file says 'a'",
        ),
        ("x = [-10, 10]", "x = [-10]", "landscape: x: found a list of 1, allowed are 2 entries"),
        (
            "[run]",
            "[[run]]",
            "run: found [{'start': [1, 2], 'iterations': 5}], allowed is a table of keys and values",
        ),
        (
            "noise = 0.25",
            "noize = 0.25",
            f"unknown key 'noize'; {KNOWN}",
        ),
        ("iterations = 5", "steps = 5\niterations = 6", "run: unknown key 'steps' in a file of schema 1"),
        ("iterations = 5", "disturbance = 5", "run: unknown key 'disturbance' in a file of schema 1"),
        ("noise = 0.25\n", "", ""),
        (
            "schema = 1",
            "schema = 4",
            f"schema: found 4, {NEWER}; this one reads 1 to 3",
        ),
        ("schema = 1", "schema = 0", "schema: found 0, but schemas are counted from 1; allowed is 1 to 3"),
        (
            "schema = 1",
            "schema = 3.0",
            "schema: found 3.0, which has to be a whole number; allowed is 1 to 3",
        ),
        (
            '[[balls]]\noptimizer = "gradient_descent"\nspeed = 0.125',
            "[[balls]]\nspeed = 1",
            "balls: 0: the key 'optimizer' is missing",
        ),
    ],
)
def test_that_a_mistake_is_told_as_it_stands_in_the_older_file(old, new, words):
    assert old in FIRST
    changed = FIRST.replace(old, new, 1)
    if words:
        with pytest.raises(InputError) as refusal:
            loads(changed)
        assert str(refusal.value) == words
    else:
        assert loads(changed).noise == 0.0


@pytest.mark.usefixtures("upgrades")
@pytest.mark.parametrize(
    "value", ["3", "'a'", "[1, 2]", "[[1], {a = 1}]", "{a = 1}", "true", "1979-05-27", "nan"]
)
@pytest.mark.parametrize("key", ["schema", "landscape", "run", "balls", "noise", "title"])
def test_that_an_older_file_with_anything_in_it_is_refused_in_one_line(key, value):
    with pytest.raises(InputError) as refusal:
        loads(f"{key} = {value}\n" + ("" if key == "schema" else "schema = 1\n"))
    assert str(refusal.value).isprintable()


@pytest.mark.usefixtures("upgrades")
def test_that_the_table_that_is_given_stays_as_it_is():
    table = {
        "schema": 1,
        "noise": 1.0,
        "run": {"iterations": 3},
        "balls": [{"speed": 2.0}],
        "landscape": {"rotation": 0},
    }
    before = json.dumps(table)
    older = brought_forward(table)
    assert older.table == {
        "schema": 3,
        "run": {"steps": 3, "noise": 1.0},
        "balls": [{"learning_rate": 2.0}],
        "landscape": {"rotation": 0.0},
    }
    assert json.dumps(table) == before


@pytest.mark.usefixtures("upgrades")
def test_that_an_error_in_a_picture_begins_with_the_picture(tmp_path):
    path = tmp_path / "older.tex"
    path.write_bytes(CARRIERS[".tex"](FIRST.replace("speed = 0.125", "speed = -1")))
    with pytest.raises(InputError) as refusal:
        read(path)
    assert str(refusal.value) == (
        f"{path}: the experiment in it: balls: 0: speed: found -1, allowed is a number from 1e-12 to 1e+06"
    )
