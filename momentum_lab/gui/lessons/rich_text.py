"""A text with mathematics that is as high as it is long, to be read, selected and copied."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QEvent, QMimeData, QSize, Qt, QUrl, pyqtSignal
from PyQt6.QtGui import (
    QDesktopServices,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PyQt6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.lessons.copied_markdown import selected_markdown
from momentum_lab.gui.lessons.markdown import set_markdown
from momentum_lab.gui.widgets.field_keys import ENTER
from momentum_lab.lessons.markdown import plain_words

LEAST_WIDTH: Final = 12
"""Letters that fit into a line at least."""
_READING: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
_LINES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_BY_TAB: Final = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class RichText(QTextBrowser):
    """Shows Markdown. What is copied of it is Markdown, and it is read aloud in words.

    Tab leads to it if it has links, or if the keyboard is at home there on its page. Arrows move through it
    then; the others of the window's keys stay the window's.

    Parameters
    ----------
    name
        What it is called for those who do not see it, where that is not what it says.
    is_home
        Whether Tab leads to it without links.

    Attributes
    ----------
    clicked
        It was clicked, and nothing of it is selected.
    """

    clicked = pyqtSignal()

    def __init__(self, name: str = "", is_home: bool = False) -> None:
        super().__init__()
        self._is_home = is_home
        self._theme: Theme = LIGHT
        self._shown = ""
        self._name = name
        self.setAccessibleName(name)
        self._is_read = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOpenLinks(False)
        self.anchorClicked.connect(_open)
        self.setTabChangesFocus(True)
        viewport = self.viewport()
        assert viewport is not None
        viewport.setAutoFillBackground(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._be_stop(is_home)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def shown(self) -> str:
        """The text that is shown, as Markdown."""
        return self._shown

    def show_text(self, text: str, theme: Theme) -> None:
        """Show a text in the colours of a theme."""
        if (text, theme) == (self._shown, self._theme) and not self._text.isEmpty():
            return
        self._shown, self._theme = text, theme
        words = plain_words(text)
        self.setAccessibleName(self._name or words)
        self.setAccessibleDescription(words if self._name else "")
        self._set()

    @property
    def _text(self) -> QTextDocument:
        document = self.document()
        assert document is not None
        return document

    def _set(self) -> None:
        has_links = set_markdown(self._text, self._shown, self.font(), self._theme)
        if self.focusPolicy() != Qt.FocusPolicy.NoFocus:
            self._be_stop(has_links or self._is_home)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.updateGeometry()

    def _be_stop(self, is_stop: bool) -> None:
        """Have Tab lead to it, or only a click."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    def changeEvent(self, e: QEvent | None) -> None:
        """Set the text anew in larger or smaller type."""
        super().changeEvent(e)
        if e is not None and e.type() == QEvent.Type.FontChange and self._shown:
            self._set()

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow text is longer."""
        return True

    def heightForWidth(self, a0: int) -> int:
        """Return the height of the whole text."""
        document = self._text
        before = document.textWidth()
        document.setTextWidth(a0)
        height = document.size().height()
        document.setTextWidth(before)
        return round(height + 0.5)

    def sizeHint(self) -> QSize:
        """Be as wide as there is room for."""
        width = max(self.width(), self.minimumSizeHint().width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Have room for some letters."""
        return QSize(LEAST_WIDTH * self.fontMetrics().averageCharWidth(), self.fontMetrics().height())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy Markdown."""
        data = QMimeData()
        data.setText(selected_markdown(self.textCursor()))
        return data

    def wheelEvent(self, e: QWheelEvent | None) -> None:
        """Leave the wheel to what scrolls."""
        if e is not None:
            e.ignore()

    def mouseReleaseEvent(self, e: QMouseEvent | None) -> None:
        """Tell of a click."""
        super().mouseReleaseEvent(e)
        if e is not None and e.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self.clicked.emit()

    def focusInEvent(self, ev: QFocusEvent | None) -> None:
        """See whether a key has led here."""
        super().focusInEvent(ev)
        if ev is not None:
            self._is_read = ev.reason() in _BY_TAB

    def event(self, e: QEvent | None) -> bool:
        """Keep the keys by which one reads and copies; all others stay the window's."""
        if isinstance(e, QKeyEvent) and e.type() == QEvent.Type.ShortcutOverride:
            is_own = e.matches(QKeySequence.StandardKey.Copy) or e.matches(QKeySequence.StandardKey.SelectAll)
            e.setAccepted(is_own or (self._is_read and e.key() in _READING))
            return True
        return super().event(e)

    def keyPressEvent(self, ev: QKeyEvent | None) -> None:
        """Leave what moves by lines and pages to what scrolls, and Return to the page but on a link."""
        is_lines = ev is not None and ev.key() in _LINES and not ev.modifiers() & _SHIFT
        is_return = ev is not None and ev.key() in ENTER and not self.textCursor().charFormat().isAnchor()
        is_pages = ev is not None and ev.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if ev is not None and (is_lines or is_return or is_pages):
            ev.ignore()
        else:
            super().keyPressEvent(ev)


_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier


def _open(address: QUrl) -> None:
    """Open a link of a text where one looks at pages of the web."""
    if address.scheme() in ("https", "http"):
        QDesktopServices.openUrl(address)
