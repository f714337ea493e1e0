"""Titles and labels of experiments as they are shown: the program's in the language, others as written."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.messages import Message, as_written, message_in

CONTEXT: Final = "an experiment"
"""Where the texts of presets and of lessons' experiments are in the catalogue, apart from all others."""


def shown_text(text: str, is_own: bool = False) -> Message:
    """Return a text of an experiment as it is shown.

    What a preset says is in the catalogue, also when it has come by a file; ``is_own`` tells that somebody
    has written the same words himself.
    """
    return as_written(text) if is_own else message_in(CONTEXT, text)


def is_own_text(text: str) -> bool:
    """Whether a text that is typed now has to be kept apart from one of the program, being no such one."""
    return str(shown_text(text)) != text
