"""What to watch, and how every ball fares at the step that is shown."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.panels.ball_table import BallTable


class NotesPanel(QScrollArea):
    """The experiment's title and paragraph over a table of the balls."""

    def __init__(self) -> None:
        super().__init__()
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
