"""PDF: the experiment is in the XMP packet of the document, which is not compressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from momentum_lab.core.errors import InputError
from momentum_lab.experiment.carried import xml
from momentum_lab.experiment.carried.source import Source
from momentum_lab.experiment.carried.text import LARGEST_PART

_BEGIN, _END = b"<?xpacket begin", b"<?xpacket end"
LARGEST_PACKET: Final = 2 * LARGEST_PART


def found(source: Source) -> str | None:
    """Return the experiment's text; of several packets, those of pictures within the document have none."""
    source.expect(b"%PDF-", "a PDF document")
    for packet in _packets(source):
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
    for piece in source.pieces():
        kept += piece
        while (start := kept.find(_BEGIN)) >= 0:
            end = kept.find(_END, start)
            if end < 0:
                kept = kept[max(start, len(kept) - LARGEST_PACKET) :]
                break
            yield kept[start:end]
            kept = kept[end:]
        else:
            kept = kept[1 - len(_BEGIN) :]
