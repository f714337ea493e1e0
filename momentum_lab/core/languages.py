"""The languages there are, which of them a person wants, and speaking it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from momentum_lab.core.catalogue import Catalogue, entries
from momentum_lab.core.errors import InputError, located, one_line, unknown
from momentum_lab.core.files import read_text
from momentum_lab.core.messages import ENGLISH, LANGUAGE, message, message_in
from momentum_lab.core.resources import own_folder, resources_folder

VARIABLE: Final = "MOMENTUM_LAB_LANGUAGE"
"""The environment variable that says in which language the program speaks."""
FLAG: Final = "--language"
KIND: Final = "translations"
"""The folder of catalogues, in the resources and among a person's own things."""
IN_LANGUAGE: Final = Path("LC_MESSAGES", "momentum_lab.po")
"""Where the catalogue lies in the folder of a language, as translators' tools expect it."""
OWN_NAME: Final = message_in("the name of this language, in this language", "English")
CODE: Final = re.compile(r"([a-z]{2,3})(?:_([a-z]{4}))?(?:_([a-z]{2}|\d{3}))?", re.IGNORECASE)
"""The code of a language, with the script and the region where these matter."""
_TRADITIONAL: Final = ("TW", "HK", "MO")
"""Where Chinese is written in traditional characters."""
_LARGEST: Final = 10_000_000
_LONGEST_NAME: Final = 40


def languages() -> dict[str, Path | None]:
    """Return the codes of the languages there are, with their catalogues; English, which needs none, first.

    A folder in ``resources/translations`` adds one, as does a file ``CODE.po`` in a person's own folder
    ``translations``, which counts more than one that comes with the program.
    """
    found: dict[str, Path | None] = {ENGLISH: None}
    for folder in sorted((resources_folder() / KIND).glob("*")):
        if (folder / IN_LANGUAGE).is_file():
            found[folder.name] = folder / IN_LANGUAGE
    own = (path for path in sorted(own_folder(KIND).glob("*.po")) if CODE.fullmatch(path.stem))
    return found | {path.stem: path for path in own if path.stem != ENGLISH}


def known_language(code: str) -> str:
    """Return the code of the language there is that is meant: ``zh-Hant``, ``zh_HK.UTF-8`` mean ``zh_TW``.

    Raises
    ------
    InputError
        There is none.
    """
    found = _meant(code, languages())
    if found is None:
        raise InputError(unknown(message("unknown language {name}"), code, languages()))
    return found


def set_language(code: str) -> None:
    """Speak a language from now on.

    Raises
    ------
    InputError
        There is no such language, or its catalogue cannot be read.
    """
    known = known_language(code)
    path = languages()[known]
    if path is None:
        LANGUAGE.speak(ENGLISH)
        return
    text = read_text(path, _LARGEST)
    with located(str(path)):
        catalogue = Catalogue(text, is_checked=path.is_relative_to(resources_folder()))
    LANGUAGE.speak(known, catalogue)


def own_name(code: str) -> str:
    """Return what a language is called in itself; its code if its catalogue does not say it."""
    path = languages().get(code)
    if path is None:
        return OWN_NAME.text if code == ENGLISH else code
    try:
        text = read_text(path, _LARGEST)
        start = text.find(f'msgctxt "{OWN_NAME.context}"')
        end = text.find("\n\n", start)
        found = next(entries(text[start : end if end >= 0 else len(text)])) if start >= 0 else None
    except (InputError, StopIteration):
        return code
    return one_line(found.forms[0], _LONGEST_NAME) if found is not None and found.forms[0] else code


def taken_language(arguments: Sequence[str]) -> list[str]:
    """Take the language from a command line; return the other arguments. After ``--`` there are no options.

    It holds for this process and those that it starts.

    Raises
    ------
    InputError
        There is no such language.
    """
    others: list[str] = []
    given = iter(arguments)
    for argument in given:
        if argument == "--":
            return [*others, argument, *given]
        flag, equals, code = argument.partition("=")
        if flag != FLAG:
            others.append(argument)
            continue
        with located(FLAG):
            os.environ[VARIABLE] = known_language(code if equals else next(given, ""))
    return others


def begin(remembered: str = "") -> InputError | None:
    """Speak the language that is asked for, else the one that is remembered, else the system's.

    Return what is wrong with it, if something is: then English is spoken.
    """
    asked = os.environ.get(VARIABLE, "")
    try:
        if asked:
            with located(VARIABLE):
                set_language(asked)
        else:
            set_language(_meant(remembered, languages()) or system_language())
    except InputError as error:
        LANGUAGE.speak(ENGLISH)
        return error
    return None


def system_language() -> str:
    """Return the first language there is of those that the system is set to; else English."""
    known = languages()
    return next((code for each in _wanted(os.environ) if (code := _meant(each, known))), ENGLISH)


def _wanted(environment: Mapping[str, str]) -> list[str]:
    """Return what the system says, the dearest first: as gettext finds it, or as the platform has it."""
    said = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    listed = [code for code in environment.get("LANGUAGE", "").split(":") if code]
    if said.partition(".")[0] in ("C", "POSIX"):
        return [ENGLISH]
    return [*listed, said] if listed or said else _of_platform()


def _of_platform() -> list[str]:
    if sys.platform == "win32":
        import ctypes
        import locale

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return [locale.windows_locale.get(number, "")]
    if sys.platform == "darwin":
        import plistlib

        try:
            settings = Path.home() / "Library" / "Preferences" / ".GlobalPreferences.plist"
            return [str(code) for code in plistlib.loads(settings.read_bytes()).get("AppleLanguages", ())]
        except (OSError, ValueError, AttributeError, TypeError):
            return []
    return []


def _meant(code: str, known: Iterable[str]) -> str | None:
    """Return which of the known languages a code means, with or without script, region and encoding."""
    found = CODE.fullmatch(code.partition(".")[0].partition("@")[0].replace("-", "_"))
    if found is None:
        return None
    language, script, region = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
    there = {each.casefold(): each for each in known}
    if language == "zh":
        is_traditional = script == "Hant" or (not script and region in _TRADITIONAL)
        regions = ["TW" if is_traditional else "CN"]
    else:
        regions = [region] if region else []
    names = [f"{language}_{each}" for each in regions] + [language]
    near = sorted(each for each in there if each.startswith(f"{language}_") and language != "zh")
    return next((there[name.casefold()] for name in [*names, *near] if name.casefold() in there), None)
