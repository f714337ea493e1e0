"""What landscapes say of themselves: those of the program in the language, others as they are written."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from momentum_lab.core.messages import Message, as_written, message
from momentum_lab.core.resources import resource_files

FOLDER: Final = "landscapes"
SUFFIX: Final = ".toml"


def shown_text(name: str | None, text: str) -> Message:
    """Return a text of the landscape of a name, or of none, as it is shown."""
    return message(text) if name in _of_program() else as_written(text)


@lru_cache(maxsize=1)
def _of_program() -> frozenset[str | None]:
    """Return the names of the landscapes that come with the program: nobody else's may have one of them."""
    return frozenset(path.stem for path in resource_files(FOLDER, SUFFIX))
