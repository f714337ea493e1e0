"""Balls on an objective that is given, which is asked for all of them at once."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.landscapes import GivenLandscape

Walk: TypeAlias = Generator[Floats | list[float], tuple[float, Floats], int]
"""A ball that yields where it is after each step, is sent loss and gradient there, and returns how many of
its steps are finite."""


class AskedTogether:
    """An objective that is asked for all balls of an experiment.

    What it says of a row may depend on how many there are, in the last bits: so each time it is asked for
    all, those that do not roll being where they were last. Then any ball can be rolled again alone.
    """

    def __init__(self, experiment: Experiment, landscape: GivenLandscape) -> None:
        self._landscape = landscape
        balls = range(len(experiment.balls))
        self._positions = np.array([experiment.start_of(ball) for ball in balls], dtype=np.float64)
        self._shown = self._positions.view()
        self._shown.flags.writeable = False

    def at(self, places: Mapping[int, Sequence[float] | Floats]) -> tuple[Floats, Floats]:
        """Return losses (ball,) and gradients (ball, dimension) of all, some of which have moved."""
        for ball, place in places.items():
            self._positions[ball] = place
        return self._landscape.losses_and_gradients(self._shown)

    def roll(self, walks: Mapping[int, Walk]) -> dict[int, int]:
        """Let balls of the experiment walk side by side; return how many steps of each are finite."""
        finite: dict[int, int] = {}
        places: dict[int, Floats | list[float]] = {}
        for ball, walk in walks.items():
            _go(ball, walk, None, places, finite)
        while places:
            losses, gradients = self.at(places)
            for ball in [*places]:
                _go(ball, walks[ball], (float(losses[ball]), gradients[ball]), places, finite)
        return finite


def _go(
    ball: int,
    walk: Walk,
    found: tuple[float, Floats] | None,
    places: dict[int, Floats | list[float]],
    finite: dict[int, int],
) -> None:
    """Let a ball take its next step with what was found at its place, or end."""
    try:
        places[ball] = next(walk) if found is None else walk.send(found)
    except StopIteration as end:
        places.pop(ball, None)
        finite[ball] = end.value


class AskedAlone:
    """The same for one of the balls, when it rolls again without the others."""

    def __init__(self, experiment: Experiment, ball: int, landscape: GivenLandscape) -> None:
        self._experiment, self._ball, self._landscape = experiment, ball, landscape

    def __call__(self, *position: float) -> tuple[float, ...]:
        """Return loss and gradient at a position, as the ball met them."""
        losses, gradients = AskedTogether(self._experiment, self._landscape).at({self._ball: position})
        return float(losses[self._ball]), *gradients[self._ball].tolist()

    def roll(self, walk: Walk) -> int:
        """Let the ball walk; return how many of its steps are finite."""
        return AskedTogether(self._experiment, self._landscape).roll({self._ball: walk})[self._ball]
