"""How wide a formula will be, told without setting it, which takes long."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree

CALIBRATION: Final = 1.09
"""What the sum of its parts is multiplied by, found over the formulas of the library."""
_OPERATORS: Final = {
    "(": 0.36,
    ")": 0.36,
    "|": 0.36,
    "·": 0.7,
    "\u2062": 0.0,
    "+": 1.22,
    "−": 1.22,
    "=": 1.22,
    "←": 1.5,
    "<": 1.22,
    ">": 1.22,
    "≤": 1.22,
    "≥": 1.22,
    "≠": 1.22,
    "{": 0.5,
}
_SIGN: Final = 0.78
_SCRIPT: Final = 0.7
_BESIDE: Final = {"msqrt": 0.9, "mspace": 0.17, "mtr": 1.0}
"""What there is besides the parts: the sign of a root, the room between two columns."""


def width_of(mathml: str) -> float:
    """Return the width of MathML in sizes of its letters, to about a tenth."""
    return CALIBRATION * _width(ElementTree.fromstring(mathml))


def _width(element: ElementTree.Element) -> float:
    inside, text = [_width(child) for child in element], element.text or ""
    match tag := element.tag.rpartition("}")[2]:
        case "mfrac":
            return max(inside) + 0.25
        case "msup" | "msub":
            return inside[0] + _SCRIPT * inside[1]
        case "mover" | "mtable":
            return max(inside)
        case "mo":
            is_sign = text == "−" and element.get("form") == "prefix"
            return _SIGN if is_sign else _OPERATORS.get(text, 0.45)
        case "mn":
            return 0.5 * len(text) - 0.22 * text.count(".")
        case "mi" | "mtext":
            return 0.55 if len(text) == 1 else 0.5 * len(text)
    return sum(inside) + _BESIDE.get(tag, 0.0)
