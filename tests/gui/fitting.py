"""What of a window is cut off, or lies outside of it."""

from __future__ import annotations

from collections.abc import Iterator

import pyqtgraph as pg
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QMenuBar,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QWidget,
)

from momentum_lab.gui.views.plot import Canvas
from momentum_lab.gui.widgets.elided import ElidedLabel


def settle() -> None:
    """Let everything be laid out."""
    for _ in range(4):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def scrolled_in(widget: QWidget) -> QScrollArea | None:
    """The area in which a widget scrolls."""
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QScrollArea):
            return above
        above = above.parentWidget()
    return None


def place_of(widget: QWidget, top: QWidget) -> QRect:
    return QRect(widget.mapTo(top, QPoint()), widget.size())


def text_of(widget: QWidget) -> str:
    if isinstance(widget, ElidedLabel):
        return widget.text
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()


def misfits(top: QWidget) -> Iterator[str]:
    """What of a window is cut off, or lies outside of it."""
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not top:
            continue
        area = scrolled_in(widget)
        told = f"{type(widget).__name__} {text_of(widget)!r}"
        if area is None:
            if not top.rect().contains(place_of(widget, top)) and not isinstance(
                widget.parent(), QAbstractScrollArea
            ):
                yield f"{told} lies outside: {place_of(widget, top)} of {top.rect()}"
        elif place_of(widget, top).right() > place_of(area, top).right():
            yield f"{told} is cut off by what it scrolls in"
        yield from (f"{told} {problem}" for problem in cut(widget))


def cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        if widget.is_cut and not widget.toolTip():
            yield "is cut without a tool tip"
        if widget.height() < widget.fontMetrics().height():
            yield "is too low"
    elif isinstance(widget, QLabel) and widget.text():
        high = (
            widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.minimumSizeHint().height()
        )
        if not widget.wordWrap() and widget.width() < widget.minimumSizeHint().width():
            yield f"is {widget.width()} wide and needs {widget.minimumSizeHint().width()}"
        if widget.height() < high:
            yield f"is {widget.height()} high and needs {high}"
    elif isinstance(widget, QAbstractButton) and widget.text():
        if widget.width() < widget.minimumSizeHint().width():
            yield f"is {widget.width()} wide and needs {widget.minimumSizeHint().width()}"
    elif isinstance(widget, QComboBox):
        yield from () if chosen_is_whole(widget) else ("is cut without a tool tip",)
    elif isinstance(widget, QLineEdit):
        yield from () if filled_in_is_whole(widget) else ("has no room for what may be filled in",)
    elif isinstance(widget, Canvas):
        yield from long_names(widget)
    elif isinstance(widget, QGroupBox):
        if widget.fontMetrics().horizontalAdvance(widget.title()) > widget.contentsRect().width():
            yield "has no room for its title"
    elif isinstance(widget, QHeaderView):
        yield from cut_sections(widget)
    elif isinstance(widget, QAbstractItemView):
        yield from cut_cells(widget)
    elif isinstance(widget, QMenuBar):
        if any(widget.actionGeometry(action).isEmpty() for action in widget.actions()):
            yield "has no room for all menus"
    elif isinstance(widget, QTabBar) and widget.count():
        is_reached = (
            widget.usesScrollButtons() or widget.tabRect(widget.count() - 1).right() <= widget.width()
        )
        yield from () if is_reached else ("has no room for all tabs",)
        for tab in range(widget.count()):
            words, room = widget.tabText(tab), widget.tabRect(tab).width()
            is_cut = widget.fontMetrics().horizontalAdvance(words) > room
            if is_cut and not widget.tabToolTip(tab).startswith(words):
                yield f"has the tab {words!r} cut"


def long_names(canvas: Canvas) -> Iterator[str]:
    """Yield the names of axes that are longer than their axes."""
    for axis in canvas.scene().items():
        if isinstance(axis, pg.AxisItem) and axis.isVisible() and axis.labelText and axis.label.isVisible():
            size, name = axis.size(), axis.label.boundingRect()
            length = size.height() if axis.orientation in ("left", "right") else size.width()
            if name.width() > length + 1:
                yield f"has the name {axis.labelText!r} on an axis of {length:.0f}: {name.width():.0f}"


def chosen_is_whole(chooser: QComboBox) -> bool:
    """Whether what is chosen can be read: there, or in the tool tip."""
    return is_shown_whole(chooser) or chooser.currentText() in chooser.toolTip()


def is_shown_whole(chooser: QComboBox) -> bool:
    """Whether a chooser has room for what is chosen."""
    option = QStyleOptionComboBox()
    chooser.initStyleOption(option)
    style, field = QApplication.style(), QStyle.SubControl.SC_ComboBoxEditField
    assert style is not None
    room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, chooser).width() - 2
    room -= 0 if option.currentIcon.isNull() else option.iconSize.width() + 4
    return chooser.fontMetrics().horizontalAdvance(chooser.currentText()) <= room


def filled_in_is_whole(field: QLineEdit) -> bool:
    """Whether the words in an empty field can be read: there, or in the tool tip."""
    told = field.placeholderText()
    if field.text() or not told:
        return True
    room = field.contentsRect().width() - 2 * 2 - 2
    return field.fontMetrics().horizontalAdvance(told) <= room or told in field.toolTip()


def cut_sections(header: QHeaderView) -> Iterator[str]:
    """Yield the sections of a header that are narrower than their words, and do not say them in a tip."""
    model = header.model()
    if model is None or header.orientation() == Qt.Orientation.Vertical:
        return
    for section in range(model.columnCount()):
        words = model.headerData(section, header.orientation()) or ""
        tip = model.headerData(section, header.orientation(), Qt.ItemDataRole.ToolTipRole) or ""
        longest = max(map(header.fontMetrics().horizontalAdvance, str(words).split("\n")))
        if longest > header.sectionSize(section) and not header.isSectionHidden(section) and words not in tip:
            yield f"has {words!r} cut: {header.sectionSize(section)} of {longest}"


def cut_cells(view: QAbstractItemView) -> Iterator[str]:
    """Yield the cells of a table or list that are narrower than their words, and do not say them in a tip."""
    model = view.model()
    if model is None:
        return
    for row in range(model.rowCount()):
        for column in range(1 if isinstance(view, QListView) else model.columnCount()):
            index = model.index(row, column)
            room = view.visualRect(index).width()
            words, tip = index.data(), index.data(Qt.ItemDataRole.ToolTipRole) or ""
            if not isinstance(words, str) or room <= 0 or words in tip:
                continue
            needed = view.fontMetrics().boundingRect(0, 0, room, 10_000, wraps(view), words)
            if needed.width() > room or needed.height() > view.visualRect(index).height() + 1:
                yield f"has {words!r} cut: {needed.size()} in {view.visualRect(index).size()}"


def wraps(view: QAbstractItemView) -> int:
    """Whether words go on in another line, as Qt says it."""
    is_wrapping = isinstance(view, QTableView) and view.wordWrap()
    return int(Qt.TextFlag.TextWordWrap if is_wrapping else Qt.TextFlag.TextSingleLine)


def too_wide(menu: QMenu, width: int) -> Iterator[str]:
    """Yield a menu that is wider than so much of the screen; Qt scrolls one that is higher."""
    needed = menu.sizeHint()
    if needed.width() > width:
        yield f"the menu {menu.title()!r} is {needed.width()} x {needed.height()}"
