"""How a lesson is opened from outside: at which page, and what is locked, hidden or shown to a teacher."""

from __future__ import annotations

from pathlib import Path

from momentum_lab.core.values import dataclass
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.session.lesson_play import LessonPlay


@dataclass(frozen=True, slots=True)
class LessonStart:
    """A lesson as it is to be opened.

    Attributes
    ----------
    page
        The number of the page, counted from 0; None for the one that was shown last.
    source
        The folder or the zip that it is from; empty for one that is found by its name.
    locks, hides
        What is locked and hidden in every page, besides what the lesson says.
    is_teacher
        Whether a teacher shows it.
    """

    lesson: Lesson
    page: int | None = None
    source: str = ""
    locks: frozenset[str] = frozenset()
    hides: frozenset[str] = frozenset()
    is_teacher: bool = False

    def begin(self, lessons: LessonPlay) -> None:
        """Open it."""
        lessons.open(self.lesson, self.page, self.source)
        lessons.lock(self.locks)
        lessons.hide(self.hides)
        lessons.set_teacher(self.is_teacher)


def lesson_at(argument: str) -> LessonStart | None:
    """Return the lesson in a folder or a zip, as it was left; None for anything else.

    Raises
    ------
    InputError
        It cannot be read.
    """
    from momentum_lab.lessons.archive import SUFFIX
    from momentum_lab.lessons.layout import STRUCTURE
    from momentum_lab.lessons.reading import read_lesson

    path = Path(argument)
    try:
        is_lesson = path.suffix.lower() == SUFFIX or (path / STRUCTURE).is_file()
    except OSError:  # a name that no file can have
        is_lesson = False
    return LessonStart(read_lesson(path), source=str(path.resolve())) if is_lesson else None
