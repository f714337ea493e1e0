"""MP4: the experiment is the comment among its tags."""

from __future__ import annotations

import struct
from typing import Final

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.embedded.source import Source
from momentum_lab.experiment.embedded.text import check_size, experiment_in

_WAY: Final = (b"moov", b"udta", b"meta", b"ilst", b"\xa9cmt", b"data")
"""The boxes within boxes that lead to it."""
_HEAD: Final = {b"meta": 4, b"data": 8}
"""Bytes of a box before what is in it."""


def found(source: Source) -> str | None:
    """Return the comment."""
    if source.take(8)[4:] != b"ftyp":
        raise InputError("is not an MP4 film, as its name says; its first bytes are others")
    source.go_to(0)
    end = source.size
    for kind in _WAY:
        inside = _box(source, kind, end)
        if inside is None:
            return None
        source.skip(_HEAD.get(kind, 0))
        end = inside
    length = end - source.place
    check_size(length)
    return experiment_in(source.take(max(length, 0)))


def _box(source: Source, wanted: bytes, end: int) -> int | None:
    """Go into the next box of a kind before ``end``, and return where it ends; None if there is none."""
    while source.place + 8 <= end:
        start = source.place
        length: int
        kind: bytes
        length, kind = struct.unpack(">I4s", source.take(8))
        if length == 1:
            (length,) = source.numbers(">Q")
        elif length == 0:
            length = end - start
        if length < source.place - start or start + length > end:
            raise InputError(f"is damaged: found a box of {length:,} bytes at byte {start:,}")
        if kind == wanted:
            return start + length
        source.go_to(start + length)
    return None
