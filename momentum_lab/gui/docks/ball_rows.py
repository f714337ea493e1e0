"""A table of numbers with a row for each visible ball, as docks have it."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem

from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.swatches import swatch_icon
from momentum_lab.gui.widgets.breaking import in_two_lines
from momentum_lab.gui.widgets.part import Part
from momentum_lab.gui.widgets.words import explained_tip
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.session.session import Selection
from momentum_lab.simulation.run import Run

WIDEST_NAME: Final = 220
MOST_ROWS: Final = 8
"""So many balls are seen without scrolling, if there is room."""
BESIDE_NAME: Final = 58
"""Logical pixels that a ball's sign and the blanks around it and its name have."""


class BallRows(QTableWidget, Part):
    """A row for each visible ball; a click in a row, or going to it by keyboard, selects its ball.

    It is brought up to date within ``between`` milliseconds while it is seen, and when it is seen again.
    """

    def __init__(self, session: Session, name: str, between: int) -> None:
        super().__init__(0, 0)
        self.session = session
        self.theme: Theme = LIGHT
        self.balls: tuple[int, ...] = ()
        self._update = QTimer(self)
        self._update.setSingleShot(True)
        self._update.setInterval(between)
        self._update.timeout.connect(self._show_newest)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.rows, self.columns = self._headers()
        self.rows.hide()
        self.columns.setHighlightSections(False)
        self.columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.columns.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.cellClicked.connect(lambda row, _column: self._select(row))
        self.itemSelectionChanged.connect(self._follow_keys)

    def fill(self, run: Run) -> None:
        """Show the newest numbers; each table its own."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        """Be as high as eight balls at most."""
        bar = self.horizontalScrollBar()
        assert bar is not None
        balls = min(max(len(self.balls), 2), MOST_ROWS) * self.rows.defaultSectionSize()
        return QSize(700, self.columns.sizeHint().height() + balls + bar.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Be as low as the heading and a ball."""
        return QSize(120, 70)

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step, within a fraction of a second."""
        self.show_soon()

    def show_selection(self, selection: Selection) -> None:
        """Mark the ball that is selected."""
        was_blocked = self.blockSignals(True)  # what is selected already is not to be selected anew
        if selection.ball in self.balls:
            self.selectRow(self.balls.index(selection.ball))
        else:
            self.clearSelection()
        self.blockSignals(was_blocked)

    def set_look(self, theme: Theme, look: Look) -> None:
        """Write in other colours."""
        self.theme, self.balls = theme, ()
        self._show_newest()

    def stop(self) -> None:
        """Update no more."""
        self._update.stop()

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Bring the table up to date that is seen again."""
        super().showEvent(a0)
        self._show_newest()

    def show_soon(self) -> None:
        """Show the newest numbers within a fraction of a second."""
        if not self._update.isActive() and self.isVisible():
            self._update.start()

    def put_heads(self, titles: list[str], tips: list[str], are_numbers: list[bool]) -> None:
        """Put titles in two lines above as many columns; those of texts do not stand to the right."""
        metrics = self.fontMetrics()
        self.rows.setDefaultSectionSize(round(1.5 * metrics.height()))
        self.setColumnCount(len(titles))
        heads = zip(titles, tips, are_numbers, strict=True)
        for column, (title, tip, is_number) in enumerate(heads):
            head = QTableWidgetItem(in_two_lines(title))
            head.setToolTip(explained_tip(title, tip))
            if not is_number:
                side = Qt.AlignmentFlag.AlignHCenter if column else Qt.AlignmentFlag.AlignLeft
                head.setTextAlignment(side | Qt.AlignmentFlag.AlignBottom)
            self.setHorizontalHeaderItem(column, head)

    def width_of_names(self, names: tuple[str, ...]) -> int:
        """Return how wide the column of the names should be."""
        widest = max(map(self.fontMetrics().horizontalAdvance, names))
        return min(widest, WIDEST_NAME) + BESIDE_NAME

    def put_name(self, row: int, run: Run) -> None:
        """Show in a row which ball it is."""
        ball, item = self.balls[row], self.item(row, 0)
        look, label = run.experiment.balls[ball], run.experiment.names[ball]
        assert item is not None
        shown = (look.marker, look.color)
        if item.text() != label or item.data(Qt.ItemDataRole.UserRole) != shown:
            item.setText(label)
            item.setData(Qt.ItemDataRole.UserRole, shown)
            item.setIcon(swatch_icon(look.marker, look.color, self.theme))

    def _headers(self) -> tuple[QHeaderView, QHeaderView]:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        assert rows is not None
        assert columns is not None
        return rows, columns

    def _show_newest(self) -> None:
        run = self.session.run
        if run is not None and self.isVisible():
            self.fill(run)

    def _select(self, row: int) -> None:
        if row < len(self.balls):
            self.session.select_ball(self.balls[row])

    def _follow_keys(self) -> None:
        """Select the ball to whose row the arrows have led."""
        rows = {index.row() for index in self.selectedIndexes()}
        if len(rows) == 1 and self.hasFocus():
            self._select(rows.pop())
