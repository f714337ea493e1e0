"""A themed pyqtgraph plot with the manners that all 2-D views share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QResizeEvent
from PyQt6.QtWidgets import QApplication, QGraphicsItem, QGraphicsScene, QSizePolicy, QToolTip

from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.axes import NamedAxis, NumberAxis
from momentum_lab.gui.views.axes_around import Plot

TOP_MARGIN: Final = 8.0
"""Above what stands in a canvas, in logical pixels."""


class PlainViewBox(pg.ViewBox):
    """A view box in which the left button is left to the view.

    The others pan, and the left one with Shift; the wheel zooms.
    """

    def mouseDragEvent(self, ev: object, axis: int | None = None) -> None:
        """Pan, unless that is for the view, or nothing can be panned."""
        is_held = bool(ev.modifiers() & Qt.KeyboardModifier.ShiftModifier)  # type: ignore[attr-defined]
        is_pan = is_held or ev.button() != Qt.MouseButton.LeftButton  # type: ignore[attr-defined]
        if is_pan and any(self.state["mouseEnabled"]):
            ev.accept()  # type: ignore[attr-defined]
            delta = self.mapToView(ev.lastPos()) - self.mapToView(ev.pos())  # type: ignore[attr-defined]
            self.translateBy(x=delta.x(), y=delta.y())
            self.sigRangeChangedManually.emit(self.state["mouseEnabled"])

    def scaleBy(
        self,
        s: Sequence[float | None] | None = None,
        center: QPointF | None = None,
        x: float | None = None,
        y: float | None = None,
    ) -> None:
        """Zoom as far as the limits allow; beyond them pyqtgraph would shift what is shown."""
        if s is not None and not isinstance(s, QPointF):
            least = (self.state["limits"][name][0] for name in ("xRange", "yRange"))
            spans = (high - low for low, high in self.viewRange())
            s = [
                factor if factor is None or low is None else max(factor, low / span)
                for factor, low, span in zip(s, least, spans, strict=True)
            ]
        super().scaleBy(s, center, x, y)

    def updateViewRange(self, forceX: bool = False, forceY: bool = False) -> None:
        """Show another range, and tell items at once: pyqtgraph would while it paints, and paint again."""
        super().updateViewRange(forceX, forceY)
        self.updateMatrix()

    def mouseClickEvent(self, ev: object) -> None:
        """Show no menu of pyqtgraph's."""


class Canvas(pg.GraphicsLayoutWidget):
    """The widget of a 2-D view: it reports presses, drags and hovering in scene coordinates.

    Painting errors are not swallowed: they reach the program's own handler.

    Attributes
    ----------
    extra_margin
        What is left free above the plots besides :data:`TOP_MARGIN`, in logical pixels.
    tip
        Says what is at a place of the scene.
    """

    pressed = pyqtSignal(QPointF)
    dragged = pyqtSignal(QPointF)
    released = pyqtSignal()
    hovered = pyqtSignal(QPointF)
    left = pyqtSignal()
    reset_wanted = pyqtSignal()
    type_changed = pyqtSignal()
    room_changed = pyqtSignal()
    """What stands in it has more or less room: it has another size, or another margin."""
    doubled = pyqtSignal(QPointF)
    """A double click with the left button, somewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self.setCacheMode(self.CacheModeFlag(0))  # kept for each, also hidden, it is megabytes
        # Items of pyqtgraph change their bounds without a word: an index would hold some that are gone.
        self.sceneObj.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(140, 100)
        self.set_top_margin(0.0)
        self.ci.layout.setHorizontalSpacing(6)
        self._is_dragging = False
        self.tip: Callable[[QPointF], str] = lambda at: ""

    def viewportEvent(self, event: QEvent | None) -> bool:
        """Show a tip where there is one."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.tip(self.mapToScene(event.pos()))
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return bool(super().viewportEvent(event))

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin a drag with the left button; with Shift it pans."""
        super().mousePressEvent(event)
        if event is None or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return
        if event.button() == Qt.MouseButton.LeftButton:
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
        """Ask for the whole range again with the middle button's double click, or tell of the left one's."""
        if event is not None and event.button() == Qt.MouseButton.MiddleButton:
            self.reset_wanted.emit()
        elif event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.doubled.emit(self.mapToScene(event.position().toPoint()))

    def changeEvent(self, event: QEvent | None) -> None:
        """Have the axes written in the type of the widget."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            scene = self.scene()
            for item in scene.items() if scene is not None else ():
                if isinstance(item, Plot):
                    set_type(item)
            self.type_changed.emit()

    def set_top_margin(self, extra: float) -> None:
        """Leave so much more room free above what stands here."""
        self.extra_margin = extra
        self.ci.layout.setContentsMargins(6, TOP_MARGIN + extra, 8, 6)
        self.room_changed.emit()

    def fit_layout(self) -> None:
        """Have what stands here take the room that there is: it may have insisted on more until now."""
        if self.ci.geometry() != self.range:
            self.ci.setGeometry(self.range)

    def resizeEvent(self, ev: QResizeEvent) -> None:
        """Tell that it has another size."""
        super().resizeEvent(ev)
        self.room_changed.emit()

    def leaveEvent(self, event: object) -> None:
        """Report that nothing is pointed at any more."""
        self.left.emit()
        super().leaveEvent(event)


