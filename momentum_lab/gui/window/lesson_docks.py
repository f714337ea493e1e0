"""The docks that a lesson wants to be seen."""

from __future__ import annotations

from collections.abc import Mapping

from momentum_lab.gui.docks.dock import Dock
from momentum_lab.gui.docks.explore import Explore
from momentum_lab.gui.widgets.part import Part
from momentum_lab.session import Session

LAB, EXPLORE = "lab", "explore"


class LessonDocks:
    """Opens the Lab panel with a lesson, and the tab of Explore that a page names."""

    def __init__(self, session: Session, docks: Mapping[str, Dock], parts: Mapping[str, Part]) -> None:
        self._lessons, self._docks, self._parts = session.lessons, docks, parts
        self._shown = ""
        self.leave = self._lessons.page_changed.subscribe(self._follow)
        self._follow()

    def _follow(self) -> None:
        lesson = self._lessons.lesson
        name = "" if lesson is None else lesson.name
        if name and name != self._shown and LAB in self._docks:
            self._docks[LAB].show()
            self._docks[LAB].raise_()
        self._shown = name
        explore = self._parts.get(EXPLORE)
        if lesson is not None and self._lessons.page.explore and isinstance(explore, Explore):
            explore.show_tab(self._lessons.page.explore)
            self._docks[EXPLORE].show()
            self._docks[EXPLORE].raise_()
