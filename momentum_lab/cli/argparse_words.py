"""What ``argparse`` says of its own: it shall ask the program's catalogue, not ``gettext`` of the process."""

from __future__ import annotations

import argparse
from typing import Final

from momentum_lab.core.messages import Message, counted, message, words

# Translators: what stands in %(…)s, %s and %r stays as it is.
OF_ARGPARSE: Final = (
    message("usage: "),
    message("options"),
    message("positional arguments"),
    message("show this help message and exit"),
    message("argument %(argument_name)s: %(message)s"),
    message("invalid choice: %(value)r (choose from %(choices)s)"),
    message("invalid %(type)s value: %(value)r"),
    message("expected one argument"),
    message("expected at least one argument"),
    message("expected at most one argument"),
    message("ambiguous option: %(option)s could match %(matches)s"),
    message("ignored explicit argument %r"),
    message("the following arguments are required: %s"),
    message("unrecognized arguments: %s"),
)
"""All that it may say of a command line: its texts, to the letter, so that they are in the catalogue."""
COUNTED: Final[tuple[Message, ...]] = (counted("expected %s argument", "expected %s arguments", 1),)


def _counted(singular: str, plural: str, count: int) -> str:
    return str(Message(singular, plural=plural).filled(count=count))


def let_argparse_speak() -> None:
    """Let it take its words from the catalogue of the language of the moment."""
    vars(argparse).update({"_": words, "ngettext": _counted})
