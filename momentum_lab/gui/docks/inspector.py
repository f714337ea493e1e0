"""The inspector: one step of one ball from the inside, at the playhead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QFrame, QScrollArea

from momentum_lab.core.messages import words
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.gui.widgets.part import Part
from momentum_lab.gui.widgets.screen import type_share
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.session.session import Selection
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:
    from momentum_lab.gui.docks.inspected_step import InspectedStep

WIDTH, HEIGHT, LEAST_HEIGHT = 360, 560, 120


class Inspector(QScrollArea, Part):
    """Scrolls over a step of the ball that is chosen; what is in it is made when it is first wanted."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._theme: Theme = LIGHT
        self._inside: InspectedStep | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(words("inspector"))

    @property
    def inside(self) -> InspectedStep:
        """What is in it: the window starts without."""
        if self._inside is None:
            from momentum_lab.gui.docks.inspected_step import InspectedStep

            self._inside = InspectedStep(self._session)
            self._inside.set_theme(self._theme)
            self.setWidget(self._inside)
        return self._inside

    def entries(self) -> list[ActionSpec]:
        """Return what copies the step."""
        copy = words("Copy the &step of the chosen ball")
        return [ActionSpec("copy_step", copy, (), lambda: self.inside.copy_all(), "edit.copy")]

    def sizeHint(self) -> QSize:
        """Be as wide as most equations need."""
        share = type_share(self)
        return QSize(round(WIDTH * share), round(HEIGHT * share))

    def minimumSizeHint(self) -> QSize:
        """Be as wide as the numbers; what is too high scrolls."""
        bar = self.verticalScrollBar()
        if self._inside is None or bar is None:
            return QSize(WIDTH // 2, LEAST_HEIGHT)
        return QSize(self._inside.minimumSizeHint().width() + bar.sizeHint().width(), LEAST_HEIGHT)

    def show_experiment(self, experiment: Experiment) -> None:
        """Offer the balls that there are."""
        if self._inside is not None:
            self._inside.offer(experiment)

    def show_run(self, run: Run, step: int) -> None:
        """Show a step of another run."""
        self._want()

    def show_step(self, step: int) -> None:
        """Follow the playhead."""
        self._want()

    def show_selection(self, selection: Selection) -> None:
        """Show another ball."""
        self._want()

    def set_look(self, theme: Theme, look: Look) -> None:
        """Write in the colours of another theme."""
        self._theme = theme
        if self._inside is not None:
            self._inside.set_theme(theme)

    def stop(self) -> None:
        """Compute nothing any more."""
        if self._inside is not None:
            self._inside.stop()

    def showEvent(self, a0: QShowEvent | None) -> None:
        """Show the newest step once it can be seen."""
        super().showEvent(a0)
        self.inside.want()

    def _want(self) -> None:
        if self._inside is not None:
            self._inside.want()
