"""Eigenvalues of symmetric matrices of one or two rows, in plain floats."""

from __future__ import annotations

import math
from collections.abc import Sequence

from momentum_lab.core.norm import norm

Pair = tuple[float, tuple[float, ...]]


def eigenpairs(triangle: Sequence[float]) -> tuple[Pair, ...]:
    """Return the eigenvalues of a symmetric matrix, each with its unit eigenvector, in no order.

    Parameters
    ----------
    triangle
        The upper triangle by rows: (a,) or (a, b, c).

    Notes
    -----
    Of a diagonal matrix the entries come back as they are. Else the eigenvalue of smaller size is the
    determinant over the larger one, which keeps its digits when they are far apart.
    """
    if len(triangle) == 1:
        return ((triangle[0], (1.0,)),)
    a, b, c = triangle
    if b == 0.0:
        return ((a, (1.0, 0.0)), (c, (0.0, 1.0)))
    angle = math.atan2(2.0 * b, a - c) / 2.0
    along = (math.cos(angle), math.sin(angle))
    across = (-along[1], along[0])
    middle, radius = (a + c) / 2.0, norm(((a - c) / 2.0, b))
    if middle >= 0.0:
        larger = middle + radius
        return ((larger, along), (_smaller(a, b, c, larger), across))
    larger = middle - radius
    return ((_smaller(a, b, c, larger), along), (larger, across))


def _smaller(a: float, b: float, c: float, larger: float) -> float:
    return (a / larger) * c - (b / larger) * b
