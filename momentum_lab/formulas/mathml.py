"""A formula as it is written by hand: presentation MathML from a checked tree.

No bracket stands that is not needed, a product is written by its factors side by side, and a term that is
taken away has its minus sign before it. Parameters that are called as Greek letters are, become them, and
digits that follow stand below; but where two names would look alike, as a1 and a_1, both stay as they are.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from momentum_lab.core.equations import ALONG_AXES, FROM_AXES
from momentum_lab.core.values import dataclass
from momentum_lab.formulas.functions import WHERE
from momentum_lab.formulas.lettering import name_mathml, symbol_mathml
from momentum_lab.formulas.nodes import (
    Call,
    Constant,
    Expression,
    Negation,
    Operation,
    Symbol,
    names,
    rounded,
    substitute,
)

NAMESPACE: Final = "http://www.w3.org/1998/Math/MathML"
_WRITTEN: Final = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "log": "ln", "sign": "sgn"}
_SQUARED_AS_NAME: Final = frozenset({"sin", "cos", "tan", "sinh", "cosh", "tanh"})
"""Functions whose powers are written as sin²(x)."""
_SIGN: Final = '<mo form="prefix">−</mo>'
_BETWEEN: Final = '<mo form="infix">{}</mo>'
_BAR: Final = '<mo fence="true" stretchy="true" form="{}">|</mo>'
_DOT: Final = "<mo>·</mo>"
_THIN: Final = '<mspace width="0.17em"/>'
_NOTHING: Final = "<mo>\u2062</mo>"
"""The invisible times between a number and a letter."""
_LETTER: Final = ("<mi>", "<msup><mi>", "<msub><mi>", '<mover accent="true"><mi>')
_RELATIONS: Final = {
    "less": "&lt;",
    "greater": "&gt;",
    "at_most": "≤",
    "at_least": "≥",
    "equal": "=",
    "unequal": "≠",
}
_MATRICES: Final = {
    ALONG_AXES: '<msup><mi>Q</mi><mi mathvariant="normal">T</mi></msup>',
    FROM_AXES: "<mi>Q</mi>",
}
"""The columns of Q are the axes of the Hessian."""

RELATION, SUM, PRODUCT, POWER, ATOM = range(-1, 4)
"""How tightly a piece holds together."""


@dataclass(frozen=True, slots=True)
class _Plain(Symbol):
    """A name that is written as it was typed."""


@dataclass(frozen=True, slots=True)
class _Looking(Symbol):
    """A name that is written by a symbol of its own, whose MathML is ``look``."""

    look: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Elements that stand in a row.

    ``first`` and ``last`` say what is met at either end: a digit, a fraction, or anything else.
    """

    row: tuple[str, ...]
    binds: int
    first: str = ""
    last: str = ""

    def one(self) -> str:
        """The row as a single element."""
        return self.row[0] if len(self.row) == 1 else f"<mrow>{''.join(self.row)}</mrow>"

    def at_least(self, binds: int) -> _Piece:
        """The piece itself, or in brackets where it would fall apart."""
        return self if self.binds >= binds else _fenced(*self.row)


def mathml(expression: Expression, head: Sequence[str] = ()) -> str:
    """Return the MathML of an expression; ``head`` names the variables of ``f(x, y) =`` before it."""
    return document(*terms(expression, head))


def document(*rows: str) -> str:
    """Return MathML in which some rows, such as :func:`terms` gives, stand side by side."""
    return f'<math xmlns="{NAMESPACE}" display="block">{"".join(rows)}</math>'


