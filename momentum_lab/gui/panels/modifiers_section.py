"""The part of a ball's card that edits what is put around its optimizer: schedule and clipping."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Choice, Number
from momentum_lab.core.messages import message_in, words
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.modifiers import (
    CLIPPINGS,
    LARGEST_LIMIT,
    MOST_WARMUP,
    SMALLEST_LIMIT,
    UNCLIPPED,
    UNSCHEDULED,
    Clipping,
    RateSchedule,
    clipping_kind,
)
from momentum_lab.gui.panels.editors import ChoiceEditor, NumberEditor
from momentum_lab.gui.panels.rate_curve import RateCurve
from momentum_lab.gui.widgets.lock import Lock, LockSign
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Integers
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.gui.widgets.words import WordLabel
from momentum_lab.schedules import SCHEDULES

_LIMIT = Number(1.0, SMALLEST_LIMIT, LARGEST_LIMIT, "largest length, or component", "log", (1e-2, 1e2))

_CLIPPINGS: Final = (
    message_in("of clipping", "Off"),
    message_in("of clipping", "By its norm"),
    message_in("of clipping", "By value"),
)


def is_modified(ball: Ball) -> bool:
    """Whether a ball has a schedule or a bound, which must not be folded away."""
    return ball.schedule != UNSCHEDULED or ball.clipping != UNCLIPPED


class ModifiersSection(QWidget):
    """Choosers for schedule and clipping, with what belongs to the chosen ones below them.

    It emits the ball as it shall be.
    """

    changed = pyqtSignal(object, str)
    settled = pyqtSignal()

    def __init__(self, ball: Ball) -> None:
        super().__init__()
        self._ball = ball
        self._steps = 100
        self._values: dict[str, NumberEditor] = {}
        self._schedule_of_values = ""
        self._hides = False, False
        names = tuple(SCHEDULES)
        self.schedule = ChoiceEditor("schedule", Choice(names, "how the learning rate changes"))
        for index, name in enumerate(names):
            self.schedule.chooser.setItemText(index, str(SCHEDULES[name].shown_title))
        self.schedule.changed.connect(self._choose_schedule)
        self._value_box = QVBoxLayout()
        self._value_box.setSpacing(4)
        self.warmup = NumberBox(Integers(0, MOST_WARMUP), has_arrows=True)
        self.warmup.setAccessibleName(words("warm-up steps"))
        self.warmup.changed.connect(self._set_warmup)
        self.curve = RateCurve()
        self.clipping = ChoiceEditor("clip gradient", Choice(CLIPPINGS, "bound what the optimizer gets"))
        for index, text in enumerate(_CLIPPINGS):
            self.clipping.chooser.setItemText(index, str(text))
        self.clipping.changed.connect(self._choose_clipping)
        self.limit = NumberEditor("limit", _LIMIT)
        self.limit.show_value(ball.clipping.limit)
        self.limit.changed.connect(self._set_limit)
        self.limit.settled.connect(self.settled)
        self._lay_out()
        signs = LockSign(), LockSign()
        for editor, sign in zip((self.schedule, self.clipping), signs, strict=True):
            editor.head.insertWidget(1, sign)
        self.locks = (
            Lock("schedule", [self._schedule_part], [signs[0]]),
            Lock("clipping", [self.clipping, self.limit], [signs[1]]),
        )

    def set_hidden(self, hides_schedule: bool, hides_clipping: bool) -> None:
        """Do not offer the schedule, or the bound, or offer them again."""
        self._hides = hides_schedule, hides_clipping
        self._show_offered()

    def _show_offered(self) -> None:
        """Show what the ball has of what is offered."""
        ball, (hides_schedule, hides_clipping) = self._ball, self._hides
        follows = ball.follows_schedule and not hides_schedule
        self._schedule_part.setVisible(follows)
        self.curve.setVisible(follows and not ball.schedule.is_constant)
        self.clipping.setVisible(not hides_clipping)
        self.limit.setVisible(ball.clipping != UNCLIPPED and not hides_clipping)

    def show_ball(self, ball: Ball, steps: int) -> None:
        """Show the schedule and the bound of a ball, for a run of so many steps."""
        self._ball, self._steps = ball, steps
        schedule = ball.schedule
        self.schedule.show_value(schedule.name)
        chosen = SCHEDULES[schedule.name]
        self.schedule.chooser.setToolTip(plain_tip(f"{chosen.equation}\n\n{chosen.shown_lesson}"))
        self._match_values(schedule)
        for name, editor in self._values.items():
            editor.show_value(schedule.hyperparameters[name])
        self.warmup.set_value(schedule.warmup)
        if ball.follows_schedule and not schedule.is_constant:
            self.curve.show_rates(ball, steps)
        self.clipping.show_value(ball.clipping.by)
        if ball.clipping != UNCLIPPED:  # else the box keeps the last limit, for when it is turned on again
            self.limit.show_value(ball.clipping.limit)
        self._show_offered()

    def _lay_out(self) -> None:
        self._schedule_part = QWidget()
        part = QVBoxLayout(self._schedule_part)
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(4)
        part.addWidget(self.schedule)
        part.addLayout(self._value_box)
        warmup = QHBoxLayout()
        label = WordLabel(words("warm-up steps"))
        label.setBuddy(self.warmup)
        for widget in (label, self.warmup):
            widget.setToolTip(words("steps in which the rate rises evenly before the schedule begins"))
        warmup.addWidget(label, 1)
        warmup.addWidget(self.warmup)
        part.addLayout(warmup)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for row in (self._schedule_part, self.curve, self.clipping, self.limit):
            layout.addWidget(row)

    def _match_values(self, schedule: RateSchedule) -> None:
        """Have an editor for each hyperparameter of the schedule."""
        if schedule.name == self._schedule_of_values:
            return
        self._schedule_of_values = schedule.name
        for former in self._values.values():
            former.blockSignals(True)  # what is being typed in it is not for the next one
            self._value_box.removeWidget(former)
            former.hide()
            former.deleteLater()
        self._values = {}
        for name, declaration in SCHEDULES[schedule.name].hyperparameters.items():
            assert isinstance(declaration, Number)
            editor = NumberEditor(name, declaration)
            editor.changed.connect(lambda value, name=name: self._set_value(name, value))
            editor.settled.connect(self.settled)
            self._values[name] = editor
            self._value_box.addWidget(editor)

    def _choose_schedule(self, name: str) -> None:
        warmup = self._ball.schedule.warmup
        suited = SCHEDULES[name].suited(max(1, self._steps - warmup))
        self._emit_schedule(RateSchedule(name, FrozenMapping(suited), warmup))

    def _set_value(self, name: str, value: float) -> None:
        schedule = self._ball.schedule
        values = schedule.hyperparameters.updated(**{name: value})
        self._emit_schedule(replace(schedule, hyperparameters=values), f"schedule {name}")

    def _set_warmup(self, steps: int) -> None:
        self._emit_schedule(replace(self._ball.schedule, warmup=steps))

    def _emit_schedule(self, schedule: RateSchedule, drag: str = "") -> None:
        self.changed.emit(replace(self._ball, schedule=schedule), drag)

    def _choose_clipping(self, by: str) -> None:
        clipping = Clipping(clipping_kind(by), self.limit.box.value)
        self.changed.emit(replace(self._ball, clipping=clipping), "")

    def _set_limit(self, limit: float) -> None:
        clipping = replace(self._ball.clipping, limit=limit)
        self.changed.emit(replace(self._ball, clipping=clipping), "clipping limit")
