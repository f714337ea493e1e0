"""The values that are proposed: with the digits that they need, the same where they are printed and taken."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis.best_values import DIGITS, best_values
from momentum_lab.analysis.modes import mode
from momentum_lab.analysis.quadratic import best_point
from momentum_lab.analysis.stability import default_axes, stability_map
from momentum_lab.wording.explorations import stability_sentences

BODIES = [
    ball("gradient_descent"),
    ball("momentum"),
    ball("momentum", form="ema"),
    ball("momentum", dampening=0.5),
    ball("nesterov"),
    ball("physical_ball", mass=2.0, friction=0.5),
]


def left(body, values, curvatures):
    tried = body.with_values(**values)
    return max(mode(tried.optimizer, tried.hyperparameters, c).convergence_factor for c in curvatures)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{body.optimizer}")
def test_that_proposed_values_keep_the_rate_that_they_promise(body):
    generator = np.random.default_rng(4)
    for _ in range(40):
        low = float(10.0 ** generator.uniform(-2.0, 2.0))
        curvatures = (low, low * float(10.0 ** generator.uniform(0.1, 4.0)))
        best, exact = best_values(body, curvatures), best_point(body, curvatures)
        if best is None:  # out of the bounds of a hyperparameter
            continue
        kept = math.log(left(body, best.values, curvatures)) / math.log(exact.convergence_factor)
        assert kept >= 0.999
        assert all(
            float(f"{value:.{DIGITS}g}") == pytest.approx(value, rel=1e-5) for value in best.values.values()
        )


def test_that_values_are_no_longer_than_they_need_be():
    values = best_values(ball("gradient_descent"), (0.2, 4.0)).values
    assert values == {"learning_rate": float(f"{2.0 / 4.2:.{DIGITS}g}")}


def test_that_what_a_map_prints_is_what_is_proposed():
    experiment = on_formula("0.5*x**2 + 50*y**2", (1.0, 0.1), ball("momentum"), steps=5)
    found = stability_map(experiment, 0, default_axes(experiment, 0, 3))
    said = str(stability_sentences(found)[-1])
    printed = {name: float(value) for name, value in re.findall(r"(learning_rate|momentum) ([\d.e-]+)", said)}
    assert printed == found.theory.best.values
    assert left(experiment.balls[0], printed, (1.0, 100.0)) == pytest.approx(9 / 11, rel=1e-4)
