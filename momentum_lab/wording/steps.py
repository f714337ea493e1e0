"""What is inside a step, and what a ball remembers, in names of rows and whole sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from momentum_lab.analysis.memory import Memory
from momentum_lab.core.messages import Message, counted, message
from momentum_lab.core.optimizer import AnyOptimizer, Gathered, Vector
from momentum_lab.simulation.anatomy import Anatomy

RECENT: Final = (1, 10)
"""Of how many of the newest gradients it is told what share of the memory they have."""


def anatomy_rows(anatomy: Anatomy, optimizer: AnyOptimizer) -> Iterator[tuple[Message, Vector]]:
    """Yield what is inside a step: the name of each row, and a number for each coordinate.

    What is put around the rule is there where it has made a difference.
    """
    yield message("position"), anatomy.position
    yield message("gradient"), anatomy.gradient
    if anatomy.noisy_gradient != anatomy.gradient:
        yield message("gradient with noise"), anatomy.noisy_gradient
    if anatomy.clipped_gradient != anatomy.noisy_gradient:
        yield message("gradient, clipped"), anatomy.clipped_gradient
    if anatomy.decayed_gradient != anatomy.clipped_gradient:
        yield message("gradient with weight decay"), anatomy.decayed_gradient
    yield from _state_rows(message("{field} before"), anatomy.state_before, anatomy, optimizer)
    yield from _state_rows(message("{field} after"), anatomy.state_after, anatomy, optimizer)
    yield message("carried part"), anatomy.carried
    yield message("gradient part"), anatomy.gradient_part
    yield message("step"), anatomy.update
    if anatomy.look_ahead is not None:
        yield message("of this, the look ahead"), anatomy.look_ahead
    if anatomy.scale is not None:
        yield message("effective learning rate"), anatomy.scale
    place = tuple(x + step for x, step in zip(anatomy.position, anatomy.update, strict=True))
    yield message("next position"), place


def _state_rows(
    title: Message, state: Mapping[str, Vector], anatomy: Anatomy, optimizer: AnyOptimizer
) -> Iterator[tuple[Message, Vector]]:
    """Yield the fields of a state, named as in the equations, too."""
    names = {field: name for name, field in optimizer.equations.state.items()}
    for field, numbers in state.items():
        known = f"{names[field]} ({field})" if field in names else field
        each = numbers * len(anatomy.position) if len(numbers) == 1 else numbers
        yield title.filled(field=known), each


def memory_sentences(memory: Memory) -> Iterator[Message]:
    """Yield what is to be said of the weights of past gradients."""
    if memory.kept is None or memory.window is None:
        yield message("it has no velocity that is a weighted sum of past gradients")
        return
    if memory.gathered is Gathered.SCALED:
        yield message("its velocity gathers gradients that have been divided by their scale")
    if math.isfinite(memory.window):
        yield message(
            "each step keeps {kept:.6g} of the velocity: a memory of about {window:.4g} gradients",
            kept=memory.kept,
            window=memory.window,
        )
    else:
        yield message("each step keeps all of the velocity: no gradient is ever forgotten")
    for newest in RECENT:
        if newest < len(memory.in_velocity):
            yield counted(
                "the newest gradient has {share:.1%} of the weight in the velocity",
                "the newest {count} gradients have {share:.1%} of the weight in the velocity",
                count=newest,
                share=memory.share_of(newest),
            )
    if memory.correction != 1.0:
        yield message(
            "bias correction divides the velocity by {correction:.6g}: the weights sum to {total:.6g}",
            correction=memory.correction,
            total=memory.total,
        )
    if memory.from_start:
        yield message("{start:.6g} of the velocity is left of its start", start=memory.from_start)
