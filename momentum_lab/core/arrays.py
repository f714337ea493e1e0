"""The arrays that the program computes with: one name for each kind."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
"""Doubles, of whatever shape a docstring says."""
Ints: TypeAlias = NDArray[np.int64]
"""Whole numbers: steps, rows, indices."""
Bools: TypeAlias = NDArray[np.bool_]
"""Truth values, one for each place of another array."""
