"""The docks that a lesson wants to be seen, and their room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QMainWindow

from momentum_lab.core.messages import message
from momentum_lab.gui.docks.dock import Dock
from momentum_lab.gui.docks.explore import Explore
from momentum_lab.gui.widgets.part import Part
from momentum_lab.session import Session

LAB, EXPLORE = "lab", "explore"
NARROW: Final = 0.75
"""Of the width that the page wants: less than this is widened, more was somebody's choice."""
_SIDES: Final = {
    LAB: Qt.DockWidgetArea.LeftDockWidgetArea,
    EXPLORE: Qt.DockWidgetArea.RightDockWidgetArea,
}


class LessonDocks:
    """Opens the Lab panel with a lesson, and the tab of Explore that a page names, until one names none.

    Explore stands on the other side of the views. Where there is no room for both it is not opened by a page;
    who calls one of them has it in the place of the other, as a tab of the same dock, until it goes.

    Parameters
    ----------
    least
        Tells the width that the views need.
    """

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        docks: Mapping[str, Dock],
        parts: Mapping[str, Part],
        least: Callable[[], int],
    ) -> None:
        self._window, self._session, self._least = window, session, least
        self._lab, self._explore_dock = docks.get(LAB), docks.get(EXPLORE)
        self._explore = parts.get(EXPLORE)
        self._shown = ""
        self._widening = QTimer(window)  # once the dock is laid out
        self._widening.setSingleShot(True)
        self._widening.timeout.connect(self._widen)
        self._has_opened = False  # Explore, which somebody else has not
        self.leave = session.lessons.page_changed.subscribe(self._follow)
        if self._lab is not None and self._explore_dock is not None:
            for dock, other in ((self._lab, self._explore_dock), (self._explore_dock, self._lab)):
                dock.called.subscribe(partial(self._lay_over, dock, other))
                dock.visibilityChanged.connect(partial(self._put_back, dock, other))
        self._follow()

    def take_over(self, former: LessonDocks) -> None:
        """Put away what another one has opened."""
        self._widening.stop()
        self._has_opened = former._has_opened

    def _follow(self) -> None:
        lessons = self._session.lessons
        name = "" if lessons.lesson is None else lessons.lesson.name
        if name and name != self._shown and self._lab is not None:
            self._lab.show()
            self._lab.raise_()
            if not self._shown:
                self._widening.start(0)
        self._shown = name
        if self._explore_dock is not None:
            is_wanted = bool(name) and EXPLORE not in lessons.hides
            self._show_explore(self._explore_dock, lessons.page.explore if is_wanted else "")

    def _widen(self) -> None:
        """Have the page as wide as it wants to be, where the panel was narrow without one."""
        part = None if self._lab is None else self._lab.widget()
        if self._lab is not None and part is not None and self._lab.takes_width:
            wanted = part.sizeHint().width()
            if self._lab.width() < NARROW * wanted:
                self._window.resizeDocks([self._lab], [wanted], Qt.Orientation.Horizontal)

    def _show_explore(self, dock: Dock, tab: str) -> None:
        """Show a tab of Explore; with none, put it away if a page has opened it."""
        if not tab:
            if self._has_opened:
                dock.hide()
            self._has_opened = False
        elif isinstance(self._explore, Explore):
            self._explore.show_tab(tab)
            if dock.isHidden() and self._has_room(dock):
                dock.show()
                self._has_opened = True
            elif dock.isHidden():
                self._session.said.emit(
                    str(message("There is no room for Explore beside the page: X shows it."))
                )

    def _lay_over(self, dock: Dock, other: Dock) -> None:
        """Lay one that is about to appear over the other if there is no room for both."""
        if not other.isHidden() and not other.isFloating() and not self._has_room(dock):
            self._window.tabifyDockWidget(other, dock)
            QTimer.singleShot(0, dock.raise_)

    def _put_back(self, dock: Dock, other: Dock, _is_seen: bool) -> None:
        """Have one that has gone on its own side again."""
        if dock.isHidden() and other in self._window.tabifiedDockWidgets(dock):
            self._window.addDockWidget(_SIDES[dock.objectName()], dock)
            dock.hide()
            part = other.widget()
            if part is not None:  # it was as wide as the other one
                self._window.resizeDocks([other], [part.sizeHint().width()], Qt.Orientation.Horizontal)

    def _has_room(self, dock: Dock) -> bool:
        """Whether one fits beside the views and the other."""
        beside = [other for other in (self._lab, self._explore_dock) if other not in (None, dock)]
        taken = sum(other.width() for other in beside if other is not None and other.takes_width)
        needed = taken + self._least() + dock.minimumSizeHint().width()
        return dock.isFloating() or needed <= self._window.width()
