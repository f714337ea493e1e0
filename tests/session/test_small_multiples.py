from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from laboratory import ball, on_formula

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.grid import BALLS, captioned
from momentum_lab.session import Session
from momentum_lab.session.clock import Clock
from momentum_lab.session.side_by_side import SideBySide

RATES = "balls.0.learning_rate=0.1,0.2,0.4"


def test_that_what_is_shown_side_by_side_is_checked_and_toggled_as_it_was_last() -> None:
    choice, heard = SideBySide(ExperimentModel(preset("ravine")), Clock()), []
    choice.changed.subscribe(lambda: heard.append((choice.grid, choice.view)))
    with pytest.raises(InputError):
        choice.show("learning_rate")
    with pytest.raises(InputError):
        choice.set_view("map")
    choice.toggle()
    choice.show(RATES)
    choice.toggle()
    choice.toggle()
    choice.set_view("loss")
    choice.set_view("loss")
    assert heard == [
        (BALLS, "contour"),
        (RATES, "contour"),
        ("", "contour"),
        (RATES, "contour"),
        (RATES, "loss"),
    ]


def four_balls() -> Session:
    rules = "momentum", "gradient_descent", "adam", "momentum"
    balls = (ball(rule, label=f"ball {number}") for number, rule in enumerate(rules))
    return Session(on_formula("x**2 + y**2", (1.0, 1.0), *balls, steps=5))


def seen(session: Session) -> set[str]:
    """The balls that are seen in the cells."""
    found = captioned(session.experiment, session.side_by_side.grid)
    return {each.labels[i] for _, each in found for i, one in enumerate(each.balls) if one.visible}


@pytest.mark.parametrize("is_shown", [True, False])
def test_that_values_stay_with_their_ball_wherever_it_stands(is_shown: bool) -> None:
    for number, place in product(range(4), repeat=2):
        for moved in range(4):
            session = four_balls()
            choice = session.side_by_side
            choice.show(f"balls.{number}.learning_rate=0.1,0.2")
            if not is_shown:
                choice.show("")
            session.balls.move(moved, place)
            session.undo()
            session.redo()
            if not is_shown:
                choice.toggle()
            assert seen(session) == {f"ball {number}"}, (number, moved, place)
            session.close()


def test_that_values_stay_with_a_ball_that_is_changed_itself() -> None:
    session = four_balls()
    session.side_by_side.show("balls.2.learning_rate=0.1,0.2")
    editor = session.editor
    editor.remove_ball(0)
    editor.duplicate_ball(1)
    editor.change_ball(1, replace(session.experiment.balls[1], color="#123456", marker="star"))
    assert seen(session) == {"ball 2"}
    editor.change_optimizer(1, "rmsprop")
    session.balls.move(1, 0)
    assert seen(session) == {session.experiment.labels[0]}
    assert session.experiment.balls[0].optimizer == "rmsprop"
    for _ in range(5):
        session.undo()
    assert seen(session) == {"ball 2"}
    assert session.side_by_side.grid == "balls.2.learning_rate=0.1,0.2"
    session.close()


@pytest.mark.parametrize("is_shown", [True, False])
def test_that_values_of_a_ball_that_is_removed_end_with_a_sentence(is_shown: bool) -> None:
    session, said, heard = four_balls(), [], []
    choice = session.side_by_side
    choice.show("balls.1.learning_rate=0.1,0.2")
    if not is_shown:
        choice.show("")
    session.said.subscribe(said.append)
    choice.changed.subscribe(lambda: heard.append(choice.grid))
    session.editor.remove_ball(1)
    assert not choice.is_shown
    assert heard == ([""] if is_shown else [])
    assert [text.startswith("ball 1 is gone") for text in said] == ([True] if is_shown else [])
    choice.toggle()
    assert choice.grid == BALLS
    session.close()


def test_that_what_is_of_no_ball_or_of_none_that_is_there_stays() -> None:
    session = four_balls()
    for grid in (BALLS, "landscape.rotation=0,10", "balls.7.learning_rate=1,2"):
        session.side_by_side.show(grid)
        session.balls.move(0, 3)
        assert session.side_by_side.grid == grid
        session.undo()
    session.close()
