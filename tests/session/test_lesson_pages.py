"""Pages of a lesson: what they set, and when their runs are seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from lessons_at_work import PAGES, asking, rolling, small_lesson
from sessions import bowl, roll, settle

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.file import save
from momentum_lab.lessons.lesson import Page
from momentum_lab.session import Session, lesson_judging
from momentum_lab.session.lesson_play import LessonPlay
from momentum_lab.simulation.anatomy import anatomy


@pytest.fixture
def session(tmp_path):
    made = Session(bowl(), records=tmp_path / "records")
    settle(made)
    yield made
    assert made.close()


@pytest.fixture
def lessons(session) -> LessonPlay:
    return session.lessons


@pytest.fixture
def said(session):
    heard = []
    session.said.subscribe(heard.append)
    return heard


def open_page(session, number, **options):
    session.lessons.open(small_lesson(**options), number)
    settle(session)


def predict(session):
    session.lessons.answer("end", "arrives")
    session.lessons.answer("where", 3.0)
    settle(session)


def is_hidden(session) -> bool:
    """Whether there is nothing of the run but its start, wherever one looks."""
    run = session.run
    hides = run is None or (run.computed == 0 and run.position.shape[1] == 1)
    assert session.lessons.is_sealed == hides
    if run is not None and hides:
        with pytest.raises(InputError):
            anatomy(run, 0, 1)
        with pytest.raises(InputError):
            run.replay.steps(0, 1, 2)
        with pytest.raises(InputError):
            run.replay.rolling(0, 0)
    return hides


def test_that_a_page_sets_its_experiment_and_undo_brings_back_what_was_open(session, lessons):
    before = session.experiment
    open_page(session, 0)
    assert session.experiment == small_lesson().experiments["plain"]
    assert (session.step, session.is_playing) == (5, False)
    assert str(session.model.undo_name) == "page “Plain”"
    session.undo()
    assert session.experiment == before
    assert not lessons.is_own_experiment
    session.redo()
    assert lessons.is_own_experiment


def test_that_a_page_has_its_view_and_its_locks(session, lessons):
    open_page(session, 1, locks=frozenset({"landscape"}))
    assert session.selection.maximized == "contour"
    assert lessons.locks == {"landscape", "momentum"}
    lessons.lock(["seed"])
    lessons.next_page()
    assert session.selection.maximized is None
    assert lessons.locks == {"landscape", "seed"}
    lessons.close()
    assert lessons.locks == frozenset()


def test_that_there_are_no_pages_beyond_the_first_and_the_last(session, lessons, said):
    open_page(session, 0)
    lessons.previous_page()
    assert (lessons.page_number, len(said)) == (0, 1)
    for _ in PAGES:
        lessons.next_page()
    assert (lessons.page_number, len(said)) == (len(PAGES) - 1, 2)


def test_that_nothing_of_the_future_is_there_before_the_last_prediction(session, lessons, said):
    open_page(session, 1)
    assert is_hidden(session)
    session.play()
    session.go_to(10)
    session.go_to_last()
    assert (session.step, session.is_playing) == (0, False)
    assert len(said) == 2
    lessons.answer("end", "arrives")
    assert is_hidden(session)
    lessons.answer("where", 3.0)
    assert not lessons.is_sealed
    assert session.is_playing
    settle(session)
    assert session.run.is_complete


def test_that_predictions_come_in_order_can_be_changed_until_the_run_is_shown_and_not_after(
    session, lessons, said
):
    open_page(session, 1)
    assert (lessons.is_open("end"), lessons.is_open("where")) == (True, False)
    lessons.answer("where", 3.0)
    assert lessons.answered("where") is None
    lessons.answer("end", "arrives")
    lessons.answer("end", "diverges")
    assert lessons.answered("end").given == "diverges"
    lessons.answer("where", 3.0)
    lessons.answer("end", "arrives")
    assert lessons.answered("end").given == "diverges"
    assert len(said) == 2


def test_that_it_is_revealed_when_the_run_was_seen_and_all_is_said_of_it(session, lessons):
    open_page(session, 1)
    predict(session)
    assert lessons.answered("end").outcome.is_right
    assert lessons.answered("where").outcome.value == pytest.approx(3.2)
    assert not lessons.is_open("seen")
    session.set_loop(False)
    session.set_speed(1000.0)
    roll(session, 1.0)
    assert session.step == 300
    assert lessons.is_open("seen")
    assert not lessons.is_revealed("end")
    lessons.answer("seen", "yes")
    assert lessons.is_revealed("end")
    assert lessons.is_revealed("seen")
    assert lessons.answered("seen").outcome.is_right
    assert not lessons.is_open("seen")


def test_that_a_page_that_asks_nothing_after_the_run_is_revealed_at_its_end(session, lessons):
    lessons.open(asking(rolling(30, 0.5)))
    settle(session)
    lessons.answer("end", "arrives")
    settle(session)
    assert not lessons.is_revealed("end")
    session.go_to_last()
    assert lessons.is_revealed("end")


def test_that_changes_are_hidden_too_and_the_page_is_set_anew_when_it_is_predicted(session, lessons):
    open_page(session, 1)
    for change in (
        lambda: session.editor.take_values(0, {"learning_rate": 0.2}),
        lambda: session.editor.choose_landscape("himmelblau"),
        lambda: session.editor.add_ball(),
        session.undo,
        session.undo,
        session.redo,
        lessons.reset_page,
        lambda: session.editor.take_values(0, {"learning_rate": 0.3}),
    ):
        change()
        settle(session)
        assert is_hidden(session)
    predict(session)
    assert session.experiment == small_lesson().experiments["slow"]
    assert lessons.answered("end").outcome.is_right


def test_that_another_file_is_shown_and_the_page_hidden_again_when_undo_leads_back(
    session, lessons, tmp_path
):
    other, same = tmp_path / "other.toml", tmp_path / "same.toml"
    save(bowl(steps=25), other)
    save(replace(small_lesson().experiments["slow"], title="Copied"), same)
    open_page(session, 1)
    session.document.open(other)
    settle(session)
    assert not is_hidden(session)
    assert not lessons.is_own_experiment
    session.undo()
    settle(session)
    assert is_hidden(session)
    session.document.open(same)
    settle(session)
    assert is_hidden(session)
    session.document.open_preset("ravine")
    settle(session)
    assert not is_hidden(session)
    lessons.close()
    session.document.open(same)
    settle(session)
    assert not is_hidden(session)


FIRST = Page("first", experiment="plain", steps=PAGES[1].steps)
"""A page that asks what the next one does."""


def answer_first(session):
    """Answer all of the first of two pages that ask, change its experiment, and go on."""
    session.lessons.open(small_lesson(pages=(FIRST, *PAGES[1:])))
    session.lessons.set_unlocked(True)
    settle(session)
    predict(session)
    session.go_to_last()
    session.lessons.answer("seen", "yes")
    session.editor.take_values(0, {"momentum": 0.2})
    settle(session)
    assert not is_hidden(session)
    session.lessons.next_page()
    settle(session)


def become(session, experiment):
    """Change what is open, step by step, to what another experiment is."""
    session.editor.take_values(0, {"learning_rate": 0.123})
    session.editor.change(replace(experiment, title="Mine"))
    assert session.experiment.dynamics == experiment.dynamics
    settle(session)


WAYS = {
    "back to what was changed of an answered page": lambda s: s.undo(),
    "made of an answered page": lambda s: (s.undo(), s.undo(), become(s, rolling(300, 0.9))),
    "made of an answered page, and more than was asked": lambda s: (
        s.undo(),
        s.undo(),
        become(s, rolling(301, 0.9)),
    ),
    "in the history": lambda s: (
        s.editor.take_values(0, {"learning_rate": 0.3}),
        s.undo_list.go_to(len(s.undo_list.entries) - 3),
    ),
    "made of another preset": lambda s: (
        s.document.open_preset("ravine"),
        become(s, rolling(300, 0.9)),
    ),
    "made of what was open before the lesson": lambda s: (
        s.undo_list.go_to(0),
        become(s, rolling(300, 0.9)),
    ),
}
"""Where one can get to while a page waits for a prediction."""


@pytest.mark.parametrize("way", WAYS)
def test_that_no_way_from_an_answered_page_leads_to_the_run_that_another_asks_about(session, lessons, way):
    answer_first(session)
    WAYS[way](session)
    settle(session)
    assert is_hidden(session)
    session.go_to_last()
    assert not lessons.is_finished
    assert lessons.is_open("end")
    assert not lessons.is_open("seen")
    predict(session)
    assert not is_hidden(session)
    assert lessons.is_own_run
    assert lessons.answered("end").outcome.is_right


def test_that_an_answered_page_is_looked_at_as_it_was_while_another_waits(session, lessons):
    answer_first(session)
    session.undo()
    session.undo()
    settle(session)
    assert not is_hidden(session)
    session.go_to_last()
    assert not lessons.is_finished
    assert not lessons.is_own_run
    lessons.previous_page()
    session.editor.take_values(0, {"momentum": 0.2})
    settle(session)
    assert not is_hidden(session)
    become(session, rolling(300, 0.9))
    assert is_hidden(session)
    assert lessons.hiding_page == 1


def test_that_what_came_of_a_page_is_hidden_too_when_its_lesson_is_opened_again(session, lessons):
    open_page(session, 1)
    session.editor.take_values(0, {"learning_rate": 0.2})
    lessons.open(small_lesson(), 1)
    session.undo()
    settle(session)
    assert is_hidden(session)


def test_that_what_was_seen_is_told_while_the_run_of_the_page_is_there(session, lessons, said):
    open_page(session, 1)
    predict(session)
    session.go_to_last()
    for change in (
        lambda: session.document.open_preset("ravine"),
        lambda: (session.undo(), session.editor.take_values(0, {"learning_rate": 0.2})),
    ):
        change()
        settle(session)
        lessons.answer("seen", "no")
        assert lessons.answered("seen") is None
        assert "reset the page" in said.pop()
    lessons.reset_page()
    settle(session)
    lessons.answer("seen", "no")
    assert not lessons.answered("seen").outcome.is_right


def test_that_a_page_that_was_left_without_a_prediction_stays_hidden(session, lessons, said):
    open_page(session, 1)
    lessons.previous_page()
    settle(session)
    assert not is_hidden(session)
    session.undo()
    settle(session)
    assert is_hidden(session)
    session.play()
    assert "“Ask”" in said[-1]


def test_that_a_teacher_shows_a_run_without_predictions(session, lessons):
    open_page(session, 1)
    lessons.lift_seal()
    settle(session)
    assert not is_hidden(session)
    assert lessons.is_open("end")
    assert lessons.is_open("why")
    session.go_to_last()
    assert not lessons.is_open("end")
    assert lessons.is_open("seen")


def test_that_what_was_predicted_stays_when_the_page_is_left_and_set_anew(session, lessons):
    open_page(session, 1)
    predict(session)
    lessons.next_page()
    lessons.previous_page()
    settle(session)
    assert not is_hidden(session)
    lessons.reset_page()
    assert (session.step, session.is_playing) == (0, False)
    assert lessons.answered("end").given == "arrives"
    lessons.run_page()
    assert session.is_playing


@pytest.mark.parametrize("quick", [0, 20_000])
def test_that_a_task_is_judged_on_each_run_also_beside_the_window(session, lessons, monkeypatch, quick):
    monkeypatch.setattr(lesson_judging, "QUICK", quick)

    def findings():
        settle(session)
        while session.clock.delay is not None and session.clock.delay < 1.0:  # until nothing is judged
            session.clock.tick(session.clock._now + session.clock.delay)
        return [finding.is_met for finding in lessons.findings("do")]

    open_page(session, 2)
    assert findings() == [False]
    assert lessons.answered("do") is None
    session.editor.take_values(0, {"momentum": 0.3})
    assert findings() == [True]
    done = lessons.answered("do")
    assert done.race > 0
    assert done.given == (0.3,)
    assert lessons.is_revealed("do")
    session.editor.take_values(0, {"momentum": 0.8})
    assert findings() == [False]
    assert lessons.answered("do") == done
    session.editor.choose_landscape("himmelblau")
    assert not lessons.is_own_experiment
    assert findings() == []


def test_that_the_best_result_of_a_race_is_kept(session, lessons):
    open_page(session, 2)
    races = []
    for momentum in (0.0, 0.4, 0.1):
        session.editor.take_values(0, {"momentum": momentum})
        settle(session)
        races.append(lessons.answered("do").race)
    assert races == sorted(races, reverse=True)
    assert len({*races}) > 1


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("end", "nothing"),
        ("end", 1.0),
        ("end", ("arrives",)),
        ("where", "3"),
        ("where", float("nan")),
        ("where", (1.0, 2.0)),
        ("why", 3.0),
        ("why", "x" * 30_000),
        ("why", "\x00"),
    ],
)
def test_that_an_answer_of_another_kind_is_refused(session, lessons, step, given):
    open_page(session, 1)
    lessons.lift_seal()
    if step == "where":
        lessons.answer("end", "arrives")
    with pytest.raises(InputError):
        lessons.answer(step, given)
    assert lessons.answered(step) is None


def test_that_a_page_that_sets_nothing_has_what_is_there_or_what_a_page_before_it_sets(session, lessons):
    open_page(session, 2)
    session.editor.take_values(0, {"momentum": 0.25})
    changed = session.experiment
    lessons.next_page()
    assert session.experiment == changed
    assert lessons.is_own_experiment
    session.editor.take_values(0, {"momentum": 0.1})
    lessons.reset_page()
    assert session.experiment == changed
    lessons.open(small_lesson(), 3)
    assert session.experiment == small_lesson().experiments["slow"]


def test_that_a_prediction_on_a_page_that_sets_nothing_is_about_the_page_before_it(session, lessons):
    pages = (PAGES[0], Page("then", steps=PAGES[1].steps))
    lessons.open(small_lesson(pages=pages))
    session.editor.take_values(0, {"momentum": 0.25})
    lessons.next_page()
    settle(session)
    assert session.experiment == small_lesson().experiments["plain"]
    assert is_hidden(session)


def test_that_what_is_changed_on_a_page_is_nothing_that_would_have_to_be_saved(session, lessons, tmp_path):
    session.editor.describe("Mine", "")
    open_page(session, 2)
    session.editor.take_values(0, {"momentum": 0.25})
    names = [session.model.history.sources[step.source].saved for step in session.model.history.unsaved]
    assert names == [bowl()]
    session.document.save(tmp_path / "kept.toml")
    session.editor.take_values(0, {"momentum": 0.26})
    assert len(session.model.history.unsaved) == 2


def test_that_the_run_of_the_page_is_that_of_its_experiment(session, lessons):
    open_page(session, 1)
    hidden = session.run.position.copy()
    predict(session)
    assert np.array_equal(hidden[:, 0], session.run.position[:, 0])
    assert session.run.experiment == small_lesson().experiments["slow"]


def test_that_a_teacher_shows_a_run_and_lifts_locks_until_it_is_a_student_again(session, lessons):
    open_page(session, 1, locks=frozenset({"seed"}))
    lessons.set_teacher(True)
    assert lessons.is_sealed
    lessons.show_run()
    assert not lessons.is_sealed
    assert session.is_playing
    lessons.set_unlocked(True)
    session.editor.take_values(0, {"momentum": 0.5})
    assert session.experiment.balls[0].hyperparameters["momentum"] == 0.5
    lessons.set_teacher(False)
    assert lessons.locks == {"seed", "momentum"}


def test_that_a_task_does_not_count_that_was_done_with_locks_lifted_and_that_is_said(session, lessons, said):
    act = replace(PAGES[2], locks=frozenset({"start"}))
    open_page(session, 0, pages=(act,))
    lessons.set_unlocked(True)
    session.editor.move_start((1.0, 1.0))
    session.editor.take_values(0, {"momentum": 0.3})
    settle(session)
    assert [finding.is_met for finding in lessons.findings("do")] == [True]
    assert lessons.answered("do") is None
    assert said[-1] == "The task does not count as done. Locked in this lesson: the start."
