"""What a lesson locks and hides of the window itself: its menus, its docks and the panel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from momentum_lab.core.messages import message
from momentum_lab.gui.docks.dock import Dock
from momentum_lab.gui.window.middle import Middle
from momentum_lab.session import Session
from momentum_lab.wording.locks import refusal

NEEDED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("landscapes", "formula"), "landscape"),
    **dict.fromkeys(("add_ball", "choose_ball", "paste_ball", "move_ball_up", "move_ball_down"), "balls"),
    **dict.fromkeys(("change", "remove_change"), "changes"),
}
"""What the entries of the menus change, by their names: locked or hidden with it."""
SHOWN: Final[Mapping[str, str]] = {
    "show_notes": "notes",
    "show_table": "notes",
    "notes": "notes",
    "panel": "panel",
}
"""What they show, of what is not a dock of its own."""


class LessonGate:
    """Says which entries of the menus a lesson leaves out, and why one cannot be taken.

    Parameters
    ----------
    docks
        The keys of the docks, which are the names of their entries.
    """

    def __init__(self, session: Session, docks: Iterable[str]) -> None:
        self._session = session
        self._shown = {**SHOWN, **{key: key for key in docks}}

    @property
    def limits(self) -> tuple[frozenset[str], frozenset[str]]:
        """What is locked, and what is hidden."""
        locking = self._session.lessons.locking
        return locking.locks, locking.hides

    def is_offered(self, name: str) -> bool:
        """Whether an entry is shown in its menu."""
        locking = self._session.lessons.locking
        return not (
            self._shown.get(name) in locking.hides or (name in NEEDED and locking.is_hidden(NEEDED[name]))
        )

    def is_locked(self, name: str) -> bool:
        """Whether what an entry changes is locked."""
        return name in NEEDED and self._session.lessons.locking.is_locked(NEEDED[name])

    def refuses(self, name: str) -> bool:
        """Whether an entry cannot be taken, also by its key; then that is said."""
        if self.is_locked(name):
            self._session.said.emit(str(refusal([NEEDED[name]])))
        elif not self.is_offered(name):
            self._session.said.emit(str(message("This lesson does without that.")))
        else:
            return False
        return True


class LessonLimits:
    """Hides docks and the panel as long as a lesson leaves them out; then they are as before."""

    def __init__(self, session: Session, docks: Mapping[str, Dock], middle: Middle) -> None:
        self._lessons, self._docks, self._middle = session.lessons, docks, middle
        self._were_seen: set[str] = set()
        self.leave = session.lessons.changed.subscribe(self.follow)
        self.follow()

    def take_over(self, former: LessonLimits) -> None:
        """Show again what another one has hidden."""
        self._were_seen |= former._were_seen

    def follow(self) -> None:
        """Hide what the lesson leaves out, whoever has shown it, and show what it does not any more."""
        hides = self._lessons.hides
        for key, dock in self._docks.items():
            if key in hides and not dock.isHidden():
                self._were_seen.add(key)
                dock.hide()
            elif key not in hides and key in self._were_seen:
                self._were_seen.discard(key)
                dock.show()
        self._middle.set_offered("panel" not in hides)
