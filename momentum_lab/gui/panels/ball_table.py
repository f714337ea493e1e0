"""How every ball fares at the step that is shown, a row for each."""

from __future__ import annotations

import html
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from momentum_lab.analysis.summary import BallSummary
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.swatches import swatch_html
from momentum_lab.simulation.run import LOST
from momentum_lab.wording.verdicts import standing

NAME, LOSS, STATE = range(3)
WIDEST_LOSS: Final = "−8.88e−308"


class BallTable(QWidget):
    """Name, loss and state of each visible ball. Only the texts that change are laid out again."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = LIGHT
        self._shown: tuple[Experiment, tuple[BallSummary, ...]] | None = None
        self._cells: list[tuple[QLabel, QLabel, QLabel]] = []
        self._heading = QLabel()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(STATE, 1)
        self._grid.addWidget(self._heading, 0, LOSS)

    def show_summaries(self, experiment: Experiment, summaries: tuple[BallSummary, ...]) -> None:
        """Show how the balls fare."""
        self._shown = (experiment, summaries)
        shown = [s for s in summaries if experiment.balls[s.ball].visible]
        while len(self._cells) < len(shown):
            self._add_row()
        for row, cells in enumerate(self._cells):
            for cell in cells:
                cell.setVisible(row < len(shown))
        for cells, summary in zip(self._cells, shown, strict=False):
            for cell, text in zip(cells, self._texts(experiment, summary), strict=True):
                if cell.text() != text:
                    cell.setText(text)

    def set_theme(self, theme: Theme) -> None:
        """Write in the colours of another theme."""
        self._theme = theme
        self._heading.setText(f'<span style="color:{theme.muted}">loss</span>')
        if self._shown is not None:
            self.show_summaries(*self._shown)

    def _add_row(self) -> None:
        cells = (QLabel(), QLabel(), QLabel())
        for column, cell in enumerate(cells):
            self._grid.addWidget(cell, len(self._cells) + 1, column)
        cells[NAME].setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        cells[STATE].setMinimumWidth(1)
        loss = cells[LOSS]
        loss.setTextFormat(Qt.TextFormat.PlainText)
        # A label of fixed size does not have the window laid out anew by every number.
        metrics = loss.fontMetrics()
        loss.setFixedSize(metrics.horizontalAdvance(WIDEST_LOSS), metrics.height())
        self._cells.append(cells)

    def _texts(self, experiment: Experiment, summary: BallSummary) -> tuple[str, str, str]:
        look = experiment.balls[summary.ball]
        shade = self._theme.warning if summary.status in LOST else self._theme.text
        return (
            f"{swatch_html(look.marker, look.color, self._theme)} {html.escape(summary.label)}",
            f"{summary.loss:.3g}".replace("-", "−"),
            f'<span style="color:{shade}">{standing(summary)}</span>',
        )
