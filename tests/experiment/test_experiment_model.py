"""The open experiment: observers, undo and redo, drags, and whether it is saved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from laboratory import ball, on_library

from momentum_lab.experiment import Change, ExperimentModel
from momentum_lab.experiment.model import MOST_UNDO

FIRST = on_library("beale", ball("adam"), steps=1)


def of_steps(steps):
    return replace(FIRST, steps=steps)


@pytest.fixture
def model():
    return ExperimentModel(FIRST)


def test_that_a_new_model_has_nothing_to_undo_and_is_not_modified(model):
    assert (model.can_undo, model.can_redo, model.is_modified) == (False, False, False)
    model.undo()
    model.redo()
    assert model.experiment is FIRST


def test_that_changes_are_taken_back_and_brought_again_one_by_one(model):
    model.apply(Change(of_steps(2)))
    model.apply(Change(of_steps(3)))
    seen = []
    for action in (model.undo, model.undo, model.redo, model.redo):
        action()
        seen.append((model.experiment.steps, model.can_undo, model.can_redo))
    assert seen == [(2, True, True), (1, False, True), (2, True, True), (3, True, False)]


def test_that_a_change_after_an_undo_forgets_what_was_taken_back(model):
    model.apply(Change(of_steps(2)))
    model.undo()
    model.apply(Change(of_steps(3)))
    assert not model.can_redo
    model.undo()
    assert model.experiment is FIRST


def test_that_the_parts_of_a_drag_are_taken_back_together(model):
    for steps in (2, 3, 4):
        model.apply(Change(of_steps(steps), merge="steps"))
    model.undo()
    assert model.experiment is FIRST
    model.redo()
    assert model.experiment.steps == 4


def test_that_a_drag_ends_where_it_settles(model):
    model.apply(Change(of_steps(2), merge="steps"))
    model.settle()
    model.apply(Change(of_steps(3), merge="steps"))
    model.undo()
    assert model.experiment.steps == 2


@pytest.mark.parametrize("between", ["seed", ""])
def test_that_another_change_ends_a_drag(model, between):
    model.apply(Change(of_steps(2), merge="steps"))
    model.apply(Change(replace(of_steps(2), seed=7), merge=between))
    model.apply(Change(replace(of_steps(3), seed=7), merge="steps"))
    model.undo()
    assert (model.experiment.steps, model.experiment.seed) == (2, 7)
    model.undo()
    assert (model.experiment.steps, model.experiment.seed) == (2, 0)
    model.undo()
    assert model.experiment is FIRST


@pytest.mark.parametrize("end", [ExperimentModel.undo, ExperimentModel.mark_saved])
def test_that_undo_and_saving_end_a_drag(model, end):
    model.apply(Change(of_steps(2), merge="steps"))
    model.apply(Change(replace(of_steps(2), seed=1)))
    model.apply(Change(of_steps(3), merge="steps"))
    end(model)
    before = model.experiment
    model.apply(Change(of_steps(9), merge="steps"))
    model.undo()
    assert model.experiment == before


def test_that_an_equal_experiment_is_no_change(model):
    heard = []
    model.changed.subscribe(lambda: heard.append(1))
    model.apply(Change(of_steps(1)))
    assert not model.can_undo
    assert heard == []


def test_that_it_is_modified_until_it_is_saved_or_back_where_it_was(model):
    model.apply(Change(of_steps(2)))
    assert model.is_modified
    model.undo()
    assert not model.is_modified
    model.redo()
    model.mark_saved()
    assert not model.is_modified
    model.undo()
    assert model.is_modified


def test_that_opening_is_a_change_that_can_be_taken_back(model):
    model.apply(Change(of_steps(2)))
    model.undo()
    model.apply(Change(of_steps(3)))
    model.open(of_steps(9))
    assert model.experiment.steps == 9
    assert (model.can_undo, model.can_redo, model.is_modified) == (True, False, False)
    model.undo()
    assert (model.experiment.steps, model.is_modified) == (3, True)
    model.redo()
    assert (model.experiment.steps, model.is_modified) == (9, False)
    model.open(of_steps(9))  # nothing to go back to
    model.undo()
    assert model.experiment.steps == 3


def test_that_listeners_hear_of_every_change_until_they_leave(model):
    heard, others = [], []
    leave = model.changed.subscribe(lambda: heard.append(model.experiment.steps))
    model.changed.subscribe(lambda: others.append(model.experiment.steps))
    model.apply(Change(of_steps(2)))
    model.undo()
    model.redo()
    model.open(of_steps(5))
    model.mark_saved()
    leave()
    model.apply(Change(of_steps(6)))
    assert heard == [2, 1, 2, 5, 5]
    assert others == [2, 1, 2, 5, 5, 6]


def test_that_a_listener_may_leave_while_it_is_called(model):
    heard = []

    def once():
        heard.append(model.experiment.steps)
        leave()

    leave = model.changed.subscribe(once)
    model.changed.subscribe(lambda: heard.append(-model.experiment.steps))
    model.apply(Change(of_steps(2)))
    model.apply(Change(of_steps(3)))
    assert heard == [2, -2, -3]


def test_that_the_oldest_of_very_many_changes_are_forgotten(model):
    for steps in range(2, MOST_UNDO + 12):
        model.apply(Change(of_steps(steps)))
    taken_back = 0
    while model.can_undo:
        model.undo()
        taken_back += 1
    assert taken_back == MOST_UNDO
    assert model.experiment.steps == 11


class AgainstAList(RuleBasedStateMachine):
    """The model does what a list of all its states does, with a finger in it."""

    def __init__(self):
        super().__init__()
        self.model = ExperimentModel(FIRST)
        self.states, self.at, self.saved = [1], 0, 1

    @rule(steps=st.integers(1, 5))
    def change(self, steps):
        if steps != self.states[self.at]:
            self.states[self.at + 1 :] = [steps]
            self.at += 1
        self.model.apply(Change(of_steps(steps)))

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self):
        self.model.undo()
        self.at -= 1

    @precondition(lambda self: self.at < len(self.states) - 1)
    @rule()
    def redo(self):
        self.model.redo()
        self.at += 1

    @rule()
    def save(self):
        self.model.mark_saved()
        self.saved = self.states[self.at]

    @invariant()
    def agrees(self):
        assert self.model.experiment.steps == self.states[self.at]
        assert self.model.can_undo == (self.at > 0)
        assert self.model.can_redo == (self.at < len(self.states) - 1)
        assert self.model.is_modified == (self.states[self.at] != self.saved)


AgainstAList.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestThatUndoAgreesWithAListOfStates = AgainstAList.TestCase
