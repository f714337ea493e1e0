"""The part of the panel that says how a run goes: start, steps, seed and noise."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PyQt6.QtCore import QLocale
from PyQt6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.messages import words
from momentum_lab.experiment.experiment import (
    MOST_BALL_STEPS,
    MOST_NOISE,
    MOST_SEED,
    MOST_STEPS,
    Experiment,
)
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.panels.editors import NumberEditor
from momentum_lab.gui.panels.field_rows import lay_out_fields
from momentum_lab.gui.widgets.lock import Lock, LockSign, followed
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Integers, Reals
from momentum_lab.gui.widgets.words import WordLabel
from momentum_lab.landscapes.checks import FARTHEST
from momentum_lab.session import Session
from momentum_lab.session.lesson_locks import LessonLocks

ROOM: Final = 290
"""Logical pixels of the panel that a row of fields may take, in type of the system's size."""


class RunSection(QWidget):
    """Edits the run."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._experiment: Experiment | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        self.start = [NumberBox(Reals(-FARTHEST, FARTHEST)) for _ in "xy"]
        self._start_labels = [WordLabel(words("start x"), "setting.start"), WordLabel("y", "setting.start")]
        for axis, box in enumerate(self.start):
            box.setAccessibleName(words("start {axis}", axis="xy"[axis]))
            box.changed.connect(partial(self._start_typed, axis))
        self._numbers_of_steps = Integers(1, MOST_STEPS, has_nice_steps=True, written=QLocale().toString)
        self.steps = NumberBox(self._numbers_of_steps, has_arrows=True)
        self.steps.setToolTip(words("how many steps every ball takes"))
        self.seed = NumberBox(Integers(0, MOST_SEED), has_arrows=True)
        self.seed.setToolTip(words("another seed, other noise; the same seed, the same noise"))
        self._labels = WordLabel(words("steps")), WordLabel(words("seed"))
        fields = [*zip(self._labels, (self.steps, self.seed), strict=True)]
        for label, spin in fields:
            label.setBuddy(spin)
            spin.setAccessibleName(label.text())
        below = lay_out_fields(grid, ([*zip(self._start_labels, self.start, strict=True)], fields), ROOM)
        self.steps.changed.connect(lambda v: self._set("steps", steps=v))
        self.seed.changed.connect(lambda v: self._set("seed", seed=v))
        for spin in (self.steps, self.seed):
            spin.editingFinished.connect(session.settle)
        declaration = Number(
            0.0, 0.0, MOST_NOISE, "standard deviation added to each gradient component", "linear", (0.0, 5.0)
        )
        self.noise = NumberEditor("gradient noise", declaration)
        self.noise.changed.connect(lambda v: self._set("noise", noise=v))
        self.noise.settled.connect(session.settle)
        self.common = QCheckBox(words("the same noise for all balls"))
        self.common.clicked.connect(lambda on: self._set(common_noise=on))
        grid.addWidget(self._noise_part(), below, 0, 1, -1)
        self._hides: frozenset[str] = frozenset()
        self._locks = (
            Lock("start", self.start, self.start),
            Lock("steps", [self.steps], [self.steps]),
            Lock("seed", [self.seed], [self.seed]),
            Lock("noise", [self._noises], [self._noise_sign]),
        )

    def show_limits(self, locking: LessonLocks, theme: Theme) -> None:
        """Show what a lesson locks, and leave out what it hides."""
        hides = followed(self._locks, locking, theme)
        if hides != self._hides:
            self._hides = hides
            self._show_offered()

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is offered."""
        return len(self._hides) == len(self._locks)

    def _noise_part(self) -> QWidget:
        """Return what concerns noise, in one widget."""
        self._noises, self._noise_sign = QWidget(), LockSign()
        self.noise.head.insertWidget(1, self._noise_sign)
        column = QVBoxLayout(self._noises)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.noise)
        column.addWidget(self.common)
        return self._noises

    def _show_offered(self) -> None:
        """Show the fields that there are and that are offered."""
        axes = 0 if self._experiment is None else len(self._experiment.start)
        for axis, widgets in enumerate(zip(self._start_labels, self.start, strict=True)):
            for widget in widgets:
                widget.setVisible(axis < axes and "start" not in self._hides)
        for label, box, name in zip(self._labels, (self.steps, self.seed), ("steps", "seed"), strict=True):
            for each in (label, box):
                each.setVisible(name not in self._hides)
        self._noises.setVisible("noise" not in self._hides)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the run of an experiment."""
        before, self._experiment = self._experiment, experiment
        if before is not None and _formula(before) != _formula(experiment):
            for box in self.start:
                box.restore()
        if before is not None and _shown(before) == _shown(experiment):
            return
        self._show_offered()
        for box, value in zip(self.start, experiment.start, strict=False):
            box.set_value(value)
        most = min(MOST_STEPS, MOST_BALL_STEPS // len(experiment.balls))
        self.steps.set_numbers(replace(self._numbers_of_steps, high=most))
        self.steps.set_value(experiment.steps)
        self.seed.set_value(experiment.seed)
        self.noise.show_value(experiment.noise)
        self.common.setChecked(experiment.common_noise)
        self.common.setEnabled(experiment.noise > 0)

    def _start_typed(self, axis: int, _value: float) -> None:
        assert self._experiment is not None
        before = self._experiment.start
        start = tuple(box.value for box in self.start[: len(before)])
        try:
            self._set(start=start)
        except MomentumLabError as error:  # no ball may begin there
            self.start[axis].refuse(str(error), before[axis])

    def _set(self, merge: str = "", **changes: object) -> None:
        if self._experiment is not None:
            experiment = replace(self._experiment, **changes)  # type: ignore[arg-type]
            self._session.editor.change(experiment, merge=merge)


def _shown(experiment: Experiment) -> tuple[object, ...]:
    """Return what of an experiment is shown here."""
    e = experiment
    return e.start, e.steps, e.seed, e.noise, e.common_noise, len(e.balls)


def _formula(experiment: Experiment) -> tuple[str | None, str | None]:
    """Return what a start is meant for."""
    return experiment.landscape.name, experiment.landscape.formula
