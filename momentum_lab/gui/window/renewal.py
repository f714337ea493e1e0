"""A window made anew for the same session, in the language of the moment; what is open and shown stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QPlainTextEdit,
    QSplitter,
    QTabWidget,
    QWidget,
)

from momentum_lab.core.event import Event
from momentum_lab.core.messages import LANGUAGE
from momentum_lab.gui.dialogs.documents import commit_edits
from momentum_lab.gui.dialogs.staying import Staying
from momentum_lab.gui.widgets.qt_words import let_qt_speak
from momentum_lab.gui.window.main_window import MainWindow

Path: TypeAlias = tuple[tuple[str, int], ...]
"""The way from a window down to a widget: of each step the class, and which of its brothers of that class."""
LEVELS: Final = 4
"""From the window down to what scrolls, each of which lays out what it holds when it is told to."""
PATIENCE: Final = 100
"""Milliseconds after which it is tried again while a dialog is open."""


class ShownWindow(QObject):
    """The window that a person sees: where the language changes, another one takes its place.

    That happens when nothing else is at work any more: the menu that was chosen from is the old window's.

    Attributes
    ----------
    window
        It.
    spoken
        The code of the language that it speaks.
    replaced
        Another one is there from now on.
    """

    def __init__(self, window: MainWindow, make: Callable[[MainWindow], MainWindow] | None = None) -> None:
        super().__init__()
        self.window = window
        self.replaced: Event[MainWindow] = Event()
        self._make = make or renewed
        self.spoken = LANGUAGE.code
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._renew)
        self._leave = LANGUAGE.changed.subscribe(lambda _code: self._soon.start(0))

    def stop(self) -> None:
        """Keep the window that there is."""
        self._leave()
        self._soon.stop()

    def _renew(self) -> None:
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            self._soon.start(PATIENCE)
            return
        self.window, self.spoken = self._make(self.window), LANGUAGE.code
        self.replaced.emit(self.window)


def renewed(former: MainWindow) -> MainWindow:
    """Put a new window in the place of one, and let that go."""
    let_qt_speak()
    commit_edits(former)
    focus = former.focusWidget()
    former.remember_layout()
    window = MainWindow(former.session)
    window.take_over(former)
    window.show()
    for dialog in former.findChildren(QDialog):
        if isinstance(dialog, Staying) and dialog.isVisible():
            dialog.open_again(window, window.session).setGeometry(dialog.geometry())
            dialog.close()
    for _ in range(LEVELS):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    _carry(former, window)
    twin = None if focus is None else _found(window, _path(former, focus))
    if twin is not None:
        twin.setFocus()
    former.give_way()
    former.deleteLater()
    return window


def _carry(former: QWidget, new: QWidget) -> None:
    """Give widgets of a new window what those in the same places of a former one have of their own."""
    twins = dict(_places(new))
    for path, old in _places(former):
        twin = twins.get(path)
        if twin is not None:
            _carry_one(old, twin)


def _carry_one(old: QWidget, twin: QWidget) -> None:
    if isinstance(old, QTabWidget) and isinstance(twin, QTabWidget):
        twin.setCurrentIndex(old.currentIndex())
    elif isinstance(old, QSplitter) and isinstance(twin, QSplitter):
        twin.setSizes(old.sizes())
    elif isinstance(old, QPlainTextEdit) and isinstance(twin, QPlainTextEdit) and not old.isReadOnly():
        _carry_text(old, twin)
    if isinstance(old, QAbstractScrollArea) and isinstance(twin, QAbstractScrollArea):
        for bar, other in (
            (old.verticalScrollBar(), twin.verticalScrollBar()),
            (old.horizontalScrollBar(), twin.horizontalScrollBar()),
        ):
            if bar is not None and other is not None and bar.value() != other.value():
                other.setValue(bar.value())


def _carry_text(old: QPlainTextEdit, twin: QPlainTextEdit) -> None:
    if old.toPlainText() != twin.toPlainText():
        twin.setPlainText(old.toPlainText())
    cursor = twin.textCursor()
    cursor.setPosition(old.textCursor().position())
    twin.setTextCursor(cursor)


def _places(root: QWidget) -> Iterator[tuple[Path, QWidget]]:
    """Yield the widgets below one, with the way down to each."""
    waiting: list[tuple[Path, QWidget]] = [((), root)]
    while waiting:
        path, widget = waiting.pop()
        yield path, widget
        counts: Counter[str] = Counter()
        for child in widget.children():
            if isinstance(child, QWidget):
                kind = f"{type(child).__name__} {child.objectName()}"
                waiting.append(((*path, (kind, counts[kind])), child))
                counts[kind] += 1


def _path(root: QWidget, wanted: QWidget) -> Path | None:
    return next((path for path, widget in _places(root) if widget is wanted), None)


def _found(root: QWidget, path: Path | None) -> QWidget | None:
    return next((widget for there, widget in _places(root) if there == path), None)
