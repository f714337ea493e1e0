"""The language in which the library speaks: titles, tables, errors, pictures and films."""

from __future__ import annotations

from momentum_lab.core import languages as spoken


def languages() -> dict[str, str]:
    """Return the codes of the languages there are, with what each is called in itself; English first.

    Examples
    --------
    >>> lab.languages()["zh_TW"]
    '繁體中文'
    """
    return {code: spoken.own_name(code) for code in spoken.languages()}


def set_language(code: str = "") -> None:
    """Speak a language from now on; without a code, the one that the system is set to.

    Until it is told otherwise the library speaks English. What is read by programs is the same in all
    languages: keys, names of columns, files, numbers.

    Raises
    ------
    InputError
        There is no such language, or its catalogue cannot be read.

    Examples
    --------
    >>> lab.set_language("ru")
    >>> lab.open("ravine").names[0]
    'Градиентный спуск'
    >>> lab.set_language("en")
    """
    spoken.set_language(code or spoken.system_language())
