"""What is said beside the pointer: the numbers of a ball at a step, or of all balls."""

from __future__ import annotations

import html
from typing import Final

import numpy as np

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.core.messages import message
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.swatches import swatch_html
from momentum_lab.simulation.run import Run

BALL_REACH: Final = 10.0
"""Pixels from the middle of a ball to where it is pointed at."""
TOLD: Final = ("x", "y", "loss", "gradient_norm", "update_norm")
"""The quantities that are told of a ball."""


def reading(value: float, digits: int = 4) -> str:
    """Return a number as it is told: so many digits and a real minus sign."""
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    return (f"{mantissa}e{int(exponent)}" if exponent else mantissa).replace("-", "−")


def losses_at(run: Run, step: int) -> dict[int, float]:
    """Return the losses of the visible balls that are still there at a step, the highest first."""
    found = {
        index: float(run.at(index, step).loss[0])
        for index, ball in enumerate(run.experiment.balls)
        if ball.visible and run.last_step(index, step) == step
    }
    finite = {ball: loss for ball, loss in found.items() if np.isfinite(loss)}
    return dict(sorted(finite.items(), key=lambda each: -each[1]))


def losses_reading(run: Run, step: int, nearest: int | None, theme: Theme) -> str:
    """Return a step and the losses there, those of balls that are lost by then left out."""
    rows = [
        _row(_named(run, ball, theme, is_bold=ball == nearest), reading(loss))
        for ball, loss in losses_at(run, step).items()
    ]
    return _table(str(message("step {step:,}", step=step)), rows)


def ball_reading(run: Run, ball: int, step: int, theme: Theme) -> str:
    """Return the numbers of a ball at a step, or at the last one at which it had any."""
    there = run.at(ball, step)
    rows = [
        _row(html.escape(str(quantity.title)), reading(float(quantity.of(run, there)[0])))
        for quantity in (QUANTITIES[key] for key in TOLD)
        if quantity.is_known(run)
    ]
    last = int(there.step[0])
    head = message("step {step:,}", step=step)
    if last < step:
        head = message("lost: the last numbers are of step {step:,}", step=last)
    return _table(_named(run, ball, theme, is_bold=True), [_row(str(head), ""), *rows])


def _named(run: Run, ball: int, theme: Theme, is_bold: bool) -> str:
    look, label = run.experiment.balls[ball], html.escape(run.experiment.labels[ball])
    name = f"<b>{label}</b>" if is_bold else label
    return f"{swatch_html(look.marker, look.color, theme)}&nbsp;{name}"


def _row(left: str, right: str) -> str:
    return f'<tr><td>{left}&nbsp;&nbsp;</td><td align="right">{right}</td></tr>'


def _table(head: str, rows: list[str]) -> str:
    return f"{head}<table cellspacing=0 cellpadding=1>{''.join(rows)}</table>"
