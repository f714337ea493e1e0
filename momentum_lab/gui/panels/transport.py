"""The transport: play, step, scrub, speed and loop."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum, auto
from functools import partial

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from momentum_lab.core.messages import message, message_in, words
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.panels.jump_slider import JumpSlider
from momentum_lab.gui.panels.scrubber import Scrubber
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.actions import action_of
from momentum_lab.gui.widgets.elided import height_of
from momentum_lab.gui.widgets.keyboard import KeyboardUse
from momentum_lab.gui.widgets.keys import with_key
from momentum_lab.gui.widgets.part import Part
from momentum_lab.session import Session
from momentum_lab.session.clock import PlayState
from momentum_lab.session.look import Look
from momentum_lab.simulation.playhead import FASTEST, SLOWEST

SPEED_NOTCHES = 120
SPEED_WIDTHS = (110, 64)
COMFORTABLE_SCRUBBER, LEAST_SCRUBBER = 90, 70
"""Widths of the slider of the steps: for the first things are said more shortly, for the second some go."""
GAPS = 88
"""Margins, and what is between the widgets."""
OVERFLOW = (("first", "last"), ("slower", "faster", "loop"))
"""Actions of the window that are in a menu where their buttons have no room."""


class Form(Enum):
    """How much of it there is room for, the widest first."""

    WHOLE = auto()
    SHORT = auto()
    """Fewer words, a short slider of the speed."""
    OVERFLOW = auto()
    """Without what the menu at its end offers."""


class Transport(QWidget, Part):
    """Buttons and sliders that say what the playhead shall do."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._is_playing = False
        self._form = Form.WHOLE
        self._shown = (0, 0, 0)
        self._is_sealed = False
        self._speed = 0.0
        self._theme: Theme = LIGHT
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 4)
        layout.setSpacing(4)
        self.first = _button(with_key(words("First step"), "Home"), session.go_to_first)
        self.back = _button(with_key(words("One step back"), "Left"), partial(session.step_by, -1))
        self.play = _button(with_key(words("Play or pause"), "Space"), session.play_or_pause)
        self.on = _button(with_key(words("One step on"), "Right"), partial(session.step_by, 1))
        self.last = _button(with_key(words("Last step"), "End"), session.go_to_last)
        for button in (self.first, self.back, self.play, self.on, self.last):
            layout.addWidget(button)
        self.scrubber = Scrubber(session)
        self.scrubber.setAccessibleName(words("step"))
        self.scrubber.valueChanged.connect(self.scrubber.go_to)
        layout.addSpacing(6)
        layout.addWidget(self.scrubber, 1)
        self.number = QLabel()
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.number)
        layout.addSpacing(14)
        self.speed = JumpSlider()
        self.speed.setRange(0, SPEED_NOTCHES)
        self.speed.setFixedWidth(SPEED_WIDTHS[0])
        self.speed.setAccessibleName(words("speed"))
        self.speed.valueChanged.connect(self._speed_moved)
        self.speed_text = QLabel()
        self.speed_text.setMinimumWidth(self.fontMetrics().horizontalAdvance(_speed_text(1000.0)) + 4)
        self._speed_label = QLabel(words("speed"))
        layout.addWidget(self._speed_label)
        layout.addWidget(self.speed)
        layout.addWidget(self.speed_text)
        self.loop = _button(with_key(words("Begin again at the end"), "L"), self._switch_loop)
        self.loop.setCheckable(True)
        layout.addWidget(self.loop)
        self.overflow = _button(words("First and last step, speed and loop"), lambda: None)
        self.overflow.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.overflow.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.overflow.setMenu(self._overflow_menu())
        self.overflow.hide()
        layout.addWidget(self.overflow)
        self._keyboard = KeyboardUse(self)
        self._leave = session.lessons.changed.subscribe(self._show_wanted)
        self._draw_buttons()

    def show_experiment(self, experiment: Experiment) -> None:
        """Mark where the balls of an experiment are changed."""
        self.scrubber.update()

    def show_state(self, state: PlayState) -> None:
        """Show where the playhead is and how it moves, without reporting it."""
        self.scrubber.blockSignals(True)
        self.scrubber.setRange(0, state.end)
        self.scrubber.setPageStep(max(1, state.end // 10))
        self.scrubber.setValue(state.step)
        self.scrubber.blockSignals(False)
        had = *self._shown[1:], self._is_sealed
        self._shown, self._is_sealed = (state.step, state.computed, state.end), state.is_sealed
        if (*self._shown[1:], self._is_sealed) != had:  # its number is longer, or shorter
            self._choose_form()
        self._show_number()
        self.loop.setChecked(state.loops)
        self._show_speed(state.speed)
        if state.is_playing != self._is_playing:
            self._is_playing = state.is_playing
            self._draw_play()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Say things more shortly where there is little room, and drop what can be reached by a menu."""
        super().resizeEvent(a0)
        self._choose_form()

    def changeEvent(self, a0: QEvent | None) -> None:
        """Take the room that type of another size needs."""
        super().changeEvent(a0)
        if a0 is not None and a0.type() == QEvent.Type.FontChange:
            self._set_form(self._form)
            self._choose_form()

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as it can be."""
        return QSize(self._width_of(Form.OVERFLOW), super().minimumSizeHint().height())

    def _choose_form(self) -> None:
        form = next((f for f in Form if self._width_of(f) <= self.width()), Form.OVERFLOW)
        if form is not self._form:
            self._set_form(form)

    def _set_form(self, form: Form) -> None:
        self._form = form
        for label in (self._speed_label, self.speed_text):
            label.setVisible(form is Form.WHOLE)
        for widget in (self.first, self.last, self.speed, self.loop):
            widget.setVisible(form is not Form.OVERFLOW)
        self.overflow.setVisible(form is Form.OVERFLOW)
        self.speed.setFixedWidth(SPEED_WIDTHS[form is not Form.WHOLE])
        self.speed_text.setMinimumWidth(self._advance(_speed_text(1000.0)) + 4)
        self._show_number()

    def _width_of(self, form: Form) -> int:
        """Return the least width in which a form of it has room."""
        button, number = self.play.sizeHint().width(), self._number_width(form)
        if form is Form.OVERFLOW:
            return 4 * button + LEAST_SCRUBBER + number + GAPS
        if form is Form.SHORT:
            return 6 * button + LEAST_SCRUBBER + number + SPEED_WIDTHS[1] + GAPS
        texts = self._advance(words("speed")) + self._advance(_speed_text(1000.0))
        return 6 * button + COMFORTABLE_SCRUBBER + number + SPEED_WIDTHS[0] + texts + GAPS

    def _number_width(self, form: Form) -> int:
        _, computed, end = self._shown
        return self._advance(self._told(end, end, computed < end, form)) + 4

    def _told(self, step: int, computed: int, is_growing: bool, form: Form) -> str:
        """Return how far it is, or that this is hidden."""
        is_short = form is not Form.WHOLE
        if self._is_sealed:
            return str(
                message_in("the number of the step", "hidden")
                if is_short
                else message("hidden until you predict")
            )
        return _progress_text(step, computed, self._shown[2], is_growing, is_short)

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _overflow_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToShow.connect(partial(self._fill, menu))
        return menu

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for names in OVERFLOW:
            if not menu.isEmpty():
                menu.addSeparator()
            for name in names:
                menu.addAction(action_of(self, name))

    def _show_number(self) -> None:
        step, computed, end = self._shown
        # Of fixed size: otherwise every number would have the window laid out anew.
        said = self._told(step, computed, computed < end, self._form)
        self.number.setFixedSize(self._number_width(self._form), height_of(self, said))
        self.number.setText(said)

    def _show_speed(self, speed: float) -> None:
        if speed == self._speed:
            return
        self._speed = speed
        share = math.log(speed / SLOWEST) / math.log(FASTEST / SLOWEST)
        self.speed.blockSignals(True)
        self.speed.setValue(round(share * SPEED_NOTCHES))
        self.speed.blockSignals(False)
        self._show_speed_text(speed)

    def stop(self) -> None:
        """Hear no more of lessons, which may leave it out."""
        self._leave()

    def _show_wanted(self) -> None:
        """Be away in projector mode, where the step is in larger type, or where a lesson does without it."""
        self.setHidden(self._session.look.is_projected or "transport" in self._session.lessons.hides)

    def set_look(self, theme: Theme, look: Look) -> None:
        """Draw the buttons in the colours of a theme."""
        self._theme = theme
        self.scrubber.set_theme(theme)
        self._show_wanted()
        self._draw_buttons()

    def _draw_buttons(self) -> None:
        for button, shape in (
            (self.first, "first"),
            (self.back, "back"),
            (self.on, "on"),
            (self.last, "last"),
            (self.loop, "loop"),
            (self.overflow, "overflow"),
        ):
            button.setIcon(icon(shape, self._theme.text))
        self._draw_play()

    def _draw_play(self) -> None:
        self.play.setIcon(icon("pause" if self._is_playing else "play", self._theme.accent))

    def _speed_moved(self, notch: int) -> None:
        speed = SLOWEST * (FASTEST / SLOWEST) ** (notch / SPEED_NOTCHES)
        speed = float(f"{speed:.3g}")  # finer than a notch, or the arrow keys would be caught
        self._show_speed_text(speed)
        self._speed = speed  # the handle is where it was dragged to
        self._session.set_speed(speed)

    def _switch_loop(self) -> None:
        self._session.set_loop(self.loop.isChecked())

    def _show_speed_text(self, speed: float) -> None:
        text = _speed_text(speed)
        self.speed_text.setText(text)
        self.speed.setToolTip(words("Speed: {speed}, of 1 to 1,000", speed=text))


def _progress_text(step: int, computed: int, end: int, is_growing: bool, is_short: bool) -> str:
    if is_short and is_growing:
        # Translators: there is little room: "12 / 3,000 ready" is the step shown, and how many are computed.
        said = message("{step:,} / {ready:,} ready")
    elif is_short:
        said = message("{step:,} / {end:,}")
    elif is_growing:
        said = message("step {step:,} of {end:,} ({ready:,} ready)")
    else:
        said = message("step {step:,} of {end:,}")
    return str(said.filled(step=step, end=end, ready=computed))


def _speed_text(speed: float) -> str:
    # Translators: steps a second; there is little room.
    return words("{speed} steps/s", speed=f"{speed:,.3g}" if speed < 1000 else "1,000")


def _button(tip: str, run: Callable[[], object]) -> QToolButton:
    button = QToolButton()
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    button.setIconSize(QSize(20, 20))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda _checked: run())
    return button
