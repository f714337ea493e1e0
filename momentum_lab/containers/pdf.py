"""PDF: the experiment is in the XMP packet of the document, which is not compressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from momentum_lab.containers import xml
from momentum_lab.containers.source import Source
from momentum_lab.containers.text import LARGEST_PART
from momentum_lab.core.errors import InputError

_BEGIN, _END = b"<?xpacket begin", b"<?xpacket end"
LARGEST_PACKET: Final = 2 * LARGEST_PART
MOST_PACKETS: Final = 10_000
"""Packets that are looked at; a document has one, and one for each of its pictures at most."""
MOST_SCANNED: Final = 256_000_000
"""Bytes of a document that are looked through."""


def found(source: Source) -> str | None:
    """Return the experiment's text; of several packets, those of pictures within the document have none."""
    source.expect(b"%PDF-", "a PDF document")
    for count, packet in enumerate(_packets(source)):
        if count == MOST_PACKETS:
            raise InputError(f"has no experiment in its first {MOST_PACKETS:,} packets; no more are read")
        try:
            text = xml.text_within([packet])
        except InputError:  # another program's packet, which need not be well-formed
            continue
        if text is not None:
            return text
    return None


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
