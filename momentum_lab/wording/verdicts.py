"""How a ball has fared, in words: its status, why, and both in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from momentum_lab.analysis.summary import BallSummary, Reason, ReasonKind
from momentum_lab.core.messages import NOTHING, Message, message, message_in
from momentum_lab.simulation.run import LOST, Status

_STATUSES: Final[Mapping[Status, Message]] = {
    Status.MOVING: message_in("status of a ball", "moving"),
    Status.CONVERGED: message_in("status of a ball", "converged"),
    Status.STALLED: message_in("status of a ball", "stalled"),
    Status.ESCAPED: message_in("status of a ball", "escaped"),
    Status.DIVERGED: message_in("status of a ball", "diverged"),
}
_STANDINGS: Final[Mapping[Status, Message]] = {
    Status.MOVING: NOTHING,
    Status.CONVERGED: message("at a minimum"),
    Status.STALLED: message("stuck"),
    Status.ESCAPED: message("left the map at step {step}"),
    Status.DIVERGED: message("diverged at step {step}"),
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
    Status.STALLED: message("{ball}: loss {loss:.2g} at step {step}, stuck since step {since}"),
    Status.ESCAPED: message("{ball}: left the map at step {since}: {reason}"),
    Status.DIVERGED: message("{ball}: diverged at step {since}: {reason}"),
}
_STUCK_OFF_THE_MAP: Final = message(
    "{ball}: loss {loss:.2g} at step {step}, stuck off the map since step {since}"
)
_LOST: Final = message("{status} at step {step}: {reason}")
_REASONS: Final[Mapping[ReasonKind, Message]] = {
    ReasonKind.OFF_THE_MAP: message("off the map"),
    ReasonKind.DOWNHILL: message("downhill without end"),
    ReasonKind.NOT_FINITE_AT_START: message("the loss or its gradient at its start is not a finite number"),
    ReasonKind.NOT_FINITE_NEXT: message("the next step, or the loss there, is not a finite number"),
    ReasonKind.RATE_OVER_LIMIT: message(
        "rate too high for the curvature "
        "({rate:g} × {curvature:.3g} = {product:.3g}, stable below {limit:.3g})"
    ),
    ReasonKind.RATE_TOO_HIGH: message("rate too high"),
    ReasonKind.GREW: message("its steps grew without end"),
    ReasonKind.FLAT_CURVATURE: message("slope over curvature is a long step where the curvature is almost 0"),
    ReasonKind.LONG_STEPS: message("its steps of slope over curvature led there"),
}


def status_word(status: Status) -> Message:
    """Return a status as one word."""
    return _STATUSES[status]


def standing(summary: BallSummary) -> Message:
    """Return where a ball stands, for the window's table; nothing while it is on its way."""
    return _STANDINGS[summary.status].filled(step=summary.since)


def brief(summary: BallSummary) -> Message:
    """Return where a ball stands as shortly as it can be said, for a table without much room."""
    return _BRIEFS.get(summary.status, _STANDINGS[summary.status]).filled(step=summary.since)


def reason_phrase(reason: Reason | None) -> Message:
    """Return a reason as a phrase that can follow a colon; nothing where there is no reason."""
    return NOTHING if reason is None else _REASONS[reason.kind].filled(**reason.numbers)


def verdict(summary: BallSummary) -> Message:
    """Return what became of a ball, for a cell of a table."""
    word = status_word(summary.status)
    if summary.status not in LOST:
        return word
    return _LOST.filled(status=word, step=summary.since, reason=reason_phrase(summary.reason))


def sentence(summary: BallSummary) -> Message:
    """Return how a ball fares as one sentence about it."""
    is_off_the_map = summary.reason is not None and summary.reason.kind is ReasonKind.OFF_THE_MAP
    return (_STUCK_OFF_THE_MAP if is_off_the_map else _SENTENCES[summary.status]).filled(
        ball=summary.label,
        loss=summary.loss,
        step=summary.step,
        since=summary.since,
        reason=reason_phrase(summary.reason),
    )
