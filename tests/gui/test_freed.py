"""What is replaced or closed is gone: widgets, runs, dialogs, figures, findings, and the window itself."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import pytest
from conftest import OpenWindow
from lab_lesson import lab_lesson, lab_of
from PyQt6.QtCore import QCoreApplication, QEvent, QTimer
from PyQt6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.gui.exporting.preview import Preview
from momentum_lab.gui.panels.ball_card import BallCard
from momentum_lab.gui.pictures.sheet import Sheet
from momentum_lab.gui.views.plot import Canvas
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.simulation.run import Run

Settle = Callable[[MainWindow], None]


def living(*kinds: type) -> list[weakref.ref[object]]:
    """The objects of some kinds that there are, held by nobody here."""
    return [weakref.ref(o) for o in gc.get_objects() if issubclass(type(o), kinds)]


def left(were: list[weakref.ref[object]]) -> list[object]:
    """Those that are there still when rubbish has been collected."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
        gc.collect()
    return [o for one in were if (o := one()) is not None]


def opened_and_closed(window: MainWindow, action: str, qtbot: QtBot) -> list[weakref.ref[object]]:
    """Open a dialog by its action and close it; return it with all that was in it."""
    found: list[weakref.ref[object]] = []

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(20, close)
            return
        assert isinstance(dialog, QDialog)
        found.extend(weakref.ref(w) for w in (dialog, *dialog.findChildren(QWidget)))
        dialog.reject()

    QTimer.singleShot(0, close)
    window.actions_by_name[action].trigger()
    assert found
    return found


def test_that_cards_and_run_of_another_preset_are_gone(open_window: OpenWindow, settled: Settle) -> None:
    others = {id(one()) for one in living(BallCard, Run)}
    window = open_window("ravine")
    cards, runs = ([one for one in living(kind) if id(one()) not in others] for kind in (BallCard, Run))
    assert cards
    assert runs
    window.documents.open_preset("plateau")
    settled(window)
    shown = window.findChildren(BallCard)
    assert [card for card in left(cards) if card not in shown] == []
    assert left(runs) == []


def test_that_the_runs_of_a_drag_are_gone(open_window: OpenWindow, settled: Settle) -> None:
    others = {id(one()) for one in living(Run)}
    window = open_window("ravine")
    for number in range(5):
        window.session.editor.take_values(0, {"learning_rate": 0.01 * (number + 1)}, "drag")
    window.session.settle()
    settled(window)
    were = [one for one in living(Run) if id(one()) not in others]
    assert were
    window.session.editor.take_values(0, {"learning_rate": 0.2})
    settled(window)
    assert left(were) == []


@pytest.mark.parametrize("action", ["export_picture", "landscapes", "formula", "notes", "shortcuts"])
def test_that_a_closed_dialog_is_gone_with_all_its_widgets(
    open_window: OpenWindow, qtbot: QtBot, action: str
) -> None:
    window = open_window("ravine")
    were = opened_and_closed(window, action, qtbot)
    assert left(were) == []
    assert left(living(Preview)) == []


def test_that_the_page_of_a_lesson_is_gone_when_another_is_shown_or_none(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window("ravine")
    lab, lessons = lab_of(window), window.session.lessons
    lessons.open(lab_lesson())
    for leave in (lessons.next_page, lessons.close):
        qtbot.waitUntil(lambda: lab.page is not None)
        assert lab.page is not None
        were = [weakref.ref(w) for w in (lab.page, *lab.page.findChildren(QWidget))]
        leave()
        qtbot.waitUntil(lambda: lab.page is not None or lessons.lesson is None)
        assert left(were) == []


def test_that_the_figure_of_a_copied_picture_is_gone(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    canvases = {id(one()) for one in living(Canvas)}
    window.actions_by_name["copy_picture"].trigger()
    assert left(living(Sheet)) == []
    assert [o for o in left(living(Canvas)) if id(o) not in canvases] == []
