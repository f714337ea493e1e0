"""The search for a ball's best: what it takes for the best, and that it finds it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.candidates import JUDGE_SEEDS, SEARCH_SEEDS, judge_seeds, search_seeds
from momentum_lab.analysis.comparison import compare
from momentum_lab.analysis.grid import Axis
from momentum_lab.analysis.search import search
from momentum_lab.analysis.search_space import momentum_of, rate_of
from momentum_lab.analysis.stability import stability_map
from momentum_lab.analysis.standing import Standing, floors_of
from momentum_lab.core.told_number import spelt
from momentum_lab.experiment import Experiment, preset
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate
from momentum_lab.simulation.batch import Batch, run_batch
from momentum_lab.wording.explorations import comparison_sentences

BOWL = "x**2 + 3*y**2"
KINK = "abs(x) + 0.01*x**2"


def best_of(experiment: Experiment, index: int = 0, runs: int = 240):
    return min(search(experiment, index, runs), key=lambda candidate: candidate.order)


def steps_of(candidate) -> float:
    """Steps until it stays at the lowest minimum."""
    _, level, is_away, reached, _ = candidate.order
    return math.inf if is_away or level > -math.inf else reached


def least_of_grid(experiment: Experiment, index: int, **axes: np.ndarray) -> float:
    """The fewest steps until a ball stays at the lowest minimum, over a whole grid."""
    grid = np.meshgrid(*axes.values(), indexing="ij")
    values = {name: part.ravel() for name, part in zip(axes, grid, strict=True)}
    result = run_batch(Batch(experiment, index, values=values))
    standing = Standing.of(experiment.landscape.build(), experiment.steps, result)
    is_there = standing.has_arrived & (standing.level == -math.inf) & ~standing.is_lost
    return float(standing.reached[is_there].min(initial=math.inf))


def momenta(steps: int, count: int) -> np.ndarray:
    return 1.0 - np.geomspace(1.0, 2.0 / steps, count)


@pytest.mark.parametrize("steps", range(20, 28))
@pytest.mark.parametrize("rule", ["gradient_descent", "lion", "momentum"])
def test_that_a_path_that_touches_a_minimum_now_and_then_has_not_arrived(steps: int, rule: str) -> None:
    # Every step is about as long as the rate: it jumps over the kink again and again.
    body = ball(rule, learning_rate=0.1, **({} if rule == "gradient_descent" else MEMORY[rule]))
    experiment = on_formula(KINK, (3.0,), body, steps=steps, domain=((-50.0, 50.0),))
    rates = np.geomspace(0.14, 2.0, 200)
    result = run_batch(Batch(experiment, 0, values={"learning_rate": rates}))
    standing = Standing.of(experiment.landscape.build(), steps, result)
    touches = result.reached >= 0
    assert (standing.has_arrived <= touches).all()
    for later in (1, 2, 3):
        longer = replace(experiment, steps=steps + later)
        again = run_batch(Batch(longer, 0, values={"learning_rate": rates}))
        assert (again.reached[standing.has_arrived] == result.reached[standing.has_arrived]).all()


MEMORY = {"lion": {"beta1": 0.0, "beta2": 0.0, "weight_decay": 0.0}, "momentum": {"momentum": 0.0}}


@pytest.mark.parametrize("steps", [100, 101])
def test_that_whether_the_last_step_is_odd_decides_nothing(steps: int) -> None:
    experiment = on_formula(KINK, (3.0,), ball("lion", weight_decay=0.0), steps=steps)
    assert not [c for c in search(experiment, 0, 60) if steps_of(c) < math.inf and c.reached > 0.95 * steps]


def test_that_a_local_minimum_is_not_the_best_where_a_lower_one_is_reached() -> None:
    experiment = preset("two_basins")
    for row in compare(experiment).rows:
        assert row.best.loss == pytest.approx(-0.305428, abs=1e-6)
    # Where none gets to the lower one, the soonest at the other is the best.
    short = replace(experiment, balls=(ball("gradient_descent", learning_rate=0.01),), start=(-1.0, 0.3))
    bounded = (Axis("learning_rate", 0.001, 0.05, 40), Axis("weight_decay", 0.0, 1e-6, 2))
    found = stability_map(short, 0, bounded)
    row, column = found.best() or (-1, -1)
    assert found.cells.minimum[row, column] == 1
    assert found.cells.reached[row, column] == found.cells.reached[found.cells.reached >= 0].min()


def test_that_minima_are_equally_low_whatever_the_last_digits_say() -> None:
    waves = on_library("himmelblau", ball("momentum")).landscape.build()
    assert floors_of(waves).tolist() == [-math.inf] * 4
    two = preset("two_basins").landscape.build()
    assert floors_of(two)[0] == -math.inf
    assert floors_of(two)[1] == pytest.approx(0.294146, abs=1e-6)


@pytest.mark.parametrize("scale", [1e-6, 1e-4, 1e4, 1e8])
@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "nesterov", "qhm", "asgd", "physical_ball"])
def test_that_rates_go_as_far_as_the_curvature_asks(rule: str, scale: float) -> None:
    # The path is the same when the rate is divided by what the loss is multiplied by.
    one, other = (on_formula(f"{s!r}*({BOWL})", (-5.0, -3.0), ball(rule), steps=100) for s in (1.0, scale))
    found, expected = best_of(other), best_of(one)
    assert steps_of(found) <= 1.1 * steps_of(expected) + 2.0
    rate = rate_of(other.balls[0].with_values(**found.values))
    assert 0.05 < rate * 6.0 * scale < 20.0


@pytest.mark.parametrize(
    "rule", sorted(n for n, o in OPTIMIZERS.items() if o.has_rate and not o.needs_hessian)
)
def test_that_every_rule_with_a_rate_is_searched_beyond_its_slider_on_a_wide_map(rule: str) -> None:
    wide = ((-5000.0, 5000.0), (-5000.0, 5000.0))
    experiment = on_formula(f"1e-6*({BOWL})", (-4000.0, -3000.0), ball(rule), steps=60, domain=wide)
    tried = [rate_of(experiment.balls[0].with_values(**c.values)) for c in search(experiment, 0, 60)]
    assert min(tried) < 1e-3
    assert max(tried) > 1000.0


def test_that_a_physical_ball_keeps_its_mass_and_is_as_good_as_the_momentum_that_it_is() -> None:
    bodies = [ball("physical_ball", mass=m, friction=c) for m, c in ((1.0, 1.5), (2.0, 0.5), (30.0, 0.0))]
    experiment = on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), ball("momentum"), *bodies, steps=100)
    result = compare(experiment)
    for before, same, best in zip(bodies, result.same.balls[1:], result.best.balls[1:], strict=True):
        kept = [before.hyperparameters[name] for name in ("mass", "friction")]
        assert [same.hyperparameters[name] for name in ("mass", "friction")] == kept
        assert rate_of(same) == pytest.approx(result.rate, rel=1e-4)
        assert best.hyperparameters["mass"] == before.hyperparameters["mass"]
        assert 0.0 <= momentum_of(best) < 1.0
    momentum, *others = (row.best.steps_to_tolerance for row in result.rows)
    assert max(others) <= 1.1 * momentum + 1


def test_that_noise_is_judged_by_seeds_with_which_nothing_was_searched() -> None:
    experiment = preset("noisy_gradients")
    result = compare(experiment)
    assert len(result.seeds) == JUDGE_SEEDS
    searched = search_seeds(experiment)
    assert searched is not None
    assert len(searched) == SEARCH_SEEDS
    assert not {experiment.seed, *searched.tolist()} & set(result.seeds)
    others = np.arange(10_000, 10_400, dtype=np.uint64)
    for index, rates in enumerate((np.geomspace(1e-3, 0.5, 40), np.geomspace(1e-4, 0.5, 24))):
        axes = {"learning_rate": rates} | ({"momentum": momenta(300, 12)} if index else {})
        grid = [part.ravel() for part in np.meshgrid(*axes.values(), indexing="ij")]
        values = {name: np.repeat(part, 50) for name, part in zip(axes, grid, strict=True)}
        seeds = np.tile(others[:50], len(grid[0]))
        tried = run_batch(Batch(experiment, index, values=values, seeds=seeds)).loss.reshape(-1, 50)
        medians = [
            float(np.median(run_batch(Batch(each, index, seeds=others)).loss))
            for each in (result.best, experiment)
        ]
        assert medians[0] < 1.6 * np.median(tried, axis=1).min()
        assert medians[0] < medians[1] / 10.0


def test_that_without_noise_there_are_no_seeds() -> None:
    assert judge_seeds(preset("ravine")) is search_seeds(preset("ravine")) is None
    assert compare(preset("overshoot"), 10).seeds == ()


FINE = [
    *(("book_ravine_0.4", 0), ("book_ravine_0.6", 0), ("plateau", 1), ("ravine", 0), ("ravine", 1)),
    *(("ravine", 2), ("ravine", 3), ("sgd_to_adam", 2), ("sgd_to_adam", 4), ("sgd_to_adam", 6)),
    *(("plateau", 3), ("two_basins", 0), ("two_basins", 1), ("overshoot", 0)),
]


@pytest.mark.parametrize(("name", "index"), FINE)
def test_that_the_best_is_within_a_tenth_of_a_hundred_times_as_fine_a_grid(name: str, index: int) -> None:
    experiment = preset(name)
    rule = OPTIMIZERS[experiment.balls[index].optimizer]
    axes = {"learning_rate": np.geomspace(1e-5, 10.0, 24_000 if rule.momentum_parameter is None else 200)}
    if rule.momentum_parameter is not None:
        axes[rule.momentum_parameter] = momenta(experiment.steps, 120)
    fine = least_of_grid(experiment, index, **axes)
    assert steps_of(best_of(experiment, index)) <= 1.1 * fine


def test_that_where_a_ball_begins_does_not_matter_for_its_best() -> None:
    others = [{"learning_rate": 3e-5, "momentum": 0.1}, {"learning_rate": 0.3, "momentum": 0.99}]
    twins = [ball("momentum", **values) for values in ({}, *others)]
    experiment = on_library("beale", *twins, steps=120)
    first, *more = (search(experiment, index, 60) for index in range(3))
    for found in more:
        assert found[1:] == first[1:]
        assert found[0] != first[0]


def test_that_what_was_searched_is_said() -> None:
    experiment = on_formula(BOWL, (3.0, 1.0), ball("momentum"), ball("newton"), steps=30)
    result = compare(experiment, 40)
    words = [str(line) for line in comparison_sentences(result)]
    assert words[0].startswith("Searched with 40 settings for each ball: its own, what theory says is best, ")
    for row, line in zip(result.rows, words[2:], strict=True):
        tried = [c.values for c in search(experiment, row.ball, 40)]
        for name, (low, high) in row.tried.items():
            values = [each[name] for each in tried if name in each]
            assert (low, high) == (min(values), max(values))
            assert f"{name} {spelt(f'{low:.4g}')} to {spelt(f'{high:.4g}')}" in line
    noisy = compare(replace(experiment, noise=0.5), 10)
    assert str(comparison_sentences(noisy)[1]) == (
        f"Each was run with {SEARCH_SEEDS} seeds. The numbers above are medians over {JUDGE_SEEDS} others."
    )


def test_that_theorys_best_is_among_those_that_are_tried() -> None:
    experiment = on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), ball("gradient_descent"), steps=60)
    assert search(experiment, 0, 10)[1].values["learning_rate"] == pytest.approx(2 / 4.2, rel=1e-5)


@pytest.mark.parametrize(
    "formula", ["x - y", "log(x) + y**2", "0*x + 0*y", "exp(-x**2 - y**2)", "sqrt(x + 9)"]
)
def test_that_a_search_goes_wherever_there_is_nothing_to_arrive_at(formula: str) -> None:
    for name in ("adam", "momentum", "gradient_descent"):
        experiment = on_formula(formula, (2.0, 1.0), ball(name), steps=12)
        found = search(experiment, 0, 25)
        assert len(found) == 25
        winner = min(found, key=lambda candidate: candidate.order)
        run = simulate(experiment.with_ball(0, experiment.balls[0].with_values(**winner.values)))
        assert winner.loss == run.loss[0, int(run.last[0])]
