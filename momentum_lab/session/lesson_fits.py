"""What fits a step of a lesson as its answer, and what of a record fits a lesson as it is now."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from momentum_lab.core.errors import InputError, quoted, unknown
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.lesson import AnswerKind, Lesson, LessonStep, Page, Prediction, StepKind
from momentum_lab.lessons.record import Given, LessonRecord, key_of

MOST_ON_A_CURVE: Final = 10_000
_WRITTEN: Final = frozenset({StepKind.EXPLAIN, StepKind.TRY})


def check_answer(step: LessonStep, given: Given, experiment: Experiment | None) -> None:
    """Raise :class:`InputError` unless an answer is of the kind that a step of a page asks for.

    Of a page that sets no experiment, nobody knows how many balls or coordinates there are.
    """
    if step.prediction is not None:
        _CHECKS[step.prediction.answer](step.prediction, given, experiment)
    elif step.kind in _WRITTEN and not isinstance(given, str):
        raise InputError("found {found}, allowed is a text", found=quoted(given))


def _check_choice(asked: Prediction, given: Given, _experiment: Experiment | None) -> None:
    known = [choice.id for choice in asked.choices]
    if given not in known:
        raise InputError(unknown("unknown choice {name}", given, known))


def _check_order(asked: Prediction, given: Given, experiment: Experiment | None) -> None:
    balls = asked.balls
    if not balls and experiment is not None:
        balls = tuple(range(len(experiment.balls)))
    numbers = _numbers(given)
    if numbers is None or (balls and sorted(numbers) != sorted(balls)) or len({*numbers}) < len(numbers):
        allowed = ", ".join(map(str, balls))
        raise InputError(
            "found {found}, allowed is an order of {allowed}", found=quoted(given), allowed=allowed
        )


def _check_number(_asked: Prediction, given: Given, _experiment: Experiment | None) -> None:
    if _numbers((given,)) is None:
        raise InputError("found {found}, allowed is a number", found=quoted(given))


def _check_point(_asked: Prediction, given: Given, experiment: Experiment | None) -> None:
    numbers = _numbers(given)
    dimension = None if experiment is None else len(experiment.start)
    if numbers is None or len(numbers) != (dimension or len(numbers)):
        raise InputError("found {found}, allowed is a number for each coordinate", found=quoted(given))


def _check_curve(_asked: Prediction, given: Given, _experiment: Experiment | None) -> None:
    numbers = _numbers(given)
    if numbers is None or not 1 <= len(numbers) <= MOST_ON_A_CURVE:
        raise InputError("found {found}, allowed are the values of a curve", found=quoted(given))


_CHECKS: Final[Mapping[AnswerKind, Callable[[Prediction, Given, Experiment | None], None]]] = {
    AnswerKind.CHOICE: _check_choice,
    AnswerKind.ORDER: _check_order,
    AnswerKind.NUMBER: _check_number,
    AnswerKind.POINT: _check_point,
    AnswerKind.CURVE: _check_curve,
}


def _numbers(given: object) -> tuple[float, ...] | None:
    """Return the finite numbers of an answer; None if it is none of them."""
    if not isinstance(given, tuple):
        return None
    numbers = [each for each in given if isinstance(each, int | float) and not isinstance(each, bool)]
    return tuple(numbers) if len(numbers) == len(given) and all(map(math.isfinite, numbers)) else None


def fitting(record: LessonRecord, lesson: Lesson) -> LessonRecord:
    """Return what of a record fits a lesson, which may have changed since: all else is left out.

    A page that is no more there has no answers; an answer of a kind that is not asked for is none. Of a page
    that lacks a prediction nothing was seen: it is asked for first.
    """
    steps = {key_of(page.id, step.id): (page, step) for page in lesson.pages for step in page.steps}
    pages = {page.id for page in lesson.pages}
    answers = {}
    for key, answered in record.answers.items():
        if key not in steps:
            continue
        page, step = steps[key]
        try:
            check_answer(step, answered.given, lesson.experiments.get(page.experiment))
        except InputError:
            continue
        answers[key] = answered
    choices = {key: len(s.prediction.choices) for key, (_, s) in steps.items() if s.prediction is not None}
    votes = {key: counts for key, counts in record.votes.items() if choices.get(key) == len(counts)}
    fits = replace(
        record,
        page=record.page if record.page in pages else "",
        answers=answers,
        votes=votes,
        finished=record.finished & pages,
    )
    for page in lesson.pages:
        if lacks_prediction(fits, page):
            fits = without_seen(fits, page)
    return fits


def lacks_prediction(record: LessonRecord, page: Page) -> bool:
    """Whether a prediction of a page is not written down."""
    asked = (step for step in page.steps if step.kind is StepKind.PREDICT)
    return any(key_of(page.id, step.id) not in record.answers for step in asked)


def without_seen(record: LessonRecord, page: Page) -> LessonRecord:
    """Return a record in which the run of a page was not seen."""
    seen = {key_of(page.id, step.id) for step in page.steps if step.kind is StepKind.SEE}
    answers = {key: answered for key, answered in record.answers.items() if key not in seen}
    return replace(record, answers=answers, finished=record.finished - {page.id})
