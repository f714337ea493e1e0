"""The tab "Seeds": the same experiment with many seeds."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from momentum_lab.analysis.ensemble import Ensemble, ensemble
from momentum_lab.core.messages import message, words
from momentum_lab.core.progress import Progress
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.explore.progress import ProgressLine, framed
from momentum_lab.gui.explore.tab import Job, Tab
from momentum_lab.gui.views.loss_scale import tick_text
from momentum_lab.gui.views.maps.bands_plot import BandsPlot
from momentum_lab.gui.views.maps.ends_plot import EndsPlot
from momentum_lab.gui.views.swatches import swatch_html
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Integers
from momentum_lab.session import Session

FIRST: Final = 100
MOST: Final = 1000
WITHOUT_NOISE = message("Without noise every seed gives the same path: set “gradient noise” in the panel.")

FLOORS = message("Noise keeps the loss above what it were without: {floors}")


class EnsembleTab(Tab):
    """Shows bands of loss over the seeds, and where the balls end."""

    title = message("Seeds")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.seeds = NumberBox(Integers(0, MOST), has_arrows=True)
        self.seeds.set_value(FIRST)
        self.bands, self.ends, self.line = BandsPlot(), EndsPlot(), ProgressLine()
        self.note = QLabel(" ")
        self.note.setObjectName("hint")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.RichText)
        self.found: Ensemble | None = None
        self._lay_out()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        super().set_theme(theme)
        for part in (self.bands, self.ends, self.line):
            part.set_theme(theme)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show another experiment."""
        super().show_experiment(experiment)
        self._tell()

    def forget(self) -> None:
        """Let go of what became of the seeds."""
        super().forget()
        if self.found is not None:
            self.found = None
            self.bands.forget()
            self.ends.forget()

    def subject(self) -> object:
        """Return the experiment and the number of seeds."""
        return None if self.experiment is None else (self.experiment.dynamics, self._balls(), self._count())

    def job(self) -> Job | None:
        """Return what runs all the seeds."""
        experiment, seeds, balls = self.experiment, self._count(), self._balls()
        if experiment is None or not balls:
            return None

        def run(progress: Progress) -> Iterator[object]:
            yield ensemble(experiment, seeds, progress, balls=balls)

        return run

    def show_result(self, result: object) -> None:
        """Show what became of the seeds."""
        if isinstance(result, Ensemble):
            self.found = result
            self.bands.show_ensemble(result)
            self.ends.show_ensemble(result)
            self._tell()

    def shown(self) -> Ensemble | None:
        """Return what became of the seeds."""
        return self.found

    def show_progress(self, share: float | None, problem: str = "") -> None:
        """Show how much is done."""
        self.line.show_share(share)
        if problem:
            self.note.setText(html.escape(problem))
        elif share is not None:
            self.note.setText(words("Running all seeds: {percent:.0f} %", percent=100 * share))
        else:
            self._tell()

    def take_over(self, former: Tab) -> None:
        """Show what another tab has found."""
        assert isinstance(former, EnsembleTab)
        self.seeds.set_value(former.seeds.value)
        super().take_over(former)
        if former.found is not None:
            self.show_result(former.found)

    def _count(self) -> int:
        return max(1, self.seeds.value)

    def _balls(self) -> tuple[int, ...]:
        assert self.experiment is not None
        return tuple(i for i, ball in enumerate(self.experiment.balls) if ball.visible)

    def _tell(self) -> None:
        """Say why all seeds are alike, or how high the noise keeps each ball."""
        if self.experiment is not None and self.experiment.noise == 0.0:
            self.note.setText(html.escape(str(WITHOUT_NOISE), quote=False))
        elif self.found is not None:
            looks = self.found.experiment.balls
            marks = [swatch_html(look.marker, look.color, self.theme) for look in looks]
            floors = [f"{marks[b.ball]}&nbsp;{tick_text(b.floor)}" for b in self.found.balls]
            self.note.setText(html.escape(str(FLOORS), quote=False).format(floors="&ensp;".join(floors)))
        else:
            self.note.setText(" ")

    def _lay_out(self) -> None:
        label = QLabel(words("seeds"))
        label.setBuddy(self.seeds)
        self.seeds.setAccessibleName(words("seeds"))
        self.seeds.changed.connect(lambda _value: self.job_wanted.emit())
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.seeds)
        hint = QLabel(words("median, middle half, nine tenths"))
        hint.setObjectName("hint")
        hint.setWordWrap(True)
        top.addSpacing(8)
        top.addWidget(hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(framed(self.bands, self.line), 1)
        column.addWidget(framed(self.ends), 1)
        column.addWidget(self.note)
