"""What may lie in a lesson's folder, or in a zip of it: names, how many, and how large."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from momentum_lab.core.checks import allowed_names
from momentum_lab.core.errors import InputError, located, one_line, quoted
from momentum_lab.core.registry import LONGEST_NAME, NAME
from momentum_lab.core.values import dataclass

STRUCTURE: Final = "lesson.toml"
TEXT: Final = "text.toml"
NOTES: Final = "teacher.md"
EXPERIMENTS: Final = "experiments"
RESERVED: Final = frozenset({"new", "check", "results", "worksheet", "report"})
"""What the command ``lesson`` calls something else."""
MOST_FILES: Final = 200
LARGEST_FILE: Final = 400_000
"""Bytes of one file."""
LARGEST_LESSON: Final = 4_000_000
"""Bytes of all files together, and of a zip."""
LANGUAGE: Final = re.compile("[a-z]{2,3}(_[A-Z]{2})?")
"""Codes of languages, as in ``text.de.toml``."""

_LANGUAGE: Final = LANGUAGE.pattern
_TEXT: Final = re.compile(rf"text(?:\.({_LANGUAGE}))?\.toml")
_NOTES: Final = re.compile(rf"teacher(?:\.({_LANGUAGE}))?\.md")
_EXPERIMENT: Final = re.compile(rf"{EXPERIMENTS}/({NAME.pattern})\.toml")
_BESIDE: Final = frozenset({"LICENSE.txt", "README.md"})
_LEFT_BY_SYSTEMS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What desktops put into folders without being asked."""
_ALLOWED: Final = (
    "lesson.toml, text.toml, text.CODE.toml, teacher.md, teacher.CODE.md, experiments/ID.toml, LICENSE.txt, "
    "README.md"
)


@dataclass(frozen=True, slots=True)
class LessonFiles:
    """The files of a lesson, as they were read.

    Attributes
    ----------
    place
        The folder or the zip, as errors name it.
    name
        What the lesson is called.
    contents
        Bytes by names such as ``experiments/slow.toml``.
    """

    place: str
    name: str
    contents: Mapping[str, bytes]

    def text(self, name: str) -> str:
        """Return the text of a file, its lines ended in one way.

        Raises
        ------
        InputError
            It is missing or not UTF-8.
        """
        if name not in self.contents:
            raise InputError("the file is missing")
        try:
            content = self.contents[name].decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise InputError("is not UTF-8 text (byte {start})", start=error.start) from error
        return content.replace("\r", "\n") if _NOTES.fullmatch(name) else content

    @property
    def experiments(self) -> tuple[str, ...]:
        """The ids of the experiments."""
        found = map(_EXPERIMENT.fullmatch, sorted(self.contents))
        return tuple(match[1] for match in found if match)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages besides the lesson's own that have words."""
        return self._codes(_TEXT)

    @property
    def languages_of_notes(self) -> tuple[str, ...]:
        """The languages besides the lesson's own that have notes for the teacher."""
        return self._codes(_NOTES)

    def _codes(self, pattern: re.Pattern[str]) -> tuple[str, ...]:
        found = map(pattern.fullmatch, sorted(self.contents))
        return tuple(match[1] for match in found if match and match[1])


class NameCheck:
    """Looks at the names of files one after the other, as they come from a folder or a zip."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}
        self._total = 0

    def is_wanted(self, name: str) -> bool:
        """Return whether the file of a name, with / between its parts, belongs to the lesson.

        Raises
        ------
        InputError
            It may not be there; or there are too many, or another that cannot be told from it everywhere.
        """
        check_parts(name)
        if name.rpartition("/")[2] in _LEFT_BY_SYSTEMS:
            return False
        patterns = (_TEXT, _NOTES, _EXPERIMENT)
        if not (name == STRUCTURE or name in _BESIDE or any(p.fullmatch(name) for p in patterns)):
            raise InputError(
                "found the file {found}, allowed are {allowed}", found=shown_name(name), allowed=_ALLOWED
            )
        plain = unicodedata.normalize("NFC", name).casefold()
        if self._seen.get(plain) == name:
            raise InputError("found the file {found} twice, allowed is once", found=shown_name(name))
        if plain in self._seen:
            raise InputError(
                "found {found} and {other}, allowed are names that differ in more than their case",
                found=shown_name(name),
                other=shown_name(self._seen[plain]),
            )
        self._seen[plain] = name
        check_number(len(self._seen))
        return True

    def add(self, name: str, size: int) -> None:
        """Count the bytes of a file; :class:`InputError` if they, or all together, are too many."""
        if size > LARGEST_FILE:
            with located(shown_name(name)):
                raise InputError("is larger than the {limit:,} bytes that are allowed", limit=LARGEST_FILE)
        self._total += size
        if self._total > LARGEST_LESSON:
            raise InputError(
                "all files together are larger than the {limit:,} bytes that are allowed",
                limit=LARGEST_LESSON,
            )


def in_language(name: str, language: str) -> str:
    """Return the name of the file that says in another language what a file says."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{language}.{suffix}"


def check_number(count: int) -> None:
    """Raise :class:`InputError` if there are too many files."""
    if count > MOST_FILES:
        raise InputError("has more than the {most} files that are allowed", most=MOST_FILES)


def check_parts(name: str) -> None:
    """Raise :class:`InputError` for a name that leads, or might lead, out of the lesson's folder."""
    drive = re.match("[A-Za-z]:", name)
    if not name or name.startswith("/") or drive or "\\" in name or "\0" in name:
        raise InputError(
            "found the name {found}, allowed are names within the lesson", found=shown_name(name)
        )
    if any(part in ("", ".", "..") for part in name.removesuffix("/").split("/")):
        raise InputError(
            "found the name {found}, allowed are names within the lesson", found=shown_name(name)
        )


def shown_name(name: str) -> str:
    """Return the name of a file as an error tells it."""
    return quoted(name, 80)


def checked_lesson_name(name: str) -> str:
    """Return the name of a lesson if it may be one, or raise :class:`InputError`."""
    if not NAME.fullmatch(name):
        raise InputError(
            "found {found} as the name of a lesson; {allowed}",
            found=shown_name(name),
            allowed=allowed_names(LONGEST_NAME),
        )
    if name in RESERVED:
        raise InputError(
            "found {found} as the name of a lesson, which is a word of the command; allowed is any other",
            found=shown_name(name),
        )
    return name


def shown_place(path: Path) -> str:
    """Return a path as errors name it, on one line."""
    return one_line(str(path), 300)
