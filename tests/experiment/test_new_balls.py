"""Balls that are added are like no ball that is there, and look like none."""

from __future__ import annotations

import pytest
from laboratory import ball, on_library

from momentum_lab.experiment.appearance import COLORS, MARKERS
from momentum_lab.experiment.experiment import MOST_BALLS
from momentum_lab.experiment.new_balls import unlike, variations
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


def test_that_what_is_unlike_already_stays_as_it_is():
    assert unlike(ball("adam"), [ball("momentum")]) == ball("adam")


def test_that_no_two_balls_look_alike_however_many_there_are():
    experiment = on_library("beale", *[ball("momentum", momentum=i / 100) for i in range(MOST_BALLS)])
    looks = [(one.color, one.marker) for one in experiment.balls]
    assert len(set(looks)) == MOST_BALLS == len(COLORS) * len(MARKERS)
    assert looks[:8] == list(zip(COLORS, MARKERS, strict=True))


def test_that_a_ball_that_is_added_to_many_looks_like_none_of_them():
    experiment = on_library("beale", ball("adam"))
    for _ in range(20):
        added = unlike(experiment.balls[-1], experiment.balls)
        experiment = on_library("beale", *experiment.balls, added)
    assert len({(one.color, one.marker) for one in experiment.balls}) == 21
