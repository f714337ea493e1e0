"""What is said beside the pointer: the numbers of a ball at a step, or of all balls."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Final

import numpy as np

from momentum_lab.analysis.quantities import QUANTITIES, Quantity
from momentum_lab.core.messages import Message, counted, message
from momentum_lab.core.values import dataclass
from momentum_lab.figures.curves import Counting
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.swatches import swatch_html
from momentum_lab.simulation.run import Run
from momentum_lab.wording.numbers import told_number

BALL_REACH: Final = 10.0
"""Pixels from the middle of a ball to where it is pointed at."""
TOLD: Final = ("x", "y", "loss", "gradient_norm", "update_norm")
"""The quantities that are told of a ball."""


@dataclass(frozen=True, slots=True)
class CurveReading:
    """What is told of all balls at a place along the steps.

    Attributes
    ----------
    head
        What is counted there.
    quantities
        What is told.
    steps, values
        Of each visible ball that is still there: its step, and the numbers; the highest first.
    """

    head: Message
    quantities: tuple[Quantity, ...]
    steps: dict[int, int]
    values: dict[int, tuple[float, ...]]


def reading_at(run: Run, counting: Counting, step: int, quantities: Sequence[Quantity]) -> CurveReading:
    """Return some numbers of the visible balls where the playhead would be at a step.

    Those of a ball whose steps cost more are of an earlier step, the last one that is kept.
    """
    steps: dict[int, int] = {}
    values: dict[int, tuple[float, ...]] = {}
    count = step * counting.least
    for index, ball in enumerate(run.experiment.balls):
        at = int(run.kept[run.row(counting.step_of(index, count))])
        if ball.visible and run.last_step(index, at) == at:
            there = run.at(index, at)
            found = tuple(float(each.of(run, there)[0]) for each in quantities)
            if np.isfinite(found).any():
                steps[index], values[index] = at, found
    order = sorted(values, key=lambda index: -np.nan_to_num(values[index][0], nan=-np.inf))
    head = message("step {step:,}", step=step)
    if max(counting.costs, default=1) > 1:
        head = counted("{count:,} gradient evaluation", "{count:,} gradient evaluations", count)
    return CurveReading(head, tuple(quantities), steps, {index: values[index] for index in order})


def curves_reading(run: Run, told: CurveReading, nearest: int | None, theme: Theme) -> str:
    """Return numbers of all balls at a place; those of balls that are lost by then are left out."""
    rows = [
        _row(_named(run, ball, theme, is_bold=ball == nearest), *map(_number, numbers))
        for ball, numbers in told.values.items()
    ]
    titles = [html.escape(str(each.title)) for each in told.quantities]
    return _table(str(told.head), rows if len(titles) == 1 else [_row("", *titles), *rows])


def ball_reading(run: Run, ball: int, step: int, theme: Theme) -> str:
    """Return the numbers of a ball at a step, or at the last one at which it had any."""
    there = run.at(ball, step)
    rows = [
        _row(html.escape(str(quantity.title)), told_number(float(quantity.of(run, there)[0])))
        for quantity in (QUANTITIES[key] for key in TOLD)
        if quantity.is_known(run)
    ]
    last = int(there.step[0])
    head = message("step {step:,}", step=step)
    if last < step:
        head = message("lost: the last numbers are of step {step:,}", step=last)
    return _table(_named(run, ball, theme, is_bold=True), [_row(str(head), ""), *rows])


def _named(run: Run, ball: int, theme: Theme, is_bold: bool) -> str:
    look, label = run.experiment.balls[ball], html.escape(run.experiment.names[ball])
    name = f"<b>{label}</b>" if is_bold else label
    return f"{swatch_html(look.marker, look.color, theme)}&nbsp;{name}"


def _number(value: float) -> str:
    return told_number(value) if np.isfinite(value) else "—"


def _row(left: str, *cells: str) -> str:
    right = '&nbsp;&nbsp;</td><td align="right">'.join(cells)
    return f'<tr><td style="white-space: nowrap">{left}&nbsp;&nbsp;</td><td align="right">{right}</td></tr>'


def _table(head: str, rows: list[str]) -> str:
    return f"{head}<table cellspacing=0 cellpadding=1>{''.join(rows)}</table>"
