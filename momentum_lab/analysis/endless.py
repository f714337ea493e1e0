"""Whether a loss falls without end: what can be seen of it far beyond the map."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.yardstick import diagonal, length

_DECADES: Final = 12
"""The loss is looked at so many times ten times farther away, from one diagonal of the map on …"""
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
    return any(_falls_along(landscape, position, ray) for ray in (direction, position - middle))


def _falls_along(landscape: Landscape, position: Floats, ray: Floats) -> bool:
    size = float(length(ray))
    if not 0.0 < size < np.inf:
        return False
    away = np.concatenate([[0.0], diagonal(landscape) * 10.0 ** np.arange(_DECADES + 1)])
    points = position + away[:, np.newaxis] * (ray / size)
    with np.errstate(all="ignore"):
        losses = landscape.bound.loss_over(*points.T)
    there = np.isfinite(losses)
    end = len(losses) if there.all() else int(np.argmin(there))
    if end < len(losses) and losses[end] != -np.inf:
        return False
    drops = -np.diff(losses[1:end])
    return bool(end > _LEAST and (drops > 0.0).all() and (drops[1:] >= _AS_FAR * drops[:-1]).all())