def new_plot(
    canvas: Canvas, row: int, column: int, left: pg.AxisItem | None = None, bottom: pg.AxisItem | None = None
) -> Plot:
    """Add a plot without menus and buttons to a canvas."""
    axes = {"left": left or NumberAxis("left"), "bottom": bottom or NumberAxis("bottom")}
    plot = Plot(PlainViewBox(enableMenu=False), axes)
    plot.vb.setDefaultPadding(0.0)
    canvas.addItem(plot, row=row, col=column)
    repaint_moved(canvas, plot)
    return plot


def show_numbers(plot: Plot, are_shown: bool) -> None:
    """Have numbers at the axes; without any, no plot that is still to come seems to go from 0 to 1."""
    for side in ("left", "bottom"):
        plot.getAxis(side).setStyle(showValues=are_shown, tickLength=-5 if are_shown else 0)


def repaint_moved(canvas: Canvas, plot: Plot) -> None:
    """Paint the whole canvas anew when the plot gets another place: when an axis gets wider or narrower.

    Numbers that stick out of an axis would be left behind where they were.
    """
    plot.vb.geometryChanged.connect(canvas.viewport().update)


def style_plot(plot: Plot, theme: Theme) -> None:
    """Give the axes of a plot the colours of a theme and the type of its widget."""
    set_type(plot)
    for axis in plot.axes.values():
        axis.setPen(QColor(theme.muted))
        axis.setTextPen(QColor(theme.text))
        axis.enableAutoSIPrefix(False)  # it would write (x0.001) beside a label whose numbers it leaves alone
        if axis.labelText:
            axis.setLabel(axis.labelText, color=theme.text)
    plot.vb.setBorder(QColor(theme.line))


def type_of(item: QGraphicsItem) -> QFont:
    """Return the type of the widget that an item is in."""
    scene = item.scene()
    views = scene.views() if scene is not None else []
    return views[0].font() if views else QApplication.font()


def height_below(font: QFont) -> int:
    """Return how high an axis below a plot is in a type, with its name."""
    return round(2 * QFontMetricsF(font).height()) + 12


def set_type(plot: Plot) -> None:
    """Give the axes of a plot the type of the widget that it is in, and all bottom axes the same height."""
    font = type_of(plot)
    plot.getAxis("bottom").setHeight(height_below(font))
    for axis in plot.axes.values():
        axis.setTickFont(font)
        axis.label.setFont(font)
        if isinstance(axis, NamedAxis):
            axis.fit_name()
