"""A rule as a filter, in words: its gain at rest and at the fastest wiggle, and how spectra are taken.

At rest a gradient never changes; in the fastest wiggle it changes sides at each step.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from momentum_lab.analysis.frequencies import FEWEST, Follower, Frequencies, Gain
from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import Message, message
from momentum_lab.landscapes.checks import AXES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.segments import in_part
from momentum_lab.wording.numbers import told_number

GAINS: Final = tuple(map(message, ("gain of", "at rest", "at the fastest wiggle")))
SWINGS: Final = tuple(map(message, ("strongest swing of", "swings a step", "size")))
VELOCITY: Final = message("velocity")
STEP: Final = message("step")
STEP_BY_RATE: Final = message("step ÷ rate")
BOTH: Final = message("velocity, step ÷ rate")
FOLLOWERS: Final[Mapping[Follower, Message]] = {"velocity": VELOCITY, "update": STEP}
_GRADIENT: Final = message("gradient")
_ALONG: Final = message("{what} along {axis}")
_NO_GAIN: Final = message(
    "Nothing in this rule is a sum of its past gradients with lasting weights: it is no filter."
)
_VELOCITY_ONLY: Final = message(
    "The steps of this rule are not proportional to the gradient: its velocity alone is a filter."
)
_TOO_SHORT: Final = message("There are no spectra: the ball has fewer than {fewest} steps.", fewest=FEWEST)
_AT_END: Final = message(
    "The last tenth of the steps outweighs all others: these are the spectra of a ball that runs away."
)
_BEFORE: Final = message("The gradients are the landscape's, before weight decay and clipping.")
_NEAR: Final = 1e-9

_Form = tuple[Message, Callable[[float], float]]
_FORMS: Final[tuple[tuple[_Form, ...], ...]] = (
    ((message("1 / (1 − {symbol})"), lambda b: 1.0 / (1.0 - b)),),
    (
        (message("1 / (1 + {symbol})"), lambda b: 1.0 / (1.0 + b)),
        (message("(1 − {symbol}) / (1 + {symbol})"), lambda b: (1.0 - b) / (1.0 + b)),
        (message("(1 + 2{symbol}) / (1 + {symbol})"), lambda b: (1.0 + 2.0 * b) / (1.0 + b)),
    ),
)
"""What textbooks write for the gain at rest, and at the fastest wiggle."""


def gain_rows(found: Frequencies) -> list[tuple[Message | str, ...]]:
    """Return a row for each gain, with the columns of ``GAINS``."""
    if found.gain is None:
        return []
    return [
        (title, *(_end(found, float(curve[end]), place) for place, end in enumerate((0, -1))))
        for title, curve in gain_curves(found.gain)
    ]


def gain_sentences(found: Frequencies) -> list[Message]:
    """Return what is in the rows of gains, a short sentence a row."""
    said = message("gain of {what}: {slow} at rest, {fast} at the fastest wiggle")
    return [said.filled(what=what, slow=slow, fast=fast) for what, slow, fast in gain_rows(found)]


def gain_curves(gain: Gain) -> list[tuple[Message, Floats]]:
    """Return the gains to be shown, each with its name; one where velocity and step are alike."""
    if gain.are_one and gain.velocity is not None:
        return [(BOTH, gain.velocity)]
    of_step = STEP_BY_RATE if gain.rate else STEP
    named = ((VELOCITY, gain.velocity), (of_step, gain.step))
    return [(title, curve) for title, curve in named if curve is not None]


def swing_rows(found: Frequencies) -> list[tuple[Message | str, ...]]:
    """Return the strongest swing of what was measured along each axis, with the columns of ``SWINGS``."""
    spectra = found.spectra
    if spectra is None:
        return []
    measured = ((_GRADIENT, spectra.gradient), (FOLLOWERS[spectra.follower], spectra.followed))
    rows: list[tuple[Message | str, ...]] = []
    for name, sizes in measured:
        for axis, curve in zip(AXES, sizes, strict=False):
            place = int(np.argmax(curve))
            numbers = (told_number(float(of[place])) for of in (spectra.frequencies, curve))
            rows.append((_ALONG.filled(what=name, axis=axis), *numbers))
    return rows


def frequency_sentences(found: Frequencies) -> list[Message]:
    """Return what is to be known of gain and spectra, and why there are none."""
    said: list[Message] = []
    if found.gain is None:
        said.append(_NO_GAIN)
    elif found.gain.step is None:
        said.append(_VELOCITY_ONLY)
    if found.spectra is None:
        return [*said, _TOO_SHORT]
    said.append(
        message(
            "Spectra of {steps:,} steps, under a window that falls from 1 at the first to 0 after the last. "
            "The squares of all frequencies, in both directions of turning, sum to the mean square.",
            steps=found.spectra.steps,
        )
    )
    if found.spectra.is_at_end:
        said.append(_AT_END)
    ball = found.experiment.balls[found.ball]
    decays = any(piece.ball.weight_decay > 0.0 for piece in in_part(ball, 0, found.spectra.steps))
    if ball.clipping.by != "off" or decays:
        said.append(_BEFORE)
    return said


def _end(found: Frequencies, value: float, place: int) -> Message | str:
    """Return a gain, and the textbooks' form of it where it is one."""
    assert found.gain is not None
    memory, number = found.gain.memory, told_number(value)
    if not memory or not 0.0 < memory < 1.0:
        return number
    for form, formula in _FORMS[place]:
        if math.isclose(formula(memory), value, rel_tol=_NEAR):
            return message("{number} = {form}", number=number, form=form.filled(symbol=_symbol(found)))
    return number


def _symbol(found: Frequencies) -> str:
    rule = OPTIMIZERS[found.experiment.balls[found.ball].optimizer]
    return "β" if rule.momentum_parameter is None else rule.symbol(rule.momentum_parameter)
