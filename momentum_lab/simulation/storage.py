"""How much of a run is kept, so that many steps of many weights fit: what is left out is computed again."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Ints
from momentum_lab.core.values import dataclass

EXACT: Final = 16_384
"""Steps from the start that are all kept."""
OCTAVE: Final = 4_096
"""Steps that are kept, evenly, of each stretch beyond that is as long as all before it."""
BLOCK: Final = 2_048
"""Steps between two marks: machine code computes them in a fraction of a millisecond."""
WHOLE_BYTES: Final = 4 * 2**20
"""What the steps of a ball that are kept whole may take: more than the longest run in the plane does."""
MARK_BYTES: Final = 4 * 2**20
"""What its marks may take."""
BLOCK_BYTES: Final = 2 * 2**20
"""What the steps of a ball that are computed together may take."""
_VECTORS: Final = 4
"""Vectors of a step: position, gradient, velocity and update."""


@dataclass(frozen=True, slots=True, eq=False)
class Storage:
    """Of which steps of a run there is what; all others are computed again, to the last bit.

    Attributes
    ----------
    whole
        (row,): the steps of which everything is kept, all weights included: ``Run.kept`` when it is complete.
    traced
        (row,): those of which there are loss, lengths and status; the same where all fits.
    exact
        How many steps from the start are all kept whole.
    mark
        Steps between two marks, from which a ball goes on as if it had never stopped.
    block
        Steps that are computed together.
    ball_bytes
        The most that is kept of a ball, marks included.
    """

    whole: Ints
    traced: Ints
    exact: int
    mark: int
    block: int
    ball_bytes: int

    @property
    def is_thinned(self) -> bool:
        """Whether fewer steps are kept whole than are traced, because of the number of weights."""
        return len(self.whole) < len(self.traced)


@lru_cache(maxsize=32)
def storage_of(steps: int, dimension: int, fields: int) -> Storage:
    """Return what is kept of a ball's steps that has so many coordinates, each with so many fields."""
    whole_step, marked = 8 * _VECTORS * dimension, 8 * (2 + fields) * dimension
    whole = traced = kept_steps(steps)
    thinning = 0
    while len(whole) > 2 and len(whole) * whole_step > WHOLE_BYTES:
        thinning += 1
        whole = kept_steps(steps, thinning)
    block = min(BLOCK, _power_below(BLOCK_BYTES // (8 * (3 * dimension + 1))))
    mark = BLOCK
    while mark < steps and (1 + steps // mark) * marked > MARK_BYTES:
        mark *= 2
    marks = 1 + steps // mark
    gaps = np.flatnonzero(np.diff(whole) > 1)
    exact = int(gaps[0]) + 1 if gaps.size else len(whole)
    return Storage(whole, traced, exact, mark, block, len(whole) * whole_step + marks * marked)


@lru_cache(maxsize=32)
def kept_steps(last: int, thinning: int = 0) -> Ints:
    """Return which steps up to ``last`` are kept: all at first, then fewer and fewer, and the last.

    They are some ten thousand of a million, half as many with each ``thinning``, and in the end the first and
    the last. All others are computed anew when they are asked for.
    """
    exact, octave = EXACT >> thinning, OCTAVE >> thinning
    if octave == 0:
        exact, octave = 1, 0
    pieces = [np.arange(min(last + 1, exact))]
    first = exact
    while octave and first <= last:
        pieces.append(np.arange(first, min(2 * first, last + 1), first // octave))
        first *= 2
    if pieces[-1][-1] != last:
        pieces.append(np.array([last]))
    kept: Ints = np.concatenate(pieces).astype(np.int64)
    kept.flags.writeable = False
    return kept


def _power_below(number: int) -> int:
    """Return the largest power of two that is not above a number, or 1."""
    return 1 << max(0, number.bit_length() - 1)
