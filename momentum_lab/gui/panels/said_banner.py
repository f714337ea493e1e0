"""What is said in projector mode: for some seconds, large, at the lower edge of the views."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer
from PyQt6.QtWidgets import QLabel, QWidget

from momentum_lab.core.event import Event

SAID_MS: Final = 8000
"""Milliseconds for which a sentence stays that has been said."""
MARGIN: Final = 12


class SaidBanner(QLabel):
    """A sentence above a bar that is below the views, over them and as wide.

    Nothing is laid out anew for it, and it takes neither clicks nor keys.
    """

    def __init__(self, bar: QWidget, said: Event[str]) -> None:
        super().__init__()
        self._bar = bar
        self.setObjectName("notice")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMargin(MARGIN)
        self.setAutoFillBackground(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._has_stayed = QTimer(self)
        self._has_stayed.setSingleShot(True)
        self._has_stayed.setInterval(SAID_MS)
        self._has_stayed.timeout.connect(self.hide)
        bar.installEventFilter(self)
        self.leave = said.subscribe(self._say)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Follow the bar, and go with it."""
        if a1 is not None and a1.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._place()
        elif a1 is not None and a1.type() == QEvent.Type.Hide:
            self.hide()
        return False

    def _say(self, sentence: str) -> None:
        """Show a sentence for a while, if the bar is there."""
        around = self._bar.parentWidget()
        if not sentence or around is None or not self._bar.isVisible():
            self.hide()
            return
        if self.parentWidget() is not around:
            self.setParent(around)
        self.setText(sentence)
        self.show()
        self.raise_()
        self._place()
        self._has_stayed.start()

    def _place(self) -> None:
        if self.isVisible():
            place = self._bar.geometry()
            height = min(self.heightForWidth(place.width()), place.top())
            self.setGeometry(place.left(), place.top() - height, place.width(), height)
