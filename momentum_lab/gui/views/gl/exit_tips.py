"""What is said of a mark on the surface where a ball has left the map, by whatever draws it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import Message
from momentum_lab.gui.widgets.tips import plain_tip

NEAR: Final = 14.0
"""Logical pixels within which a mark is pointed at."""


def exit_tip(
    exits: Iterable[tuple[Floats, Message]], project: Callable[[Floats], QPointF], at: QPointF
) -> str:
    """Return what is said of the mark, a point of the box with its sentence, that is at a place."""
    for point, sentence in exits:
        if np.isfinite(point).all() and (project(point) - at).manhattanLength() <= NEAR:
            return plain_tip(str(sentence))
    return ""
