"""Where a dock lies that begins to float."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPoint, QRect, QSize


def place_beside(size: QSize, window: QRect, uncovered: QRect, rooms: Sequence[QRect]) -> QPoint:
    """Return the upper left corner for something that belongs to a window.

    It is beside the window if there is room, or else on another screen, or else within the window: where it
    covers as little as can be of what should be left ``uncovered``, and is wholly to be seen in one of the
    ``rooms`` that the screens have.
    """
    own = next((room for room in rooms if room.contains(window.center())), window)
    corner = QPoint(size.width() - 1, size.height() - 1)
    beside = (window.topRight() + QPoint(1, 0), window.topLeft() - QPoint(size.width(), 0))
    within = (
        window.bottomLeft() - QPoint(0, corner.y()),
        window.bottomRight() - corner,
        window.topRight() - QPoint(corner.x(), 0),
        window.topLeft(),
    )
    places = [
        *(place for at in beside if not (place := _inside(QRect(at, size), own)).intersects(window)),
        *(_inside(QRect(room.center() - corner / 2, size), room) for room in rooms if room != own),
        *(_inside(QRect(at, size), own) for at in within),
    ]

    def covered(place: QRect) -> int:
        common = place.intersected(uncovered)
        return common.width() * common.height()

    return min(places, key=covered).topLeft()  # the first of those that cover the same


def _inside(place: QRect, room: QRect) -> QRect:
    """Return a place moved into a room; its upper left corner is in it in any case."""
    moved = QRect(place)
    moved.moveRight(min(moved.right(), room.right()))
    moved.moveBottom(min(moved.bottom(), room.bottom()))
    moved.moveLeft(max(moved.left(), room.left()))
    moved.moveTop(max(moved.top(), room.top()))
    return moved
