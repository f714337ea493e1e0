"""What is derived of steps: the way to each, its distance to a minimum, and how the ball fares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from momentum_lab.core.arrays import Floats, Statuses
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.ball import Columns
from momentum_lab.simulation.status import distance_to_minimum, statuses


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Of steps (…, step): the way from the step before, the distance to the nearest minimum, the status."""

    update: Floats
    apart: Floats
    status: Statuses

    @classmethod
    def of(
        cls, landscape: Landscape, rows: Floats, before: Floats, start: tuple[Floats, Floats]
    ) -> Diagnostics:
        """Return the diagnostics of rows (…, step, columns).

        ``before`` (…, 1, dimension) is the position at the step before the first, ``start`` are the loss and
        the slope at step 0, (…, 1).
        """
        part = Columns.of(rows)
        update = np.diff(np.concatenate([before, part.position], axis=-2), axis=-2)
        apart = distance_to_minimum(part.position, landscape)
        status = statuses(landscape, part.position, part.loss, part.gradient, update, start, apart)
        return cls(update, apart, status)
