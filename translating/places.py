"""The places of a text, which ``str.format`` fills, as a translation has to have them."""

from __future__ import annotations

import string
from collections import Counter
from typing import Final

_FORMATTER: Final = string.Formatter()


def places_of(text: str) -> Counter[tuple[str, str, str]]:
    """Return the places of a text: names, format specifications and conversions, with how many of each.

    A text whose braces are no places has none.
    """
    try:
        parts = [part for part in _FORMATTER.parse(text) if part[1] is not None]
    except ValueError:
        return Counter()
    if not all(name and name.isidentifier() for _, name, _, _ in parts):
        return Counter()
    return Counter((name or "", spec or "", conversion or "") for _, name, spec, conversion in parts)


def is_only_places(text: str) -> bool:
    """Whether there is nothing in a text that a translator could say otherwise."""
    try:
        parts = list(_FORMATTER.parse(text))
    except ValueError:
        return False
    return len(parts) == 1 and not parts[0][0] and parts[0][1] is not None
