"""An expression as text that can be typed, and read again as the same formula."""

from __future__ import annotations

import math
from typing import Final

from momentum_lab.formulas.assignments import Assignment
from momentum_lab.formulas.functions import COMPARISONS
from momentum_lab.formulas.nodes import Call, Constant, Expression, Negation, Operation, Symbol

_SIGNS: Final = {name: sign for sign, name in COMPARISONS.items()}
COMPARISON, SUM, SIGNED, PRODUCT, POWER, ATOM = range(6)
"""How tightly a piece holds together."""
_BINDS: Final = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}


def written(expression: Expression) -> str:
    """Return the text of an expression, with no bracket that is not needed."""
    return _piece(expression)[0]


def written_line(line: Assignment) -> str:
    """Return the text of a line of a rule."""
    return f"{line.target} = {written(line.expression)}"


def _piece(expression: Expression) -> tuple[str, int]:
    match expression:
        case Constant(value):
            text = _number(abs(value))
            return (f"-{text}", SIGNED) if math.copysign(1.0, value) < 0.0 else (text, ATOM)
        case Symbol(name):
            return name, ATOM
        case Negation(operand):
            return f"-{_at_least(operand, POWER)}", SIGNED
        case Operation(operator, left, right):
            return _operation(operator, left, right), _BINDS[operator]
        case Call(function, (left, right)) if function in _SIGNS:
            return f"{_at_least(left, SUM)} {_SIGNS[function]} {_at_least(right, SUM)}", COMPARISON
        case Call(function, arguments):
            return f"{function}({', '.join(map(written, arguments))})", ATOM


def _operation(operator: str, left: Expression, right: Expression) -> str:
    binds = _BINDS[operator]
    if operator == "**":
        return f"{_at_least(left, ATOM)}**{_at_least(right, POWER)}"
    first = _at_least(left, min(binds, SIGNED))  # a sign may begin a product
    other = _at_least(right, PRODUCT if binds == SUM else POWER)
    return f"{first} {operator} {other}" if binds == SUM else f"{first}{operator}{other}"


def _at_least(expression: Expression, binds: int) -> str:
    text, found = _piece(expression)
    return text if found >= binds else f"({text})"


def _number(value: float) -> str:
    return repr(value).removesuffix(".0")
