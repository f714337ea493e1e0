"""Newton's method: one step on a quadratic, and where it goes wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from laboratory import ball, on_formula, on_library

from momentum_lab.core.symmetric import eigenpairs
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

entries = st.floats(-1e3, 1e3, allow_subnormal=False)


@given(a=st.floats(1e-3, 1e3), c=st.floats(1e-3, 1e3), tilt=st.floats(-0.9, 0.9))
@example(a=0.001, c=649.0, tilt=0.879)
def test_that_one_step_ends_any_quadratic(a, c, tilt):
    b = tilt * math.sqrt(a * c)
    bowl = f"{a!r}*(x - 1)**2/2 + {b!r}*(x - 1)*(y + 2) + {c!r}*(y + 2)**2/2"
    run = simulate(on_formula(bowl, (-5.0, 3.0), ball("newton"), steps=1))
    # The gradient, the flat axis and the slope along it are each off by a rounding or two of the largest
    # slope there may be: the steepest curvature times the way to go. Over the flattest one that is the
    # condition number times the way; the bound allows four roundings of it.
    flattest, steepest = np.linalg.eigvalsh([[a, b], [b, c]])
    rounding = 4.0 * np.finfo(np.float64).eps * math.hypot(6.0, 5.0)
    assert run.position[0, 1] == pytest.approx((1.0, -2.0), rel=0.0, abs=rounding * steepest / flattest)


def test_that_in_one_dimension_it_is_slope_over_curvature():
    run = simulate(on_formula("x**4/4", (2.0,), ball("newton"), steps=3))
    assert run.position[0, :, 0] == pytest.approx([2.0, 4 / 3, 8 / 9, 16 / 27], rel=1e-15)


@pytest.mark.parametrize(("rate", "end"), [(1.0, 26.83413291324767), (0.5, 7.269860168684531)])
def test_that_on_the_cosine_slope_it_ends_where_the_book_says(rate, end):
    # Zhang et al., Dive into Deep Learning, section 12.3, recorded output of newton() and newton(0.5).
    run = simulate(on_formula("x*cos(0.15*pi*x)", (10.0,), ball("newton", learning_rate=rate), steps=10))
    assert run.position[0, -1, 0] == pytest.approx(end, rel=1e-12)
    assert run.loss[0, -1] < run.loss[0, 0] or rate == 1.0


def test_that_it_runs_to_the_saddle_unless_it_is_made_to_leave_it():
    run = simulate(
        on_library("saddle", ball("newton"), ball("newton", saddle_free=True, learning_rate=0.5), steps=20)
    )
    saddle = run.experiment.landscape.build().saddles[0]
    assert run.position[0, 1] == pytest.approx(saddle, abs=1e-12)
    assert run.loss[1, -1] < run.loss[1, 0]
    assert np.all(np.diff(run.loss[1]) < 0.0)


def test_that_damping_shortens_the_step_by_what_is_added_to_the_curvature():
    damped, free = ball("newton", damping=3.0), ball("newton", damping=3.0, saddle_free=True)
    run = simulate(on_formula("x**2/2 - y**2", (1.0, 1.0), damped, free, steps=1))
    assert run.position[0, 1] == pytest.approx((1 - 1 / 4, 1 - 2 / 5), rel=1e-15)
    assert run.position[1, 1] == pytest.approx((1 - 1 / 4, 1 + 2 / 5), rel=1e-15)


def test_that_without_curvature_it_has_no_step_to_take():
    run = simulate(on_formula("2*x + y**2", (1.0, 1.0), ball("newton"), ball("newton", damping=1.0), steps=3))
    assert run.last.tolist() == [0, 3]
    assert run.position[1, 1, 0] == -1.0


def test_that_turning_a_landscape_turns_its_path():
    rule = ball("newton", learning_rate=0.3)
    run = simulate(on_formula("x**2 + 3*x*y + 20*y**2 + x**4/50", (4.0, 2.0), rule, steps=30))
    turned = simulate(on_formula("y**2 - 3*x*y + 20*x**2 + y**4/50", (-2.0, 4.0), rule, steps=30))
    assert turned.position[0, :, 1] == pytest.approx(run.position[0, :, 0], rel=1e-12, abs=1e-12)
    assert turned.position[0, :, 0] == pytest.approx(-run.position[0, :, 1], rel=1e-12, abs=1e-12)


@given(a=entries, b=entries, c=entries)
def test_that_eigenvalues_and_axes_make_up_the_matrix(a, b, c):
    matrix = np.array([[a, b], [b, c]])
    pairs = eigenpairs((a, b, c))
    axes = np.array([axis for _, axis in pairs])
    size = np.abs(matrix).max()
    assert axes @ axes.T == pytest.approx(np.eye(2), abs=1e-14)
    assert axes.T @ np.diag([value for value, _ in pairs]) @ axes == pytest.approx(matrix, abs=1e-14 * size)
    assert sorted(value for value, _ in pairs) == pytest.approx(np.linalg.eigvalsh(matrix), abs=1e-14 * size)


def test_that_an_eigenvalue_far_below_the_other_keeps_its_digits():
    # The matrix R diag(1e9, 1e-6) R' with an angle whose sine and cosine are exact in binary.
    small = min(value for value, _ in eigenpairs((2.0**40, 2.0**20, 1.0 + 2.0**-10)))
    assert small == pytest.approx(2.0**-10, rel=1e-9)


@pytest.mark.parametrize("landscape", [name for name, e in LANDSCAPES.items() if "convex" in e.tags])
def test_that_on_a_convex_landscape_it_arrives(landscape):
    run = simulate(on_library(landscape, ball("newton"), steps=60))
    (minimum,) = run.experiment.landscape.build().minima
    assert run.position[0, -1] == pytest.approx(minimum.position, abs=1e-9)


DOWNHILL_FOR_EVER = {"saddle", "monkey_saddle"}
JUMPY = {"rastrigin", "styblinski_tang"}
"""Where the curvature passes through zero on the way, a step of slope over curvature leaves the map."""


@pytest.mark.parametrize("landscape", sorted(set(LANDSCAPES) - DOWNHILL_FOR_EVER - JUMPY))
def test_that_saddle_free_it_gets_down_on_any_landscape(landscape):
    careful = ball("newton", learning_rate=0.5, saddle_free=True)
    damped = ball("newton", damping=1.0, saddle_free=True)
    run = simulate(on_library(landscape, careful, damped, steps=200))
    low, high = np.transpose(run.experiment.landscape.build().domain)
    ways = zip(run.position, run.loss, run.last, strict=True)
    downhill = [
        loss[last] < loss[0] and np.all((low <= position[: last + 1]) & (position[: last + 1] <= high))
        for position, loss, last in ways
    ]
    assert any(downhill)


def test_that_it_needs_the_whole_vector_and_says_so():
    assert [name for name, o in OPTIMIZERS.items() if o.needs_hessian] == ["newton"]
