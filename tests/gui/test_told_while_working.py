"""What takes its time says what it works on; and a notice can be read where there is little room."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from conftest import OpenWindow
from driving import key
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.core.progress import Progress
from momentum_lab.gui.panels.notices import Notice, NoticeChoice, Notices
from momentum_lab.gui.views.plot import Canvas

TABS = {
    "stability": "Computing the stability map: ",
    "basins": "Computing which minimum each start leads to: ",
    "ensemble": "Running all seeds: ",
}


@pytest.mark.parametrize("is_pointed_at", [False, True])
@pytest.mark.parametrize("tab", TABS)
def test_that_a_tab_says_what_it_works_on_from_the_start_to_the_end(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tab: str, is_pointed_at: bool
) -> None:
    monkeypatch.setattr(Canvas, "underMouse", lambda _plot: is_pointed_at)
    go_on = threading.Event()

    def slow() -> Callable[[Progress], Iterator[object]]:
        def work(progress: Progress) -> Iterator[object]:
            progress(0.5)
            go_on.wait(60)
            yield None

        return work

    window = open_window("ravine", size=(1300, 860))
    key(window, Qt.Key.Key_X)
    explore = window.parts["explore"]
    page = next(page for page in explore.pages if type(page).__name__.lower().startswith(tab))
    monkeypatch.setattr(page, "job", slow)
    explore.tabs.setCurrentWidget(page)

    def said() -> list[str]:
        return [label.text() for label in page.findChildren(QLabel) if TABS[tab] in label.text()]

    try:
        qtbot.waitUntil(lambda: said() == [f"{TABS[tab]}50 %"])
    finally:
        go_on.set()
    qtbot.waitUntil(lambda: not said())


@pytest.mark.parametrize("width", [380, 520, 900])
def test_that_a_notice_can_be_read_whatever_the_width(qtbot: QtBot, width: int) -> None:
    above = QWidget()
    qtbot.addWidget(above)
    notices = Notices()
    notices.setParent(above)
    text = "Unsaved work of 10:23 is there: Untitled (4 changes), and of two more experiments from before"
    choices = ("Restore this work", "Delete it for ever…", "Keep it for later")
    notices.tell(Notice("a", text, tuple(NoticeChoice(each, lambda: None) for each in choices)))
    notices.resize(width, notices.heightForWidth(width) if notices.hasHeightForWidth() else 200)
    with qtbot.waitExposed(above):
        above.resize(width, 400)
        above.show()
    label = next(label for label in notices.findChildren(QLabel) if label.text() == text)
    qtbot.waitUntil(lambda: label.width() >= 30 * label.fontMetrics().averageCharWidth())
    notices.resize(width, notices.layout().heightForWidth(width))
    assert label.height() >= label.heightForWidth(label.width())
    for button in notices.buttons:
        assert button.width() >= button.sizeHint().width()
        assert notices.rect().contains(button.geometry().translated(button.parentWidget().pos()))
