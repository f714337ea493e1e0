"""Things in a row, as each language writes them."""

from __future__ import annotations

from collections.abc import Iterable

from momentum_lab.core.messages import NOTHING, Message, message
from momentum_lab.core.told_number import ToldNumber


def enumerated(things: Iterable[object]) -> Message | str:
    """Return things in a row: "a, b, c"; nothing for none of them."""
    # Translators: two things of a row, such as "a, b"; each may be a row itself.
    return _in_a_row(things, message("{first}, {next}"))


def sentences_in_a_row(sentences: Iterable[object]) -> Message | str:
    """Return sentences without an end in a row: "a; b; c"; nothing for none of them."""
    # Translators: two short sentences of a row, such as "a; b"; each may be a row itself.
    return _in_a_row(sentences, message("{first}; {next}"))


def paragraph(sentences: Iterable[object]) -> Message | str:
    """Return whole sentences one after another; nothing for none of them."""
    # Translators: two whole sentences one after another; each may be several.
    return _in_a_row(sentences, message("{first} {next}"))


def listed(things: Iterable[object]) -> Message | str:
    """Return things of which the last has an "and" before it: "a, b and c"; nothing for none of them."""
    *first, last = [*things] or [NOTHING]
    if not first:
        return _alone(last)
    return message("{first} and {last}", first=enumerated(first), last=last)


def _in_a_row(things: Iterable[object], two: Message) -> Message | str:
    """Return rows of rows, two and two, so that the longest is not deep; ``two`` is how two are said."""
    rows = [_alone(thing) for thing in things]
    while len(rows) > 1:
        pairs = zip(rows[::2], rows[1::2], strict=False)
        rows = [*(two.filled(first=first, next=later) for first, later in pairs), *rows[len(rows) // 2 * 2 :]]
    return rows[0] if rows else NOTHING


def _alone(thing: object) -> Message | str:
    if isinstance(thing, ToldNumber):
        return message("{text}", text=thing)
    return thing if isinstance(thing, Message) else str(thing)
