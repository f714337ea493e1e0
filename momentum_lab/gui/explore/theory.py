"""The tab "Theory": what the curvature promises one ball, and what its run has kept of that."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.analysis.theory import Place, Theory, theory
from momentum_lab.core.messages import Message, message, words
from momentum_lab.figures.findings import TheoryFinding
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.explore.facts_label import facts_label
from momentum_lab.gui.explore.progress import framed
from momentum_lab.gui.explore.tab import RunTab
from momentum_lab.gui.views.maps.axes_figure import AxesFigure
from momentum_lab.gui.views.maps.facts import best_in_words, facts_table, modes_table
from momentum_lab.gui.views.maps.modes_plot import ModesPlot, has_errors, show_theory
from momentum_lab.session import Session
from momentum_lab.simulation.run import Run

PLACES: Final[tuple[tuple[Place, Message], ...]] = (
    ("minimum", message("at its minimum")),
    ("ball", message("where it is")),
)


class TheoryTab(RunTab):
    """Shows the facts of one ball, and offers to take the best values."""

    title = message("Theory")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.place = QComboBox()
        self.place.setAccessibleName(words("place"))
        self.place.setToolTip(words("Where the landscape is taken for a quadratic"))
        for place, text in PLACES:
            self.place.addItem(str(text), place)
        self.figure, self.plot = AxesFigure(), ModesPlot()
        self.frame = framed(self.plot)
        self.modes, self.facts = facts_label(words("modes")), facts_label(words("facts"))
        self.take = QPushButton(words("Take the best values"))
        self.take.clicked.connect(self._take)
        self.chooser.currentIndexChanged.connect(lambda _index: self._show_again())
        self.place.currentIndexChanged.connect(lambda _index: self._show_again())
        self._key: tuple[object, ...] = ()
        self._theory: Theory | None = None
        self._lay_out()

    def show_run(self, run: Run, step: int) -> None:
        """Show the facts of a run; they are found anew only where the step has a say in them."""
        self._run, self._step = run, step
        ball = self.chooser.ball
        if ball >= len(run.experiment.balls):
            return
        place: Place = PLACES[self.place.currentIndex()][0]
        choice = run.experiment.balls[ball]
        follows = place == "ball" or not choice.schedule.is_constant or bool(choice.changes)
        key = (id(run), run.computed, ball, place, step if follows else None)
        if key != self._key:
            is_other_run = key[:3] != self._key[:3]
            self._key, self._theory = key, theory(run, ball, step, place)
            self._show_theory(run, self._theory, is_other_run or follows)
        self.plot.show_step(step)

    def forget_run(self) -> None:
        """Let go of the run; its facts stay in sight until there are others."""
        super().forget_run()
        self._theory, self._key = None, ()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        super().set_theme(theme)
        self.figure.set_theme(theme)
        self.plot.set_theme(theme)
        self._key = ()
        self._show_again()

    def shown(self) -> TheoryFinding | None:
        """Return the curves, where there are any."""
        if self._run is None or self._theory is None or not has_errors(self._theory):
            return None
        return TheoryFinding(self._run, self._theory)

    def _show_again(self) -> None:
        if self._run is not None and self.isVisible():
            self.show_run(self._run, self._step)

    def _show_theory(self, run: Run, found: Theory, with_errors: bool) -> None:
        self.modes.setText(modes_table(found, self.theme))
        self.facts.setText(facts_table(found, self.theme))
        self.figure.show_curvature(found.curvature)
        self.figure.setVisible(run.dimension > 1)
        self.take.setEnabled(found.best is not None)
        best = best_in_words(found)
        self.take.setToolTip(
            f"{best[:1].upper()}{best[1:]}" if best else words("No best values are known for this ball here")
        )
        self._show_errors(run, found)

    def _show_errors(self, run: Run, found: Theory) -> None:
        self.frame.setVisible(has_errors(found))
        if has_errors(found):
            show_theory(self.plot, run, found)

    def _take(self) -> None:
        """Have the best values in force at the step that they were found for, as one change."""
        found, run, now = self._theory, self._run, self.session.experiment
        if found is None or found.best is None or run is None:
            return
        before = run.experiment
        is_known = found.ball < len(now.balls) and before.landscape == now.landscape
        if not is_known or before.balls[found.ball].optimizer != now.balls[found.ball].optimizer:
            self.session.said.emit(str(message("The best values are still being found.")))
        else:
            self.session.changes.set_in_force(found.ball, found.step, found.best.values)

    def _lay_out(self) -> None:
        content = QWidget()
        content.setObjectName("notes")
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        choosers = QHBoxLayout()
        choosers.addWidget(self.chooser, 1)
        choosers.addWidget(self.place)
        column.addLayout(choosers)
        column.addWidget(self.modes)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.facts, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.figure, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        self.frame.setMinimumHeight(190)
        column.addWidget(self.frame, 1000)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
