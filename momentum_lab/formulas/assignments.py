"""A small language of rules: lines such as ``v = beta*v + g``, each of which gives a name a number.

A line is a formula with a name before it, which the lines below may use. A name of the grammar that is
assigned has its new value from there on, and what a rule remembers has it in the next step, too. A line
goes on in the next while one of its brackets is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from momentum_lab.core.errors import InputError, located, quoted, unknown
from momentum_lab.core.messages import Message, message
from momentum_lab.core.values import dataclass
from momentum_lab.formulas.expression import check_parameter_name, parse
from momentum_lab.formulas.grammar import Grammar
from momentum_lab.formulas.nodes import Expression

MOST_LINES: Final = 40
_EQUALS: Final = re.compile(r"(?<![<>=!])=(?!=)")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line: from here on ``target`` is what the expression gives."""

    target: str
    expression: Expression


def parse_assignments(text: str, grammar: Grammar, assigned: Iterable[str] = ()) -> tuple[Assignment, ...]:
    """Return the checked lines of a rule; empty lines say nothing.

    Parameters
    ----------
    text
        The lines, in the names of ``grammar`` and of the lines above.
    grammar
        What their formulas may hold.
    assigned
        Those of its variables that may be assigned; the others are given, and stay as they are.

    Raises
    ------
    InputError
        A line is none, its formula is refused, or its name cannot be assigned; its number is the place.
    """
    return _parse_assignments(text, grammar, frozenset(assigned))


@lru_cache(maxsize=128)
def _parse_assignments(text: str, grammar: Grammar, assigned: frozenset[str]) -> tuple[Assignment, ...]:
    lines = _lines(text)
    if not lines:
        raise InputError("has no line; {allowed}", allowed=_allowed(grammar))
    if len(lines) > MOST_LINES:
        raise InputError("has {count:,} lines; allowed are {most:,}", count=len(lines), most=MOST_LINES)
    found: list[Assignment] = []
    for number, line in lines:
        with located(str(message("line {number}", number=number))):
            found.append(_assignment(line, grammar, assigned, tuple(dict.fromkeys(a.target for a in found))))
    return tuple(found)


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that say something, with their numbers; those of one assignment as one."""
    found: list[tuple[int, str]] = []
    open_brackets = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if open_brackets > 0 and _EQUALS.search(line) is None:
            begun, before = found.pop()
            found.append((begun, f"{before} {line.strip()}"))
        else:
            open_brackets = 0
            found.append((number, line))
        open_brackets += line.count("(") - line.count(")")
    return found


def _assignment(line: str, grammar: Grammar, assigned: frozenset[str], above: tuple[str, ...]) -> Assignment:
    equals = _EQUALS.search(line)
    if equals is None:
        raise InputError("assigns nothing; {allowed}", allowed=_allowed(grammar))
    target = line[: equals.start()].strip()
    if target in grammar.variables:
        if target not in assigned:
            raise InputError(
                unknown("{name} is given, and cannot be assigned", target, assigned - {target})
                if assigned
                else message("{name} is given, and cannot be assigned", name=quoted(target))
            )
    else:
        check_parameter_name(target, grammar)
    own = tuple(name for name in above if name not in grammar.variables)
    before = " " * equals.end()  # so that columns are those of the line
    return Assignment(target, parse(before + line[equals.end() :], grammar, own))


def _allowed(grammar: Grammar) -> Message:
    return message("allowed are lines such as {example} = 2*{example}", example=grammar.example)
