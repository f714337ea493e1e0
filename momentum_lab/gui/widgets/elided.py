"""A line of text that ends in … where there is no room for all of it."""

from __future__ import annotations

import math

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from momentum_lab.gui.widgets.tips import plain_tip

LEAST = 40


class ElidedLabel(QWidget):
    """A line of text that ends in … where it does not fit, and is whole in its tool tip then.

    Not a QLabel, which has the whole window laid out anew when its text changes.

    Parameters
    ----------
    least
        The width, in logical pixels, that it keeps in any case.
    has_fixed_place
        A longer text does not ask for more room.
    """

    def __init__(self, text: str = "", least: int = LEAST, has_fixed_place: bool = False) -> None:
        super().__init__()
        self.text = text
        self._tip = ""
        self._has_fixed_place = has_fixed_place
        self.setMinimumWidth(least)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_text(self, text: str, tip: str = "") -> None:
        """Show another text; ``tip``, if there is one, is its tool tip however wide it is."""
        if (text, tip) == (self.text, self._tip):
            return
        is_as_wide = self._has_fixed_place or width_of(self, text) == width_of(self, self.text)
        self.text, self._tip = text, tip
        self.setAccessibleName(text)
        if not is_as_wide:
            self.updateGeometry()
        self._follow_room()
        self.update()

    @property
    def is_cut(self) -> bool:
        """Whether there is less room than the text takes."""
        return width_of(self, self.text) > self.contentsRect().width()

    def sizeHint(self) -> QSize:
        """Be as wide as the text, and as high as a line."""
        width = 0 if self._has_fixed_place else width_of(self, self.text)
        return QSize(width, self.fontMetrics().height())

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Have a tool tip where the text is cut."""
        super().resizeEvent(a0)
        self._follow_room()

    def changeEvent(self, a0: QEvent | None) -> None:
        """Take the room that type of another size needs."""
        super().changeEvent(a0)
        if a0 is not None and a0.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._follow_room()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Paint as much of the text as fits."""
        painter = QPainter(self)
        room = self.contentsRect()
        text = self.text
        if self.is_cut:
            text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.end()

    def _follow_room(self) -> None:
        self.setToolTip(plain_tip(self._tip or (self.text if self.is_cut else "")))


def width_of(widget: QWidget, text: str) -> int:
    """Return how wide a line of text is in a widget; on some screens type ends between two logical pixels."""
    return math.ceil(QFontMetricsF(widget.font()).horizontalAdvance(text))
