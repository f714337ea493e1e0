"""CSV, JSON and NPZ: the columns that are promised, and floats that read back to the same double."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab import __version__
from momentum_lab.containers.formats import NUMBERS
from momentum_lab.core.errors import InputError
from momentum_lab.core.files import WriteError
from momentum_lab.experiment import loads
from momentum_lab.experiment.table import from_table
from momentum_lab.export import write_data
from momentum_lab.simulation import simulate

WILD = ball("gradient_descent", learning_rate=1.0, label='wild, "quoted" and ∇')
PLANE = simulate(on_formula("x**4 + y**2", (3.0, 1.0), ball("adam"), WILD, steps=30, noise=0.1, title="Löß"))
LINE = simulate(on_library("double_well", ball("momentum"), steps=12))
NOWHERE = simulate(on_formula("log(x)", (-1.0,), ball("adam"), steps=3))


def csv_rows(run, folder):
    path = folder / "run.csv"
    write_data(run, path)
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_that_the_columns_are_those_that_are_promised(tmp_path):
    write_data(LINE, tmp_path / "run.csv")
    first, second = (tmp_path / "run.csv").read_text(encoding="utf-8").split("\n")[:2]
    assert first == "ball,label,optimizer,step,x,y,loss,gradient_x,gradient_y"
    assert second.startswith("0,Momentum,momentum,0,-1.8,,")


def test_that_every_number_reads_back_to_the_same_double(tmp_path):
    rows = iter(csv_rows(PLANE, tmp_path))
    for index in range(2):
        for step in range(int(PLANE.last[index]) + 1):
            row = next(rows)
            assert (row["ball"], row["step"]) == (str(index), str(step))
            assert [float(row["x"]), float(row["y"])] == PLANE.position[index, step].tolist()
            assert float(row["loss"]) == PLANE.loss[index, step]
            assert [float(row["gradient_x"]), float(row["gradient_y"])] == PLANE.gradient[
                index, step
            ].tolist()
            assert row["label"] == PLANE.experiment.labels[index]
            assert row["optimizer"] == PLANE.experiment.balls[index].optimizer
    assert next(rows, None) is None


def test_that_a_diverged_ball_has_rows_up_to_its_last_finite_step(tmp_path):
    assert 0 < PLANE.last[1] < 30
    steps = [int(row["step"]) for row in csv_rows(PLANE, tmp_path) if row["ball"] == "1"]
    assert steps == list(range(int(PLANE.last[1]) + 1))


def test_that_one_dimension_leaves_y_empty(tmp_path):
    rows = csv_rows(LINE, tmp_path)
    assert len(rows) == 13
    assert {(row["y"], row["gradient_y"]) for row in rows} == {("", "")}
    assert [float(row["gradient_x"]) for row in rows] == LINE.gradient[0, :, 0].tolist()


def strict(text):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("run", [PLANE, LINE, NOWHERE], ids=["plane", "line", "nowhere"])
def test_that_json_is_strict_and_holds_the_run_and_its_experiment(tmp_path, run):
    write_data(run, tmp_path / "run.json")
    content = strict((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert sorted(content) == ["balls", "columns", "experiment", "version"]
    assert content["version"] == __version__
    assert from_table(content["experiment"]) == run.experiment
    for index, told in enumerate(content["balls"]):
        last = int(run.last[index])
        assert told["last_finite_step"] == last
        assert told["label"] == run.experiment.labels[index]
        assert told["status"] == run.status[index, : last + 1].tolist()
        for name in ("position", "loss", "gradient", "velocity", "update"):
            numbers = np.array(told[name], dtype=np.float64)  # None becomes nan
            assert np.array_equal(numbers, getattr(run, name)[index, : last + 1], equal_nan=True), name


def test_that_a_start_without_a_loss_is_null_in_json_and_nan_in_csv(tmp_path):
    write_data(NOWHERE, tmp_path / "run.json")
    (told,) = strict((tmp_path / "run.json").read_text())["balls"]
    assert (told["position"], told["loss"]) == ([[-1.0]], [None])
    (row,) = csv_rows(NOWHERE, tmp_path)
    assert (row["x"], row["loss"]) == ("-1.0", "nan")


def test_that_npz_holds_every_array_without_pickles(tmp_path):
    write_data(PLANE, tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz", allow_pickle=False) as content:
        for name in ("position", "loss", "gradient", "velocity", "update", "status"):
            assert content[name].tobytes() == getattr(PLANE, name).tobytes(), name
        assert content["last_finite_step"].tolist() == PLANE.last.tolist()
        assert content["label"].tolist() == list(PLANE.experiment.labels)
        assert loads(str(content["experiment"])) == PLANE.experiment
        assert str(content["version"]) == __version__


def test_that_the_ending_may_be_in_capitals(tmp_path):
    write_data(LINE, tmp_path / "RUN.CSV")
    write_data(LINE, tmp_path / "run.csv")
    assert (tmp_path / "RUN.CSV").read_bytes() == (tmp_path / "run.csv").read_bytes()


@pytest.mark.parametrize("name", ["run.txt", "run", ".csv", "run.csv.gz", "run.toml"])
def test_that_another_ending_is_refused_and_nothing_written(tmp_path, name):
    path = tmp_path / name
    with pytest.raises(InputError) as caught:
        write_data(LINE, path)
    assert str(caught.value) == f"{path}: found the ending {path.suffix!r}, allowed are .csv, .json, .npz"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", NUMBERS)
def test_that_a_target_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path, suffix):
    path = tmp_path / "nowhere" / f"run{suffix}"
    with pytest.raises(WriteError) as caught:
        write_data(LINE, path)
    assert str(caught.value) == f"{path}: cannot be written (No such file or directory)"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", NUMBERS)
def test_that_a_disk_that_fills_up_leaves_the_old_file(tmp_path, suffix, monkeypatch):
    path = tmp_path / f"run{suffix}"
    path.write_bytes(b"old")

    def full(self, *arguments, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(WriteError, match=r"cannot be written \(No space left on device\)"):
        write_data(LINE, path)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
