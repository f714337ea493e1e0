"""Formulas that are undefined in a part of their domain: what is searched and told of them is an outcome."""

from __future__ import annotations

import math

import numpy as np
import pytest
from laboratory import ball

from momentum_lab.analysis.learning_rates import good_rate, moved_to, with_suited_rates
from momentum_lab.analysis.stability import default_axes, stability_map
from momentum_lab.analysis.summary import summarize
from momentum_lab.analysis.theory import theory
from momentum_lab.core.errors import InputError
from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

FUNCTIONS = ("log", "sqrt", "exp", "tan", "asin", "acos", "abs", "sin")
FORMULAS = (
    "log(x) + y**2",
    "asin(x) + y**2",
    "x**x + y**2",
    "sinh(2/x) + x**2",
    "sqrt(x) + sqrt(y)",
    "exp(exp(exp(x))) + y**2",
    "x**0.333 + y**2",
    "sign(x)*(10/y) + x**2 + y**2",
    "(0.001 + y)**-0.5/abs(log(y)) + 0*x",
)
RULES = ("gradient_descent", "momentum", "newton", "adam", "physical_ball", "rprop")
DRAWN = 5


def drawn(generator, depth, variables):
    """A formula that nobody would type, made of functions that are not defined everywhere."""
    kind = int(generator.integers(8)) if depth else 0
    if kind == 0:
        return str(generator.choice([*variables, "0.5", "3", "1e3"]))
    one = drawn(generator, depth - 1, variables)
    if kind <= 3:
        return f"{generator.choice(FUNCTIONS)}({one})"
    if kind == 7:
        return f"({one})**{generator.choice(['0.5', '1.5', '-1', '0.333', '3'])}"
    return f"({one}) {generator.choice(list('+-*/'))} ({drawn(generator, depth - 1, variables)})"


def choice_of(formula):
    dimension = 2 if "y" in formula else 1
    return LandscapeChoice(formula=formula, domain=((-2.0, 2.0), (-1.0, 3.0))[:dimension])


def assert_told(choice, names, start):
    """Have all that is searched and told of a formula in a moment; what it is must be plain values."""
    landscape = choice.build()
    assert all(math.isfinite(minimum.loss) for minimum in landscape.minima)
    experiment = Experiment(choice, start, tuple(ball(name) for name in names), steps=12)
    for name in names:
        rate = good_rate(choice, name, start=start) if OPTIMIZERS[name].has_rate else None
        assert rate is None or rate > 0.0
    assert with_suited_rates(experiment).balls
    assert moved_to(experiment, choice).landscape == choice
    run = simulate(experiment)
    assert len(summarize(run)) == len(names)
    for index, place in ((0, "minimum"), (0, "ball"), (1, "minimum"), (1, "ball")):
        found = theory(run, index, 12, place)
        assert found.predicted_factor is None or math.isfinite(found.predicted_factor)


@pytest.mark.parametrize("formula", FORMULAS)
def test_that_what_is_undefined_in_part_is_searched_without_an_error(formula):
    choice = choice_of(formula)
    assert_told(choice, RULES[:2], (1.0, 1.0)[: len(choice.domain)])
    assert_told(choice, RULES[2:4], (-1.0, -0.5)[: len(choice.domain)])


@pytest.mark.parametrize("part", range(2))
def test_that_no_formula_breaks_what_is_told_of_it(part):
    generator = np.random.default_rng(part)
    for _ in range(DRAWN):
        formula = drawn(generator, int(generator.integers(1, 4)), "xy")
        try:
            choice = choice_of(formula)
            choice.build()
        except InputError:
            continue
        start = tuple(generator.uniform(-2.0, 2.0, len(choice.domain)).tolist())
        assert_told(choice, generator.choice(RULES, 2, replace=False).tolist(), start)


def test_that_a_stability_map_has_a_cell_for_every_value_where_a_formula_is_undefined_in_part():
    experiment = Experiment(choice_of("log(x) + y**2"), (0.5, 0.5), (ball("momentum"),), steps=12)
    found = stability_map(experiment, 0, default_axes(experiment, 0, 3))
    assert found.cells.loss.shape == (3, 3)
    assert found.theory is None
