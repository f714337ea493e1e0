"""Icons: the drawings in ``resources/icons``, in a colour of the theme, sharp on every screen."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PyQt6.QtCore import QByteArray, Qt
from PyQt6.QtGui import QIcon, QPainter, QPixmap
from PyQt6.QtSvg import QSvgRenderer

from momentum_lab.core.resources import resources_folder

SIDES: Final = (16, 20)
"""Logical pixels at which icons of buttons are shown."""
SCALES: Final = (1, 2, 3)
"""Pixels of screens for each of them."""
PROGRAM_SIDES: Final = (16, 32, 64, 128, 256)


@lru_cache(maxsize=256)
def icon(name: str, color: str) -> QIcon:
    """Return a drawing with ``color`` in the place of its ``currentColor``."""
    drawing = _drawing(name).replace("currentColor", color)
    return _icon(drawing, [(side, scale) for side in SIDES for scale in SCALES])


@lru_cache(maxsize=1)
def program_icon() -> QIcon:
    """Return the program's own icon: a ball that has rolled through a valley."""
    return _icon(_drawing("program"), [(side, 1) for side in PROGRAM_SIDES])


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _icon(drawing: str, sizes: list[tuple[int, int]]) -> QIcon:
    """Return an icon with a picture for each (side, scale)."""
    renderer, icon = QSvgRenderer(QByteArray(drawing.encode())), QIcon()
    for side, scale in sizes:
        pixmap = QPixmap(side * scale, side * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        pixmap.setDevicePixelRatio(float(scale))
        icon.addPixmap(pixmap)
    return icon
