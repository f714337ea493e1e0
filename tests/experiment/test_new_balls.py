"""Balls that are added are like no ball that is there, and look like none."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, NamedTuple

import pytest
from laboratory import ball, on_library

from momentum_lab.core.hyperparameters import Flag, Number
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.experiment.experiment import MOST_BALLS
from momentum_lab.experiment.new_balls import free_look, unlike, variations
from momentum_lab.optimizers import OPTIMIZERS


@pytest.mark.parametrize("name", OPTIMIZERS.built_in)
def test_that_a_ball_is_varied_until_it_is_unlike_all_others(name):
    balls = [ball(name)]
    for _ in range(25):
        balls.append(unlike(balls[-1], balls))
        assert balls[-1].optimizer == name
    assert len({one.dynamics for one in balls}) == len(balls)


@pytest.mark.parametrize("name", OPTIMIZERS.built_in)
def test_that_a_variation_differs_by_one_value(name):
    first = ball(name)
    assert variations(first)
    for other in variations(first):
        changed = [n for n, v in other.hyperparameters.items() if v != first.hyperparameters[n]]
        assert len(changed) == 1


class NoNumbers(NamedTuple):
    """Nothing to be set."""


class Switch(NamedTuple):
    """Something to be set, which is no number."""

    nesterov: Annotated[bool, Flag(False, "with a look ahead")]


class OneValue(NamedTuple):
    """A number that cannot be varied."""

    learning_rate: Annotated[float, Number(0.1, 0.1, 0.1, help="fixed")]


@pytest.mark.parametrize("hyper", [NoNumbers, Switch, OneValue])
def test_that_a_rule_without_anything_to_vary_can_be_added_all_the_same(monkeypatch, hyper):
    first = OPTIMIZERS["gradient_descent"]
    rule = Optimizer("plain", "Plain", hyper, first.init, first.update, "−g", "Nothing.", "of one's own")
    monkeypatch.setitem(OPTIMIZERS._items, "plain", rule)
    balls = [ball("plain")]
    assert variations(balls[0]) == ()
    assert unlike(balls[0], balls) == balls[0]


def test_that_what_is_unlike_already_stays_as_it_is():
    assert unlike(ball("adam"), [ball("momentum")]) == ball("adam")


def test_that_no_two_balls_look_alike_however_many_are_added():
    balls = [on_library("beale", ball("adam")).balls[0]]
    while len(balls) < MOST_BALLS:
        color, marker = free_look(balls)
        balls.append(replace(ball("adam"), color=color, marker=marker))
    looks = {(one.color, one.marker) for one in balls}
    assert len(looks) == MOST_BALLS
    assert free_look(balls) in looks  # there are no more


def test_that_the_first_balls_that_are_added_look_as_those_of_a_file_do():
    given = on_library("beale", *[ball("momentum", momentum=i / 100) for i in range(8)]).balls
    for count in range(1, 8):
        assert free_look(given[:count]) == (given[count].color, given[count].marker)
