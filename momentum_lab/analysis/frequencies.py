"""A rule as a filter: what it lets through of swings of the gradient, and which swings there were in a run.

Frequencies are in swings a step: 0 is a gradient that never changes, 1/2 one that changes sides at each step.
"""

from __future__ import annotations

from functools import partial
from typing import Final, Literal

import numpy as np

from momentum_lab.analysis.linear_rule import LinearFilter, memory_of, step_filter, velocity_filter
from momentum_lab.core.arrays import Floats
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run

Follower = Literal["velocity", "update"]

LONGEST: Final = 8_192
"""Steps of a run whose spectra are taken: its first ones."""
FEWEST: Final = 8
POINTS: Final = 513
FASTEST: Final = 0.5
_END: Final = 0.1
"""The share of the steps at the end …"""
_MOST: Final = 0.5
"""… which are said to outweigh the others where they have this share of the squares."""


@dataclass(frozen=True, slots=True, eq=False)
class Gain:
    """What a rule makes of a swing of size 1, at each frequency, once its start no longer matters.

    Attributes
    ----------
    frequencies
        (n,), from 0 to 1/2, closer together at the low end.
    velocity
        (n,): the size of the velocity's swing, in its own unit; None where the velocity is no sum of
        gradients, or there is none.
    step
        (n,): the size of the step's swing, over ``rate`` where there is one; None for a rule that is not
        linear in the gradient.
    rate
        The learning rate in force, or what it would be by other names; None for a rule that has none.
    memory
        The rule's momentum, or what plays its part; None where there is none.
    """

    frequencies: Floats
    velocity: Floats | None
    step: Floats | None
    rate: float | None
    memory: float | None

    @property
    def are_one(self) -> bool:
        """Whether velocity and step let through the same of every swing."""
        if self.velocity is None or self.step is None:
            return False
        return bool(np.allclose(self.velocity, self.step, rtol=1e-9, atol=0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Spectra:
    """Which swings there are in the gradients of a run, and in what follows them.

    Each number is the root of a mean square: the squares of all frequencies, counted in both directions of
    turning, sum to the mean square of the coordinate under the window.

    Attributes
    ----------
    frequencies
        (n,), from 0 to 1/2 or nearly.
    gradient
        (dimension, n): of what the landscape gave, with noise, before weight decay and clipping.
    followed
        (dimension, n): of what came of it one step later.
    follower
        What that is: the velocity, or the way of the step for a rule without one.
    steps
        How many were looked at.
    is_at_end
        Whether the last tenth of the steps outweighs all others: the ball runs away.
    """

    frequencies: Floats
    gradient: Floats
    followed: Floats
    follower: Follower
    steps: int
    is_at_end: bool


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """One ball as a filter: what its rule lets through, and what there was; None for what is not known."""

    experiment: Experiment
    ball: int
    gain: Gain | None
    spectra: Spectra | None


def frequencies(run: Run, ball: int, step: int) -> Frequencies:
    """Return a ball as a filter: its rule with the rate of a step, and its run as far as it is there."""
    experiment = run.experiment
    return Frequencies(experiment, ball, gain_at(experiment, ball, step), spectra(run, ball))


def gain_at(experiment: Experiment, ball: int, step: int = 0) -> Gain | None:
    """Return what a ball's rule lets through at a step; None where nothing in it is a sum of gradients."""
    choice = experiment.balls[ball].as_of(step)
    return gain(choice, choice.schedule.factors()(step))


def gain(ball: Ball, rate_factor: float = 1.0) -> Gain | None:
    """Return what a ball's rule lets through; None where neither its step nor its velocity is a filter.

    ``rate_factor`` is what a schedule multiplies the learning rate by.
    """
    rule = OPTIMIZERS[ball.optimizer]
    hyper = rule.with_rate_factor(rule.pack(ball.hyperparameters), rate_factor)
    rate = None
    if rule.heavy_ball is not None:
        rate = rule.heavy_ball.rate(hyper)
    elif LEARNING_RATE in rule.hyperparameters:
        rate = float(ball.hyperparameters[LEARNING_RATE]) * rate_factor
    at = FASTEST * np.linspace(0.0, 1.0, POINTS) ** 2
    of_velocity, of_step = map(partial(_size, at), (velocity_filter(rule, hyper), step_filter(rule, hyper)))
    if of_velocity is None and of_step is None:
        return None
    if of_step is not None and rate:
        of_step = of_step / rate
    return Gain(at, of_velocity, of_step, rate, memory_of(ball))


def spectra(run: Run, ball: int) -> Spectra | None:
    """Return which swings there are in a ball's gradients and velocities; None for too short a run.

    A ball that diverges is looked at up to its last finite step.
    """
    last = min(run.last_step(ball, run.computed), LONGEST)
    if last < FEWEST:
        return None
    steps = run.steps(ball, 0, last + 1)
    follower: Follower = (
        "update" if OPTIMIZERS[run.experiment.balls[ball].optimizer].velocity is None else "velocity"
    )
    gradients, followed = steps.gradient[:-1], getattr(steps, follower)[1:]
    at, of_gradient = spectrum(gradients)
    _, of_followed = spectrum(followed)
    return Spectra(at, of_gradient, of_followed, follower, last, _is_at_end(gradients))


def spectrum(series: Floats) -> tuple[Floats, Floats]:
    """Return frequencies (n,), and the size of the swings of each coordinate at them, (dimension, n).

    The series, (step, dimension), begins after a rest, and is cut off at its end: so the window falls from 1
    at the first step to 0 after the last, as half a cosine does. The squares of the sizes, of all frequencies
    but 0 and 1/2 taken twice, sum to the mean square under the squared window.
    """
    count = len(series)
    window = 0.5 * (1.0 + np.cos(np.pi * np.arange(count) / count))
    largest = np.abs(series).max(axis=0)
    scale = np.where(largest > 0.0, largest, 1.0)  # squares of what diverges are beyond what a float can be
    turned = np.fft.rfft(window[:, None] * (series / scale), axis=0)
    sizes = np.abs(turned) / np.sqrt(count * np.sum(window**2))
    return np.asarray(np.fft.rfftfreq(count), np.float64), np.asarray((sizes * scale).T, np.float64)


def _size(at: Floats, found: LinearFilter | None) -> Floats | None:
    return None if found is None else np.abs(found.response(at))


def _is_at_end(series: Floats) -> bool:
    largest = float(np.abs(series).max())
    if not largest:
        return False
    squares = np.sum((series / largest) ** 2, axis=1)
    return bool(squares[-max(1, round(_END * len(squares))) :].sum() > _MOST * squares.sum())
