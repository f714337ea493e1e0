"""An axis of a plot that runs as the values of a grid do: evenly, or by powers of ten."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from momentum_lab.analysis.grid import Axis
from momentum_lab.gui.views.axes import NamedAxis
from momentum_lab.gui.views.loss_scale import even_ticks, tick_text

APART = {"bottom": 58, "left": 34}
"""Pixels between two numbers, at least."""


class ShareAxis(NamedAxis):
    """The plot's coordinate is the share of the grid's axis; the numbers are its values."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._side = side
        self.axis: Axis | None = None

    def show_axis(self, axis: Axis) -> None:
        """Write the numbers of another axis."""
        if axis != self.axis:
            self.axis = axis
            self.picture = None
            self.update()

    def ticks(self, pixels: float) -> list[tuple[float, str]]:
        """Return (share, text) of round values, as many as have room."""
        axis = self.axis
        if axis is None:
            return []
        most = max(2, int(pixels / APART[self._side]))
        if axis.scale == "log" and axis.high / axis.low > 20.0:
            first, last = int(np.ceil(np.log10(axis.low) - 1e-9)), int(np.floor(np.log10(axis.high) + 1e-9))
            stride = 1 + (last - first) // most
            values = [10.0**power for power in range(first, last + 1, stride)]
        else:
            values = list(even_ticks(axis.low, axis.high, most))
        shares = axis.share(np.array(values)).tolist()
        return [(share, tick_text(value)) for share, value in zip(shares, values, strict=True)]

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float | None, list[float]]]:
        """Return where the numbers are."""
        return [(None, [share for share, _ in self.ticks(size)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float | None) -> list[str]:
        """Return the numbers."""
        size = self.size().width() if self._side == "bottom" else self.size().height()
        texts = dict(self.ticks(size))
        return [texts.get(value, "") for value in values]
