"""What a lesson tells the teacher: ``teacher.md``, a text under each of five heads."""

from __future__ import annotations

import re
from typing import Final

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.tables import text
from momentum_lab.lessons.markup import check_markup

HEADS: Final = {
    "controls": "Complex controls",
    "left_out": "What the model leaves out",
    "use": "How students use it",
    "questions": "Driving questions",
    "customise": "How to customise",
}
"""The heads in English, by the keys of ``LessonText.teacher``; in other languages their order tells."""
LONGEST: Final = 40_000
_HEAD: Final = re.compile(r"^##[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


def teacher_notes(content: str, is_english: bool) -> FrozenMapping[str]:
    """Return the text under each head, by keys of :data:`HEADS`.

    Raises
    ------
    InputError
        The heads are others, or in another order; there is nothing under one; or there is
        what texts of lessons may not have in them.
    """
    check_markup(text(LONGEST, is_multiline=True)(content))
    found = [*_HEAD.finditer(content)]
    titles = [match[1] for match in found]
    if len(titles) != len(HEADS) or (is_english and titles != [*HEADS.values()]):
        raise InputError(
            "found the heads {found}, allowed are the five ## {allowed}",
            found=quoted(titles, 200),
            allowed=", ## ".join(HEADS.values()),
        )
    ends = [*(match.start() for match in found[1:]), len(content)]
    parts = [content[match.end() : end].strip() for match, end in zip(found, ends, strict=True)]
    for title, part in zip(titles, parts, strict=True):
        if not part:
            raise InputError("there is nothing under the head {title!r}", title=title)
    return FrozenMapping(dict(zip(HEADS, parts, strict=True)))
