"""The tab "Filter": what a ball's rule lets through of swings of the gradient, and which there were."""

from __future__ import annotations

import html
from typing import Final

from PyQt6.QtWidgets import QVBoxLayout

from momentum_lab.analysis.frequencies import Frequencies, Spectra, gain_at, spectra
from momentum_lab.core.lists import paragraph, sentences_in_a_row
from momentum_lab.core.messages import message_in, words
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.explore.facts_label import facts_label
from momentum_lab.gui.explore.progress import framed
from momentum_lab.gui.explore.tab import RunTab
from momentum_lab.gui.views.maps.facts import muted
from momentum_lab.gui.views.maps.frequency_plot import FrequencyPlot, frequency_entries
from momentum_lab.gui.views.maps.legend import MapLegend
from momentum_lab.session import Session
from momentum_lab.simulation.run import Run
from momentum_lab.wording.frequencies import GAINS, frequency_sentences, gain_rows, gain_sentences

LOWEST: Final = 260
"""Pixels that both plots together are high, at least."""


class FilterTab(RunTab):
    """Shows the gain of the present values at once, and the spectra of the run when it is there."""

    title = message_in("of frequencies", "Filter")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.plot, self.legend = FrequencyPlot(), MapLegend()
        self.facts, self.notes = facts_label(words("gains")), facts_label(words("notes"))
        self.found: Frequencies | None = None
        self._spectra: tuple[Run, int, int, Spectra | None] | None = None
        self._key: tuple[object, ...] = ()
        self.chooser.currentIndexChanged.connect(lambda _index: self._show())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.chooser)
        column.addWidget(self.facts)
        self.frame = framed(self.plot)
        self.frame.setMinimumHeight(LOWEST)
        column.addWidget(self.frame, 1000)
        column.addWidget(self.legend)
        column.addWidget(self.notes)
        column.addStretch(1)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the gain of another experiment; its spectra come with its run."""
        super().show_experiment(experiment)
        self._show()

    def show_run(self, run: Run, step: int) -> None:
        """Show the spectra of another run; the step matters where the rate follows a schedule."""
        self._run, self._step = run, step
        self._show()

    def forget_run(self) -> None:
        """Let go of the run, and of its spectra."""
        super().forget_run()
        self._spectra = self.found = None
        self._key = ()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        super().set_theme(theme)
        self.plot.set_theme(theme)
        self._key = ()
        self._show()

    def shown(self) -> Frequencies | None:
        """Return gain and spectra, where there is one of them."""
        found = self.found
        return found if found is not None and (found.gain or found.spectra) else None

    def _show(self) -> None:
        experiment, run, ball = self.experiment, self._run, self.chooser.ball
        if experiment is None or ball >= len(experiment.balls):
            return
        choice = experiment.balls[ball]
        is_constant = choice.schedule.is_constant and not choice.changes
        step = 0 if is_constant or run is None else min(self._step, run.computed)
        measured = self._measured(run, ball)
        key = (choice, ball, step, measured)
        if key == self._key:
            return
        self._key = key
        self.found = found = Frequencies(experiment, ball, gain_at(experiment, ball, step), measured)
        self.frame.setVisible(found.gain is not None or measured is not None)
        self.plot.show_frequencies(found)
        self.legend.show_entries(*frequency_entries(found, self.theme))
        self.facts.setText(_table(found, self.theme))
        self.facts.setVisible(found.gain is not None)
        sentences = str(paragraph(frequency_sentences(found)))
        self.notes.setText(muted(html.escape(sentences), self.theme))
        self.plot.setAccessibleDescription(str(sentences_in_a_row(gain_sentences(found))))

    def _measured(self, run: Run | None, ball: int) -> Spectra | None:
        """Return the spectra of a run, found once."""
        if run is None or ball >= len(run.experiment.balls):
            return None
        before = self._spectra
        if before is None or before[0] is not run or before[1:3] != (run.computed, ball):
            self._spectra = before = run, run.computed, ball, spectra(run, ball)
        return before[3]


def _table(found: Frequencies, theme: Theme) -> str:
    heads = "".join(f'<td style="padding-right:14px">{muted(html.escape(str(t)), theme)}</td>' for t in GAINS)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td style="padding-right:14px">{html.escape(str(t)).replace(" ", "&nbsp;")}</td>' for t in row
        )
        + "</tr>"
        for row in gain_rows(found)
    )
    return f'<table cellspacing="0" cellpadding="1"><tr>{heads}</tr>{rows}</table>'
