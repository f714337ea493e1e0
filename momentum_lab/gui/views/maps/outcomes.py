"""The table of a comparison: what its columns are called, and its texts."""

from __future__ import annotations

from momentum_lab.analysis.comparison import Outcome
from momentum_lab.gui.views.loss_scale import three_digits, tick_text
from momentum_lab.simulation.run import LOST
from momentum_lab.wording.maps import COMPARED, DIVERGED, NEVER


def heads(momentum: str = "") -> tuple[str, ...]:
    """Return the heads of a ball's label and of what :func:`outcome_texts` returns.

    ``momentum`` is what the balls' momentum parameters are called, where that is known.
    """
    return tuple(
        str(title) for title in (COMPARED | ({"momentum_parameter": momentum} if momentum else {})).values()
    )


def outcome_texts(outcome: Outcome) -> tuple[str, str, str, str]:
    """Return rate, momentum, steps and final loss as texts."""
    rate = "" if outcome.learning_rate is None else tick_text(outcome.learning_rate)
    momentum = "" if outcome.momentum is None else tick_text(outcome.momentum)
    steps = str(NEVER) if outcome.steps_to_tolerance is None else f"{outcome.steps_to_tolerance:,}"
    return rate, momentum, steps, str(DIVERGED) if is_gone(outcome) else three_digits(outcome.loss)


def is_gone(outcome: Outcome) -> bool:
    """Return whether the ball has left the map."""
    return outcome.status in LOST
