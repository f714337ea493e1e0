"""Steps on an axis: evenly, or by powers of ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.gui.views.axes import ASIDE, BETWEEN, FINEST, Drawn, Levels, NumberAxis, Written
from momentum_lab.gui.views.loss_scale import even_ticks, tick_texts

START: Final = float(np.log10(0.5))
"""Where a logarithmic axis has the start, step 0: as far before step 1 as step 2 is after it."""
WHOLE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class StepAxis:
    """Maps steps to the coordinate of an axis.

    One that ``is_log`` runs by powers of ten from step 1 on; the start, which has no logarithm, is before it.
    """

    is_log: bool = False

    def forward(self, step: Floats | Ints | float) -> Floats:
        """Return the coordinates of steps."""
        steps = np.asarray(step, dtype=np.float64)
        if not self.is_log:
            return steps
        return np.where(steps < 1.0, START * (1.0 - steps), np.log10(np.maximum(steps, 1.0)))

    def step(self, coordinate: Floats | float) -> Floats:
        """Return the steps at coordinates: the inverse of :meth:`forward`."""
        places = np.asarray(coordinate, dtype=np.float64)
        if not self.is_log:
            return places
        return np.where(places < 0.0, 1.0 - places / START, 10.0 ** np.clip(places, 0.0, 300.0))


class StepAxisItem(NumberAxis):
    """A pyqtgraph axis of steps, which are whole numbers; those at its ends are always written."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.axis = StepAxis()
        self._last: int | None = None

    def end_at(self, last: int) -> None:
        """Write the number of another last step at the end."""
        if last != self._last:
            self._last = last
            self.picture = None
            self.update()

    def show_axis(self, axis: StepAxis) -> None:
        """Write the steps of another axis."""
        if axis == self.axis:
            return
        self.axis = axis
        self.setStyle(maxTextLevel=0 if axis.is_log else 2)
        self.picture = None
        self.update()

    def usual_ticks(self, low: float, high: float, size: float) -> Levels:
        """Return powers of ten, or even ticks at whole steps."""
        if self.axis.is_log:
            return self._powers(low, high, size)
        levels = super().usual_ticks(low, high, size)
        return [(apart, _from_start(places)) for apart, places in levels if apart is None or _is_whole(apart)]

    def rounds(self, low: float, high: float) -> Iterator[list[float]]:
        """Yield the coordinates of whole steps, the roundest first."""
        first, last = (float(self.axis.step(end)) for end in (low, high))
        for most in range(2, FINEST):
            steps = [step for step in even_ticks(first, last, most) if _is_whole(step) and step >= 0.0]
            yield [place for place in self._places(steps) if low <= place <= high]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float | None) -> list[str]:
        """Return the steps."""
        steps = [float(round(float(self.axis.step(value)))) for value in values]
        texts = tick_texts(steps)
        is_short = all(float(text.replace("−", "-")) == step for text, step in zip(texts, steps, strict=True))
        return texts if is_short else [f"{step:,.0f}" for step in steps]

    def generateDrawSpecs(self, p: QPainter) -> Drawn | None:
        """Return what is drawn; on an even axis other numbers give way to those at its ends."""
        drawn = super().generateDrawSpecs(p)
        if drawn is None or not drawn[2]:
            return drawn
        line, ticks, texts = drawn
        ends = list(self._ends(p, texts[0]))
        if any(_touch(one, other) for one, other in pairwise(ends)):
            return drawn
        if self.axis.is_log:
            ends = [end for end in ends if not any(_touch(end, text) for text in texts)]
        kept = [text for text in texts if not any(_touch(text, end) for end in ends)]
        return line, ticks, [*kept, *ends]

    def _ends(self, painter: QPainter, like: Written) -> Iterator[Written]:
        """Yield the numbers of the start and the last step where they are seen, written as another one is."""
        low, high = self.range
        width = self.mapRectFromParent(self.geometry()).width()
        for place in self._places([0] if self._last is None else [0, self._last]):
            if not low <= place <= high:
                continue
            (text,) = self.tickStrings([place], 1.0, None)
            across = painter.boundingRect(QRectF(0, 0, 100, 100), Qt.AlignmentFlag.AlignCenter, text).width()
            left = width * (place - low) / (high - low) - across / 2
            left = min(max(left, -ASIDE), width + ASIDE - across)
            yield QRectF(left, like[0].top(), across, like[0].height()), like[1], text

    def _powers(self, low: float, high: float, size: float) -> Levels:
        """Return the start and powers of ten as they have room, and marks between them."""
        last = int(np.floor(high))
        stride = 1 + int((high - max(low, 0.0)) * 60.0 / max(size, 1.0))
        steps = [0.0, *(10.0**power for power in range(0, last + 1, stride))]
        between = [factor * 10.0**power for power in range(last + 1) for factor in range(2, 10)]
        marks = [between if stride == 1 else [10.0**power for power in range(last + 1) if power % stride]]
        return [
            (None, [place for place in self._places(each) if low <= place <= high])
            for each in (steps, *marks)
        ]

    def _places(self, steps: Sequence[float]) -> list[float]:
        places: list[float] = self.axis.forward(np.array(steps, dtype=np.float64)).tolist()
        return places


def _from_start(places: list[float]) -> list[float]:
    """Return those that are not in the room before step 0."""
    return [place for place in places if place > -WHOLE]


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < WHOLE


def _touch(one: Written, other: Written) -> bool:
    """Return whether two numbers stand too close together, or upon each other."""
    return one[0].adjusted(-BETWEEN, 0.0, BETWEEN, 0.0).intersects(other[0])
