"""The part of the panel that says how a run goes: start, steps, seed and noise."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PyQt6.QtCore import QLocale
from PyQt6.QtWidgets import QCheckBox, QGridLayout, QWidget

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.hyperparameters import Number, title_of
from momentum_lab.core.messages import message
from momentum_lab.experiment.experiment import (
    MOST_BALL_STEPS,
    MOST_NOISE,
    MOST_SEED,
    MOST_STEPS,
    Experiment,
)
from momentum_lab.gui.panels.editors import NumberEditor
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Integers, Reals
from momentum_lab.gui.widgets.words import WordLabel
from momentum_lab.landscapes.checks import FARTHEST
from momentum_lab.session import Session


class RunSection(QWidget):
    """Edits the run."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._experiment: Experiment | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.start = [NumberBox(Reals(-FARTHEST, FARTHEST)) for _ in "xy"]
        self._start_labels = [WordLabel("start x", "setting.start"), WordLabel("y", "setting.start")]
        for axis, (label, box) in enumerate(zip(self._start_labels, self.start, strict=True)):
            box.setAccessibleName(f"start {'xy'[axis]}")
            box.changed.connect(partial(self._start_typed, axis))
            grid.addWidget(label, 0, 2 * axis)
            grid.addWidget(box, 0, 2 * axis + 1)
        self._numbers_of_steps = Integers(1, MOST_STEPS, has_nice_steps=True, written=QLocale().toString)
        self.steps = NumberBox(self._numbers_of_steps, has_arrows=True)
        self.steps.setToolTip("how many steps every ball takes")
        self.seed = NumberBox(Integers(0, MOST_SEED), has_arrows=True)
        self.seed.setToolTip("another seed, other noise; the same seed, the same noise")
        for column, (text, spin) in enumerate((("steps", self.steps), ("seed", self.seed))):
            label = WordLabel(text)
            label.setBuddy(spin)
            spin.setAccessibleName(text)
            grid.addWidget(label, 1, 2 * column)
            grid.addWidget(spin, 1, 2 * column + 1)
        self.steps.changed.connect(lambda v: self._drag("steps", steps=v))
        self.seed.changed.connect(lambda v: self._drag("seed", seed=v))
        for spin in (self.steps, self.seed):
            spin.editingFinished.connect(session.settle)
        declaration = Number(
            0.0, 0.0, MOST_NOISE, "standard deviation added to each gradient component", "linear", (0.0, 5.0)
        )
        self.noise = NumberEditor("gradient noise", declaration)
        self.noise.changed.connect(lambda v: self._drag("noise", noise=v))
        self.noise.settled.connect(session.settle)
        grid.addWidget(self.noise, 2, 0, 1, 4)
        self.common = QCheckBox("the same noise for all balls")
        self.common.clicked.connect(lambda on: self._set("common noise", common_noise=on))
        grid.addWidget(self.common, 3, 0, 1, 4)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the run of an experiment."""
        before, self._experiment = self._experiment, experiment
        if before is not None and _formula(before) != _formula(experiment):
            for box in self.start:
                box.restore()
        if before is not None and _shown(before) == _shown(experiment):
            return
        for axis, (label, box) in enumerate(zip(self._start_labels, self.start, strict=True)):
            is_there = axis < len(experiment.start)
            label.setVisible(is_there)
            box.setVisible(is_there)
            if is_there:
                box.set_value(experiment.start[axis])
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
            self._set("start", start=start)
        except MomentumLabError as error:  # no ball may begin there
            self.start[axis].refuse(str(error), before[axis])

    def _drag(self, name: str, **changes: object) -> None:
        self._set(name, name, **changes)

    def _set(self, name: str, merge: str = "", **changes: object) -> None:
        if self._experiment is not None:
            experiment = replace(self._experiment, **changes)  # type: ignore[arg-type]
            self._session.editor.change(experiment, message(title_of(name)), merge)


def _shown(experiment: Experiment) -> tuple[object, ...]:
    """Return what of an experiment is shown here."""
    e = experiment
    return e.start, e.steps, e.seed, e.noise, e.common_noise, len(e.balls)


def _formula(experiment: Experiment) -> tuple[str | None, str | None]:
    """Return what a start is meant for."""
    return experiment.landscape.name, experiment.landscape.formula
