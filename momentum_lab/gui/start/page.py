"""The start page: what can be begun with, as pictures; what was worked on last comes first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.messages import message
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.start.cards import OfferGrid
from momentum_lab.gui.start.offers import Offer, OfferKind, matching
from momentum_lab.gui.start.reading import OfferReader
from momentum_lab.gui.widgets.card_search import CardSearch, chip
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.session import Settings
from momentum_lab.session.settings import ALWAYS_START

POLL_MS: Final = 30
FIRST_SIZE: Final = QSize(964, 660)


class StartPage(QDialog):
    """Lessons and presets, of which one is chosen by mouse or keys.

    Parameters
    ----------
    every
        What is offered. It is read beside the window, and shown as it comes.

    Attributes
    ----------
    search, grid
        What is typed, and the cards that it leaves.
    always
        Whether the page is shown at every start.
    """

    def __init__(
        self, parent: QWidget | None, settings: Settings, theme: Theme, every: Iterable[Offer]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(message("Lessons and presets")))
        self._settings, self._reader = settings, OfferReader(every)
        self.grid = OfferGrid()
        self.search = CardSearch(self.grid, str(message("Search lessons and presets…")))
        self.kinds: dict[OfferKind, QToolButton] = {
            OfferKind.LESSON: chip(str(message("Lessons"))),
            OfferKind.PRESET: chip(str(message("Presets"))),
        }
        self.always = QCheckBox(str(message("&Show this whenever the program starts")))
        self.always.setChecked(settings.flag(ALWAYS_START, False))
        self.always.clicked.connect(lambda on: settings.put(ALWAYS_START, on))
        self.buttons = QDialogButtonBox()
        begin = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        assert begin is not None
        self.begin = begin
        self.buttons.addButton(str(message("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        begin.setDefault(True)
        self._nothing = QLabel()
        self._lay_out()
        self._connect()
        self.resize(fitting(self, FIRST_SIZE))
        self.grid.set_theme(theme)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._take_more)
        self._poll.start()
        self._take_more()
        self.search.setFocus()

    @property
    def chosen(self) -> Offer | None:
        """What the current card offers."""
        return self.grid.current

    def show_offers(self) -> None:
        """Show what search and chips leave; the same card stays the current one if it is there."""
        kinds = [kind for kind, button in self.kinds.items() if button.isChecked()]
        left = matching(self._reader.found, self.search.text(), kinds)
        current = self.chosen
        self.grid.show_entries(left, None if current is None else current.key)
        search = self.search.text().strip()
        self._nothing.setText(str(message("Nothing matches “{search}”.", search=search)))
        self._stack.setCurrentIndex(0 if left or self.is_reading else 1)
        self._show_chosen()

    @property
    def is_reading(self) -> bool:
        """Whether more is to come."""
        return self._poll.isActive()

    def done(self, a0: int) -> None:
        """Read no more."""
        self._poll.stop()
        self._reader.stop()
        super().done(a0)

    def _take_more(self) -> None:
        """Show what has been read by now."""
        if self._reader.is_done:
            self._poll.stop()
        self.show_offers()

    def accept(self) -> None:
        """Take the current card, if there is one."""
        if self.chosen is not None:
            super().accept()

    def _show_chosen(self) -> None:
        """Say on the button, and to those who do not see the cards, what would be taken."""
        chosen = self.chosen
        self.begin.setEnabled(chosen is not None)
        self.begin.setText(str(_deed(chosen)))
        self.search.setAccessibleDescription("" if chosen is None else chosen.told)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self.show_offers())
        self.search.taken.connect(self.accept)
        for button in self.kinds.values():
            button.clicked.connect(lambda _checked: self.show_offers())
        self.grid.chosen.connect(self._show_chosen)
        self.grid.taken.connect(self.accept)
        self.grid.activated.connect(lambda _index: self.accept())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        hint = QLabel(str(message("A lesson leads you; a preset is there to play with.")))
        hint.setObjectName("hint")
        hint.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.search, 1)
        for button in self.kinds.values():
            top.addWidget(button)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._nothing)
        bottom = QHBoxLayout()
        bottom.addWidget(self.always)
        bottom.addStretch(1)
        bottom.addWidget(self.buttons)
        for each in self.buttons.buttons():
            if isinstance(each, QPushButton) and each is not self.begin:
                each.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(hint)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addLayout(bottom)


def _deed(chosen: Offer | None) -> object:
    """Return what the button does."""
    if chosen is None:
        return message("Open")
    if chosen.kind is OfferKind.PRESET:
        return message("Open the preset")
    return message("Begin the lesson") if chosen.page is None else message("Continue the lesson")
