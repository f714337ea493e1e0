"""What hands can be counted for on the page of a lesson, and which answer was right."""

from __future__ import annotations

from momentum_lab.core.messages import Message, message
from momentum_lab.lessons.judging import holding
from momentum_lab.lessons.lesson import AnswerKind, LessonStep, StepKind
from momentum_lab.session import Session


def class_questions(session: Session) -> list[LessonStep]:
    """Return the choices of the page, by which a class can be asked; what was seen, once the run was."""
    is_finished = session.lessons.is_finished
    return [step for step in _choices(session) if step.kind is StepKind.PREDICT or is_finished]


def asked_choice(session: Session) -> LessonStep | None:
    """Return the choice that is asked for on the page: the first that is open, or else the first."""
    questions, lessons = class_questions(session), session.lessons
    is_asked = (step for step in questions if lessons.is_open(step) and lessons.answered(step.id) is None)
    return next(is_asked, next(iter(questions), None))


def why_none(session: Session) -> Message:
    """Return why there is no choice to ask a class for."""
    if session.lessons.lesson is None:
        return message("No lesson is open.")
    if _choices(session):
        return message("What was seen is asked when the run was seen to its end.")
    return message("This page asks nothing with answers to choose from.")


def right_choice(session: Session, step: LessonStep) -> int | None:
    """Return the number of the choice that the page's run has shown to be right.

    None before that; of what was seen, until it is said.
    """
    lessons, prediction = session.lessons, step.prediction
    if prediction is None or not lessons.is_finished:
        return None
    if step.kind is StepKind.SEE and not lessons.is_revealed(step.id):
        return None
    answered, ids = lessons.answered(step.id), [choice.id for choice in prediction.choices]
    if answered is not None and answered.outcome is not None:
        return ids.index(str(answered.outcome.value)) if answered.outcome.value in ids else None
    run = session.run
    if run is None or lessons.is_sealed or not (run.is_complete and lessons.is_own_run):
        return None
    found = holding(run, prediction)
    return ids.index(found[0].id) if len(found) == 1 else None


def _choices(session: Session) -> list[LessonStep]:
    """Return the steps of the page that have answers to choose from."""
    return [
        step
        for step in (() if session.lessons.lesson is None else session.lessons.page.steps)
        if step.prediction is not None and step.prediction.answer is AnswerKind.CHOICE
    ]
