"""The table of results as texts: one row a ball."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.analysis.summary import BallSummary
from momentum_lab.core.messages import Message, message
from momentum_lab.wording.maps import not_in
from momentum_lab.wording.verdicts import verdict


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of the table of results.

    Attributes
    ----------
    key
        What the column is called in code; never shown.
    title
        What stands above it.
    text
        The cell of a ball.
    is_number
        Whether its cells are numbers, which stand to the right.
    """

    key: str
    title: Message
    text: Callable[[BallSummary], Message | str]
    is_number: bool = True


def _distance(summary: BallSummary) -> Message | str:
    return message("unknown") if summary.distance is None else f"{summary.distance:.6g}"


def _steps(summary: BallSummary) -> Message | str:
    reached = summary.steps_to_tolerance
    return not_in(summary.step) if reached is None else str(reached)


RESULT_COLUMNS: Final = (
    ResultColumn("ball", message("ball"), lambda summary: summary.label, is_number=False),
    ResultColumn("loss", message("final loss"), lambda summary: f"{summary.loss:.6g}"),
    ResultColumn("distance", QUANTITIES["distance"].title, _distance),
    ResultColumn("steps_to_tolerance", message("steps to tolerance"), _steps),
    ResultColumn("status", message("status"), verdict, is_number=False),
)


def result_heads() -> tuple[str, ...]:
    """Return what stands above the columns."""
    return tuple(str(column.title) for column in RESULT_COLUMNS)


def result_rows(summaries: Iterable[BallSummary]) -> list[tuple[str, ...]]:
    """Return the cells as texts, one row a ball, in the order of :data:`RESULT_COLUMNS`."""
    return [tuple(str(column.text(summary)) for column in RESULT_COLUMNS) for summary in summaries]
