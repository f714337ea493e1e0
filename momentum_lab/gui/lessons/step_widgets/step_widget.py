"""What is done in a step, as a widget: a module of its own for each kind."""

from __future__ import annotations

from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.lessons.lesson import LessonStep, StepText
from momentum_lab.session import Session

SPACING = 6


class StepWidget(QWidget):
    """Has somebody do what a step asks for. It stands below the step's prompt, and above how it came.

    It is made for a page that is shown, and goes with it. Whatever changes in the lesson, :meth:`show_state`
    is called.
    """

    def __init__(self, session: Session, step: LessonStep, text: StepText) -> None:
        super().__init__()
        self.session, self.step, self.text = session, step, text
        self.theme: Theme = LIGHT
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACING)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_state(self) -> None:
        """Show what is answered, and whether that can be done now."""

    def show_experiment(self, experiment: Experiment) -> None:
        """Go by what is open now."""

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of another theme."""
        self.theme = theme

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key that was pressed anywhere on the page, if it means something here; return whether."""
        return False

    def stop(self) -> None:
        """Write down what is not, and subscribe to nothing any more: the page goes."""


def page_experiment(session: Session) -> Experiment:
    """Return the experiment that the page that is shown asks about."""
    own = session.lessons.own_experiment
    return session.experiment if own is None else own
