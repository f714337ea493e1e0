"""What machine code derives of steps is what Python says of them, to the last bit."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from laboratory import assert_same_runs, ball, on_formula, on_library

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.numba_internals import entry_point
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.simulation import Status, simulate
from momentum_lab.simulation.course import Course
from momentum_lab.simulation.derivation_kernel import derivation_kernel
from momentum_lab.simulation.derived_steps import GLANCE
from momentum_lab.simulation.history import History
from momentum_lab.simulation.judges import Judges
from momentum_lab.simulation.lane_source import UNROLLED
from momentum_lab.simulation.native_ball import compiled
from momentum_lab.simulation.run import lengths_of
from momentum_lab.simulation.status import FAR, STILL
from momentum_lab.simulation.storage import storage_of
from momentum_lab.simulation.yardstick import Yardstick

STEPS = 2 * GLANCE + 7
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A smaller seed makes no smaller path."""
CHANGES = (
    BallChange(5, FrozenMapping({"weight_decay": 0.0})),
    BallChange(9, FrozenMapping({"weight_decay": 2.0})),
)
STEPWISE = RateSchedule("step", FrozenMapping({"every": 7.0, "decay": 0.5}))
BALLS = (
    ball("gradient_descent"),
    ball("momentum", weight_decay=0.5, clipping=Clipping("norm", 0.7)),
    ball("adam", weight_decay=0.3, clipping=Clipping("value", 0.1)),
    ball("adamw", weight_decay=0.3, schedule=STEPWISE),
    replace(ball("adamw", weight_decay=1.0), changes=CHANGES),
    replace(ball("momentum", weight_decay=1e-3), changes=CHANGES),
)
PLACES = {
    "one minimum": on_library("rosenbrock", *BALLS, steps=STEPS),
    "many": on_library("himmelblau", *BALLS, steps=STEPS),
    "none": on_formula("x + y/3", (1.0, 2.0), *BALLS, steps=STEPS),
    "a line of them": on_formula("x**2 + 0*y", (1.0, 2.0), *BALLS, steps=STEPS),
    "a ring": on_formula("(x**2 + y**2 - 1)**2", (1.0, 2.0), *BALLS, steps=STEPS, domain=((-2.0, 2.0),) * 2),
    "a plateau": on_library("plateau", *BALLS, steps=STEPS),
    "in one dimension": on_formula("(x**2 - 1)**2", (2.0,), *BALLS, steps=STEPS),
}


@cache
def machine_code(dimension):
    return entry_point(derivation_kernel(dimension))


def numbers_around(rng, *borders):
    """Some of the borders, as they are and next to them, and others."""
    value = rng.choice([*borders, 0.0, -0.0, rng.normal()])
    return np.nextafter(value, rng.choice([-np.inf, value, np.inf]))


def some_place(rng, landscape, yardstick, before):
    """A place at which something may be decided: how far from the last one, a minimum or the map it is."""
    size = landscape.dimension
    way = rng.normal(size=size)
    way /= np.linalg.norm(way)
    still, near = STILL * yardstick.size, yardstick.tolerance
    low, high = np.transpose(landscape.domain)
    match rng.choice(["stay", "still", "creep", "minimum", "map", "border", "far", "lost"]):
        case "stay":
            return before.copy()
        case "still":
            return before + numbers_around(rng, still) * np.eye(size)[0]
        case "creep":
            return before + rng.uniform(0.0, 3.0) * near * way
        case "minimum" if len(yardstick.places):
            return rng.choice(yardstick.places) + numbers_around(rng, near, near / 3) * way
        case "border":
            return (low + high) / 2 + numbers_around(rng, FAR, 1.1 * FAR) * (high - low) / 2 * np.sign(way)
        case "far":
            return rng.uniform(-30.0, 30.0, size) * (high - low)
        case "lost":
            return rng.choice([1e100, 1e160, -1e300]) * way
        case _:
            return rng.uniform(low, high)


