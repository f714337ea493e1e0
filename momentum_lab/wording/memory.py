"""What a ball remembers of its gradients, in sentences."""

from __future__ import annotations

import math

from momentum_lab.analysis.memory import Memory
from momentum_lab.core.messages import Message, counted, message
from momentum_lab.core.optimizer import Gathered
from momentum_lab.core.told_number import ToldNumber
from momentum_lab.wording.numbers import told_number


def memory_sentences(memory: Memory) -> tuple[Message, ...]:
    """Return what is worth saying of the weights of the past gradients, the most important first."""
    if memory.gathered is None or memory.kept is None or memory.window is None:
        return (_without_velocity(memory),)
    found = [_gathering(memory.gathered, memory.kept, memory.in_velocity[0])]
    if math.isinf(memory.window):
        found.append(message("Nothing is ever forgotten."))
    else:
        found.append(_window(memory, memory.kept, memory.window))
    if memory.correction != 1.0:
        found.append(
            message(
                "The average began at 0: the step divides it by {correction:.3g}, so that the weights add up "
                "to {total:.3g} and not to {uncorrected:.3g}.",
                correction=ToldNumber(memory.correction),
                total=ToldNumber(memory.total),
                uncorrected=ToldNumber(memory.total * memory.correction),
            )
        )
    if memory.from_start:
        found.append(
            message("Of what it began with {left} is still in it.", left=told_number(memory.from_start, 3))
        )
    if any(memory.from_kicks):
        left = ", ".join(told_number(part, 3) for part in memory.from_kicks)
        found.append(message("Of the kicks ({left}) is still in it.", left=left))
    return tuple(found)


def _without_velocity(memory: Memory) -> Message:
    if memory.in_update is not None and not any(memory.in_update[1:]):
        return message("It remembers no gradients: its step is made of the newest alone.")
    return message("It has no velocity in which gradients are gathered.")


def _gathering(gathered: Gathered, kept: float, newest: float) -> Message:
    whole = (
        message("The velocity is a weighted sum of the gradients: the newest weighs {newest}.")
        if gathered is Gathered.GRADIENTS
        else message(
            "The velocity is a weighted sum of the gradients, each times its effective rate over the "
            "learning rate: the newest weighs {newest}."
        )
    )
    if kept == 0.0:
        return message(
            "{whole} Nothing of what was there is kept.", whole=whole.filled(newest=told_number(newest, 3))
        )
    return message(
        "{whole} Of what was there {kept} is kept.",
        whole=whole.filled(newest=told_number(newest, 3)),
        kept=told_number(kept, 4),
    )


def _window(memory: Memory, kept: float, window: float) -> Message:
    places = {"kept": told_number(kept, 4), "window": told_number(window, 4)}
    if window > memory.step:
        return message(
            "The window is 1/(1 − {kept}) = {window} gradients, more than there have been.", **places
        )
    count = max(round(window), 1)
    return counted(
        "The window is 1/(1 − {kept}) = {window} gradient; the newest has {share:.0%} of the weight.",
        "The window is 1/(1 − {kept}) = {window} gradients; the newest {count} have {share:.0%} of the "
        "weight.",
        count=count,
        share=memory.share_of(count),
        **places,
    )
