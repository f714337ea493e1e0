"""One of the small multiples in the window: a view under a caption."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget

from momentum_lab.gui.views.outlook import Outlook
from momentum_lab.gui.views.view import View
from momentum_lab.gui.widgets.elided import ElidedLabel

SETTLED: Final = 20
"""Milliseconds after which a view that is moved looks where it will: its range is made to fit its shape."""
_Kind = QEvent.Type
MOVES: Final = (_Kind.MouseMove, _Kind.Wheel, _Kind.MouseButtonRelease, _Kind.MouseButtonDblClick)
"""What may have made a view look elsewhere."""


class CellFrame(QFrame):
    """One of the multiples: its view under a caption. ``moved`` is told when somebody has moved it."""

    def __init__(self, view: View, moved: Callable[[View], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("frame")
        self.view = view
        self._moved = moved
        self._before: Outlook | None = None
        self._heard = QTimer(self)
        self._heard.setSingleShot(True)
        self._heard.timeout.connect(self._look)
        self.caption = ElidedLabel("", least=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        header = QVBoxLayout()
        header.setContentsMargins(10, 2, 4, 2)
        header.addWidget(self.caption)
        layout.addLayout(header)
        view.widget.setMinimumSize(1, 1)
        layout.addWidget(view.widget, 1)
        for part in (view.widget, *view.widget.findChildren(QWidget)):
            part.installEventFilter(self)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """See that somebody moves what is seen."""
        if a1 is not None and a1.type() in MOVES:
            if not self._heard.isActive():
                self._before = self.view.outlook
            self._heard.start(SETTLED)
        return False

    def _look(self) -> None:
        if self.view.outlook != self._before:  # one that the pointer only went over leads no other
            self._moved(self.view)
