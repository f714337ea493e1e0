"""The style of all widgets: Qt's Fusion, with borders that are seen in any theme."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPalette
from PyQt6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QWidget,
)

BASE: Final = "fusion"
"""The same on every platform, and one that takes its colours from the palette."""
ROUND: Final = 2.5
_Kind = QStyle.PrimitiveElement
_LINES: Final = frozenset({_Kind.PE_PanelLineEdit, _Kind.PE_FrameLineEdit})
_HELD: Final = QStyle.StateFlag.State_HasFocus


class BorderedStyle(QProxyStyle):
    """Draws borders around fields and boxes in the palette's ``Dark``, and cuts no text of a chooser.

    Fusion's own borders are a darker shade of what lies around: in a dark theme there are none.
    """

    def __init__(self) -> None:
        super().__init__(BASE)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        """Draw a border around text that can be filled in, and around a box that can be ticked."""
        super().drawPrimitive(element, option, painter, widget)
        is_line = element in _LINES and not (isinstance(widget, QLineEdit) and not widget.hasFrame())
        is_text = element == _Kind.PE_Frame and isinstance(widget, QPlainTextEdit)
        if is_line or is_text or element == _Kind.PE_IndicatorCheckBox:
            _draw_border(option, painter)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        """Have the text of a chooser end in … where it has no room."""
        if element == QStyle.ControlElement.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            field = QStyle.SubControl.SC_ComboBoxEditField
            room = self.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, widget).width() - 2
            room -= 0 if option.currentIcon.isNull() else option.iconSize.width() + 4
            shown = option.fontMetrics.elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
            option.currentText = shown
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        """Draw a border around a number."""
        super().drawComplexControl(control, option, painter, widget)
        if control == QStyle.ComplexControl.CC_SpinBox:
            _draw_border(option, painter)


def _draw_border(option: QStyleOption | None, painter: QPainter | None) -> None:
    if option is None or painter is None:
        return
    roles = QPalette.ColorRole
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(option.palette.color(roles.Highlight if option.state & _HELD else roles.Dark))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), ROUND, ROUND)
    painter.restore()
