"""Asking for a lesson of one's own: a folder, told by its ``lesson.toml``, or a zip of one."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QWidget

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.messages import message, words
from momentum_lab.gui.dialogs.messages import ask_about_beginning_anew, tell_error
from momentum_lab.lessons.archive import SUFFIX
from momentum_lab.lessons.layout import STRUCTURE
from momentum_lab.session import Session


def ask_open_lesson(window: QWidget, session: Session) -> None:
    """Ask for a lesson and open it."""
    title = str(message("Open a lesson: a zip, or the {file} in its folder", file=STRUCTURE))
    lessons = f"{words('Lessons')} (*{SUFFIX} {STRUCTURE})"
    folder = session.settings.text("lesson_folder", str(Path.home()))
    chosen, _ = QFileDialog.getOpenFileName(window, title, folder, lessons)
    if chosen:
        open_lesson(window, session, Path(chosen))


def open_lesson(window: QWidget, session: Session, path: Path) -> None:
    """Open a lesson from a folder or a zip; why it cannot be, is told."""
    from momentum_lab.lessons import find_lesson

    source = path.parent if path.name == STRUCTURE else path
    try:
        lesson = find_lesson(str(source))
    except MomentumLabError as error:
        tell_error(window, str(message("This lesson could not be opened")), str(error))
        return
    session.settings.put("lesson_folder", str(source.parent))
    session.lessons.open(lesson, source=str(source))


def begin_anew(window: QWidget, session: Session) -> None:
    """Put aside what was done in the lesson that is open, for somebody else, if that is wanted."""
    lessons = session.lessons
    if lessons.lesson is None:
        session.said.emit(str(message("No lesson is open.")))
    elif ask_about_beginning_anew(window, lessons.text.title):
        lessons.begin_anew()
