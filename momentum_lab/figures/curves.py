"""What is shown over the steps of a run: which quantities, and what is counted along the steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from momentum_lab.analysis.quantities import (
    QUANTITIES,
    Quantity,
    evaluations_of_a_step,
    known_quantity,
)
from momentum_lab.core.arrays import Ints
from momentum_lab.core.messages import Message, message
from momentum_lab.core.values import dataclass
from momentum_lab.simulation.run import Run

LOSS: Final = "loss"
USUAL_CURVES: Final = (LOSS, "gradient_norm", "update_norm")
"""What pictures of curves show that are not told otherwise."""


def curves_of(text: str) -> tuple[str, ...]:
    """Return the keys of the quantities that are named in a list with commas, each once.

    Raises
    ------
    InputError
        One of them is not known.
    """
    return tuple(dict.fromkeys(known_quantity(key.strip()).key for key in text.split(",")))


def check_curves(text: str) -> None:
    """Raise :class:`InputError` unless a text names quantities, or is empty."""
    if text:
        curves_of(text)


def curves_known(keys: Iterable[str]) -> tuple[str, ...]:
    """Return those keys that are of quantities, in the order of the table; the loss if there is none."""
    wanted = set(keys)
    return tuple(key for key in QUANTITIES if key in wanted) or (LOSS,)


def shown_curves(run: Run, keys: Sequence[str]) -> tuple[Quantity, ...]:
    """Return those of the wanted quantities that a run has; the loss if it has none."""
    known = [QUANTITIES[key] for key in keys if QUANTITIES[key].is_known(run)]
    return tuple(known) or (QUANTITIES[LOSS],)


@dataclass(frozen=True, slots=True)
class Counting:
    """What is counted along the axis on which steps are: themselves, or what they cost.

    ``costs`` (ball,) are how many of them a step of each ball takes, ``shown`` those of the visible ones.
    """

    costs: tuple[int, ...]
    shown: tuple[int, ...]

    @classmethod
    def of(cls, run: Run, counts_evaluations: bool) -> Counting:
        """Return what is counted along the axis of a run."""
        balls = run.experiment.balls
        costs = [evaluations_of_a_step(run, i) if counts_evaluations else 1 for i in range(len(balls))]
        shown = [cost for cost, ball in zip(costs, balls, strict=True) if ball.visible]
        return cls(tuple(costs), tuple(shown) or (1,))

    @property
    def least(self) -> int:
        """The cost of a step of the cheapest ball, by which the playhead is where it is."""
        return min(self.shown)

    def counts(self, ball: int, steps: Ints) -> Ints:
        """Return where steps of a ball are."""
        return self.costs[ball] * steps

    def end(self, steps: int) -> int:
        """Return where the last ball is after so many steps."""
        return max(self.shown) * steps

    def step(self, count: float, steps: int) -> int:
        """Return the step of the playhead that is nearest to a place, of so many."""
        return min(max(round(count / self.least), 0), steps)

    def step_of(self, ball: int, count: float) -> int:
        """Return the last step of a ball that costs no more than this."""
        return int(count // self.costs[ball])


def curves_title(keys: Sequence[str]) -> Message:
    """Return what curves of some quantities are called together."""
    return message("Loss") if tuple(keys) == (LOSS,) else message("Curves")


def axis_name(counts_evaluations: bool) -> Message:
    """Return what is along the axis on which steps are."""
    return message("gradient evaluations") if counts_evaluations else message("step")
