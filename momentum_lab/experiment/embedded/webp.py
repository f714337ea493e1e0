"""WebP: the experiment is in its XMP chunk."""

from __future__ import annotations

import struct

from momentum_lab.experiment.embedded import xml
from momentum_lab.experiment.embedded.pdf import LARGEST_PACKET
from momentum_lab.experiment.embedded.source import Source
from momentum_lab.experiment.embedded.text import check_size


def found(source: Source) -> str | None:
    """Return the experiment's text."""
    source.expect(b"RIFF", "a WebP picture")
    source.skip(4)
    source.expect(b"WEBP", "a WebP picture")
    while source.place < source.size:
        kind, length = struct.unpack("<4sI", source.take(8))
        if kind == b"XMP ":
            check_size(length, LARGEST_PACKET)
            return xml.text_within([source.take(length)])
        source.skip(length + length % 2)
    return None
