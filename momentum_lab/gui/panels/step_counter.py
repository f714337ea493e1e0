"""The step in type that is read from the last row, in projector mode in the place of the transport.

There is no status line then: what is said stands above it for a while.
"""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QWidget

from momentum_lab.core.messages import message, message_in
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.panels.said_banner import SaidBanner
from momentum_lab.gui.widgets.elided import ElidedLabel, height_of
from momentum_lab.gui.widgets.part import Part
from momentum_lab.session import Session
from momentum_lab.session.clock import PlayState
from momentum_lab.session.look import Look

SIZE: Final = 2.0
"""Of the counter, measured by the type around it."""
MARGINS: Final = (14, 2, 14, 6)


class StepCounter(QWidget, Part):
    """The title of the experiment, and the step that is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.title = ElidedLabel(has_fixed_place=True)
        self.step = QLabel()
        self.step.setTextFormat(Qt.TextFormat.PlainText)
        self.step.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.step.setAccessibleName(str(message("step shown")))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.addWidget(self.title, 1)
        layout.addWidget(self.step)
        self.said = SaidBanner(self, session.said)
        self._step = self._end = 0
        self._is_short = self._is_sealed = False
        self.hide()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show its title."""
        self.title.set_text(experiment.title_words)

    def show_state(self, state: PlayState) -> None:
        """Show the step."""
        had = self._end, self._is_sealed
        self._step, self._end, self._is_sealed = state.step, state.end, state.is_sealed
        if (self._end, self._is_sealed) != had:
            self._fit()
        self._show_number()

    def stop(self) -> None:
        """Hear no more of the session."""
        self.said.leave()

    def set_look(self, theme: Theme, look: Look) -> None:
        """Be there in projector mode, in large type."""
        self.setVisible(look.is_projected)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Need no more than the number in its shortest form."""
        height = self.step.minimumHeight() + MARGINS[1] + MARGINS[3]
        return QSize(self._width_of(is_short=True) + MARGINS[0] + MARGINS[2], height)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Say it more shortly where there is little room."""
        super().resizeEvent(a0)
        self._fit()

    def _fit(self) -> None:
        """Have as much room as the last step takes: no number then has the window laid out anew."""
        points = SIZE * self.font().pointSizeF()
        # A style sheet of its own: that of the window says how large the type of everything is.
        self.step.setStyleSheet(f"font-size: {points:.2f}pt; font-weight: bold;")
        self.step.ensurePolished()
        self._is_short = self._width_of(is_short=False) > self._room
        said = self._counted(self._end, self._is_short)
        self.step.setFixedSize(self._width_of(self._is_short), height_of(self.step, said))
        self._show_number()
        self.updateGeometry()

    @property
    def _room(self) -> int:
        """The width beside as little of the title as there can be."""
        layout = self.layout()
        between = 0 if layout is None else layout.spacing()
        return self.width() - MARGINS[0] - MARGINS[2] - between - self.title.minimumWidth()

    def _width_of(self, is_short: bool) -> int:
        widest = self._counted(self._end, is_short)
        return self.step.fontMetrics().horizontalAdvance(widest) + 8

    def _show_number(self) -> None:
        self.step.setText(self._counted(self._step, self._is_short))

    def _counted(self, step: int, is_short: bool) -> str:
        """Return how far it is, or that this is hidden."""
        if self._is_sealed:
            return str(
                message_in("the number of the step", "hidden")
                if is_short
                else message("hidden until you predict")
            )
        said = message("{step:,} / {end:,}") if is_short else message("step {step:,} of {end:,}")
        return str(said.filled(step=step, end=self._end))
