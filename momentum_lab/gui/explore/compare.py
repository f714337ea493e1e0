"""The tab "Compare": every ball at one rate for all, and each at its own best."""

from __future__ import annotations

from collections.abc import Iterator

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QBrush, QColor
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from momentum_lab.analysis.comparison import RUNS, Comparison, Outcome, compare
from momentum_lab.core.hyperparameters import title_of
from momentum_lab.core.messages import message, words
from momentum_lab.core.progress import Progress
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.explore.progress import ProgressLine, framed
from momentum_lab.gui.explore.tab import Job, Tab
from momentum_lab.gui.views.loss_scale import tick_text
from momentum_lab.gui.views.maps.outcomes import heads, is_gone, outcome_texts
from momentum_lab.gui.views.swatches import swatch_icon
from momentum_lab.gui.widgets.breaking import in_two_lines
from momentum_lab.gui.widgets.flow import FlowLayout
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.session import Session
from momentum_lab.wording.explorations import comparison_sentences, regime_title

INTRODUCTION = message(
    "Gives every ball the same search. Steps: until it has come to a minimum and stays there."
)


class CompareTab(Tab):
    """Searches when it is asked to, and offers both experiments that it has found."""

    title = message("Compare")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.search = QPushButton(words("Search"))
        self.search.setToolTip(
            words("Try {runs} settings for each ball, and {runs} rates for all", runs=RUNS)
        )
        self.same, self.best = (
            QPushButton(words("Show same rate for all")),
            QPushButton(words("Show each at its best")),
        )
        self.table, self.line, self.note = (
            QTableWidget(0, len(heads())),
            ProgressLine(),
            QLabel(str(INTRODUCTION)),
        )
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.found: Comparison | None = None
        self._searches = 0
        self._wanted: Experiment | None = None
        self.is_searching = False
        self.search.clicked.connect(self._search)
        self.same.clicked.connect(lambda: self._show(is_best=False))
        self.best.clicked.connect(lambda: self._show(is_best=True))
        self._lay_out()
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        super().set_theme(theme)
        self.line.set_theme(theme)
        self._fill()

    def show_experiment(self, experiment: Experiment) -> None:
        """Go on showing what was found: it can be shown again, whatever has changed."""
        super().show_experiment(experiment)
        self.search.setEnabled(True)
        if not self.is_searching:
            self._say_how()

    def subject(self) -> object:
        """Return the number of searches: only a press of the button begins one."""
        return self._searches

    def job(self) -> Job | None:
        """Return the search that was asked for."""
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            self.line.show_share(None)
            return None

        def search(progress: Progress) -> Iterator[object]:
            yield compare(wanted, progress=progress)

        return search

    def show_result(self, result: object) -> None:
        """Show what was found."""
        if isinstance(result, Comparison):
            self.found = result
            self._fill()

    def shown(self) -> Comparison | None:
        """Return what was found."""
        return self.found

    def is_on(self, landscapes: frozenset[str]) -> bool:
        """Whether what was found, or is searched, is of one of these landscapes."""
        is_found = self.found is not None and self.found.experiment.landscape.name in landscapes
        return is_found or (self.is_searching and super().is_on(landscapes))

    def drop(self) -> None:
        """Let go of what was found."""
        super().drop()
        self.found = None
        self._fill()
        self.show_progress(None)

    def is_current(self) -> bool:
        """Whether what was found may be shown: always, for it is an experiment by itself."""
        return True

    def show_progress(self, share: float | None, problem: str = "") -> None:
        """Show how much of the search is done."""
        self.is_searching = share is not None
        self.line.show_share(share)
        self.search.setText(words("Search") if self.found is None else words("Search again"))
        if problem:
            self.note.setText(problem)
        elif share is not None:
            self.note.setText(words("Searching: {percent:.0f} %", percent=100 * share))
        else:
            self._say_how()

    def take_over(self, former: Tab) -> None:
        """Show what another tab has found; a search that was not done is begun again."""
        assert isinstance(former, CompareTab)
        self._go_on_as(former)

    def _go_on_as(self, former: CompareTab) -> None:
        super().take_over(former)
        self._searches = former._searches
        if former.found is not None:
            self.show_result(former.found)
            self.show_progress(None)
        if former.is_searching:
            self._search()

    def _say_how(self) -> None:
        """Say what a search does, or how was searched, and of what; a tooltip has it in full."""
        lines = [] if self.found is None else [str(line) for line in comparison_sentences(self.found)]
        if lines and self._is_of_another():
            lines[:1] = [self._whose(), lines[0]]
        self.note.setText(lines[0] if lines else str(INTRODUCTION))
        self.note.setToolTip(plain_tip("\n".join(lines)))

    def _is_of_another(self) -> bool:
        """Whether something else is open now than what was searched for, and what came of that."""
        if self.found is None or self.experiment is None:
            return False
        ours = self.found.experiment, self.found.same, self.found.best
        return self.experiment.dynamics not in [each.dynamics for each in ours]

    def _whose(self) -> str:
        assert self.found is not None
        title = self.found.experiment.shown_title
        if title is None:
            return words("Found for an experiment without a title, not for what is open now.")
        return words("Found for “{title}” as it was then, not for what is open now.", title=title)

    def _search(self) -> None:
        self._searches += 1
        self._wanted = self.experiment
        self.is_searching = True
        self.line.show_share(0.0)
        self.job_wanted.emit()

    def _show(self, is_best: bool) -> None:
        """Open one of the two experiments, as one change."""
        if self.found is not None:
            shown = self.found.best if is_best else self.found.same
            name = message("each at its best") if is_best else message("same rate for all")
            self.session.editor.change(shown, name)

    def _fill(self) -> None:
        found = self.found
        for button in (self.same, self.best):
            button.setEnabled(found is not None)
        self.table.setRowCount(0)
        self.table.clearSpans()
        if found is None:
            return
        common = "" if found.rate is None else tick_text(found.rate)
        for is_best in (False, True):
            self._add_heading(str(regime_title(is_best, common)))
            for row in found.rows:
                outcome = row.best if is_best else row.same
                ball, steps = found.experiment.balls[row.ball], found.experiment.steps
                self._add_row(ball, row.name, outcome, steps)

    def _add_heading(self, title: str) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        item = QTableWidgetItem(title)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        item.setBackground(QBrush(QColor(self.theme.window)))
        self.table.setItem(row, 0, item)
        self.table.setSpan(row, 0, 1, self.table.columnCount())

    def _add_row(self, ball: Ball, label: str, outcome: Outcome, steps: int) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        has_gone = is_gone(outcome)
        for column, text in enumerate((label, *outcome_texts(outcome, steps))):
            item = QTableWidgetItem(text)
            if column == 0:
                item.setIcon(swatch_icon(ball.marker, ball.color, self.theme))
                item.setToolTip(plain_tip(label))
            else:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column == 2 and outcome.momentum is not None:
                item.setToolTip(title_of(outcome.momentum_parameter))
            if column == 4 and has_gone:
                item.setForeground(QBrush(QColor(self.theme.warning)))
            self.table.setItem(row, column, item)

    def _lay_out(self) -> None:
        self.note.setObjectName("hint")
        self.note.setWordWrap(True)
        self.table.setHorizontalHeaderLabels([*map(in_two_lines, heads())])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)  # of names, where they have no room on a line
        self.table.setFrameShape(QTableWidget.Shape.NoFrame)
        self.table.setAccessibleName(words("comparison"))
        for place in range(self.table.columnCount()):  # a dock may be too narrow for all of a head
            head = self.table.horizontalHeaderItem(place)
            assert head is not None
            head.setToolTip(plain_tip(" ".join(head.text().split())))
        down, across = self.table.verticalHeader(), self.table.horizontalHeader()
        assert down is not None
        assert across is not None
        down.hide()
        down.setMinimumSectionSize(round(1.7 * self.fontMetrics().height()))
        down.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setHighlightSections(False)
        across.setMinimumSectionSize(20)
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        across.sectionResized.connect(self.table.resizeRowsToContents)
        top = QHBoxLayout()
        top.addWidget(self.search)
        top.addWidget(self.note, 1)
        bottom = FlowLayout(6)
        bottom.addWidget(self.same)
        bottom.addWidget(self.best)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(framed(self.table, self.line), 1)
        column.addLayout(bottom)
