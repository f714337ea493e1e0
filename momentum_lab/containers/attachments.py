"""Files within a document: experiments and results that a report brings along, under names of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from momentum_lab.containers.source import Source
from momentum_lab.containers.text import BEGINNING, LARGEST_PART
from momentum_lab.core.errors import InputError
from momentum_lab.core.values import dataclass

LARGEST_REPORT: Final = 100_000_000
"""Bytes of a document that are looked through: a report with hundreds of pictures has fewer."""
LARGEST_ATTACHMENT: Final = 20 * LARGEST_PART
"""Bytes of a file within a document."""
LARGEST_TOGETHER: Final = 10 * LARGEST_ATTACHMENT
"""Bytes of all of them."""
MOST_ATTACHMENTS: Final = 500
"""Files within a document; one that has more is none of ours."""
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}\.[a-z]{1,5}")
"""What such a file is called: nothing that leads out of a folder, or has to be escaped anywhere."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file within a document.

    Attributes
    ----------
    name
        Such as "figure-1.toml"; see :data:`NAME`.
    content
        Its bytes.
    """

    name: str
    content: bytes

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"no name of an attachment: {self.name!r}")

    @property
    def kind(self) -> str:
        """Its media type."""
        return KINDS.get(self.name.rpartition(".")[2], "application/octet-stream")

    @property
    def is_experiment(self) -> bool:
        """Whether it is an experiment's text, by how it begins."""
        return self.name.endswith(".toml") and self.content.startswith(BEGINNING.encode())


KINDS: Final = {"toml": "application/toml", "json": "application/json"}
"""Media types by the ends of names."""


def marked(source: Source, begin: bytes, end: bytes, longest: int) -> Iterator[bytes]:
    """Yield what stands from a mark to another, marks included; what is longer than that is passed over."""
    source.go_to(0)
    kept, looked_at = b"", 0
    for piece in source.pieces(LARGEST_REPORT):
        kept += piece
        place = 0
        while (start := kept.find(begin, place)) >= 0:
            stop = kept.find(end, max(start, looked_at))
            if stop < 0:
                break
            place, looked_at = stop + len(end), 0
            if place - start <= longest:
                yield kept[start:place]
        kept = kept[max(place, start if start >= 0 else len(kept) - len(begin)) :]
        if len(kept) > longest:
            kept = b""
        looked_at = max(len(kept) - len(end), 0) if start >= 0 else 0


def whole(source: Source) -> bytes:
    """Return a document's bytes; :class:`InputError` if there are too many."""
    return b"".join(source.pieces(LARGEST_REPORT))


def check_size(size: int) -> None:
    """Raise :class:`InputError` if a file within a document has more bytes than are allowed."""
    if size > LARGEST_ATTACHMENT:
        raise InputError(
            "a file in it is larger than the {limit:,} bytes that are allowed", limit=LARGEST_ATTACHMENT
        )


def check_all(found: Sequence[Attachment]) -> None:
    """Raise :class:`InputError` if a document has more files in it, or more bytes, than are allowed."""
    if len(found) > MOST_ATTACHMENTS:
        raise InputError("has more than {most:,} files in it, which is not allowed", most=MOST_ATTACHMENTS)
    if sum(len(each.content) for each in found) > LARGEST_TOGETHER:
        raise InputError(
            "the files in it are larger than the {limit:,} bytes that are allowed", limit=LARGEST_TOGETHER
        )
