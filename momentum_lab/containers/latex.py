"""LaTeX: the experiment is a comment, line by line, which is not shown."""

from __future__ import annotations

import re
from typing import Final

from momentum_lab.containers.source import Source
from momentum_lab.containers.text import BEGINNING

_PERCENT: Final = re.compile(f"^% {re.escape(BEGINNING)}.*(?:\n%.*)*", re.MULTILINE)


def comment(text: str) -> str:
    """Return the experiment as a comment of LaTeX."""
    return "".join(f"% {line}".rstrip() + "\n" for line in text.splitlines())


def found(source: Source) -> str | None:
    """Return the first lines of comment that are an experiment."""
    match = _PERCENT.search(source.text())
    return re.sub("^% ?", "", match[0], flags=re.MULTILINE) if match else None
