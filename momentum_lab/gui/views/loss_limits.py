"""Which losses of a ground are worth showing: all of them, but for poles and towers that dwarf the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.values import dataclass
from momentum_lab.landscapes import Ground

LARGEST: Final = 1e300
"""Losses are shown up to this size, so that their differences are finite."""
FAR: Final = 30.0
"""So many middle halves of the losses away from them is far out."""
FAR_IN_POWERS: Final = 1_000.0
"""The same of a rise towards the edge, where powers of ten can show it."""
REACH: Final = 4.0
"""So many middle halves of the losses are shown beyond them where they are cut."""
FINER: Final = 41
"""Points a side of the finer grids around an extreme, that tell a pole from a peak."""
TIMES_FINER: Final = 4
"""How many such grids there are, each 20 times as fine as the one before."""
GROWTH: Final = 16.0
"""By so much a pole grows at least from the first of them to the last: a peak has been found in the first."""


@dataclass(frozen=True, slots=True)
class LossLimits:
    """The lowest and the highest loss that are shown, and whether there are lower and higher ones."""

    low: float
    high: float
    is_cut_below: bool = False
    is_cut_above: bool = False


def loss_limits(
    ground: Ground, axes: Sequence[Floats], losses: Floats, minima: Sequence[float]
) -> LossLimits | None:
    """Return the limits that suit losses (second, first) or (first,) over a grid; None without any.

    ``minima`` are losses of known minima there, which are always shown. What lies far out is cut where it is
    a pole, or rises towards the edge of the grid; a peak or a needle is not.
    """
    finite = losses[np.isfinite(losses) & (np.abs(losses) <= LARGEST)]
    if not finite.size:
        return None
    lowest, highest = min([float(finite.min()), *minima]), float(finite.max())
    quarter, half, three = (float(each) for each in np.quantile(finite, (0.25, 0.5, 0.75)))
    spread = three - quarter
    if not spread > 0.0:
        return LossLimits(lowest, highest)
    low, high = lowest, highest
    below = _Side(lambda *finer: -ground.loss_grid(*finer), axes, -losses, -half)
    above = _Side(ground.loss_grid, axes, losses, half)
    is_known = any(m <= lowest for m in minima)
    if not is_known and quarter - lowest > FAR * spread and (below.is_at_edge or below.is_pole()):
        low = min([_rounded(quarter - REACH * spread, spread, np.floor), *minima])
    is_even = ground.dimension == 1 or low > lowest
    rise = (highest - three) / spread
    if rise > FAR and ((rise > FAR_IN_POWERS or is_even) if above.is_at_edge else above.is_pole()):
        high = _rounded(three + REACH * spread, spread, np.ceil)
    return LossLimits(low, high, low > lowest, high < highest)


class _Side:
    """The largest of some losses over a grid; ``grid`` gives those over another one, ``middle`` is usual."""

    def __init__(
        self, grid: Callable[..., Floats], axes: Sequence[Floats], losses: Floats, middle: float
    ) -> None:
        self._grid, self._middle = grid, middle
        self._axes, self._losses = axes, losses

    @property
    def is_at_edge(self) -> bool:
        """Whether the largest loss is at the edge of the grid."""
        place = _place_of_largest(self._losses)
        return any(at in (0, len(axis) - 1) for at, axis in zip(place, self._axes, strict=True))

    def is_pole(self) -> bool:
        """Whether the largest loss grows without end the closer it is looked at."""
        axes, losses, highest = self._axes, self._losses, []
        for _ in range(TIMES_FINER):
            place = _place_of_largest(losses)
            cells = [
                (float(axis[at]), float(axis[1] - axis[0])) for at, axis in zip(place, axes, strict=True)
            ]
            # Not around the middle: a point that hits a pole by chance would tell nothing.
            axes = [np.linspace(at - 0.97 * cell, at + 1.04 * cell, FINER) for at, cell in cells]
            with np.errstate(all="ignore"):
                losses = self._grid(*axes)
            if np.isposinf(losses).any():
                return True
            highest.append(float(losses.flat[_first(losses)]) - self._middle)
        return highest[-1] > GROWTH * highest[0] > 0.0


def _place_of_largest(losses: Floats) -> tuple[int, ...]:
    """Return where the largest finite loss is, along the first axis first."""
    return tuple(int(at) for at in np.unravel_index(_first(losses), losses.shape)[::-1])


def _first(losses: Floats) -> int:
    return int(np.argmax(np.where(np.isfinite(losses), losses, -np.inf)))


def _rounded(loss: float, spread: float, to_whole: Callable[[float], float]) -> float:
    """Return a round number beyond a loss, not far from it beside the spread of losses."""
    unit = 0.5 * 10.0 ** np.floor(np.log10(spread))
    return float(to_whole(loss / unit) * unit)
