"""What of a window is cut off, or lies outside of it."""

from __future__ import annotations

from collections.abc import Iterator

from PyQt6.QtCore import QPoint, QRect
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QMenuBar,
    QScrollArea,
    QTabBar,
    QWidget,
)

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
    elif isinstance(widget, QMenuBar):
        if any(widget.actionGeometry(action).isEmpty() for action in widget.actions()):
            yield "has no room for all menus"
    elif isinstance(widget, QTabBar) and widget.count():
        is_whole = widget.tabRect(widget.count() - 1).right() <= widget.width()
        yield from () if is_whole else ("has no room for all tabs",)
