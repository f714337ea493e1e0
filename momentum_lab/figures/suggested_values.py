"""Values of a hyperparameter that are worth being seen side by side."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.hyperparameters import Choice, Flag, Hyperparameter, HyperValue, Number

FACTORS: Final = (0.25, 0.5, 1.0, 2.0)
"""What a value, or what it lacks to one, is multiplied by."""
DIGITS, FINE_DIGITS = 3, 6


def suggested_values(declaration: Hyperparameter, value: HyperValue) -> list[str]:
    """Return some values around one, as they are typed: as many on its slider's scale as tell something."""
    match declaration:
        case Flag():
            return ["false", "true"]
        case Choice():
            return list(declaration.options)
        case Number():
            low, high = declaration.low, declaration.high
            digits = FINE_DIGITS if declaration.scale == "towards_one" else DIGITS
            rounded = {float(f"{each:.{digits}g}") for each in _around(declaration, float(value))}
            return [f"{each:.{digits}g}" for each in sorted(rounded) if low <= each <= high]


def _around(number: Number, value: float) -> list[float]:
    low, high = number.slider_range
    if number.scale == "log" and value > 0.0:
        return [factor * value for factor in FACTORS]
    if number.scale == "towards_one" and value < 1.0:
        return [0.0, *(1.0 - (1.0 - value) * factor for factor in FACTORS)]
    return [low + share * (high - low) for share in (0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0)]
