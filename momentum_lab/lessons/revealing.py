"""When it can be told how something in a lesson came."""

from __future__ import annotations

from momentum_lab.lessons.lesson import LessonStep, Page, StepKind
from momentum_lab.lessons.record import LessonRecord, key_of


def is_revealed(page: Page, step: LessonStep, record: LessonRecord) -> bool:
    """Whether it can be told how it came.

    That is so of a prediction and of what was seen when the run was, and all is said of it; of a task, when
    it is done; of all else, when there is an answer.
    """
    if step.kind in (StepKind.PREDICT, StepKind.SEE):
        return page.id in record.finished and is_all_seen(page, record)
    return key_of(page.id, step.id) in record.answers


def is_all_seen(page: Page, record: LessonRecord) -> bool:
    """Whether everything is said of what was seen on a page."""
    seen = (step for step in page.steps if step.kind is StepKind.SEE)
    return all(key_of(page.id, step.id) in record.answers for step in seen)
