"""Numbers as they are told."""

from __future__ import annotations


def told_number(value: float, digits: int = 4) -> str:
    """Return a number as it is told: so many digits at the most, a real minus sign, no zeros in exponents."""
    mantissa, _, exponent = f"{value + 0.0:.{digits}g}".partition("e")
    said = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return said.replace("-", "−").replace("inf", "∞")
