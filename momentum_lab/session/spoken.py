"""The language that a person has chosen in the window, which is remembered."""

from __future__ import annotations

import os
from typing import Final

from momentum_lab.core.errors import InputError
from momentum_lab.core.languages import VARIABLE, begin, set_language, system_language
from momentum_lab.core.messages import LANGUAGE
from momentum_lab.session.settings import Settings

SYSTEM: Final = ""
"""Stands for the language that the system has."""
_KEY: Final = "language"


def chosen_language(settings: Settings) -> str:
    """Return the code of the language that was chosen; empty for the system's."""
    return settings.text(_KEY)


def is_asked_for() -> bool:
    """Whether this process was told what to speak, by the environment or by its command line.

    That counts more than what is remembered, until somebody chooses.
    """
    return bool(os.environ.get(VARIABLE, ""))


def choose_language(settings: Settings, code: str) -> None:
    """Speak a language from now on, and at the next start.

    Raises
    ------
    InputError
        Its catalogue is gone, or cannot be read; nothing changes then.
    """
    wanted = code or system_language()
    if wanted != LANGUAGE.code:
        set_language(wanted)
    os.environ.pop(VARIABLE, None)
    settings.put(_KEY, code)


def begin_as_chosen(settings: Settings) -> InputError | None:
    """Speak the language that was chosen, unless another one is asked for; return what is wrong with it."""
    chosen = chosen_language(settings)
    return begin(chosen) if chosen else None
