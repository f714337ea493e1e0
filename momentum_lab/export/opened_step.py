"""All that is inside a step: for programs as plain values, for people as text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from momentum_lab.analysis.equations import step_equations
from momentum_lab.analysis.memory import memory
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.messages import Message, message
from momentum_lab.core.optimizer import Vector
from momentum_lab.export.listing import text_table
from momentum_lab.simulation.anatomy import anatomy, check_step
from momentum_lab.simulation.run import Run
from momentum_lab.wording.inspection import Inspection, NumberGroup, inspection
from momentum_lab.wording.memory import memory_sentences

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
    """Return what is inside a step of a ball: its equations with numbers, its parts, and its memory."""
    check_step(run, ball, step)
    found = inspection(run, ball, step - 1)
    assert found is not None
    lines = [*_equations(found), *([str(found.remark)] if found.remark is not None else [])]
    parts = (
        str(found.title),
        "\n".join(lines),
        *(_group(group, found.axes) for group in found.groups),
        "\n".join(map(str, memory_sentences(found.memory))),
        _weights(found),
    )
    return "\n\n".join(part for part in parts if part)


def _equations(found: Inspection) -> Iterator[str]:
    """Yield each equation, and below it the same for each coordinate with numbers."""
    for equation in found.equations:
        yield equation.text
        for axis, name in enumerate(found.axes):
            yield f"  {name}:  {equation.text_with_numbers(axis)}"


def _group(group: NumberGroup, axes: tuple[str, ...]) -> str:
    """Return a table of quantities; where all of them have one value, there are no coordinates."""
    width = max(len(row.values) for row in group.rows)
    heads = [f" {axis}" for axis in axes] if width == len(axes) else [""] * width
    rows = [[str(row.name), *map(_cell, row.values), *[""] * (width - len(row.values))] for row in group.rows]
    return text_table([group.title, *heads], rows)


def _cell(value: HyperValue) -> str:
    """Return a value as text, with a blank where a minus would be; zero has no sign."""
    if isinstance(value, bool):
        return " true" if value else " false"
    return f" {value}" if isinstance(value, str) else f"{value + 0.0: .8g}"


def _weights(found: Inspection) -> str:
    """Return the newest gradients that the rule got, with their weights."""
    remembered = found.memory
    titles: list[Message | str] = [f"g {axis}" for axis in found.axes]
    titles += [message("weight in velocity")] if remembered.in_velocity else []
    titles += [message("weight in step")] if remembered.in_update else []
    rows = []
    for age, gradient in enumerate(found.past_gradients[:MOST_WEIGHTS]):
        weights = [each[age] for each in (remembered.in_velocity, remembered.in_update) if each]
        rows.append([str(found.anatomy.step - age), *map(_cell, (*gradient, *weights))])
    return text_table([message("step"), *(f" {title}" for title in titles)], rows) if rows else ""
