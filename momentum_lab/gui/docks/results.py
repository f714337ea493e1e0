"""The table of results: what came of each ball in the whole run, sorted by any column."""

from __future__ import annotations

from functools import partial
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QShowEvent
from PyQt6.QtWidgets import QTableWidgetItem

from momentum_lab.analysis.results import BallResult, ball_results
from momentum_lab.core.messages import message, message_in
from momentum_lab.gui.docks.ball_rows import BallRows
from momentum_lab.gui.widgets.actions import action_of
from momentum_lab.gui.widgets.part import Part
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.session import Session
from momentum_lab.simulation.run import Run
from momentum_lab.wording.results import RESULT_COLUMNS, ResultColumn, sorted_results

BETWEEN: Final = 200
"""Milliseconds between two updates while a run is computed."""
WHOLE: Final = ("copy_results", "export_results")
"""Actions of the window that are about the whole table."""
ROOM: Final = 30
"""Logical pixels in a column beside its widest text: padding, and the sign of how it is sorted."""


class ResultsTable(BallRows):
    """A row for each visible ball, a column for each of the table of results.

    A click on a heading sorts by it, another one the other way round; so does the menu of the table, which
    the menu key opens.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session, str(message("results of the balls")), BETWEEN)
        self.setObjectName("spaced")
        self._sorted: tuple[int, bool] | None = None
        self.columns.setSectionsClickable(True)
        self.columns.sectionClicked.connect(self.sort_by)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for index, column in enumerate(RESULT_COLUMNS):
            action = QAction(str(message("Sort by {column}", column=column.title)), self)
            action.triggered.connect(partial(lambda index, _checked: self.sort_by(index), index))
            self.addAction(action)

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Offer in its menu, too, what the window can do with the table."""
        super().showEvent(a0)
        for name in WHOLE if len(self.actions()) == len(RESULT_COLUMNS) else ():
            whole = action_of(self, name)
            action = QAction(whole.iconText(), self)
            action.triggered.connect(whole.trigger)
            self.addAction(action)

    def sort_by(self, column: int) -> None:
        """Sort by a column, from the least on; from the greatest if it is sorted so already."""
        self._sorted = (column, self._sorted == (column, False))
        order = Qt.SortOrder.DescendingOrder if self._sorted[1] else Qt.SortOrder.AscendingOrder
        self.columns.setSortIndicatorShown(True)
        self.columns.setSortIndicator(column, order)
        if self.session.run is not None:
            self.fill(self.session.run)

    def take_over(self, former: Part) -> None:
        """Sort as another table does."""
        assert isinstance(former, ResultsTable)
        self._go_on_as(former)

    def _go_on_as(self, former: ResultsTable) -> None:
        if former._sorted is not None:
            column, is_descending = former._sorted
            self._sorted = (column, not is_descending) if is_descending else None
            self.sort_by(column)

    def fill(self, run: Run) -> None:
        """Show what came of the balls, as far as the run is computed; of a hidden run, who they are."""
        results = [r for r in ball_results(run) if run.experiment.balls[r.summary.ball].visible]
        if self._sorted is not None:
            chosen, is_descending = self._sorted
            results = sorted_results(results, RESULT_COLUMNS[chosen], is_descending)
        if not self.columnCount() or not self.balls:
            titles = [str(column.title) for column in RESULT_COLUMNS]
            self.put_heads(titles, [""] * len(titles), [c.is_number for c in RESULT_COLUMNS])
        self.balls = tuple(result.summary.ball for result in results)
        self.setRowCount(len(results))
        for row, result in enumerate(results):
            for index, column in enumerate(RESULT_COLUMNS):
                text = self._told(column, result) if index else str(column.text(result))
                self._put(row, index, text.replace("-", "−") if column.is_number else text)
            self.put_name(row, run)
        for index in range(1, len(RESULT_COLUMNS)):
            self.setColumnWidth(index, self._width_of(index))
        self.setColumnWidth(0, self.width_of_names(run.experiment.names))
        self.updateGeometry()
        self.show_selection(self.session.selection)

    def _told(self, column: ResultColumn, result: BallResult) -> str:
        """Return what stands in a cell; of a hidden run there is nothing but that."""
        if self.session.clock.is_sealed:
            return str(message_in("what becomes of a ball", "hidden")) if column is RESULT_COLUMNS[-1] else ""
        return str(column.text(result))

    def _put(self, row: int, column: int, text: str) -> None:
        """Show a text in a cell; the first of a row is its ball's name, and has its marker."""
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            side = (
                Qt.AlignmentFlag.AlignRight
                if RESULT_COLUMNS[column].is_number
                else Qt.AlignmentFlag.AlignLeft
            )
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)
        if column:
            item.setText(text)
            item.setToolTip(plain_tip(text))

    def _width_of(self, column: int) -> int:
        head, advance = self.horizontalHeaderItem(column), self.fontMetrics().horizontalAdvance
        assert head is not None
        items = (self.item(row, column) for row in range(self.rowCount()))
        texts = [*head.text().split("\n"), *(item.text() for item in items if item is not None)]
        return max(map(advance, texts)) + ROOM
