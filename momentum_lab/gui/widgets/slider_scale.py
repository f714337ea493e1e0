"""How a slider's position becomes a value: evenly, by powers of ten, or finer and finer towards one."""

from __future__ import annotations

import math
from typing import Final

from momentum_lab.core.hyperparameters import Number, Scale
from momentum_lab.core.values import dataclass

NOTCHES: Final = 1000
EVEN_UP_TO: Final = 0.9
FINEST: Final = 1e-3
TURN: Final = 0.6
"""A slider that runs towards one is even up to 0.9, which takes 0.6 of its way; from there 1 − value falls
by powers of ten down to 0.001."""


@dataclass(frozen=True, slots=True)
class SliderScale:
    """Maps notches 0 … :data:`NOTCHES` to values from ``low`` to ``high`` and back."""

    scale: Scale
    low: float
    high: float

    @classmethod
    def of(cls, declaration: Number) -> SliderScale:
        """Return the scale of a declared hyperparameter."""
        low, high = declaration.slider_range
        return cls(declaration.scale, low, high)

    def value(self, notch: int) -> float:
        """Return the value at a notch, rounded to what the slider can tell."""
        share = notch / NOTCHES
        if notch <= 0:
            return self.low
        if notch >= NOTCHES:
            return self.high
        if self.scale == "log":
            exponent = math.log10(self.low) + share * (math.log10(self.high) - math.log10(self.low))
            return float(f"{10.0**exponent:.3g}")
        if self.scale == "towards_one":
            return round(_value_towards_one(share), 4)
        return float(f"{self.low + share * (self.high - self.low):.4g}")

    def notch(self, value: float) -> int:
        """Return the notch nearest to a value; values beyond the slider are at its ends."""
        if value <= self.low:
            return 0
        if value >= self.high:
            return NOTCHES
        if self.scale == "log":
            low, high = math.log10(self.low), math.log10(self.high)
            share = (math.log10(value) - low) / (high - low)
        elif self.scale == "towards_one":
            share = _share_towards_one(value)
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(max(round(share * NOTCHES), 0), NOTCHES)


def _value_towards_one(share: float) -> float:
    if share <= TURN:
        return EVEN_UP_TO * share / TURN
    powers = (share - TURN) / (1.0 - TURN)
    return 1.0 - (1.0 - EVEN_UP_TO) * float((FINEST / (1.0 - EVEN_UP_TO)) ** powers)


def _share_towards_one(value: float) -> float:
    if value <= EVEN_UP_TO:
        return TURN * value / EVEN_UP_TO
    powers = math.log((1.0 - value) / (1.0 - EVEN_UP_TO)) / math.log(FINEST / (1.0 - EVEN_UP_TO))
    return TURN + (1.0 - TURN) * powers
