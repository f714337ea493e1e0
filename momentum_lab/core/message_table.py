"""Messages as tables of plain values, from which they are made again, in whatever language is shown then.

Somebody else may have written such a table: of what ``str.format`` understands, it may have plain places
alone, since others can reach into objects or make texts of any length.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from momentum_lab.core.errors import InputError, located, one_line
from momentum_lab.core.messages import Message, message
from momentum_lab.core.tables import Table, TableReader, text

LONGEST: Final = 500
"""Characters of a message, and of each text in it."""
_DEEPEST: Final = 2
"""How often messages may stand within messages."""
_MOST_PLACES: Final = 8
_PLAIN: Final = re.compile(r"[^{}]*+(?:\{[a-z_]{1,40}\}[^{}]*+)*+")
_PLACE: Final = re.compile(r"\{([a-z_]{1,40})\}")


def message_table(said: Message) -> Table:
    """Return the table of a message; one with its English alone, if there is more to it than can be read."""
    table = _table(said)
    try:
        if message_of(table) == said:
            return table
    except InputError:
        pass
    return {"text": one_line(said.english, LONGEST)}


def message_of(value: object) -> Message:
    """Return the message of a table.

    Raises
    ------
    InputError
        It is no table of a message, or of one that is not plain.
    """
    return _reader(_DEEPEST)(value)


def _table(said: Message) -> Table:
    table: Table = {"text": said.text}
    if said.context:
        table["context"] = said.context
    if said.places:
        table["places"] = {k: _table(v) if isinstance(v, Message) else v for k, v in said.places.items()}
    return table


def _reader(depth: int) -> Callable[[object], Message]:
    def check(value: object) -> Message:
        reader = TableReader(value)
        words = reader.take("text", text(LONGEST))
        context = reader.take("context", text(LONGEST), "")
        given = reader.take("places", TableReader, TableReader({})).rest()
        reader.finish()
        if not given:
            return Message(words, context=context)
        is_plain = _PLAIN.fullmatch(words) is not None and set(_PLACE.findall(words)) <= given.keys()
        if not is_plain or len(given) > _MOST_PLACES:
            raise InputError("found a message with other places than plain ones")
        return Message(words, message(words, **_filled(given, depth)).places, context)

    return check


def _filled(given: Table, depth: int) -> dict[str, object]:
    filled: dict[str, object] = {}
    for key, place in given.items():
        with located(key):
            if not isinstance(place, str) and not depth:
                raise InputError("found messages within messages within messages")
            check: Callable[[object], object] = (
                text(LONGEST) if isinstance(place, str) else _reader(depth - 1)
            )
            filled[key] = check(place)
    return filled
