"""What stands in a tab of Explore stands one below the other, also where there is little room for it."""

from __future__ import annotations

from itertools import combinations

import pytest
from conftest import OpenWindow
from driving import picture_of
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.gui.docks.explore import Explore
from momentum_lab.gui.explore.compare import CompareTab
from momentum_lab.lessons.controls import EXPLORE


@pytest.mark.parametrize("name", EXPLORE)
def test_that_nothing_in_a_tab_lies_over_anything_else(
    open_window: OpenWindow, qtbot: QtBot, name: str
) -> None:
    window = open_window("ravine", size=(960, 600))
    window.session.looks.set_type_size(1.5)
    window.docks["explore"].show()
    explore = window.parts["explore"]
    assert isinstance(explore, Explore)
    explore.show_tab(name)
    page = explore.page
    if not isinstance(page, CompareTab):  # which searches when it is asked to
        qtbot.waitUntil(lambda: explore.shown() is not None)

    def are_apart() -> bool:
        picture_of(window)
        parts = page.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        seen = [part for part in parts if part.isVisible()]
        return bool(seen) and not any(
            one.geometry().intersects(other.geometry()) for one, other in combinations(seen, 2)
        )

    qtbot.waitUntil(are_apart)
