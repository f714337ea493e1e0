"""Maps and ensembles as files: the same numbers, with the experiment, the axes and the version."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab import __version__
from momentum_lab.analysis.basins import basin_maps
from momentum_lab.analysis.comparison import compare
from momentum_lab.analysis.eigenvalues import eigenvalues, plane
from momentum_lab.analysis.ensemble import ensemble
from momentum_lab.analysis.frequencies import frequencies
from momentum_lab.analysis.grid import Axis
from momentum_lab.analysis.stability import stability_map
from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment import loads
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.export.analysis_data import write_basins, write_comparison, write_ensemble, write_stability
from momentum_lab.export.theory_data import write_frequencies, write_plane
from momentum_lab.simulation import simulate

BOWL = on_formula("x**2 + 4*y**2", (-5.0, -2.0), ball("momentum", label="größer"), steps=1000, noise=0.1)
MAP = stability_map(BOWL, 0, (Axis("learning_rate", 0.01, 1e5, 4, "log"), Axis("momentum", 0.0, 0.9, 3)))
PLANE = basin_maps(on_library("himmelblau", ball("adam"), ball("momentum"), steps=9), 3)
LINE = basin_maps(on_library("double_well", ball("momentum"), steps=9), 3)
SEEDS = ensemble(on_library("double_well", ball("adam"), ball("momentum"), steps=9, noise=1.0), 4)
FAIR = compare(on_library("double_well", ball("adam"), ball("physical_ball"), steps=60), 20)
ROLLING = simulate(on_formula("x**2 + 4*y**2", (-5.0, -2.0), ball("momentum", learning_rate=0.1), steps=30))
ROOTS = plane(ROLLING, 0, 0, "momentum")
SWINGS = frequencies(ROLLING, 0, 0)
CASES = [
    (write_stability, MAP, BOWL),
    (write_basins, PLANE, PLANE[0].experiment),
    (write_basins, LINE, LINE[0].experiment),
    (write_ensemble, SEEDS, SEEDS.experiment),
    (write_comparison, FAIR, FAIR.experiment),
    (write_plane, ROOTS, ROOTS.experiment),
    (write_frequencies, SWINGS, SWINGS.experiment),
]


def loaded(path):
    """The content of a JSON or NPZ file as arrays by name; JSON must be strict."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    if path.suffix == ".json":
        content = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
        return {name: np.array(value) for name, value in content.items()}
    with np.load(path) as content:
        return dict(content)


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("ending", [".json", ".npz"])
@pytest.mark.parametrize(
    ("write", "result", "experiment"),
    CASES,
    ids=["stability", "plane", "line", "ensemble", "comparison", "eigenvalues", "filter"],
)
def test_that_a_file_holds_experiment_version_and_axes(tmp_path, write, result, experiment, ending):
    path = tmp_path / f"out{ending}"
    write(result, path)
    content = loaded(path)
    assert loads(str(content["experiment"])) == experiment
    assert str(content["version"]) == __version__
    assert content["status_names"].tolist() == ["moving", "converged", "stalled", "escaped", "diverged"]
    assert content["axes"].size in (1, 2, 3)


@pytest.mark.parametrize("ending", [".json", ".npz"])
def test_that_a_stability_map_reads_back(tmp_path, ending):
    path = tmp_path / f"map{ending}"
    write_stability(MAP, path)
    content = loaded(path)
    assert content["axes"].tolist() == ["learning_rate", "momentum"]
    assert np.array_equal(content["first"], MAP.first)
    assert np.array_equal(content["second"], MAP.second)
    assert np.array_equal(content["loss"].astype(np.float64), MAP.cells.loss)
    assert np.array_equal(content["steps_to_tolerance"], MAP.cells.reached)
    assert np.array_equal(content["last_finite_step"], MAP.cells.last)
    assert np.array_equal(content["status"], MAP.cells.status)
    assert np.array_equal(content["theory_converges"], MAP.theory.converges)


def test_that_csv_has_one_row_a_cell(tmp_path):
    write_stability(MAP, tmp_path / "map.csv")
    rows = table(tmp_path / "map.csv")
    assert list(rows[0]) == [
        *("learning_rate", "momentum", "loss", "steps_to_tolerance"),
        *("minimum", "last_finite_step", "status"),
    ]
    assert [float(row["loss"]) for row in rows] == MAP.cells.loss.ravel().tolist()
    assert [float(row["learning_rate"]) for row in rows[:4]] == MAP.first.tolist()
    assert [float(row["momentum"]) for row in rows[::4]] == MAP.second.tolist()
    assert {row["status"] for row in rows} >= {"diverged"}


