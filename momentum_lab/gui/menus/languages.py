"""View > Language: the languages there are, each by its own name, and the one that the system has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from momentum_lab.core.errors import InputError
from momentum_lab.core.languages import languages, own_name, system_language
from momentum_lab.core.messages import LANGUAGE, words
from momentum_lab.gui.widgets.actions import LINE, ActionSpec, SubmenuSpec, escaped
from momentum_lab.session import Session
from momentum_lab.session.spoken import SYSTEM, choose_language, chosen_language, is_asked_for

GROUP: Final = "language"
"""Of which one is chosen."""


def language_entries(session: Session) -> list[SubmenuSpec]:
    """Return the menu that the language is chosen from."""
    return [SubmenuSpec(words("Language"), "view.language", partial(_entries, session), is_lazy=True)]


def _entries(session: Session) -> Iterator[ActionSpec]:
    for code in languages():
        yield ActionSpec(
            f"language_{code}",
            escaped(own_name(code)),
            run=partial(_choose, session, code),
            is_checked=partial(_is_chosen, session, code),
            group=GROUP,
        )
    yield LINE
    yield ActionSpec(
        "language_of_system",
        words("As the &system: {language}", language=escaped(own_name(system_language()))),
        run=partial(_choose, session, SYSTEM),
        is_checked=partial(_is_chosen, session, SYSTEM),
        group=GROUP,
    )
    if is_asked_for():
        yield LINE
        yield ActionSpec(
            "asked_for",
            words("Until you choose, the command line or the environment decides"),
            is_enabled=lambda: False,
        )


def _is_chosen(session: Session, code: str) -> bool:
    """Whether an entry is what decides now: one of the languages, or that it is the system's."""
    is_systems = chosen_language(session.settings) == SYSTEM and not is_asked_for()
    return is_systems if code == SYSTEM else code == LANGUAGE.code and not is_systems


def _choose(session: Session, code: str) -> None:
    try:
        choose_language(session.settings, code)
    except InputError as error:
        session.said.emit(str(error))
