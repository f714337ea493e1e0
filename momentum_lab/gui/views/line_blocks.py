"""Lines from arrays of numbers, drawn in blocks that are kept: no array of Qt's lines is made for a drawing.

PyQt6-sip (up to 13.13) never lets go of such an array's object, nor of that of a part of it: 72 bytes each,
which came to ten megabytes in ten minutes of drawing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PyQt6.QtCore import QLineF
from PyQt6.QtGui import QPainter
from pyqtgraph.Qt.internals import PrimitiveArray

from momentum_lab.core.arrays import Floats

LARGEST: Final = 12
"""The largest block has 2 to the power of this many lines: more of them go in several."""


def draw_lines(painter: QPainter, numbers: Floats) -> None:
    """Draw lines, x and y of the one end and of the other (n, 4), one after the other, with its pen."""
    first = 0
    while left := len(numbers) - first:
        power = min(left.bit_length() - 1, LARGEST)
        block = _block(power)
        block.ndarray()[:] = numbers[first : first + (1 << power)]
        painter.drawLines(block.instances())
        first += 1 << power


@lru_cache(maxsize=LARGEST + 1)
def _block(power: int) -> PrimitiveArray:
    """Return room for two to a power of lines."""
    block = PrimitiveArray(QLineF, 4)
    block.resize(1 << power)
    return block
