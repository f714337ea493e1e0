"""Choosing a landscape among pictures: search, filters, cards, and what each of them teaches."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
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

from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import message, words
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.landscapes.cards import LandscapeGrid
from momentum_lab.gui.landscapes.details import LandscapeDetails
from momentum_lab.gui.landscapes.matching import FILTERS, matching
from momentum_lab.gui.widgets.card_search import CardSearch, chip
from momentum_lab.gui.widgets.flow import FlowLayout
from momentum_lab.gui.widgets.screen import bounded, fitting
from momentum_lab.landscapes import LANDSCAPES, LandscapeEntry
from momentum_lab.landscapes.user_library import is_own
from momentum_lab.session import Settings

FIRST_SIZE = QSize(960, 640)


class LandscapeChooser(QDialog):
    """All landscapes as cards; it remembers its size, search and filters.

    Parameters
    ----------
    current
        The name of the landscape that is the current card at first, if the filters leave it.
    """

    edit_wanted = pyqtSignal(object)
    """One of a person's own landscapes shall be edited."""
    delete_wanted = pyqtSignal(object)
    """One of a person's own landscapes shall be deleted."""
    new_wanted = pyqtSignal()
    """A landscape from a formula of one's own is wanted instead."""

    def __init__(self, parent: QWidget | None, settings: Settings, theme: Theme, current: str | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("Landscapes"))
        self._settings = settings
        self._last = current
        self.grid, self.details = LandscapeGrid(), LandscapeDetails()
        self.search = CardSearch(self.grid, words("Search titles, formulas, what they teach…"))
        self.filters: dict[str, QToolButton] = {key: chip(str(each.title)) for key, each in FILTERS.items()}
        self.count, self.nothing = QLabel(), QLabel()
        self.count.setObjectName("hint")
        self.all = QPushButton(words("Show all landscapes"))
        self.edit, self.delete, self.new = (
            QPushButton(text) for text in (words("Edit…"), words("Delete…"), words("Formula…"))
        )
        self.new.setToolTip(words("Write a formula of your own"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        choose = self.buttons.addButton(words("Choose"), QDialogButtonBox.ButtonRole.AcceptRole)
        assert choose is not None
        self.choose = choose
        for button in (self.all, self.edit, self.delete, self.new, *self.buttons.buttons()):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        choose.setDefault(True)
        self._lay_out()
        self._restore()
        self._connect()
        self.grid.set_theme(theme)
        self.details.set_theme(theme)
        self.show_entries(current)
        self.search.setFocus()
        self.search.selectAll()

    @property
    def name(self) -> str:
        """The name of the landscape that is chosen, empty if nothing matches."""
        entry = self.grid.current
        return entry.name if entry is not None else ""

    def show_entries(self, name: str | None = None) -> None:
        """List what search and filters leave; the card of this name becomes the current one."""
        entries = list(LANDSCAPES.values())
        has_own = any(map(FILTERS["own"].leaves, entries))
        self.filters["own"].setVisible(has_own or self.filters["own"].isChecked())
        text, chosen = self.search.text(), self._chosen_filters()
        left = matching(entries, text, chosen)
        self._last = name or self._last
        wanted = self._last  # what a search puts in its place is not what was chosen
        self.grid.show_entries(left, wanted)
        self.count.setText(
            words("{count} of {all}", count=len(left), all=len(entries))
            if len(left) < len(entries)
            else f"{len(left)}"
        )
        self.nothing.setText(_nothing_matches(text, chosen))
        self._stack.setCurrentIndex(0 if left else 1)
        self._show_current()
        self._last = wanted

    def show_all(self) -> None:
        """Drop search and filters."""
        for each in self.filters.values():
            each.setChecked(False)
        self.search.clear()
        self.search.setFocus()
        self.show_entries()

    def accept(self) -> None:
        """Take the current card, if there is one."""
        if self.grid.current is not None:
            super().accept()

    def done(self, a0: int) -> None:
        """Remember size, search and filters, however the dialog is left."""
        self._settings.put("landscapes/width", self.width())
        self._settings.put("landscapes/height", self.height())
        self._settings.put("landscapes/search", self.search.text())
        self._settings.put("landscapes/filters", ",".join(self._chosen_filters()))
        super().done(a0)

    def _chosen_filters(self) -> list[str]:
        return [name for name, each in self.filters.items() if each.isChecked()]

    def _show_current(self) -> None:
        entry: LandscapeEntry | None = self.grid.current
        self.details.show_entry(entry)
        if entry is not None:
            self._last = entry.name
        self.choose.setEnabled(entry is not None)
        for button in (self.edit, self.delete):
            button.setVisible(entry is not None and is_own(entry.name))

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self.show_entries())
        self.search.taken.connect(self.accept)
        for each in self.filters.values():
            each.clicked.connect(lambda _checked: self.show_entries())
        self.grid.chosen.connect(self._show_current)
        self.grid.taken.connect(self.accept)
        self.all.clicked.connect(self.show_all)
        self.edit.clicked.connect(lambda: self.edit_wanted.emit(self.grid.current))
        self.delete.clicked.connect(lambda: self.delete_wanted.emit(self.grid.current))
        self.new.clicked.connect(self.new_wanted)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        chips = FlowLayout(6)
        for each in self.filters.values():
            chips.addWidget(each)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.count)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._nothing_page())
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(top)
        left.addLayout(chips)
        left.addWidget(self._stack, 1)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addLayout(left, 5)
        columns.addWidget(self.details, 3)
        bottom = QHBoxLayout()
        for button in (self.new, self.edit, self.delete):
            bottom.addWidget(button)
        bottom.addStretch(1)
        bottom.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addLayout(columns, 1)
        layout.addLayout(bottom)

    def _nothing_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        self.nothing.setWordWrap(True)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.nothing)
        column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return page

    def _restore(self) -> None:
        stored, first = self._settings, fitting(self, FIRST_SIZE)
        width = stored.number("landscapes/width", first.width())
        height = stored.number("landscapes/height", first.height())
        wanted = QSize(int(max(width, 0)), int(max(height, 0)))  # no smaller than what is in it
        self.resize(bounded(self, wanted))
        self.search.setText(stored.text("landscapes/search"))
        for name in stored.text("landscapes/filters").split(","):
            if name in self.filters:
                self.filters[name].setChecked(True)


def _nothing_matches(search: str, filters: list[str]) -> str:
    chosen = str(enumerated(FILTERS[key].title for key in filters))
    text = search.strip()
    if text and chosen:
        return str(message("No landscape matches “{search}” and {kinds}.", search=text, kinds=chosen))
    if text:
        return str(message("No landscape matches “{search}”.", search=text))
    if chosen:
        return str(message("No landscape matches {kinds}.", kinds=chosen))
    return str(message("There is none."))
