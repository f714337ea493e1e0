"""How far somebody has come in a lesson, in words."""

from __future__ import annotations

from momentum_lab.core.messages import Message, message
from momentum_lab.lessons.lesson import Lesson, LessonStep, StepKind
from momentum_lab.lessons.record import LessonRecord, key_of


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
