"""What can be told of a ball at each of its steps."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.analysis.summary import summarize
from momentum_lab.cli.main import main
from momentum_lab.export.columns import COLUMNS
from momentum_lab.simulation import simulate

BOWL = simulate(on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), ball("adam", learning_rate=0.3), steps=30))
LINE = simulate(on_formula("x**2", (3.0,), ball("momentum", learning_rate=0.1), steps=30))


@pytest.mark.parametrize("key", QUANTITIES)
@pytest.mark.parametrize("run", [BOWL, LINE], ids=["2-D", "1-D"])
def test_that_every_quantity_has_a_number_for_each_step(key, run):
    quantity = QUANTITIES[key]
    assert quantity.key == key
    assert str(quantity.title)
    assert COLUMNS[key] == str(quantity.unit)
    if quantity.is_known(run):
        values = quantity.of(run, run.steps(0, 0, 31))
        assert (values.shape, values.dtype) == ((31,), np.float64)
        assert np.isfinite(values[quantity.first_step :]).all()
        assert np.isnan(values[: quantity.first_step]).all()


def test_that_lengths_are_those_of_the_vectors():
    steps = BOWL.steps(0, 0, 31)
    for key, vectors in (("gradient_norm", steps.gradient), ("update_norm", steps.update)):
        assert QUANTITIES[key].of(BOWL, steps) == pytest.approx(np.linalg.norm(vectors, axis=1), rel=1e-15)


def test_that_the_distance_is_that_of_the_summary():
    (summary,) = summarize(BOWL)
    assert QUANTITIES["distance"].of(BOWL, BOWL.at(0, 30))[0] == summary.distance


def test_that_what_a_run_has_not_is_not_known():
    assert not QUANTITIES["y"].is_known(LINE)
    saddle = simulate(on_library("saddle", ball("adam")))
    assert not QUANTITIES["distance"].is_known(saddle)


def test_that_a_csv_has_the_columns_that_are_asked_for(tmp_path):
    out = tmp_path / "x.csv"
    assert main(["run", "ravine", "-o", str(out), "--columns", "distance, update_norm"]) == 0
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert list(rows[0]) == ["ball", "label", "optimizer", "step", "distance", "update_norm"]
    assert float(rows[0]["distance"]) == pytest.approx(math.hypot(5.0, 2.0))
    assert float(rows[0]["update_norm"]) == 0.0
    assert float(rows[1]["update_norm"]) > 0.0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "x.csv", "--columns", "los"), "--columns: unknown quantity 'los'; did you mean 'loss'?"),
        (("-o", "x.json", "--columns", "loss"), "--columns: is for a CSV, with -o"),
        (("--columns", "loss"), "--columns: is for a CSV, with -o"),
    ],
)
def test_that_columns_that_cannot_be_are_refused(arguments, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["run", "ravine", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
