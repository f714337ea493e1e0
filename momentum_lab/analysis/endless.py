"""Whether a loss falls without end: what can be seen of it far beyond the map."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.yardstick import diagonal, length

_DECADES: Final = 12
"""The loss is looked at so many times ten times farther away, from the ball or a diagonal of the map on …"""
_LEAST: Final = 6
"""… and at least so often, until numbers overflow."""
_AS_FAR: Final = 0.99
"""Each time it falls at least by this share of what it fell the time before: ever less would have an end."""


def falls_without_end(landscape: Landscape, position: Floats, direction: Floats) -> bool:
    """Return whether the loss falls below all bounds on from a position (dimension,).

    One looks along a direction, and away from the middle of the map. A logarithm still counts, which falls
    as far in each decade; what comes to a level or rises again does not.
    """
    middle = np.array([(low + high) / 2.0 for low, high in landscape.domain])
    size, gone = diagonal(landscape), float(length(position - middle))
    if not gone < np.inf:
        return False
    outwards = 10.0 ** np.arange(_DECADES + 1)
    # Of a ball that is ever so far out the way there shows more than what is left until numbers overflow.
    inwards = 10.0 ** np.arange(-min(_DECADES, max(int(math.log10(max(gone / size, 1.0))), 0)), 0)
    rays = (
        (position, direction, np.concatenate([[0.0], max(size, gone) * outwards])),
        (middle, position - middle, max(size, gone) * np.concatenate([inwards, outwards])),
    )
    return any(_falls_along(landscape, *ray) for ray in rays)


def _falls_along(landscape: Landscape, origin: Floats, ray: Floats, away: Floats) -> bool:
    size = float(length(ray))
    if not 0.0 < size < np.inf:
        return False
    points = origin + away[:, np.newaxis] * (ray / size)
    with np.errstate(all="ignore"):
        losses = landscape.bound.loss_over(*points.T)
    there = np.isfinite(losses)
    end = len(losses) if there.all() else int(np.argmin(there))
    if end < len(losses) and losses[end] != -np.inf:
        return False
    drops = -np.diff(losses[1:end])
    return bool(end > _LEAST and (drops > 0.0).all() and (drops[1:] >= _AS_FAR * drops[:-1]).all())
