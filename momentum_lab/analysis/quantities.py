"""What can be told of a ball at each of its steps: one list for curves, files, tables and checks.

A row here is all that it takes to plot something, to write it as a column and to ask for it in a check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import Message, message
from momentum_lab.simulation.run import Run, Steps
from momentum_lab.simulation.status import distance_to_minimum, length


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
        ``of(run, steps)``: its values (step,) at some steps of a ball.
    least_dimension
        Of the landscapes that have it.
    needs_minima
        Whether it is known only where a minimum is.
    """

    key: str
    title: Message
    unit: Message
    of: Callable[[Run, Steps], Floats]
    least_dimension: int = 1
    needs_minima: bool = False

    def is_known(self, run: Run) -> bool:
        """Whether a run has it."""
        if self.needs_minima and not run.experiment.landscape.build().minima:
            return False
        return run.dimension >= self.least_dimension


def known_quantities(run: Run) -> list[Quantity]:
    """Return the quantities that a run has, in their order."""
    return [quantity for quantity in QUANTITIES.values() if quantity.is_known(run)]


def _distance(run: Run, steps: Steps) -> Floats:
    return distance_to_minimum(steps.position, run.experiment.landscape.build())


_QUANTITIES: Final = (
    Quantity(
        "x",
        message("x"),
        message("first coordinate; landscapes have no unit"),
        lambda run, steps: steps.position[:, 0],
    ),
    Quantity(
        "y",
        message("y"),
        message("second coordinate, without unit; empty where there is but one"),
        lambda run, steps: steps.position[:, 1],
        least_dimension=2,
    ),
    Quantity(
        "loss",
        message("loss"),
        message("loss at the position, without noise and without unit"),
        lambda run, steps: steps.loss,
    ),
    Quantity(
        "gradient_x",
        message("gradient along x"),
        message("slope along x, in losses per coordinate, with noise, before it is clipped"),
        lambda run, steps: steps.gradient[:, 0],
    ),
    Quantity(
        "gradient_y",
        message("gradient along y"),
        message("slope along y, likewise"),
        lambda run, steps: steps.gradient[:, 1],
        least_dimension=2,
    ),
    Quantity(
        "gradient_norm",
        message("length of the gradient"),
        message("length of the slope, in losses per coordinate, with noise, before it is clipped"),
        lambda run, steps: length(steps.gradient),
    ),
    Quantity(
        "update_x",
        message("movement along x"),
        message("way along x from the step before, in coordinates"),
        lambda run, steps: steps.update[:, 0],
    ),
    Quantity(
        "update_y",
        message("movement along y"),
        message("way along y from the step before, likewise"),
        lambda run, steps: steps.update[:, 1],
        least_dimension=2,
    ),
    Quantity(
        "update_norm",
        message("length of the step"),
        message("length of the way from the step before, in coordinates"),
        lambda run, steps: length(steps.update),
    ),
    Quantity(
        "velocity_x",
        message("velocity along x"),
        message("the optimizer's own trace along x after the step, in its own unit; 0 where it has none"),
        lambda run, steps: steps.velocity[:, 0],
    ),
    Quantity(
        "velocity_y",
        message("velocity along y"),
        message("the optimizer's own trace along y, likewise"),
        lambda run, steps: steps.velocity[:, 1],
        least_dimension=2,
    ),
    Quantity(
        "distance",
        message("distance to minimum"),
        message("to the nearest known minimum, in coordinates"),
        _distance,
        needs_minima=True,
    ),
)
QUANTITIES: Final[Mapping[str, Quantity]] = MappingProxyType({each.key: each for each in _QUANTITIES})
