"""A lesson in the app, as the command ``lesson`` opens it."""

from __future__ import annotations

import argparse

from momentum_lab.core.errors import located
from momentum_lab.core.tables import integer
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.references import experiment_of_page


def add_opening(parser: argparse.ArgumentParser) -> None:
    """Let a parser take how a lesson is opened."""
    parser.add_argument("--page", type=int, default=1, metavar="N", help="begin with this page (1)")


def open_lesson(lesson: Lesson, options: argparse.Namespace) -> int:
    """Open the app on a lesson; return its exit status."""
    with located("--page"):
        page = lesson.pages[integer(1, len(lesson.pages))(options.page) - 1]
    name = experiment_of_page(lesson.pages, page.id)
    from momentum_lab.gui.application import run_app  # Qt is for those who want a window

    return run_app(lesson.experiments[name] if name else None)
