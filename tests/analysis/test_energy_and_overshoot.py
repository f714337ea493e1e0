"""Quantities against formulas of their own: energy, overshoot, rate, evaluations."""

from __future__ import annotations

import csv
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.envelope import envelope
from momentum_lab.analysis.quantities import QUANTITIES, evaluations_of_a_step, known_quantities
from momentum_lab.analysis.results import ball_results
from momentum_lab.cli.main import main
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.experiment import Ball
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate
from momentum_lab.simulation.anatomy import anatomies
from momentum_lab.simulation.run import Run

BOWL = "0.1*x**2 + 2*y**2"
CURVATURES = np.array([0.2, 4.0])
START = (-5.0, -2.0)
STEPS = 40


def on_bowl(*balls: Ball, steps: int = STEPS, **more: float) -> Run:
    return simulate(on_formula(BOWL, START, *balls, steps=steps, **more))


def values(run: Run, key: str, index: int = 0) -> np.ndarray:
    return QUANTITIES[key].of(run, run.rows(index))


def kinetic_of_way(run: Run, rate: np.ndarray | float, index: int = 0) -> np.ndarray:
    """s² / (2 η) of the way to each step."""
    return (run.update[index] ** 2).sum(axis=1) / (2.0 * rate)


def test_that_the_energy_of_the_physical_ball_is_that_of_mechanics() -> None:
    run = on_bowl(ball("physical_ball", mass=2.5, friction=0.7, time_step=0.1))
    speed = run.update[0] / 0.1  # the way over the time
    kinetic, potential = 0.5 * 2.5 * (speed**2).sum(axis=1), 0.5 * (run.position[0] ** 2 @ CURVATURES)
    assert values(run, "kinetic_energy") == pytest.approx(kinetic, rel=1e-11)
    assert values(run, "potential_energy") == pytest.approx(potential, rel=1e-12)
    assert values(run, "total_energy") == pytest.approx(kinetic + potential, rel=1e-12)


def test_that_energy_is_kept_without_friction_and_taken_by_it_as_the_theory_says() -> None:
    free, held = (
        on_bowl(ball("physical_ball", mass=1.0, friction=friction, time_step=1e-4), steps=8_000)
        for friction in (0.0, 0.5)
    )
    assert np.ptp(values(free, "total_energy")) < 1e-3 * values(free, "total_energy")[0]
    total, speed = values(held, "total_energy"), held.update[0] / 1e-4
    work = 0.5 * np.cumsum((speed**2).sum(axis=1)) * 1e-4  # c v² each unit of time
    assert total[0] - total[-1] == pytest.approx(work[-1], rel=1e-3)


@given(
    st.floats(0.01, 5.0),
    st.floats(0.01, 0.4),
    st.floats(0.0, 0.95),
    st.sampled_from(["leaky", "velocity", "ema"]),
    st.sampled_from([0.0, 0.3]),
)
def test_that_momentum_has_the_energy_of_the_ball_that_it_is_by_the_mapping(
    mass: float, rate: float, momentum: float, form: str, dampening: float
) -> None:
    share = 1.0 - (momentum if form == "ema" else dampening)
    step = math.sqrt(rate * mass)  # η = h² / m, β = 1 − c h / m
    run = on_bowl(
        ball("momentum", learning_rate=rate / share, momentum=momentum, form=form, dampening=dampening),
        ball("physical_ball", mass=mass, friction=(1.0 - momentum) * mass / step, time_step=step),
        steps=12,
    )
    assert values(run, "kinetic_energy") == pytest.approx(kinetic_of_way(run, rate), rel=1e-9)
    if form == "ema" or not dampening:  # else the first gradient is taken whole, and the paths differ
        for key in ("kinetic_energy", "potential_energy", "total_energy"):
            assert values(run, key) == pytest.approx(values(run, key, 1), rel=1e-8, abs=1e-12)


