"""The Lab panel: the page of a lesson beside the views, and what leads from page to page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPoint, QSize, Qt, QTimer
from PyQt6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.messages import message, words
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.widgets.actions import ActionSpec, SubmenuSpec, trigger
from momentum_lab.gui.widgets.field_keys import FIELDS
from momentum_lab.gui.widgets.part import Part
from momentum_lab.gui.widgets.screen import type_share
from momentum_lab.session import Session
from momentum_lab.session.look import Look

if TYPE_CHECKING:
    from momentum_lab.gui.lessons.navigation import Navigation
    from momentum_lab.gui.lessons.page import LessonPage

WIDTH, NARROW, HEIGHT, LEAST_HEIGHT = 400, 240, 640, 120
SHARE: Final = 0.42
"""Of the width of the window: so much it asks for at most, however large type is."""
SLICE: Final = 0.04
"""Seconds for which formulas are set at a time; then the window has its turn."""
GAP: Final = 10
"""Logical pixels between the edge and a step that is scrolled to."""
READ_ON: Final = 0.85
"""Of what is seen: so far one key scrolls."""


class Lab(QWidget, Part):
    """Shows the page of the lesson that is open. What is in it is made when there is one.

    The formulas of a page are set a few at a time before it is shown; those of the next one afterwards.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._theme: Theme = LIGHT
        self.page: LessonPage | None = None
        self.navigation: Navigation | None = None
        self._formulas: Iterator[None] = iter(())
        self._is_awaited = self._had_focus = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._set_formulas)
        self._led_to: QWidget | None = None
        self._leading = QTimer(self)
        self._leading.setSingleShot(True)
        self._leading.timeout.connect(self._scroll_to_led)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setAccessibleName(str(message("lesson")))
        self.none = self._no_lesson()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.none, 1)
        self._column.addWidget(self.area, 1)
        self.area.hide()
        lessons = session.lessons
        self._leaves = (
            lessons.page_changed.subscribe(self._follow_page),
            lessons.changed.subscribe(self._follow),
        )
        self.setAccessibleName(str(message("Lab")))
        if lessons.lesson is not None:
            self._follow_page()

    def entries(self) -> list[ActionSpec | SubmenuSpec]:
        """Return what leads through a lesson."""
        lessons, slot = self._session.lessons, "lesson.pages"

        def is_open() -> bool:
            return lessons.lesson is not None

        return [
            ActionSpec(
                "next_page", words("&Next page"), ("PgDown",), lessons.next_page, slot, is_enabled=is_open
            ),
            ActionSpec(
                "previous_page",
                words("Pre&vious page"),
                ("PgUp",),
                lessons.previous_page,
                slot,
                is_enabled=is_open,
            ),
            SubmenuSpec(words("Pa&ges"), slot, self._pages, is_lazy=True, is_enabled=is_open),
            ActionSpec(
                "reset_page",
                words("&Reset the page"),
                ("Shift+R",),
                lessons.reset_page,
                slot,
                is_enabled=is_open,
            ),
            ActionSpec(
                "read_on",
                words("Read &further"),
                ("Shift+PgDown",),
                lambda: self._read(1),
                slot,
                is_enabled=is_open,
            ),
            ActionSpec(
                "read_back",
                words("Read bac&k"),
                ("Shift+PgUp",),
                lambda: self._read(-1),
                slot,
                is_enabled=is_open,
            ),
            ActionSpec(
                "close_lesson",
                words("&Close the lesson"),
                (),
                lessons.close,
                "lesson.files",
                is_enabled=is_open,
            ),
        ]

    def sizeHint(self) -> QSize:
        """Be as wide as a column of text, and leave the views their room; without a lesson, be narrow."""
        share = type_share(self)
        if self._session.lessons.lesson is None:
            return QSize(round(NARROW * share), round(HEIGHT * share))
        window = self.window()
        most = window.width() * SHARE if window is not None and window is not self else WIDTH * share
        return QSize(round(min(WIDTH * share, max(most, WIDTH))), round(HEIGHT * share))

    def minimumSizeHint(self) -> QSize:
        """Be as wide as the longest word of the page; what is too high scrolls."""
        foot = 0 if self.navigation is None else self.navigation.minimumSizeHint().width()
        page, bar = self.page, self.area.verticalScrollBar()
        width = 0 if page is None or bar is None else page.minimumSizeHint().width() + bar.sizeHint().width()
        return QSize(max(foot, width, WIDTH // 2), LEAST_HEIGHT)

    def show_experiment(self, experiment: Experiment) -> None:
        """Go by what is open."""
        if self.page is not None:
            self.page.show_experiment(experiment)

    def set_look(self, theme: Theme, look: Look) -> None:
        """Write in other colours."""
        self._theme = theme
        if self.navigation is not None:
            self.navigation.set_theme(theme)
        if self.page is not None:
            self.page.set_theme(theme)

    def take_over(self, former: Part) -> None:
        """Show the page at once: its formulas were set for another panel already."""
        self._soon.stop()
        while self._is_awaited:
            self._set_formulas()

    def stop(self) -> None:
        """Hear no more of the lesson."""
        self._soon.stop()
        self._leading.stop()
        for leave in self._leaves:
            leave()
        self._put_away()

    def _pages(self) -> list[ActionSpec]:
        from momentum_lab.gui.lessons.navigation import page_entries

        return page_entries(self._session)

    def _no_lesson(self) -> QWidget:
        """Return what is shown while no lesson is open."""
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(16, 16, 16, 16)
        words = QLabel(
            str(message("No lesson is open. A lesson asks, has you predict, and lets you see and try."))
        )
        words.setWordWrap(True)
        column.addWidget(words)
        for text, action in (
            (message("Choose a lesson…"), "start"),
            (message("Open one of your own…"), "open_lesson"),
        ):
            button = QPushButton(str(text))
            button.clicked.connect(partial(self._do, action))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return ground

    def _do(self, action: str, _checked: bool) -> None:
        trigger(self, action)

    def _read(self, way: int) -> None:
        """Scroll on by most of what is seen."""
        bar = self.area.verticalScrollBar()
        if bar is not None:
            bar.setValue(bar.value() + way * round(READ_ON * bar.pageStep()))

    def _follow_page(self) -> None:
        """Show another page, or that there is none, once its formulas are set."""
        from momentum_lab.gui.lessons.page import filled_page, prepared

        focus = QApplication.focusWidget()
        self._had_focus = self._had_focus or (focus is not None and self.isAncestorOf(focus))
        self._put_away()
        lessons = self._session.lessons
        self.none.setVisible(lessons.lesson is None)
        self.area.setVisible(lessons.lesson is not None)
        self._soon.stop()
        self._is_awaited = lessons.lesson is not None
        if self._is_awaited:
            self._formulas = prepared(filled_page(lessons.lesson, lessons.page_text))
            self._set_formulas()
        else:
            self._let_go()
        if self.navigation is not None:
            self.navigation.show_page()

    def _put_away(self) -> None:
        """Let the page that was shown be no more than a picture."""
        page, self.page, self._led_to = self.page, None, None
        if page is not None:
            page.stop()
            page.setEnabled(False)

    def _let_go(self) -> None:
        """Be done with the page, which was kept as a picture until another would be there."""
        self._formulas = iter(())
        self.setFocusProxy(None)  # which would keep its question
        page = self.area.takeWidget()
        if page is not None:
            page.deleteLater()

    def _set_formulas(self) -> None:
        """Set formulas for a while; when all of a page are, show it, and look ahead."""
        end = time.perf_counter() + SLICE
        for _ in self._formulas:
            if time.perf_counter() > end:
                self._soon.start(0)
                return
        if self._is_awaited:
            self._is_awaited = False
            self._show_page()
            self._look_ahead()

    def _look_ahead(self) -> None:
        from momentum_lab.gui.lessons.page import filled_page, prepared

        lessons = self._session.lessons
        if lessons.lesson is not None and lessons.page_number + 1 < len(lessons.lesson.pages):
            after = lessons.lesson.pages[lessons.page_number + 1]
            text = filled_page(lessons.lesson, lessons.text.pages[after.id])
            self._formulas = prepared(text)
            self._soon.start(0)

    def _show_page(self) -> None:
        from momentum_lab.gui.lessons.navigation import Navigation
        from momentum_lab.gui.lessons.page import LessonPage

        if self.navigation is None:
            self.navigation = Navigation(self._session)
            self.navigation.set_theme(self._theme)
            self._column.addWidget(self.navigation)
        self.page = LessonPage(self._session, self._theme)
        self.page.opened.connect(self._lead_to)
        self.area.setWidget(self.page)
        bar = self.area.verticalScrollBar()
        if bar is not None:
            bar.setValue(0)
        self.updateGeometry()
        self.navigation.show_page()
        self.setFocusProxy(self.page.question)
        if self._had_focus or (self.page.asks and not _is_typed_in()):
            self.page.question.setFocus(Qt.FocusReason.OtherFocusReason)  # which leaves the window its keys
        self._had_focus = False

    def _lead_to(self, card: QWidget) -> None:
        """Have a step seen whose turn has come, once it is laid out, unless somebody writes."""
        if not isinstance(QApplication.focusWidget(), QPlainTextEdit):
            self._led_to = card
            self._leading.start(0)

    def _scroll_to_led(self) -> None:
        """Show all of the card that is led to, or its beginning where it is too high."""
        card, self._led_to = self._led_to, None
        bar, viewport = self.area.verticalScrollBar(), self.area.viewport()
        if self.page is None or card is None or bar is None or viewport is None:
            return
        top, room = card.mapTo(self.page, QPoint()).y(), viewport.height()
        end = top + card.height()
        if not bar.value() <= top <= end <= bar.value() + room:
            bar.setValue(min(top - GAP, end + GAP - room) if card.height() + 2 * GAP < room else top - GAP)

    def _follow(self) -> None:
        """Show where the steps stand."""
        if self.page is not None:
            self.page.show_state()
            self.updateGeometry()


def _is_typed_in() -> bool:
    """Whether somebody writes somewhere, whose keys these are."""
    focus = QApplication.focusWidget()
    return isinstance(focus, FIELDS) and not (isinstance(focus, QTextEdit) and focus.isReadOnly())
