"""A lesson in the app, as the command ``lesson`` opens it."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from momentum_lab.core.app_flags import PROJECTOR_FLAG, AppFlags
from momentum_lab.core.errors import located
from momentum_lab.core.messages import words
from momentum_lab.core.start_marks import OPENGL_FLAG
from momentum_lab.core.tables import integer
from momentum_lab.lessons.controls import hide, lock
from momentum_lab.lessons.lesson import Lesson
from momentum_lab.lessons.library import lesson_source
from momentum_lab.session.lesson_start import LessonStart


def add_opening(parser: argparse.ArgumentParser) -> None:
    """Let a parser take how a lesson is opened."""
    parser.add_argument(
        "--page", type=int, metavar="N", help=words("begin with this page, not where it was left")
    )
    parser.add_argument(PROJECTOR_FLAG, action="store_true", help=words("in projector mode"))
    parser.add_argument(
        "--lock",
        default="",
        metavar="NAMES",
        help=words("cannot be changed, such as learning_rate,landscape; all"),
    )
    parser.add_argument(
        "--hide", default="", metavar="NAMES", help=words("is not offered, such as explore,notes")
    )
    parser.add_argument(
        "--teacher",
        action="store_true",
        help=words("runs may be shown without predictions, and locks lifted"),
    )
    parser.add_argument(
        OPENGL_FLAG, action="store_true", help=words("draw by OpenGL even if the last start died of it")
    )


def open_lesson(lesson: Lesson, options: argparse.Namespace) -> int:
    """Open the app on a lesson; return its exit status."""
    page = None
    if options.page is not None:
        with located("--page"):
            page = integer(1, len(lesson.pages))(options.page) - 1
    source = lesson_source(options.lesson)
    start = LessonStart(
        lesson,
        page,
        "" if source is None else str(source.resolve()),
        _names("--lock", options.lock, lock),
        _names("--hide", options.hide, hide),
        options.teacher,
    )
    from momentum_lab.gui.application import run_app  # Qt is for those who want a window

    return run_app(None, flags=AppFlags(options.opengl, options.projector), lesson=start)


def _names(place: str, given: str, check: Callable[[object], str]) -> frozenset[str]:
    with located(place):
        return frozenset(map(check, (name.strip() for name in given.split(",") if name.strip())))
