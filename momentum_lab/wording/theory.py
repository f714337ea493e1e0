"""What theory says, in words: how a ball moves along an axis, and what a prediction does not know of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from momentum_lab.analysis.modes import Regime
from momentum_lab.analysis.theory import Caveat
from momentum_lab.core.messages import Message, message, message_in
from momentum_lab.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Motion:
    """A regime in words: its name in textbooks, and what is seen of it."""

    name: Message
    description: Message


MOTIONS: Final[Mapping[Regime, Motion]] = {
    Regime.OVERDAMPED: Motion(message("overdamped"), message("creeps in from one side")),
    Regime.CRITICAL: Motion(message("critically damped"), message("straight in, without a swing")),
    Regime.CROSSING: Motion(
        message("overdamped, but crosses"), message("changes sides, then creeps in from one side")
    ),
    Regime.UNDERDAMPED: Motion(message("underdamped"), message("swings through and back")),
    Regime.RIPPLING: Motion(message("ripples"), message("changes sides at every other step, or more often")),
    Regime.ALTERNATING: Motion(message("overshoots"), message("changes sides at every step")),
    Regime.CRITICAL_ALTERNATING: Motion(
        message("overshoots, just before it ripples"), message("changes sides at every step")
    ),
    Regime.ALTERNATING_LATER: Motion(
        message("overshoots in the end"), message("at last changes sides at every step, but not at first")
    ),
    Regime.UNDAMPED: Motion(message("undamped"), message("swings for ever")),
    Regime.SHORT_OF_IT: Motion(message("stops short"), message("comes to rest beside it, or does not move")),
    Regime.DIVERGING: Motion(
        message_in("motion along an axis", "diverges"), message("swings ever farther out")
    ),
    Regime.DIVERGING_ONE_WAY: Motion(message("drifts off"), message("goes ever farther away on one side")),
    Regime.RUNS_AWAY: Motion(message("curved downwards"), message("runs away from here")),
    Regime.FLAT: Motion(message("no curvature"), message("curvature does not pull it")),
}
CAVEATS: Final[Mapping[Caveat, Message]] = {
    Caveat.NOT_LINEAR: message(
        "Its steps are not proportional to the gradient: curvature alone promises nothing."
    ),
    Caveat.NOT_QUADRATIC: message(
        "Within a thousandth of the map's diagonal the slopes are not those of the second derivatives here: "
        "curvature promises nothing."
    ),
    Caveat.SCHEDULE: message("The learning rate changes: the prediction is for the rate at this step."),
    Caveat.CLIPPING: message("The prediction holds where the gradient is not clipped."),
    Caveat.NOISE: message("Noise keeps the loss from falling below a floor."),
    Caveat.WEIGHT_DECAY: message("Weight decay pulls the ball to a point beside the minimum."),
    Caveat.CHANGES: message(
        "The ball is changed in the course of its run: the prediction is for what is in force at this step."
    ),
}
