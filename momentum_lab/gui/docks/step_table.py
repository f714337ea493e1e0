"""The numbers of a step by their names, each of which can be copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PyQt6.QtCore import QEvent, QPoint, QSize, Qt
from PyQt6.QtGui import QContextMenuEvent, QFont, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QTableWidget,
    QTableWidgetItem,
)

from momentum_lab.core.hyperparameters import HyperValue, title_of
from momentum_lab.core.messages import message, words
from momentum_lab.gui.widgets.actions import add_entry
from momentum_lab.wording.inspection import NumberGroup, NumberRow, exact
from momentum_lab.wording.numbers import told_number

DIGITS: Final = 5
WIDEST: Final = "−8.8888e−88"


class StepTable(QTableWidget):
    """A row a quantity, a column a coordinate; as high as all of its rows.

    Parameters
    ----------
    copy_all
        Copies all that is known of the step.
    """

    def __init__(self, copy_all: Callable[[], object]) -> None:
        super().__init__(0, 1)
        self._copy_all = copy_all
        self._names: tuple[tuple[str, ...], ...] = ()
        self._exact: list[list[str]] = []
        self.setAccessibleName(words("numbers of this step"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        assert rows is not None
        assert columns is not None
        rows.hide()
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_groups(self, groups: Sequence[NumberGroup], axes: Sequence[str]) -> None:
        """Show the numbers of a step; only what is different from before is laid out again."""
        rows = [row for group in groups for row in (group.title, *group.rows)]
        names = tuple(str(row.name) if isinstance(row, NumberRow) else str(row) for row in rows)
        shape = ((*axes,), names, tuple(str(group.title) for group in groups))
        if shape != self._names:
            self._names = shape
            self._lay_out(names, axes, {str(group.title) for group in groups})
        for index, row in enumerate(rows):
            if isinstance(row, NumberRow):
                self._fill(index, row.values)

    def text_of(self, row: int) -> str:
        """Return the name and all digits of what is in a row, as it is copied."""
        return "\t".join([self._text(row), *filter(None, self._exact[row])])

    def sizeHint(self) -> QSize:
        """Be as high as all rows."""
        header = self.horizontalHeader()
        assert header is not None
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        return QSize(260, header.sizeHint().height() + rows + 2)

    def minimumSizeHint(self) -> QSize:
        """Be as wide as the numbers, and as high as all rows."""
        numbers = sum(self.columnWidth(column) for column in range(1, self.columnCount()))
        return QSize(
            numbers + self.fontMetrics().horizontalAdvance(words("hyperparameters")), self.sizeHint().height()
        )

    def resizeEvent(self, e: QResizeEvent | None) -> None:
        """Wrap names where there is less room for them."""
        super().resizeEvent(e)
        self.resizeRowsToContents()
        self.updateGeometry()

    def event(self, e: QEvent | None) -> bool:
        """Keep the key that copies from whatever else the window does by it."""
        is_shortcut = e is not None and e.type() == QEvent.Type.ShortcutOverride
        if is_shortcut and isinstance(e, QKeyEvent) and e.matches(QKeySequence.StandardKey.Copy):
            e.accept()
            return True
        return super().event(e)

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Copy the row that is chosen."""
        if e is not None and e.matches(QKeySequence.StandardKey.Copy) and self.currentRow() >= 0:
            copy_text(self.text_of(self.currentRow()))
            return
        super().keyPressEvent(e)

    def contextMenuEvent(self, a0: QContextMenuEvent | None) -> None:
        """Offer to copy a value, the row, or everything."""
        if a0 is None:
            return
        is_pointed = a0.reason() == QContextMenuEvent.Reason.Mouse
        header = self.horizontalHeader()
        assert header is not None
        inside = a0.pos() - QPoint(0, header.height())
        row = self.rowAt(inside.y()) if is_pointed else self.currentRow()
        menu = self.menu_for(row)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(a0.globalPos() if is_pointed else self.mapToGlobal(self._below(row)))

    def menu_for(self, row: int) -> QMenu:
        """Return the menu of a row."""
        menu = QMenu(self)
        values = self._exact[row] if 0 <= row < len(self._exact) else []
        for column, value in enumerate(values, 1):
            head = self.horizontalHeaderItem(column)
            said = message("Copy {value}", value=value)
            if all(values) and len(values) > 1 and head is not None:
                said = message("Copy {axis}: {value}", axis=head.text(), value=value)
            if value:
                add_entry(menu, str(said), partial(copy_text, value))
        if any(values):
            text = self.text_of(row)
            add_entry(menu, str(message("Copy this row")), partial(copy_text, text))
        add_entry(menu, str(message("Copy all of this step")), self._copy_all)
        return menu

    def changeEvent(self, e: QEvent | None) -> None:
        """Lay out anew in larger or smaller type."""
        super().changeEvent(e)
        if e is not None and e.type() == QEvent.Type.FontChange:
            self._fit()

    def _below(self, row: int) -> QPoint:
        return self.visualRect(self.model().index(max(row, 0), 0)).bottomLeft()  # type: ignore[union-attr]

    def _lay_out(self, names: Sequence[str], axes: Sequence[str], titles: set[str]) -> None:
        self.clear()
        self.clearSpans()
        self._exact = [[""] * len(axes) for _ in names]
        self.setRowCount(len(names))
        self.setColumnCount(1 + len(axes))
        for column, text in enumerate(("", *axes)):
            self.setHorizontalHeaderItem(column, QTableWidgetItem(text))
        for row, name in enumerate(names):
            item = QTableWidgetItem(name)
            self.setItem(row, 0, item)
            if name in titles:
                bold = QFont(self.font())
                bold.setBold(True)
                item.setFont(bold)
                item.setFlags(Qt.ItemFlag.NoItemFlags | Qt.ItemFlag.ItemIsEnabled)
                self.setSpan(row, 0, 1, 1 + len(axes))
                continue
            for column in range(1, 1 + len(axes)):
                number = QTableWidgetItem()
                number.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, number)
        self._fit()

    def _fit(self) -> None:
        header, rows = self.horizontalHeader(), self.verticalHeader()
        assert header is not None
        assert rows is not None
        width = self.fontMetrics().horizontalAdvance(WIDEST) + 10
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column in range(1, self.columnCount()):
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        rows.setMinimumSectionSize(round(1.3 * self.fontMetrics().height()))
        self.resizeRowsToContents()
        self.updateGeometry()

    def _fill(self, row: int, values: Sequence[HyperValue]) -> None:
        for column in range(1, self.columnCount()):
            # One value for all coordinates stands in the last column.
            place = column - 1 if len(values) > 1 else column - self.columnCount() + 1
            value = values[place] if 0 <= place < len(values) else None
            item, text = self.item(row, column), "" if value is None else _shown(value)
            assert item is not None
            if item.text() != text:
                item.setText(text)
            self._exact[row][column - 1] = "" if value is None else exact(value)

    def _text(self, row: int) -> str:
        item = self.item(row, 0)
        return "" if item is None else item.text()


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(text)


def _shown(value: HyperValue) -> str:
    if isinstance(value, bool):
        return str(message("on")) if value else str(message("off"))
    return told_number(value, DIGITS) if isinstance(value, float | int) else title_of(value)
