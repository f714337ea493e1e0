"""What to watch, and how every ball fares at the step that is shown."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.panels.ball_table import BallTable
from momentum_lab.gui.theme.theme import Theme
from momentum_lab.gui.widgets.part import Part
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.simulation.run import Run


class NotesPanel(QScrollArea, Part):
    """The experiment's title and paragraph over a table of the balls."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title, self._text, self.table = QLabel(), QLabel(), BallTable()
        self._title.setObjectName("notestitle")
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            label.setTextFormat(Qt.TextFormat.PlainText)
        content = QWidget()
        content.setObjectName("notes")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        for widget in (self._title, self._text, self.table):
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            layout.addWidget(widget)
        layout.addStretch(1)
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        """Leave most of the room to the loss curves."""
        return QSize(330, 200)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show title and paragraph."""
        self._title.setText(experiment.title)
        self._title.setVisible(bool(experiment.title))
        self._text.setText(experiment.description)
        self._text.setVisible(bool(experiment.description))

    def show_run(self, run: Run, step: int) -> None:
        """Show how the balls of another run fare."""
        self.show_step(step)

    def show_step(self, step: int) -> None:
        """Show how the balls fare at a step."""
        run = self._session.run
        if run is not None:
            self.table.show_summaries(run.experiment, self._session.summaries)

    def set_look(self, theme: Theme, look: Look) -> None:
        """Write in the colours of another theme."""
        self.table.set_theme(theme)
