"""PNG and APNG: the experiment is an international text chunk before the pixels."""

from __future__ import annotations

import struct
import zlib
from typing import Final

from momentum_lab.containers.source import Source
from momentum_lab.containers.text import BEGINNING, LARGEST_PART, check_size, experiment_in
from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import message

KEYWORD: Final = "Comment"
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEADER: Final = len(SIGNATURE) + 25
"""Where the header ends, which has to be the first chunk."""


def with_experiment(picture: bytes, text: str) -> bytes:
    """Return a PNG with the experiment in it."""
    return picture[:_HEADER] + comment(text) + picture[_HEADER:]


def comment(text: str) -> bytes:
    """Return the chunk that has a text; it is not compressed, and has no language and no translation."""
    return chunk(b"iTXt", KEYWORD.encode() + bytes(5) + text.encode())


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return one of the parts that follow the signature, with its length and its checksum."""
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def found(source: Source) -> str | None:
    """Return the experiment's text, in whichever of PNG's three kinds of text it is by now."""
    source.expect(SIGNATURE, message("a PNG picture"))
    while True:
        length, kind = struct.unpack(">I4s", source.take(8))
        if kind == b"IEND":
            return None
        end = source.place + length + 4
        if kind in _TEXTS and length <= LARGEST_PART:
            keyword, _, content = source.take(length).partition(b"\0")
            if keyword == KEYWORD.encode() and (text := experiment_in(_TEXTS[kind](content))) is not None:
                return text
        source.go_to(end)


def _plain(content: bytes) -> bytes:
    return content.decode("latin-1").encode()


def _compressed(content: bytes) -> bytes:
    return _plain(_inflated(content[1:]))


def _international(content: bytes) -> bytes:
    flag, content = content[:1], content[2:]
    _language, _, content = content.partition(b"\0")
    _translation, _, content = content.partition(b"\0")
    return _inflated(content) if flag == b"\1" else content


def _inflated(data: bytes) -> bytes:
    """Return what was compressed if it is an experiment, and never much more than that may have."""
    stream = zlib.decompressobj()
    try:
        head = stream.decompress(data, len(BEGINNING))
        if head != BEGINNING.encode():
            return b""
        result = head + stream.decompress(stream.unconsumed_tail, LARGEST_PART)
    except zlib.error as error:
        raise InputError("the experiment in it is damaged ({error})", error=str(error)) from error
    check_size(len(result))
    return result


_TEXTS: Final = {b"tEXt": _plain, b"zTXt": _compressed, b"iTXt": _international}
