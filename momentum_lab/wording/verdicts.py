"""How a ball has fared, in words: its status, why, and both in one sentence.

The statuses have other keys in files and for programs: moving, converged, stalled, escaped, diverged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from momentum_lab.analysis.reasons import Reason, ReasonKind
from momentum_lab.analysis.summary import BallSummary
from momentum_lab.core.messages import NOTHING, Message, message, message_in
from momentum_lab.core.told_number import ToldNumber
from momentum_lab.simulation.run import Status

_STATUSES: Final[Mapping[Status, Message]] = {
    Status.MOVING: message_in("status of a ball", "moving"),
    Status.CONVERGED: message_in("status of a ball", "at a minimum"),
    Status.STALLED: message_in("status of a ball", "at rest"),
    Status.ESCAPED: message_in("status of a ball", "left the map"),
    Status.DIVERGED: message_in("status of a ball", "diverged"),
}
_STANDINGS: Final[Mapping[Status, Message]] = {
    Status.MOVING: NOTHING,
    Status.CONVERGED: message("at a minimum"),
    Status.STALLED: message("at rest"),
    Status.ESCAPED: message("left the map at step {step}"),
    Status.DIVERGED: message("diverged at step {step}"),
}
_STAGES: Final[Mapping[Status, Message]] = {
    Status.MOVING: message_in("status of a ball", "moving"),
    Status.CONVERGED: message("at a minimum since\N{NO-BREAK SPACE}{step:,}"),
    Status.STALLED: message("at rest since\N{NO-BREAK SPACE}{step:,}"),
    Status.ESCAPED: message("left the map at\N{NO-BREAK SPACE}{step:,}"),
    Status.DIVERGED: message("diverged at\N{NO-BREAK SPACE}{step:,}"),
}
_BRIEFS: Final[Mapping[Status, Message]] = {
    Status.CONVERGED: message("minimum"),
    Status.ESCAPED: message("left, {step}"),
    Status.DIVERGED: message("diverged, {step}"),
}
"""The same in a narrow table, where it can be said more shortly."""
_SENTENCES: Final[Mapping[Status, Message]] = {
    Status.MOVING: message("{ball}: loss {loss:.2g} at step {step}"),
    Status.CONVERGED: message("{ball}: loss {loss:.2g} at step {step}, at a minimum since step {since}"),
    Status.STALLED: message("{ball}: loss {loss:.2g} at step {step}, at rest since step {since}"),
    Status.ESCAPED: message("{ball}: left the map at step {since}"),
    Status.DIVERGED: message("{ball}: diverged at step {since}"),
}
_SENTENCES_WITH_REASON: Final[Mapping[Status, Message]] = {
    Status.MOVING: message("{ball}: loss {loss:.2g} at step {step}, moving, {reason}"),
    Status.STALLED: message("{ball}: loss {loss:.2g} at step {step}, at rest since step {since}, {reason}"),
    Status.ESCAPED: message("{ball}: left the map at step {since}: {reason}"),
    Status.DIVERGED: message("{ball}: diverged at step {since}: {reason}"),
}
_VERDICTS_WITH_REASON: Final[Mapping[Status, Message]] = {
    Status.MOVING: message("moving, {reason}"),
    Status.STALLED: message("at rest {reason}"),
    Status.ESCAPED: message("left the map at step {step}: {reason}"),
    Status.DIVERGED: message("diverged at step {step}: {reason}"),
}
_REASONS: Final[Mapping[ReasonKind, Message]] = {
    ReasonKind.STARTED_OFF_THE_MAP: message("started off the map"),
    ReasonKind.ON_ITS_WAY_BACK: message("on its way back to the map"),
    ReasonKind.HARDLY_MOVES: message("but hardly"),
    ReasonKind.OFF_THE_MAP: message("off the map"),
    ReasonKind.BALANCE: message("where slope and weight decay balance"),
    ReasonKind.BALANCE_OFF_THE_MAP: message("off the map, where slope and weight decay balance"),
    ReasonKind.DOWNHILL: message("downhill without end"),
    ReasonKind.STILL_DOWNHILL: message("still going downhill"),
    ReasonKind.PULLED: message("its weight decay pulls it"),
    ReasonKind.NOT_FINITE_AT_START: message("the loss or its gradient at its start is not a finite number"),
    ReasonKind.NOT_FINITE_NEXT: message("the next step, or the loss there, is not a finite number"),
    ReasonKind.RATE_OVER_LIMIT: message(
        "rate too high for the curvature "
        "({rate:g} × {curvature:.3g} = {product:.3g}, stable below {limit:.3g})"
    ),
    ReasonKind.RATE_TOO_HIGH: message("rate too high"),
    ReasonKind.NOISE: message("the noise carries it"),
    ReasonKind.KICK: message("a kick threw it there"),
    ReasonKind.GREW: message("its steps grew ever longer"),
    ReasonKind.FLAT_CURVATURE: message("slope over curvature is a long step where the curvature is almost 0"),
    ReasonKind.LONG_STEPS: message("its steps of slope over curvature led there"),
}


def status_word(status: Status) -> Message:
    """Return a status in one or a few words."""
    return _STATUSES[status]


def standing(summary: BallSummary) -> Message:
    """Return where a ball stands, for the window's table; nothing while it is on its way."""
    return _STANDINGS[summary.status].filled(step=summary.since)


def stage(summary: BallSummary) -> Message:
    """Return a ball's status and since when it has it, for the table of a picture."""
    return _STAGES[summary.status].filled(step=summary.since)


def brief(summary: BallSummary) -> Message:
    """Return where a ball stands as shortly as it can be said, for a table without much room."""
    return _BRIEFS.get(summary.status, _STANDINGS[summary.status]).filled(step=summary.since)


def reason_phrase(reason: Reason | None) -> Message:
    """Return a reason as a phrase that can follow its status; nothing where there is no reason."""
    if reason is None:
        return NOTHING
    return _REASONS[reason.kind].filled(**{name: ToldNumber(n) for name, n in reason.numbers.items()})


def verdict(summary: BallSummary) -> Message:
    """Return what became of a ball, for a cell of a table."""
    if summary.reason is None:
        return standing(summary) if summary.status is not Status.MOVING else status_word(summary.status)
    said = _VERDICTS_WITH_REASON[summary.status]
    return said.filled(step=summary.since, reason=reason_phrase(summary.reason))


def sentence(summary: BallSummary) -> Message:
    """Return how a ball fares as one sentence about it."""
    said = _SENTENCES if summary.reason is None else _SENTENCES_WITH_REASON
    return said[summary.status].filled(
        ball=summary.shown_label,
        loss=ToldNumber(summary.loss),
        step=summary.step,
        since=summary.since,
        reason=reason_phrase(summary.reason),
    )
