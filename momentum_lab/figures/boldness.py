"""How much larger lines and marks are than on a screen that is looked at from near by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from momentum_lab.figures.primitives import Area, Arrow, Caption, Dots, Marker, Polyline, Primitive, Text


@dataclass(frozen=True, slots=True)
class Boldness:
    """How bold a figure is drawn.

    Attributes
    ----------
    lines, marks
        What widths of lines, and sizes of balls, signs, dots and heads of arrows, are multiplied by.
    least
        The width, in logical pixels, below which no line is drawn.
    """

    lines: float = 1.0
    marks: float = 1.0
    least: float = 0.0

    def width(self, width: float) -> float:
        """Return how wide a line is drawn."""
        return max(self.lines * width, self.least)

    def applied(self, primitives: Iterable[Primitive]) -> list[Primitive]:
        """Return what is drawn instead of primitives."""
        return [*primitives] if self == PLAIN else [self._bold(each) for each in primitives]

    def _bold(self, primitive: Primitive) -> Primitive:
        match primitive:
            case Polyline():
                unit = self.width(primitive.dash_unit) if primitive.dash_unit else 0.0
                return replace(primitive, width=self.width(primitive.width), dash_unit=unit)
            case Arrow():
                head, least = self.marks * primitive.head, self.marks * primitive.least
                width, offset = self.width(primitive.width), self._farther(primitive.offset)
                return replace(primitive, width=width, head=head, least=least, offset=offset)
            case Marker() | Dots():
                rim = self.marks * primitive.outline_width
                return replace(primitive, size=self.marks * primitive.size, outline_width=rim)
            case Text():
                offset = self._farther(primitive.offset)
                return replace(primitive, size=self.marks * primitive.size, offset=offset)
            case Area() | Caption():
                return primitive

    def _farther(self, offset: tuple[float, float]) -> tuple[float, float]:
        right, down = offset
        return self.marks * right, self.marks * down


PLAIN: Final = Boldness()
"""As it is drawn on the screen, and in pictures."""
PROJECTED: Final = Boldness(lines=2.1, marks=1.6, least=3.0)
"""For a room: trails are four pixels wide, and nothing is thinner than three."""
