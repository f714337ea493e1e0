"""No two balls are called the same, whichever way they have come to have one name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_lab.experiment.ball_text import balls_text
from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.session import Session
from momentum_lab.session.settings import MemoryStore, Settings


def session_of(*balls: Ball) -> Session:
    landscape = LandscapeChoice(formula="0.1*x**2 + 0.4*y**2", domain=((-6.0, 6.0), (-4.0, 4.0)))
    return Session(Experiment(landscape, (-5.0, -2.0), balls, steps=20), Settings(MemoryStore()))


def rename(session: Session, index: int, label: str) -> None:
    session.editor.change_ball(index, replace(session.experiment.balls[index], label=label))


def duplicate(session: Session) -> None:
    session.editor.duplicate_ball(0)


def duplicate_the_copy(session: Session) -> None:
    session.editor.duplicate_ball(0)
    session.editor.duplicate_ball(2)


def paste(session: Session) -> None:
    session.balls.paste(session.balls.text(0))


def paste_from_elsewhere(session: Session) -> None:
    session.balls.paste(balls_text([Ball("adam", label="abc"), Ball("adam", label="abc")]))


def rename_to_it(session: Session) -> None:
    rename(session, 1, "abc")


def rename_to_the_copys_name(session: Session) -> None:
    rename(session, 1, "abc (2)")
    session.editor.duplicate_ball(0)


def rename_to_an_optimizer(session: Session) -> None:
    rename(session, 0, "Adam")
    session.editor.add_ball("adam")
    rename(session, 1, "Adam")


def take_back_and_do_again(session: Session) -> None:
    session.editor.duplicate_ball(0)
    session.undo()
    rename(session, 1, "abc")
    session.editor.duplicate_ball(1)


WAYS = [
    *(duplicate, duplicate_the_copy, paste, paste_from_elsewhere, rename_to_it),
    *(rename_to_the_copys_name, rename_to_an_optimizer, take_back_and_do_again),
]


@pytest.mark.parametrize("way", WAYS)
def test_that_no_two_balls_come_to_have_one_name(way: Callable[[Session], None]) -> None:
    session = session_of(Ball("gradient_descent", label="abc"), Ball("momentum"))
    way(session)
    names = session.experiment.names
    assert len(set(names)) == len(names), names
    session.close()


def test_that_a_copy_has_the_next_number_and_keeps_a_name_that_is_free() -> None:
    session = session_of(Ball("gradient_descent", label="abc"))
    session.editor.duplicate_ball(0)
    session.editor.duplicate_ball(1)
    assert [ball.label for ball in session.experiment.balls] == ["abc", "abc (2)", "abc (3)"]
    rename(session, 0, "def")
    session.editor.duplicate_ball(0)
    session.balls.paste(balls_text([Ball("adam", label="ghi (7)")]))
    assert session.experiment.names[3:] == ("def (2)", "ghi (7)")
    session.close()


def test_that_the_longest_name_has_room_for_a_number() -> None:
    session = session_of(Ball("gradient_descent", label="m" * 80))
    session.editor.duplicate_ball(0)
    assert session.experiment.balls[1].label == "m" * 76 + " (2)"
    session.close()


LABELS = st.sampled_from(["", "abc", "abc (1)", "abc (2)", "Momentum", "Momentum (2)", "Adam"])


@given(st.lists(st.tuples(st.sampled_from(["momentum", "adam"]), LABELS), min_size=1, max_size=8))
def test_that_names_are_different_whatever_is_in_a_file(balls: list[tuple[str, str]]) -> None:
    made = tuple(Ball(optimizer, label=label) for optimizer, label in balls)
    landscape = LandscapeChoice(formula="x**2", domain=((-1.0, 1.0),))
    names = Experiment(landscape, (0.5,), made, steps=2).labels
    assert len(set(names)) == len(names), names
    once = [ball.label for ball in made if [b.label for b in made].count(ball.label) == 1]
    assert all(label in names for label in once if label)
