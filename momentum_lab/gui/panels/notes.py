"""What to watch, and how every ball fares at the step that is shown."""

from __future__ import annotations

import html

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from momentum_lab.analysis.summary import BallSummary
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.theme import LIGHT, Theme
from momentum_lab.simulation.run import Status


class NotesPanel(QScrollArea):
    """The experiment's title and paragraph over a table of the balls."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title, self._text, self._table = QLabel(), QLabel(), QLabel()
        self._title.setObjectName("notestitle")
        for label in (self._title, self._text, self._table):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._table.setTextFormat(Qt.TextFormat.RichText)
        content = QWidget()
        content.setObjectName("notes")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        for label in (self._title, self._text, self._table):
            layout.addWidget(label)
        layout.addStretch(1)
        self.setWidget(content)
        self._theme: Theme = LIGHT
        self._shown: tuple[Experiment, tuple[BallSummary, ...]] | None = None

    def sizeHint(self) -> QSize:
        """Leave most of the room to the loss curves."""
        return QSize(330, 200)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show title and paragraph."""
        self._title.setText(experiment.title)
        self._title.setVisible(bool(experiment.title))
        self._text.setText(experiment.description)
        self._text.setVisible(bool(experiment.description))

    def show_summaries(self, experiment: Experiment, summaries: tuple[BallSummary, ...]) -> None:
        """Show how the balls fare."""
        self._shown = (experiment, summaries)
        rows = "".join(self._row(experiment, s) for s in summaries if experiment.balls[s.ball].visible)
        muted = self._theme.muted
        head = "".join(
            f'<td style="color:{muted}; padding-right:14px">{text}</td>' for text in ("", "loss", "")
        )
        self._table.setText(f'<table cellspacing="0" cellpadding="1"><tr>{head}</tr>{rows}</table>')

    def set_theme(self, theme: Theme) -> None:
        """Write in the colours of another theme."""
        self._theme = theme
        if self._shown is not None:
            self.show_summaries(*self._shown)

    def _row(self, experiment: Experiment, summary: BallSummary) -> str:
        color = experiment.balls[summary.ball].color
        state, shade = _STATES[summary.status], self._theme.text
        if summary.status in (Status.DIVERGED, Status.ESCAPED):
            state = f"{state} at step {summary.since}"
            shade = self._theme.warning
        cells = (
            f'<span style="color:{color}">●</span> {html.escape(summary.label)}',
            f"{summary.loss:.3g}".replace("-", "−"),
            f'<span style="color:{shade}">{state}</span>',
        )
        return "<tr>" + "".join(f'<td style="padding-right:14px">{cell}</td>' for cell in cells) + "</tr>"


_STATES = {
    Status.MOVING: "",
    Status.CONVERGED: "at a minimum",
    Status.STALLED: "stuck",
    Status.ESCAPED: "left the map",
    Status.DIVERGED: "diverged",
}
