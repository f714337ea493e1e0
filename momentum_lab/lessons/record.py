"""What somebody has done in a lesson: predictions, answers, tasks, figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from momentum_lab.core.values import dataclass
from momentum_lab.lessons.lesson import Lesson, StepKind

Given: TypeAlias = str | float | tuple[str, ...] | tuple[int, ...] | tuple[float, ...]
"""An answer: the id of a choice, or a text; a number; balls in order; a point; or values along a curve."""


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """What came, and how it compares with what was predicted.

    Attributes
    ----------
    value
        What came, in the form of the answer.
    is_right
        Whether the answer was right; None where nothing can be right.
    distance
        How far it was off, where that is a number: for an order, the share of pairs in the wrong order.
    """

    value: Given
    is_right: bool | None
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer, with the outcome once there is one; of a task, the experiment that has done it, as TOML."""

    given: Given
    outcome: AnswerOutcome | None = None
    experiment: str = ""
    race: float | None = None


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """A picture or a table that was taken into the report.

    Attributes
    ----------
    page
        The id of the page on which that was.
    file
        The name of its PNG beside the record; empty for a table.
    table
        Rows of a table, the heads first.
    experiment
        The experiment that it shows, as TOML.
    step
        At which step.
    """

    page: str
    caption: str
    experiment: str
    step: int
    file: str = ""
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class LessonRecord:
    """All that somebody has done in a lesson.

    Attributes
    ----------
    lesson
        Its name.
    student
        Who it is, as they have written it.
    page
        The id of the page that was shown last.
    answers
        By "page/step".
    finished
        Ids of the pages whose run has been seen to its end.
    votes
        By "page/step": how many of a class have chosen each of the choices, in their order.
    at
        When it was last changed, in seconds since 1970; 0 if nobody knows.
    """

    lesson: str
    student: str = ""
    page: str = ""
    answers: Mapping[str, Answered] = field(default_factory=dict)
    figures: tuple[ReportFigure, ...] = ()
    finished: frozenset[str] = frozenset()
    votes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    at: float = 0.0


def is_all_answered(lesson: Lesson, record: LessonRecord) -> bool:
    """Whether somebody has answered all that a lesson asks for; what is only to be tried is not."""
    steps = ((page, step) for page in lesson.pages for step in page.steps if step.kind is not StepKind.TRY)
    return all(key_of(page.id, step.id) in record.answers for page, step in steps)


def key_of(page: str, step: str) -> str:
    """Return the key of the answer to a step of a page."""
    return f"{page}/{step}"


def page_of_key(key: str) -> tuple[str, str]:
    """Return the lesson and the page of which a page is kept as "lesson/page"."""
    lesson, _, page = key.partition("/")
    return lesson, page
