"""Whatever runs a ball many times runs it with the noise that it has in its experiment, common or its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.basins import basin_maps
from momentum_lab.analysis.candidates import SEARCH_SEEDS
from momentum_lab.analysis.comparison import compare
from momentum_lab.analysis.ensemble import ensemble
from momentum_lab.analysis.grid import Axis
from momentum_lab.analysis.search import search
from momentum_lab.analysis.stability import stability_map
from momentum_lab.analysis.sweep import Sweep, run_sweep
from momentum_lab.experiment import Experiment
from momentum_lab.experiment.experiment import MOST_SEED
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.export.analysis_data import write_ensemble, write_sweep
from momentum_lab.simulation import Run, simulate
from momentum_lab.simulation.batch import Batch, run_batch
from momentum_lab.simulation.engine import Simulation
from momentum_lab.simulation.storage import EXACT

STEPS = 37
PLANE = on_library(
    "himmelblau",
    ball("gradient_descent", learning_rate=0.01),
    ball("momentum", learning_rate=0.01),
    ball("adam", learning_rate=0.2, start=(2.0, -1.0)),
    ball("newton", damping=1.0),
    ball("physical_ball"),
    steps=STEPS,
    seed=5,
    noise=3.0,
)
LINE = on_formula(
    "x**2",
    (4.0,),
    ball("rmsprop", learning_rate=0.2),
    ball("nesterov", learning_rate=0.1),
    steps=STEPS,
    seed=MOST_SEED,
    noise=0.7,
)
EXPERIMENTS = [
    pytest.param(replace(each, common_noise=common), id=f"{name}, {'common' if common else 'own'} noise")
    for name, each in (("plane", PLANE), ("line", LINE))
    for common in (True, False)
]
every = pytest.mark.parametrize("experiment", EXPERIMENTS)


def picked(shape: tuple[int, ...], count: int = 5) -> Iterator[tuple[int, ...]]:
    random = np.random.default_rng(3)
    for _ in range(count):
        yield tuple(int(random.integers(size)) for size in shape)


def end_of(run: Run, index: int) -> tuple[int, float, int]:
    """The last finite step, the loss there, and the status at the end."""
    last = int(run.last[index])
    return last, float(run.loss[index, last]), int(run.status[index, -1])


def with_values(experiment: Experiment, index: int, **values: float) -> Experiment:
    return experiment.with_ball(index, experiment.balls[index].with_values(**values))


@every
def test_that_stability_maps_are_made_of_the_balls_own_runs(experiment: Experiment) -> None:
    for index in range(len(experiment.balls)):
        names = {"physical_ball": ("mass", "friction"), "newton": ("learning_rate", "damping")}
        first, second = names.get(experiment.balls[index].optimizer, ("learning_rate", "weight_decay"))
        axes = (Axis(first, 0.01, 0.4, 4), Axis(second, 0.0, 0.3, 3))
        found = stability_map(experiment, index, axes)
        for row, column in picked((3, 4)):
            run = simulate(with_values(experiment, index, **found.values_at(row, column)))
            cells = found.cells
            cell = cells.last[row, column], cells.loss[row, column], cells.status[row, column]
            assert cell == end_of(run, index)


@every
def test_that_basins_are_made_of_the_balls_own_runs(experiment: Experiment) -> None:
    for found in basin_maps(experiment, 5):
        for row, column in picked(found.minimum.shape):
            start = found.start_at(row, column)
            moved = replace(experiment.balls[found.ball], start=start)
            run, cells = simulate(experiment.with_ball(found.ball, moved)), found.cells
            cell = cells.last[row, column], cells.loss[row, column], cells.status[row, column]
            assert cell == end_of(run, found.ball)


@every
def test_that_the_seeds_in_a_sweeps_file_lead_to_its_numbers(experiment: Experiment, tmp_path) -> None:
    for index, choice in enumerate(experiment.balls):
        name = "friction" if choice.optimizer == "physical_ball" else "learning_rate"
        found = run_sweep(Sweep(experiment, index, (Axis(name, 0.01, 0.3, 3),), 4), tmp_path / f"{index}")
        write_sweep(found, tmp_path / "sweep.json")
        content = json.loads((tmp_path / "sweep.json").read_text(encoding="utf-8"))
        for place, number in picked((3, 4)):
            seed, value = content["axis_seed"][number], content[f"axis_{name}"][place]
            settings = [f"run.seed={seed}", f"balls.{index}.{name}={value!r}"]
            run = simulate(with_overrides(experiment, settings))
            last, loss, status = end_of(run, index)
            assert content["loss"][place][number] == loss
            assert content["status"][place][number] == status
            assert content["end_position"][place][number] == run.position[index, last].tolist()


@every
def test_that_the_seeds_in_an_ensembles_file_lead_to_its_numbers(experiment: Experiment, tmp_path) -> None:
    write_ensemble(ensemble(experiment, 4), tmp_path / "seeds.json")
    content = json.loads((tmp_path / "seeds.json").read_text(encoding="utf-8"))
    for seeds in content["seeds"]:
        assert seeds == [(experiment.seed + i) % (MOST_SEED + 1) for i in range(4)]
    for number, seed in enumerate(content["seeds"][0]):
        run = simulate(with_overrides(experiment, [f"run.seed={seed}"]))
        for index in range(len(experiment.balls)):
            last = int(run.last[index])
            assert content["end_position"][index][number] == run.position[index, last].tolist()
            assert content["status"][index][number] == run.status[index, -1]


@every
def test_that_an_ensemble_of_one_is_the_run(experiment: Experiment) -> None:
    run = simulate(experiment)
    for part in ensemble(experiment, 1, stride=1).balls:
        last = int(run.last[part.ball])
        assert part.median[: last + 1].tolist() == run.loss[part.ball, : last + 1].tolist()


@every
def test_that_what_is_tried_in_a_comparison_are_the_balls_own_runs(experiment: Experiment) -> None:
    for index in range(len(experiment.balls)):
        for candidate in search(experiment, index, 10)[::3]:
            tried = with_values(experiment, index, **candidate.values)
            seeds = [(experiment.seed + i) % (MOST_SEED + 1) for i in range(1, SEARCH_SEEDS + 1)]
            ends = [end_of(simulate(replace(tried, seed=seed)), index) for seed in seeds]
            assert candidate.loss == np.median([loss for _, loss, _ in ends])


@every
def test_that_the_rows_of_a_comparison_are_the_balls_own_runs(experiment: Experiment) -> None:
    result = compare(experiment, 10)
    for index, row in enumerate(result.rows):
        for whole, outcome in ((result.same, row.same), (result.best, row.best)):
            alone = experiment.with_ball(index, whole.balls[index])
            ends = [end_of(simulate(replace(alone, seed=seed)), index) for seed in result.seeds]
            assert outcome.loss == np.median([loss for _, loss, _ in ends])
            statuses = [status for *_, status in ends]
            assert statuses.count(outcome.status) == max(map(statuses.count, statuses))


@every
def test_that_plain_python_gives_a_batch_the_same_noise(experiment: Experiment, monkeypatch) -> None:
    seeds = np.array([3, 1, 4], dtype=np.uint64)
    for index in range(len(experiment.balls)):
        batch = Batch(experiment, index, seeds=seeds)
        compiled = run_batch(batch, stride=5)
        with monkeypatch.context() as patch:
            patch.setattr("momentum_lab.simulation.machine_slot.MachineSlot.made", lambda _slot: None)
            plain = run_batch(batch, stride=5)
        assert plain.losses.tobytes() == compiled.losses.tobytes()
        assert plain.position.tobytes() == compiled.position.tobytes()


@pytest.mark.parametrize("common", [True, False])
def test_that_a_ball_rolls_alone_as_among_the_others_and_is_played_again(common: bool) -> None:
    experiment = replace(PLANE, common_noise=common, steps=EXACT + 3000)
    whole, alone = simulate(experiment), Simulation(experiment, only=1)
    alone.advance(experiment.steps)
    run = alone.snapshot()
    assert run.experiment.balls == (experiment.balls[1],)
    for step in (0, 1, 2500, EXACT + 17, experiment.steps):
        expected, found = (partial(each.at, step=step) for each in (whole, run))
        assert found(0).position.tobytes() == expected(1).position.tobytes()
