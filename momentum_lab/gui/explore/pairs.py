"""Choosers with their names before them, in two columns where what they offer has room there."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QEvent
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

LEAST: Final = 6
"""Characters that a chooser has room for in any case."""


class Pairs(QWidget):
    """Two pairs a row; one, where a text would be cut else."""

    def __init__(self, *pairs: tuple[str, QComboBox]) -> None:
        super().__init__()
        self._pairs = [(QLabel(text), box) for text, box in pairs]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._in_a_row = 0
        for label, box in self._pairs:
            label.setBuddy(box)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMinimumContentsLength(LEAST)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._arrange()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Put them below each other where they need more room."""
        super().resizeEvent(a0)
        self._arrange()

    def event(self, a0: QEvent | None) -> bool:
        """Measure anew what other things to choose from, or type of another size, need."""
        is_done = super().event(a0)
        if a0 is not None and a0.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return is_done

    def _arrange(self) -> None:
        in_a_row = 2 if self._needed(2) <= self.width() else 1
        if in_a_row == self._in_a_row:
            return
        self._in_a_row = in_a_row
        for place, pair in enumerate(self._pairs):
            row, column = divmod(place, in_a_row)
            for offset, widget in enumerate(pair):
                self._grid.addWidget(widget, row, 2 * column + offset)

    def _needed(self, in_a_row: int) -> int:
        """Return how wide all of it is with so many pairs a row."""
        columns = [self._pairs[first::in_a_row] for first in range(in_a_row)]
        widths = [max(pair[part].sizeHint().width() for pair in each) for each in columns for part in (0, 1)]
        return sum(widths) + (len(widths) - 1) * self._grid.horizontalSpacing()
