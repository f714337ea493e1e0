"""Values of a hyperparameter that are worth being seen side by side."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.hyperparameters import Choice, Flag, Hyperparameter, HyperValue, Number

FACTORS: Final = (0.25, 0.5, 1.0, 2.0)
"""What a value, or what it lacks to one, is multiplied by."""
DIGITS: Final = 3


def suggested_values(declaration: Hyperparameter, value: HyperValue) -> list[str]:
    """Return some values around one, as they are typed: as many on its slider's scale as tell something."""
    match declaration:
        case Flag():
            return ["false", "true"]
        case Choice():
            return list(declaration.options)
        case Number():
            low, high = declaration.low, declaration.high
            kept = {_rounded(each) for each in _around(declaration, float(value)) if low <= each <= high}
            return [f"{each:g}" for each in sorted(kept)]


def _around(number: Number, value: float) -> list[float]:
    low, high = number.slider_range
    if number.scale == "log" and value > 0.0:
        return [factor * value for factor in FACTORS]
    if number.scale == "towards_one" and value < 1.0:
        return [0.0, *(1.0 - (1.0 - value) * factor for factor in FACTORS)]
    return [low + share * (high - low) for share in (0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0)]


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
