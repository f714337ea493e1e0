"""A column of fields that scrolls up and down, and never cuts them off at its side."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from momentum_lab.gui.widgets.screen import type_share


class Column(QScrollArea):
    """Shows fields, as wide as they need and no narrower than ``width`` in type of the system's size."""

    def __init__(self, content: QWidget, width: int) -> None:
        super().__init__()
        self._content, self._width = content, width
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setWidget(content)
        content.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """Be as wide as is wanted, or as wide as the fields need if that is more."""
        least = self.minimumSizeHint()
        return QSize(max(round(self._width * type_share(self)), least.width()), 400)

    def minimumSizeHint(self) -> QSize:
        """Be wide enough for all fields beside the scroll bar; what is too high scrolls."""
        bar = self.verticalScrollBar()
        width = self._content.minimumSizeHint().width() + (0 if bar is None else bar.sizeHint().width())
        return QSize(width, 4 * self.fontMetrics().height())

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Follow the fields when they need another width."""
        if a1 is not None and a0 is self._content and a1.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(a0, a1)


def measure_anew(widget: QWidget) -> None:
    """Have all layouts around a widget ask again for sizes, as far as the area that it scrolls in.

    Qt tells them one after the other, from inside out. If an outer one lays itself out meanwhile, for
    another reason, it takes the inner ones along and is never told.
    """
    inner: QWidget | None = widget
    while inner is not None and not isinstance(inner, QScrollArea) and not inner.isWindow():
        inner.updateGeometry()
        inner = inner.parentWidget()
