"""Momentum on quadratics, against what Goh's "Why Momentum Really Works" (2017) derives."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis.recurrence import limit_of_roots, read_roots, roots, stability_limit
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Choice, Number
from momentum_lab.core.quadratic_theory import QuadraticTheory
from momentum_lab.core.weight_decay import DecayPlace
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import Status, simulate

RAVINE = "0.1*x**2 + 2*y**2"
BOOK = (-5.0, -2.0)


def momentum(rate, kept, form="leaky"):
    return ball("momentum", learning_rate=rate, momentum=kept, form=form)


def path(body, formula=RAVINE, start=BOOK, steps=100):
    return simulate(on_formula(formula, start, body, steps=steps)).position[0]


def measured_factor(positions):
    """The largest |eigenvalue| of the linear recurrence of second order that the positions obey."""
    a, b, c, d = positions
    sum_of_roots, product = np.linalg.solve([[b, -a], [c, -b]], [c, d])
    return max(abs(np.roots([1.0, -sum_of_roots, product])))


def test_that_the_velocity_form_takes_the_path_of_the_leaky_sum():
    assert path(momentum(0.1, 0.9, "velocity")) == pytest.approx(
        path(momentum(0.1, 0.9)), rel=1e-12, abs=1e-12
    )


def test_that_the_velocity_of_the_velocity_form_is_the_step_itself():
    run = simulate(on_formula(RAVINE, BOOK, momentum(0.1, 0.9, "velocity"), momentum(0.1, 0.9)))
    assert run.velocity[0, 1:] == pytest.approx(run.update[0, 1:], rel=1e-12, abs=1e-14)
    assert -0.1 * run.velocity[1, 1:] == pytest.approx(run.update[1, 1:], rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_that_the_average_at_a_larger_rate_takes_the_path_of_the_leaky_sum(kept):
    average = path(momentum(0.1 / (1.0 - kept), kept, "ema"))
    assert average == pytest.approx(path(momentum(0.1, kept)), rel=1e-12, abs=1e-12)


def test_that_the_corrected_average_takes_another_path_at_any_rate():
    leaky = path(momentum(0.04, 0.9))
    corrected = path(momentum(0.4, 0.9, "ema_corrected"))
    assert corrected[1] - BOOK == pytest.approx(10.0 * (leaky[1] - BOOK), rel=1e-12)
    same_first_step = path(momentum(0.04, 0.9, "ema_corrected"))
    assert same_first_step[1] == pytest.approx(leaky[1], rel=1e-12)
    assert np.max(np.abs(same_first_step[2:] - leaky[2:])) > 1.0


def test_that_the_corrected_average_is_the_weighted_mean_of_all_gradients():
    run = simulate(on_formula(RAVINE, BOOK, momentum(0.1, 0.8, "ema_corrected"), steps=12))
    for step in range(1, 13):
        weights = 0.8 ** np.arange(step - 1, -1, -1)
        mean = weights @ run.gradient[0, :step] / weights.sum()
        assert run.update[0, step] == pytest.approx(-0.1 * mean, rel=1e-12)


def test_that_without_momentum_every_form_is_gradient_descent():
    descent = path(ball("gradient_descent", learning_rate=0.1))
    for form in ("leaky", "velocity", "ema", "ema_corrected"):
        assert np.array_equal(path(momentum(0.1, 0.0, form)), descent)


@pytest.mark.parametrize(
    ("rate", "kept", "expected"),
    [
        (0.15, 0.9, 0.948683),
        (0.15, 0.125, 0.823143),
        (2.0, 0.05, 0.894076),
        (2.5, 0.235, 1.038771),
    ],
    ids=["ripples", "monotone", "monotone oscillation", "diverges"],
)
def test_that_each_regime_has_its_rate(rate, kept, expected):
    positions = path(momentum(rate, kept), "x**2/2", (1.0,), steps=10)[1:5, 0]
    assert measured_factor(positions) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(("rate", "kept"), [(0.15, 0.9), (2.0, 0.05), (2.5, 0.235)])
def test_that_the_determinant_of_a_mode_is_the_momentum(rate, kept):
    w = path(momentum(rate, kept), "x**2/2", (1.0,), steps=12)[1:, 0]
    casoratian = w[2:] * w[:-2] - w[1:-1] ** 2
    assert casoratian[1:6] / casoratian[:5] == pytest.approx(kept, rel=1e-7)


@pytest.mark.parametrize(("kept", "expected"), [(0.25, 0.858945), (0.5, 0.707107)])
def test_that_the_slower_direction_of_the_ravine_sets_the_rate(kept, expected):
    run = path(momentum(0.6, kept), steps=10)
    rates = [measured_factor(run[1:5, axis]) for axis in (0, 1)]
    assert max(rates) == pytest.approx(expected, abs=5e-7)


def test_that_gradient_descent_grows_by_1_4_a_step_at_rate_0_6():
    y = path(ball("gradient_descent", learning_rate=0.6), steps=10)[:, 1]
    assert np.abs(y[1:] / y[:-1]) == pytest.approx(1.4, rel=1e-12)


def test_that_the_best_rate_of_gradient_descent_shrinks_both_directions_alike():
    run = path(ball("gradient_descent", learning_rate=2.0 / 4.2), steps=10)
    assert np.abs(run[1:] / run[:-1]) == pytest.approx(0.904762, abs=5e-7)


def test_that_the_best_momentum_shrinks_both_directions_alike():
    root1, root2 = math.sqrt(0.2), math.sqrt(4.0)
    rate, kept = (2.0 / (root1 + root2)) ** 2, ((root2 - root1) / (root2 + root1)) ** 2
    assert (rate, kept) == pytest.approx((0.667907, 0.402605), abs=5e-7)
    run = path(momentum(rate, kept), steps=10)
    # Both modes are critically damped: two equal roots, of which rounding shows the root of its own size.
    for axis in (0, 1):
        assert measured_factor(run[1:5, axis]) == pytest.approx(0.634512, abs=1e-6)


def test_that_critical_damping_neither_overshoots_nor_can_be_beaten():
    rate = 0.04
    rates = []
    for kept in ((1.0 - math.sqrt(rate)) ** 2, 0.6, 0.7):
        positions = path(momentum(rate, kept), "x**2/2", (1.0,), steps=60)[:, 0]
        rates.append(measured_factor(positions[1:5]))
        assert (positions.min() < 0.0) == (kept > 0.65)
    assert rates[0] == pytest.approx(0.8, abs=1e-6)
    assert rates[0] < min(rates[1:])


@pytest.mark.parametrize(
    ("body", "f50", "f100"),
    [
        (ball("gradient_descent", learning_rate=2.0 / 101.0), 0.135326, 0.0183132),
        (momentum(4.0 / 121.0, 81.0 / 121.0), 8.23945e-6, None),
    ],
    ids=["gradient descent", "momentum"],
)
def test_that_the_three_modes_of_the_article_reach_its_losses(body, f50, f100):
    modes = [
        simulate(on_formula(f"{l}*x**2/2", (1.0 / math.sqrt(l),), body, steps=100)).loss[0]
        for l in (1, 10, 100)  # noqa: E741
    ]
    loss = np.sum(modes, axis=0)
    assert loss[0] == pytest.approx(1.5, rel=1e-15)
    assert loss[50] == pytest.approx(f50, rel=5e-6)
    if f100 is not None:
        assert loss[100] == pytest.approx(f100, rel=5e-6)


def test_that_the_middle_mode_of_the_article_shrinks_by_nine_elevenths():
    positions = path(momentum(4.0 / 121.0, 81.0 / 121.0), "5*x**2", (1.0,), steps=10)[1:5, 0]
    assert measured_factor(positions) == pytest.approx(9.0 / 11.0, rel=1e-9)


@pytest.mark.parametrize(
    ("kept", "end", "loss"),
    [(0.0, (-0.084984, 0.002761), 1.177212), (0.74, (0.904624, 0.272545), 0.00910660)],
)
def test_that_the_banana_of_the_article_ends_where_it_does(kept, end, loss):
    formula = "(1 - x)**2 + 20*(3*y - x**2)**2"
    run = simulate(on_formula(formula, (-1.21, 0.853), momentum(0.003, kept), steps=150))
    assert run.position[0, 150] == pytest.approx(end, abs=5e-7)
    assert run.loss[0, 150] == pytest.approx(loss, rel=5e-7)


@pytest.mark.parametrize(("kept", "largest"), [(0.0, 0.5), (0.25, 0.625), (0.5, 0.75)])
def test_that_the_ravine_has_the_largest_stable_rate_that_theory_says(kept, largest):
    below, above = momentum(0.99 * largest, kept), momentum(1.01 * largest, kept)
    run = simulate(on_formula(RAVINE, BOOK, below, above, steps=1000))
    assert run.status[:, -1].tolist() == [Status.CONVERGED, Status.DIVERGED]
    assert np.abs(run.position[0, -1]).max() < 1e-6


def limited():
    """Every optimizer that states a limit of stability, with several of its hyperparameters."""
    for name, optimizer in OPTIMIZERS.items():
        if stability_limit(optimizer, optimizer.pack(optimizer.checked({}))) is None:
            continue
        momentum = optimizer.momentum_parameter
        kept = [{momentum: b} for b in (0.0, 0.3, 0.9)] if momentum else [{}]
        forms = [{}] if "nu" not in optimizer.hyperparameters else [{"nu": nu} for nu in (0.0, 0.7, 1.0)]
        if "form" in optimizer.hyperparameters:
            forms += [{"form": form} for form in ("velocity", "ema", "ema_corrected")] + [{"dampening": 0.5}]
        yield from ((name, {**k, **f}) for k in kept for f in forms)


@pytest.mark.parametrize(("name", "values"), list(limited()))
@pytest.mark.parametrize("curvature", [0.25, 1.0, 8.0])
def test_that_the_stated_limit_parts_convergence_from_divergence(name, values, curvature):
    optimizer = OPTIMIZERS[name]
    limit = stability_limit(optimizer, optimizer.pack(optimizer.checked(values)))
    below, above = (ball(name, **values, learning_rate=share * limit / curvature) for share in (0.99, 1.01))
    run = simulate(on_formula(f"{curvature}*x**2/2", (1.0,), below, above, steps=6000))
    assert run.status[:, -1].tolist() == [Status.CONVERGED, Status.DIVERGED]
    assert abs(run.position[0, -1, 0]) < 1e-6


def test_that_a_full_share_of_an_endless_average_is_stable_at_any_rate():
    qhm = OPTIMIZERS["qhm"]
    assert stability_limit(qhm, qhm.pack(qhm.checked({"beta": 1.0, "nu": 1.0}))) == math.inf


def test_that_full_momentum_or_full_dampening_has_no_finite_limit_to_divide_by():
    momentum_optimizer = OPTIMIZERS["momentum"]
    for values in ({"momentum": 1.0, "form": "ema"}, {"dampening": 1.0}):
        hyper = momentum_optimizer.pack(momentum_optimizer.checked(values))
        assert stability_limit(momentum_optimizer, hyper) == math.inf


def variants(optimizer):
    """Hyperparameters with each form, and several momenta and other numbers below one."""
    declared = optimizer.hyperparameters
    yield {}
    for name, declaration in declared.items():
        if isinstance(declaration, Choice):
            yield from ({name: option} for option in declaration.options)
        elif isinstance(declaration, Number) and declaration.high == 1.0:
            yield from ({name: share} for share in (0.0, 0.3, 0.95))
    yield {name: 0.6 for name, d in declared.items() if isinstance(d, Number) and d.high == 1.0}


LINEAR = [o for o in OPTIMIZERS.values() if o.theory is not None]
VARIANTS = [(o, values) for o in LINEAR for values in variants(o)]
every_variant = pytest.mark.parametrize(
    ("optimizer", "values"), VARIANTS, ids=[f"{o.name}-{v}" for o, v in VARIANTS]
)


@every_variant
@pytest.mark.parametrize("curvature", [-2.0, 0.0, 0.3, 40.0])
def test_that_the_stated_roots_are_those_of_the_arithmetic(optimizer, values, curvature):
    hyper = optimizer.pack(optimizer.checked(values))
    expected = read_roots(optimizer, hyper, curvature)
    assert roots(optimizer, hyper, curvature) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@every_variant
def test_that_the_stated_limit_is_that_of_the_arithmetic(optimizer, values):
    hyper = optimizer.pack(optimizer.checked(values))
    stated = stability_limit(optimizer, hyper)
    if stated is None:
        assert "learning_rate" not in optimizer.hyperparameters
    else:
        assert limit_of_roots(optimizer, hyper) == pytest.approx(stated, rel=1e-9)


@pytest.mark.parametrize("optimizer", LINEAR, ids=lambda o: o.name)
def test_that_what_has_a_theory_is_linear_in_gradient_and_state(optimizer):
    hyper = optimizer.pack(optimizer.checked({}))
    state = optimizer.init(hyper)
    for _ in range(3):  # the first step may count more
        _, state = optimizer.update(0.0, 0.0, state, hyper)

    def after(gradient, memory):
        given = {name: memory for name in state._fields if name not in optimizer.shared_state}
        step, left = optimizer.update(gradient, 7.0, state._replace(**given), hyper)
        return np.array([step, *(value for n, value in left._asdict().items() if n in given)])

    pairs = np.random.default_rng(0).normal(scale=10.0, size=(20, 2, 2))
    for one, other in pairs:
        assert after(*(one + other)) == pytest.approx(after(*one) + after(*other), rel=1e-9, abs=1e-12)
        assert after(*(-3.0 * one)) == pytest.approx(-3.0 * after(*one), rel=1e-9, abs=1e-12)


def test_that_the_limit_is_found_from_stated_roots_as_well():
    average = replace(OPTIMIZERS["momentum"], theory=QuadraticTheory(OPTIMIZERS["momentum"].theory.roots))
    hyper = average.pack(average.checked({"momentum": 0.5, "form": "ema"}))
    assert stability_limit(average, hyper) == pytest.approx(6.0, rel=1e-12)


@pytest.mark.parametrize("name", ["rmsprop", "newton"])
def test_that_what_remembers_two_numbers_has_to_state_its_roots(name):
    with pytest.raises(TypeError, match="remembers more than one number"):
        replace(OPTIMIZERS[name], theory=QuadraticTheory())


def test_that_a_rule_that_climbs_or_never_forgets_has_no_stable_rate():
    momentum = replace(OPTIMIZERS["momentum"], theory=QuadraticTheory())
    endless = momentum.pack(momentum.checked({"momentum": 1.0}))
    assert stability_limit(momentum, endless) == 0.0
    nesterov = replace(OPTIMIZERS["nesterov"], theory=QuadraticTheory())  # forgets nothing, but looks ahead
    assert stability_limit(nesterov, nesterov.pack(nesterov.checked({"momentum": 1.0}))) == pytest.approx(
        4 / 3
    )
    climbing = replace(
        OPTIMIZERS["gradient_descent"],
        theory=QuadraticTheory(),
        update=lambda gradient, position, state, hyper: (hyper.learning_rate * gradient, state),
    )
    assert stability_limit(climbing, climbing.pack(climbing.checked({}))) == 0.0


def test_that_of_a_rule_without_numbers_no_limit_is_told():
    nowhere = replace(
        OPTIMIZERS["gradient_descent"],
        theory=QuadraticTheory(),
        update=lambda gradient, position, state, hyper: (math.nan, state),
    )
    assert stability_limit(nowhere, nowhere.pack(nowhere.checked({}))) == math.inf


STATED = QuadraticTheory(lambda hyper, curvature: (1.0, 0.0))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"momentum_parameter": "beta7"}, "has no Number 'beta7'"),
        ({"momentum_parameter": "amsgrad"}, "has no Number 'amsgrad'"),
        ({"theory": replace(STATED, step_parameter="time_step")}, "has no Number 'time_step'"),
        ({"weight_decay": DecayPlace.CHOSEN}, "has no Flag 'decoupled_weight_decay'"),
        ({"weight_decay": DecayPlace.STEP, "theory": STATED}, "weight decay in the gradient"),
        ({"needs_hessian": True}, "coordinate by coordinate"),
    ],
)
def test_that_declarations_that_do_not_fit_together_are_refused(changes, problem):
    with pytest.raises(TypeError, match=problem):
        replace(OPTIMIZERS["adam"], **changes)


def test_that_a_rule_of_one_coordinate_is_not_taken_for_one_of_the_vector():
    assert OPTIMIZERS["adam"].coordinate_update is OPTIMIZERS["adam"].update
    assert OPTIMIZERS["newton"].vector_update is OPTIMIZERS["newton"].update
    with pytest.raises(TypeError):
        OPTIMIZERS["newton"].coordinate_update  # noqa: B018
    with pytest.raises(TypeError):
        OPTIMIZERS["adam"].vector_update  # noqa: B018


def test_that_a_checked_mapping_survives_packing():
    values = OPTIMIZERS["momentum"].checked(FrozenMapping(form="ema"))
    assert OPTIMIZERS["momentum"].pack(values).form == 2
