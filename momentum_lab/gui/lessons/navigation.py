"""What leads from page to page of a lesson, at the foot of the Lab panel."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from momentum_lab.core.messages import message
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.lessons.step_state import told_page
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.actions import ActionSpec, escaped, fill_lazily
from momentum_lab.session import Session


class Navigation(QWidget):
    """Buttons for the page before and the next one, a list of all pages, and one that resets the page."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.before, self.again, self.contents = QToolButton(), QToolButton(), QToolButton()
        self.after = QPushButton(str(message("Next")))
        _name(self.before, str(message("Previous page (Page Up)")))
        _name(self.after, str(message("Next page (Page Down)")))
        _name(self.again, str(message("Reset the page: its experiment as it was at first (Shift+R)")))
        _name(self.contents, str(message("Pages of the lesson")))
        lessons = session.lessons
        for button, run in (
            (self.before, lessons.previous_page),
            (self.after, lessons.next_page),
            (self.again, lessons.reset_page),
        ):
            button.clicked.connect(lambda _checked, run=run: run())
        for tool in (self.before, self.again):
            tool.setAutoRaise(True)
        self.contents.setAutoRaise(True)
        self.contents.setObjectName("pages")
        self.contents.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.contents.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.contents)
        fill_lazily(menu, lambda: page_entries(session))
        self.contents.setMenu(menu)
        self.contents.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 6)
        row.setSpacing(4)
        row.addWidget(self.again)
        row.addWidget(self.before)
        row.addWidget(self.contents, 1)
        row.addWidget(self.after)
        self.show_page()

    def show_page(self) -> None:
        """Say which page is shown."""
        lessons = self._session.lessons
        self.setHidden(lessons.lesson is None)
        if lessons.lesson is None:
            return
        number, count = lessons.page_number + 1, len(lessons.lesson.pages)
        self.contents.setText(str(message("Page {number} of {count}", number=number, count=count)))
        told = message("Page {number} of {count}: all pages", number=number, count=count)
        self.contents.setAccessibleName(str(told))
        self.before.setEnabled(number > 1)
        self.after.setEnabled(number < count)

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme, as large as its type."""
        size = QSize(1, 1) * max(self.fontMetrics().height(), 16)
        for button, name in ((self.before, "page_before"), (self.again, "again"), (self.contents, "less")):
            button.setIcon(icon(name, theme.text))
            button.setIconSize(size)


def page_entries(session: Session) -> list[ActionSpec]:
    """Return the pages of the lesson that is open, each with what is done of it."""
    lessons = session.lessons
    if lessons.lesson is None:
        return []
    return [_page_entry(session, number) for number in range(len(lessons.lesson.pages))]


def _page_entry(session: Session, number: int) -> ActionSpec:
    lessons = session.lessons
    assert lessons.lesson is not None
    title = lessons.text.pages[lessons.lesson.pages[number].id].title
    said = message("{number}  {title}: {state}")
    text = str(said.filled(number=number + 1, title=title, state=told_page(lessons, number)))
    return ActionSpec(
        f"page_{number}",
        escaped(text),
        run=lambda: lessons.go_to_page(number),
        is_checked=lambda: lessons.page_number == number,
    )


def _name(button: QToolButton | QPushButton, words: str) -> None:
    button.setToolTip(words)
    button.setAccessibleName(words)
