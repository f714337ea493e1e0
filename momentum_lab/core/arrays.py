"""The arrays that the program computes with: one name for each kind, and whether two are the same."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

AnyArray: TypeAlias = NDArray[np.generic]
"""An array of whatever kind."""
Bools: TypeAlias = NDArray[np.bool_]
"""Truth values, one for each place of another array."""
Bytes: TypeAlias = NDArray[np.uint8]
"""Pixels and colours, and places in a palette."""
Complexes: TypeAlias = NDArray[np.complex128]
"""Complex doubles: eigenvalues, responses to swings."""
Floats: TypeAlias = NDArray[np.float64]
"""Doubles, of whatever shape a docstring says."""
Indices: TypeAlias = NDArray[np.intp]
"""Places in another array, as numpy finds them."""
Ints: TypeAlias = NDArray[np.int64]
"""Whole numbers: steps, rows, minima."""
Records: TypeAlias = NDArray[np.void]
"""Rows of fields that have names."""
Seeds: TypeAlias = NDArray[np.uint64]
"""Seeds of noise."""
Singles: TypeAlias = NDArray[np.float32]
"""Numbers as a graphics card takes them."""
Statuses: TypeAlias = NDArray[np.int8]
"""Numbers of :class:`~momentum_lab.simulation.status.Status`."""
Unsigned: TypeAlias = NDArray[np.unsignedinteger]
"""Whole numbers from 0 on, of any width."""


def are_equal(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether two arrays have the same shape and numbers, of which none is NaN."""
    return one is other or (one.shape == other.shape and bool((one == other).all()))
