"""The notes for the teacher of a lesson."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QScreen, QShowEvent
from PyQt6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from momentum_lab.core.messages import message
from momentum_lab.export.document import Paper, Said
from momentum_lab.export.worksheet import teacher_blocks
from momentum_lab.gui.reports.document_view import DocumentView
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.lessons.lesson import Lesson, LessonText
from momentum_lab.session import Session

FIRST_SIZE: Final = QSize(640, 680)


class TeacherNotes(QDialog):
    """Shows the notes under their heads."""

    def __init__(self, parent: QWidget, lesson: Lesson, text: LessonText) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(message("Notes for the teacher")))
        self.resize(fitting(self, FIRST_SIZE))
        nothing = (Said(str(message("This lesson has no notes for the teacher."))),)
        self._document = Paper(text.title, text.language, (), tuple(teacher_blocks(lesson, text)) or nothing)
        self.view = DocumentView(str(message("notes for the teacher")))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.view)
        layout.addWidget(buttons)
        self.view.setFocus()

    def open_again(self, window: QWidget, session: Session) -> QDialog:
        """Show the notes beside another window."""
        assert session.lessons.lesson is not None
        return _beside(window, session.lessons.lesson, session.lessons.text)

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Set the text for the width that there is."""
        super().showEvent(a0)
        self.view.show_document(self._document)


def show_notes(window: QWidget, session: Session) -> None:
    """Show the notes for the teacher of the lesson that is open; never on a screen that a class sees."""
    lessons = session.lessons
    if lessons.lesson is None:
        return
    if not session.look.is_projected:
        dialog = TeacherNotes(window, lessons.lesson, lessons.text)
        dialog.exec()
        dialog.deleteLater()
        return
    aside = _other_screen(window)
    if aside is None:
        told = message("Notes for the teacher are not for the class: leave projector mode first (Escape).")
        session.said.emit(str(told))
        return
    dialog = _beside(window, lessons.lesson, lessons.text)
    put = dialog.frameGeometry()
    put.moveCenter(aside.availableGeometry().center())
    dialog.move(put.topLeft())


def _beside(window: QWidget, lesson: Lesson, text: LessonText) -> TeacherNotes:
    dialog = TeacherNotes(window, lesson, text)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show()  # the window on the other screen goes on
    return dialog


def _other_screen(window: QWidget) -> QScreen | None:
    """Return a screen that shows nothing of a window."""
    place = window.frameGeometry()
    screens = [each for each in QApplication.screens() if not each.geometry().intersects(place)]
    return next(iter(screens), None)
