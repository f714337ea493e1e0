"""Sizes that fit the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QRect, QSize
from PyQt6.QtGui import QFontInfo
from PyQt6.QtWidgets import QApplication, QWidget

FRAME: Final = QSize(16, 48)
"""What a window manager may put around a window, in logical pixels: it is known only when it is shown."""


def fitting(widget: QWidget, size: QSize) -> QSize:
    """Return a size in which a window fits its screen with its frame.

    ``size`` is what is wanted for type of the usual size: larger type wants more.
    """
    widget.ensurePolished()
    share = type_share(widget)
    return bounded(widget, QSize(round(share * size.width()), round(share * size.height())))


def bounded(widget: QWidget, size: QSize) -> QSize:
    """Return a size that is no larger than there is room for on a window's screen, with its frame."""
    screen = widget.screen()
    return size if screen is None else size.boundedTo(screen.availableSize() - FRAME)


def type_share(widget: QWidget) -> float:
    """Return how large a widget's type is, measured by that of the system."""
    return QFontInfo(widget.font()).pointSizeF() / QFontInfo(QApplication.font()).pointSizeF()


def put_right(place: QRect, rooms: Sequence[QRect]) -> QRect:
    """Return where a window comes to lie that was at a place once, on screens that may have been others.

    It is on the screen that it has the most in common with, or on the first, no larger than that with a
    frame, and wholly inside.
    """

    def common(room: QRect) -> int:
        shared = room.intersected(place)
        return shared.width() * shared.height()

    room = max(rooms, key=common)  # the first of those that have the same in common
    size = place.size().boundedTo(room.size() - FRAME)
    inner = room.adjusted(FRAME.width() // 2, FRAME.height() - FRAME.width() // 2, 0, 0)
    left = max(min(place.left(), room.right() - FRAME.width() // 2 - size.width() + 1), inner.left())
    top = max(min(place.top(), room.bottom() - FRAME.width() // 2 - size.height() + 1), inner.top())
    return QRect(left, top, size.width(), size.height())
