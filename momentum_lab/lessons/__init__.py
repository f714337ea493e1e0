"""Lessons: what they are made of, how they are read and judged, and what is kept of those who take them.

The names below are loaded when they are first used: a window starts without what judges.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momentum_lab.lessons.checking import CheckFinding, met, task_findings
    from momentum_lab.lessons.judging import judged
    from momentum_lab.lessons.lesson_problems import LessonProblem, problems
    from momentum_lab.lessons.library import LESSONS, find_lesson, lesson_names
    from momentum_lab.lessons.measuring import measured
    from momentum_lab.lessons.reading import read_lesson
    from momentum_lab.lessons.words import filled, lesson_text

__all__ = [
    "LESSONS",
    "CheckFinding",
    "LessonProblem",
    "filled",
    "find_lesson",
    "judged",
    "lesson_names",
    "lesson_text",
    "measured",
    "met",
    "problems",
    "read_lesson",
    "task_findings",
]
_MODULES = {
    "checking": ("CheckFinding", "met", "task_findings"),
    "judging": ("judged",),
    "library": ("LESSONS", "find_lesson", "lesson_names"),
    "measuring": ("measured",),
    "lesson_problems": ("LessonProblem", "problems"),
    "reading": ("read_lesson",),
    "words": ("filled", "lesson_text"),
}


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
