"""What is on the screen as a text that can be read with the keyboard, and that screen readers speak."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QEvent, QSize, Qt, QTimer
from PyQt6.QtGui import QKeyEvent, QShowEvent
from PyQt6.QtWidgets import QFrame, QPlainTextEdit

from momentum_lab.core.lists import paragraph
from momentum_lab.core.messages import message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.widgets.part import Part, SeenViews
from momentum_lab.lessons.words import filled
from momentum_lab.session import Session
from momentum_lab.session.clock import PlayState
from momentum_lab.session.look import Look
from momentum_lab.session.session import Selection
from momentum_lab.simulation.run import Run
from momentum_lab.wording.screen import LessonPageSeen, Screen, told_changes, told_screen

RESTS: Final = 350
"""Milliseconds for which nothing may have happened before it is told: of a drag, only its end."""
MARGIN: Final = 10.0
MOST: Final = 12
"""So many events are kept."""
_READING: Final = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
)


class SaidText(QPlainTextEdit, Part):
    """Says in sentences what is shown, above them what has happened last, the newest first.

    There is one sentence an event, and none a step: while it plays, only what becomes of balls is told. No
    line is empty.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._told: Screen | None = None
        self._seen = SeenViews()
        self._events: list[str] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(RESTS)
        self._soon.timeout.connect(self.tell)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        document = self.document()
        assert document is not None
        document.setDocumentMargin(MARGIN)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setAccessibleName(str(message("what is on the screen, in words")))
        leave_said = session.said.subscribe(self._hear)
        leave_lessons = session.lessons.changed.subscribe(self._soon.start)
        self._leaves = (leave_said, leave_lessons)

    def sizeHint(self) -> QSize:
        """Have room for some lines."""
        return QSize(420, 10 * self.fontMetrics().height())

    def show_experiment(self, experiment: Experiment) -> None:
        """Tell what of the experiment has changed, once it rests."""
        self._soon.start()

    def show_run(self, run: Run, step: int) -> None:
        """Tell how its balls fare."""
        self._soon.start()

    def show_step(self, step: int) -> None:
        """Tell of another step, unless one follows the other; of a playing run what becomes of its balls."""
        if not self._session.is_playing:
            self._soon.start()
        elif self.isVisible() and self._told is not None and self._has_news(self._told):
            self.tell()

    def show_state(self, state: PlayState) -> None:
        """Tell that it plays, or does not any more."""
        if self._told is None or state.is_playing != self._told.is_playing:
            self._soon.start()

    def show_selection(self, selection: Selection) -> None:
        """Tell what is selected."""
        self._soon.start()

    def show_views(self, shown: SeenViews) -> None:
        """Tell which views are seen."""
        self._seen = shown
        self._soon.start()

    def set_look(self, theme: Theme, look: Look) -> None:
        """Tell when it is projected."""
        self._soon.start()

    def stop(self) -> None:
        """Hear no more of the session."""
        self._soon.stop()
        for leave in self._leaves:
            leave()

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Bring the text up to date that is seen again; what happened meanwhile is old."""
        super().showEvent(a0)
        self._told = None
        self.tell()

    def event(self, e: QEvent | None) -> bool:
        """Keep the keys by which one reads; all others stay the window's."""
        if isinstance(e, QKeyEvent) and e.type() == QEvent.Type.ShortcutOverride and e.key() in _READING:
            e.accept()
            return True
        return super().event(e)

    def tell(self) -> None:
        """Write what has changed, and what is there now."""
        self._soon.stop()
        now = self._screen()
        if not self.isVisible():
            return
        changes = "" if self._told is None else str(paragraph(told_changes(self._told, now)))
        self._told = now
        self._events = [changes, *self._events][:MOST] if changes else self._events
        self._write([*self._events, *(str(each) for each in told_screen(now))])

    def _hear(self, sentence: str) -> None:
        """Keep what the program has said."""
        if sentence and self.isVisible():
            self._events = [sentence, *self._events][:MOST]
            self._soon.start()

    def _has_news(self, told: Screen) -> bool:
        before = {each.ball: each.status for each in told.summaries}
        return any(before.get(each.ball, each.status) is not each.status for each in self._session.summaries)

    def _screen(self) -> Screen:
        session = self._session
        selection, run = session.selection, session.run
        is_there = run is not None and run.experiment == session.experiment
        return Screen(
            session.experiment,
            session.step,
            run.computed if run is not None and is_there else 0,
            session.is_playing,
            session.summaries if is_there and not session.clock.is_sealed else (),
            selection.ball,
            self._seen.titles,
            self._seen.cells,
            session.look.is_projected,
            self._page(),
        )

    def _page(self) -> LessonPageSeen | None:
        lessons = self._session.lessons
        lesson = lessons.lesson
        if lesson is None:
            return None
        from momentum_lab.lessons.markdown import plain_words  # the window starts without

        text = lessons.page_text
        question = plain_words(filled(text.question, lesson))
        number, count = lessons.page_number + 1, len(lesson.pages)
        title = lessons.text.title
        return LessonPageSeen(title, text.title, number, count, question, lessons.is_sealed)

    def _write(self, lines: list[str]) -> None:
        text = "\n".join(line.replace("\n", " ") for line in lines if line)
        if text == self.toPlainText():
            return
        place = self.textCursor().position()
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(text)))
        self.setTextCursor(cursor)
