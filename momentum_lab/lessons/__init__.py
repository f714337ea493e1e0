"""Lessons: what they are made of, how they are read and judged, and what is kept of those who take them."""

from momentum_lab.lessons.checking import CheckFinding, met, task_findings
from momentum_lab.lessons.judging import judged
from momentum_lab.lessons.library import LESSONS, find_lesson, lesson_names
from momentum_lab.lessons.measuring import measured
from momentum_lab.lessons.problems import Problem, problems
from momentum_lab.lessons.reading import read_lesson
from momentum_lab.lessons.words import filled, lesson_text

__all__ = [
    "LESSONS",
    "CheckFinding",
    "Problem",
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