def test_that_csv_of_basins_has_every_ball_and_an_empty_y_on_a_line(tmp_path):
    write_basins(PLANE, tmp_path / "plane.csv")
    rows = table(tmp_path / "plane.csv")
    assert [row["ball"] for row in rows] == ["0"] * 9 + ["1"] * 9
    assert [int(r["minimum"]) for r in rows] == [m for each in PLANE for m in each.minimum.ravel().tolist()]
    assert (float(rows[1]["x"]), float(rows[1]["y"])) == PLANE[0].start_at(0, 1)
    write_basins(LINE, tmp_path / "line.csv")
    assert [row["y"] for row in table(tmp_path / "line.csv")] == [""] * 3


def test_that_basins_read_back(tmp_path):
    write_basins(PLANE, tmp_path / "plane.npz")
    content = loaded(tmp_path / "plane.npz")
    assert content["minimum"].shape == (2, 3, 3)
    assert np.array_equal(content["minimum"][1], PLANE[1].minimum)
    assert np.array_equal(content["x"], PLANE[0].starts[0])
    assert content["minima_position"].shape == (4, 2)


def test_that_an_ensemble_reads_back(tmp_path):
    write_ensemble(SEEDS, tmp_path / "seeds.npz")
    content = loaded(tmp_path / "seeds.npz")
    assert content["end_position"].shape == (2, 4, 1)
    assert np.array_equal(content["loss_quantiles"][1], SEEDS.balls[1].quantiles)
    assert content["noise_floor"].tolist() == [each.floor for each in SEEDS.balls]
    write_ensemble(SEEDS, tmp_path / "seeds.csv")
    rows = table(tmp_path / "seeds.csv")
    assert list(rows[0])[3:] == [
        "step",
        "loss_5",
        "loss_25",
        "loss_50",
        "loss_75",
        "loss_95",
        "noiseless_loss",
    ]
    assert [float(row["loss_50"]) for row in rows[10:]] == SEEDS.balls[1].median.tolist()


def test_that_a_comparison_reads_back(tmp_path):
    write_comparison(FAIR, tmp_path / "fair.npz")
    content = loaded(tmp_path / "fair.npz")
    outcomes = [row.same for row in FAIR.rows] + [row.best for row in FAIR.rows]
    rates = [np.nan if o.learning_rate is None else o.learning_rate for o in outcomes]
    assert np.array_equal(content["learning_rate"].ravel(), rates, equal_nan=True)
    assert content["loss"].ravel().tolist() == [o.loss for o in outcomes]
    assert content["seeds"].size == 0
    names = content["searched_name"].tolist()
    assert list(zip(content["searched_ball"].tolist(), names, strict=True)) == [
        *((0, "learning_rate"), (0, "beta1")),
        *((1, "friction"), (1, "time_step")),
    ]
    assert (content["searched_range"][:, 0] < content["searched_range"][:, 1]).all()
    write_comparison(FAIR, tmp_path / "fair.csv")
    rows = table(tmp_path / "fair.csv")
    assert [row["regime"] for row in rows] == ["same rate"] * 2 + ["own best"] * 2
    assert [row["optimizer"] for row in rows] == ["adam", "physical_ball"] * 2
    assert [float(row["loss"]) for row in rows] == [o.loss for o in outcomes]
    steps = [-1 if o.steps_to_tolerance is None else o.steps_to_tolerance for o in outcomes]
    assert [int(row["steps_to_tolerance"]) for row in rows] == steps


