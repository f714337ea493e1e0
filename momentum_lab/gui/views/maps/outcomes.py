"""The table of a comparison: what its columns are called, and its texts."""

from __future__ import annotations

from momentum_lab.analysis.comparison import Outcome
from momentum_lab.gui.views.loss_scale import three_digits, tick_text
from momentum_lab.simulation.run import LOST
from momentum_lab.wording.maps import COMPARED, NOT_IN
from momentum_lab.wording.verdicts import status_word


def heads(momentum: str = "") -> tuple[str, ...]:
    """Return the heads of a ball's label and of what :func:`outcome_texts` returns.

    ``momentum`` is what the balls' momentum parameters are called, where that is known.
    """
    return tuple(
        str(title) for title in (COMPARED | ({"momentum_parameter": momentum} if momentum else {})).values()
    )


def outcome_texts(outcome: Outcome, steps: int) -> tuple[str, str, str, str]:
    """Return rate, momentum, steps and final loss, of a run of so many steps, as texts."""
    rate = "" if outcome.learning_rate is None else tick_text(outcome.learning_rate)
    momentum = "" if outcome.momentum is None else tick_text(outcome.momentum)
    reached = outcome.steps_to_tolerance
    soon = str(NOT_IN.filled(steps=steps)) if reached is None else f"{reached:,}"
    end = str(status_word(outcome.status)) if is_gone(outcome) else three_digits(outcome.loss)
    return rate, momentum, soon, end


def is_gone(outcome: Outcome) -> bool:
    """Return whether the ball has left the map, or diverged."""
    return outcome.status in LOST
