"""What changes are called: by what differs between the experiment before and the one after."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from laboratory import ball, on_library
from strategies import experiments

from momentum_lab.core.messages import NOTHING
from momentum_lab.experiment import Ball, Experiment
from momentum_lab.wording.changes import OF_BALL, name_of_change, values_of_change


def three() -> Experiment:
    return on_library("beale", ball("momentum"), ball("adam"), ball("nesterov"))


def test_that_every_key_of_a_ball_has_a_name() -> None:
    own = {"optimizer", "hyperparameters", "visible", "label_is_own"}  # which is told with the label
    assert {each.name for each in fields(Ball)} - own <= OF_BALL.keys()


@settings(max_examples=60, deadline=None)
@given(experiments(), experiments())
def test_that_whatever_becomes_of_an_experiment_has_a_name(one: Experiment, other: Experiment) -> None:
    assert str(name_of_change(one, other))
    assert str(values_of_change(one, one)) == ""


@pytest.mark.parametrize(
    ("after", "name"),
    [
        (lambda e: replace(e, balls=e.balls[::-1]), "order of the balls"),
        (lambda e: replace(e, balls=e.balls[:1]), "remove 2 balls"),
        (
            lambda e: replace(e, balls=(*e.balls, *on_library("beale", ball("lion"), ball("yogi")).balls)),
            "add",
        ),
        (lambda e: replace(e, steps=7, seed=3), "steps and seed"),
        (lambda e: replace(e, steps=7, seed=3, noise=1.0), "steps, seed and noise"),
        (lambda e: replace(e, steps=7, seed=3, noise=1.0, common_noise=False), "settings"),
        (
            lambda e: replace(e, balls=tuple(replace(b, visible=False) for b in e.balls)),
            "settings of 3 balls",
        ),
        (lambda e: e.with_ball(1, replace(e.balls[1], visible=False)), "hide Adam"),
    ],
)
def test_that_several_things_have_one_name(after, name: str) -> None:
    assert str(name_of_change(three(), after(three()))).startswith(name)


def test_that_a_ball_is_called_as_it_was_before() -> None:
    slow, fast = ball("adam", learning_rate=0.01), ball("adam", learning_rate=0.1)
    before = on_library("beale", slow, fast)
    after = before.with_ball(0, before.balls[0].with_values(learning_rate=0.5))
    assert str(name_of_change(before, after)) == "learning rate of Adam, rate 0.01"
    assert str(values_of_change(before, after)) == "0.01 → 0.5"


def test_that_all_that_follow_to_one_value_from_one_tell_it_once() -> None:
    before = on_library("beale", ball("momentum", learning_rate=0.1), ball("adam", learning_rate=0.1))
    after = replace(before, balls=tuple(b.with_values(learning_rate=0.2) for b in before.balls))
    assert str(name_of_change(before, after)) == "learning rate of 2 balls"
    assert str(values_of_change(before, after)) == "0.1 → 0.2"
    uneven = before.with_ball(0, before.balls[0].with_values(learning_rate=0.3))
    assert values_of_change(uneven, after) == NOTHING
