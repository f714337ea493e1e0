"""Turning and conditioning a landscape: the same landscape elsewhere, and who suffers from it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laboratory import ball

from momentum_lab.core.errors import InputError
from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.landscapes.transformation import Transformation
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

PLANES = [name for name, entry in LANDSCAPES.items() if entry.dimension == 2]
TURNS_ALONG = ("gradient_descent", "momentum", "nesterov", "qhm", "newton", "physical_ball", "asgd")
"""Rules that are linear in the gradient, or see the whole of it."""


@pytest.mark.parametrize("name", PLANES)
@settings(derandomize=True, max_examples=10, deadline=None)
@given(
    angle=st.floats(-180, 180),
    factor=st.floats(0.01, 100),
    along=st.floats(0.1, 0.9),
    across=st.floats(0.1, 0.9),
)
def test_a_moved_point_has_the_loss_that_it_had(
    name: str, angle: float, factor: float, along: float, across: float
) -> None:
    plain = LANDSCAPES[name].landscape()
    moved = LANDSCAPES[name].landscape(rotation=angle, conditioning=factor)
    point = tuple(
        low + share * (high - low) for (low, high), share in zip(plain.domain, (along, across), strict=True)
    )
    there = Transformation(angle, factor, plain.domain).point(point)
    near = [plain.loss((point[0] + dx, point[1] + dy)) for dx in (-1e-9, 0, 1e-9) for dy in (-1e-9, 0, 1e-9)]
    slack = 1e-12 * max(map(abs, near))
    assert min(near) - slack <= moved.loss(there) <= max(near) + slack


def test_conditioning_multiplies_the_curvature_along_y() -> None:
    landscape = LANDSCAPES["elliptic_bowl"].landscape({"a": 1.0, "b": 1.0}, conditioning=25.0)
    assert landscape.hessian((0.3, -0.7)) == ((2.0, 0.0), (0.0, 50.0))
    turned = LANDSCAPES["elliptic_bowl"].landscape({"a": 1.0, "b": 1.0}, conditioning=25.0, rotation=30.0)
    assert np.linalg.eigvalsh(np.array(turned.hessian((1.0, 1.0)))) == pytest.approx([2.0, 50.0])


def test_minima_and_saddles_move_along() -> None:
    plain, moved = (LANDSCAPES["himmelblau"].landscape(conditioning=c) for c in (1.0, 4.0))
    for before, after in zip(plain.minima, moved.minima, strict=True):
        assert after.position == pytest.approx((before.position[0], before.position[1] / 2.0))
        assert moved.gradient(after.position) == pytest.approx((0.0, 0.0), abs=1e-10)
    for saddle in moved.saddles:
        assert moved.gradient(saddle) == pytest.approx((0.0, 0.0), abs=1e-10)


@pytest.mark.parametrize("factor", [0.0, -1.0, 1e-5, 1e5, math.nan, math.inf, "2", True])
def test_what_cannot_be_a_conditioning_is_refused(factor: object) -> None:
    with pytest.raises(InputError, match=r"^conditioning: found"):
        LANDSCAPES["elliptic_bowl"].landscape(conditioning=factor)  # type: ignore[arg-type]


def test_a_landscape_of_one_dimension_has_no_conditioning() -> None:
    with pytest.raises(InputError, match=r"^conditioning: found 2.0, allowed is 1 for a landscape of one"):
        LANDSCAPES["parabola"].landscape(conditioning=2.0)


def paths(name: str, optimizer: str, rate: float, angle: float) -> np.ndarray:
    """The path on a ravine that is turned, with its start, and the same path turned back."""
    choice = LandscapeChoice(name=name, rotation=angle)
    domain = choice.build().domain
    start = Transformation(angle, 1.0, domain).point(LANDSCAPES[name].start)
    has_rate = "learning_rate" in OPTIMIZERS[optimizer].hyperparameters
    body = ball(optimizer, **({"learning_rate": rate} if has_rate else {}))
    run = simulate(Experiment(choice, start, (body,), steps=100))
    assert run.last[0] == 100
    back = Transformation(-angle, 1.0, domain)
    return np.array([back.point(tuple(p)) for p in run.position[0].tolist()])


@pytest.mark.parametrize("optimizer", TURNS_ALONG)
@pytest.mark.parametrize("angle", [30.0, 45.0, 137.0])
def test_that_gradient_descent_and_momentum_do_not_notice_a_rotation(optimizer: str, angle: float) -> None:
    rate = LANDSCAPES["elliptic_bowl"].learning_rates.get(optimizer, 0.1)
    straight, turned = (paths("elliptic_bowl", optimizer, rate, a) for a in (0.0, angle))
    assert turned == pytest.approx(straight, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("optimizer", sorted(set(OPTIMIZERS.built_in) - set(TURNS_ALONG)))
def test_that_whatever_scales_each_coordinate_takes_another_path(optimizer: str) -> None:
    rate = LANDSCAPES["elliptic_bowl"].learning_rates[optimizer]
    straight, turned = (paths("elliptic_bowl", optimizer, rate, a) for a in (0.0, 45.0))
    assert np.abs(turned - straight).max() > 0.1


@pytest.mark.parametrize(("optimizer", "rate"), [("adagrad", 1.0), ("rmsprop", 0.1), ("adam", 0.1)])
def test_that_in_a_turned_ravine_they_are_ten_times_slower_than_along_its_axes(
    optimizer: str, rate: float
) -> None:
    ravine = LandscapeChoice("elliptic_bowl", conditioning=50.0)

    def steps_down(angle: float) -> int:
        choice = replace(ravine, rotation=angle)
        start = Transformation(angle, 1.0, choice.build().domain).point((-5.0, -2.0))
        run = simulate(Experiment(choice, start, (ball(optimizer, learning_rate=rate),), steps=3000))
        return int(np.argmax(run.loss[0] < 1e-3 * run.loss[0, 0]))

    assert 0 < steps_down(0.0) < steps_down(45.0) / 10
