"""Actions as data: their words, their keys, where they stand in the menus, and what they do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from PyQt6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PyQt6.QtWidgets import QMenu, QWidget

from momentum_lab.core.messages import NOTHING, Message
from momentum_lab.gui.widgets.tips import plain_tip

_LETTER_BEHIND: Final = re.compile(r"\(&[^&)]\)")
"""A mnemonic as languages have it whose words have not its letter: 文件(&F)."""


def _nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One entry of a menu; without ``text`` it is a line between two entries.

    Attributes
    ----------
    slot
        Where it stands, such as "view.docks"; entries of one slot stand together, as they come.
    is_checked, is_enabled
        What its state is, asked for whenever that may have changed; None where it has none.
    title
        Its text where that depends on something.
    group
        Entries of one group are checked one instead of the other.
    """

    name: str = ""
    text: str = ""
    keys: tuple[str, ...] = ()
    run: Callable[[], object] = _nothing
    slot: str = ""
    is_checked: Callable[[], bool] | None = None
    is_enabled: Callable[[], bool] | None = None
    title: Callable[[], str] | None = None
    group: str = ""
    tip: str = ""

    @property
    def changes(self) -> bool:
        """Whether its text or its state depends on anything."""
        return any(each is not None for each in (self.title, self.is_checked, self.is_enabled))

    def refresh(self, action: QAction) -> None:
        """Give an action made of this the text and the state that it has now."""
        if self.title is not None:
            action.setText(self.title())
        if self.is_checked is not None:
            action.setChecked(self.is_checked())
        if self.is_enabled is not None:
            action.setEnabled(self.is_enabled())


LINE = ActionSpec()


@dataclass(frozen=True, slots=True)
class SubmenuSpec:
    """An entry that opens a menu of its own; without ``text`` it is what the menu of its slot is filled with.

    ``entries`` are found anew each time it opens if ``is_lazy``; they have no keys then. The others are
    called ``listed_as``, with their text in the place ``entry``, where they do not stand below it, as in the
    list of keys. ``is_enabled`` says whether it opens, asked for as that of an entry; None if it always does.
    """

    text: str
    slot: str
    entries: Callable[[], Iterable[ActionSpec]]
    is_lazy: bool = False
    listed_as: Message = NOTHING
    is_enabled: Callable[[], bool] | None = None


def add_entry(menu: QMenu, text: str, run: Callable[[], object], icon: QIcon | None = None) -> QAction:
    """Add one action without keys to a menu that is filled when it is opened."""
    action = QAction(icon or QIcon(), text, menu)
    action.triggered.connect(lambda _checked=False: run())
    menu.addAction(action)
    return action


def fill_lazily(menu: QMenu, entries: Callable[[], Iterable[ActionSpec]]) -> None:
    """Have a menu filled each time it opens."""
    # The menu owns them: a group of one of its own actions is a cycle, collected while Qt still has it.
    groups: dict[str, QActionGroup] = {}

    def fill() -> None:
        menu.clear()
        for spec in entries():
            if not spec.text:
                menu.addSeparator()
                continue
            action = add_entry(menu, spec.text, spec.run)
            action.setObjectName(spec.name)
            action.setCheckable(spec.is_checked is not None)
            if spec.group:
                if spec.group not in groups:
                    groups[spec.group] = QActionGroup(menu)
                groups[spec.group].addAction(action)
            action.setToolTip(plain_tip(spec.tip))
            spec.refresh(action)

    menu.aboutToShow.connect(fill)
    menu.setToolTipsVisible(True)


def new_action(owner: QWidget, spec: ActionSpec, done: Callable[[], object]) -> QAction:
    """Return an action that a widget owns; ``done`` is called after each time that it was triggered."""
    action = QAction(spec.text, owner)
    action.setObjectName(spec.name)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    action.setCheckable(spec.is_checked is not None)
    action.setIconText(plain(spec.text))  # what the list of keys calls it
    if spec.tip:
        action.setToolTip(plain_tip(spec.tip))

    def run() -> None:
        spec.run()
        done()

    action.triggered.connect(lambda _checked=False: run())
    return action


def plain(text: str) -> str:
    """Return the words of an entry without the mark of its mnemonic and its ellipsis."""
    named = _LETTER_BEHIND.sub("", text)
    return named.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def escaped(words: str) -> str:
    """Return words as an entry shows them, in which & marks no mnemonic."""
    return words.replace("&", "&&")


def action_of(widget: QWidget, name: str) -> QAction:
    """Return the action of a name in a widget's window, or in the one that a dock floats over."""
    window, action = widget.window(), None
    while window is not None and (action := window.findChild(QAction, name)) is None:
        above = window.parentWidget()
        window = None if above is None else above.window()
    assert action is not None, name
    return action


def trigger(widget: QWidget, name: str) -> None:
    """Do what the action of a name does in a widget's window."""
    action_of(widget, name).trigger()
