"""Telling converged, stalled, escaped and diverged balls apart, from the numbers alone."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Statuses
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.run import Status

NEAR: Final = 1e-3
"""Converged: within this share of the map's diagonal of a minimum, in steps no longer than that."""
STILL: Final = 1e-6
"""Stalled: steps below this share of the diagonal, and of the start's slope."""
FAR: Final = 10.0
"""Off the map: farther from its centre than this many times its half width, in some direction."""


def diagonal(landscape: Landscape) -> float:
    """Return the length of the diagonal of the shown domain, the yardstick of "near"."""
    return float(np.sqrt(sum((high - low) ** 2 for low, high in landscape.domain)))


def is_far(position: Floats, landscape: Landscape) -> Bools:
    """Return for positions (…, dimension) whether they are far off the map."""
    far = np.zeros(position.shape[:-1], dtype=np.bool_)
    for axis, (low, high) in enumerate(landscape.domain):
        far |= np.abs(position[..., axis] - (low + high) / 2) > FAR * ((high - low) / 2)
    return far


def length(vectors: Floats) -> Floats:
    """Return the lengths of vectors (…, dimension); infinite where a square is too large for a double."""
    with np.errstate(over="ignore"):
        return np.sqrt(sum(vectors[..., axis] ** 2 for axis in range(vectors.shape[-1])))


def distance_to_minimum(position: Floats, landscape: Landscape) -> Floats:
    """Return the distance of positions (…, dimension) to the nearest known minimum; inf without one."""
    result = np.full(position.shape[:-1], np.inf)
    for minimum in landscape.minima:
        np.minimum(result, length(position - np.asarray(minimum.position)), out=result)
    return result


def steps_to_tolerance(position: Floats, landscape: Landscape) -> int | None:
    """Return the first of some steps from which positions (steps, dimension) stay near a minimum; or None."""
    outside = np.flatnonzero(~(distance_to_minimum(position, landscape) <= NEAR * diagonal(landscape)))
    first = int(outside[-1]) + 1 if outside.size else 0
    return first if first < len(position) else None


def statuses(
    landscape: Landscape,
    position: Floats,
    loss: Floats,
    gradient: Floats,
    update: Floats,
    start: tuple[float, float] | tuple[Floats, Floats],
    apart: Floats | None = None,
) -> Statuses:
    """Return the status at each of some finite steps of one ball, or of many balls at one step each.

    It depends on the step itself and on ``start``, the loss and the slope at step 0, so that it does not
    matter how many steps are looked at together. ``apart`` is the distance to the nearest minimum, for those
    who know it already.
    """
    start_loss, start_slope = start
    size = diagonal(landscape)
    way, slope = length(update), length(gradient)
    far = is_far(position, landscape)
    if apart is None:
        apart = distance_to_minimum(position, landscape)
    at_minimum = apart <= NEAR * size
    still = (way <= STILL * size) & (slope <= STILL * np.maximum(start_slope, 1e-300))
    result = np.where(still, Status.STALLED, Status.MOVING).astype(np.int8)
    result[at_minimum & (way <= NEAR * size)] = Status.CONVERGED
    result[far & (loss <= start_loss)] = Status.ESCAPED
    result[far & ~still & (loss > start_loss)] = Status.DIVERGED  # what stands still there took one long step
    return result
