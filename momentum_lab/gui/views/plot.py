"""A themed pyqtgraph plot with the manners that all 2-D views share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter
from PyQt6.QtWidgets import QApplication, QSizePolicy, QToolTip

from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.loss_scale import tick_texts


class PlainViewBox(pg.ViewBox):
    """A view box in which the left button is left to the view; the middle button pans, the wheel zooms."""

    reset_wanted = pyqtSignal()

    def mouseDragEvent(self, ev: object, axis: int | None = None) -> None:
        """Pan with the middle or the right button."""
        if ev.button() != Qt.MouseButton.LeftButton:  # type: ignore[attr-defined]
            ev.accept()  # type: ignore[attr-defined]
            delta = self.mapToView(ev.lastPos()) - self.mapToView(ev.pos())  # type: ignore[attr-defined]
            self.translateBy(x=delta.x(), y=delta.y())
            self.sigRangeChangedManually.emit(self.state["mouseEnabled"])

    def mouseClickEvent(self, ev: object) -> None:
        """Show no menu of pyqtgraph's."""


class NumberAxis(pg.AxisItem):
    """An axis whose numbers are short, with a real minus sign."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the texts of ticks."""
        return tick_texts([round(value / spacing, 6) * spacing if spacing else value for value in values])


class Canvas(pg.GraphicsLayoutWidget):
    """The widget of a 2-D view: it reports presses, drags and hovering in scene coordinates.

    Painting errors are not swallowed: they reach the program's own handler.
    """

    pressed = pyqtSignal(QPointF)
    dragged = pyqtSignal(QPointF)
    released = pyqtSignal()
    hovered = pyqtSignal(QPointF)
    left = pyqtSignal()
    reset_wanted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(140, 100)
        self.ci.layout.setContentsMargins(6, 8, 8, 6)
        self.ci.layout.setHorizontalSpacing(6)
        self._is_dragging = False
        self.tip: Callable[[QPointF], str] = lambda at: ""
        """Says what is at a place of the scene."""

    def viewportEvent(self, event: QEvent | None) -> bool:
        """Show a tip where there is one."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.tip(self.mapToScene(event.pos()))
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return bool(super().viewportEvent(event))

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin a drag with the left button."""
        super().mousePressEvent(event)
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._is_dragging = True
            self.pressed.emit(self.mapToScene(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Report a drag or hovering."""
        super().mouseMoveEvent(event)
        if event is not None:
            at = self.mapToScene(event.position().toPoint())
            (self.dragged if self._is_dragging else self.hovered).emit(at)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End a drag."""
        super().mouseReleaseEvent(event)
        if event is not None and event.button() == Qt.MouseButton.LeftButton and self._is_dragging:
            self._is_dragging = False
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Ask for the whole range again with the middle button's double click."""
        if event is not None and event.button() == Qt.MouseButton.MiddleButton:
            self.reset_wanted.emit()

    def leaveEvent(self, event: object) -> None:
        """Report that nothing is pointed at any more."""
        self.left.emit()
        super().leaveEvent(event)


def new_plot(canvas: Canvas, row: int, column: int, left: pg.AxisItem | None = None) -> pg.PlotItem:
    """Add a plot without menus and buttons to a canvas."""
    axes = {"left": left or NumberAxis("left"), "bottom": NumberAxis("bottom")}
    plot = pg.PlotItem(viewBox=PlainViewBox(enableMenu=False), axisItems=axes, enableMenu=False)
    plot.hideButtons()
    plot.vb.setDefaultPadding(0.0)
    canvas.addItem(plot, row=row, col=column)
    return plot


def style_plot(plot: pg.PlotItem, theme: Theme) -> None:
    """Give the axes of a plot the colours and the type of a theme, and all bottom axes the same height."""
    font = QApplication.font()
    plot.getAxis("bottom").setHeight(round(2 * QFontMetricsF(font).height()) + 12)
    for name in ("left", "bottom", "right", "top"):
        axis = plot.getAxis(name)
        axis.setPen(QColor(theme.muted))
        axis.setTextPen(QColor(theme.text))
        axis.setTickFont(font)
        axis.enableAutoSIPrefix(False)  # it would write (x0.001) beside a label whose numbers it leaves alone
        if axis.labelText:
            axis.setLabel(axis.labelText, color=theme.text)
    plot.vb.setBorder(QColor(theme.line))
