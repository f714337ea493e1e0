"""The words for how a ball moves along an axis, against paths of balls that start there at rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis.modes import Regime, mode
from momentum_lab.analysis.recurrence import stability_limit
from momentum_lab.analysis.theory import theory
from momentum_lab.core.hyperparameters import LEARNING_RATE, Choice, Number
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

LINEAR = [name for name, rule in OPTIMIZERS.items() if rule.theory is not None]
MODES_OF_EACH = 150
STEPS = 5000


def path_of(name, values, curvature, steps):
    """The path from 1 at rest, by the rule's own arithmetic, as far as it is no rounding."""
    rule = OPTIMIZERS[name]
    hyper = rule.pack(rule.checked(values))
    position, state, path = 1.0, rule.init(hyper), [1.0]
    for _ in range(steps):
        step, state = rule.coordinate_update(curvature * position, position, state, hyper)
        position += step
        path.append(position)
        if not 1e-250 < abs(position) < 1e250:
            break
    return np.array(path)


def share(generator):
    """A number from 0 to 1: an end now and then, and many near 1."""
    kind = generator.choice(["end", "any", "near"], p=[0.15, 0.5, 0.35])
    if kind == "end":
        return float(generator.choice([0.0, 1.0]))
    return float(generator.uniform() if kind == "any" else 1.0 - 10.0 ** generator.uniform(-3.0, 0.0))


def drawn(name, generator):
    """Hyperparameters of a rule, up to somewhat beyond what is stable, and a curvature."""
    rule, values, curvature = OPTIMIZERS[name], {}, float(10.0 ** generator.uniform(-2.0, 2.0))
    for key, declared in rule.hyperparameters.items():
        if isinstance(declared, Choice):
            values[key] = str(generator.choice(declared.options))
        elif isinstance(declared, Number) and declared.high == 1.0:
            values[key] = share(generator)
    if rule.heavy_ball is not None:
        kept, product = generator.uniform(-1.1, 1.0), generator.uniform(0.0, 4.2)
        return dict(rule.heavy_ball.values(rule.pack(rule.checked({})), product / curvature, kept)), curvature
    limit = stability_limit(rule, rule.pack(rule.checked(values)))
    part = generator.choice([generator.uniform(0.0, 1.2), 10.0 ** generator.uniform(-5.0, 0.0)])
    values[LEARNING_RATE] = part * (limit if 0.0 < limit < math.inf else 4.0) / curvature
    return values, curvature


def changes(path):
    """At which steps the ball changes sides, as far as that is no rounding."""
    signs = np.sign(path)
    return signs[1:] != signs[:-1]


def is_so(regime, path):
    """Whether the words for a regime are true of a path."""
    crossed = changes(path)
    size = np.abs(path)
    half, late = len(path) // 2, crossed[-(len(crossed) // 4) :]
    match regime:
        case Regime.OVERDAMPED | Regime.CRITICAL:
            return not crossed.any() and size[-1] < 1.0
        case Regime.CROSSING:
            return crossed.any() and not late.any()
        case Regime.ALTERNATING | Regime.CRITICAL_ALTERNATING:
            return crossed.all() and size[half:].max() < size[:half].max()
        case Regime.ALTERNATING_LATER:
            return not crossed.all() and late.all()
        case Regime.UNDERDAMPED:
            return crossed.sum() <= len(crossed) / 2 + 1 and crossed.any()
        case Regime.RIPPLING:
            return crossed.sum() >= len(crossed) / 2 - 1
        case Regime.UNDAMPED:
            return crossed.any() and size.max() < 1e3 and size[half:].max() > 0.5 * size.max()
        case Regime.SHORT_OF_IT:
            return np.ptp(path[half:]) < 1e-3 * size.max() and size[-1] > 1e-6
        case Regime.DIVERGING:
            return crossed.any() and size[half:].max() > size[:half].max()
        case Regime.DIVERGING_ONE_WAY | Regime.RUNS_AWAY:
            return not crossed[half:].any() and size[-1] > size[half]
    raise AssertionError(regime)


def assert_true(name, values, curvature):
    """Check the word for a mode, and return it."""
    found = mode(name, OPTIMIZERS[name].checked(values), curvature)
    path = path_of(name, values, curvature, STEPS)
    assert is_so(found.regime, path), (values, curvature, found, path[:12])
    return found.regime


@pytest.mark.parametrize("name", LINEAR)
def test_that_the_word_for_a_mode_is_true_of_its_path(name):
    generator = np.random.default_rng(2)
    seen = {assert_true(name, *drawn(name, generator)) for _ in range(MODES_OF_EACH)}
    assert len(seen) >= 3


@pytest.mark.parametrize("name", ["momentum", "physical_ball"])
@pytest.mark.parametrize("product", [0.01, 0.15, 0.5, 0.81, 1.21, 1.44, 2.25, 3.0, 3.61])
@pytest.mark.parametrize("curvature", [0.2, 1.0, 4.0])
def test_that_two_equal_roots_have_the_word_of_their_sign(name, product, curvature):
    rule, rate, kept = OPTIMIZERS[name], product / curvature, (1.0 - math.sqrt(product)) ** 2
    values = {LEARNING_RATE: rate, "momentum": kept}
    if rule.heavy_ball is not None:
        values = dict(rule.heavy_ball.values(rule.pack(rule.checked({})), rate, kept))
    expected = Regime.CRITICAL if product < 1.0 else Regime.CRITICAL_ALTERNATING
    assert assert_true(name, values, curvature) is expected