def test_that_the_pull_of_weight_decay_has_a_potential() -> None:
    run = on_bowl(ball("momentum", learning_rate=0.05, momentum=0.5, weight_decay=0.3))
    loss, pull = run.loss[0], 0.15 * (run.position[0] ** 2).sum(axis=1)
    assert values(run, "potential_energy") == pytest.approx(loss + pull, rel=1e-12)


def test_that_energy_and_rate_are_those_of_the_schedule() -> None:
    schedule = RateSchedule("exponential", {"decay": 0.9}, warmup=3)
    run = on_bowl(ball("momentum", learning_rate=0.2, momentum=0.5, schedule=schedule))
    factor = schedule.factors()
    rates = 0.2 * np.array([factor(step) for step in range(STEPS)])
    assert np.isnan(values(run, "learning_rate")[0])
    assert values(run, "learning_rate")[1:] == pytest.approx(rates, rel=1e-15)
    assert values(run, "kinetic_energy")[1:] == pytest.approx(kinetic_of_way(run, 1.0)[1:] / rates, rel=1e-9)


@pytest.mark.parametrize("form", ["ema_corrected"])
def test_that_what_is_no_ball_with_mass_has_no_energy(form: str) -> None:
    with_mass = {"momentum", "physical_ball"}
    assert {name for name, rule in OPTIMIZERS.items() if rule.inertia is not None} == with_mass
    run = on_bowl(ball("momentum", form=form, learning_rate=0.1), ball("adam"))
    for key in ("kinetic_energy", "potential_energy", "total_energy"):
        assert not QUANTITIES[key].is_known(run)
        assert np.isnan(values(run, key)).all()
        assert np.isnan(values(run, key, 1)).all()
    assert not {"kinetic_energy", "total_energy"} & {each.key for each in known_quantities(run)}


@pytest.mark.parametrize(("first", "then"), [("ema_corrected", "leaky"), ("leaky", "ema_corrected")])
def test_that_a_ball_has_energy_in_the_steps_of_which_there_is_one(first: str, then: str) -> None:
    change = BallChange(20, FrozenMapping({"form": then}))
    body = ball("momentum", form=first, learning_rate=0.1, momentum=0.5)
    run = on_bowl(replace(body, changes=(change,)))
    has_mass = np.array([first] * 21 + [then] * 20) == "leaky"
    for key in ("kinetic_energy", "potential_energy", "total_energy"):
        assert QUANTITIES[key].is_known(run)
        assert np.isfinite(values(run, key)).tolist() == has_mass.tolist()


@given(st.floats(0.01, 3.0), st.floats(0.1, 5.0), st.floats(-9.0, 9.0).filter(lambda x: abs(x) > 0.1))
def test_that_a_step_of_gradient_descent_overshoots_by_what_it_is_too_long(
    rate: float, curvature: float, start: float
) -> None:
    run = simulate(
        on_formula(f"3 + {curvature}*x**2/2", (start,), ball("gradient_descent", learning_rate=rate), steps=1)
    )
    assert values(run, "overshoot")[1] == pytest.approx(rate * curvature - 1.0, rel=1e-9, abs=1e-9)


def test_that_a_step_in_the_plane_is_measured_along_itself() -> None:
    run = on_bowl(ball("gradient_descent", learning_rate=0.3), steps=5)
    slope = np.array(START) * CURVATURES
    bend = slope @ (CURVATURES * slope) / (slope @ slope)  # the curvature along the gradient
    assert values(run, "overshoot")[1] == pytest.approx(0.3 * bend - 1.0, rel=1e-12)


def test_that_a_ball_that_climbs_on_is_past_the_bottom() -> None:
    run = simulate(on_formula("x**2", (1.0,), ball("momentum", learning_rate=0.4, momentum=0.9), steps=3))
    places, found = run.position[0, :, 0], values(run, "overshoot")
    assert places[1] > 0.0 > places[2] > places[3]  # over the bottom in the second step, up in the third
    assert found[1:] == pytest.approx(np.sign(places[:3] - places[1:]) * -places[1:] / np.abs(places[:3]))
    assert found[3] > 1.0


