"""What is in the inspector: a step of the ball that is chosen, set a line at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QHideEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from momentum_lab.core.errors import MomentumLabError, error_words
from momentum_lab.core.lists import paragraph
from momentum_lab.core.messages import message
from momentum_lab.core.slices import Sliced
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.docks.memory_bars import MemoryBars
from momentum_lab.gui.docks.step_equations import StepEquations
from momentum_lab.gui.docks.step_table import StepTable, copy_text
from momentum_lab.gui.panels.editors import CalmComboBox
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.views.swatches import swatch_icon
from momentum_lab.gui.widgets.column import measure_anew
from momentum_lab.gui.widgets.keyboard import KeyboardUse
from momentum_lab.session import Session
from momentum_lab.wording.inspection import Inspection, inspecting
from momentum_lab.wording.memory import memory_sentences

BETWEEN: Final = 250
"""Milliseconds between two steps that are shown while the playhead moves by itself, at the least."""
REST: Final = 3
"""How many times as long nothing is set then as the step before has taken."""
DONE: Final = object()
NO_STEP: Final = message("There is no step to look into yet.")
MARGIN: Final = 10


class InspectedStep(QWidget):
    """Equations with numbers, memory, and all numbers of a step of the ball that is chosen.

    What is shown is of one step throughout. It is set a line at a time, so that the window goes on meanwhile,
    and is not computed at all while it cannot be seen.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._theme: Theme = LIGHT
        self.shown: Inspection | None = None
        self._coming: Inspection | None = None
        self._work: Iterator[None] = iter(())
        self._taken = 0.0
        self._labels: tuple[tuple[str, str, str], ...] = ()
        self._wait = _timer(self, BETWEEN, self._begin)
        self._slice = _timer(self, 0, self._go_on)
        self._copying: Iterator[None] = iter(())
        self._copy_slice = _timer(self, 0, self._copy_on)
        self._lay_out()
        self._keyboard = KeyboardUse(self)

    def copy_all(self) -> None:
        """Copy all that is known of the step at the playhead, with all digits."""
        self._copying = self._copied()
        self._copy_slice.start()

    def offer(self, experiment: Experiment) -> None:
        """Offer the balls that there are, with their markers."""
        names = zip(experiment.names, experiment.balls, strict=True)
        labels = tuple((label, ball.marker, ball.color) for label, ball in names)
        if labels != self._labels:
            self._labels = labels
            self.chooser.clear()
            for label, marker, color in labels:
                self.chooser.addItem(swatch_icon(marker, color, self._theme), label)
        self.chooser.setCurrentIndex(self._session.selection.ball)

    def want(self) -> None:
        """Show the newest step of the chosen ball: soon, and less often while it plays."""
        self.chooser.setCurrentIndex(self._session.selection.ball)
        if not self.isVisible():
            return
        if not self._session.is_playing:
            self._wait.start(0)
        elif not self._wait.isActive() and not self._slice.isActive():
            self._wait.start(max(BETWEEN, round(1000 * REST * self._taken)))

    def set_theme(self, theme: Theme) -> None:
        """Write in the colours of another theme."""
        self._theme, self._labels = theme, ()
        self.equations.set_theme(theme)
        self.bars.set_theme(theme)
        for button, name in ((self.back, "back"), (self.on, "on"), (self.copy, "duplicate")):
            button.setIcon(icon(name, theme.text))
        self.offer(self._session.experiment)
        self.want()

    def stop(self) -> None:
        """Compute nothing any more."""
        self._copy_slice.stop()
        self._rest()

    def hideEvent(self, a0: QHideEvent | None) -> None:
        """Compute nothing that is not seen."""
        super().hideEvent(a0)
        self._rest()

    def _rest(self) -> None:
        self._wait.stop()
        self._slice.stop()

    def _lay_out(self) -> None:
        self.title, self.remark = QLabel(), QLabel()
        self.sentences, self.nothing = QLabel(), QLabel(str(NO_STEP))
        self.remark.setObjectName("problem")
        for label in (self.title, self.remark, self.sentences, self.nothing):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.equations, self.bars = StepEquations(), MemoryBars()
        self.table = StepTable(self.copy_all)
        self._found_parts = (
            *(self.title, self.remark, _headed(str(message("Equations")), self.equations)),
            _headed(str(message("Memory")), self.sentences, self.bars),
            _headed(str(message("Numbers")), self.table),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 6, MARGIN, MARGIN)
        layout.setSpacing(6)
        layout.addLayout(self._header())
        for widget in (self.nothing, *self._found_parts):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._show_parts(False)

    def _header(self) -> QHBoxLayout:
        session = self._session
        self.chooser = CalmComboBox()
        self.chooser.setAccessibleName(str(message("ball that is looked into")))
        self.chooser.activated.connect(session.select_ball)
        self.back = _button(str(message("One step back (Left)")), lambda: session.step_by(-1))
        self.on = _button(str(message("One step on (Right)")), lambda: session.step_by(1))
        self.copy = _button(str(message("Copy all of this step")), self.copy_all)
        header = QHBoxLayout()
        header.setSpacing(4)
        header.addWidget(self.chooser, 1)
        for button in (self.back, self.on, self.copy):
            header.addWidget(button)
        return header

    def _finding(self) -> Sliced[Inspection | None]:
        """Find the step of the chosen ball at the playhead, if the run has one."""
        run, ball = self._session.run, self._session.selection.ball
        if run is None or ball >= len(run.experiment.balls):
            return None
        return (yield from inspecting(run, ball, self._session.step))

    def _begin(self) -> None:
        """Begin to find and to set the step at the playhead."""
        self._taken = 0.0
        self._work = self._prepared()
        self._slice.start()

    def _prepared(self) -> Iterator[None]:
        """Find what is to be shown, and set what takes time of it; yield after each slice."""
        self._coming, said = None, str(NO_STEP)
        try:
            self._coming = yield from self._finding()
        except MomentumLabError as error:
            said = error_words(error)
        self.nothing.setText(said)
        if self._coming is not None:
            yield from self.equations.prepare(self._coming.equations)

    def _copied(self) -> Iterator[None]:
        """Find what is to be copied, and copy it; yield after each slice."""
        try:
            found = yield from self._finding()
        except MomentumLabError as error:
            self._session.said.emit(error_words(error))
            return
        if found is None:
            self._session.said.emit(str(message("There is no step to copy yet.")))
            return
        copy_text(found.copied())
        label = found.run.experiment.names[found.anatomy.ball]
        said = message("Copied step {step:,} of {ball}.", step=found.anatomy.step, ball=label)
        self._session.said.emit(str(said))

    def _copy_on(self) -> None:
        """Find another slice of what is to be copied."""
        if next(self._copying, DONE) is not DONE:
            self._copy_slice.start()

    def _go_on(self) -> None:
        """Set another line; when all are set, show them."""
        begun = time.perf_counter()
        is_set = next(self._work, DONE) is DONE
        self._taken += time.perf_counter() - begun
        if is_set:
            self._show()
            if self._session.is_playing:
                self.want()
        else:
            self._slice.start()

    def _show(self) -> None:
        self.shown = coming = self._coming
        self._show_parts(coming is not None)
        if coming is None:
            return
        self.title.setText(str(coming.title))
        self.remark.setText("" if coming.remark is None else str(coming.remark))
        self.remark.setVisible(coming.remark is not None)
        self.equations.show_equations(coming.equations, coming.axes)
        self.sentences.setText(str(paragraph(memory_sentences(coming.memory))))
        ball = coming.run.experiment.balls[coming.anatomy.ball]
        self.bars.setVisible(bool(coming.weights))
        self.bars.show_weights(coming.weights, coming.past_gradients, coming.anatomy.step, ball.color)
        self.table.show_groups(coming.groups, coming.axes)
        for widget in (self.bars, self.table):
            measure_anew(widget)

    def _show_parts(self, is_there: bool) -> None:
        self.nothing.setVisible(not is_there)
        for part in self._found_parts:
            part.setVisible(is_there)


def _headed(title: str, *widgets: QWidget) -> QWidget:
    """Return widgets below a heading."""
    section = QWidget()
    layout = QVBoxLayout(section)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    heading = QLabel(title)
    heading.setObjectName("heading")
    for widget in (heading, *widgets):
        layout.addWidget(widget)
    return section


def _button(tip: str, run: Callable[[], object]) -> QToolButton:
    button = QToolButton()
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda _checked=False: run())
    return button


def _timer(owner: QWidget, milliseconds: int, run: Callable[[], None]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(run)
    return timer
