"""The table of results as texts: one row a ball. Its columns are the same wherever it is shown or written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.analysis.results import BallResult
from momentum_lab.core.messages import Message, message, message_in
from momentum_lab.core.told_number import ToldNumber
from momentum_lab.landscapes.minima import Minimum
from momentum_lab.wording.maps import not_in
from momentum_lab.wording.numbers import CellText, plain_cell, told_number
from momentum_lab.wording.verdicts import verdict

SortKey: TypeAlias = tuple[float | str, ...]
"""What rows are sorted by."""


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of the table of results.

    Attributes
    ----------
    key
        What the column is called in files and for programs, whatever the language.
    title
        What stands above it.
    text
        The cell of a ball.
    value
        What files have of it; None where there is nothing to tell.
    order
        What a ball comes by when the rows are sorted; None where there is nothing to tell, which comes last.
    is_number
        Whether its cells are numbers, which stand to the right.
    """

    key: str
    title: Message
    text: Callable[[BallResult], CellText]
    value: Callable[[BallResult], float | str | None]
    order: Callable[[BallResult], SortKey | None]
    is_number: bool = True


def _of_number(
    key: str,
    title: Message,
    value: Callable[[BallResult], float | None],
    none: Callable[[BallResult], Message] = lambda _result: message("unknown"),
) -> ResultColumn:
    """Return a column of numbers; ``none`` is its cell where there is no number."""

    def text(result: BallResult) -> CellText:
        number = value(result)
        if number is None:
            return none(result)
        return str(number) if isinstance(number, int) else ToldNumber(number)

    def order(result: BallResult) -> SortKey | None:
        number = value(result)
        return None if number is None or math.isnan(number) else (number,)

    return ResultColumn(key, title, text, value, order)


def _minimum(result: BallResult) -> Message:
    minimum = result.minimum
    if minimum is None:
        return message_in("minimum at which a ball is", "none")
    said = _LEVEL if not minimum.is_isolated else _POINTS
    return said[minimum.kind].filled(place=_place(minimum))


_POINTS: Final = {"global": message("global, {place}"), "local": message("local, {place}")}
_LEVEL: Final = {"global": message("global, level"), "local": message("local, level")}


def _place(minimum: Minimum) -> str:
    coordinates = (told_number(value, 3) for value in minimum.position)
    return f"({', '.join(coordinates)})"


def _minimum_order(result: BallResult) -> SortKey | None:
    minimum = result.minimum
    return None if minimum is None else (minimum.kind, minimum.loss, *minimum.position)


RESULT_COLUMNS: Final = (
    ResultColumn(
        "label",
        message("ball"),
        lambda result: result.summary.shown_label,
        lambda result: result.summary.label,
        lambda result: (result.summary.name.casefold(), result.summary.ball),
        is_number=False,
    ),
    _of_number("loss", message("final loss"), lambda result: result.summary.loss),
    _of_number("least_loss", message("least loss"), lambda result: result.least_loss),
    _of_number("distance", QUANTITIES["distance"].title, lambda result: result.summary.distance),
    ResultColumn(
        "minimum",
        message("minimum"),
        _minimum,
        lambda result: None if result.minimum is None else result.minimum.kind,
        _minimum_order,
        is_number=False,
    ),
    _of_number(
        "steps_to_tolerance",
        message("steps to tolerance"),
        lambda result: result.summary.steps_to_tolerance,
        lambda result: not_in(result.summary.step),
    ),
    _of_number(
        "gradient_evaluations", message("gradient evaluations"), lambda result: result.gradient_evaluations
    ),
    _of_number("path_length", message("length of the path"), lambda result: result.path_length),
    ResultColumn(
        "status",
        message("status"),
        lambda result: verdict(result.summary),
        lambda result: result.summary.status.key,
        lambda result: (int(result.summary.status), result.summary.since, str(verdict(result.summary))),
        is_number=False,
    ),
)


def result_heads() -> tuple[str, ...]:
    """Return what stands above the columns."""
    return tuple(str(column.title) for column in RESULT_COLUMNS)


def result_rows(results: Iterable[BallResult]) -> list[tuple[str, ...]]:
    """Return the cells as texts of a file or a terminal, one row a ball, as :data:`RESULT_COLUMNS` are."""
    return [tuple(plain_cell(column.text(result)) for column in RESULT_COLUMNS) for result in results]


def sorted_results(
    results: Sequence[BallResult], column: ResultColumn, is_descending: bool = False
) -> list[BallResult]:
    """Return results sorted by a column; what it tells nothing of comes last in either direction."""
    known = [(order, result) for result in results if (order := column.order(result)) is not None]
    known.sort(key=lambda each: each[0], reverse=is_descending)
    return [*(result for _, result in known), *(each for each in results if column.order(each) is None)]
