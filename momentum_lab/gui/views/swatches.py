"""Markers of balls as small pictures: beside names in tables, menus and tips."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from typing import Final

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QIcon, QPainter, QPixmap

from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.painting import draw_marker
from momentum_lab.gui.widgets.png import png

SIZE: Final = 12
"""Width and height in logical pixels, in which the marker has a little room around it."""
FINE: Final = 3
"""Pixels for each logical one: fine enough on any screen."""


@lru_cache(maxsize=256)
def swatch(marker: str, color: str, outline: str) -> QPixmap:
    """Return the marker of a ball as the legends draw it."""
    picture = QPixmap(SIZE * FINE, SIZE * FINE)
    picture.setDevicePixelRatio(FINE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    draw_marker(painter, marker, QPointF(SIZE / 2, SIZE / 2), color, outline, SIZE - 2.5)
    painter.end()
    return picture


def swatch_icon(marker: str, color: str, theme: Theme) -> QIcon:
    """Return the marker of a ball for an item of a list or a table."""
    return QIcon(swatch(marker, color, theme.outline))


@lru_cache(maxsize=256)
def swatch_html(marker: str, color: str, theme: Theme) -> str:
    """Return the marker of a ball for rich text."""
    text = b64encode(png(swatch(marker, color, theme.outline))).decode()
    return f'<img src="data:image/png;base64,{text}" width="{SIZE}" height="{SIZE}">'