def terms(expression: Expression, head: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the row of each term of the outermost sum, with its sign: where a line may be broken.

    Where there is but one term, it is broken into its factors.
    """
    parts = _rows(_told_apart(expression))
    rows = ["".join(row) for row in (parts if len(parts) > 1 else _factors(parts[0]))]
    if head:
        variables = "<mo>,</mo>".join(name_mathml(name) for name in head)
        rows[0] = f"<mi>f</mi>{_fenced(variables).one()}<mo>=</mo>{rows[0]}"
    return tuple(rows)


def equation(
    target: str,
    expression: Expression,
    symbols: Mapping[str, str],
    value: float | None = None,
    digits: int = 5,
) -> tuple[str, ...]:
    """Return the rows of an assignment, where its line may be broken.

    Parameters
    ----------
    target
        The name that is assigned.
    expression
        What it is given.
    symbols
        The signs of names that have one, such as β₁, ε̄, η⁺ or s_min, or words for them.
    value
        Where given, what it comes to, which is put behind it.
    digits
        How many digits numbers have.
    """
    looks = {name: _Looking(name, symbol_mathml(symbol)) for name, symbol in symbols.items()}
    parts = _rows(rounded(substitute(expression, looks), digits))
    rows = ["".join(row) for row in parts]
    sign = "←" if value is None else "="
    rows[0] = f"{name_mathml(target)}<mo>{sign}</mo>{rows[0]}"
    if value is not None:
        result = rounded(Constant(value), digits)
        if result != rounded(expression, digits):
            rows.append(f"<mo>=</mo>{_piece(result).one()}")
    return tuple(rows)


def _told_apart(expression: Expression) -> Expression:
    """Return the expression with names that would look alike left as they are."""
    looks = {name: name_mathml(name) for name in names(expression)}
    count = Counter(looks.values())
    return substitute(expression, {name: _Plain(name) for name, look in looks.items() if count[look] > 1})


def continued(row: str) -> str:
    """Return one of the rows of :func:`terms` as it begins a line: a factor has a dot before it there."""
    return _DOT + row.removeprefix(_THIN) if row.startswith(_THIN) else row


def _factors(row: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return a row in pieces, each but the first with the space or the dot before it."""
    ends = [i for i, element in enumerate(row) if element in (_THIN, _DOT)]
    return [row[i:j] for i, j in zip([0, *ends], [*ends, len(row)], strict=True)]


def _rows(expression: Expression) -> list[tuple[str, ...]]:
    """Return the elements of each term of a sum, with its sign."""
    signed = _signed_terms(expression)
    rows = [
        (_BETWEEN.format("−" if is_minus else "+"), *term.at_least(PRODUCT).row) for is_minus, term in signed
    ]
    is_minus, first = signed[0]
    if is_minus:
        rows[0] = (_SIGN, *first.at_least(PRODUCT).row)
    else:
        rows[0] = first.row
    return rows


def _piece(expression: Expression) -> _Piece:
    match expression:
        case Constant(value) if math.copysign(1.0, value) > 0 or math.isnan(value):
            return _number(value)
        case _Looking(_, look):
            return _Piece((look,), ATOM)
        case _Plain(name):
            return _Piece((f'<mi mathvariant="normal">{name}</mi>',), ATOM)
        case Symbol(name):
            return _Piece((name_mathml(name),), ATOM)
        case Operation(("*" | "/") as operator, left, right) if not _without_sign(left)[0]:
            return (_product if operator == "*" else _fraction)(left, right)
        case Operation("**", left, right):
            return _power(left, right)
        case Call(function, arguments):
            return _call(function, arguments)
    return _Piece(tuple(element for row in _rows(expression) for element in row), SUM)


def _signed_terms(expression: Expression) -> list[tuple[bool, _Piece]]:
    """Return the terms of a sum as (is taken away, what)."""
    match expression:
        case Operation("+", left, right):
            return _signed_terms(left) + _signed_terms(right)
        case Operation("-", left, right):
            is_minus, positive = _without_sign(right)
            return [*_signed_terms(left), (not is_minus, _piece(positive))]
    is_minus, positive = _without_sign(expression)
    return [(is_minus, _piece(positive))]


def _without_sign(expression: Expression) -> tuple[bool, Expression]:
    """Return whether a minus sign leads an expression, and the expression without it."""
    match expression:
        case Constant(value) if math.copysign(1.0, value) < 0:
            return True, Constant(-value)
        case Negation(operand):
            is_minus, positive = _without_sign(operand)
            return not is_minus, positive
        case Operation(("*" | "/") as operator, left, right):
            is_minus, positive = _without_sign(left)
            return is_minus, Operation(operator, positive, right)
    return False, expression


def _product(left: Expression, right: Expression) -> _Piece:
    one, other = _piece(left).at_least(PRODUCT), _piece(right).at_least(PRODUCT)
    return _Piece((*one.row, _between(one, other), *other.row), PRODUCT, one.first, other.last)


def _between(one: _Piece, other: _Piece) -> str:
    """Return what stands between two factors: a dot where the one would run into the other."""
    if other.first == "digit" or (one.last == "digit" and other.first == "fraction"):
        return _DOT
    is_coefficient = one.first == "digit" and one.binds == ATOM and other.row[0].startswith(_LETTER)
    return _NOTHING if is_coefficient else _THIN


def _fraction(left: Expression, right: Expression) -> _Piece:
    row = f"<mfrac>{_piece(left).one()}{_piece(right).one()}</mfrac>"
    return _Piece((row,), PRODUCT, "fraction", "fraction")


def _power(base: Expression, exponent: Expression) -> _Piece:
    above = _exponent(exponent)
    if isinstance(base, Call) and base.function in _SQUARED_AS_NAME and _is_whole(exponent):
        name = f"<msup>{_function_name(base.function)}{above}</msup>"
        return _Piece((name, _arguments([_piece(argument) for argument in base.arguments])), POWER)
    below = _piece(base).at_least(ATOM)
    return _Piece((f"<msup>{below.one()}{above}</msup>",), POWER, below.first)


def _exponent(exponent: Expression) -> str:
    """Return an exponent; a fraction of two numbers or names is written on one line."""
    match exponent:
        case Operation("/", Constant() | Symbol() as left, Constant() | Symbol() as right):
            return f"<mrow>{_piece(left).one()}<mo>/</mo>{_piece(right).at_least(ATOM).one()}</mrow>"
    return _piece(exponent).one()


def _is_whole(exponent: Expression) -> bool:
    return isinstance(exponent, Constant) and exponent.value.is_integer() and exponent.value >= 2


def _call(function: str, arguments: tuple[Expression, ...]) -> _Piece:
    if function == WHERE:
        return _Piece((_cases(arguments),), SUM)
    inside = [_piece(argument) for argument in arguments]
    if function in _MATRICES:
        return _Piece((_MATRICES[function], _THIN, *inside[0].at_least(POWER).row), PRODUCT)
    if function in _RELATIONS:
        one, other = (piece.at_least(SUM).row for piece in inside)
        return _Piece((*one, f"<mo>{_RELATIONS[function]}</mo>", *other), RELATION)
    if function == "sqrt":
        return _Piece((f"<msqrt>{inside[0].one()}</msqrt>",), POWER)
    if function == "abs":
        bars = (_BAR.format("prefix"), *inside[0].row, _BAR.format("postfix"))
        return _Piece((f"<mrow>{''.join(bars)}</mrow>",), ATOM)
    if function == "exp" and _is_short(inside[0].one()):
        return _Piece((f"<msup><mi>e</mi>{inside[0].one()}</msup>",), POWER)
    return _Piece((_function_name(function), _arguments(inside)), POWER)


def _cases(arguments: tuple[Expression, ...]) -> str:
    """Return a brace with a row for each branch; a branch that decides once more has its own rows."""
    rows = []
    rest: Expression = Call(WHERE, arguments)
    while isinstance(rest, Call) and rest.function == WHERE:
        condition, chosen, rest = rest.arguments
        rows.append(_case(chosen, f"<mtext>if&#160;</mtext>{_condition(condition)}"))
    rows.append(_case(rest, "<mtext>else</mtext>"))
    table = f'<mtable columnalign="left left">{"".join(rows)}</mtable>'
    return f'<mrow><mo form="prefix" fence="true" stretchy="true">{{</mo>{table}</mrow>'


def _case(chosen: Expression, when: str) -> str:
    return f"<mtr><mtd>{_piece(chosen).one()}</mtd><mtd>{when}</mtd></mtr>"


def _condition(condition: Expression) -> str:
    if isinstance(condition, Call) and condition.function in _RELATIONS:
        return "".join(_piece(condition).row)
    return f"{_piece(condition).one()}<mo>≠</mo><mn>0</mn>"


def _is_short(exponent: str) -> bool:
    """Return whether something can still be read as an exponent: no fraction, no root, not long."""
    return not any(tag in exponent for tag in ("<mfrac", "<msqrt", "(")) and exponent.count("</m") <= 8


def _function_name(function: str) -> str:
    return f'<mi mathvariant="normal">{_WRITTEN.get(function, function)}</mi>'


def _arguments(arguments: Sequence[_Piece]) -> str:
    return _fenced("<mo>,</mo>".join("".join(argument.row) for argument in arguments)).one()


def _fenced(*row: str) -> _Piece:
    opening, closing = '<mo form="prefix">(</mo>', '<mo form="postfix">)</mo>'
    return _Piece((f"<mrow>{opening}{''.join(row)}{closing}</mrow>",), ATOM)


def _number(value: float) -> _Piece:
    if value in (math.pi, math.e):
        return _Piece((f"<mi>{'π' if value == math.pi else 'e'}</mi>",), ATOM)
    if not math.isfinite(value):
        return _Piece((f"<mi>{'∞' if value > 0 else '?'}</mi>",), ATOM)
    mantissa, _, power = repr(value).removesuffix(".0").partition("e")
    if not power:
        return _Piece((f"<mn>{mantissa}</mn>",), ATOM, "digit", "digit")
    above = f"<mn>{abs(int(power))}</mn>"
    ten = f"<msup><mn>10</mn>{above if int(power) > 0 else f'<mrow>{_SIGN}{above}</mrow>'}</msup>"
    if mantissa == "1":
        return _Piece((ten,), POWER, "digit")
    return _Piece((f"<mn>{mantissa}</mn>", _DOT, ten), PRODUCT, "digit")
