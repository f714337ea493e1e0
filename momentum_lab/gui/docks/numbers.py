"""The numbers of all balls at the step that is shown: where they are, how steep it is, how they move."""

from __future__ import annotations

import math
from typing import Final

from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtGui import QBrush, QColor, QGuiApplication, QShowEvent
from PyQt6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem

from momentum_lab.analysis.quantities import Quantity, known_quantities
from momentum_lab.core.messages import message
from momentum_lab.export.step_numbers import step_numbers
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.readings import reading
from momentum_lab.gui.views.swatches import swatch_icon
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.widgets.part import Part
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.session.session import Selection
from momentum_lab.simulation.run import Run

BETWEEN: Final = 100
"""Milliseconds between two updates while the playhead moves."""
WIDEST: Final = "−8.8888e−88"
DIGITS: Final = 5
NONE: Final = "—"
WIDEST_NAME: Final = 220


class NumbersTable(QTableWidget, Part):
    """A row for each visible ball, a column for each quantity; a click in a row selects its ball."""

    def __init__(self, session: Session) -> None:
        super().__init__(0, 0)
        self._session = session
        self._theme: Theme = LIGHT
        self._balls: tuple[int, ...] = ()
        self._quantities: list[Quantity] = []
        self._update = QTimer(self)
        self._update.setSingleShot(True)
        self._update.setInterval(BETWEEN)
        self._update.timeout.connect(self._show_newest)
        self.setAccessibleName("numbers of the balls")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        assert rows is not None
        assert columns is not None
        rows.hide()
        columns.setHighlightSections(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.cellClicked.connect(lambda row, _column: session.select_ball(self._balls[row]))

    def entries(self) -> list[ActionSpec]:
        """Return what copies the numbers."""
        copy = "Copy &numbers at this step"
        return [ActionSpec("copy_numbers", copy, ("Ctrl+Shift+T",), self.copy_numbers, "edit.copy")]

    def copy_numbers(self) -> None:
        """Copy all digits of all numbers at the step that is shown."""
        run, clipboard = self._session.run, QGuiApplication.clipboard()
        if run is None or clipboard is None:
            self._session.said.emit(str(message("There is nothing to copy yet: the run is still to come.")))
            return
        clipboard.setText(step_numbers(run, self._session.step))
        said = message("Copied the numbers of all balls at step {step:,}.", step=self._session.step)
        self._session.said.emit(str(said))

    def sizeHint(self) -> QSize:
        """Be as high as eight balls at most."""
        rows, head, bar = self.verticalHeader(), self.horizontalHeader(), self.horizontalScrollBar()
        assert rows is not None
        assert head is not None
        assert bar is not None
        balls = min(max(len(self._balls), 2), 8) * rows.defaultSectionSize()
        return QSize(700, head.sizeHint().height() + balls + bar.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Be as low as the heading and a ball."""
        return QSize(120, 70)

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step, within a fraction of a second."""
        self.show_step(step)

    def show_step(self, step: int) -> None:
        """Follow the playhead, within a fraction of a second."""
        if not self._update.isActive() and self.isVisible():
            self._update.start()

    def show_selection(self, selection: Selection) -> None:
        """Mark the ball that is selected."""
        if selection.ball in self._balls:
            self.selectRow(self._balls.index(selection.ball))
        else:
            self.clearSelection()

    def set_look(self, theme: Theme, look: Look) -> None:
        """Write in other colours."""
        self._theme, self._balls = theme, ()
        self._show_newest()

    def stop(self) -> None:
        """Update no more."""
        self._update.stop()

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Bring the table up to date that is seen again."""
        super().showEvent(a0)
        self._show_newest()

    def _show_newest(self) -> None:
        run, step = self._session.run, self._session.step
        if run is None or not self.isVisible():
            return
        self._lay_out(run)
        for row, ball in enumerate(self._balls):
            there = run.at(ball, step)
            is_lost = int(there.step[0]) < step
            for column, quantity in enumerate(self._quantities, 1):
                value = float(quantity.of(run, there)[0])
                item = self.item(row, column)
                assert item is not None
                item.setText(NONE if math.isnan(value) else reading(value, DIGITS))
                item.setForeground(QBrush(QColor(self._theme.muted if is_lost else self._theme.text)))

    def _lay_out(self, run: Run) -> None:
        """Have a row for each visible ball and a column for each quantity that the run has."""
        experiment, quantities = run.experiment, known_quantities(run)
        balls = tuple(i for i, ball in enumerate(experiment.balls) if ball.visible)
        if (balls, quantities) != (self._balls, self._quantities):
            self._balls, self._quantities = balls, quantities
            self.setRowCount(len(balls))
            self.setColumnCount(1 + len(quantities))
            self._fill(run)
            self.updateGeometry()
            self.show_selection(self._session.selection)
        for row, ball in enumerate(balls):
            look, item = experiment.balls[ball], self.item(row, 0)
            assert item is not None
            if item.text() != experiment.labels[ball] or item.data(Qt.ItemDataRole.UserRole) != look.color:
                item.setText(experiment.labels[ball])
                item.setData(Qt.ItemDataRole.UserRole, look.color)
                item.setIcon(swatch_icon(look.marker, look.color, self._theme))

    def _fill(self, run: Run) -> None:
        """Put empty cells under their headings."""
        metrics = self.fontMetrics()
        rows = self.verticalHeader()
        assert rows is not None
        rows.setDefaultSectionSize(round(1.5 * metrics.height()))
        titles = [str(message("ball")), *(_in_two_lines(str(each.title)) for each in self._quantities)]
        for column, title in enumerate(titles):
            head = QTableWidgetItem(title)
            if column:
                head.setToolTip(plain_tip(str(self._quantities[column - 1].unit)))
            else:
                head.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
            self.setHorizontalHeaderItem(column, head)
            lines = max(map(metrics.horizontalAdvance, title.split("\n")))
            self.setColumnWidth(column, max(lines, metrics.horizontalAdvance(WIDEST)) + 10)
            for row in range(len(self._balls)):
                item = QTableWidgetItem()
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
        names = run.experiment.labels
        self.setColumnWidth(0, min(max(map(metrics.horizontalAdvance, names)), WIDEST_NAME) + 40)


def _in_two_lines(title: str) -> str:
    """Return a title of several words broken where its two halves are about as long."""
    words = title.split(" ")
    ways = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return "\n".join(min(ways, key=lambda way: max(map(len, way)), default=(title,)))
