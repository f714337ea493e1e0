"""What a quantity is: a number of each step of a ball."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import Message
from momentum_lab.core.values import dataclass
from momentum_lab.simulation.run import Run, Steps

Spread = Literal["powers", "sizes", "levels", "ratios", "counts", "rates"]
"""How values spread: over powers of ten; so, unless they differ little; about some value, of any sign; mostly
between −1 and 1, some far beyond; evenly from 0 on; and so, unless those of the balls differ much."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of each step of a ball.

    Attributes
    ----------
    key
        What it is called in files, for programs and in checks, whatever the language.
    title
        What it is called where it is shown.
    unit
        What it is counted in, and what it means exactly.
    of
        ``of(run, steps)``: its values (step,) at some steps of a ball; NaN where it has none.
    least_dimension
        Of the landscapes that have it.
    needs_minima
        Whether it is known only where a minimum is.
    belongs_to
        ``belongs_to(run, ball)``: whether a ball has it; None if all have.
    spread
        How its values spread, which says what axis suits them.
    first_step
        The first step that has it: 1 for what is told of the way to a step.
    is_costly
        Whether the rule is gone through again for each value: whoever wants many asks for some at a time.
    """

    key: str
    title: Message
    unit: Message
    of: Callable[[Run, Steps], Floats]
    least_dimension: int = 1
    needs_minima: bool = False
    belongs_to: Callable[[Run, int], bool] | None = None
    spread: Spread = "sizes"
    first_step: int = 0
    is_costly: bool = False

    def is_known(self, run: Run) -> bool:
        """Whether a run has it: whether any of its balls has."""
        if self.needs_minima and not run.experiment.landscape.build().minima:
            return False
        balls = range(len(run.experiment.balls))
        return run.dimension >= self.least_dimension and any(self.is_of(run, ball) for ball in balls)

    @property
    def has_gaps(self) -> bool:
        """Whether there are steps, or balls, without it though a run has it."""
        return self.belongs_to is not None or self.first_step > 0

    def is_of(self, run: Run, ball: int) -> bool:
        """Whether a ball of a run that has it has it, too."""
        return self.belongs_to is None or self.belongs_to(run, ball)
