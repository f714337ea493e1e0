"""What is carried: the text of an experiment file that no container has to change."""

from __future__ import annotations

import re
from typing import Final

from momentum_lab.core.errors import InputError
from momentum_lab.core.provenance import HEADING, PROGRAM
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import LARGEST_FILE, dumps

BEGINNING: Final = f"# {PROGRAM} "
"""How the text begins, by which it is known among comments that may be anything."""
LARGEST_PART: Final = 4 * LARGEST_FILE
"""Bytes that a text of as many characters as an experiment file may have can take."""
_AWKWARD: Final = re.compile("[<>&\ufffe\uffff]")
"""What has a meaning in XML, or is no character of it."""


def embedded_text(experiment: Experiment) -> str:
    """Return the experiment as its file, after a line that names the program and its version.

    It has no character that XML would have to escape: TOML has escapes of its own, and such characters occur
    only in its texts.
    """
    escaped = _AWKWARD.sub(lambda found: f"\\u{ord(found[0]):04x}", dumps(experiment))
    return HEADING + escaped


def embedded_title(experiment: Experiment) -> str:
    """Return what a file calls itself."""
    return experiment.title or PROGRAM


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
