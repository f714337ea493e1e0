"""Losses on an axis: evenly, by powers of ten, or by powers on both sides of zero."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.gui.views.axes import FINEST, Levels, NumberAxis, with_room
from momentum_lab.gui.views.loss_scale import even_ticks, tick_text, tick_texts

AxisKind = Literal["log", "symlog", "linear"]
KINDS: Final[tuple[AxisKind, ...]] = ("log", "symlog", "linear")

DEPTH: Final = 1e-16
"""A logarithmic axis reaches down to this share of the largest loss; beyond, rounding is all there is."""
ROOM: Final = 0.05
"""Room at both ends, as a share of what there is between them."""
APART: Final = 34
"""Pixels between two numbers, about."""
SMALLEST: Final = 1e-300
"""What is smaller counts as zero."""
LARGEST_POWER: Final = 300.0
DWARFED: Final = 300.0
"""Some losses dwarf the rest when the largest is this many times the middle one."""
NO_LOSS: Final = 1e-12
"""A loss at the start that is no larger tells nothing of the others."""
OVERSHOOT: Final = 1e4
"""It reaches up to this many times the largest loss at a start, however far a ball diverges."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Whether there are losses beyond the ends of an axis, which are not drawn where they belong."""

    is_below: bool = False
    is_above: bool = False


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

    def cuts(self, losses: Floats) -> Cuts:
        """Return beyond which ends there are losses."""
        if not losses.size:
            return Cuts()
        return Cuts(float(losses.min()) < self.low, float(losses.max()) > self.high)

    def loss(self, coordinate: float) -> float:
        """Return the loss at a coordinate: the inverse of :meth:`forward`."""
        if self.kind == "linear":
            return coordinate
        size = 10.0 ** min(abs(coordinate), LARGEST_POWER)
        if self.kind == "log":
            return size if coordinate >= 0.0 else 1.0 / size
        return math.copysign(self.knee * (size - 1.0), coordinate)

    def place(self, loss: float) -> float:
        """Return the coordinate of a loss, also where it is below the lower end."""
        if self.kind != "log":
            return float(self.forward(loss))
        return math.log10(loss) if loss > 0.0 else -math.inf

    @property
    def span(self) -> tuple[float, float]:
        """The coordinates of the lowest and the highest loss; of a single one, those around it."""
        low, high = float(self.forward(self.low)), float(self.forward(self.high))
        return (low, high) if high > low else (low - 0.5, high + 0.5)

    @property
    def ends(self) -> tuple[float, float]:
        """The coordinates of the ends, with a little room."""
        return with_room(self.span, ROOM)

    def ticks(self, most: int, between: tuple[float, float] | None = None) -> list[tuple[float, str]]:
        """Return (coordinate, text) of round losses between two coordinates, or on all of the axis."""
        low, high = between or self.ends
        losses = self._round_losses(max(most, 2), low, high)
        places = [(self.place(loss), loss) for loss in losses]
        apart = (high - low) / (1.6 * max(most, 2))
        kept = [p for p in places if p[1] == 0.0 and low <= p[0] <= high]
        for place in sorted(places, key=lambda p: -abs(p[0])):
            if low <= place[0] <= high and all(abs(place[0] - other[0]) >= apart for other in kept):
                kept.append(place)
        kept.sort()
        return list(zip([place for place, _ in kept], tick_texts([v for _, v in kept]), strict=True))

    def rounds(self, low: float, high: float) -> Iterator[list[float]]:
        """Yield coordinates that could have a number, the roundest first, then ever more of them."""
        ends = self.loss(low), self.loss(high)
        if self.kind == "log":
            powers = range(math.floor(low), math.ceil(high) + 1)
            for factors in ((1.0,), (1.0, 2.0, 5.0)):
                yield [math.log10(factor) + power for power in powers for factor in factors]
        for most in range(2, FINEST):
            yield [self.place(loss) for loss in even_ticks(*ends, most)]

    def _round_losses(self, most: int, low: float, high: float) -> list[float]:
        if self.kind == "log":
            first, last = int(np.ceil(low)), int(np.floor(high))
            if last > first:
                return [10.0**power for power in _strided(first, last, most)]
            bottom, top = self.ends
            is_whole = low <= bottom and top <= high  # whose room is not part of the range
            ends = (self.low, self.high) if is_whole else (self.loss(low), self.loss(high))
            return list(even_ticks(*ends, most))
        top = int(np.ceil(np.log10(max(abs(self.low), abs(self.high), self.knee))))
        positive = [10.0**power for power in _strided(int(np.ceil(np.log10(self.knee))), top, most // 2 + 1)]
        return [*(-v for v in reversed(positive) if -v >= self.low), 0.0, *(v for v in positive)]


def _strided(first: int, last: int, most: int) -> Sequence[int]:
    """Return round powers from one to another, no more than ``most``, but two if there are two."""
    stride = next(s for s in (1, 2, 3, 5, 10, 20, 50, 100, 200, 1000) if (last - first) / s < most)
    found = range(-(-first // stride) * stride, last + 1, stride)
    return found if len(found) > 1 or first >= last else (first, last)


def choose_kind(losses: Floats) -> AxisKind:
    """Return "log" for losses above zero; else "linear", or "symlog" where a few dwarf the rest."""
    if losses.size and not losses.any():
        return "linear"
    return "log" if losses.size == 0 or losses.min() >= 0 else choose_even(losses)


def choose_even(values: Floats) -> AxisKind:
    """Return "linear"; "symlog" where a few dwarf the rest."""
    sizes = np.abs(values)
    return "symlog" if values.size and sizes.max() > DWARFED * np.median(sizes) else "linear"


def value_axis(kind: AxisKind, losses: Floats, starts: Floats) -> ValueAxis:
    """Return the axis that shows all finite ``losses``, but no more of a divergence than tells the tale."""
    if losses.size == 0:
        return ValueAxis(kind, 0.1 if kind == "log" else 0.0, 1.0)
    reference = float(np.abs(starts).max(initial=0.0))
    if reference <= NO_LOSS:
        reference = _usual_size(losses)
    high = min(float(losses.max()), OVERSHOOT * reference)
    low = max(float(losses.min()), -OVERSHOOT * reference)
    if kind == "log":
        positive = losses[losses > SMALLEST]
        if positive.size == 0:
            return ValueAxis(kind, 1e-16, 1.0)
        high = max(high, float(positive.min()))
        low = max(float(positive.min()), DEPTH * min(high, reference))
        if float(losses.min()) < low:  # a round number says what lies below
            low = 10.0 ** math.floor(math.log10(low))
        return ValueAxis(kind, low if low < high else low / 10, high)
    if not high - low > SMALLEST:
        half = max(0.5, 1e-3 * abs(low))
        low, high = low - half, high + half
    return ValueAxis(kind, low, high, knee=1e-3 * max(abs(low), abs(high)))


def _usual_size(losses: Floats) -> float:
    """Return the middle size of those that are not zero; 1 if all are."""
    sizes = np.abs(losses[losses != 0.0])
    return float(np.median(sizes)) if sizes.size else 1.0


class LossAxisItem(NumberAxis):
    """A pyqtgraph axis that takes its ticks from a :class:`ValueAxis`."""

    def __init__(self) -> None:
        super().__init__("left")
        self.axis: ValueAxis = ValueAxis("linear", 0.0, 1.0)
        self.cuts = Cuts()

    def show_axis(self, axis: ValueAxis, cuts: Cuts | None = None) -> None:
        """Write the losses of another axis, and at its ends that there are others beyond them."""
        shown = axis, cuts or Cuts()
        if shown == (self.axis, self.cuts):
            return
        self.axis, self.cuts = shown
        self.picture = None  # the ticks of another axis, which pyqtgraph keeps by range alone
        self.update()

    def usual_ticks(self, low: float, high: float, size: float) -> Levels:
        """Return where ticks are, between two coordinates on an axis of ``size`` pixels."""
        if self.axis.kind == "linear":
            levels = super().usual_ticks(low, high, size)
        else:
            places = [place for place, _ in self.axis.ticks(int(size / APART), (low, high))]
            levels = [(None, places)]
        return self._with_cuts(levels, low, high, size)

    def rounds(self, low: float, high: float) -> Iterator[list[float]]:
        """Yield coordinates that could have a number, the roundest first."""
        for places in self.axis.rounds(low, high):
            ((_, with_ends), *_) = self._with_cuts([(None, places)], low, high, self.size().height())
            yield with_ends

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float | None) -> list[str]:
        """Return the texts of ticks."""
        ends = self._cut_ends()
        if self.axis.kind == "linear":
            texts = super().tickStrings(values, scale, spacing)
        else:
            texts = tick_texts([self._loss(value) for value in values])
        return [ends.get(value, text) for value, text in zip(values, texts, strict=True)]

    def _loss(self, place: float) -> float:
        """Return the round loss that a tick stands for."""
        if place == 0.0 and self.axis.kind == "symlog":
            return 0.0
        return float(f"{self.axis.loss(place):.12g}")

    def _cut_ends(self) -> dict[float, str]:
        """Return what is written at the ends beyond which there are losses."""
        axis, ends = self.axis, {}
        if self.cuts.is_below:
            ends[float(axis.forward(axis.low))] = f"≤ {tick_text(axis.low)}"
        if self.cuts.is_above:
            ends[float(axis.forward(axis.high))] = f"≥ {tick_text(axis.high)}"
        return ends

    def _with_cuts(self, levels: Levels, low: float, high: float, size: float) -> Levels:
        """Return levels of ticks with those of the cut ends, to which others keep their distance."""
        ends = [place for place in self._cut_ends() if low <= place <= high]
        if not ends:
            return levels
        apart = 0.5 * APART * (high - low) / max(size, 1.0)
        kept = [(d, [p for p in places if all(abs(p - e) >= apart for e in ends)]) for d, places in levels]
        first = kept[0] if kept else (None, [])
        return [(first[0], sorted([*ends, *first[1]])), *kept[1:]]
