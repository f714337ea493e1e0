"""The formula in the panel: a field for one's own, a line of text for the library's."""

from __future__ import annotations

from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit

from momentum_lab.core.messages import message, words
from momentum_lab.gui.widgets.remark import Remark, restyle
from momentum_lab.landscapes.grammar import LIMITS


class FormulaLine(QLineEdit):
    """Shows a formula, which can be written in if it is one's own, and copied in any case.

    Attributes
    ----------
    remark
        What is said beside it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("formula")
        self.setMaxLength(LIMITS.characters)
        self.setAccessibleName(words("formula"))
        self.setMinimumHeight(self.sizeHint().height())  # as flat text it takes the same room
        self.remark = Remark(self)
        self.textEdited.connect(lambda _text: self.remark.clear())

    def set_writable(self, is_writable: bool) -> None:
        """Let it be written in, or be a line of text."""
        if is_writable is self.isReadOnly():
            self.setReadOnly(not is_writable)
            restyle(self)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Say to whoever writes in the library's formula how it becomes one's own."""
        if a0 is not None and self.isReadOnly() and a0.text().isprintable() and a0.text():
            self.remark.note(
                str(message("This formula is the library's. Edit… makes it one of your own, to be changed."))
            )
            return
        super().keyPressEvent(a0)
