"""What the texts of a lesson may not have in them: HTML, pictures, links to anything but the web."""

from __future__ import annotations

import re
from typing import Final

from momentum_lab.core.errors import InputError, quoted

_CODE: Final = re.compile(r"```.*?(?:```|\Z)|(?<!`)(`{1,2})(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_FORMULA: Final = re.compile(r"\$\$.+?\$\$|\$(?![\s$])(?:\\.|[^$\\])*?(?<!\s)\$(?!\d)", re.DOTALL)
_HTML: Final = re.compile(r"</?[A-Za-z](?:[^<>:]*|[^<>]*[\s\"'=][^<>]*)>|<!--|<[!?]")
_PICTURE: Final = re.compile(r"!\[[^\]]*\]")
_LINK: Final = re.compile(
    r"\]\(\s*<?([^)\s>]*)|^ {0,3}\[[^\]]+\]:\s*<?(\S*)|<([A-Za-z][\w+.-]*:[^\s<>]*)>", re.MULTILINE
)
_WEB: Final = ("https://", "http://")


def check_markup(text: str) -> None:
    """Raise :class:`InputError` if a text has HTML or a picture in it, or a link that leads elsewhere."""
    plain = _FORMULA.sub(" ", _CODE.sub(" ", text))
    if found := _HTML.search(plain):
        raise InputError("found {found}, allowed is Markdown without HTML", found=quoted(found[0]))
    if found := _PICTURE.search(plain):
        raise InputError("found {found}, allowed is Markdown without pictures", found=quoted(found[0]))
    for found in _LINK.finditer(plain):
        target = found[1] or found[2] or found[3] or ""
        if not target.lower().startswith(_WEB):
            raise InputError("found a link to {found}, allowed are pages of the web", found=quoted(target))
