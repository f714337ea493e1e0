"""Short ways to describe an experiment, which the tests below share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.messages import message
from momentum_lab.core.registry import NameRefusals
from momentum_lab.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.experiment.modifiers import UNCLIPPED, UNSCHEDULED, Clipping, RateSchedule
from momentum_lab.simulation.run import Run

WIDE = (-10.0, 10.0)
ARRAYS = (
    *("position", "loss", "gradient", "velocity", "update", "status", "last"),
    *("status_since", "near_since", "travelled", "least_loss"),
)
"""What a run consists of."""


def ball(
    optimizer: str,
    /,
    label: str = "",
    start: tuple[float, ...] | None = None,
    visible: bool = True,
    schedule: RateSchedule = UNSCHEDULED,
    clipping: Clipping = UNCLIPPED,
    **values: float | bool | str,
) -> Ball:
    return Ball(
        optimizer,
        FrozenMapping(values),
        label=label,
        start=start,
        visible=visible,
        schedule=schedule,
        clipping=clipping,
    )


def on_formula(
    formula: str,
    start: Sequence[float],
    *balls: Ball,
    steps: int = 20,
    domain: tuple[tuple[float, float], ...] | None = None,
    **more: float | bool | str,
) -> Experiment:
    """An experiment on a formula, in as many dimensions as the start has coordinates."""
    choice = LandscapeChoice(formula=formula, domain=domain or (WIDE,) * len(start))
    return Experiment(choice, tuple(start), balls, steps=steps, **more)


def on_library(name: str, *balls: Ball, steps: int = 20, **more: object) -> Experiment:
    """An experiment on a landscape of the library, from its own start."""
    choice = LandscapeChoice(name=name)
    return Experiment(choice, choice.build().start, balls, steps=steps, **more)


def assert_same_runs(run: Run, other: Run) -> None:
    """Compare two runs to the last bit."""
    for name in ARRAYS:
        mine, theirs = getattr(run, name), getattr(other, name)
        differing = [i for i in range(len(mine)) if mine[i].tobytes() != theirs[i].tobytes()]
        labels = [run.experiment.labels[i] for i in differing]
        assert not differing, f"{name} of {labels}"


def eventually(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether a condition comes true in time; the other threads run between two looks at it."""
    end = time.monotonic() + seconds
    turn = threading.Event()
    while not condition():
        if time.monotonic() > end:
            return False
        turn.wait(0.001)
    return True


def refusals(noun: str) -> NameRefusals:
    """What a registry of things of one kind says of names."""
    return NameRefusals(
        message(f"unknown {noun} {{name}}"),
        message(f"found {{found}} as the name of a {noun}; allowed are letters"),
        message(f"there is another {noun} that is named {{name!r}}"),
        message(f"the {noun} {{name!r}} is left out: {{problem}}"),
    )
