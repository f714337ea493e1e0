"""Whether the loss around a place is the quadratic that the curvature there makes of it.

A formula's second derivatives are there, too, where the loss has none, as at the tip of a cone, and where
they tell nothing of it, as in a needle or on a ripple.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from momentum_lab.analysis.quadratic import is_quadratic
from momentum_lab.core.arrays import Floats
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.status import diagonal

_REACHES: Final = np.geomspace(1e-7, 1e-3, 14)
"""How far from the place it has to hold, in diagonals of the map."""
_WAYS: Final = 24
_FIRST_WAY: Final = 0.1
_SHARE: Final = 0.25
"""By what share of the largest curvature a slope may differ from what is expected, over the distance …"""
_NEAREST: Final = 4
"""… and for so many of the smallest reaches by what share of an axis's own curvature."""
_SINGULAR: Final = 1e-12
_ROUNDING: Final = 64 * float(np.finfo(np.float64).eps)


def is_locally_quadratic(landscape: Landscape, place: Floats, hessian: Floats) -> bool:
    """Return whether slopes around a place, (dimension,), are those that its finite Hessian implies.

    They are looked at in many directions, from a thousandth of the map's diagonal down to where rounding
    begins. A quarter of the largest curvature is allowed for higher orders; near by, along each axis, a
    quarter of its own.
    """
    if is_quadratic(landscape):
        return True
    eigenvalues, columns = np.linalg.eigh(hessian)
    size = float(np.abs(eigenvalues).max())
    width = diagonal(landscape)
    axes, own = np.vstack((columns.T, -columns.T)), np.abs(np.tile(eigenvalues, 2))
    is_curved = own > _SINGULAR * size
    ways = np.vstack((axes, _directions(len(place))))
    try:
        slope = np.array(landscape.gradient(tuple(place.tolist())))
        for number, reach in enumerate(_REACHES * width):
            ends = place + reach * ways
            slopes = np.array([landscape.gradient(tuple(end)) for end in ends.tolist()])
            with np.errstate(all="ignore"):
                noise = _ROUNDING * (size * (width + np.linalg.norm(place)) + np.linalg.norm(slope))
                apart = slopes - slope - (ends - place) @ hessian
                along = np.abs((apart[: len(axes)] * axes).sum(axis=1))
                is_so = bool(np.linalg.norm(apart, axis=1).max() <= _SHARE * size * reach + noise)
                is_so_along = bool((along <= _SHARE * own * reach + noise)[is_curved].all())
            if not is_so or not (is_so_along or number >= _NEAREST):
                return False
    except (ArithmeticError, ValueError):
        return False
    return True


def _directions(dimension: int) -> Floats:
    """Return unit vectors all around, (ways, dimension)."""
    if dimension == 1:
        return np.array([[1.0], [-1.0]])
    turns = _FIRST_WAY + 2.0 * math.pi * np.arange(_WAYS) / _WAYS
    return np.column_stack((np.cos(turns), np.sin(turns)))
