"""What a run comes to counts for the page for which it was asked, and for no other attempt at it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lessons_at_work import PAGES, small_lesson
from sessions import bowl, settle

from momentum_lab.lessons.lesson import Check, Measure, Task
from momentum_lab.session import Session, lesson_judging

ANY = Task((Check(Measure(0, setting="momentum"), "<", 2.0),), "solved")
NONE = Task((Check(Measure(0, setting="momentum"), "<", 0.0),), "solved")


@pytest.fixture
def session(monkeypatch, tmp_path):
    monkeypatch.setattr(lesson_judging, "QUICK", 0)  # all of it beside the window
    made = Session(bowl(), records=tmp_path)
    yield made
    assert made.close()


def acting(name, task):
    """Return a lesson whose page has another task."""
    steps = tuple(replace(step, task=task) for step in PAGES[2].steps)
    return small_lesson(name, (PAGES[0], replace(PAGES[2], steps=steps)))


def judge(session):
    """Let time pass until nothing is judged any more."""
    settle(session)
    session.clock.play(False)
    while session.clock.delay is not None and session.clock.delay < 1.0:
        session.clock.tick(session.clock._now + session.clock.delay)


def predict(session):
    session.lessons.answer("end", "arrives")
    session.lessons.answer("where", 3.0)
    settle(session)


@pytest.mark.parametrize("task", [NONE, ANY])
def test_that_what_is_found_for_one_lesson_is_not_found_for_another_with_the_same_pages(session, task):
    lessons = session.lessons
    lessons.open(acting("first", ANY), 1)
    settle(session)
    lessons.open(acting("second", task), 1)
    judge(session)
    assert [finding.is_met for finding in lessons.findings("do")] == [task is ANY]
    assert (lessons.answered("do") is None) == (task is NONE)


LEAVE = {
    "begin anew": lambda lessons: lessons.begin_anew(),
    "close": lambda lessons: lessons.close(),
    "another page": lambda lessons: lessons.go_to_page(0),
    "the same page": lambda lessons: lessons.reset_page(),
    "another lesson": lambda lessons: lessons.open(small_lesson("other"), 1),
    "the same lesson": lambda lessons: lessons.open(small_lesson(), 1),
}


@pytest.mark.parametrize("leave", LEAVE)
def test_that_nobody_is_told_what_is_found_of_what_was_left(session, leave):
    lessons = session.lessons
    lessons.open(small_lesson(), 1)
    settle(session)
    predict(session)
    LEAVE[leave](lessons)
    judge(session)
    outcomes = {key: answered.outcome for key, answered in lessons.record.answers.items()}
    is_told_since = leave in ("the same page", "the same lesson")
    assert all((outcome is not None) == is_told_since for outcome in outcomes.values())
    lessons.open(small_lesson(), 1)
    judge(session)
    if lessons.record.answers:
        assert lessons.answered("end").outcome.is_right


def test_that_an_outcome_is_that_of_the_answer_that_was_judged(session):
    lessons = session.lessons
    lessons.open(small_lesson(), 1)
    lessons.lift_seal()
    lessons.answer("end", "arrives")
    settle(session)
    lessons.answer("end", "diverges")
    judge(session)
    assert lessons.answered("end").given == "diverges"
    assert lessons.answered("end").outcome is None


def test_that_a_task_is_judged_on_a_page_that_is_set_anew_as_it_is(session):
    lessons = session.lessons
    lessons.open(acting("first", NONE), 1)
    judge(session)
    lessons.reset_page()
    judge(session)
    assert [finding.is_met for finding in lessons.findings("do")] == [False]
