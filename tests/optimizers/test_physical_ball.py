"""The physical ball: heavy-ball momentum to the last digits, mechanics as the time step falls."""

from __future__ import annotations

import math

import numpy as np
import pytest
from laboratory import ball, on_formula
from scipy.integrate import solve_ivp

from momentum_lab.simulation import simulate

CASES = [(1.0, 1.0, 0.04), (2.5, 0.0, 0.02), (0.3, 4.0, 0.01), (50.0, 20.0, 0.25)]


@pytest.mark.parametrize(("mass", "friction", "time_step"), CASES)
@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("0.1*x**2 + 2*y**2", (-5.0, -2.0)),
        ("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", (-1.0, 1.0)),
        ("sin(3*x) + x**2/10 + exp(y/3) + y**2/5", (2.0, -3.0)),
    ],
    ids=["bowl", "himmelblau", "ripples"],
)
@pytest.mark.parametrize("form", ["leaky", "velocity"])
def test_that_it_is_heavy_ball_momentum(mass, friction, time_step, formula, start, form):
    momentum = ball(
        "momentum",
        learning_rate=time_step**2 / mass,
        momentum=1.0 - friction * time_step / mass,
        form=form,
    )
    body = ball("physical_ball", mass=mass, friction=friction, time_step=time_step)
    run = simulate(on_formula(formula, start, body, momentum, steps=100))
    assert run.last.tolist() == [100, 100]
    assert run.position[0] == pytest.approx(run.position[1], rel=1e-12, abs=1e-12)
    assert run.velocity[0, 1:] * time_step == pytest.approx(run.update[0, 1:], rel=1e-9, abs=1e-12)


def damped(times, mass, friction, spring, start):
    """The oscillator m x″ = −k x − c x′ let go at rest, for c² < 4 k m."""
    decay = friction / (2.0 * mass)
    frequency = math.sqrt(spring / mass - decay**2)
    swing = np.cos(frequency * times) + decay / frequency * np.sin(frequency * times)
    return start * np.exp(-decay * times) * swing


def overdamped(times, mass, friction, spring, start):
    """The same for c² > 4 k m: two exponentials."""
    root = math.sqrt(friction**2 - 4.0 * spring * mass)
    slow, fast = ((-friction + sign * root) / (2.0 * mass) for sign in (1.0, -1.0))
    return start * (fast * np.exp(slow * times) - slow * np.exp(fast * times)) / (fast - slow)


def farthest_apart(exact, mass, friction, spring, time_step):
    """The largest distance to the exact motion within ten units of time."""
    steps = round(10.0 / time_step)
    body = ball("physical_ball", mass=mass, friction=friction, time_step=time_step)
    run = simulate(on_formula(f"{spring}*x**2/2", (3.0,), body, steps=steps))
    times = time_step * np.arange(steps + 1)
    return np.abs(run.position[0, :, 0] - exact(times, mass, friction, spring, 3.0)).max()


@pytest.mark.parametrize(
    ("exact", "mass", "friction", "spring"),
    [(damped, 1.0, 0.5, 4.0), (damped, 2.0, 0.3, 1.0), (damped, 0.5, 0.2, 3.0), (overdamped, 1.0, 5.0, 2.0)],
)
def test_that_it_approaches_the_motion_in_proportion_to_the_time_step(exact, mass, friction, spring):
    apart = [farthest_apart(exact, mass, friction, spring, 0.02 / 2**n) for n in range(5)]
    order = np.log2(np.divide(apart[:-1], apart[1:]))
    assert apart[-1] < 0.01
    assert order == pytest.approx(1.0, abs=0.03)
    assert order[-1] == pytest.approx(1.0, abs=0.004)


def test_that_without_friction_it_keeps_its_energy_to_within_the_time_step():
    run = simulate(
        on_formula("x**2/2", (1.0,), ball("physical_ball", friction=0.0, time_step=0.05), steps=5000)
    )
    energy = run.loss[0] + run.velocity[0, :, 0] ** 2 / 2.0
    assert np.abs(energy - 0.5).max() < 0.05 / 4.0 * 1.1


def test_that_a_heavier_ball_takes_longer_by_the_root_of_its_mass():
    def bottom(mass):
        body = ball("physical_ball", mass=mass, friction=0.0, time_step=0.001)
        run = simulate(on_formula("x**2/2", (1.0,), body, steps=4000))
        return int(np.argmax(run.position[0, :, 0] < 0.0))

    assert bottom(4.0) / bottom(1.0) == pytest.approx(2.0, abs=0.01)
    assert bottom(1.0) * 0.001 == pytest.approx(math.pi / 2.0, abs=0.002)


@pytest.mark.parametrize(
    ("formula", "start", "mass", "friction"),
    [
        ("x**4/4 - x**2/2 + x/10", (1.8,), 1.0, 0.4),
        ("(1 - x)**2 + 20*(y - x**2)**2", (-1.2, 1.0), 2.0, 3.0),
        ("sin(x) + x**2/10 + cosh(y/2)", (3.0, -2.0), 0.5, 0.1),
    ],
    ids=["double well", "valley", "ripples"],
)
def test_that_it_approaches_what_a_solver_of_differential_equations_finds(formula, start, mass, friction):
    landscape = on_formula(formula, start, ball("physical_ball")).landscape.build()
    size, seconds = len(start), 2.0

    def motion(_time, state):
        force = -np.array(landscape.gradient(state[:size])) - friction * state[size:]
        return np.concatenate([state[size:], force / mass])

    at_rest = np.concatenate([start, np.zeros(size)])
    exact = solve_ivp(motion, (0.0, seconds), at_rest, method="DOP853", rtol=1e-12, atol=1e-12)
    apart = []
    for halvings in range(6):
        steps = 250 * 2**halvings
        body = ball("physical_ball", mass=mass, friction=friction, time_step=seconds / steps)
        run = simulate(on_formula(formula, start, body, steps=steps))
        apart.append(np.linalg.norm(run.position[0, -1] - exact.y[:size, -1]))
    order = np.log2(np.divide(apart[:-1], apart[1:]))
    assert order[-1] == pytest.approx(1.0, abs=0.02)
    assert apart[-1] < 2e-3
