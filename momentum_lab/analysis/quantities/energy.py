"""The energy of a ball with mass, and of momentum, which is one by another name."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.analysis.quantities.in_force import in_force
from momentum_lab.analysis.quantities.quantity import Quantity
from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import message
from momentum_lab.core.weight_decay import WEIGHT_DECAY, DecayPlace
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run, Steps
from momentum_lab.simulation.segments import in_part


def _has_energy(run: Run, ball: int) -> bool:
    """Whether there is one in some of its steps: not in all where a change gives it another form."""
    choice = run.experiment.balls[ball]
    inertia = OPTIMIZERS[choice.optimizer].inertia
    pieces = in_part(choice, 0, max(run.experiment.steps, 1))
    return inertia is not None and any(inertia(piece.hyper) is not None for piece in pieces)


def _kinetic(run: Run, steps: Steps) -> Floats:
    rule = OPTIMIZERS[run.experiment.balls[steps.ball].optimizer]
    if rule.inertia is None:
        return np.full(len(steps.step), np.nan)
    with np.errstate(over="ignore"):
        squares: Floats = (steps.velocity * steps.velocity).sum(axis=1)
        return 0.5 * in_force(run, steps, rule.inertia) * squares


def _potential(run: Run, steps: Steps) -> Floats:
    """Return the loss, with what weight decay in the gradient adds to it: its pull has a potential, too."""
    rule = OPTIMIZERS[run.experiment.balls[steps.ball].optimizer]
    if rule.inertia is None:
        return np.full(len(steps.step), np.nan)
    potential: Floats = np.where(np.isnan(in_force(run, steps, rule.inertia)), np.nan, steps.loss)
    if rule.weight_decay is not DecayPlace.GRADIENT:
        return potential
    place = list(rule.hyperparameters).index(WEIGHT_DECAY)
    with np.errstate(over="ignore"):
        squares: Floats = (steps.position * steps.position).sum(axis=1)
        return potential + 0.5 * in_force(run, steps, lambda hyper: hyper[place]) * squares


def _total(run: Run, steps: Steps) -> Floats:
    total: Floats = _kinetic(run, steps) + _potential(run, steps)
    return total


ENERGY: Final = (
    Quantity(
        "kinetic_energy",
        message("kinetic energy"),
        message(
            "m v² / 2 of the physical ball after the step; of momentum, in the forms leaky, velocity and "
            "ema, that of the ball that takes its steps s by η = h² / m and β = 1 − c h / m: s² / (2 η), "
            "where η is the rate in force times 1 − dampening, or for ema times 1 − β; in losses; empty for "
            "other rules"
        ),
        _kinetic,
        belongs_to=_has_energy,
    ),
    Quantity(
        "potential_energy",
        message("potential energy"),
        message(
            "the loss at the position, and w (x² + y²) / 2 with a weight decay of w; for the same rules as "
            "the kinetic energy"
        ),
        _potential,
        belongs_to=_has_energy,
    ),
    Quantity(
        "total_energy",
        message("total energy"),
        message("kinetic and potential energy together, likewise: friction takes of it, noise may add to it"),
        _total,
        belongs_to=_has_energy,
    ),
)