def test_that_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"found the ending '.png'"):
        write_stability(MAP, tmp_path / "map.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [".json", ".npz"])
def test_that_eigenvalues_and_their_ways_are_in_a_file(tmp_path, ending):
    path = tmp_path / f"out{ending}"
    write_plane(ROOTS, path)
    content = loaded(path)
    now = np.array([pair.values for pair in ROOTS.pairs])
    assert content["real"] + 1j * content["imaginary"] == pytest.approx(now)
    assert content["modulus"] == pytest.approx(np.abs(now))
    assert content["curvature"] == pytest.approx([2.0, 8.0])
    assert content["left_per_step"] == pytest.approx([pair.mode.convergence_factor for pair in ROOTS.pairs])
    assert content["regime"].tolist() == [pair.mode.regime.value for pair in ROOTS.pairs]
    assert content["over"] == "momentum"
    for axis, way in enumerate(ROOTS.loci):
        mine = content["way_axis"] == axis
        assert content["way_value"][mine] == pytest.approx(way.values)
        ways = content["way_real"][mine] + 1j * content["way_imaginary"][mine]
        assert ways == pytest.approx(way.eigenvalues)


@pytest.mark.parametrize("swept", ["learning_rate", "momentum"])
@pytest.mark.parametrize("step", [0, 10, 20])
def test_that_the_present_value_of_a_csv_is_that_of_its_eigenvalues(tmp_path, step, swept):
    changes = (BallChange(10, FrozenMapping({"momentum": 0.25, "learning_rate": 0.05})),)
    body = replace(ball("momentum", learning_rate=0.1), changes=changes)
    run = simulate(on_formula("x**2 + 4*y**2", (-5.0, -2.0), body, steps=30))
    write_plane(plane(run, 0, step, swept), tmp_path / "out.csv")
    rows = [row for row in table(tmp_path / "out.csv") if row["part"] == "now"]
    for row in rows:
        value = float(row[swept])
        assert value == body.as_of(step).hyperparameters[swept]
        values = {**body.as_of(step).hyperparameters, swept: value}
        at = eigenvalues("momentum", values, float(row["curvature"])).values[int(row["eigenvalue"])]
        assert complex(float(row["real"]), float(row["imaginary"])) == pytest.approx(at)


def test_that_a_csv_tells_eigenvalues_from_their_ways(tmp_path):
    path = tmp_path / "out.csv"
    write_plane(ROOTS, path)
    rows = table(path)
    now = [row for row in rows if row["part"] == "now"]
    assert [(row["axis"], row["eigenvalue"]) for row in now] == [
        ("0", "0"),
        ("0", "1"),
        ("1", "0"),
        ("1", "1"),
    ]
    assert {row["momentum"] for row in now} == {"0.9"}
    assert float(now[0]["real"]) == ROOTS.pairs[0].values[0].real
    assert now[0]["regime"] == ROOTS.pairs[0].mode.regime.value
    ways = [row for row in rows if row["part"] == "way"]
    assert len(ways) == 2 * sum(len(way.values) for way in ROOTS.loci)
    assert float(ways[-1]["momentum"]) == ROOTS.loci[-1].values[-1]


def test_that_a_file_of_no_eigenvalues_says_why(tmp_path):
    run = simulate(on_formula("x**2", (1.0,), ball("adam"), steps=3))
    write_plane(plane(run, 0, 0), tmp_path / "out.json")
    content = loaded(tmp_path / "out.json")
    assert content["caveats"].tolist() == ["not_linear"]
    assert content["real"].size == content["way_value"].size == 0
    write_plane(plane(run, 0, 0), tmp_path / "out.csv")
    assert table(tmp_path / "out.csv") == []


@pytest.mark.parametrize("ending", [".json", ".npz"])
def test_that_gain_and_spectra_are_in_a_file(tmp_path, ending):
    path = tmp_path / f"out{ending}"
    write_frequencies(SWINGS, path)
    content = loaded(path)
    assert content["gain_velocity"] == pytest.approx(SWINGS.gain.velocity)
    assert content["gain_step"] == pytest.approx(SWINGS.gain.step)
    assert content["spectrum_gradient"] == pytest.approx(SWINGS.spectra.gradient)
    assert content["spectrum_velocity"] == pytest.approx(SWINGS.spectra.followed)
    assert content["spectrum_steps"] == 30


def test_that_a_csv_has_gain_and_spectra_one_after_the_other(tmp_path):
    path = tmp_path / "out.csv"
    write_frequencies(SWINGS, path)
    rows = table(path)
    gains, sizes = ([row for row in rows if row["part"] == part] for part in ("gain", "spectrum"))
    assert [float(row["gain_velocity"]) for row in gains] == SWINGS.gain.velocity.tolist()
    assert [float(row["velocity_y"]) for row in sizes] == SWINGS.spectra.followed[1].tolist()
    assert gains[0]["gradient_x"] == sizes[0]["gain_step"] == ""
    line = simulate(on_formula("x**2", (1.0,), ball("rmsprop"), steps=9))
    write_frequencies(frequencies(line, 0, 0), path)
    assert {row["part"] for row in table(path)} == {"spectrum"}