def test_that_the_parabola_goes_through_both_losses_with_slopes_as_near_as_can_be() -> None:
    run = simulate(on_formula("x**4 - x", (2.0,), ball("gradient_descent", learning_rate=0.03), steps=1))
    start, end = run.position[0, :, 0]
    way = end - start
    # slopes a, b at both ends with a + b = 2 (f(end) − f(start)) / way, nearest to the landscape's
    a, b = 4.0 * start**3 - 1.0, 4.0 * end**3 - 1.0
    moved = (run.loss[0, 1] - run.loss[0, 0]) / way - (a + b) / 2.0
    expected = (b + moved) / (a + moved)
    assert values(run, "overshoot")[1] == pytest.approx(-expected, rel=1e-12)


@pytest.mark.parametrize(
    ("formula", "start", "expected"),
    [("-x**2", 1.0, -1.0), ("2*x", 0.0, -1.0), ("cos(x)", 0.3, -1.0), ("3 + 0*x", 1.0, math.nan)],
)
def test_that_a_step_without_a_bottom_ahead_is_too_short_or_none(formula, start, expected) -> None:
    run = simulate(on_formula(formula, (start,), ball("gradient_descent", learning_rate=0.1), steps=2))
    assert values(run, "overshoot")[1] == pytest.approx(expected, nan_ok=True)


def test_that_noise_does_not_change_what_a_step_of_the_same_length_overshot() -> None:
    run = on_bowl(ball("gradient_descent", learning_rate=0.2), noise=2.0, seed=3)
    way = run.update[0, 1:]
    slope, later = run.position[0, :-1] * CURVATURES, run.position[0, 1:] * CURVATURES
    expected = (later * way).sum(axis=1) / np.abs((slope * way).sum(axis=1))
    assert values(run, "overshoot")[1:] == pytest.approx(expected, rel=1e-6)


def test_that_rounding_decides_no_sign_near_a_minimum() -> None:
    run = simulate(
        on_formula("7 + (x - 1)**2", (3.0,), ball("gradient_descent", learning_rate=0.1), steps=200)
    )
    found = values(run, "overshoot")[1:]
    told = found[np.isfinite(found)]
    assert 100 < len(told) < 200  # none is told when steps are lost in rounding
    assert told == pytest.approx(-0.8, abs=0.1)


def test_that_gradients_are_counted_and_a_hessian_by_its_columns() -> None:
    run = on_bowl(ball("adam"), ball("newton"))
    assert (evaluations_of_a_step(run, 0), evaluations_of_a_step(run, 1)) == (1, 3)
    assert values(run, "gradient_evaluations").tolist() == list(range(STEPS + 1))
    assert values(run, "gradient_evaluations", 1).tolist() == list(range(0, 3 * STEPS + 1, 3))


def test_that_the_path_is_as_long_as_its_steps_together() -> None:
    run = on_bowl(ball("momentum", learning_rate=0.1), ball("adam"))
    for index in (0, 1):
        expected = np.cumsum(np.hypot(*run.update[index].T))
        assert values(run, "path_length", index) == pytest.approx(expected, rel=1e-14)
    assert values(run, "path_length")[-1] == ball_results(run)[0].path_length


def test_that_steps_of_a_long_run_have_the_same_numbers_kept_or_not() -> None:
    run = simulate(on_formula(BOWL, START, ball("momentum", learning_rate=1e-4, momentum=0.99), steps=20_000))
    together = run.steps(0, 19_000, 19_010)
    for key in ("overshoot", "total_energy", "learning_rate", "velocity_norm", "path_length"):
        alone = [float(QUANTITIES[key].of(run, run.at(0, step))[0]) for step in range(19_000, 19_010)]
        assert QUANTITIES[key].of(run, together).tolist() == alone


