"""The button that shows how a ball looks, and offers other colours and markers."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QPointF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QIcon, QPainter, QPixmap
from PyQt6.QtWidgets import QColorDialog, QMenu, QToolButton

from momentum_lab.core.hyperparameters import title_of
from momentum_lab.core.messages import words
from momentum_lab.experiment.appearance import COLORS, MARKERS, color_name
from momentum_lab.gui.views.painting import draw_marker
from momentum_lab.gui.widgets.actions import add_entry

ICON = 22


def ball_icon(color: str, marker: str, outline: str) -> QIcon:
    """Return a ball's marker as an icon."""
    pixmap = QPixmap(3 * ICON, 3 * ICON)
    pixmap.setDevicePixelRatio(3.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = pixmap.deviceIndependentSize() / 2
    painter.translate(middle.width(), middle.height())
    draw_marker(painter, marker, QPointF(0, 0), color, outline, ICON - 6)
    painter.end()
    return QIcon(pixmap)


class LookButton(QToolButton):
    """Has a menu of colours and markers."""

    chosen = pyqtSignal(str, str)
    """The colour and the marker as wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._color, self._marker, self._outline = "", "", ""
        self.setToolTip(words("Colour and marker"))
        self.setAccessibleName(words("Colour and marker"))
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(ICON, ICON))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.setMenu(menu)

    def show_look(self, color: str, marker: str, outline: str) -> None:
        """Show a ball's colour and marker, and draw them with an outline of the theme."""
        self._color, self._marker, self._outline = color, marker, outline
        self.setIcon(ball_icon(color, marker, outline))

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        own = () if self._color in COLORS else (self._color,)
        for color in (*own, *COLORS):
            swatch = ball_icon(color, self._marker, self._outline)
            add_entry(menu, color_name(color), partial(self.chosen.emit, color, self._marker), swatch)
        add_entry(menu, words("Another colour…"), self._pick_color)
        menu.addSeparator()
        for marker in MARKERS:
            shape = ball_icon(self._color, marker, self._outline)
            add_entry(menu, title_of(marker), partial(self.chosen.emit, self._color, marker), shape)

    def _pick_color(self) -> None:
        color = QColorDialog.getColor(QColor(self._color), self, words("Colour of the ball"))
        if color.isValid():
            self.chosen.emit(color.name(), self._marker)
