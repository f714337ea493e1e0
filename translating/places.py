"""The places of a text, which ``str.format`` fills, as a translation has to have them."""

from __future__ import annotations

import string
from collections import Counter
from typing import Final

from momentum_lab.core.catalogue import fields_of

_FORMATTER: Final = string.Formatter()


def places_of(text: str) -> Counter[tuple[str, str, str]]:
    """Return the places of a text: names, format specifications and conversions, with how many of each.

    A text whose braces are no places has none.
    """
    fields = fields_of(text) or []
    return Counter(fields if all(name.isidentifier() for name, _, _ in fields) else ())


def is_only_places(text: str) -> bool:
    """Whether there is nothing in a text that a translator could say otherwise."""
    try:
        parts = list(_FORMATTER.parse(text))
    except ValueError:
        return False
    return len(parts) == 1 and not parts[0][0] and parts[0][1] is not None
