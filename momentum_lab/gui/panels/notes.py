"""How every ball fares at the step that is shown, and what to watch."""

from __future__ import annotations

from functools import partial
from typing import Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from momentum_lab.core.messages import words
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.panels.ball_table import BallTable
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.widgets.part import Part
from momentum_lab.session import Session
from momentum_lab.session.clock import PlayState
from momentum_lab.session.look import Look
from momentum_lab.simulation.run import Run

LEAST_ROWS: Final = 4
"""Lines of the table that are seen in any case."""
TEXT_ROWS: Final = 3
"""Lines of the paragraph below the table for which there should be room."""
MARGINS: Final = (12, 8, 12, 10)
READABLE: Final = 0.05
"""Seconds between two numbers while it plays."""


class NotesPanel(QScrollArea, Part):
    """A table of the balls over the experiment's title and paragraph; both can be folded away."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title, self._text, self.table = QLabel(), QLabel(), BallTable()
        self._needs = 0, 0
        self._is_folded = self._is_resting = False
        self._title.setObjectName("notestitle")
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            label.setTextFormat(Qt.TextFormat.PlainText)
        content = QWidget()
        content.setObjectName("notes")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(6)
        for widget in (self.table, self._title, self._text):
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            layout.addWidget(widget)
        layout.addStretch(1)
        self.setWidget(content)
        settings = session.settings
        self._has = {key: settings.flag(key, True) for key in ("table", "notes")}
        self._had: dict[str, bool] | None = None
        self._leave = session.lessons.changed.subscribe(self._fold)
        self._fold()

    def stop(self) -> None:
        """Hear no more of lessons, which may leave it out, nor of time."""
        self._is_resting = False
        self._leave()

    def entries(self) -> list[ActionSpec]:
        """Return what shows the table and the paragraph and folds them away."""
        offered = (
            ("table", words("&Table of the balls"), "F8"),
            ("notes", words("&Notes: what to watch"), "F7"),
        )
        return [
            ActionSpec(
                f"show_{name}",
                text,
                (key,),
                partial(self.toggle, name),
                "view.docks",
                is_checked=partial(self.has, name),
            )
            for name, text, key in offered
        ]

    def has(self, name: str) -> bool:
        """Whether the "table" or the "notes" are shown."""
        return self._has[name]

    def toggle(self, name: str) -> None:
        """Show the "table" or the "notes", or fold them away."""
        self._has[name] = not self._has[name]
        if self._had is None:
            self._session.settings.put(name, self._has[name])
        self._fold()

    def sizeHint(self) -> QSize:
        """Have room for all of the table and the beginning of the paragraph."""
        rows = TEXT_ROWS * self.fontMetrics().height() if self._has["notes"] else 0
        table = self.table.sizeHint().height() if self._has["table"] else 0
        return QSize(330, MARGINS[1] + table + rows + MARGINS[3])

    def minimumSizeHint(self) -> QSize:
        """Have room for the states of the balls, and for some rows."""
        bar = self.verticalScrollBar()
        width = MARGINS[0] + self.table.minimumSizeHint().width() + MARGINS[2]
        return QSize(
            width + (bar.sizeHint().width() if bar is not None else 0),
            MARGINS[1] + LEAST_ROWS * self.fontMetrics().height(),
        )

    def show_experiment(self, experiment: Experiment) -> None:
        """Show title and paragraph."""
        title, text = experiment.title_words, str(experiment.shown_description)
        if (title, text) != (self._title.text(), self._text.text()):
            self._title.setText(title)
            self._text.setText(text)
            self._fold()
            bar = self.verticalScrollBar()
            if bar is not None:  # to the table, which is above what is new
                bar.setValue(0)

    def show_run(self, run: Run, step: int) -> None:
        """Show how the balls of another run fare."""
        self._show_newest()

    def show_step(self, step: int) -> None:
        """Show how the balls fare at a step; while it plays, not more often than anybody can read."""
        if self._is_resting:
            return
        if self._session.clock.playhead.is_playing:
            self._is_resting = True
            self._session.clock.remind(READABLE, self._go_on)
        self._show_newest()

    def show_state(self, state: PlayState) -> None:
        """Show the step at which it has come to rest."""
        if self._is_resting and not state.is_playing:
            self._go_on()

    def _go_on(self) -> None:
        """Show the newest numbers, unless they are shown."""
        if self._is_resting:
            self._is_resting = False
            self._show_newest()

    def _show_newest(self) -> None:
        run = self._session.run
        if run is not None:
            is_hidden = self._session.clock.is_sealed
            self.table.show_summaries(run.experiment, self._session.summaries, is_hidden)
            needs = len(run.experiment.balls), run.experiment.steps
            if needs != self._needs:  # more balls, or more digits in their steps
                self._needs = needs
                self.updateGeometry()

    def _fold(self) -> None:
        """Show what is wanted and there; without any of it the panel goes as a whole."""
        for label in (self._title, self._text):
            label.setVisible(self._has["notes"] and bool(label.text()))
        self.table.setVisible(self._has["table"])
        is_folded = not any(self._has.values()) or "notes" in self._session.lessons.hides
        if is_folded != self._is_folded:
            self._is_folded = is_folded
            self.setHidden(is_folded)
        self.updateGeometry()

    def set_look(self, theme: Theme, look: Look) -> None:
        """Write in the colours of another theme; for a room, be away until one of the keys calls it."""
        self.table.set_theme(theme)
        if look.is_projected and self._had is None:
            self._had, self._has = self._has, dict.fromkeys(self._has, False)
            self._fold()
        elif not look.is_projected and self._had is not None:
            self._has, self._had = self._had, None
            self._fold()
