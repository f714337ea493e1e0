"""The dock with what came of every ball in the whole run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenWindow
from driving import key
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from momentum_lab.analysis.results import ball_results
from momentum_lab.export.results import markdown_table
from momentum_lab.gui.docks.results import ResultsTable
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.wording.results import RESULT_COLUMNS, sorted_results


def results_of(window: MainWindow) -> ResultsTable:
    part = window.parts["results"]
    assert isinstance(part, ResultsTable)
    return part


def cells(table: ResultsTable) -> list[tuple[str, ...]]:
    rows = range(table.rowCount())
    items = [[table.item(row, column) for column in range(table.columnCount())] for row in rows]
    return [tuple(item.text() if item else "" for item in row) for row in items]


def texts(results) -> list[tuple[str, ...]]:
    return [tuple(str(column.text(result)) for column in RESULT_COLUMNS) for result in results]


@pytest.mark.parametrize("name", ["two_basins", "double_well"])
def test_that_a_key_shows_the_table_of_results(open_window: OpenWindow, name: str) -> None:
    window = open_window(name, size=(1300, 860))
    assert window.docks["results"].isHidden()
    key(window, Qt.Key.Key_E)
    run = window.session.run
    assert run is not None
    assert cells(results_of(window)) == texts(ball_results(run))
    window.session.go_to(3)  # it is about the whole run
    assert cells(results_of(window)) == texts(ball_results(run))


def test_that_it_is_sorted_by_what_is_clicked_and_stays_so(
    open_window: OpenWindow, qtbot: QtBot, settled
) -> None:
    window = open_window("two_basins", size=(1300, 860))
    key(window, Qt.Key.Key_E)
    table = results_of(window)
    head = table.horizontalHeader()
    assert head is not None
    viewport = head.viewport()
    assert viewport is not None

    def is_sorted(index: int, is_descending: bool) -> bool:
        run = window.session.run
        assert run is not None
        wanted = sorted_results(ball_results(run), RESULT_COLUMNS[index], is_descending)
        return cells(table) == texts(wanted)

    index = [column.key for column in RESULT_COLUMNS].index("steps_to_tolerance")
    place = QPoint(head.sectionViewportPosition(index) + 8, head.height() // 2)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert is_sorted(index, False)
    assert head.sortIndicatorSection() == index
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert is_sorted(index, True)
    window.session.editor.change(replace(window.session.experiment, steps=60))  # too few for most
    settled(window)
    qtbot.waitUntil(lambda: is_sorted(index, True))
    table.actions()[0].trigger()  # the menu of the table, by its key
    assert is_sorted(0, False)


def test_that_a_row_selects_its_ball_by_mouse_and_by_keyboard(open_window: OpenWindow) -> None:
    window = open_window("ravine", size=(1300, 860))
    key(window, Qt.Key.Key_E)
    table, session = results_of(window), window.session
    table.sort_by([column.key for column in RESULT_COLUMNS].index("loss"))
    table.cellClicked.emit(0, 0)
    assert session.selection.ball == table.balls[0] != 0
    table.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert session.selection.ball == table.balls[1]
    session.select_ball(0)
    assert {index.row() for index in table.selectedIndexes()} == {table.balls.index(0)}


def test_that_its_menu_sorts_by_every_column_and_copies_the_table(open_window: OpenWindow) -> None:
    window = open_window("two_basins", size=(1300, 860))
    for _ in range(3):  # it is shown again
        key(window, Qt.Key.Key_E)
    offered = [action.text().replace("&", "") for action in results_of(window).actions()]
    assert offered[: len(RESULT_COLUMNS)] == [f"Sort by {column.title}" for column in RESULT_COLUMNS]
    assert offered[len(RESULT_COLUMNS) :] == ["Copy as Results table", "Export results table"]
    run = window.session.run
    assert run is not None
    results_of(window).actions()[len(RESULT_COLUMNS)].trigger()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == markdown_table(run)
