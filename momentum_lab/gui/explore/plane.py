"""The tab "Plane": the eigenvalues of one ball in the complex plane, moving while its numbers are dragged."""

from __future__ import annotations

from typing import Final

from PyQt6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from momentum_lab.analysis.eigenvalues import Plane, plane_at, swept_numbers
from momentum_lab.analysis.theory import Curvature, Place, local_curvature, place_of
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.hyperparameters import Number, title_of
from momentum_lab.core.lists import paragraph
from momentum_lab.core.messages import message_in, words
from momentum_lab.experiment.experiment import Experiment, Position
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.explore.facts_label import facts_label
from momentum_lab.gui.explore.progress import framed
from momentum_lab.gui.explore.tab import RunTab, Tab
from momentum_lab.gui.explore.theory import PLACES
from momentum_lab.gui.explore.value_row import ValueRow
from momentum_lab.gui.views.maps.plane_facts import pairs_table
from momentum_lab.gui.views.maps.plane_plot import PlanePlot
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.session import Session
from momentum_lab.simulation.run import Run
from momentum_lab.wording.eigenvalues import plane_sentences

DIGITS: Final = 4
LOWEST: Final = 230
"""Pixels that the plot is high, at least."""


class PlaneTab(RunTab):
    """Shows eigenvalues, their ways, and sliders; an eigenvalue can be dragged along its way.

    It is computed in the turn of the event loop in which a value changes: it takes the quadratic of the run
    before, and needs no other.
    """

    title = message_in("of complex numbers", "Plane")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.place, self.swept = QComboBox(), QComboBox()
        self.place.setAccessibleName(words("place"))
        self.place.setToolTip(words("Where the landscape is taken for a quadratic"))
        for place, text in PLACES:
            self.place.addItem(str(text), place)
        self.swept.setAccessibleName(words("ways over"))
        self.swept.setToolTip(
            words("The lines are the ways of the eigenvalues over its values; drag one along its line")
        )
        self.plot, self.facts = PlanePlot(), facts_label(words("eigenvalues"))
        self.rows: tuple[ValueRow, ...] = ()
        self.plane: Plane | None = None
        self._held: int | None = None  # the step at which what is dragged is in force
        self._where: tuple[LandscapeChoice, Position] | None = None
        self._quadratic: tuple[Curvature | None, bool] | None = None
        self._optimizer = ""
        self.chooser.currentIndexChanged.connect(lambda _index: self._choose_ball())
        self.place.currentIndexChanged.connect(lambda _index: self._show_again())
        self.swept.currentIndexChanged.connect(lambda _index: self._show_plane())
        self.plot.chosen.connect(self._choose)
        self.plot.released.connect(self._settle)
        self._lay_out()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the eigenvalues of another experiment; on another landscape once there is its run."""
        super().show_experiment(experiment)
        self._show_plane()

    def show_run(self, run: Run, step: int) -> None:
        """Take the quadratic anew where the ball's minimum, or the ball, is another."""
        self._run, self._step = run, step
        ball = self.chooser.ball
        if ball >= len(run.experiment.balls):
            return
        place: Place = PLACES[self.place.currentIndex()][0]
        where = run.experiment.landscape, place_of(run, ball, step, place)
        if where != self._where:
            self._where = where
            self._quadratic = local_curvature(where[0].build(), where[1])
        self._show_plane()

    def forget(self) -> None:
        """Let go of the run, and of the quadratic."""
        super().forget()
        self._where = self._quadratic = self.plane = None

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        super().set_theme(theme)
        self.plot.set_theme(theme)
        if self.plane is not None:
            self.facts.setText(pairs_table(self.plane, theme))

    def shown(self) -> Plane | None:
        """Return the eigenvalues, where there are any."""
        return self.plane if self.plane is not None and self.plane.pairs else None

    def take_over(self, former: Tab) -> None:
        """Show the eigenvalues at the place, and the ways, that another tab shows."""
        assert isinstance(former, PlaneTab)
        self.place.setCurrentIndex(former.place.currentIndex())
        super().take_over(former)
        place = self.swept.findData(former.swept.currentData())
        if place >= 0:  # a ball without that value may have been chosen while the tab was not seen
            self.swept.setCurrentIndex(place)

    @property
    def _at(self) -> int:
        """The step whose values are shown and dragged: the playhead's, or the last of a ball lost before.

        A drag has one step from its beginning to its end, also if the ball is lost no more on the way.
        """
        if self._held is not None:
            return self._held
        run, ball = self._run, self.chooser.ball
        if run is None or ball >= len(run.last) or run.last[ball] >= run.computed:
            return self._step
        return run.last_step(ball, self._step)

    def _choose_ball(self) -> None:
        self._held = None
        self._show_again()

    def _settle(self) -> None:
        """End a drag."""
        self._held = None
        self.session.settle()
        self._show_plane()

    def _show_again(self) -> None:
        self._show_plane()
        if self._run is not None and self.isVisible():
            self.show_run(self._run, self._step)

    def _show_plane(self) -> None:
        """Show the eigenvalues of the present values on the quadratic that is known."""
        experiment, ball = self.experiment, self.chooser.ball
        if experiment is None or ball >= len(experiment.balls):
            return
        self._show_values(experiment, ball)
        if self._where is None or self._quadratic is None or self._where[0] != experiment.landscape:
            return
        name = self.swept.currentData()
        self.plane = plane_at(experiment, ball, *self._quadratic, self._at, name)
        self.frame.setVisible(bool(self.plane.pairs))
        self.plot.show_plane(self.plane)
        self.facts.setText(pairs_table(self.plane, self.theme))
        self.plot.setAccessibleDescription(str(paragraph(plane_sentences(self.plane))))

    def _show_values(self, experiment: Experiment, ball: int) -> None:
        """Have a slider for each number of the ball's rule, if there is a theory for it."""
        choice = experiment.balls[ball]
        if choice.optimizer != self._optimizer:
            self._optimizer = choice.optimizer
            for row in self.rows:
                row.remove()
            names = swept_numbers(choice.optimizer)
            self.rows = tuple(self._row(name, index) for index, name in enumerate(names))
            self.swept.blockSignals(True)
            self.swept.clear()
            for name in names:
                self.swept.addItem(title_of(name), name)
            self.swept.blockSignals(False)
            for widget in (self.swept, self._swept_label):
                widget.setVisible(len(names) > 1)
        for row in self.rows:
            row.show_value(float(choice.as_of(self._at).hyperparameters[row.name]))

    def _row(self, name: str, index: int) -> ValueRow:
        declared = OPTIMIZERS[self._optimizer].hyperparameters[name]
        assert isinstance(declared, Number)
        row = ValueRow(name, declared)
        row.changed.connect(lambda value, name=name: self._take(name, value))
        row.settled.connect(self._settle)
        row.put_into(self._grid, index)
        return row

    def _choose(self, value: float) -> None:
        """Take the value to which an eigenvalue was dragged."""
        name = str(self.swept.currentData())
        declared = OPTIMIZERS[self._optimizer].hyperparameters[name]
        assert isinstance(declared, Number)
        self._take(name, min(max(float(f"{value:.{DIGITS}g}"), declared.low), declared.high))

    def _take(self, name: str, value: float) -> None:
        """Give the ball a value; the parts of one drag are one change."""
        self._held = self._at
        try:
            self.session.changes.set_in_force(self.chooser.ball, self._at, {name: value}, f"plane {name}")
        except MomentumLabError as error:
            self.session.said.emit(str(error))

    def _lay_out(self) -> None:
        choosers = QHBoxLayout()
        choosers.addWidget(self.chooser, 1)
        choosers.addWidget(self.place)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setVerticalSpacing(2)
        self._swept_label = QLabel(words("ways over"))
        self._swept_label.setBuddy(self.swept)
        ways = QHBoxLayout()
        ways.addWidget(self._swept_label)
        ways.addWidget(self.swept)
        ways.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(6)
        column.addLayout(choosers)
        column.addLayout(self._grid)
        column.addLayout(ways)
        self.frame = framed(self.plot)
        self.frame.setMinimumHeight(LOWEST)
        column.addWidget(self.frame, 1000)
        column.addWidget(self.facts)
        column.addStretch(1)
