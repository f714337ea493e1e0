"""SVG: the experiment is its metadata."""

from __future__ import annotations

from typing import Final

from momentum_lab.containers import xml
from momentum_lab.containers.source import Source

MOST_SCANNED: Final = 4_000_000
"""Bytes of a drawing that are looked through: its metadata stands before what is drawn."""
_BEFORE: Final = b"</desc>"


def with_experiment(drawing: bytes, text: str, title: str) -> bytes:
    """Return an SVG that has a description with the experiment after that."""
    head, before, tail = drawing.partition(_BEFORE)
    if not before:
        raise ValueError("the drawing has no description")
    metadata = f"\n<metadata>\n{xml.rdf(text, title)}\n</metadata>"
    return b"".join((head, before, metadata.encode(), tail))


def found(source: Source) -> str | None:
    """Return the experiment's text."""
    return xml.text_within(source.pieces(MOST_SCANNED))
