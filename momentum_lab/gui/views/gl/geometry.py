"""Triangles, as OpenGL and the painter without it draw them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.arrays import Singles
from momentum_lab.core.values import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Geometry:
    """Triangles: ``vertices`` (vertex, number) float32, ``indices`` uint32, three for each triangle."""

    vertices: Singles
    indices: NDArray[np.uint32]


def joined(parts: Sequence[Geometry]) -> Geometry:
    """Return geometries, one after the other, as one."""
    if len(parts) == 1:
        return parts[0]
    before = np.cumsum([0, *(len(part.vertices) for part in parts)]).astype(np.uint32)
    indices = [part.indices + first for part, first in zip(parts, before, strict=False)]
    return Geometry(np.concatenate([part.vertices for part in parts]), np.concatenate(indices))
