"""The tab "Stability": what becomes of a ball over two of its hyperparameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLabel, QVBoxLayout

from momentum_lab.analysis.stability import Axes, StabilityMap, default_axis, numbers_of, refined
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.hyperparameters import HyperValue, Number, title_of
from momentum_lab.core.lists import enumerated, sentences_in_a_row
from momentum_lab.core.messages import message, words, words_in
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.findings import StabilityFinding
from momentum_lab.figures.shadings import SHADINGS
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.explore.pairs import Pairs
from momentum_lab.gui.explore.progress import ProgressLine, framed
from momentum_lab.gui.explore.tab import BallTab, Job, Tab
from momentum_lab.gui.views.maps.legend import MapLegend
from momentum_lab.gui.views.maps.map_plot import MapPlot
from momentum_lab.gui.views.maps.shading import cell_words
from momentum_lab.gui.views.maps.stability_plot import mark, show_axes, show_map
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.session import Session
from momentum_lab.wording.explorations import changed_on_the_way
from momentum_lab.wording.numbers import told_number

POINTS: Final = 128
DIGITS: Final = 3


class StabilityTab(BallTab):
    """Shows the map of one ball, whose values are a handle that can be dragged."""

    title = message("Stability")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.across, self.up, self.shading = QComboBox(), QComboBox(), QComboBox()
        self.plot, self.legend, self.line = MapPlot(), MapLegend(), ProgressLine()
        self._hint, self._work = " ", ""
        self.pointed = QLabel(self._hint)
        self.pointed.setWordWrap(True)
        self.pointed.setObjectName("hint")
        self.pointed.setTextFormat(Qt.TextFormat.PlainText)
        for key, title in SHADINGS.items():
            self.shading.addItem(str(title), key)
        self.chooser.currentIndexChanged.connect(lambda _index: self._show_ball())
        for box, name in (
            (self.across, words("across")),
            (self.up, words_in("an axis", "up")),
            (self.shading, words("colours")),
        ):
            box.setAccessibleName(name)
        self.across.currentIndexChanged.connect(lambda _index: self._show_axes())
        self.up.currentIndexChanged.connect(lambda _index: self._show_axes())
        self.shading.currentIndexChanged.connect(lambda _index: self._show_map())
        self.plot.chosen.connect(self._choose)
        self.plot.released.connect(session.settle)
        self.plot.pointed.connect(self._point_at)
        self.across.activated.connect(lambda _index: self._pick(0, self.across))
        self.up.activated.connect(lambda _index: self._pick(1, self.up))
        self._picked: dict[int, str] = {}
        self.map: StabilityMap | None = None
        self._axes: Axes | None = None
        self._about: tuple[object, ...] = ()
        self._lay_out()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show another experiment; the axes stay while its ball's values can be shown on them."""
        super().show_experiment(experiment)
        self._show_ball()

    def forget(self) -> None:
        """Let go of the map."""
        super().forget()
        self._about, self._axes = (), None
        if self.map is not None:
            self.map = None
            self._show_map()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        super().set_theme(theme)
        self.plot.set_theme(theme)
        self.line.set_theme(theme)
        self._show_map()

    def subject(self) -> object:
        """Return the experiment of this ball alone, without the two values that the map is about."""
        if self.experiment is None or self._axes is None:
            return None
        ball = self._ball()
        fixed = ball.with_values(**{axis.name: axis.low for axis in self._axes})
        start = self.experiment.start_of(self.chooser.ball)
        alone = replace(self.experiment, start=start, balls=(replace(fixed, start=None),))
        return self.chooser.ball, alone.dynamics, self._axes

    def job(self) -> Job | None:
        """Return what computes the map, coarse and then fine."""
        experiment, ball, axes = self.experiment, self.chooser.ball, self._axes
        if experiment is None or axes is None:
            return None
        return lambda progress: refined(experiment, ball, axes, progress)

    def show_result(self, result: object) -> None:
        """Show a map."""
        if isinstance(result, StabilityMap) and result.axes == self._axes:
            self.map = result
            self._show_map()

    def shown(self) -> StabilityFinding | None:
        """Return the map and the ball on it, if there is one."""
        if self.map is None or self.experiment is None:
            return None
        return StabilityFinding(self.map, self._ball(), str(self.shading.currentData()))

    def show_progress(self, share: float | None, problem: str = "") -> None:
        """Show how much of the map is done."""
        self.line.show_share(share)
        is_told = self.pointed.text() == (self._work or self._hint)
        self._work = (
            ""
            if share is None
            else words("Computing the stability map: {percent:.0f} %", percent=100 * share)
        )
        if problem or is_told or not self.plot.underMouse():
            self.pointed.setText(problem or self._work or self._hint)

    def take_over(self, former: Tab) -> None:
        """Show the map of another tab, on the same axes."""
        assert isinstance(former, StabilityTab)
        self._go_on_as(former)

    def _go_on_as(self, former: StabilityTab) -> None:
        self._picked = dict(former._picked)
        self.shading.setCurrentIndex(former.shading.currentIndex())
        super().take_over(former)
        if former.map is not None:
            self.show_result(former.map)

    def _ball(self) -> Ball:
        assert self.experiment is not None
        return self.experiment.balls[self.chooser.ball]

    def _show_ball(self) -> None:
        """Offer the ball's hyperparameters, and keep those that are chosen if it has them."""
        if self.experiment is None:
            return
        names = numbers_of(self._ball())
        for box, usual in ((self.across, 0), (self.up, 1)):
            chosen = self._picked.get(usual)
            box.blockSignals(True)
            if [box.itemData(i) for i in range(box.count())] != list(names):
                box.clear()
                for name in names:
                    box.addItem(title_of(name), name)
                box.setCurrentIndex(names.index(chosen) if chosen in names else min(usual, len(names) - 1))
            box.blockSignals(False)
        self._show_axes()

    def _pick(self, place: int, box: QComboBox) -> None:
        """Keep what was picked by hand for other balls that have it too."""
        self._picked[place] = str(box.currentData())

    def _show_axes(self) -> None:
        for box in (self.across, self.up):  # which may be too narrow for a long name
            box.setToolTip(plain_tip(box.currentText()))
        if self.experiment is None:
            return
        ball, index = self._ball(), self.chooser.ball
        names = (str(self.across.currentData()), str(self.up.currentData()))
        about = (index, ball.optimizer, names, self.experiment.landscape)
        if about != self._about or not self._holds(ball):
            self._about, self._axes, self.map = about, None, None
            if len(set(names)) == 2:
                first, second = (default_axis(self.experiment, index, name, POINTS) for name in names)
                self._axes = first, second
                show_axes(self.plot, self._axes)
        changed = changed_on_the_way(self.experiment, index)
        said = sentences_in_a_row(changed) if self._axes else words("Choose two different hyperparameters")
        self._hint = str(said) or " "
        self.pointed.setText(self._work or self._hint)
        self._show_map()
        self.job_wanted.emit()

    def _holds(self, ball: Ball) -> bool:
        """Whether the values of a ball lie on the axes."""
        return self._axes is not None and all(
            axis.low <= float(ball.hyperparameters.get(axis.name, axis.low)) <= axis.high
            for axis in self._axes
        )

    def _show_map(self) -> None:
        """Colour what has been computed, and mark what theory says and where the ball is."""
        found = self.map
        self.plot.marks.theme = self.theme
        if found is None:
            self.plot.show_colors(None)
        else:
            shading = str(self.shading.currentData())
            self.legend.show_entries(*show_map(self.plot, found, shading, self.theme))
        mark(self.plot, self._axes, self._ball() if self.experiment is not None else None, found)

    def _choose(self, first: float, second: float) -> None:
        """Take the values of a place; the parts of one drag are one change."""
        if self.experiment is None or self._axes is None:
            return
        declared = OPTIMIZERS[self._ball().optimizer].hyperparameters
        values: dict[str, HyperValue] = {}
        for axis, value in zip(self._axes, (first, second), strict=True):
            number = declared[axis.name]
            assert isinstance(number, Number)
            values[axis.name] = min(max(float(f"{value:.{DIGITS}g}"), number.low), number.high)
        try:
            self.session.editor.take_values(self.chooser.ball, values, "map")
        except MomentumLabError as error:
            self.pointed.setText(str(error))

    def _point_at(self, share: tuple[float, float] | None) -> None:
        found = self.map
        if share is None or found is None:
            self.pointed.setText(self._work or self._hint)
            return
        rows, columns = found.cells.reached.shape
        row, column = (
            round(min(max(s, 0.0), 1.0) * (n - 1)) for s, n in ((share[1], rows), (share[0], columns))
        )
        values = found.values_at(row, column).items()
        named = enumerated(f"{title_of(name)} {told_number(value, 3)}" for name, value in values)
        reached = cell_words(found.cells, row, column)
        self.pointed.setText(words("{values}: {reached}", values=named, reached=reached))

    def _lay_out(self) -> None:
        choosers = Pairs(
            (words("ball"), self.chooser),
            (words("colours"), self.shading),
            (words("across"), self.across),
            (words_in("an axis", "up"), self.up),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(6)
        column.addWidget(choosers)
        column.addWidget(framed(self.plot, self.line), 1)
        column.addWidget(self.legend)
        column.addWidget(self.pointed)
