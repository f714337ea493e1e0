"""Triangles, as OpenGL and the painter without it draw them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Geometry:
    """Triangles: ``vertices`` (vertex, number) float32, ``indices`` uint32, three for each triangle."""

    vertices: NDArray[np.float32]
    indices: NDArray[np.uint32]
