"""Pages of a lesson: what they set, and when their runs are seen."""

from __future__ import annotations

import pytest
from lessons_at_work import small_lesson
from sessions import bowl, settle

from momentum_lab.session import Session


@pytest.fixture
def session(tmp_path):
    made = Session(bowl(), records=tmp_path)
    settle(made)
    yield made
    assert made.close()


@pytest.fixture
def said(session):
    heard = []
    session.said.subscribe(heard.append)
    return heard


def open_page(session, number, **options):
    session.lessons.open(small_lesson(**options), number)
    settle(session)


def see_all(session):
    session.set_loop(False)
    session.go_to_last()


def test_that_a_page_sets_its_experiment_and_undo_brings_back_what_was_open(session):
    before = session.experiment
    open_page(session, 0)
    assert session.experiment == small_lesson().experiments["plain"]
    assert (session.step, session.is_playing) == (5, False)
    assert str(session.model.undo_name) == "page “Plain”"
    session.undo()
    assert session.experiment == before
    assert not session.lessons.is_own_experiment
    session.redo()
    assert session.lessons.is_own_experiment


def test_that_nothing_of_the_future_is_there_before_the_last_prediction(session, said):
    open_page(session, 1)
    lessons = session.lessons
    assert lessons.is_sealed
    assert session.run.computed == 0
    assert session.run.position.shape[1] == 1
    session.play()
    session.go_to(10)
    assert (session.step, session.is_playing) == (0, False)
    assert len(said) == 2
    lessons.answer("end", "arrives")
    assert lessons.is_sealed
    lessons.answer("where", 3.0)
    assert not lessons.is_sealed
    assert session.is_playing
    settle(session)
    assert session.run.is_complete
    assert lessons.answered("end").outcome.is_right is not None
    assert not lessons.is_open("seen")
    assert not lessons.is_revealed("end")
    see_all(session)
    assert lessons.is_open("seen")
    assert not lessons.is_revealed("end")
    lessons.answer("seen", "yes")
    assert lessons.is_revealed("end")
    assert lessons.answered("seen").outcome.is_right


def test_that_a_task_is_judged_on_each_run(session):
    open_page(session, 2)
    lessons = session.lessons
    assert [f.is_met for f in lessons.findings("do")] == [False]
    session.editor.take_values(0, {"momentum": 0.3})
    settle(session)
    assert [f.is_met for f in lessons.findings("do")] == [True]
    assert lessons.answered("do").race > 0


def test_that_a_page_that_sets_nothing_has_what_is_there_or_what_a_page_before_it_sets(session):
    open_page(session, 2)
    session.editor.take_values(0, {"momentum": 0.25})
    changed = session.experiment
    session.lessons.next_page()
    assert session.experiment == changed
    assert session.lessons.is_own_experiment
    session.editor.take_values(0, {"momentum": 0.1})
    session.lessons.reset_page()
    assert session.experiment == changed
    session.lessons.open(small_lesson(), 3)
    assert session.experiment == small_lesson().experiments["slow"]
