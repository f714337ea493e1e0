"""Which minima a map marks with a star."""

from __future__ import annotations

import pytest

from momentum_lab.landscapes import landscape_from_formula, minima_to_mark

BOX = [(-2.0, 2.0), (-2.0, 2.0)]


@pytest.mark.parametrize("formula", ["(x - y)**2", "(x**2 + y**2 - 1)**2", "max(max(abs(x), abs(y)) - 1, 0)"])
def test_no_point_of_a_level_floor_is_marked(formula: str) -> None:
    landscape = landscape_from_formula(formula, BOX)
    assert landscape.minima
    assert minima_to_mark(landscape.ground) == ()


def test_every_one_of_many_equally_low_minima_is_marked() -> None:
    landscape = landscape_from_formula("cos(6*x) + cos(6*y)", BOX)
    assert len(minima_to_mark(landscape.ground)) == len(landscape.minima) == 16


def test_beside_a_level_floor_a_minimum_that_is_a_point_is_marked() -> None:
    landscape = landscape_from_formula("min(abs(x + 1), (x - 1)**2 + y**2 + 0.1)", BOX)
    (marked,) = minima_to_mark(landscape.ground)
    assert marked.position == pytest.approx((1.0, 0.0), abs=1e-6)
