"""JSON: the experiment is a field near its beginning, as a table or as text."""

from __future__ import annotations

import codecs
import json
import re
from typing import Final

from momentum_lab.containers.source import Source
from momentum_lab.core.errors import InputError, parser_words

LARGEST_HEAD: Final = 1_000_000
"""Bytes in which the field has to be; behind them are the numbers, of which there may be gigabytes."""
_BLANK: Final = re.compile(r"[ \t\r\n]*")


def found(source: Source) -> str | dict[str, object] | None:
    """Return the field ``experiment`` of the object that the file holds."""
    data = source.stream.read(LARGEST_HEAD)
    try:
        head = codecs.getincrementaldecoder("utf-8")().decode(data)
        return _field(head)
    except (ValueError, RecursionError) as error:
        if len(data) == LARGEST_HEAD:
            return None
        what = parser_words(error)
        raise InputError("is not valid JSON ({what})", what=what) from error


def _field(head: str) -> str | dict[str, object] | None:
    decoder = json.JSONDecoder()
    place = _after(head, 0, "{")
    while head.startswith('"', place):
        key, place = decoder.raw_decode(head, place)
        value, place = decoder.raw_decode(head, _after(head, place, ":"))
        if key == "experiment":
            if not isinstance(value, str | dict):
                raise InputError("its field 'experiment' is neither a text nor an object")
            return value
        if not head.startswith(",", _blank(head, place)):
            break
        place = _after(head, place, ",")
    return None


def _after(head: str, place: int, character: str) -> int:
    """Return the place after a character and the blanks around it."""
    place = _blank(head, place)
    if not head.startswith(character, place):
        raise ValueError(f"no {character!r} at character {place + 1:,}")
    return _blank(head, place + 1)


def _blank(head: str, place: int) -> int:
    match = _BLANK.match(head, place)
    return match.end() if match else place
