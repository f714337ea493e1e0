"""Where a step of a page stands, and what is said about it."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from momentum_lab.core.messages import NOTHING, Message, counted, message, message_in
from momentum_lab.lessons.lesson import LessonStep, StepKind
from momentum_lab.lessons.record import key_of
from momentum_lab.session.lesson_play import LessonPlay


class StepState(Enum):
    """Where a step stands."""

    WAITING = auto()
    """Its turn has not come."""
    OPEN = auto()
    """It can be answered."""
    ANSWERED = auto()
    """It was answered, and how it came is still to be told."""
    REVEALED = auto()
    """It is told how it came."""


def state_of(lessons: LessonPlay, step: LessonStep) -> StepState:
    """Return where a step of the page that is shown stands."""
    if lessons.is_revealed(step.id):
        return StepState.REVEALED
    if lessons.is_open(step):
        is_written_anew = step.kind not in (StepKind.PREDICT, StepKind.SEE)
        is_answered = lessons.answered(step.id) is not None and not is_written_anew
        return StepState.ANSWERED if is_answered else StepState.OPEN
    return StepState.WAITING if lessons.answered(step.id) is None else StepState.ANSWERED


def told_waiting(lessons: LessonPlay, step: LessonStep) -> Message:
    """Return when the turn of a step comes."""
    asked = [each for each in lessons.page.steps if each.kind is StepKind.PREDICT]
    is_asked = any(lessons.answered(each.id) is None for each in asked) and not lessons.is_finished
    if step.kind is StepKind.PREDICT:
        return message("After the prediction above.")
    if step.kind is StepKind.SEE and not is_asked:
        return message("When the run was seen to its end.")
    return message("After your prediction.") if len(asked) == 1 else message("After your predictions.")


def told_awaited(lessons: LessonPlay) -> Message:
    """Return what comes before it is told how the predictions of the page came out."""
    is_asked = any(step.kind is StepKind.SEE for step in lessons.page.steps)
    if lessons.is_finished and is_asked:
        return message("Answer below what you saw: then it is told how it came.")
    if is_asked:
        return message(
            "Watch the run to its end. Then answer below what you saw, and it is told how it came."
        )
    return message("Watch the run to its end: then it is told how it came.")


RIGHT: Final = message_in("of an answer", "right")


def told_state(lessons: LessonPlay, step: LessonStep) -> Message:
    """Return where a step stands, in a word or two; nothing where it is plain."""
    answered = lessons.answered(step.id)
    state = state_of(lessons, step)
    if state is StepState.WAITING:
        return message_in("where a step of a lesson stands", "later")
    if step.kind is StepKind.TASK:
        return (
            message_in("where a step of a lesson stands", "done")
            if answered is not None
            else message_in("where a step of a lesson stands", "to do")
        )
    if answered is None:
        return NOTHING
    if answered.outcome is not None and state is StepState.REVEALED and answered.outcome.is_right is not None:
        return RIGHT if answered.outcome.is_right else message_in("of an answer", "otherwise")
    return message_in("of an answer", "kept")


def told_elsewhere(lessons: LessonPlay) -> Message | None:
    """Return that something else is on the screen than what the page is about; None where that is not so."""
    if lessons.lesson is None or lessons.is_own_experiment:
        return None
    if lessons.is_sealed and lessons.hiding_page is None:
        return message("This is not the page’s experiment. Its run is hidden, too, until you predict.")
    return message("This is not the page’s experiment: nothing of the page is checked on it.")


def told_page(lessons: LessonPlay, number: int) -> Message:
    """Return how many steps of a page are answered."""
    assert lessons.lesson is not None
    page = lessons.lesson.pages[number]
    keys = [key_of(page.id, step.id) for step in page.steps]
    done = sum(key in lessons.record.answers for key in keys)
    if not keys:
        return message_in("where a page of a lesson stands", "to read")
    if done == len(keys):
        return message_in("where a page of a lesson stands", "done")
    return counted("{done} of {count} step", "{done} of {count} steps", len(keys), done=done)
