"""How every ball fares at the step that is shown, a row for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QColor, QPalette, QResizeEvent
from PyQt6.QtWidgets import QGridLayout, QLabel, QLayout, QWidget

from momentum_lab.analysis.summary import BallSummary
from momentum_lab.core.messages import message_in, words
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.swatches import SIZE, swatch
from momentum_lab.gui.widgets.elided import ElidedLabel, height_of, width_of
from momentum_lab.simulation.run import LOST, Status
from momentum_lab.wording.numbers import told_number
from momentum_lab.wording.verdicts import brief, sentence, standing

DOT, NAME, LOSS, STATE = range(4)
WIDEST_LOSS: Final = "−8.88e−308"
LEAST_NAME: Final = 7
"""Digits for which a name has room in any case."""
GAP: Final = 10
SHOWN: Final = "shown"
"""The property of a label that says which picture it has: it keeps it in a form of its own."""


@dataclass(frozen=True, slots=True)
class _Row:
    dot: QLabel
    name: ElidedLabel
    loss: QLabel
    state: ElidedLabel

    @property
    def cells(self) -> tuple[QWidget, ...]:
        return self.dot, self.name, self.loss, self.state


class BallTable(QWidget):
    """Name, loss and state of each visible ball. Only the texts that change are laid out again.

    States are never cut: where there is little room they are said more shortly, and names end in ….
    """

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = LIGHT
        self._shown: tuple[Experiment, tuple[BallSummary, ...], bool] | None = None
        self._rows: list[_Row] = []
        self._heading = QLabel(words("loss"))
        self._heading.setObjectName("hint")
        self._grid = QGridLayout(self)
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(STATE, 1)
        self._grid.addWidget(self._heading, 0, LOSS)

    def show_summaries(
        self, experiment: Experiment, summaries: tuple[BallSummary, ...], is_hidden: bool = False
    ) -> None:
        """Show how the balls fare, or that this is hidden."""
        self._shown = (experiment, summaries, is_hidden)
        shown = [s for s in summaries if experiment.balls[s.ball].visible]
        while len(self._rows) < len(shown):
            self._add_row()
        for index, row in enumerate(self._rows):
            for cell in row.cells:
                cell.setVisible(index < len(shown))
        states = [str(standing(summary)) for summary in shown]
        names = [summary.name for summary in shown]
        if self.width() < self._width_with(names, states):
            states = [str(brief(summary)) for summary in shown]
        for row, summary, state in zip(self._rows, shown, states, strict=False):
            if is_hidden:
                self._fill(row, experiment, summary, str(message_in("what becomes of a ball", "hidden")), "")
            else:
                self._fill(row, experiment, summary, state, str(sentence(summary)))

    def set_theme(self, theme: Theme) -> None:
        """Write in the colours of another theme."""
        self._theme = theme
        self._show_again()

    def minimumSizeHint(self) -> QSize:
        """Be wide enough for whatever may become of a ball, said shortly."""
        states: list[str] = []
        if self._shown is not None and self._shown[1]:
            any_ball, steps = self._shown[1][0], self._shown[0].steps
            ends = (replace(any_ball, status=status, since=steps) for status in Status)
            states = [str(brief(end)) for end in ends]
        return QSize(self._width_with(["0" * LEAST_NAME], states), self._grid.totalMinimumSize().height())

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Say more shortly what there is no room for any more."""
        super().resizeEvent(a0)
        if a0 is None or a0.size().width() != a0.oldSize().width():  # rows that come make it higher
            self._show_again()

    def changeEvent(self, a0: QEvent | None) -> None:
        """Take the room that type of another size needs."""
        super().changeEvent(a0)
        if a0 is not None and a0.type() == QEvent.Type.FontChange:
            for row in self._rows:
                self._set_sizes(row)
            self._show_again()

    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_summaries(*self._shown)

    def _width_with(self, names: list[str], states: list[str]) -> int:
        """Return the width that the table has with these names and states."""
        columns = (names, [WIDEST_LOSS], states)
        widths = (max((width_of(self, text) for text in column), default=0) for column in columns)
        return SIZE + sum(widths) + 3 * GAP

    def _add_row(self) -> None:
        row = _Row(QLabel(), ElidedLabel(), QLabel(), ElidedLabel(least=0))
        row.loss.setTextFormat(Qt.TextFormat.PlainText)
        self._set_sizes(row)
        for column, cell in enumerate(row.cells):
            self._grid.addWidget(cell, len(self._rows) + 1, column)
        self._rows.append(row)

    def _set_sizes(self, row: _Row) -> None:
        """A label of fixed size does not have the window laid out anew by every number."""
        row.loss.setFixedSize(width_of(self, WIDEST_LOSS), height_of(self, WIDEST_LOSS))

    def _fill(
        self, row: _Row, experiment: Experiment, summary: BallSummary, state: str, sentence_of: str
    ) -> None:
        look = experiment.balls[summary.ball]
        picture = swatch(look.marker, look.color, self._theme.outline)
        if row.dot.property(SHOWN) != picture.cacheKey():  # a label has its layout made anew by any picture
            row.dot.setProperty(SHOWN, picture.cacheKey())
            row.dot.setPixmap(picture)
        row.name.set_text(summary.name)
        loss = told_number(summary.loss, 3)
        if row.loss.text() != loss:
            row.loss.setText(loss)
        _color(row.state, self._theme.warning if summary.status in LOST else self._theme.text)
        row.state.setMinimumWidth(width_of(row.state, state))
        row.state.set_text(state, sentence_of)


def _color(widget: QWidget, color: str) -> None:
    role = QPalette.ColorRole.WindowText
    if widget.palette().color(role) != QColor(color):
        palette = QPalette()  # all else is as in the window
        palette.setColor(role, QColor(color))
        widget.setPalette(palette)
