"""Where one ball begins, if it begins elsewhere than the others."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from momentum_lab.core.messages import words
from momentum_lab.experiment.ball import Position
from momentum_lab.gui.panels.field_rows import lay_out_fields
from momentum_lab.gui.widgets.lock import Lock, LockSign
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Reals
from momentum_lab.landscapes.checks import FARTHEST

ROOM: Final = 260
"""Logical pixels of a card that a row of fields may take, in type of the system's size."""


class OwnStart(QWidget):
    """A box to tick, and the start below it while it is ticked; it emits the start, None for that of all."""

    changed = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._common: Position = ()
        self.own = QCheckBox(words("a start of its own"))
        self.own.setToolTip(words("Begin elsewhere than the other balls"))
        self.own.clicked.connect(lambda on: self.changed.emit(self._common if on else None))
        self.places = [NumberBox(Reals(-FARTHEST, FARTHEST)) for _ in "xy"]
        self._labels = [QLabel(words("start x")), QLabel("y")]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.own, 0, 0, 1, 3)
        for axis, box in enumerate(self.places):
            box.setAccessibleName(words("own start {axis}", axis="xy"[axis]))
            box.changed.connect(self._typed)
        lay_out_fields(grid, [[*zip(self._labels, self.places, strict=True)]], ROOM, first_row=1)
        sign = LockSign()
        grid.addWidget(sign, 0, 3)
        self.lock = Lock("start", [self], [sign])

    def show_start(self, own: Position | None, common: Position) -> None:
        """Show the start of a ball among balls that begin at ``common``."""
        self._common = common
        self.own.setChecked(own is not None)
        for axis, (label, box) in enumerate(zip(self._labels, self.places, strict=True)):
            is_there = own is not None and axis < len(own)
            label.setVisible(is_there)
            box.setVisible(is_there)
            if own is not None and is_there:
                box.set_value(own[axis])

    def _typed(self, _value: float) -> None:
        self.changed.emit(tuple(box.value for box in self.places[: len(self._common)]))
