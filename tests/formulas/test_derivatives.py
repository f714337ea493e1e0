"""Gradients and Hessians of the library's landscapes against derivatives with fifty digits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from high_precision import derivatives

from momentum_lab.landscapes import LANDSCAPES, Landscape

TINY = 2.0**-20


def check_derivatives(landscape: Landscape, position: tuple[float, ...]) -> None:
    first, second = derivatives(landscape, position)
    found = landscape.bound.loss_gradient_and_hessian(*position)[1:]
    gradient, hessian = found[: landscape.dimension], found[landscape.dimension :]
    # An entry that all but vanishes is the difference of larger ones.
    for got, expected in ((gradient, first), (hessian, second)):
        size = max(map(abs, expected))
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-10 * size), position


@pytest.mark.parametrize("name", LANDSCAPES)
def test_derivatives_are_exact_at_random_places_of_the_domain(name: str) -> None:
    landscape = LANDSCAPES[name].landscape()
    random = np.random.default_rng(7)
    for _ in range(12):
        check_derivatives(landscape, tuple(random.uniform(low, high) for low, high in landscape.domain))
    check_derivatives(landscape, landscape.start)


@pytest.mark.parametrize("name", [name for name, entry in LANDSCAPES.items() if entry.parameters])
def test_derivatives_are_exact_for_other_parameters_and_after_a_turn(name: str) -> None:
    entry = LANDSCAPES[name]
    random = np.random.default_rng(8)
    for _ in range(3):
        values = {p.name: random.uniform(p.low, p.high) for p in entry.parameters.values()}
        landscape = entry.landscape(values, rotation=0.0 if entry.dimension == 1 else 33.0)
        check_derivatives(landscape, tuple(random.uniform(low, high) for low, high in landscape.domain))


# Distances to the kink that are exact in floats, so that both sides differentiate at the same point.
NEAR_KINKS = [
    *(("ackley", (x, y)) for x, y in [(TINY, -2 * TINY), (1e-9, 1e-9), (1e-12, 0.0), (0.0, -1e-12)]),
    *(("drop_wave", (x, y)) for x, y in [(TINY, -2 * TINY), (1e-9, 1e-9), (1e-12, 0.0), (0.0, -1e-12)]),
    *(("bukin_6", (-8.0, 0.01 * 64 + d)) for d in (TINY, -TINY, 1e-12, -1e-12)),
    *(("bukin_6", (-10 + d, 0.5)) for d in (TINY, -TINY, 2.0**-40)),
    *(("cross_in_tray", (x, y)) for x, y in [(TINY, 1.5), (-TINY, 1.5), (2.0, 1e-12), (2.0, -1e-12)]),
    *(("cross_in_tray", (math.pi + d, 1.0)) for d in (TINY, -TINY, 1e-12)),
    *(("holder_table", (x, y)) for x, y in [(TINY, 2.0), (1e-12, 2.0), (math.pi + TINY, 1.0)]),
    *(("holder_table", (3.0, math.sqrt(math.pi**2 - 9) + d)) for d in (1e-7, -1e-7)),
    *(("holder_table", (2.0, math.pi / 2 + d)) for d in (TINY, -TINY)),
    *(("eggholder", (300.0, 253.0 + d)) for d in (TINY, -TINY, 2.0**-40, -(2.0**-40))),
]


@pytest.mark.parametrize(("name", "position"), NEAR_KINKS)
def test_derivatives_are_exact_on_both_sides_of_a_kink(name: str, position: tuple[float, float]) -> None:
    check_derivatives(LANDSCAPES[name].landscape(), position)


# What is left of the gradient and the Hessian where the kink itself adds nothing.
AT_KINKS = [
    ("ackley", (0.0, 0.0), (0.0, 0.0), (2 * math.pi**2 * math.e, 0.0, 2 * math.pi**2 * math.e)),
    ("drop_wave", (0.0, 0.0), (0.0, 0.0), (0.5, 0.0, 0.5)),  # smooth there: 72.5 by the limit
    ("bukin_6", (-10.0, 1.0), (0.0, 0.0), (0.0, 0.0, 0.0)),
    ("bukin_6", (-8.0, 0.01 * 64), (0.01, 0.0), (0.0, 0.0, 0.0)),
    ("cross_in_tray", (0.0, 1.5), (0.0, 0.0), (0.0, 0.0, 0.0)),
    ("cross_in_tray", (0.0, 0.0), (0.0, 0.0), (0.0, 0.0, 0.0)),
    ("holder_table", (0.0, 2.0), (0.0, 0.0), (0.0, 0.0, 0.0)),
]


def test_the_curvature_that_the_rule_of_the_root_takes_from_the_drop_wave_is_there_around_its_middle() -> (
    None
):
    landscape = LANDSCAPES["drop_wave"].landscape()
    for position in ((1e-7, 0.0), (0.0, -1e-7), (1e-7, 1e-7)):
        assert np.linalg.eigvalsh(np.array(landscape.hessian(position))) == pytest.approx(
            [72.5, 72.5], rel=1e-6
        )


@pytest.mark.parametrize(("name", "position", "gradient", "hessian"), AT_KINKS)
def test_at_a_kink_the_derivatives_are_those_that_are_documented(
    name: str, position: tuple[float, float], gradient: tuple[float, float], hessian: tuple[float, ...]
) -> None:
    landscape = LANDSCAPES[name].landscape()
    assert landscape.gradient(position) == pytest.approx(gradient, rel=1e-14, abs=1e-15)
    (hxx, hxy), (_, hyy) = landscape.hessian(position)
    assert (hxx, hxy, hyy) == pytest.approx(hessian, rel=1e-14, abs=1e-15)


def test_on_the_ridge_of_the_eggholder_only_its_smooth_part_has_a_slope() -> None:
    landscape = LANDSCAPES["eggholder"].landscape()
    x, y = 300.0, 253.0
    root = math.sqrt(x / 2 + y + 47)
    along_x = -(y + 47) * math.cos(root) / (4 * root)
    assert landscape.gradient((x, y)) == pytest.approx((along_x, 2 * along_x - math.sin(root)), rel=1e-13)
