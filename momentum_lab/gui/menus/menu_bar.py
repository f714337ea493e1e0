"""The menus of the window, made from what its parts, dialogs and the session offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, Protocol

from PyQt6.QtGui import QAction, QActionGroup, QIcon, QPalette
from PyQt6.QtWidgets import QMainWindow, QMenu

from momentum_lab.core.messages import NOTHING, Message, message_in
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.actions import ActionSpec, SubmenuSpec, fill_lazily, new_action

Spec = ActionSpec | SubmenuSpec

MENUS: Final[tuple[tuple[Message, tuple[tuple[str, ...], ...]], ...]] = (
    (
        message_in("a menu", "&File"),
        (("file.open",), ("file.save",), ("file.picture", "file.map", "file.export"), ("file.quit",)),
    ),
    (message_in("a menu", "&Presets"), (("presets",),)),
    (
        message_in("a menu", "&Edit"),
        (
            ("edit.undo",),
            ("edit.copy",),
            ("edit.notes",),
            ("edit.landscape",),
            ("edit.balls", "edit.places"),
        ),
    ),
    (message_in("a menu", "P&lay"), (("play.steps",), ("play.changes",), ("play.speed",))),
    (
        message_in("a menu", "Lesso&n"),
        (("lesson.pages",), ("lesson.class",), ("lesson.report",), ("lesson.files",)),
    ),
    (
        message_in("a menu", "&View"),
        (
            ("view.theme", "view.type", "view.language"),
            ("view.views", "view.docks"),
            ("view.drawing",),
            ("view.panes", "view.screen"),
        ),
    ),
    (message_in("a menu", "&Help"), (("help",),)),
)
"""Title and slots of each menu; there is a line between two groups of slots."""


class Gate(Protocol):
    """Says which entries are offered, and refuses others: where a lesson locks and hides something."""

    @property
    def limits(self) -> object:
        """What is another value where other entries are offered or locked than before."""
        ...

    def is_offered(self, name: str) -> bool:
        """Whether an entry is shown in its menu."""
        ...

    def is_locked(self, name: str) -> bool:
        """Whether it is shown with the sign of a lock."""
        ...

    def refuses(self, name: str) -> bool:
        """Whether it cannot be taken, also by its key; then that is said."""
        ...


class Menus:
    """The menus of a window.

    Parameters
    ----------
    gate
        Asked about each entry, whenever something may have changed.

    Attributes
    ----------
    actions
        Those that are there all the time, by their names.

    Raises
    ------
    ValueError
        An entry stands in a slot that no menu has.
    """

    def __init__(self, window: QMainWindow, specs: Iterable[Spec], gate: Gate) -> None:
        self.actions: dict[str, QAction] = {}
        self._specs: dict[str, ActionSpec] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._submenus: list[tuple[Callable[[], bool], QMenu]] = []
        self._window, self._gate = window, gate
        self._limits: object = None
        slots: dict[str, list[Spec]] = {s: [] for _, blocks in MENUS for block in blocks for s in block}
        for spec in specs:
            if spec.slot not in slots:
                raise ValueError(f"no menu has the slot {spec.slot!r} of {spec.text!r}")
            slots[spec.slot].append(spec)
        for title, blocks in MENUS:
            self._add_menu(title, [[spec for slot in block for spec in slots[slot]] for block in blocks])
        menus = (menu for menu in window.findChildren(QMenu) if not menu.isEmpty())
        self._entries = {menu: menu.actions() for menu in menus}
        self._changing = [(s, self.actions[name]) for name, s in self._specs.items() if s.changes]
        self.refresh()

    def refresh(self) -> None:
        """Show which actions can be taken, and which are on."""
        for spec, action in self._changing:
            spec.refresh(action)
        for is_enabled, menu in self._submenus:
            menu.setEnabled(is_enabled())
        limits = self._gate.limits
        if limits != self._limits:
            self._limits = limits
            for name in self._specs:
                self._draw_lock(name)
            for menu, entries in self._entries.items():
                self._show_offered(menu, entries)

    def _show_offered(self, menu: QMenu, entries: list[QAction]) -> None:
        """Take out of a menu what is not offered, whose keys work all the same, and put it back."""
        there = menu.actions()
        for number, action in enumerate(entries):
            is_offered = self._gate.is_offered(action.objectName())
            if not is_offered and action in there:
                menu.removeAction(action)
            elif is_offered and action not in there:
                after = next((each for each in entries[number + 1 :] if each in menu.actions()), None)
                menu.insertAction(after, action)

    def _draw_lock(self, name: str) -> None:
        action, is_locked = self.actions[name], self._gate.is_locked(name)
        if is_locked == action.icon().isNull():
            color = self._window.palette().color(QPalette.ColorRole.WindowText).name()
            action.setIcon(icon("lock", color) if is_locked else QIcon())

    def _add_menu(self, title: Message, blocks: list[list[Spec]]) -> None:
        bar = self._window.menuBar()
        assert bar is not None
        menu = QMenu(str(title), bar)
        bar.addMenu(menu)
        for block in filter(None, blocks):
            if not menu.isEmpty():
                menu.addSeparator()
            for spec in block:
                if isinstance(spec, ActionSpec):
                    self._add_action(menu, spec)
                elif not spec.text:  # the menu itself
                    fill_lazily(menu, spec.entries)
                else:
                    self._add_submenu(menu, spec)

    def _add_submenu(self, above: QMenu, spec: SubmenuSpec) -> None:
        menu = QMenu(spec.text, self._window)
        above.addMenu(menu)
        if spec.is_enabled is not None:
            self._submenus.append((spec.is_enabled, menu))
        if spec.is_lazy:
            fill_lazily(menu, spec.entries)
            return
        for entry in spec.entries():
            if not entry.text:
                menu.addSeparator()
                continue
            action = self._add_action(menu, entry)
            if spec.listed_as != NOTHING:
                action.setIconText(str(spec.listed_as.filled(entry=action.iconText())))

    def _add_action(self, menu: QMenu, spec: ActionSpec) -> QAction:
        def run() -> None:
            if not self._gate.refuses(spec.name):
                spec.run()

        action = new_action(self._window, replace(spec, run=run), self.refresh)
        if spec.group:
            if spec.group not in self._groups:
                self._groups[spec.group] = QActionGroup(self._window)
            self._groups[spec.group].addAction(action)
        menu.addAction(action)
        menu.setToolTipsVisible(True)
        self._window.addAction(action)  # so that its keys work while the menus are hidden
        self.actions[spec.name], self._specs[spec.name] = action, spec
        return action
