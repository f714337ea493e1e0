"""The numbers of all balls at the step that is shown: where they are, how steep it is, how they move."""

from __future__ import annotations

import math
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QBrush, QColor, QGuiApplication
from PyQt6.QtWidgets import QTableWidgetItem

from momentum_lab.analysis.quantities import Quantity, known_quantities
from momentum_lab.core.messages import message, words
from momentum_lab.gui.docks.ball_rows import BallRows
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.session import Session
from momentum_lab.simulation.run import Run
from momentum_lab.wording.numbers import told_number

BETWEEN: Final = 100
"""Milliseconds between two updates while the playhead moves."""
WIDEST: Final = "−8.8888e−88"
DIGITS: Final = 5
NONE: Final = "—"


class NumbersTable(BallRows):
    """A row for each visible ball, a column for each quantity."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, str(message("numbers of the balls")), BETWEEN)
        self._quantities: list[Quantity] = []

    def entries(self) -> list[ActionSpec]:
        """Return what copies the numbers."""
        copy = words("Copy &numbers at this step")
        return [ActionSpec("copy_numbers", copy, ("Ctrl+Shift+T",), self.copy_numbers, "edit.copy")]

    def copy_numbers(self) -> None:
        """Copy all digits of all numbers at the step that is shown."""
        run, clipboard = self.session.run, QGuiApplication.clipboard()
        if run is None or clipboard is None:
            self.session.said.emit(str(message("There is nothing to copy yet: the run is still to come.")))
            return
        from momentum_lab.export.step_numbers import step_numbers  # which no window waits for

        clipboard.setText(step_numbers(run, self.session.step))
        said = message("Copied the numbers of all balls at step {step:,}.", step=self.session.step)
        self.session.said.emit(str(said))

    def show_step(self, step: int) -> None:
        """Follow the playhead, within a fraction of a second."""
        self.show_soon()

    def fill(self, run: Run) -> None:
        """Show the numbers at the playhead."""
        step = self.session.step
        self._lay_out(run)
        for row, ball in enumerate(self.balls):
            there = run.at(ball, step)
            is_lost = int(there.step[0]) < step
            for column, quantity in enumerate(self._quantities, 1):
                value = float(quantity.of(run, there)[0])
                item = self.item(row, column)
                assert item is not None
                item.setText(NONE if math.isnan(value) else told_number(value, DIGITS))
                item.setForeground(QBrush(QColor(self.theme.muted if is_lost else self.theme.text)))

    def _lay_out(self, run: Run) -> None:
        """Have a row for each visible ball and a column for each quantity that the run has."""
        quantities = known_quantities(run)
        balls = tuple(i for i, ball in enumerate(run.experiment.balls) if ball.visible)
        if (balls, quantities) != (self.balls, self._quantities):
            self.balls, self._quantities = balls, quantities
            self.setRowCount(len(balls))
            self._put_cells(run)
            self.updateGeometry()
            self.show_selection(self.session.selection)
        for row in range(len(balls)):
            self.put_name(row, run)

    def _put_cells(self, run: Run) -> None:
        """Put empty cells under their headings."""
        metrics = self.fontMetrics()
        titles = [str(message("ball")), *(str(each.title) for each in self._quantities)]
        tips = ["", *(str(each.unit) for each in self._quantities)]
        self.put_heads(titles, tips, [column > 0 for column in range(len(titles))])
        for column in range(len(titles)):
            head = self.horizontalHeaderItem(column)
            assert head is not None
            lines = max(map(metrics.horizontalAdvance, head.text().split("\n")))
            self.setColumnWidth(column, max(lines, metrics.horizontalAdvance(WIDEST)) + 10)
            for row in range(len(self.balls)):
                item = QTableWidgetItem()
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
        self.setColumnWidth(0, self.width_of_names(run.experiment.names))
