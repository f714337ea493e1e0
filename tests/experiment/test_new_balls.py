"""Balls that are added are like no ball that is there, and look like none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from laboratory import ball, on_library

from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.experiment.experiment import MOST_BALLS
from momentum_lab.experiment.new_balls import free_look, unlike, variations
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.session import Session


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


HYPER = {
    "nothing": "",
    "a_flag": 'fast: Annotated[float, Flag(False, "faster")]',
    "a_choice": 'kind: Annotated[float, Choice(("one", "other"), "which")]',
    "one_value": 'length: Annotated[float, Number(0.5, 0.5, 0.5, "how long")]',
}
"""What rules have that cannot be varied."""
RULE = """
from typing import Annotated, NamedTuple
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import Choice, Flag, Number
from momentum_lab.core.optimizer import Optimizer

class Hyper(NamedTuple):
    "All there is to set."
    {hyper}

class State(NamedTuple):
    "Where it was."
    last: float

def init(hyper):
    return State(0.0)

def update(gradient, position, state, hyper):
    return -0.01 * gradient, State(position)

OPTIMIZER = Optimizer(
    name="{name}", title="{name}", hyper=Hyper, init=init, update=update,
    equations=Equations("x = x - g/100"), teaches="Little.", reference="None.",
)
"""


@pytest.mark.parametrize("name", HYPER)
def test_that_a_ball_that_cannot_be_varied_stays_as_it_is(tmp_path, monkeypatch, name):
    (tmp_path / "optimizers").mkdir()
    code = RULE.format(name=name, hyper=HYPER[name])
    (tmp_path / "optimizers" / f"{name}.py").write_text(code, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setenv(OWN_FOLDER, str(tmp_path))
        OPTIMIZERS.reload()
        assert OPTIMIZERS.problems == ()
        one = ball(name)
        assert variations(one) == ()
        assert unlike(one, [one]) == one
        session = Session(on_library("beale", one))
        session.editor.add_ball()
        session.editor.add_ball(name)
        session.close()
        assert [each.optimizer for each in session.experiment.balls].count(name) == 2
    OPTIMIZERS.reload()


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
