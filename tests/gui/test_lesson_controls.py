"""What lessons can open, lock and hide is what the program has."""

from __future__ import annotations

from conftest import OpenWindow

from momentum_lab.figures.views import VIEWS as KINDS_OF_VIEWS
from momentum_lab.gui.explore.pages import make_pages
from momentum_lab.gui.window.parts import PARTS
from momentum_lab.lessons.controls import EXPLORE, HIDES, VIEWS


def test_that_a_page_can_open_every_view() -> None:
    assert [*VIEWS] == [kind.name for kind in KINDS_OF_VIEWS]


def test_that_a_lesson_can_hide_parts_of_the_window_that_there_are() -> None:
    assert {*HIDES} <= {part.key for part in PARTS}


def test_that_a_page_can_open_every_tab_of_explore(open_window: OpenWindow) -> None:
    tabs = make_pages(open_window().session)
    assert [*EXPLORE] == [type(tab).__module__.rpartition(".")[2] for tab in tabs]
    for tab in tabs:
        tab.deleteLater()
