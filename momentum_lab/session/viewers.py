"""Who shows a session: the windows that share it."""

from __future__ import annotations


class Viewers:
    """Those who show one session, in the order in which they came."""

    def __init__(self) -> None:
        self._present: list[Viewer] = []

    def join(self) -> Viewer:
        """Return a new viewer."""
        viewer = Viewer(self._present)
        self._present.append(viewer)
        return viewer

    @property
    def is_anyone_there(self) -> bool:
        """Whether somebody shows the session."""
        return bool(self._present)


class Viewer:
    """One of those who show a session."""

    def __init__(self, present: list[Viewer]) -> None:
        self._present = present

    @property
    def is_first(self) -> bool:
        """Whether no other viewer has been there for longer: what needs one answer, this one asks."""
        return bool(self._present) and self._present[0] is self

    @property
    def is_only(self) -> bool:
        """Whether nobody else shows the session."""
        return self._present == [self]

    def leave(self) -> None:
        """Show the session no longer."""
        if self in self._present:
            self._present.remove(self)
