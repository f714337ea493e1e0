"""Where the views of a picture of all stand: in two rows as in the window, or each below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PyQt6.QtCore import QRectF

from momentum_lab.figures.views import ViewKind

STACKED: Final = 0.9
"""A figure of all views that is narrower than this, in heights, has one below the other."""
UPPER: Final = 0.62
"""The upper row's share of the height."""
TALLER: Final = 1.35
"""How much higher than one of the lower row is a view of the upper one that is stacked."""


class ViewRows:
    """The views of both rows, each of which has one at least, from the upper row to the lower."""

    def __init__(self, kinds: Sequence[ViewKind]) -> None:
        self._upper = [kind.least for kind in kinds if kind.row == 0]
        self._lower = [kind.least for kind in kinds if kind.row == 1]
        shares = np.array([TALLER] * len(self._upper) + [1.0] * len(self._lower))
        self._shares = shares / shares.sum()

    @property
    def first_below(self) -> int:
        """The index of the first view of the lower row."""
        return len(self._upper)

    def needed(self, width: float) -> tuple[float, float]:
        """Return the least width and height of all of them on a figure of a width."""
        every = np.array([*self._upper, *self._lower])
        stacked = float((every[:, 1] / self._shares).max())
        upper, lower = (max(down for _across, down in row) for row in (self._upper, self._lower))
        rows = max(upper / UPPER, lower / (1.0 - UPPER))
        return float(every[:, 0].max()), stacked if self._is_stacked(width, stacked) else rows

    def places(self, whole: QRectF) -> list[QRectF]:
        """Return the place of each view."""
        if self._is_stacked(whole.width(), whole.height()):
            ends = whole.top() + whole.height() * np.cumsum(self._shares)
            tops = [whole.top(), *ends.tolist()]
            return [
                QRectF(whole.left(), top, whole.width(), end - top)
                for top, end in zip(tops, ends.tolist(), strict=False)
            ]
        split = whole.top() + round(UPPER * whole.height())
        upper = QRectF(whole.left(), whole.top(), whole.width(), split - whole.top())
        lower = QRectF(whole.left(), split, whole.width(), whole.bottom() - split)
        return [*_beside(upper, len(self._upper)), *_beside(lower, len(self._lower))]

    def _is_stacked(self, width: float, height: float) -> bool:
        beside = max(sum(across for across, _down in row) for row in (self._upper, self._lower))
        return width < max(STACKED * height, beside)


def _beside(row: QRectF, count: int) -> list[QRectF]:
    width = row.width() / count
    return [QRectF(row.left() + i * width, row.top(), width, row.height()) for i in range(count)]
