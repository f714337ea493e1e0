"""The text that is put into files: how it is told from other comments, and how large it may be."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.errors import InputError
from momentum_lab.core.provenance import PROGRAM

BEGINNING: Final = f"# {PROGRAM} "
"""How the text begins, by which it is known among comments that may be anything."""
LARGEST_TEXT: Final = 100_000
"""Characters of an experiment's file, and so of the text."""
LARGEST_PART: Final = 4 * LARGEST_TEXT
"""Bytes that as many characters can take."""


def experiment_in(comment: bytes) -> str | None:
    """Return a comment as text if it is an experiment; None if it is another one."""
    return decoded(comment) if comment.startswith(BEGINNING.encode()) else None


def check_size(size: int, limit: int = LARGEST_PART) -> None:
    """Raise :class:`InputError` if an experiment, or what holds it, has more than ``limit`` bytes."""
    if size > limit:
        raise InputError(f"the experiment in it is larger than the {limit:,} bytes that are allowed")


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    """Return bytes as text, or raise :class:`InputError`."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"{encoding.upper()} text (byte {error.start})"
        raise InputError(f"the experiment in it is not {what}") from error