@pytest.mark.parametrize("product", [0.01, 0.3, 0.9, 1.1, 1.2, 1.3])
def test_that_equal_roots_of_nesterov_have_the_word_of_their_sign(product):
    """There are some only for a positive root: a negative one would need a negative momentum."""
    root = math.sqrt(product)
    kept = (1.0 - root) / (1.0 + root)
    values = {LEARNING_RATE: product, "momentum": max(kept, 0.0)}
    expected = Regime.CRITICAL if product < 1.0 else Regime.ALTERNATING
    assert assert_true("nesterov", values, 1.0) is expected


def test_that_a_ball_of_quasi_hyperbolic_momentum_that_alternates_at_first_is_not_said_to_creep():
    values = {LEARNING_RATE: 1.6, "beta": 0.9, "nu": 0.2}
    path = path_of("qhm", values, 1.0, 60)
    assert (path[:4] * (-1.0) ** np.arange(4) > 0.0).all()
    assert (path[-20:] < 0.0).all()
    assert assert_true("qhm", values, 1.0) is Regime.CROSSING


@pytest.mark.parametrize(
    ("values", "regime"),
    [
        ({"beta": 0.9, "nu": 0.0, LEARNING_RATE: 0.5}, Regime.OVERDAMPED),
        ({"beta": 1.0, "nu": 0.5, LEARNING_RATE: 1.0}, Regime.OVERDAMPED),
        ({"beta": 0.9, "nu": 0.0, LEARNING_RATE: 1.5}, Regime.ALTERNATING),
    ],
)
def test_that_a_memory_without_a_say_does_not_slow_a_ball_down(values, regime):
    path = path_of("qhm", values, 1.0, 30)
    found = mode("qhm", OPTIMIZERS["qhm"].checked(values), 1.0)
    assert found.regime is regime
    assert found.convergence_factor == pytest.approx(abs(path[-1] / path[-2]))


@pytest.mark.parametrize(
    ("name", "values", "regime"),
    [
        ("momentum", {"momentum": 1.0, LEARNING_RATE: 0.1}, Regime.UNDAMPED),
        ("momentum", {"momentum": 1.0, LEARNING_RATE: 4.0}, Regime.DIVERGING),
        ("momentum", {"momentum": 0.5, "dampening": 1.0, LEARNING_RATE: 0.1}, Regime.SHORT_OF_IT),
        ("momentum", {"momentum": 1.0, "dampening": 1.0, LEARNING_RATE: 0.1}, Regime.DIVERGING_ONE_WAY),
        ("momentum", {"momentum": 1.0, "form": "ema", LEARNING_RATE: 0.1}, Regime.SHORT_OF_IT),
        ("gradient_descent", {LEARNING_RATE: 2.0}, Regime.UNDAMPED),
        ("physical_ball", {"friction": 0.0, "time_step": 0.1}, Regime.UNDAMPED),
        ("physical_ball", {"friction": 15.0, "time_step": 0.1}, Regime.OVERDAMPED),
        ("physical_ball", {"friction": 3.7, "time_step": 0.5}, Regime.ALTERNATING_LATER),
        ("physical_ball", {"friction": 21.0, "time_step": 0.1}, Regime.DIVERGING),
    ],
)
def test_that_what_is_on_the_unit_circle_and_beyond_has_words_of_its_own(name, values, regime):
    assert assert_true(name, values, 1.0) is regime


@pytest.mark.parametrize("name", LINEAR)
def test_that_a_ball_runs_away_from_a_top(name):
    values = {} if OPTIMIZERS[name].heavy_ball else {LEARNING_RATE: 0.1}
    assert assert_true(name, values, -1.0) is Regime.RUNS_AWAY


def test_that_what_is_measured_in_a_run_is_what_was_predicted_or_is_not_told():
    generator, off = np.random.default_rng(5), []
    for _ in range(120):
        name = str(generator.choice(LINEAR))
        values, curvature = drawn(name, generator)
        body = ball(
            name, **{key: value if isinstance(value, str) else float(value) for key, value in values.items()}
        )
        formula = f"{curvature / 2}*x**2 + {curvature / 2 / 10 ** generator.uniform(0.0, 1.5)}*y**2"
        run = simulate(on_formula(formula, (3.0, 2.0), body, steps=int(generator.choice([60, 200, 600]))))
        found = theory(run, 0, 0)
        if found.measured_factor is not None and 1e-3 < found.predicted_factor < 1.0 - 1e-9:
            off.append(abs(math.log(found.measured_factor) / math.log(found.predicted_factor) - 1.0))
    assert len(off) > 40
    assert np.quantile(off, 0.5) < 1e-3
    assert np.quantile(off, 0.9) < 0.1


def test_that_half_a_slow_swing_has_no_rate():
    body = ball("qhm", learning_rate=0.0072974, beta=0.9964, nu=1.0)
    shown = {
        steps: theory(simulate(on_formula("0.2*x**2", (3.0,), body, steps=steps)), 0, 0)
        for steps in (60, 12000)
    }
    assert shown[60].measured_factor is None
    assert shown[12000].measured_factor == pytest.approx(shown[12000].predicted_factor, rel=1e-3)
