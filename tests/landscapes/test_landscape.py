"""Landscapes of typed formulas: values, derivatives, rotation, start, and what is refused."""

from __future__ import annotations

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError
from momentum_lab.formulas.program import compile_scalar
from momentum_lab.landscapes import LANDSCAPES, Landscape, landscape_from_formula

BOX = [(-6.0, 2.0), (-3.0, 5.0)]
CENTRE = (-2.0, 1.0)
FORMULA = "a*x**2 + x*y + exp(y/3) - 2*x"


def turned(point: tuple[float, float], degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    x, y = point[0] - CENTRE[0], point[1] - CENTRE[1]
    return (
        CENTRE[0] + math.cos(angle) * x - math.sin(angle) * y,
        CENTRE[1] + math.sin(angle) * x + math.cos(angle) * y,
    )


def test_values_and_derivatives_are_those_of_the_formula() -> None:
    landscape = landscape_from_formula("a*x**2 + x*y", BOX, {"a": 3.0})
    assert landscape.loss((2.0, 5.0)) == 22.0
    assert landscape.gradient((2.0, 5.0)) == (17.0, 2.0)
    assert landscape.hessian((2.0, 5.0)) == ((6.0, 1.0), (1.0, 0.0))
    assert landscape.loss_and_gradient(2.0, 5.0) == (22.0, 17.0, 2.0)


def test_a_formula_in_x_on_one_interval_has_one_dimension() -> None:
    landscape = landscape_from_formula("x**3", [(-1.0, 4.0)])
    assert landscape.dimension == 1
    assert landscape.loss_and_gradient(2.0) == (8.0, 12.0)
    assert landscape.gradient((2.0,)) == (12.0,)
    assert landscape.hessian((2.0,)) == ((12.0,),)
    assert len(landscape.start) == 1
    assert landscape_from_formula("x**3", BOX).dimension == 2


@settings(derandomize=True, deadline=None)
@given(st.floats(-360, 360), st.floats(-6, 2), st.floats(-3, 5))
def test_turning_the_landscape_is_turning_the_point_back(degrees: float, x: float, y: float) -> None:
    plain = landscape_from_formula(FORMULA, BOX, {"a": 0.7})
    rotated = landscape_from_formula(FORMULA, BOX, {"a": 0.7}, rotation=degrees)
    there = turned((x, y), degrees)
    assert rotated.loss(there) == pytest.approx(plain.loss((x, y)), rel=1e-9, abs=1e-9)
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turn = np.array([[cosine, -sine], [sine, cosine]])
    assert rotated.gradient(there) == pytest.approx(turn @ plain.gradient((x, y)), rel=1e-9, abs=1e-9)
    hessian = turn @ np.array(plain.hessian((x, y))) @ turn.T
    assert np.array(rotated.hessian(there)) == pytest.approx(hessian, rel=1e-9, abs=1e-9)


def test_quarter_turns_are_exact() -> None:
    rotated = landscape_from_formula("x**2 + 4*y", [(-1.0, 1.0), (-1.0, 1.0)], rotation=90.0)
    assert rotated.loss((0.5, 0.25)) == 0.25**2 - 4 * 0.5


def test_minima_are_found_where_the_rotation_puts_them() -> None:
    plain = landscape_from_formula("(x + 1)**2 + 3*(y - 2)**2", BOX)
    rotated = landscape_from_formula("(x + 1)**2 + 3*(y - 2)**2", BOX, rotation=25.0)
    (minimum,) = rotated.minima
    assert minimum.position == pytest.approx(turned(plain.minima[0].position, 25.0))  # type: ignore[arg-type]
    assert minimum.kind == "global"


def test_new_values_and_angles_compile_nothing() -> None:
    for rotation in (0.0, 10.0):
        landscape_from_formula(FORMULA, BOX, {"a": 1.0}, rotation).loss_and_gradient(0.0, 0.0)
    before = compile_scalar.cache_info().misses
    for i in range(20):
        landscape = landscape_from_formula(FORMULA, BOX, {"a": 1.0 + i / 10}, rotation=i * 7.0)
        landscape.loss_and_gradient(0.0, 0.0)
    assert compile_scalar.cache_info().misses == before


def test_two_values_of_a_parameter_do_not_disturb_each_other() -> None:
    one, two = (landscape_from_formula("a*x", BOX, {"a": value}) for value in (1.0, 2.0))
    assert (one.loss((3.0, 0.0)), two.loss((3.0, 0.0)), one.loss((3.0, 0.0))) == (3.0, 6.0, 3.0)


def test_landscapes_are_equal_when_they_are_described_alike() -> None:
    one, other = (landscape_from_formula(FORMULA, BOX, {"a": 1.0}, 5.0) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != landscape_from_formula(FORMULA, BOX, {"a": 1.1}, 5.0)
    assert one != landscape_from_formula(FORMULA, BOX, {"a": 1.0}, 6.0)


def test_a_landscape_can_be_copied_and_pickled() -> None:
    landscape = landscape_from_formula(FORMULA, BOX, {"a": 1.0}, 5.0)
    landscape.loss_and_gradient(1.0, 2.0)
    for twin in (copy.deepcopy(landscape), pickle.loads(pickle.dumps(landscape))):
        assert twin == landscape
        assert twin.loss_and_gradient(1.0, 2.0) == landscape.loss_and_gradient(1.0, 2.0)


@pytest.mark.parametrize(
    "landscape",
    [
        *(entry.landscape() for entry in LANDSCAPES.values()),
        landscape_from_formula("cos(x)", BOX),
        landscape_from_formula("y", BOX),
        landscape_from_formula("7", BOX),
        landscape_from_formula(FORMULA, BOX, {"a": 1.0}, 33.0),
    ],
    ids=lambda landscape: landscape.title,
)
def test_a_grid_holds_the_loss_of_each_of_its_points(landscape: Landscape) -> None:
    axes = [np.linspace(low, high, 5 + i) for i, (low, high) in enumerate(landscape.domain)]
    grid = landscape.ground.loss_grid(*axes)
    assert grid.dtype == np.float64
    if landscape.dimension == 1:
        expected = np.array([landscape.loss((x,)) for x in axes[0]])
    else:
        expected = np.array([[landscape.loss((x, y)) for x in axes[0]] for y in axes[1]])
    assert grid.shape == expected.shape
    assert grid == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_a_grid_is_silent_where_the_loss_is_not_defined() -> None:
    ground = landscape_from_formula("log(x) + 1/y", BOX).ground
    grid = ground.loss_grid(np.array([-1.0, 0.0, 1.0]), np.zeros(2))
    assert np.isnan(grid[:, 0]).all()
    assert not np.isfinite(grid).any()


def test_a_start_is_chosen_where_loss_and_gradient_are_defined() -> None:
    for formula in ("log(x)", "sqrt(x - 1.9)", "sqrt(x)*0 + sqrt(abs(y - 4.4))", "x**1.5"):
        landscape = landscape_from_formula(formula, BOX)
        assert all(map(math.isfinite, landscape.loss_and_gradient(*landscape.start)))
    assert landscape_from_formula("x*y", BOX, start=[9, 1]).start == (9.0, 1.0)


REFUSED = [
    (("x +", BOX), {}, "formula: found the end at column 4"),
    (("log(-1 - x**2)", BOX), {}, "formula: is finite nowhere on its domain (x = -6 … 2, y = -3 … 5)"),
    (("x + y", BOX[:1]), {}, "formula: uses y, but its domain is that of x alone"),
    (("x", []), {}, "domain: found [], allowed is 1 or 2 intervals"),
    (("x", [(0, 1)] * 3), {}, "allowed is 1 or 2 intervals"),
    (("x", [(2, 1)]), {}, "x: found [2.0, 1.0], allowed are a lower and a higher number"),
    (("x", [(1, 1)]), {}, "x: found [1.0, 1.0]"),
    (("x", [(0, 1), (0, math.inf)]), {}, "y: found inf, allowed is a number from -1e+09 to 1e+09"),
    (("x", [(0, 1), "ab"]), {}, "y: found 'ab'"),
    (("x", [(0, math.nan)]), {}, "x: found nan"),
    (("q*x", BOX), {"parameters": {"q": math.inf}}, "parameters: q: found inf"),
    (("q*x", BOX), {"parameters": {"q": True}}, "parameters: q: found True"),
    (("x", BOX), {"parameters": {"sin": 1.0}}, "parameters: found 'sin' as the name of a parameter"),
    (("x", BOX), {"rotation": math.nan}, "rotation: found nan"),
    (("x", BOX[:1]), {"rotation": 5.0}, "rotation: found 5.0, allowed is 0 for a landscape of one dimension"),
    (("x", BOX), {"start": [1.0]}, "start: found [1.0], allowed is a list of 2 numbers"),
    (("x", BOX), {"start": [1.0, math.nan]}, "start: found nan"),
]


@pytest.mark.parametrize(("arguments", "options", "words"), REFUSED)
def test_a_wrong_description_is_refused_with_its_place(
    arguments: tuple[object, ...], options: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError) as refusal:
        landscape_from_formula(*arguments, **options)  # type: ignore[arg-type]
    assert words in str(refusal.value)
