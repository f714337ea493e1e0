"""What is locked, and in what two experiments differ, both by the names of controls."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.controls import ALL

_OF_EXPERIMENT: Final[Mapping[str, Callable[[Experiment], object]]] = {
    "landscape": lambda experiment: experiment.landscape,
    "start": lambda experiment: experiment.start,
    "steps": lambda experiment: experiment.steps,
    "noise": lambda experiment: (experiment.noise, experiment.common_noise),
    "seed": lambda experiment: experiment.seed,
    "balls": lambda experiment: len(experiment.balls),
}
_OF_BALL: Final[Mapping[str, Callable[[Ball], object]]] = {
    "optimizer": lambda ball: ball.optimizer,
    "labels": lambda ball: ball.label,
    "start": lambda ball: ball.start,
    "schedule": lambda ball: ball.schedule,
    "clipping": lambda ball: ball.clipping,
    "changes": lambda ball: ball.changes,
}


def is_locked(control: str, locks: Collection[str]) -> bool:
    """Whether a control is among those that are locked."""
    return control in locks or ALL in locks


def changed_controls(before: Experiment, after: Experiment) -> frozenset[str]:
    """Return the controls with which one experiment is made of another: balls are compared by their numbers.

    The hyperparameters of a ball that has another optimizer now are not among them.
    """
    found = {name for name, of in _OF_EXPERIMENT.items() if of(before) != of(after)}
    for old, new in zip(before.balls, after.balls, strict=False):
        found |= {name for name, of in _OF_BALL.items() if of(old) != of(new)}
        if old.optimizer == new.optimizer:
            values = old.hyperparameters
            found |= {name for name in values if values[name] != new.hyperparameters.get(name)}
    return frozenset(found)
