"""Help: every key, read from the actions themselves."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Final

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QMenu,
    QMenuBar,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.messages import message, message_in, words
from momentum_lab.gui.widgets.actions import plain
from momentum_lab.gui.widgets.screen import fitting

FIRST_SIZE = QSize(560, 640)
MOUSE: Final = (
    (message("Click or drag on the contour map"), message("move the start; every path follows")),
    (message("Drag on the loss curves"), message("go to a step")),
    (message("Point at the loss curves, or at a ball"), message("read its numbers")),
    (
        message("Wheel on the loss curves, or on one of their axes"),
        message("zoom; a double click shows all again"),
    ),
    (message("Drag on the surface"), message("turn it; wheel zooms, double click resets")),
    (message("Wheel on the contour map"), message("zoom")),
    (message("Drag with another button, or with Shift"), message("move what a view shows")),
    (message("Double click on a view's header"), message("give it the whole space, and back")),
    (message("Drop a file on the window"), message("open it")),
)


FIELDS: Final = (
    (message_in("a key", "Return"), message("take what is typed; the keys play and step again")),
    (message_in("a key", "Escape"), message("take back what is typed, and leave the field")),
    (message_in("a key", "Tab"), message("the next field, also after it was left")),
    (message_in("a key", "Up, Down"), message("a step up or down in a number")),
    ("1/3, 5e-3, 2**-3, 50%", message("understood in numbers, as is a decimal comma")),
)


class ShortcutsDialog(QDialog):
    """Lists what keys and mouse do."""

    def __init__(self, parent: QWidget, menus: Iterable[tuple[str, list[QAction]]]) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("Keys and mouse"))
        self.resize(fitting(self, FIRST_SIZE))
        self.browser = QTextBrowser()
        self.browser.setAccessibleName(words("keys and mouse"))
        self.browser.setHtml("".join(_section(title, _keys(actions)) for title, actions in menus))
        self.browser.append(_section(words("In a field"), [(str(keys), str(what)) for keys, what in FIELDS]))
        self.browser.append(_section(words("Mouse"), [(str(hand), str(what)) for hand, what in MOUSE]))
        self.browser.moveCursor(self.browser.textCursor().MoveOperation.Start)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.browser)
        layout.addWidget(buttons)


def show_shortcuts(window: QWidget) -> None:
    """Show what every key of a window does."""
    bar = window.findChild(QMenuBar)
    assert bar is not None
    dialog = ShortcutsDialog(window, listed(bar))
    dialog.exec()
    dialog.deleteLater()


def listed(bar: QMenuBar) -> list[tuple[str, list[QAction]]]:
    """Return (menu, its actions) of everything in a bar of menus."""
    menus = [entry.menu() for entry in bar.actions()]
    return [(plain(menu.title()), _with_submenus(menu)) for menu in menus if menu is not None]


def _with_submenus(menu: QMenu) -> list[QAction]:
    actions = []
    for action in menu.actions():
        below = action.menu()
        actions += [action] if below is None else _with_submenus(below)
    return actions


def _keys(actions: list[QAction]) -> list[tuple[str, str]]:
    rows = []
    for action in actions:
        keys = [k.toString(QKeySequence.SequenceFormat.NativeText) for k in action.shortcuts()]
        if keys:
            rows.append((", ".join(keys), action.iconText().rstrip("…")))
    return rows


def _section(title: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    cells = "".join(
        f'<tr><td style="padding-right:18px"><b>{html.escape(key)}</b></td><td>{html.escape(what)}</td></tr>'
        for key, what in rows
    )
    return f"<h3>{html.escape(title)}</h3><table cellpadding='2'>{cells}</table>"
