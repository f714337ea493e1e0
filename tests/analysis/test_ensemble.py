"""Ensembles: each member is a run of its own seed, and the bands are those of the members."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.ensemble import ensemble
from momentum_lab.core.errors import CancelledError, InputError
from momentum_lab.experiment.experiment import MOST_SEED
from momentum_lab.simulation import Status, simulate

NOISY = on_formula(
    "0.1*x**2 + 2*y**2",
    (-5.0, -2.0),
    ball("gradient_descent", learning_rate=0.2),
    ball("momentum", learning_rate=0.05),
    steps=47,
    seed=11,
    noise=0.5,
)


def runs(experiment, seeds):
    return [simulate(replace(experiment, seed=int(seed))) for seed in seeds]


@pytest.mark.parametrize("stride", [1, 5, None])
def test_that_members_are_runs_and_bands_are_theirs(stride):
    result = ensemble(NOISY, 9, stride=stride)
    for index, part in enumerate(result.balls):
        members = runs(NOISY, part.seeds)
        assert part.seeds.tolist() == list(range(11, 20))
        assert part.steps.tolist() == sorted({*range(0, 48, stride or 1), 47})
        losses = np.array([run.loss[index, part.steps] for run in members])
        assert np.array_equal(part.quantiles, np.quantile(losses, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0))
        assert np.array_equal(part.median, np.median(losses, axis=0))
        assert np.array_equal(part.ends, [run.position[index, -1] for run in members])
        assert np.array_equal(part.status, [run.status[index, -1] for run in members])
        still = simulate(replace(NOISY, noise=0.0)).loss[index, part.steps]
        assert np.array_equal(part.noiseless, still)
        late = part.steps > 0.9 * 47
        assert part.floor == pytest.approx(losses[:, late].mean() - still[late].mean(), rel=1e-14)
    assert [part.label for part in result.balls] == list(NOISY.labels)


def test_that_the_noise_floor_of_gradient_descent_is_that_of_theory():
    # x ← (1 − lr l) x − lr n is stationary with variance lr² s² / (1 − (1 − lr l)²); the loss is l/2 of it.
    rate, noise, curvature = 0.2, 0.5, 2.0
    slope = ball("gradient_descent", learning_rate=rate)
    experiment = on_formula("x**2", (4.0,), slope, steps=200, noise=noise)
    variance = (rate * noise) ** 2 / (1.0 - (1.0 - rate * curvature) ** 2)
    (part,) = ensemble(experiment, 200).balls
    assert part.floor == pytest.approx(curvature / 2.0 * variance, rel=0.1)


def test_that_balls_with_noise_of_their_own_share_the_seeds_and_not_the_noise():
    twins = replace(
        NOISY, balls=(replace(NOISY.balls[0], label="one"), replace(NOISY.balls[0], label="other"))
    )
    for common in (True, False):
        first, second = ensemble(replace(twins, common_noise=common), 4).balls
        assert first.seeds.tolist() == second.seeds.tolist() == [11, 12, 13, 14]
        assert np.array_equal(first.ends, second.ends) == common
        assert len(np.unique(np.concatenate((first.ends, second.ends)), axis=0)) == (4 if common else 8)


def test_that_seeds_go_on_from_the_first_after_the_last():
    part = ensemble(replace(NOISY, seed=MOST_SEED), 3, balls=[1]).balls[0]
    assert part.seeds.tolist() == [MOST_SEED, 0, 1]
    assert part.ball == 1


def test_that_diverged_members_count_as_infinite():
    wild = ball("gradient_descent", learning_rate=0.3)
    experiment = on_formula("x**4 - x**2", (0.0,), wild, steps=60, noise=2.0, domain=((-3, 3),))
    (part,) = ensemble(experiment, 15).balls
    diverged = int((part.status == Status.DIVERGED).sum())
    assert diverged > 0
    losses = np.array([run.loss[0] for run in runs(experiment, part.seeds)])
    expected = np.sort(np.where(np.isnan(losses), np.inf, losses), axis=0)
    assert np.array_equal(part.median, expected[7])
    assert not np.isnan(part.quantiles).any()
    assert part.floor == np.inf


def test_that_members_that_go_downhill_without_end_count_as_minus_infinite():
    experiment = on_formula(
        "-(x**4)", (1.0,), ball("gradient_descent", learning_rate=0.1), steps=40, noise=0.1
    )
    (part,) = ensemble(experiment, 5).balls
    assert (part.status == Status.ESCAPED).all()
    assert part.quantiles[2, -1] == -np.inf


def test_that_long_runs_keep_some_hundred_steps_and_the_last():
    part = ensemble(on_library("double_well", ball("momentum"), steps=1201), 2).balls[0]
    assert len(part.steps) == 402
    assert part.steps[[0, 1, -1]].tolist() == [0, 3, 1201]


def test_that_progress_rises_to_one_and_can_cancel():
    shares = []
    ensemble(NOISY, 3, lambda share: shares.append(share) or True)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(CancelledError):
        ensemble(NOISY, 3, lambda share: False)
    with pytest.raises(InputError, match="seeds: found 0, allowed is a whole number from 1 to 10,000"):
        ensemble(NOISY, 0)
