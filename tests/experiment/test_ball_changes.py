"""Changes in the middle of a run as a part of the experiment: what may be said, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment import LandscapeChoice
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.ball_names import in_words
from momentum_lab.experiment.experiment import on_landscape, with_optimizer
from momentum_lab.experiment.file import dumps, loads
from momentum_lab.experiment.overrides import with_overrides

FILE = """\
schema = 1
[landscape]
name = "elliptic_bowl"
[[balls]]
optimizer = "momentum"
learning_rate = 0.1
"""
SLOWER = BallChange(40, FrozenMapping(learning_rate=0.01))
KICKED = BallChange(20, kick=(0.5, 0.0))


def changed(*changes, optimizer="momentum"):
    return replace(ball(optimizer), changes=changes)


def test_that_a_file_says_them_in_any_order():
    both = (
        "[[balls.changes]]\nstep = 40\nlearning_rate = 0.01\n[[balls.changes]]\nstep = 20\nkick = [0.5, 0]\n"
    )
    experiment = loads(FILE + both)
    assert experiment.balls[0].changes == (KICKED, SLOWER)
    assert loads(dumps(experiment)) == experiment


def test_that_those_of_one_step_are_one_change():
    at_once = BallChange(40, FrozenMapping(momentum=0.5), (1.0, 2.0))
    assert changed(SLOWER, at_once).changes == (
        BallChange(40, FrozenMapping(learning_rate=0.01, momentum=0.5), (1.0, 2.0)),
    )
    assert changed(SLOWER, SLOWER).changes == (SLOWER,)


PLACE = "balls: 0: changes: 0"
SECOND = "step = 3\nmomentum = 0.5\n[[balls.changes]]\nstep = 3\nmomentum = 0.6"
KICKS = "step = 3\nkick = [1, 0]\n[[balls.changes]]\nstep = 3\nkick = [2, 0]"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("learning_rate = 0.1", f"{PLACE}: the key 'step' is missing"),
        ("step = -1\nmomentum = 0", f"{PLACE}: step: found -1, allowed is a whole number from 0 to 999,999"),
        (
            "step = 1.5\nmomentum = 0",
            f"{PLACE}: step: found 1.5, allowed is a whole number from 0 to 999,999",
        ),
        ("step = 5", f"{PLACE}: found nothing that is changed, allowed are hyperparameters and kick"),
        ("step = 5\nmomentum = 1.5", f"{PLACE}: momentum: found 1.5, allowed is a number from 0 to 1"),
        ("step = 5\nform = 'fast'", f"{PLACE}: form: unknown choice 'fast'"),
        ("step = 5\nmomentun = 0.5", f"{PLACE}: unknown key 'momentun'; did you mean 'momentum'?"),
        ("step = 5\nkick = [1]", f"{PLACE}: kick: found 1 of 2 numbers; allowed is one for each dimension"),
        ("step = 5\nkick = [1, inf]", f"{PLACE}: kick: 1: found inf"),
        ("step = 5\nkick = 3", f"{PLACE}: kick: found 3, allowed is a list"),
        (SECOND, "balls: 0: changes: 1: momentum: found 0.6 where another change at step 3 says 0.5"),
        (KICKS, "balls: 0: changes: 1: kick: found a second kick at step 3"),
    ],
)
def test_that_what_cannot_be_is_refused_with_its_place(said, answer):
    with pytest.raises(InputError) as caught:
        loads(f"{FILE}[[balls.changes]]\n{said}\n")
    assert answer in str(caught.value)


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adagrad", "newton"])
def test_that_what_has_no_velocity_is_not_kicked(optimizer):
    with pytest.raises(InputError, match=f"kick: {optimizer} has no velocity to be kicked"):
        changed(KICKED, optimizer=optimizer)


def test_that_what_is_in_force_follows_from_the_steps_taken():
    body = changed(KICKED, SLOWER, BallChange(60, FrozenMapping(learning_rate=0.5, momentum=0.0)))
    rates = [body.as_of(step).hyperparameters["learning_rate"] for step in (0, 39, 40, 59, 60, 99)]
    assert rates == [0.01, 0.01, 0.01, 0.01, 0.5, 0.5]
    assert body.as_of(60).hyperparameters["momentum"] == 0.0
    assert body.as_of(60).changes == ()


def test_that_fewer_steps_leave_later_changes_waiting():
    experiment = on_library("elliptic_bowl", changed(SLOWER), steps=100)
    shorter = replace(experiment, steps=10)
    assert replace(shorter, steps=100) == experiment


def test_that_another_optimizer_begins_without_them():
    body = changed(KICKED, SLOWER)
    landscape = LandscapeChoice("elliptic_bowl").build()
    assert with_optimizer(body, "adam", landscape).changes == ()


def test_that_kicks_do_not_go_to_another_dimension():
    both = BallChange(60, FrozenMapping(momentum=0.5), (1.0, 1.0))
    experiment = on_formula("x**2 + y**2", (1.0, 1.0), changed(KICKED, SLOWER, both))
    plane = LandscapeChoice("himmelblau")
    line = LandscapeChoice(formula="x**2", domain=((-1.0, 1.0),))
    assert on_landscape(experiment, plane).balls[0].changes == (KICKED, SLOWER, both)
    assert on_landscape(experiment, line).balls[0].changes == (SLOWER, replace(both, kick=None))


def test_that_balls_of_one_optimizer_are_told_apart_by_them():
    experiment = on_library("elliptic_bowl", changed(), changed(SLOWER), changed(KICKED))
    assert experiment.labels == (
        "Momentum",
        "Momentum, rate 0.01 from step 40",
        "Momentum, kick 0.5, 0 at step 20",
    )


@pytest.mark.parametrize(
    ("values", "kick", "words"),
    [
        ({"learning_rate": 0.01}, None, "rate 0.01 from step 5"),
        ({"learning_rate": 0.01, "momentum": 0.5}, None, "rate 0.01, momentum 0.5 from step 5"),
        ({}, (1.0, 0.0), "kick 1, 0 at step 5"),
        ({"learning_rate": 0.01}, (1.0, 0.0), "rate 0.01 from step 5, kick 1, 0 at step 5"),
    ],
)
def test_that_a_kick_is_told_at_its_step_and_values_from_it_on(values, kick, words):
    change = BallChange(5, FrozenMapping(values), kick)
    assert str(in_words(change)) == in_words(change).english == words
    assert on_library("elliptic_bowl", changed(), changed(change)).labels[1] == f"Momentum, {words}"


def test_that_dynamics_have_them():
    experiment = on_library("elliptic_bowl", changed(), changed(SLOWER))
    assert experiment.balls[0].dynamics != experiment.balls[1].dynamics


def test_that_a_setting_reaches_them():
    experiment = on_library("elliptic_bowl", changed(SLOWER))
    (body,) = with_overrides(experiment, ["balls.0.changes.0.learning_rate=0.5"]).balls
    assert body.changes == (BallChange(40, FrozenMapping(learning_rate=0.5)),)
    (body,) = with_overrides(experiment, ["balls.0.changes=[{step=3, kick=[1, 2]}]"]).balls
    assert body.changes == (BallChange(3, kick=(1.0, 2.0)),)
