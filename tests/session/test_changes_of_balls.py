"""Changing balls in the middle of a run, without a window."""

from __future__ import annotations

import pytest
from laboratory import ball
from sessions import bowl, settle

from momentum_lab.analysis.eigenvalues import plane
from momentum_lab.analysis.frequencies import gain_at
from momentum_lab.analysis.kicks import kick_sense
from momentum_lab.analysis.theory import theory
from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.session import Session


@pytest.fixture
def session():
    session = Session(bowl())
    yield session
    session.close()


def changes(session, index=0):
    return session.experiment.balls[index].changes


def test_that_a_value_is_changed_from_a_step_on(session):
    settle(session)
    before = session.run.position[0].copy()
    session.changes.set_value(0, 40, "learning_rate", 0.01)
    assert changes(session) == (BallChange(40, FrozenMapping(learning_rate=0.01)),)
    settle(session)
    assert session.run.position[0, :41].tobytes() == before[:41].tobytes()
    assert (session.run.position[0, 41:] != before[41:]).any()


def test_that_a_drag_is_one_entry_with_a_name_and_taken_back_in_one(session):
    for rate in (0.02, 0.03, 0.04):
        session.changes.set_value(0, 40, "learning_rate", rate)
    session.settle()
    assert str(session.model.undo_name) == "learning rate of Momentum at step 40"
    session.undo()
    assert changes(session) == ()
    session.redo()
    assert changes(session) == (BallChange(40, FrozenMapping(learning_rate=0.04)),)


def test_that_what_is_in_force_is_changed_where_it_was_said(session):
    session.changes.set_value(0, 40, "learning_rate", 0.01)
    at_first = session.experiment.balls[0].hyperparameters["learning_rate"]
    session.changes.set_in_force(0, 60, {"learning_rate": 0.02})
    assert changes(session)[0].values["learning_rate"] == 0.02
    assert session.experiment.balls[0].hyperparameters["learning_rate"] == at_first
    session.changes.set_in_force(0, 39, {"learning_rate": 0.03})
    session.changes.set_in_force(0, 60, {"momentum": 0.25})
    assert session.experiment.balls[0].hyperparameters["learning_rate"] == 0.03
    assert session.experiment.balls[0].hyperparameters["momentum"] == 0.25
    assert len(changes(session)) == 1


@pytest.mark.parametrize("step", [0, 4, 5, 19, 20, 40, 80])
def test_that_best_values_are_in_force_at_the_step_that_they_were_found_for(session, step):
    session.changes.set_value(0, 5, "learning_rate", 0.01)
    session.changes.set_value(0, 20, "momentum", 0.3)
    session.changes.set_kick(0, 20, (0.1, 0.0))
    session.settle()
    settle(session)
    before = session.experiment
    best = theory(session.run, 0, step).best.values
    session.changes.set_in_force(0, step, best)
    session.settle()
    now = session.experiment.balls[0]
    assert {name: now.as_of(step).hyperparameters[name] for name in best} == dict(best)
    assert [change.step for change in now.changes] == [5, 20]
    assert now.changes[1].kick == (0.1, 0.0)
    session.undo()
    assert session.experiment == before


def test_that_values_in_force_have_the_name_of_their_step_where_they_have_one(session):
    session.changes.set_value(0, 5, "learning_rate", 0.01)
    session.changes.set_in_force(0, 40, {"learning_rate": 0.02})
    assert str(session.model.undo_name) == "learning rate of Momentum at step 5"
    session.changes.set_in_force(0, 4, {"learning_rate": 0.03})
    assert str(session.model.undo_name) == "learning rate of Momentum"
    session.changes.set_in_force(0, 40, {"learning_rate": 0.04, "momentum": 0.2})
    assert str(session.model.undo_name) == "momentum and changes in the run of Momentum"


def test_that_plane_and_filter_are_of_what_is_in_force(session):
    session.changes.set_value(0, 40, "momentum", 0.25)
    settle(session)
    for step, momentum in ((39, 0.9), (40, 0.25), (70, 0.25)):
        product = plane(session.run, 0, step).pairs[0].values
        assert abs(product[0] * product[1]) == pytest.approx(momentum, rel=1e-12)
        assert gain_at(session.experiment, 0, step).memory == momentum


def test_that_values_and_kick_of_a_step_are_one_change(session):
    session.changes.set_value(0, 40, "learning_rate", 0.01)
    session.changes.set_kick(0, 40, (0.5, 0.0))
    session.changes.set_value(0, 40, "momentum", 0.5)
    values = FrozenMapping(learning_rate=0.01, momentum=0.5)
    assert changes(session) == (BallChange(40, values, (0.5, 0.0)),)
    assert str(session.model.undo_name) == "momentum of Momentum at step 40"
    session.undo()
    assert str(session.model.undo_name) == "kick of Momentum at step 40"
    session.changes.drop_value(0, 40, "learning_rate")
    assert changes(session) == (BallChange(40, kick=(0.5, 0.0)),)
    session.changes.set_kick(0, 40, (0.0, 0.0))
    assert changes(session) == ()


def test_that_it_is_dragged_along_the_run_and_past_others_but_not_onto_them(session):
    session.changes.set_value(0, 40, "learning_rate", 0.01)
    session.changes.set_kick(0, 20, (1.0, 1.0))
    session.settle()
    place = 40
    for to in (30, 20, 10, -5):
        place = session.changes.move(0, place, to)
        assert place == (30 if to == 20 else max(to, 0))
    session.settle()
    assert [change.step for change in changes(session)] == [0, 20]
    assert str(session.model.undo_name) == "step of the change of Momentum"
    session.undo()
    assert [change.step for change in changes(session)] == [20, 40]
    assert session.changes.move(0, 40, 9999) == session.experiment.steps - 1


def test_that_it_is_removed_and_back_again(session):
    session.changes.set_value(0, 40, "momentum", 0.5)
    session.changes.remove(0, 40)
    assert changes(session) == ()
    assert str(session.model.undo_name) == "removal of the change of Momentum at step 40"
    session.undo()
    assert session.changes.at(0, 40) is not None
    session.changes.remove(0, 41)
    session.changes.drop_value(0, 40, "learning_rate")
    assert session.changes.at(0, 40) is not None


def test_that_what_may_not_be_is_refused_and_changes_nothing(session):
    with pytest.raises(InputError):
        session.changes.set_value(0, 40, "momentum", 7.0)
    with pytest.raises(InputError):
        session.changes.set_kick(1, 40, (1.0, 0.0))
    assert session.experiment == bowl()


def test_that_steps_are_those_of_all_balls_within_the_run(session):
    session.changes.set_value(1, 7, "learning_rate", 0.2)
    session.changes.set_value(0, 40, "momentum", 0.5)
    session.changes.set_value(0, 7, "momentum", 0.5)
    session.changes.set_value(0, 70, "momentum", 0.5)
    assert session.changes.steps() == [7, 40]
    assert [index for index, _ in session.changes.of_step(7)] == [0, 1]


@pytest.mark.parametrize(
    ("body", "sense"),
    [
        (ball("momentum"), -1),
        (ball("momentum", form="velocity"), 1),
        (ball("momentum", momentum=0.0), 0),
        (ball("physical_ball"), 1),
        (ball("adam"), -1),
        (ball("lion"), -1),
        (ball("gradient_descent"), 0),
    ],
)
def test_that_the_rule_says_which_way_a_kick_pushes(body, sense):
    assert kick_sense(body) == sense
