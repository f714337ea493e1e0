"""Dialogs that an entry of the menus opens, as rows of a table."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtWidgets import QWidget

from momentum_lab.core.messages import Message
from momentum_lab.core.values import dataclass
from momentum_lab.gui.dialogs.documents import commit_edits
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.session import Session


@dataclass(frozen=True, slots=True)
class DialogRow:
    """A dialog as the menus know it.

    ``open`` is given the window and the session; what the dialog is made of is imported in it, or it would
    hold up the first frame.
    """

    key: str
    text: Message
    keys: tuple[str, ...]
    slot: str
    open: Callable[[QWidget, Session], None]

    def entry(self, window: QWidget, session: Session) -> ActionSpec:
        """Return the entry that opens it over a window; what is being typed there is taken first."""

        def run() -> None:
            commit_edits(window)
            self.open(window, session)

        return ActionSpec(self.key, str(self.text), self.keys, run, self.slot)
