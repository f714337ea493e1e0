"""The lessons there are: those of the program, then a person's own; each is a folder, or a zip of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, unknown
from momentum_lab.core.registry import NAME, UnknownNameError
from momentum_lab.core.resources import own_folder, resources_folder
from momentum_lab.core.tables import parse_toml
from momentum_lab.lessons.archive import SUFFIX
from momentum_lab.lessons.layout import RESERVED, STRUCTURE, checked_lesson_name
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.reading import read_lesson
from momentum_lab.lessons.table import LAST_ORDER

KIND: Final = "lessons"
"""The folder of lessons, in the resources and among a person's own things."""


class LessonLibrary(Mapping[str, Lesson]):
    """Lessons by their names: those of the program are read once, a person's own whenever they are wanted."""

    @property
    def built_in(self) -> tuple[str, ...]:
        """The names of the program's lessons, in the order in which they are to be taken."""
        return _built_in()

    @property
    def own(self) -> Mapping[str, Path]:
        """Where a person's own lessons lie, by their names, whether or not they can be read."""
        found = {_own_name(path): path for path in reversed(_own_paths())}  # a folder counts before its zip
        return {name: found[name] for name in sorted(found) if name and name not in self.built_in}

    @property
    def problems(self) -> tuple[InputError, ...]:
        """Why lessons of a person's own cannot be opened."""
        misnamed = map(self._misnamed, _own_paths())
        found = [error for error in misnamed if error is not None]
        for path in self.own.values():
            try:
                read_lesson(path)
            except InputError as error:
                found.append(error)
        return tuple(found)

    def _misnamed(self, path: Path) -> InputError | None:
        """Return why a lesson has no name by which it could be opened; None if it has one, or is none."""
        name = _own_name(path)
        if name in self.built_in:
            return InputError("is called like a lesson of the program, allowed is any other name", str(path))
        if name or not _is_lesson(path):
            return None
        try:
            checked_lesson_name(path.stem if path.suffix.lower() == SUFFIX else path.name)
        except InputError as error:
            return InputError(error.problem, str(path))
        return None

    def source(self, name: str) -> Path:
        """Return where a lesson lies; :class:`UnknownNameError` with the nearest name if there is none."""
        if name in self.built_in:
            return _resources() / name
        own = self.own
        if name not in own:
            raise UnknownNameError(unknown("unknown lesson {name}", name, [*self.built_in, *own]))
        return own[name]

    def __getitem__(self, name: str) -> Lesson:
        if name in self.built_in:
            return _built_in_lesson(name)
        return replace(
            read_lesson(self.source(name)), name=name
        )  # a zip may be called otherwise than its folder

    def __contains__(self, name: object) -> bool:
        return name in self.built_in or name in self.own

    def __iter__(self) -> Iterator[str]:
        yield from self.built_in
        yield from self.own

    def __len__(self) -> int:
        return len(self.built_in) + len(self.own)


LESSONS: Final = LessonLibrary()


def lesson_names() -> tuple[str, ...]:
    """Return the names of all lessons, those of the program first."""
    return tuple(LESSONS)


def find_lesson(argument: str) -> Lesson:
    """Return the lesson of a name, or in a folder or a zip.

    Raises
    ------
    InputError
        There is none, or it cannot be read.
    """
    path = lesson_source(argument)
    return LESSONS[argument] if path is None else read_lesson(path)


def lesson_source(argument: str) -> Path | None:
    """Return the folder or zip that an argument names; None if it is a lesson's name, or may be one."""
    if not argument.strip():
        raise InputError("found an empty name, allowed are a lesson, a folder and a zip")
    path = Path(argument)
    looks_like_path = (
        path.suffix != "" or len(path.parts) > 1 or path.is_absolute() or argument in (".", "..")
    )
    return path if looks_like_path or (argument not in LESSONS and _exists(path)) else None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _own_paths() -> list[Path]:
    """Return what lies in the folder of a person's own lessons."""
    try:
        return sorted(own_folder(KIND).iterdir())
    except OSError:  # there is none, or it cannot be read
        return []


def _is_lesson(path: Path) -> bool:
    """Whether what lies at a path is meant to be a lesson."""
    return (path / STRUCTURE).is_file() or (path.suffix.lower() == SUFFIX and path.is_file())


def _own_name(path: Path) -> str:
    """Return the name of the lesson that lies at a path; "" if none does."""
    name = path.stem if path.suffix.lower() == SUFFIX and path.is_file() else path.name
    is_lesson = path.is_dir() or path.suffix.lower() == SUFFIX
    return name if is_lesson and NAME.fullmatch(name) and name not in RESERVED else ""


def _resources() -> Path:
    return resources_folder() / KIND


@lru_cache(maxsize=1)
def _built_in() -> tuple[str, ...]:
    files = [*_resources().glob(f"*/{STRUCTURE}")]
    return tuple(path.parent.name for path in sorted(files, key=lambda path: (_order(path), path)))


def _order(path: Path) -> int:
    """Return where the lesson of a file stands among the program's."""
    order = parse_toml(path.read_text(encoding="utf-8")).get("order")
    return order if isinstance(order, int) else LAST_ORDER


@lru_cache(maxsize=64)
def _built_in_lesson(name: str) -> Lesson:
    return read_lesson(_resources() / name)
