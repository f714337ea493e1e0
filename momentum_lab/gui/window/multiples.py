"""The place of small multiples among the views: empty until they are wanted, told nothing while hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QVBoxLayout, QWidget

from momentum_lab.core.event import Event
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.view import Drawing, View
from momentum_lab.gui.widgets.part import SeenViews
from momentum_lab.session import Session
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:  # the window starts without it
    from momentum_lab.gui.window.cells_area import CellsArea


class Multiples(QWidget):
    """Shows small multiples where the session wants them.

    Parameters
    ----------
    make
        Makes a view by its name, which tells the session what a person wants.

    Attributes
    ----------
    area
        What shows them; None before they were wanted.
    changed
        There are other multiples.
    """

    def __init__(self, session: Session, make: Callable[[str], View]) -> None:
        super().__init__()
        self._session, self._make = session, make
        self._look: tuple[Theme, Drawing] = LIGHT, Drawing()
        self._is_projected = False
        self.area: CellsArea | None = None
        self.changed: Event[[]] = Event()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._layout = layout
        self.hide()

    @property
    def are_shown(self) -> bool:
        """Whether they are shown, in the place of the views."""
        return self._session.side_by_side.is_shown

    @property
    def seen(self) -> SeenViews:
        """What stands above them, as far as they are there."""
        return SeenViews() if self.area is None else self.area.seen

    def refresh(self) -> None:
        """Show what is wanted now, or nothing."""
        if self.are_shown and self.area is None:
            from momentum_lab.gui.window.cells_area import CellsArea

            self.area = CellsArea(self._session, self._make)
            self.area.draw_as(*self._look)
            self.area.changed.subscribe(self.changed.emit)
            self.area.set_projected(self._is_projected)
            self._layout.addWidget(self.area)
        self.setVisible(self.are_shown)
        if self.area is None:
            return
        if self.are_shown:
            self.area.show_choice()
        else:
            self.area.clear()

    def show_run(self, run: Run, step: int) -> None:
        """Show another run, or more of it, at a step."""
        if self.area is not None and self.are_shown:
            self.area.show_run(run, step)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        if self.area is not None and self.are_shown:
            self.area.show_step(step)

    def draw_as(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._look = theme, drawing
        if self.area is not None:
            self.area.draw_as(theme, drawing)

    def set_projected(self, is_projected: bool) -> None:
        """Show the multiples alone, or what they are of as well."""
        self._is_projected = is_projected
        if self.area is not None:
            self.area.set_projected(is_projected)

    def set_quick(self, is_quick: bool) -> None:
        """Draw quickly while one run follows the other, or as it should be."""
        if self.area is not None and self.are_shown:
            self.area.set_quick(is_quick)

    def show_whole(self) -> None:
        """Look at the whole again."""
        if self.area is not None:
            self.area.show_whole()

    def take_over(self, former: Multiples) -> None:
        """Show the multiples of another one, where its views look."""
        if self.are_shown and self.area is not None and former.area is not None:
            self.area.take_over(former.area)

    def stop(self) -> None:
        """Compute nothing more."""
        if self.area is not None:
            self.area.stop()
