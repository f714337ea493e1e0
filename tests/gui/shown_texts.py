"""All texts that a window or a dialog shows, with where they are."""

from __future__ import annotations

from collections.abc import Iterator

import pyqtgraph as pg
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGraphicsSimpleTextItem,
    QGraphicsTextItem,
    QGraphicsView,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QStatusBar,
    QTabWidget,
    QTextEdit,
    QWidget,
)

from momentum_lab.gui.widgets.actions import plain
from momentum_lab.gui.widgets.elided import ElidedLabel

ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def shown_texts(top: QWidget) -> Iterator[tuple[str, str]]:
    """Yield each text of a window and of what is in it, also what a tip or a screen reader says."""
    yield "title of the window", top.windowTitle()
    for menu in top.findChildren(QMenu):
        menu.aboutToShow.emit()
    for action in top.findChildren(QAction):
        where = f"action {action.objectName()}"
        yield where, plain(action.text())
        yield f"{where}: tip", plain(action.toolTip())
    for widget in (top, *top.findChildren(QWidget)):
        if not widget.objectName().startswith("qt_"):
            name = type(widget).__name__
            yield f"{name}: tip", widget.toolTip()
            yield f"{name}: name", widget.accessibleName()
            yield f"{name}: description", widget.accessibleDescription()
            for text in texts_of(widget):
                yield name, text


def texts_of(widget: QWidget) -> Iterator[str]:
    """Yield what a widget itself shows."""
    if isinstance(widget, ElidedLabel):
        yield widget.text
    elif isinstance(widget, QLabel):
        yield widget.text()
    elif isinstance(widget, QAbstractButton):
        yield plain(widget.text())
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
        yield widget.text() if widget.isReadOnly() else ""
    elif isinstance(widget, QTextEdit | QPlainTextEdit):
        yield widget.placeholderText()
        yield widget.toPlainText() if widget.isReadOnly() else ""
    elif isinstance(widget, QTabWidget):
        for index in range(widget.count()):
            yield plain(widget.tabText(index))
            yield widget.tabToolTip(index)
    elif isinstance(widget, QMenu | QGroupBox):
        yield plain(widget.title())
    elif isinstance(widget, QStatusBar):
        yield widget.currentMessage()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    elif isinstance(widget, QAbstractItemView):
        yield from of_model(widget)
    elif isinstance(widget, QGraphicsView):
        yield from of_scene(widget)


def of_model(widget: QAbstractItemView) -> Iterator[str]:
    model = widget.model()
    if model is None:
        return
    columns = 1 if isinstance(widget, QListView) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(columns):
            for role in ROLES:
                text = model.data(model.index(row, column), role)
                yield text if isinstance(text, str) else ""
    for orientation, count in (
        (Qt.Orientation.Horizontal, columns),
        (Qt.Orientation.Vertical, model.rowCount()),
    ):
        for section in range(count):
            for role in ROLES[:2]:
                text = model.headerData(section, orientation, role)
                yield text if isinstance(text, str) else ""


def of_scene(widget: QGraphicsView) -> Iterator[str]:
    scene = widget.scene()
    for item in scene.items() if scene is not None else ():
        if isinstance(item, QGraphicsTextItem):
            yield item.toPlainText()
        elif isinstance(item, QGraphicsSimpleTextItem):
            yield item.text()
        elif isinstance(item, pg.AxisItem):
            yield item.labelText or ""
