"""Numbers that a lesson claims: how they are written, when they are true, and where texts name them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from momentum_lab.core.errors import InputError, quoted, unknown
from momentum_lab.core.registry import NAME
from momentum_lab.core.values import dataclass

_SHOWN: Final = re.compile(
    r"(?P<sign>[-−+])?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?(?:e(?P<power>[-−+]?\d{1,3}))?(?P<share>\s?%)?"
)
_SLACK: Final = Decimal("1e-9")
"""The share of half a last digit by which rounding in double precision may be off."""
_PARTS: Final = re.compile(
    r"(?P<escape>\\.)"
    r"|(?P<display>\$\$.+?\$\$)"
    r"|(?P<inline>\$(?![\s$])(?:\\.|[^$\\\n]|\n(?![ \t]*\n))*?(?<!\s)\$(?!\d))"
    r"|(?P<brace>\{\{|\}\})"
    rf"|\{{(?P<fact>{NAME.pattern})\}}"
    r"|(?P<wrong>[{}])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number as it is written: exactly, and the power of ten of its last digit."""

    exact: Decimal
    power: int

    @property
    def value(self) -> float:
        """The number in double precision."""
        return float(self.exact)

    @property
    def unit(self) -> float:
        """What one in its last digit is worth."""
        return float(Decimal(1).scaleb(self.power))

    def is_said_of(self, measured: float) -> bool:
        """Whether a number rounds to this one in its digits; halfway both ways are right."""
        if not math.isfinite(measured):
            return False
        off = abs(Decimal(measured) - self.exact)  # exactly: subtracted as doubles, a tie would be none
        return off <= Decimal(5).scaleb(self.power - 1) * (1 + _SLACK)


def shown_number(shown: str) -> ShownNumber:
    """Return what a written number says: "0.50", "−1.25", "62,230", "1.2e-5", "12 %".

    Raises
    ------
    InputError
        It is no number.
    """
    match = _SHOWN.fullmatch(shown)
    if match is None:
        raise InputError(
            "found {found}, allowed is a number such as '0.50', '62,230' or '12 %'", found=quoted(shown)
        )
    decimals, power = match["decimals"] or "", int((match["power"] or "0").replace("−", "-"))
    power -= 2 if match["share"] else 0
    sign = -1 if match["sign"] in ("-", "−") else 1
    exact = sign * Decimal(match["digits"].replace(",", "") + decimals).scaleb(power)
    return ShownNumber(exact, power - max(len(decimals) - 1, 0))


def rounded_like(shown: str, value: float) -> str:
    """Return another value in the digits of a written number."""
    match = _SHOWN.fullmatch(shown)
    if match is None or match["power"] or not math.isfinite(value):
        return f"{value:.6g}"
    decimals = len(match["decimals"] or ".") - 1
    grouping = "," if "," in match["digits"] else ""
    said = f"{value * (100.0 if match['share'] else 1.0):{grouping}.{decimals}f}{match['share'] or ''}"
    return said.replace("-", "−") if match["sign"] == "−" else said


def facts_in(text: str) -> Iterator[str]:
    """Yield the ids of the facts that a text names.

    Raises
    ------
    InputError
        A brace neither names a fact nor is doubled.
    """
    for match in _PARTS.finditer(text):
        if match["wrong"]:
            raise InputError(
                "found {found} in {text}, allowed are {{fact}}, and {{{{ and }}}} for braces outside of $…$",
                found=quoted(match["wrong"]),
                text=quoted(text[max(match.start() - 20, 0) : match.end() + 20]),
            )
        if match["fact"]:
            yield match["fact"]


def check_facts(text: str, known: Mapping[str, object]) -> None:
    """Raise :class:`InputError` if a text names a fact that there is not."""
    for name in facts_in(text):
        if name not in known:
            raise InputError(unknown("there is no fact {name}", name, known))


def without_formulas(text: str) -> str:
    """Return a text with nothing in the places of its formulas."""
    return _PARTS.sub(lambda match: " " if match["display"] or match["inline"] else match[0], text)


def with_doubled_braces(text: str) -> str:
    """Return a text in which braces that somebody has typed are braces, and name no facts."""

    def double(match: re.Match[str]) -> str:
        is_brace = match["brace"] or match["fact"] or match["wrong"]
        return match[0].replace("{", "{{").replace("}", "}}") if is_brace else match[0]

    return _PARTS.sub(double, text)


def with_numbers(text: str, shown: Mapping[str, str]) -> str:
    """Return a text with numbers in the places of the facts that it names; formulas stay as they are."""

    def put(match: re.Match[str]) -> str:
        if match["fact"]:
            return shown.get(match["fact"], match[0])
        return match[0][0] if match["brace"] else match[0]

    return _PARTS.sub(put, text)
