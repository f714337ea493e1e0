"""The values of a quantity in a run, computed once for all that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from momentum_lab.analysis.quantities import Quantity
from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.simulation.run import LOST, Run, Steps

BEGINNING: Final = 10
"""Of a ball that is lost, an axis must hold only so many of its first values, however far it goes."""


class CurveValues:
    """The values of the visible balls that have a quantity.

    Attributes
    ----------
    steps, values
        Of each such ball, (row,): the steps that are kept, and the values there; NaN where it has none.
    """

    def __init__(self, run: Run, quantity: Quantity) -> None:
        self.run, self.quantity = run, quantity
        balls = enumerate(run.experiment.balls)
        shown = [index for index, ball in balls if ball.visible and quantity.is_of(run, index)]
        kept = {ball: run.rows(ball) for ball in shown}
        self.steps: Mapping[int, Ints] = {ball: rows.step for ball, rows in kept.items()}
        self.values: Mapping[int, Floats] = {ball: quantity.of(run, rows) for ball, rows in kept.items()}

    def at(self, steps: Steps) -> Floats:
        """Return the values at some steps of a ball; those of the steps that are kept are known."""
        if steps.ball in self.steps and np.array_equal(steps.step, self.steps[steps.ball]):
            return self.values[steps.ball]
        return self.quantity.of(self.run, steps)

    @property
    def finite(self) -> list[Floats]:
        """The finite values of each ball."""
        return [values[np.isfinite(values)] for values in self.values.values()]

    @property
    def anchors(self) -> list[Floats]:
        """Those of them that an axis must hold."""
        run = self.run
        lost = [run.status_at(ball, run.computed) in LOST for ball in self.values]
        return [
            values[:BEGINNING] if is_lost else values
            for values, is_lost in zip(self.finite, lost, strict=True)
        ]
