"""Whole balls: their order, copies of them in other experiments, their defaults, and what links them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from laboratory import ball, on_formula, on_library
from sessions import bowl
from strategies import experiments

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.experiment.ball_text import balls_text, read_balls
from momentum_lab.experiment.experiment import MOST_BALLS, Experiment
from momentum_lab.experiment.file import dumps, loads
from momentum_lab.experiment.presets import preset
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.session import Session

RATE = "learning_rate"


def three(**values: object) -> Experiment:
    return on_library("beale", ball("momentum", momentum=0.5), ball("adam"), ball("nesterov"), **values)


@pytest.fixture
def session() -> Iterator[Session]:
    one = Session(three())
    yield one
    one.close()


@pytest.mark.parametrize(
    ("index", "place", "order"),
    [(0, 2, [1, 2, 0]), (2, 0, [2, 0, 1]), (0, 1, [1, 0, 2]), (1, -5, [1, 0, 2]), (1, 99, [0, 2, 1])],
)
def test_that_a_ball_moves_with_its_look_and_stays_selected(
    session: Session, index: int, place: int, order: list[int]
) -> None:
    before = session.experiment.balls
    session.select_ball(index)
    session.balls.move(index, place)
    assert session.experiment.balls == tuple(before[i] for i in order)
    assert session.selection.ball == order.index(index)
    session.undo()
    assert session.experiment.balls == before
    assert not session.model.can_undo


def test_that_a_ball_that_is_where_it_shall_be_is_no_change(session: Session) -> None:
    session.balls.move(0, -1)
    session.balls.move(1, 1)
    assert not session.model.can_undo


@settings(max_examples=50, deadline=None)
@given(experiments())
def test_that_balls_come_back_from_their_text(experiment: Experiment) -> None:
    landscape = experiment.landscape.build()
    text = balls_text(experiment.balls)
    assert read_balls(text, landscape) == experiment.balls
    assert read_balls(dumps(experiment), landscape) == experiment.balls
    assert set(tomllib.loads(text)) == {"schema", "balls"}


def test_that_a_ball_is_pasted_into_another_experiment_as_it_was(session: Session) -> None:
    session.editor.change_ball(1, replace(session.experiment.balls[1], color="#010203", label="mine"))
    text = session.balls.text(1)
    other = Session(bowl())
    said = other.balls.paste(text)
    assert other.experiment.balls[-1] == session.experiment.balls[1]
    assert str(said) == "mine is pasted."
    assert other.selection.ball == 2
    other.undo()
    assert other.experiment == bowl()
    other.close()


def test_that_a_look_that_is_there_already_is_not_pasted(session: Session) -> None:
    for _ in range(9):
        session.balls.paste(session.balls.text(0))
    looks = {(one.color, one.marker) for one in session.experiment.balls}
    assert len(looks) == len(session.experiment.balls) == 12


def test_that_several_balls_and_whole_experiments_are_pasted(session: Session) -> None:
    said = session.balls.paste(dumps(preset("sgd_to_adam")))
    count = len(preset("sgd_to_adam").balls)
    assert len(session.experiment.balls) == 3 + count
    assert str(said) == f"{count} balls are pasted."
    assert str(session.model.undo_name) == f"paste {count} balls"
    session.undo()
    assert session.experiment == three()


def test_that_a_start_of_another_dimension_is_left_behind_with_a_word(session: Session) -> None:
    flat = on_formula(
        "x**2", (1.0,), ball("adam", start=(2.0,)), ball("lion", start=(2.0,)), domain=((-5, 5),)
    )
    said = session.balls.paste(balls_text(flat.balls))
    assert [one.start for one in session.experiment.balls[3:]] == [None, None]
    assert "2 of them begin where all do" in str(said)
    said = session.balls.paste(balls_text(flat.balls[:1]))
    assert "its own start has another dimension" in str(said)
    session.balls.paste(balls_text([ball("adam", start=(2.0, 1.0))]))
    assert session.experiment.balls[-1].start == (2.0, 1.0)


def test_that_what_is_typed_by_hand_takes_the_rate_of_the_landscape() -> None:
    session = Session(on_library("plateau", ball("adam")))
    session.balls.paste('[[balls]]\noptimizer = "momentum"')
    stated = LANDSCAPES["plateau"].learning_rates["momentum"]
    assert session.experiment.balls[-1].hyperparameters[RATE] == stated
    session.close()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello", "is not valid TOML"),
        ("", "the key 'balls' is missing"),
        ("a = 1", "the key 'balls' is missing"),
        ('[[balls]]\noptimizer = "adamm"', "did you mean 'adam'"),
        ('[[balls]]\noptimizer = "adam"\nbeta_1 = 1', "balls: 0: unknown key 'beta_1'"),
        ('[[balls]]\noptimizer = "adam"\nlearning_rate = -1', "balls: 0: learning_rate: found -1"),
        ('[[balls]]\noptimizer = "adam"\nstart = [1e300, 0]', "start: 0: found 1e+300"),
        ('steps = 5\n[[balls]]\noptimizer = "adam"', "unknown key 'steps'"),
        ('schema = 99\n[[balls]]\noptimizer = "adam"', "written by a newer Momentum Lab"),
        ("balls = []", "allowed are 1 to 64 entries"),
        ("x" * 2_000_000, "is larger than"),
        ('[[balls]]\noptimizer = "adam"\n' * (MOST_BALLS - 2), "balls: found 62, allowed are 61 more"),
    ],
)
def test_that_what_is_no_text_of_balls_changes_nothing_and_says_why(
    session: Session, text: str, problem: str
) -> None:
    with pytest.raises(MomentumLabError) as caught:
        session.balls.paste(text)
    assert problem in str(caught.value)
    assert session.experiment == three()
    assert not session.model.can_undo


def test_that_a_default_is_what_the_landscape_states_or_else_the_declaration() -> None:
    session = Session(on_library("plateau", ball("momentum", learning_rate=0.7, momentum=0.1, dampening=0.5)))
    defaults, stated = session.balls.defaults(0)
    assert defaults[RATE] == LANDSCAPES["plateau"].learning_rates["momentum"] != 0.01
    assert stated == {RATE}
    assert defaults["momentum"] == 0.9
    session.balls.reset(0, [RATE])
    values = session.experiment.balls[0].hyperparameters
    assert values == {**values, RATE: defaults[RATE], "momentum": 0.1, "dampening": 0.5}
    session.balls.reset(0)
    assert session.experiment.balls[0].hyperparameters == defaults
    session.undo()
    assert session.experiment.balls[0].hyperparameters == values
    session.redo()
    session.balls.reset(0)  # is as it is
    assert [str(entry.name) for entry in session.undo_list.entries[1:]] == [
        "reset learning rate of Momentum",
        "reset Momentum",
    ]
    session.close()


def rates(session: Session) -> list[object]:
    return [one.hyperparameters.get(RATE) for one in session.experiment.balls]


def test_that_linked_balls_follow_in_one_change(session: Session) -> None:
    session.editor.add_ball("physical_ball")  # has no learning rate
    before = rates(session)
    session.balls.toggle_link(RATE)
    assert session.balls.is_linked(RATE)
    assert rates(session) == before, "to link gives nobody another value"
    for value in (0.2, 0.3):
        session.editor.take_values(1, {RATE: value}, "drag")
    session.settle()
    assert rates(session) == [0.3, 0.3, 0.3, None]
    assert str(session.model.undo_name) == "learning rate of 3 balls"
    session.undo()
    assert rates(session) == before
    session.redo()
    session.editor.take_values(0, {"momentum": 0.1})  # is not linked
    assert session.experiment.balls[2].hyperparameters["momentum"] == 0.9
    session.balls.toggle_link(RATE)
    session.editor.take_values(0, {RATE: 0.9})
    assert rates(session) == [0.9, 0.3, 0.3, None]


def test_that_a_reset_is_followed_and_another_optimizer_is_not(session: Session) -> None:
    session.balls.toggle_link(RATE)
    session.editor.take_values(0, {RATE: 0.2})
    session.editor.change_optimizer(1, "lion")
    assert rates(session)[::2] == [0.2, 0.2]
    session.balls.reset(0, [RATE])
    assert len(set(rates(session))) == 1


def test_that_a_link_is_saved_undone_and_gone_with_its_last_ball(session: Session) -> None:
    session.balls.toggle_link("beta1")
    assert loads(dumps(session.experiment)).linked == {"beta1"}
    assert "linked = [" in dumps(session.experiment)
    session.undo()
    assert not session.balls.is_linked("beta1")
    assert "linked" not in dumps(session.experiment)
    session.redo()
    session.editor.remove_ball(1)
    assert session.experiment.linked == frozenset()


@pytest.mark.parametrize(
    ("linked", "problem"),
    [('["betta1"]', "no ball has a hyperparameter 'betta1'; did you mean 'beta1'"), ('"beta1"', "a list")],
)
def test_that_a_link_of_what_no_ball_has_is_refused(linked: str, problem: str) -> None:
    text = dumps(three()).replace("schema = 1\n", f"schema = 1\nlinked = {linked}\n")
    with pytest.raises(MomentumLabError, match=problem.replace("[", r"\[")):
        loads(text)


@pytest.mark.parametrize("kind", ["color", "marker"])
def test_that_a_look_that_is_chosen_is_never_that_of_another_ball(kind: str) -> None:
    looks = (
        [("#010203", "star"), ("#010203", "circle")]
        if kind == "marker"
        else [
            ("#010203", "star"),
            ("#d55e00", "star"),
        ]
    )
    balls = [replace(ball("adam"), color=color, marker=marker) for color, marker in looks]
    session = Session(on_library("beale", *balls))
    first, second = session.experiment.balls
    session.editor.change_ball(1, replace(second, **{kind: getattr(first, kind)}))
    changed = session.experiment.balls[1]
    assert getattr(changed, kind) == getattr(first, kind)
    assert (changed.color, changed.marker) != (first.color, first.marker)
    session.close()
