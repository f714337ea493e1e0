"""Theory beside practice, against the numbers of Goh's "Why Momentum Really Works" (2017)."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.best_values import best_values
from momentum_lab.analysis.modes import Regime, largest_root, mode
from momentum_lab.analysis.theory import Caveat, curvature_at, mode_errors, theory
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

RAVINE = "0.1*x**2 + 2*y**2"
BOOK = (-5.0, -2.0)
FORMS = ("leaky", "velocity", "ema", "ema_corrected")


def told(formula, start, body, steps=400, step=0, place="minimum", **more):
    return theory(simulate(on_formula(formula, start, body, steps=steps, **more)), 0, step, place)


def descent(rate=0.1, **more):
    return ball("gradient_descent", learning_rate=rate, **more)


def heavy(rate=0.1, kept=0.9, form="leaky", **more):
    return ball("momentum", learning_rate=rate, momentum=kept, form=form, **more)


def test_that_the_curvature_of_the_ravine_is_told():
    found = told(RAVINE, BOOK, descent())
    assert found.curvature.eigenvalues == pytest.approx([0.2, 4.0], rel=1e-12)
    assert np.abs(found.curvature.axes) == pytest.approx(np.eye(2))
    assert found.curvature.condition == pytest.approx(20.0)
    assert found.minimum.position == pytest.approx((0.0, 0.0), abs=1e-12)


def test_that_the_best_of_gradient_descent_is_told():
    found = told(RAVINE, BOOK, descent())
    assert found.best.values == {"learning_rate": pytest.approx(0.476190, abs=1e-6)}
    assert found.best.convergence_factor == pytest.approx(0.904762, abs=1e-6)
    assert found.stable == {"learning_rate": pytest.approx(0.5)}


def test_that_the_best_of_momentum_is_told():
    best = told(RAVINE, BOOK, heavy()).best
    assert best.values == {
        "learning_rate": pytest.approx(0.667907, abs=1e-6),
        "momentum": pytest.approx(0.402605, abs=1e-6),
    }
    assert best.convergence_factor == pytest.approx(0.634512, abs=1e-6)


@pytest.mark.parametrize(
    ("kept", "rate", "stable"), [(0.0, 1.4, 0.5), (0.25, 0.858945, 0.625), (0.5, 0.707107, 0.75)]
)
def test_that_momentum_widens_what_is_stable_and_sets_the_rate(kept, rate, stable):
    found = told(RAVINE, BOOK, heavy(0.6, kept))
    assert found.predicted_factor == pytest.approx(rate, abs=5e-7)
    assert found.stable == {"learning_rate": pytest.approx(stable)}


@pytest.mark.parametrize(
    ("rate", "kept", "left", "regime"),
    [
        (0.15, 0.9, 0.948683, Regime.UNDERDAMPED),
        (0.15, 0.125, 0.823143, Regime.OVERDAMPED),
        (2.0, 0.05, 0.894076, Regime.ALTERNATING),
        (2.5, 0.235, 1.038771, Regime.DIVERGING),
        (0.04, 0.64, 0.8, Regime.CRITICAL),
    ],
)
def test_that_each_regime_has_its_name_and_its_rate(rate, kept, left, regime):
    (found,) = told("x**2/2", (1.0,), heavy(rate, kept)).modes
    assert (found.convergence_factor, found.regime) == (pytest.approx(left, abs=5e-7), regime)


@pytest.mark.parametrize(
    ("rate", "regime"),
    [(0.5, Regime.OVERDAMPED), (1.0, Regime.CRITICAL), (1.5, Regime.ALTERNATING), (2.1, Regime.DIVERGING)],
)
def test_that_the_regimes_of_gradient_descent_are_named(rate, regime):
    assert told("x**2/2", (1.0,), descent(rate)).modes[0].regime is regime


def test_that_a_condition_of_a_hundred_has_the_articles_best_values():
    first = told("x**2/2 + 50*y**2", (1.0, 0.1), descent()).best
    assert first.values == {"learning_rate": pytest.approx(2 / 101, rel=1e-5)}
    best = told("x**2/2 + 50*y**2", (1.0, 0.1), heavy()).best
    assert best.values["learning_rate"] == pytest.approx(4 / 121, rel=1e-5)
    assert best.values["momentum"] == pytest.approx(81 / 121, rel=1e-5)
    assert best.convergence_factor == pytest.approx(9 / 11)


@pytest.mark.parametrize(
    "body",
    [
        descent(0.3),
        descent(2 / 4.2),
        descent(0.55),
        heavy(0.6, 0.25),
        heavy(0.6, 0.5),
        heavy(0.15, 0.9),
        heavy(0.9, 0.5),
        heavy(0.5, 0.8, "velocity"),
        heavy(0.8, 0.8, "ema"),
        heavy(0.8, 0.8, "ema_corrected"),
        heavy(0.9, 0.7, dampening=0.4),
        ball("nesterov", learning_rate=0.15, momentum=0.9),
        ball("nesterov", learning_rate=0.4, momentum=0.5),
        ball("qhm", learning_rate=0.3, beta=0.9, nu=0.7),
        ball("physical_ball", mass=2.0, friction=0.8, time_step=0.4),
    ],
    ids=lambda body: body.optimizer,
)
@pytest.mark.parametrize("formula", [RAVINE, "0.1*(x-1)**2 + 2*(y-0.3)**2 + 5"])
def test_that_what_is_measured_is_what_was_predicted(body, formula):
    found = told(formula, BOOK, body, steps=600)
    assert found.measured_factor == pytest.approx(found.predicted_factor, rel=0.01)


@pytest.mark.parametrize("form", FORMS)
def test_that_the_best_values_keep_their_promise_in_every_form(form):
    run = simulate(on_formula(RAVINE, BOOK, heavy(form=form), steps=10))
    best = theory(run, 0, 0).best
    tried = run.experiment.balls[0].with_values(**best.values)
    found = told(RAVINE, BOOK, tried, steps=600)
    assert found.predicted_factor == pytest.approx(0.634512, abs=2e-3)
    assert found.measured_factor == pytest.approx(found.predicted_factor, rel=0.01)


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "nesterov", "physical_ball"])
def test_that_no_other_values_are_better(name):
    body = ball(name)
    best = best_values(body, (0.2, 4.0))

    def left(values):
        return max(
            mode(name, {**body.hyperparameters, **values}, v).convergence_factor for v in (0.2, 0.9, 4.0)
        )

    assert left(best.values) == pytest.approx(best.convergence_factor, abs=2e-3)
    shares = (0.85, 0.93, 0.97, 1.0, 1.03, 1.07, 1.15)
    for factors in itertools.product(shares, repeat=len(best.values)):
        other = {n: v * f for (n, v), f in zip(best.values.items(), factors, strict=True)}
        assert left(other) >= best.convergence_factor - 1e-6


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "nesterov", "qhm", "physical_ball"])
def test_that_the_largest_stable_value_is_the_border(name):
    run = simulate(on_formula("2*x**2", (1.0,), ball(name), steps=1))
    ((key, limit),) = theory(run, 0, 0).stable.items()
    values = run.experiment.balls[0].hyperparameters
    below, above = (
        mode(name, {**values, key: share * limit}, 4.0).convergence_factor for share in (0.999, 1.001)
    )
    assert below < 1.0 < above


def test_that_the_larger_root_is_the_spectral_radius():
    generator = np.random.default_rng(0)
    for total, product in generator.uniform(-2.0, 2.0, (200, 2)):
        assert largest_root(total, product) == pytest.approx(max(abs(np.roots([1.0, -total, product]))))


def test_that_the_errors_along_the_axes_are_those_of_the_modes():
    rate = 2 / 4.2
    run = simulate(on_formula("0.1*x**2 + 2*y**2", BOOK, descent(rate), steps=20))
    found = theory(run, 0, 0)
    errors = mode_errors(run, 0, found.curvature, found.minimum)
    assert errors.shape == (2, 21)
    assert errors[0] == pytest.approx(5.0 * (1 - rate * 0.2) ** np.arange(21))
    assert errors[1] == pytest.approx(2.0 * (rate * 4.0 - 1) ** np.arange(21))
    assert mode_errors(run, 0, found.curvature, found.minimum, slice(None, None, 5)).shape == (2, 5)


def test_that_rotation_turns_the_axes_and_changes_nothing_else():
    turned = told("0.1*(0.8*x+0.6*y)**2 + 2*(0.8*y-0.6*x)**2", BOOK, heavy())
    assert turned.curvature.eigenvalues == pytest.approx([0.2, 4.0])
    assert np.abs(turned.curvature.axes) == pytest.approx(np.array([[0.8, 0.6], [0.6, 0.8]]))


def test_that_a_saddle_promises_nothing_good():
    found = told("x**2 - y**2", (1.0, 1e-3), descent(), steps=20, place="ball")
    assert found.curvature.condition is None
    assert found.best is None
    assert [m.regime for m in found.modes] == [Regime.RUNS_AWAY, Regime.OVERDAMPED]
    assert found.predicted_factor > 1.0
    assert found.minimum is None
    assert found.measured_factor is None


def test_that_a_level_valley_has_a_flat_mode_that_the_prediction_leaves_out():
    found = told("x**2 + 0*y", (1.0, 1.0), descent(0.25), place="ball")
    assert found.curvature.condition == math.inf
    assert found.modes[0].regime is Regime.FLAT
    assert found.predicted_factor == pytest.approx(0.5)
    assert found.best is None


def test_that_where_no_curvature_is_defined_nothing_is_said():
    found = told("sqrt(x) + y**2", (-1.0, 1.0), descent(), steps=5, place="ball")
    assert found.curvature is None
    assert found.modes == ()
    assert found.predicted_factor is None
    assert (
        curvature_at(simulate(on_formula("1/x", (1.0,), descent())).experiment.landscape.build(), (0.0,))
        is None
    )


def test_that_the_curvature_where_the_ball_is_follows_the_ball():
    at = [told("x**4", (1.0,), descent(0.01), step=step, place="ball") for step in (0, 50)]
    assert at[0].curvature.eigenvalues[0] == pytest.approx(12.0)
    assert at[1].curvature.eigenvalues[0] < 12.0
    assert at[1].step == 50


def test_that_losses_that_are_rounding_do_not_count():
    found = told("1 - cos(x) + y**2", (0.5, 0.3), descent(0.5), steps=300)
    assert found.measured_factor == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize(("first", "changed", "is_told"), [(0.0, 0.2, False), (0.2, 0.0, True)])
def test_that_a_rate_is_measured_where_no_weight_decay_was_in_force(first, changed, is_told):
    change = BallChange(5, FrozenMapping({"weight_decay": changed}))
    body = replace(descent(0.02), changes=(change,)).with_values(weight_decay=first)
    found = told("x**2 + 5*y**2", (1.0, 0.7), body, steps=300, step=200)
    assert (found.measured_factor is not None) == is_told
    if is_told:
        assert found.measured_factor == pytest.approx(found.predicted_factor, rel=0.01)


def test_that_a_diverging_ball_grows_at_the_rate_predicted():
    found = told(RAVINE, BOOK, descent(0.55), steps=300)
    assert found.predicted_factor == pytest.approx(1.2)
    assert found.measured_factor == pytest.approx(1.2, rel=0.01)


def test_that_what_the_prediction_does_not_know_is_said():
    slow = RateSchedule("cosine")
    assert told(RAVINE, BOOK, descent(schedule=slow)).caveats == (Caveat.SCHEDULE,)
    assert told(RAVINE, BOOK, descent(clipping=Clipping("norm", 1.0))).caveats == (Caveat.CLIPPING,)
    noisy = told(RAVINE, BOOK, descent(), noise=0.1)
    assert noisy.caveats == (Caveat.NOISE,)
    assert noisy.measured_factor is None
    decayed = told(RAVINE, BOOK, descent(weight_decay=0.1))
    assert decayed.caveats == (Caveat.WEIGHT_DECAY,)
    assert decayed.predicted_factor == pytest.approx(1 - 0.1 * 0.3)
    assert told(RAVINE, BOOK, ball("adam")).caveats == (Caveat.NOT_LINEAR,)


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_that_every_optimizer_has_its_facts_of_curvature(name):
    found = told(RAVINE, BOOK, ball(name), steps=30)
    assert found.curvature.condition == pytest.approx(20.0)
    assert (found.predicted_factor is None) == (not found.modes)


@pytest.mark.parametrize("name", list(LANDSCAPES))
def test_that_no_landscape_of_the_library_is_too_much(name):
    run = simulate(on_library(name, heavy(), ball("adam"), steps=60))
    for index, place, step in itertools.product((0, 1), ("minimum", "ball"), (0, 60)):
        found = theory(run, index, step, place)
        assert found.predicted_factor is None or not math.isnan(found.predicted_factor)
