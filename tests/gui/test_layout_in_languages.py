"""No text is cut in any language: windows, docks, cards, pages, dialogs, at 1024x700 and in larger type."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from conftest import OpenWindow
from driving import bowl
from fitting import is_shown_whole, misfits, settle, too_wide
from laboratory import ball
from PyQt6.QtCore import QCoreApplication, QEvent, QSize
from PyQt6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot
from whole_window import dialogs_of

from momentum_lab.analysis.comparison import compare
from momentum_lab.core.languages import languages, set_language
from momentum_lab.core.messages import LANGUAGE
from momentum_lab.gui.widgets.qt_words import let_qt_speak
from momentum_lab.gui.widgets.screen import FRAME
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons.library import LESSONS
from momentum_lab.session.look import NORMAL_TYPE

SIZE = QSize(1024, 700)
LARGE = 1.5
WIDER = 1.1
PAGES = 3
RULES = ("adamw", "qhadam", "nesterov", "physical_ball")
"""Whose cards have numbers, choices, flags and long names."""


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for a while, Qt with it."""
    before = LANGUAGE.code, LANGUAGE.catalogue
    set_language(code)
    let_qt_speak()
    try:
        yield
    finally:
        LANGUAGE.speak(*before)
        let_qt_speak()


def walk(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """Yield all that a window shows, one after another, each with where it is."""
    panel, lessons = window.parts["panel"], window.session.lessons
    lessons.close()
    window.docks["lab"].setVisible(False)
    yield "window", window
    for card in panel.cards:
        card.show_more(True)
    yield "panel", window
    for card in panel.cards:
        card.show_more(False)
    for name, dock in window.docks.items():
        if name != "lab":  # which is there with a lesson
            dock.setVisible(True)
            yield from ((f"{name} {tab}".strip(), window) for tab in tabs(window, name, qtbot))
            dock.setVisible(False)
    lessons.open(LESSONS["ravine"])
    for number in range(PAGES):
        lessons.go_to_page(number)
        yield f"page {number} of a lesson", window


def tabs(window: MainWindow, name: str, qtbot: QtBot) -> Iterator[str]:
    """Bring the tabs of a dock to the front, one after another; yield what they are called."""
    if name != "explore":
        if name == "inspector":
            inside = window.parts["inspector"].inside
            qtbot.waitUntil(lambda: inside.shown is not None)
        yield ""
        return
    explore = window.parts["explore"]
    for index, page in enumerate(explore.pages):
        explore.tabs.setCurrentIndex(index)
        yield type(page).__name__


def dialogs(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """Yield each dialog as large as it may be on a small screen."""
    for dialog in dialogs_of(window):
        dialog.show()
        settle()
        dialog.resize(dialog.size().boundedTo(SIZE - FRAME))
        yield type(dialog).__name__, dialog
        dialog.close()
        dialog.deleteLater()
        QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)


def wrong_with(top: QWidget) -> list[str]:
    """What does not fit: the window itself, or what is in it."""
    is_too_large = top.size().boundedTo(SIZE) != top.size()
    return [*([f"is {top.size()}"] if is_too_large else []), *misfits(top)]


@pytest.mark.parametrize("type_size", [NORMAL_TYPE, LARGE])
@pytest.mark.parametrize("code", languages())
def test_that_no_text_is_cut(open_window: OpenWindow, qtbot: QtBot, code: str, type_size: float) -> None:
    problems = []
    with speaking(code):
        window = open_window(bowl(*map(ball, RULES)), size=(SIZE.width(), SIZE.height()))
        window.session.looks.set_type_size(type_size)
        for shown in (walk, dialogs):
            for where, top in shown(window, qtbot):
                settle()
                with suppress(qtbot.TimeoutError):  # the display answers later when the machine is busy
                    qtbot.waitUntil(lambda top=top: not wrong_with(top), timeout=2000)
                problems += [f"{code} {type_size} {where}: {each}" for each in wrong_with(top)]
    assert not problems, "\n".join(["", *dict.fromkeys(problems)])


@pytest.mark.parametrize("code", languages())
def test_that_findings_are_read_whole_in_large_type(open_window: OpenWindow, qtbot: QtBot, code: str) -> None:
    with speaking(code):
        window = open_window(bowl(ball("gradient_descent"), ball("nesterov")), size=(1024, 700))
        window.session.looks.set_type_size(LARGE)
        window.docks["explore"].setVisible(True)
        explore = window.parts["explore"]
        pages = {type(page).__name__: page for page in explore.pages}
        compared, stability = pages["CompareTab"], pages["StabilityTab"]
        explore.tabs.setCurrentWidget(compared)
        compared.show_result(compare(window.session.experiment, runs=10))
        settle()
        bar = compared.table.horizontalScrollBar()
        assert bar is not None
        assert bar.maximum() == 0
        assert [*misfits(window)] == []
        explore.tabs.setCurrentWidget(stability)
        settle()
        boxes = stability.chooser, stability.shading, stability.across, stability.up
        assert [box.currentText() for box in boxes if not is_shown_whole(box)] == []


def test_that_the_panel_is_about_as_wide_as_in_english(open_window: OpenWindow) -> None:
    widths = {}
    for code in languages():
        with speaking(code):
            panel = open_window("ravine").parts["panel"]
            widths[code] = panel.width()
    assert max(widths.values()) <= WIDER * widths["en"], widths


def test_that_menus_are_no_wider_than_a_small_screen(open_window: OpenWindow) -> None:
    problems = []
    for code in languages():
        with speaking(code):
            window = open_window("ravine")
            for menu in window.findChildren(QMenu):
                menu.aboutToShow.emit()
                problems += [f"{code}: {each}" for each in too_wide(menu, SIZE.width())]
    assert not problems, "\n".join(problems)
