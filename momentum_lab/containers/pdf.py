"""PDF: the experiment is in the XMP packet of the document, which is not compressed; reports have files."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

from momentum_lab.containers import xml
from momentum_lab.containers.attachments import (
    LARGEST_ATTACHMENT,
    NAME,
    Attachment,
    check_all,
    check_size,
    whole,
)
from momentum_lab.containers.source import PIECE, Source
from momentum_lab.containers.text import LARGEST_PART
from momentum_lab.core.errors import InputError
from momentum_lab.core.messages import message

_BEGIN, _END = b"<?xpacket begin", b"<?xpacket end"
LARGEST_PACKET: Final = 2 * LARGEST_PART
MOST_PACKETS: Final = 10_000
"""Packets that are looked at; a document has one, and one for each of its pictures at most."""
MOST_SCANNED: Final = 256_000_000
"""Bytes of a document that are looked through."""
_FILE: Final = re.compile(
    rb"/F\s*\(([^()]{1,400})\)\s*/EF\s*<<\s*/F\s+(\d{1,9})\s+0\s+R\s*>>\s*/Type\s*/Filespec"
)
"""A file within the document, with the number of the object that has its bytes, as Qt writes them."""
_OBJECT: Final = re.compile(rb"\n(\d{1,9}) 0 obj")
_STREAM: Final = re.compile(rb"<<[^<>]{0,400}/Filter\s*/FlateDecode[^<>]{0,400}>>\s*stream\r?\n")


def found(source: Source) -> str | None:
    """Return the experiment's text; of several packets, those of pictures within the document have none."""
    source.expect(b"%PDF-", message("a PDF document"))
    for count, packet in enumerate(_packets(source)):
        if count == MOST_PACKETS:
            raise InputError(
                "has no experiment in its first {most_packets:,} packets; no more are read",
                most_packets=MOST_PACKETS,
            )
        try:
            text = xml.text_within([packet])
        except InputError:  # another program's packet, which need not be well-formed
            continue
        if text is not None:
            return text
    return None


def attached(source: Source) -> tuple[Attachment, ...]:
    """Return the files within a document that Qt has written."""
    source.expect(b"%PDF-", message("a PDF document"))
    content = whole(source)
    files = _Files(content)
    found: list[Attachment] = []
    for match in _FILE.finditer(content):
        name = _name(match[1])
        if NAME.fullmatch(name):
            found.append(Attachment(name, files.of(int(match[2]))))
            check_all(found)
    return tuple(found)


class _Files:
    """The files in a document by the numbers of their objects: each is unpacked once.

    All of them together take no more bytes than the document has: others are within one another.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._starts: dict[int, int] = {}
        for match in _OBJECT.finditer(content):
            self._starts.setdefault(int(match[1]), match.start())
        self._left = len(content)
        self._unpacked: dict[int, bytes] = {}

    def of(self, number: int) -> bytes:
        """Return what the stream of an object holds; :class:`InputError` if that is too much."""
        if number not in self._unpacked:
            start = self._starts.get(number)
            match = None if start is None else _STREAM.search(self._content, start, start + 1000)
            if match is None:
                raise InputError("a file in it is damaged (its bytes are missing)")
            self._unpacked[number] = self._stream(match.end())
        return self._unpacked[number]

    def _stream(self, place: int) -> bytes:
        """Return what is packed from a place on, which is read in pieces: no rest is copied."""
        unpacking, data = zlib.decompressobj(), bytearray()
        for begin in range(place, len(self._content), PIECE):
            piece = self._content[begin : begin + PIECE]
            try:
                data += unpacking.decompress(piece, LARGEST_ATTACHMENT + 1 - len(data))
            except zlib.error as error:
                raise InputError("a file in it is damaged ({error})", error=str(error)) from error
            self._left -= len(piece) - len(unpacking.unused_data)
            check_size(len(data))
            if unpacking.eof:
                return bytes(data)
            if self._left < 0:
                break
        raise InputError("a file in it is damaged (its bytes have no end)")


def _name(written: bytes) -> str:
    """Return the name of a file, which is UTF-16 after the mark of its order, or else Latin-1."""
    is_wide = written.startswith(b"\xfe\xff")
    return written.decode("utf-16" if is_wide else "latin-1", errors="replace")


def _packets(source: Source) -> Iterator[bytes]:
    """Yield what stands between the marks of packets, which are made to be found without reading the rest."""
    kept = b""
    for piece in source.pieces(MOST_SCANNED):
        kept += piece
        place = 0
        while (start := kept.find(_BEGIN, place)) >= 0 and (place := kept.find(_END, start)) >= 0:
            yield kept[start:place]
        unfinished = max(start, len(kept) - LARGEST_PACKET) if start >= 0 else 1 - len(_BEGIN)
        kept = kept[unfinished:]
