"""Every action of the window in one table: its menu, its words, its keys, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtGui import QAction, QIcon, QKeySequence
from PyQt6.QtWidgets import QMainWindow, QMenu


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One entry of a menu; without ``text`` it is a line between two entries."""

    name: str = ""
    text: str = ""
    keys: tuple[str, ...] = ()
    run: Callable[[], object] | None = None
    is_checkable: bool = False


LINE = ActionSpec()


def add_entry(menu: QMenu, text: str, run: Callable[[], object], icon: QIcon | None = None) -> QAction:
    """Add one action without keys to a menu that is filled when it is opened."""
    action = QAction(icon or QIcon(), text, menu)
    action.triggered.connect(lambda _checked=False: run())
    menu.addAction(action)
    return action


def add_menu(window: QMainWindow, title: str, specs: Sequence[ActionSpec]) -> dict[str, QAction]:
    """Add a menu with actions to the window; return the actions by name."""
    bar = window.menuBar()
    assert bar is not None
    menu = bar.addMenu(title)
    assert menu is not None
    return fill_menu(window, menu, specs)


def fill_menu(window: QMainWindow, menu: QMenu, specs: Sequence[ActionSpec]) -> dict[str, QAction]:
    """Add actions to a menu; return them by name."""
    actions: dict[str, QAction] = {}
    for spec in specs:
        if not spec.text:
            menu.addSeparator()
            continue
        action = QAction(spec.text, window)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setCheckable(spec.is_checkable)
        if spec.run is not None:
            action.triggered.connect(lambda _checked=False, run=spec.run: run())
        menu.addAction(action)
        actions[spec.name] = action
    return actions
