"""Things in a row, as each language writes them."""

from __future__ import annotations

from collections.abc import Iterable

from momentum_lab.core.messages import NOTHING, Message, message


def enumerated(things: Iterable[object]) -> Message | str:
    """Return things in a row: "a, b, c"; nothing for none of them."""
    said: Message | str = NOTHING
    for number, thing in enumerate(things):
        # Translators: two things of a row, such as "a, b"; the first may be a row itself.
        said = message("{first}, {next}", first=said, next=thing) if number else _alone(thing)
    return said


def sentences_in_a_row(sentences: Iterable[object]) -> Message | str:
    """Return sentences without an end in a row: "a; b; c"; nothing for none of them."""
    said: Message | str = NOTHING
    for number, sentence in enumerate(sentences):
        # Translators: two short sentences of a row, such as "a; b"; the first may be a row itself.
        said = message("{first}; {next}", first=said, next=sentence) if number else _alone(sentence)
    return said


def paragraph(sentences: Iterable[object]) -> Message | str:
    """Return whole sentences one after another; nothing for none of them."""
    said: Message | str = NOTHING
    for number, sentence in enumerate(sentences):
        # Translators: two whole sentences one after another; the first may be several.
        said = message("{first} {second}", first=said, second=sentence) if number else _alone(sentence)
    return said


def listed(things: Iterable[object]) -> Message | str:
    """Return things of which the last has an "and" before it: "a, b and c"; nothing for none of them."""
    *first, last = [*things] or [NOTHING]
    if not first:
        return _alone(last)
    return message("{first} and {last}", first=enumerated(first), last=last)


def _alone(thing: object) -> Message | str:
    return thing if isinstance(thing, Message) else str(thing)
