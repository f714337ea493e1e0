"""The sentences of a lab report: what its parts are called, and how predictions, tasks and progress stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from momentum_lab.core.messages import Message, message
from momentum_lab.lessons.lesson import Lesson, LessonStep, Prediction, StepKind
from momentum_lab.lessons.record import LessonRecord, Outcome, key_of
from momentum_lab.wording.answers import distance_told

STEP_TITLES: Final[Mapping[StepKind, Message]] = {
    StepKind.PREDICT: message("Prediction"),
    StepKind.SEE: message("Observation"),
    StepKind.TRY: message("Trying it out"),
    StepKind.TASK: message("Task"),
    StepKind.EXPLAIN: message("Explanation"),
}
"""What stands above a step."""


CAME: Final[Mapping[StepKind, Message]] = {
    StepKind.PREDICT: message("What came: {outcome}"),
    StepKind.SEE: message("What the run shows: {outcome}"),
}
"""What is told of an answer that was not right."""


def verdict_told(prediction: Prediction, kind: StepKind, outcome: Outcome) -> Message:
    """Return whether an answer was right, and how far it was off."""
    off = distance_told(prediction, outcome)
    if kind is StepKind.SEE and outcome.is_right is not None:
        return message("Seen rightly") if outcome.is_right else message("The run shows something else")
    if outcome.is_right is None:
        return message("Compared with the run") if off is None else off
    if off is None:
        return message("As predicted") if outcome.is_right else message("It came otherwise")
    if outcome.is_right:
        return message("Near enough: {off}", off=off)
    return message("It came otherwise: {off}", off=off)


def progress_told(lesson: Lesson, record: LessonRecord) -> tuple[tuple[Message, str], ...]:
    """Return how far somebody has come: what is counted, and how many of how many."""
    asked = steps_of(lesson, StepKind.PREDICT)
    tasks = steps_of(lesson, StepKind.TASK)
    answered = [record.answers[key] for key in asked if key in record.answers]
    right = sum(each.outcome is not None and each.outcome.is_right is True for each in answered)
    done = sum(key in record.answers for key in tasks)
    rows = [
        (message("Predictions made"), len(answered), len(asked)),
        (message("Predictions right"), right, len(asked)),
        (message("Tasks done"), done, len(tasks)),
    ]
    return tuple(
        (name, str(message("{count} of {all}", count=count, all=everything)))
        for name, count, everything in rows
        if everything
    )


def steps_of(lesson: Lesson, kind: StepKind) -> dict[str, LessonStep]:
    """Return the steps of a kind by "page/step", in the order of the lesson."""
    return {
        key_of(page.id, step.id): step for page in lesson.pages for step in page.steps if step.kind is kind
    }
