"""The tab "Basins": which minimum each ball reaches from where."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from momentum_lab.analysis.basins import BasinMap, refined
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.messages import message, words
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.findings import BasinsFinding
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.explore.ball_caption import BallCaption
from momentum_lab.gui.explore.progress import ProgressLine, framed
from momentum_lab.gui.explore.tab import Job, Tab
from momentum_lab.gui.views.loss_scale import tick_text
from momentum_lab.gui.views.maps.basin_plot import BasinPlot, basin_entries
from momentum_lab.gui.views.maps.legend import MapLegend
from momentum_lab.gui.views.maps.shading import cell_words
from momentum_lab.session import Session

POINTS: Final = 96


class BasinsTab(Tab):
    """Shows the maps of all visible balls side by side; a click in one moves the start."""

    title = message("Basins")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.plots: list[BasinPlot] = []
        self._frames: list[QFrame] = []
        self._captions: list[BallCaption] = []
        self._balls: tuple[int, ...] = ()
        self.legend, self.line = MapLegend(), ProgressLine()
        self._work = " "
        self.pointed = QLabel(self._work)
        self.pointed.setObjectName("hint")
        self.pointed.setTextFormat(Qt.TextFormat.PlainText)
        content = QWidget()
        content.setObjectName("notes")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(6)
        column.addWidget(area, 1)
        for widget in (self.line, self.legend, self.pointed):
            column.addWidget(widget)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the visible balls of another experiment."""
        if self.is_elsewhere(experiment):
            self.forget()
        super().show_experiment(experiment)
        self._balls = _visible(experiment)
        self._arrange(len(self._balls))
        self._name_balls()
        for ball, plot in zip(self._balls, self.plots, strict=True):
            if plot.map is None:
                plot.show_domain(experiment.landscape.build().domain)
            plot.show_start(experiment.start_of(ball))
        self._show_legend()

    def forget(self) -> None:
        """Let go of the maps."""
        super().forget()
        for plot in self.plots:
            if plot.map is not None:
                plot.forget()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        super().set_theme(theme)
        self.line.set_theme(theme)
        for plot in self.plots:
            plot.set_theme(theme)
        self._name_balls()
        self._show_legend()

    def subject(self) -> object:
        """Return the experiment without its starts, which the maps do not depend on."""
        return None if self.experiment is None else _subject(self.experiment)

    def job(self) -> Job | None:
        """Return what computes the maps, coarse and then fine."""
        experiment, balls = self.experiment, self._balls
        if experiment is None or not balls:
            return None
        return lambda progress: refined(experiment, POINTS, progress, balls=balls)

    def show_result(self, result: object) -> None:
        """Show the map of a ball."""
        if isinstance(result, BasinMap) and result.ball in self._balls:
            self.plots[self._balls.index(result.ball)].show_map(result)

    def shown(self) -> BasinsFinding | None:
        """Return the maps of all visible balls, once they are all there.

        Until then some may be another experiment's, which stay in sight while theirs is computed.
        """
        maps = tuple(plot.map for plot in self.plots if plot.map is not None)
        are_of_these = all(_subject(found.experiment) == self.subject() for found in maps)
        return BasinsFinding(maps) if 0 < len(maps) == len(self._balls) and are_of_these else None

    def show_progress(self, share: float | None, problem: str = "") -> None:
        """Show how much is done."""
        self.line.show_share(share)
        is_told = self.pointed.text() == self._work
        self._work = " "
        if share is not None:
            self._work = words(
                "Computing which minimum each start leads to: {percent:.0f} %", percent=100 * share
            )
        if problem or is_told or not any(plot.underMouse() for plot in self.plots):
            self.pointed.setText(problem or self._work)

    def take_over(self, former: Tab) -> None:
        """Show the maps of another tab."""
        assert isinstance(former, BasinsTab)
        super().take_over(former)
        for plot in former.plots:
            if plot.map is not None:
                self.show_result(plot.map)

    def _arrange(self, count: int) -> None:
        """Have so many plots, two in a row."""
        while len(self.plots) < count:
            plot, caption = BasinPlot(), BallCaption()
            plot.set_theme(self.theme)
            plot.start_wanted.connect(self._start_at)
            plot.released.connect(self.session.settle)
            plot.pointed.connect(lambda at, plot=plot: self._point_at(plot, at))
            frame = framed(caption, plot)
            box = frame.layout()
            assert isinstance(box, QVBoxLayout)
            box.setStretch(0, 0)
            box.setStretch(1, 1)
            frame.setMinimumHeight(170)
            place = len(self.plots)
            self._grid.addWidget(frame, place // 2, place % 2)
            self.plots.append(plot)
            self._captions.append(caption)
            self._frames.append(frame)
        for former in self._frames[count:]:
            self._grid.removeWidget(former)
            former.hide()
            former.deleteLater()
        for parts in (self._frames, self._captions, self.plots):
            del parts[count:]

    def _name_balls(self) -> None:
        """Write above each map whose it is."""
        experiment = self.experiment
        for ball, caption in zip(self._balls, self._captions, strict=True):
            if experiment is not None:
                caption.show_ball(experiment.balls[ball], experiment.names[ball], self.theme)

    def _show_legend(self) -> None:
        if self.experiment is None:
            return
        self.legend.show_entries(*basin_entries(self.experiment, self.theme))

    def _start_at(self, position: tuple[float, ...]) -> None:
        """Begin there; the balls' own starts would hide it, so they go."""
        if self.experiment is None or len(position) != len(self.experiment.start):
            return
        try:
            self.session.editor.move_all_to(position)
        except MomentumLabError as error:
            self.pointed.setText(str(error))

    def _point_at(self, plot: BasinPlot, at: tuple[float, ...] | None) -> None:
        found = plot.map
        if at is None or found is None:
            self.pointed.setText(self._work)
            return
        rows, columns = found.reached.shape
        place = [
            min(max(int((v - low) / (high - low) * count), 0), count - 1)
            for v, (low, high), count in zip(
                at, found.experiment.landscape.build().domain, (columns, rows), strict=False
            )
        ]
        row, column = (place[1] if len(place) > 1 else 0), place[0]
        where = ", ".join(tick_text(v) for v in at)
        self.pointed.setText(
            words("from ({where}): {cells}", where=where, cells=cell_words(found.cells, row, column))
        )


def _visible(experiment: Experiment) -> tuple[int, ...]:
    return tuple(i for i, ball in enumerate(experiment.balls) if ball.visible)


def _subject(experiment: Experiment) -> object:
    """Return what the maps of the visible balls depend on; with noise, also on which of all these are."""
    start, visible = experiment.landscape.build().start, _visible(experiment)
    balls = tuple(replace(experiment.balls[i], start=None) for i in visible)
    return (visible, replace(experiment, start=start, balls=balls).dynamics) if balls else None
