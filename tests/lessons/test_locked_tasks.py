"""Tasks that were done by changing what is locked: they count nowhere, and that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_lesson import EXPERIMENT, SAMPLE_LESSON

from momentum_lab.experiment import dumps
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.lessons.class_results import StudentFile, class_results
from momentum_lab.lessons.lesson import (
    Check,
    ExperimentText,
    Lesson,
    LessonStep,
    Measure,
    Page,
    StepKind,
    Task,
)
from momentum_lab.lessons.record import Answered, LessonRecord
from momentum_lab.wording.class_results import class_rows

EASY = Task((Check(Measure(0, quantity="loss"), ">=", 0.0),), "solved", Measure(0, quantity="loss"))
"""Done by whatever runs: only locks can keep it from counting."""
DO = LessonStep("task", StepKind.TASK, task=EASY)
FIRST, SECOND = EXPERIMENT.balls
FASTER = replace(FIRST, hyperparameters={"learning_rate": 0.1})


def lesson(*pages: Page, locks: frozenset[str] = frozenset()) -> Lesson:
    return replace(SAMPLE_LESSON, pages=pages or (Page("bowl", "start", steps=(DO,)),), locks=locks)


def found(made: Experiment, of: Lesson, key: str = "bowl/task"):
    record = LessonRecord("bowl", student="Ada", answers={key: Answered("", experiment=dumps(made))})
    results = class_results(of, [StudentFile("ada.json", record)])
    return results.students[0].tasks[key], [str(each) for each in results.left_out], results


CHANGES = [
    ({"start": (-0.001, -0.001)}, "start"),
    ({"balls": (replace(FIRST, start=(-0.001, -0.001)), SECOND)}, "start"),
    ({"landscape": LandscapeChoice(formula="x**2 + y**2", domain=((-4.0, 4.0), (-4.0, 4.0)))}, "landscape"),
    ({"landscape": LandscapeChoice("elliptic_bowl", rotation=30.0)}, "landscape"),
    ({"steps": 200}, "steps"),
    ({"noise": 1e-9}, "noise"),
    ({"seed": 3}, "seed"),
    ({"balls": (FIRST,)}, "balls"),
    ({"balls": (SECOND, FIRST)}, "balls"),
    ({"balls": (FASTER, SECOND)}, "learning_rate"),
    ({"balls": (SECOND, FASTER)}, "learning_rate"),
    ({"balls": (FASTER,)}, "learning_rate"),
    ({"balls": (replace(SECOND, color=FIRST.color, marker=FIRST.marker), SECOND)}, "optimizer"),
]


@pytest.mark.parametrize(("changes", "lock"), CHANGES)
@pytest.mark.parametrize("is_of_page", [False, True])
def test_that_a_task_done_by_what_is_locked_does_not_count_and_that_is_said(changes, lock, is_of_page):
    made, locks = replace(EXPERIMENT, **changes), frozenset({lock})
    page = Page("bowl", "start", steps=(DO,), locks=locks if is_of_page else frozenset())
    task, said, results = found(made, lesson(page, locks=frozenset() if is_of_page else locks))
    assert not task.is_done
    assert task.race is None
    assert said == [
        f"ada.json: the task bowl/task: it does not count as done: changed is {lock}, which is locked there"
    ]
    assert not results.race("bowl/task")
    assert class_rows(results)[0][-1] == "✗"


@pytest.mark.parametrize(("changes", "lock"), CHANGES)
def test_that_all_can_be_locked_at_once_and_another_lock_keeps_nothing_from_counting(changes, lock):
    made = replace(EXPERIMENT, **changes)
    assert not found(made, lesson(locks=frozenset({"all"})))[0].is_done
    others = frozenset({"schedule", "clipping", "weight_decay"})
    is_elsewhere = made.landscape.name != EXPERIMENT.landscape.name
    assert found(made, lesson(locks=others))[0].is_done is not is_elsewhere


def test_that_what_balls_are_called_in_a_language_of_the_lesson_is_no_change():
    of = lesson(locks=frozenset({"all"}))
    told = replace(
        of.texts["en"],
        language="de",
        experiments={"start": ExperimentText("Schale", "", ("Einfach", "Schwer"))},
    )
    of = replace(of, texts={**of.texts, "de": told})
    german = tuple(replace(b, label=n) for b, n in zip(EXPERIMENT.balls, ("Einfach", "Schwer"), strict=True))
    assert found(replace(EXPERIMENT, balls=german, title="Schale"), of)[0].is_done
    other = tuple(replace(ball, label=f"{ball.label}!") for ball in german)
    assert found(replace(EXPERIMENT, balls=other), of)[0].locked == ("labels",)


def test_that_a_page_that_sets_nothing_has_what_could_be_changed_on_the_page_before_it():
    free, locked = Page("free", "start"), Page("bowl", steps=(DO,), locks=frozenset({"start", "steps"}))
    moved = replace(EXPERIMENT, start=(1.0, 1.0))
    assert found(moved, lesson(free, locked))[0].is_done
    assert found(moved, lesson(replace(free, locks=frozenset({"all"})), locked))[0].locked == ("start",)
    assert not found(moved, lesson(free, replace(locked, experiment="start")))[0].is_done


def test_that_balls_may_come_and_change_places_where_that_is_free():
    third = replace(FASTER, color="#123456", label="New")
    of = lesson(locks=frozenset({"learning_rate", "optimizer", "labels"}))
    for balls in ((SECOND, FIRST), (third, SECOND, FIRST), (SECOND, third)):
        assert found(replace(EXPERIMENT, balls=balls), of)[0].is_done
