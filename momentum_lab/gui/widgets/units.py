"""What stands around the number in a box."""

from __future__ import annotations

from PyQt6.QtWidgets import QDoubleSpinBox, QSpinBox

from momentum_lab.core.messages import Message

_HERE = "\0"


def set_unit(box: QSpinBox | QDoubleSpinBox, said: Message) -> None:
    """Write before and behind the number what a sentence with the place ``number`` has there."""
    before, _, behind = str(said.filled(number=_HERE)).partition(_HERE)
    box.setPrefix(before)
    box.setSuffix(behind)
