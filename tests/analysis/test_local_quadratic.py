"""Where there is a theory: only where the loss is the quadratic of its second derivatives."""

from __future__ import annotations

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.local_quadratic import is_locally_quadratic
from momentum_lab.analysis.quadratic import eigenvalues
from momentum_lab.analysis.stability import default_axes, stability_map
from momentum_lab.analysis.theory import Caveat, curvature_at, theory
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.simulation import simulate

NEAR = 1e-5
NEEDLE = "x**2 + y**2 + exp(-1e4*((x-1)**2 + (y-1)**2))"


def slopes_around(landscape, place, turns):
    """Central differences of the loss in some directions, near the place, over the distance."""
    low, high = np.transpose(landscape.domain)
    reach = NEAR * float(np.linalg.norm(high - low))
    ways = [np.array([np.cos(t), np.sin(t)]) for t in turns] if len(place) == 2 else [np.array([1.0])]
    for way in ways:
        ends = [landscape.loss(tuple(np.array(place) + sign * reach * way)) for sign in (1.0, -1.0)]
        yield way, (ends[0] - 2.0 * landscape.loss(place) + ends[1]) / reach**2


@pytest.mark.parametrize("name", list(LANDSCAPES))
def test_that_a_minimum_of_the_library_has_a_theory_if_its_losses_have_the_curvature(name):
    """The judge sees losses alone: second differences, which are what the Hessian says, or are not."""
    landscape = on_library(name, ball("momentum")).landscape.build()
    for minimum in landscape.minima[:4]:
        curvature = curvature_at(landscape, minimum.position)
        size = np.abs(curvature.eigenvalues).max()
        rounding = 1e-15 * max(1.0, abs(minimum.loss)) / (NEAR * 2.0) ** 2
        apart = [
            abs(way @ curvature.hessian @ way - second)
            for way, second in slopes_around(landscape, minimum.position, (0.2, 1.1, 1.9, 2.8))
        ]
        has = is_locally_quadratic(landscape, np.array(minimum.position), curvature.hessian)
        assert has == bool(max(apart) <= 0.2 * size + rounding), minimum


@pytest.mark.parametrize(
    "formula",
    [
        "abs(x) + y**2",
        "sqrt(x**2 + y**2)",
        "x**2 + 1e-3*abs(y)",
        "cos(sqrt(x**2 + y**2))*-1",
        "x**2 + y**2 - exp(-1e4*(x**2 + y**2))",
        "(abs(x) + abs(y))**2",
        *(f"x**2 + y**2 - {3.0 / k**2}*cos({k}*x)" for k in (1e3, 1e4, 1e5, 1e6, 1e7)),
        *(f"x**2 + 2*y**2 - {1.0 / k**2}*cos({k}*(x + 0.7*y))" for k in (1e3, 3e4, 1e6)),
    ],
)
def test_that_without_a_quadratic_nothing_is_promised_and_that_is_said(formula):
    run = simulate(on_formula(formula, (0.0, 0.0), ball("momentum"), ball("adam"), steps=3))
    found = theory(run, 0, 0, "ball")
    assert found.caveats == (Caveat.NOT_QUADRATIC,)
    assert (found.curvature, found.modes, found.best, found.predicted_factor) == (None, (), None, None)
    assert found.stable == {}
    assert theory(run, 1, 0, "ball").caveats == (Caveat.NOT_LINEAR, Caveat.NOT_QUADRATIC)


@pytest.mark.parametrize("name", ["ackley", "drop_wave"])
def test_that_the_tip_of_a_cone_has_no_theory(name):
    run = simulate(on_library(name, ball("momentum"), steps=3))
    here = simulate(on_formula(LANDSCAPES[name].formula, (0.0, 0.0), ball("momentum"), steps=3))
    assert Caveat.NOT_QUADRATIC in theory(here, 0, 0, "ball").caveats
    assert run.experiment.landscape.build().minima[0].position == (0.0, 0.0)


@pytest.mark.parametrize(
    ("formula", "place"),
    [
        ("(1-x)**2 + 100*(y-x**2)**2", (1.0, 1.0)),
        ("exp(x) - x + y**2", (0.0, 0.0)),
        ("1e6*x**2 + 1e-3*y**2 + sin(x*y)", (0.0, 0.0)),
        ("(x**2 + y**2 - 1)**2", (1.0, 0.0)),
        (NEEDLE, (0.0, 0.0)),
    ],
)
def test_that_what_is_smooth_has_a_theory(formula, place):
    landscape = on_formula(formula, place, ball("momentum")).landscape.build()
    assert is_locally_quadratic(landscape, np.array(place), curvature_at(landscape, place).hessian)


@pytest.mark.parametrize("formula", [NEEDLE, "max(x**2 + y**2, 0.001)", "x**2 + y**2 + 1e-9*sin(1e6*x)"])
def test_that_a_map_has_the_border_of_theory_only_on_what_is_a_quadratic_all_over(formula):
    experiment = on_formula(formula, (-1.0, 0.5), ball("momentum"), steps=5)
    assert eigenvalues(experiment.landscape.build()) is None
    assert stability_map(experiment, 0, default_axes(experiment, 0, 3)).theory is None
