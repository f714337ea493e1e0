"""All that is inside a step: for programs as plain values, for people as text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from typing import Final

from momentum_lab.analysis.equations import step_equations
from momentum_lab.analysis.memory import Memory, memory
from momentum_lab.core.messages import Message, message
from momentum_lab.core.optimizer import AnyOptimizer, Vector
from momentum_lab.export.listing import text_table
from momentum_lab.landscapes.checks import AXES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.anatomy import Anatomy, anatomy
from momentum_lab.simulation.run import Run
from momentum_lab.wording.steps import anatomy_rows, memory_sentences

MOST_WEIGHTS: Final = 10
"""Gradients of the past that the text shows, the newest first."""

Plain = float | str | bool | None | list["Plain"] | dict[str, "Plain"]


def step_values(run: Run, ball: int, step: int) -> dict[str, Plain]:
    """Return what is inside a step of a ball, None in the place of numbers that are not finite.

    ``gradient`` is with noise and before it is clipped, as a run's numbers have it. ``weights`` are those of
    the past gradients in the velocity, the newest first.
    """
    opened = anatomy(run, ball, step)
    return {
        "position": _plain(opened.position),
        "gradient": _plain(opened.noisy_gradient),
        "state_before": {name: _plain(numbers) for name, numbers in opened.state_before.items()},
        "state_after": {name: _plain(numbers) for name, numbers in opened.state_after.items()},
        "update": _plain(opened.update),
        "carried": _plain(opened.carried),
        "gradient_part": _plain(opened.gradient_part),
        "weights": _plain(memory(run, ball, step).in_velocity),
        "hyperparameters": dict(opened.hyperparameters),
        "equations": [
            {"text": equation.text, "value": _plain(equation.value)}
            for equation in step_equations(run, opened)
        ],
    }


def _plain(numbers: Vector) -> list[Plain]:
    return [number if math.isfinite(number) else None for number in numbers]


def step_text(run: Run, ball: int, step: int) -> str:
    """Return what is inside a step of a ball: its parts, its equations with numbers, and its memory."""
    opened = anatomy(run, ball, step)
    optimizer = OPTIMIZERS[run.experiment.balls[ball].optimizer]
    remembered = memory(run, ball, step)
    parts = (
        _parts(opened, optimizer),
        _hyperparameters(opened),
        "\n".join(_equations(run, opened)),
        "\n".join(map(str, memory_sentences(remembered))),
        _weights(run, opened, remembered),
    )
    return "\n\n".join(part for part in parts if part)


def _axes(opened: Anatomy) -> tuple[str, ...]:
    return AXES[: len(opened.position)]


def _parts(opened: Anatomy, optimizer: AnyOptimizer) -> str:
    rows = [(str(name), *map(_number, numbers)) for name, numbers in anatomy_rows(opened, optimizer)]
    return text_table((message("of this step"), *(f" {axis}" for axis in _axes(opened))), rows)


def _number(number: float) -> str:
    return f"{number + 0.0: .8g}"  # zero has no sign here


def _hyperparameters(opened: Anatomy) -> str:
    rows = [
        (name, f"{value:.8g}" if isinstance(value, float) else str(value).lower())
        for name, value in opened.hyperparameters.items()
    ]
    return text_table((message("hyperparameter"), message("in force")), rows)


def _equations(run: Run, opened: Anatomy) -> Iterator[str]:
    """Yield each equation, and below it the same for each coordinate with numbers."""
    for equation in step_equations(run, opened):
        yield equation.text
        for axis, name in enumerate(_axes(opened)):
            yield f"  {name}:  {equation.text_with_numbers(axis)}"


def _weights(run: Run, opened: Anatomy, remembered: Memory) -> str:
    """Return the newest gradients that the rule got, with their weights."""
    in_velocity, in_update = remembered.in_velocity, remembered.in_update
    if not (in_velocity or in_update):
        return ""
    titles: list[Message | str] = [f"g {axis}" for axis in _axes(opened)]
    titles += [message("weight in velocity")] if in_velocity else []
    titles += [message("weight in step")] if in_update else []
    rows = []
    for age in islice(range(opened.step), MOST_WEIGHTS):
        past = anatomy(run, opened.ball, opened.step - age)
        weights = [each[age] for each in (in_velocity, in_update) if each]
        rows.append((str(past.step), *map(_number, (*past.decayed_gradient, *weights))))
    return text_table((message("step"), *(f" {title}" for title in titles)), rows)
