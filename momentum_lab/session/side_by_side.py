"""Small multiples in place of the views: whether they are shown, of what, and in which view."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.event import Event
from momentum_lab.figures.grid import BALLS, check_grid
from momentum_lab.figures.views import view_kind

FIRST_VIEW: Final = "contour"


class SideBySide:
    """What the window shows side by side, with one playhead: each ball alone, or one ball with other values.

    Nothing of the experiment changes by it. Runs of other values are there to be looked at, until one of them
    is taken over as any value is.

    Attributes
    ----------
    changed
        Something of it is otherwise than before.
    grid
        "balls", or "KEY=VALUE,VALUE"; empty while the views are shown as usual.
    view
        The name of the view that each of them is.
    """

    def __init__(self) -> None:
        self.changed: Event[[]] = Event()
        self.grid = ""
        self.view = FIRST_VIEW
        self._latest = BALLS

    @property
    def is_shown(self) -> bool:
        """Whether there are small multiples."""
        return bool(self.grid)

    def show(self, grid: str) -> None:
        """Show the multiples of a grid, or, if it is empty, the views as usual.

        Raises
        ------
        InputError
            It is neither "balls" nor "KEY=VALUE,VALUE".
        """
        check_grid(grid)
        self._latest = grid or self._latest
        if grid != self.grid:
            self.grid = grid
            self.changed.emit()

    def toggle(self) -> None:
        """Show the multiples that were shown last, or the views as usual again."""
        self.show("" if self.is_shown else self._latest)

    def set_view(self, name: str) -> None:
        """Show each of them in another view; :class:`InputError` if there is none of that name."""
        if view_kind(name).name != self.view:
            self.view = name
            self.changed.emit()
