"""Which axis suits the values of a quantity, whatever their range; and axes that are equally wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.analysis.quantities import Quantity
from momentum_lab.core.arrays import Floats
from momentum_lab.figures.curve_values import CurveValues
from momentum_lab.figures.curves import LOSS
from momentum_lab.gui.views.value_axis import (
    DEPTH,
    AxisKind,
    LossAxisItem,
    ValueAxis,
    choose_even,
    choose_kind,
    value_axis,
)

NARROW: Final = 10.0
"""Sizes that differ by no more than this factor are on an even axis."""
APART: Final = 30.0
"""Rates of balls that differ by more than this factor are on a logarithmic one."""
FEW, MOST = 3.0, 30.0
"""Ratios beyond the first are on an axis by powers of ten, on which those about 1 are even; it ends at the
second, for they have a long tail that tells nothing."""
FIRST_WIDTH: Final = 30
"""Pixels for numbers before there are any."""
SLACK: Final = 10
"""Pixels: an axis gets narrower only for numbers that are so much shorter."""


def curve_axis(shown: Sequence[CurveValues], wanted: AxisKind | None) -> ValueAxis:
    """Return the axis on which a quantity of some runs is; of losses the kind may be ``wanted``."""
    quantity = shown[0].quantity
    every = _together([values for each in shown for values in each.finite])
    if quantity.key == LOSS:
        starts = np.concatenate([each.run.loss[:, 0] for each in shown])
        return value_axis(wanted or choose_kind(every), every, starts[np.isfinite(starts)])
    kind = suited_kind(quantity, shown)
    axis = value_axis(kind, every, _together([values for each in shown for values in each.anchors]))
    if quantity.spread == "ratios":
        return replace(axis, low=max(axis.low, -MOST), high=min(axis.high, MOST), knee=1.0)
    if kind != "linear" or quantity.spread == "levels":
        return axis
    return ValueAxis(kind, 0.0, axis.high if every.max(initial=0.0) > 0.0 else 1.0)


def holding(axis: ValueAxis, values: Floats) -> ValueAxis:
    """Return an axis that holds some other values as well, as far as it can."""
    there = values[np.isfinite(values) & ((values > 0.0) | (axis.kind != "log"))]
    if not there.size:
        return axis
    low, high = float(there.min()), float(there.max())
    if axis.kind == "log":
        low = max(low, DEPTH * axis.high)
    return replace(axis, low=min(axis.low, low), high=max(axis.high, high))


def suited_kind(quantity: Quantity, shown: Sequence[CurveValues]) -> AxisKind:
    """Return the kind of axis that suits the values of a quantity."""
    balls = [values for each in shown for values in each.finite]
    every = _together(balls)
    match quantity.spread:
        case "powers":
            return choose_kind(every)
        case "sizes":
            is_narrow = every.size > 0 and 0.0 < every.max() <= NARROW * every.min()
            return "linear" if is_narrow else choose_kind(every)
        case "rates":
            largest = [values.max(initial=0.0) for values in balls]
            there = [size for size in largest if size > 0.0]
            return "log" if there and max(there) > APART * min(there) else "linear"
        case "levels":
            return choose_even(every)
        case "ratios":
            return "symlog" if np.abs(every).max(initial=0.0) > FEW else "linear"
        case "counts":
            return "linear"


def _together(parts: Sequence[Floats]) -> Floats:
    return np.concatenate([np.empty(0), *parts])


class EvenWidths:
    """Keeps some axes equally wide, so that plots which stand one below the other begin at one line."""

    def __init__(self) -> None:
        self._widths: dict[PanelAxisItem, int] = {}
        self._widest = FIRST_WIDTH

    def leave(self, axis: PanelAxisItem) -> None:
        """Forget an axis that goes."""
        self._widths.pop(axis, None)

    def take(self, axis: PanelAxisItem, width: int) -> None:
        """Let an axis have room for numbers that are so wide, and the others as much."""
        self._widths[axis] = width
        widest = max(self._widths.values())
        if not self._widest - SLACK <= widest <= self._widest:
            self._widest = widest
        for each in self._widths:
            each.give_room(self._widest)


class PanelAxisItem(LossAxisItem):
    """An axis that is as wide as others."""

    def __init__(self, widths: EvenWidths) -> None:
        super().__init__()
        self._even = widths
        self.textWidth: int

    def give_room(self, width: int) -> None:
        """Have so many pixels for the numbers."""
        if width != self.textWidth:
            self.textWidth = width
            self._updateWidth()

    def _updateMaxTextSize(self, x: int) -> None:
        self._even.take(self, x)
