"""Numbers as people type them: plain, with a decimal comma, in percent, or as arithmetic such as 1/3."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.messages import message
from momentum_lab.core.values import dataclass
from momentum_lab.formulas.expression import parse
from momentum_lab.formulas.grammar import Grammar, Limits
from momentum_lab.formulas.nodes import evaluate

_SPACES: Final = " \u00a0\u2007\u2009\u202f"
_ARITHMETIC: Final = Grammar((), limits=Limits(characters=200, constant=1e300, exponent=400.0), example="pi")
_PLAIN: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_COMMA: Final = re.compile(r"(?![+-]?[1-9]\d{0,2},\d{3}(?!\d))[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
_AMBIGUOUS: Final = re.compile(r"([+-]?[1-9]\d{0,2}),(\d{3})")
_GROUPED: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:([ '’])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_ARITHMETIC_SIGN: Final = re.compile(r"[(*/+-]|\b(?:pi|e)\b")
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("−‒–﹣－", "-"),
        "＋": "+",
        "×": "*",
        "·": "*",
        "÷": "/",
        "∕": "/",
        "²": "**2",
        "³": "**3",
        "π": "pi",
        "^": "**",
        **dict.fromkeys(_SPACES, " "),
    }
)


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number that was typed.

    Attributes
    ----------
    is_plain
        Whether the text is the number as any program writes it; otherwise a person wants to be told how it
        was read.
    """

    value: float
    is_plain: bool = True


def typed_number(text: str) -> TypedNumber:
    """Return the number that a text is, nothing in which is ever executed.

    Understood are the signs of other keyboards, thousands that are set off by spaces or apostrophes, one
    decimal comma, percent, and arithmetic with the functions of formulas. What may be meant in two ways, as
    1,000, is not read at all.

    Raises
    ------
    InputError
        It is no number, or may be two.
    """
    plain = text.strip(_SPACES + "\t\r\n").translate(_SIGNS)
    if not plain:
        raise InputError("nothing is typed; allowed is a number")
    if _PLAIN.fullmatch(plain):
        return TypedNumber(_finite(float(plain), text))
    if plain.endswith("%") and plain.count("%") == 1:
        return TypedNumber(_hundredth(typed_number(plain[:-1]).value), is_plain=False)
    if _GROUPED.fullmatch(plain):
        return TypedNumber(_finite(float(re.sub(r"[ '’]", "", plain)), text), is_plain=False)
    _refuse_ambiguous(plain, text)
    if _COMMA.fullmatch(plain):
        return TypedNumber(_finite(float(plain.replace(",", ".")), text), is_plain=False)
    return TypedNumber(_computed(plain, text), is_plain=False)


def _hundredth(value: float) -> float:
    """Return the float next to a hundredth of what a number looks like: 0.1 % are 0.001."""
    return float(Decimal(repr(value)).scaleb(-2))


def _refuse_ambiguous(plain: str, text: str) -> None:
    """Refuse commas that somebody may mean as points and somebody else as marks of thousands."""
    two_ways = _AMBIGUOUS.fullmatch(plain)
    if two_ways:
        raise InputError(
            "found {found}, which may be {point} or {thousands}; write which",
            found=quoted(text),
            point=f"{two_ways[1]}.{two_ways[2]}",
            thousands=f"{two_ways[1]}{two_ways[2]}",
        )
    if "," in plain and not _COMMA.fullmatch(plain) and "(" not in plain:
        raise InputError(
            "found {found}, in which a comma may mean two things; write a point for the decimals, "
            "and thousands without a mark",
            found=quoted(text),
        )


def _computed(plain: str, text: str) -> float:
    """Return what arithmetic comes to."""
    if not _ARITHMETIC_SIGN.search(plain) or not re.search(r"\d|\bpi\b|\be\b", plain):
        raise InputError(
            "found {found}, allowed is a number, also as in 1/3, 1e-3 or 2**-3", found=quoted(text)
        )
    expression = parse(plain, _ARITHMETIC)
    try:
        value = evaluate(expression, {})
    except (ArithmeticError, ValueError):
        raise InputError("found {found}, which has no value", found=quoted(text)) from None
    return _finite(value, text)


def _finite(value: float, text: str) -> float:
    if not math.isfinite(value):
        raise InputError(
            "found {found}; allowed is {what}", found=quoted(text), what=message("a finite number")
        )
    return value
