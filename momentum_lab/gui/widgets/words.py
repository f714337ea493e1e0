"""Words explained where they stand: what a widget says, and what the glossary says of it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

from PyQt6.QtCore import QEvent, QPoint, Qt
from PyQt6.QtGui import QHelpEvent
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QHeaderView,
    QLabel,
    QTabBar,
    QTableWidget,
    QToolTip,
    QWidget,
)

from momentum_lab.core.messages import message
from momentum_lab.gui.widgets.elided import ElidedLabel
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.wording.glossary import Word, glossary

MOST: Final = 8
"""So many words are explained at once."""
KEYS: Final = "words"
"""The property of a widget that says what of the program's lists it shows, as the glossary has it."""
_TAG: Final = re.compile(r"<[^>]*>")


class WordLabel(QLabel):
    """A label whose tool tip says also what its word means. It is looked up when the tip is shown.

    ``key`` is what of the program's lists it names, if it is one of them.
    """

    def __init__(self, text: str, key: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if key:
            self.setProperty(KEYS, [key])

    def event(self, e: QEvent | None) -> bool:
        """Show the tip with the word's sentence."""
        return shows_word(self, self.text(), e) or super().event(e)


def shows_word(widget: QWidget, name: str, event: QEvent | None) -> bool:
    """Answer for a widget of some name if it is asked for its tool tip; return whether it is."""
    if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
        return False
    QToolTip.showText(event.globalPos(), explained_tip(name, widget.toolTip()), widget)
    return True


def explained_tip(name: str, tip: str = "") -> str:
    """Return a tool tip with what a name means below it."""
    word = glossary().named(name)
    said = "" if word is None else f"<p>{_sentence(word)}</p>"
    return f"{tip if tip.startswith('<') else html.escape(tip)}{said}" if said else plain_tip(tip)


def explained(words: Iterable[Word]) -> str:
    """Return what some words mean, as rich text."""
    return "".join(f"<p>{_sentence(word)}</p>" for word in words)


def told_at(widget: QWidget, place: QPoint | None = None) -> str:
    """Return what is to be said of a widget: its words, or its tool tip; nothing if it has neither."""
    if words := words_at(widget, place):
        return explained(words)
    here: QWidget | None = widget
    while here is not None and not here.toolTip() and not here.isWindow():
        here = here.parentWidget()
    return "" if here is None else here.toolTip()


def words_at(widget: QWidget, place: QPoint | None = None) -> list[Word]:
    """Return the words that a widget shows at a place within it, or where the keyboard is.

    If it shows none, they are those of what it is in.
    """
    here: QWidget | None = widget
    while here is not None:
        found = _words_of(here, place)
        if found or here.isWindow():
            return found
        place = None if place is None else here.mapToParent(place)
        here = here.parentWidget()
    return []


def _words_of(widget: QWidget, place: QPoint | None) -> list[Word]:
    known = glossary()
    keys = widget.property(KEYS) or ()
    found = [word for key in keys if (word := known.of(*str(key).split(".", 1)))]
    said = [] if found else [plain_text(each) for each in _said(widget, place)]
    found += [word for each in said if (word := known.named(each))]
    if not found:
        found = [word for each in said for word in known.found_in(each)]
    return list(dict.fromkeys(found))[:MOST]


def plain_text(text: str) -> str:
    """Return a label's text without its tags and mnemonics."""
    words = _TAG.sub(" ", text) if text.startswith("<") else text
    return html.unescape(words).replace("&", "").replace("\N{NO-BREAK SPACE}", " ")


def _said(widget: QWidget, place: QPoint | None) -> Iterator[str]:
    """Yield what a widget says: its words, and what it is called for those who do not see it."""
    match widget:
        case QComboBox():
            yield widget.currentText()
        case QLabel() | QAbstractButton():
            yield widget.text()
        case ElidedLabel():
            yield widget.text
        case QGroupBox():
            yield widget.title()
        case QDockWidget():
            yield widget.windowTitle()
        case _:
            yield from _chosen(widget, place)
    if not isinstance(widget, QAbstractItemView):
        yield widget.accessibleName()


def _chosen(widget: QWidget, place: QPoint | None) -> Iterator[str]:
    """Yield what tabs and tables say where they are pointed at, or where the keyboard is in them."""
    match widget:
        case QTabBar():
            yield widget.tabText(widget.currentIndex() if place is None else widget.tabAt(place))
        case QHeaderView():
            yield _heading(widget, -1 if place is None else widget.logicalIndexAt(place))
        case QTableWidget():
            column = widget.currentColumn() if place is None else widget.columnAt(place.x())
            yield _heading(widget.horizontalHeader(), column)
            item = widget.currentItem() if place is None else widget.itemAt(place)
            yield "" if item is None else item.text()


def _heading(header: QHeaderView | None, column: int) -> str:
    model = None if header is None else header.model()
    title = None if model is None else model.headerData(column, Qt.Orientation.Horizontal)
    return str(title or "").replace("\n", " ")


def _sentence(word: Word) -> str:
    term, says = html.escape(str(word.term)), html.escape(str(word.says))
    return str(message("<b>{term}</b>: {says}", term=term, says=says))
