"""Which arrow is which: what a legend says of them, with a sample of each."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from momentum_lab.core.messages import Message, message
from momentum_lab.core.values import dataclass
from momentum_lab.figures.primitives import Arrow, Marker, Polyline, Primitive
from momentum_lab.figures.scene import Inks
from momentum_lab.figures.step_arrows import (
    DASH,
    HEAD,
    LOOK_AHEAD_SIZE,
    PART,
    SUM,
    StepArrows,
    arrow_casing,
    arrow_inks,
)
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run

BOX_HEIGHT: Final = 9.0


@dataclass(frozen=True, slots=True)
class ArrowKey:
    """One thing that is shown of a step, and what it is called."""

    kind: Literal["gradient", "carried", "movement", "look ahead", "box"]
    text: Message


ARROW_KEYS: Final = (
    ArrowKey("gradient", message("−gradient part")),
    ArrowKey("carried", message("carried part")),
    ArrowKey("movement", message("the step: their sum")),
)
LOOK_AHEAD: Final = ArrowKey("look ahead", message("look-ahead of the textbook's ball"))
BOX: Final = ArrowKey("box", message("box: rate along x to rate along y"))


def keys_of(run: Run, arrows: StepArrows | None) -> tuple[ArrowKey, ...]:
    """Return what there is to be told apart in a run; nothing where no arrows are shown."""
    if arrows is None or not arrows.balls(run):
        return ()
    rules = [OPTIMIZERS[run.experiment.balls[ball].optimizer] for ball in arrows.balls(run)]
    more = [LOOK_AHEAD] * any(rule.look_ahead is not None for rule in rules)
    if run.ground.dimension > 1 and run.ground.is_exact:
        more += [BOX] * any(rule.effective_rate is not None for rule in rules)
    return (*ARROW_KEYS, *more)


def sample_of(key: ArrowKey, length: float, inks: Inks, line_width: float) -> list[Primitive]:
    """Return a sample of what a key is about, in logical pixels, from the origin so far to the right."""
    colors, begin, end = arrow_inks(inks), np.zeros(2), np.array([length, 0.0])
    if key.kind == "look ahead":
        end = np.array([length - 0.5 * LOOK_AHEAD_SIZE, 0.0])
        ring = Marker(end, "circle", "", colors.movement, LOOK_AHEAD_SIZE, line_width)
        return [Polyline(np.stack([begin, end]), colors.movement, 0.6 * line_width, dash=DASH), ring]
    if key.kind == "box":
        half = 0.5 * BOX_HEIGHT * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
        return [Polyline(0.5 * end + half, colors.gradient, 0.6 * line_width, dash=DASH)]
    color = {"gradient": colors.gradient, "carried": colors.carried, "movement": colors.movement}[key.kind]
    width = (SUM if key.kind == "movement" else PART) * line_width
    return [Arrow(begin, end, color, width, head=HEAD * width, casing=arrow_casing(color, inks, line_width))]