def some_rows(rng, experiment):
    """Steps (ball, step, columns) that no ball would take."""
    landscape, size = experiment.landscape.build(), len(experiment.start)
    yardstick = Yardstick.of(landscape)
    losses = (*yardstick.floor, *yardstick.rims, yardstick.lowest)
    finite = [loss for loss in losses if np.isfinite(loss)]
    rows = np.empty((len(BALLS), STEPS + 1, 3 * size + 1))
    for table in rows:
        place = np.array(experiment.start)
        is_restless = rng.random() < 0.5
        for step, row in enumerate(table):
            if step and (is_restless or rng.random() < 0.1):
                place = some_place(rng, landscape, yardstick, place)
            scale = rng.choice([0.0, 1e-12, 1e-8 * yardstick.steepness, 1.0, 1e200])
            row[:size], row[size] = place, numbers_around(rng, *finite)
            row[size + 1 :] = scale * rng.normal(size=2 * size)
    return rows


def kept_of(experiment, rows, finite, sizes, derive):
    """The run of such rows, of which so many are finite, by machine code or without."""
    balls = np.arange(len(BALLS))
    size = len(experiment.start)
    starts, storage = rows[:, 0, :size].copy(), storage_of(STEPS, size, 1)
    history = History(experiment, starts.copy(), storage)
    courses = [Course.of(each, size) for each in experiment.balls]
    landscape = experiment.landscape.build()
    judges = Judges(landscape, experiment.balls, courses, starts, rows[:, 0, size].tolist())
    first = 0
    for count in (1, *sizes, STEPS):
        count, alive = min(count, STEPS + 1 - first), balls[finite >= first - 1]
        if count == 0 or len(alive) == 0:
            continue
        ends = np.clip(finite[alive] + 1 - first, 0, count)
        room = history.room(first, count)
        room[alive] = rows[alive, first : first + count]
        for index, end in zip(alive, ends, strict=True):
            room[index, end:] = np.nan
        with np.errstate(all="ignore"):
            if derive is None:
                history.derive(alive, first, count, ends, judges)
            else:
                factors = np.array([courses[index].factors(max(first - 1, 0), count) for index in alive])
                history.derive_natively(derive, alive, first, count, ends, judges, factors)
        first += count
    return history.snapshot(STEPS, None)


@pytest.mark.parametrize("where", PLACES)
@given(
    seed=st.integers(0, 2**32),
    finite=st.lists(st.integers(0, 2 * STEPS), min_size=len(BALLS), max_size=len(BALLS)),
    sizes=st.lists(st.integers(1, STEPS), max_size=3),
    is_unrolled=st.booleans(),
)
@settings(max_examples=10, deadline=None, phases=UNSHRUNK)
def test_that_of_any_steps_it_is_the_same(where, seed, finite, sizes, is_unrolled):
    experiment = PLACES[where]
    rows = some_rows(np.random.default_rng(seed), experiment)
    last = np.minimum(finite, STEPS)
    derive = machine_code(len(experiment.start) if is_unrolled else UNROLLED + 1)
    found = kept_of(experiment, rows, last, sizes, derive)
    assert_same_runs(found, kept_of(experiment, rows, last, sizes, None))
    assert_same_runs(found, kept_of(experiment, rows, last, [], derive))


def test_that_such_steps_have_every_status():
    met = set()
    for where, experiment in PLACES.items():
        rows = some_rows(np.random.default_rng(len(where)), experiment)
        run = kept_of(experiment, rows, np.full(len(BALLS), STEPS), [], machine_code(len(experiment.start)))
        met |= set(run.status.ravel().tolist())
        assert (run.near_since >= 0).any() == (where != "none")
    assert met == {int(status) for status in Status}


@pytest.mark.parametrize("where", PLACES)
def test_that_of_balls_that_roll_it_is_the_same(where):
    experiment = PLACES[where]
    assert_same_runs(simulate(experiment, compiled), simulate(experiment))


@pytest.mark.parametrize("size", [1, 2, 5])
def test_that_ways_have_the_length_that_a_double_can_tell_however_short_or_long(size):
    rng = np.random.default_rng(size)
    ways = rng.normal(size=(400, size)) * 10.0 ** rng.uniform(-307.0, 307.0, (400, 1))
    ways = np.concatenate([ways, np.zeros((1, size)), np.full((1, size), np.inf), np.full((1, size), np.nan)])
    exact = [math.hypot(*way) for way in ways.tolist()]
    np.testing.assert_array_max_ulp(lengths_of(ways), np.array(exact), maxulp=size)
    if size == 1:
        assert np.array_equal(lengths_of(ways), np.abs(ways[:, 0]), equal_nan=True)
