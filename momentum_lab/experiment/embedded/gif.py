"""GIF: the experiment is a comment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.embedded.source import Source
from momentum_lab.experiment.embedded.text import LARGEST_PART, experiment_in

_EXTENSION, _PICTURE, _END = 0x21, 0x2C, 0x3B
_COMMENT: Final = 0xFE


def found(source: Source) -> str | None:
    """Return the first comment that is an experiment."""
    source.expect(b"GIF8", "a GIF picture")
    source.skip(6)
    (flags,) = source.numbers("Bxx")
    _skip_palette(source, flags)
    while True:
        (kind,) = source.numbers("B")
        if kind == _END:
            return None
        if kind == _PICTURE:
            (flags,) = source.numbers("8xB")
            _skip_palette(source, flags)
            source.skip(1)
        elif kind != _EXTENSION:
            raise InputError(f"is damaged: found a block of the kind {kind} at byte {source.place - 1:,}")
        elif source.numbers("B") == (_COMMENT,):
            content = b"".join(_blocks(source))
            if (text := experiment_in(content)) is not None:
                return text
            continue
        for _ in _blocks(source):
            pass


def _skip_palette(source: Source, flags: int) -> None:
    if flags & 0x80:
        source.skip(3 * 2 ** (1 + (flags & 7)))


def _blocks(source: Source) -> Iterator[bytes]:
    """Yield the blocks of at most 255 bytes into which everything is cut, as many as an experiment has."""
    kept = 0
    while (size := source.take(1)[0]) != 0:
        if kept > LARGEST_PART:
            source.skip(size)
            continue
        kept += size
        yield source.take(size)
