"""The length of a vector, in arithmetic that has the same bits in Python and in machine code."""

from __future__ import annotations

import math
from collections.abc import Sequence


def norm(vector: Sequence[float]) -> float:
    """Return the Euclidean length; ``math.hypot`` rounds in a way of its own.

    A component that is not finite gives nan, so long as the others are no larger.
    """
    largest = 0.0
    for component in vector:
        largest = max(largest, abs(component))
    if largest == 0.0:
        return 0.0
    total = 0.0
    for component in vector:
        share = component / largest
        total += share * share
    return largest * math.sqrt(total)