def test_that_what_a_ball_has_not_is_empty_in_a_csv(tmp_path) -> None:
    out = tmp_path / "x.csv"
    wanted = "velocity_norm,kinetic_energy,overshoot,learning_rate,loss"
    assert main(["run", "ravine", "-o", str(out), "--columns", wanted]) == 0
    rows = list(csv.DictReader(out.read_text().splitlines()))
    of = {name: [row for row in rows if row["optimizer"] == name] for name in {r["optimizer"] for r in rows}}
    assert {row["velocity_norm"] for row in of["gradient_descent"]} == {""}
    assert {row["kinetic_energy"] for row in of["gradient_descent"]} == {""}
    assert of["gradient_descent"][0]["overshoot"] == of["gradient_descent"][0]["learning_rate"] == ""
    assert all(float(row["kinetic_energy"]) >= 0.0 for row in of["momentum"])
    assert all(float(row["overshoot"]) for row in of["momentum"][1:5])


def test_that_a_saddle_has_numbers_for_all_but_the_distance() -> None:
    run = simulate(on_library("saddle", ball("momentum")))
    assert "distance" not in {each.key for each in known_quantities(run)}
    assert np.isfinite(values(run, "overshoot")[1:]).all()


ADAPTIVE = sorted(name for name, rule in OPTIMIZERS.items() if rule.effective_rate is not None)


@pytest.mark.parametrize("name", ADAPTIVE)
def test_that_the_effective_rate_is_that_of_the_anatomy_of_each_step(name: str) -> None:
    schedule = RateSchedule("exponential", {"decay": 0.95})
    run = on_bowl(ball(name, schedule=schedule, clipping=Clipping("norm", 1.5)), noise=0.3)
    parts = list(anatomies(run, 0))
    for coordinate, key in enumerate(("effective_rate_x", "effective_rate_y")):
        found = values(run, key)
        assert math.isnan(found[0])
        assert found[1:].tolist() == [part.scale[coordinate] for part in parts if part.scale is not None]
        assert QUANTITIES[key].of(run, run.at(0, 17)).tolist() == [found[17]]
        assert QUANTITIES[key].of(run, run.steps(0, 9, 21)).tolist() == found[9:21].tolist()


@pytest.mark.parametrize("name", ["adam", "lion", "rmsprop"])
def test_that_rates_are_those_in_force_after_changes_and_kicks(name: str) -> None:
    changes = (BallChange(7, {"learning_rate": 0.02}), BallChange(15, kick=(0.4, -0.3)))
    run = on_bowl(replace(ball(name, learning_rate=0.1), changes=changes))
    assert values(run, "learning_rate")[1:].tolist() == [0.1] * 7 + [0.02] * (STEPS - 7)
    found = [part.scale for part in anatomies(run, 0)]
    for coordinate, key in enumerate(("effective_rate_x", "effective_rate_y")):
        assert values(run, key)[1:].tolist() == [scale[coordinate] for scale in found if scale is not None]


def test_that_a_kick_gives_energy_and_leaves_no_envelope() -> None:
    kicked = replace(
        ball("physical_ball", mass=2.0, friction=0.0, time_step=0.01),
        changes=(BallChange(20, kick=(3.0, 0.0)),),
    )
    run = on_bowl(kicked)
    total, speed = values(run, "total_energy"), run.velocity[0, 20]
    given = 0.5 * 2.0 * ((speed[0] + 3.0) ** 2 - speed[0] ** 2)
    assert total[21] - total[20] == pytest.approx(given, rel=0.02)
    assert envelope(run, 0) is None


def test_that_effective_rates_of_a_long_run_are_told_here_and_there_and_of_every_step_asked_for() -> None:
    run = simulate(on_formula(BOWL, START, ball("adam"), steps=20_000))
    found, steps = values(run, "effective_rate_y"), run.rows(0).step
    told = steps[np.isfinite(found)]
    assert told[:16_000].tolist() == list(range(1, 16_001))
    assert 100 < np.count_nonzero(told > 16_384) <= 256
    step = int(told[-3])
    assert QUANTITIES["effective_rate_y"].of(run, run.at(0, step)) == found[steps == step]
    assert np.isfinite(QUANTITIES["effective_rate_y"].of(run, run.steps(0, 19_001, 19_020))).all()
