"""Between which lines a ball swings on a quadratic: the path touches them and stays between them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.envelope import envelope
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.simulation import simulate
from momentum_lab.simulation.run import Run

STEPS = 400


def on_line(*balls, curvature: float = 1.0, start: float = 3.0, steps: int = STEPS, **more) -> Run:
    return simulate(on_formula(f"{curvature}*(x - 1)**2/2", (start,), *balls, steps=steps, **more))


@given(st.floats(0.05, 2.5), st.floats(0.2, 0.98), st.sampled_from(["momentum", "nesterov", "qhm"]))
def test_that_a_path_stays_in_its_envelope_and_comes_near_to_it(
    rate: float, momentum: float, name: str
) -> None:
    memory = {"beta" if name == "qhm" else "momentum": momentum}
    run = on_line(ball(name, learning_rate=rate, **memory))
    found = envelope(run, 0)
    assume(found is not None and found.has(0))
    assert found is not None
    steps = run.rows(0).step
    apart, reach = np.abs(run.position[0, steps, 0] - found.centre[0]), found.at(0, steps)
    seen = reach > 1e-9
    assert (apart[seen] <= reach[seen] * (1.0 + 1e-6)).all()
    turn = math.acos(min(1.0, abs(_cosine(apart, found.factors[0]))))
    if turn > 0.2:  # else swings are longer than the run, or than what is left to be seen
        assert (apart[seen] / reach[seen])[: round(4 * math.pi / turn)].max() > 0.9


def _cosine(apart: np.ndarray, factor: float) -> float:
    """The cosine of the turn of a step, read off the first three places."""
    signed = apart[:3]
    return float((signed[2] + factor**2 * signed[0]) / (2.0 * factor * max(signed[1], 1e-12)))


def test_that_momentum_decays_by_the_root_of_beta() -> None:
    run = on_line(ball("momentum", learning_rate=0.1, momentum=0.81))
    found = envelope(run, 0)
    assert found is not None
    assert found.factors == pytest.approx([0.9], rel=1e-12)
    # E rⁿ (cos n φ + s sin n φ) with E = 2, from the first step, x₁ − x* = 2 (1 − η l)
    cosine = (1.81 - 0.1) / 2.0 / 0.9
    share = (0.9 - 0.9 * cosine) / (0.9 * math.sqrt(1.0 - cosine**2))
    assert found.at(0, np.array([0, 3])) == pytest.approx(
        [2 * math.hypot(1, share), 2 * math.hypot(1, share) * 0.729]
    )
    assert found.centre.tolist() == [1.0]


def test_that_a_rotated_bowl_has_the_sum_of_both_axes() -> None:
    experiment = on_formula(
        "(x + y)**2 + 0.2*(x - y)**2", (-3.0, 1.0), ball("momentum", learning_rate=0.2), steps=80
    )
    run = simulate(experiment)
    found = envelope(run, 0)
    assert found is not None
    steps = run.rows(0).step
    for coordinate in (0, 1):
        apart, reach = np.abs(run.position[0, :, coordinate]), found.at(coordinate, steps)
        assert (apart <= reach * (1.0 + 1e-9)).all()
        assert (apart / reach).max() > 0.7


@pytest.mark.parametrize(
    "made",
    [
        lambda: on_line(ball("momentum", learning_rate=0.1), noise=0.1),
        lambda: on_line(ball("momentum", learning_rate=0.1, weight_decay=0.1)),
        lambda: on_line(ball("momentum", learning_rate=0.1, clipping=Clipping("norm", 1.0))),
        lambda: on_line(ball("momentum", learning_rate=0.1, schedule=RateSchedule("cosine"))),
        lambda: on_line(ball("momentum", learning_rate=0.1, form="ema_corrected")),
        lambda: on_line(ball("adam")),
        lambda: simulate(on_library("rosenbrock", ball("momentum", learning_rate=0.001))),
        lambda: simulate(on_library("saddle", ball("momentum"))),
    ],
    ids=["noise", "decay", "clipping", "schedule", "corrected", "adam", "no quadratic", "saddle"],
)
def test_that_there_is_none_where_theory_does_not_hold(made) -> None:
    assert envelope(made(), 0) is None or not envelope(made(), 0).has(0)


def test_that_a_ball_that_creeps_has_none_and_one_at_the_minimum_neither() -> None:
    creeps = envelope(on_line(ball("momentum", learning_rate=0.01, momentum=0.1)), 0)
    rests = envelope(on_line(ball("momentum", learning_rate=0.1), start=1.0), 0)
    assert creeps is not None
    assert not creeps.has(0)
    assert rests is not None
    assert not rests.has(0)


def test_that_the_physical_ball_has_that_of_the_momentum_that_it_is() -> None:
    rate, momentum, mass = 0.1, 0.8, 2.0
    step = math.sqrt(rate * mass)
    friction = (1.0 - momentum) * mass / step
    run = on_line(
        ball("momentum", learning_rate=rate, momentum=momentum),
        ball("physical_ball", mass=mass, friction=friction, time_step=step),
    )
    one, other = envelope(run, 0), envelope(run, 1)
    assert one is not None
    assert other is not None
    steps = np.arange(50)
    assert one.at(0, steps) == pytest.approx(other.at(0, steps), rel=1e-9)
