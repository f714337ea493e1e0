"""Losses on an axis: evenly, by powers of ten, or by powers on both sides of zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyqtgraph as pg

from momentum_lab.core.arrays import Floats
from momentum_lab.gui.views.loss_scale import even_ticks, tick_texts

AxisKind = Literal["log", "symlog", "linear"]
KINDS: Final[tuple[AxisKind, ...]] = ("log", "symlog", "linear")

DEPTH: Final = 1e-16
"""A logarithmic axis reaches down to this share of the largest loss; beyond, rounding is all there is."""
SMALLEST: Final = 1e-300
"""What is smaller counts as zero."""
DWARFED: Final = 300.0
"""Some losses dwarf the rest when the largest is this many times the middle one."""
OVERSHOOT: Final = 1e4
"""It reaches up to this many times the largest loss at a start, however far a ball diverges."""


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """Maps losses to the coordinate of an axis; ``knee`` is where a symlog axis becomes even.

    ``low`` and ``high`` are the losses at its ends.
    """

    kind: AxisKind
    low: float
    high: float
    knee: float = 1.0

    def forward(self, loss: Floats | float) -> Floats:
        """Return the coordinates of losses."""
        values = np.asarray(loss, dtype=np.float64)
        if self.kind == "log":
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.log10(np.where(values < self.low, self.low, values))  # below, along the edge
        if self.kind == "symlog":
            values = np.sign(values) * (np.log10(self.knee + np.abs(values)) - np.log10(self.knee))
        return values

    @property
    def ends(self) -> tuple[float, float]:
        """The coordinates of the ends, with a little room."""
        low, high = float(self.forward(self.low)), float(self.forward(self.high))
        room = 0.05 * (high - low) or 0.5
        return low - room, high + room

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Return (coordinate, text) of round losses."""
        low, high = self.ends
        losses = self._round_losses(max(most, 2))
        # Not by forward(), which puts what is below the axis onto its edge.
        places = [(float(np.log10(v) if self.kind == "log" else self.forward(v)), v) for v in losses]
        apart = (high - low) / (1.6 * max(most, 2))
        kept = [p for p in places if p[1] == 0.0]
        for place in sorted(places, key=lambda p: -abs(p[0])):
            if all(abs(place[0] - other[0]) >= apart for other in kept):
                kept.append(place)
        kept.sort()
        return list(zip([place for place, _ in kept], tick_texts([v for _, v in kept]), strict=True))

    def _round_losses(self, most: int) -> list[float]:
        if self.kind == "log":
            low, high = self.ends
            first, last = int(np.ceil(low)), int(np.floor(high))
            if last > first:
                return [10.0**power for power in _strided(first, last, most)]
            return list(even_ticks(self.low, self.high, most))
        top = int(np.ceil(np.log10(max(abs(self.low), abs(self.high), self.knee))))
        positive = [10.0**power for power in _strided(int(np.ceil(np.log10(self.knee))), top, most // 2 + 1)]
        return [*(-v for v in reversed(positive) if -v >= self.low), 0.0, *(v for v in positive)]


def _strided(first: int, last: int, most: int) -> Sequence[int]:
    """Return round powers from one to another, no more than ``most``, but two if there are two."""
    stride = next(s for s in (1, 2, 3, 5, 10, 20, 50, 100, 200, 1000) if (last - first) / s < most)
    found = range(-(-first // stride) * stride, last + 1, stride)
    return found if len(found) > 1 or first >= last else (first, last)


def choose_kind(losses: Floats) -> AxisKind:
    """Return "log" when no loss is below zero, else "linear"; "symlog" where a few dwarf the rest."""
    if losses.size == 0 or losses.min() >= 0:
        return "log"
    sizes = np.abs(losses)
    return "symlog" if sizes.max() > DWARFED * np.median(sizes) else "linear"


def value_axis(kind: AxisKind, losses: Floats, starts: Floats) -> ValueAxis:
    """Return the axis that shows all finite ``losses``, but no more of a divergence than tells the tale."""
    if losses.size == 0:
        return ValueAxis(kind, 0.1 if kind == "log" else 0.0, 1.0)
    reference = max(float(np.abs(starts).max()) if starts.size else 0.0, 1e-12)
    high = min(float(losses.max()), OVERSHOOT * reference)
    low = max(float(losses.min()), -OVERSHOOT * reference)
    if kind == "log":
        positive = losses[losses > SMALLEST]
        if positive.size == 0:
            return ValueAxis(kind, 1e-16, 1.0)
        high = max(high, float(positive.min()))
        low = max(float(positive.min()), DEPTH * min(high, reference))
        return ValueAxis(kind, low if low < high else low / 10, high)
    if not high - low > SMALLEST:
        half = max(0.5, 1e-3 * abs(low))
        low, high = low - half, high + half
    return ValueAxis(kind, low, high, knee=1e-3 * max(abs(low), abs(high)))


class LossAxisItem(pg.AxisItem):
    """A pyqtgraph axis that takes its ticks from a :class:`ValueAxis`."""

    def __init__(self) -> None:
        super().__init__("left")
        self.axis: ValueAxis = ValueAxis("linear", 0.0, 1.0)

    def tickValues(
        self,
        minVal: float,
        maxVal: float,
        size: float,
    ) -> list[tuple[float | None, list[float]]]:
        """Return where ticks are, between two coordinates on an axis of ``size`` pixels."""
        if self.axis.kind == "linear":
            return list(super().tickValues(minVal, maxVal, size))
        ticks = self.axis.ticks(int(size / 34))
        return [(None, [place for place, _ in ticks if minVal <= place <= maxVal])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float | None) -> list[str]:
        """Return the texts of ticks."""
        if self.axis.kind == "linear":
            return tick_texts([round(v / spacing, 6) * spacing if spacing else v for v in values])
        texts = dict(self.axis.ticks(int(self.size().height() / 34)))
        return [texts.get(value, "") for value in values]
