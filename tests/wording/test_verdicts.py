"""Every status and every reason has words, which take their numbers with them."""

from __future__ import annotations

import pytest

from momentum_lab.analysis.reasons import Reason, ReasonKind
from momentum_lab.analysis.summary import BallSummary
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.simulation import Status
from momentum_lab.wording.verdicts import reason_phrase, sentence, stage, standing, status_word, verdict

NUMBERS = FrozenMapping(rate=0.6, curvature=4.0, product=2.4, limit=2.0)


def summary(status, kind=None):
    reason = None if kind is None else Reason(kind, NUMBERS)
    return BallSummary(0, "Own {name}", "adam", 20, 0.25, 1.0, None, status, 7, reason)


WORDS = {
    Status.MOVING: "moving",
    Status.CONVERGED: "at a minimum",
    Status.STALLED: "at rest",
    Status.ESCAPED: "left the map",
    Status.DIVERGED: "diverged",
}
REASONS = {
    Status.MOVING: (
        ReasonKind.STARTED_OFF_THE_MAP,
        ReasonKind.ON_ITS_WAY_BACK,
        ReasonKind.HARDLY_MOVES,
    ),
    Status.STALLED: (ReasonKind.OFF_THE_MAP, ReasonKind.BALANCE, ReasonKind.BALANCE_OFF_THE_MAP),
    Status.ESCAPED: (
        ReasonKind.DOWNHILL,
        ReasonKind.STILL_DOWNHILL,
        ReasonKind.PULLED,
        ReasonKind.FLAT_CURVATURE,
        ReasonKind.LONG_STEPS,
    ),
    Status.DIVERGED: (
        ReasonKind.NOT_FINITE_AT_START,
        ReasonKind.NOT_FINITE_NEXT,
        ReasonKind.RATE_OVER_LIMIT,
        ReasonKind.RATE_TOO_HIGH,
        ReasonKind.NOISE,
        ReasonKind.KICK,
        ReasonKind.GREW,
        ReasonKind.FLAT_CURVATURE,
        ReasonKind.LONG_STEPS,
    ),
}


@pytest.mark.parametrize("status", Status)
def test_that_all_say_a_status_in_the_same_words(status):
    told = summary(status)
    assert str(status_word(status)) == WORDS[status]
    for said in (stage(told), verdict(told)):
        assert str(said).startswith(WORDS[status])
    assert str(sentence(told)).startswith("Own {name}: ")
    assert (WORDS[status] in str(sentence(told))) is (status is not Status.MOVING)
    assert (str(standing(told)) == "") is (status is Status.MOVING)


@pytest.mark.parametrize(("status", "kind"), [(s, kind) for s, kinds in REASONS.items() for kind in kinds])
def test_that_every_reason_has_words_beside_its_status(status, kind):
    phrase = str(reason_phrase(Reason(kind, NUMBERS)))
    told = summary(status, kind)
    assert phrase
    assert "{" not in phrase
    assert str(verdict(told)).startswith(WORDS[status])
    assert str(verdict(told)).endswith(phrase)
    assert str(sentence(told)).startswith("Own {name}: ")
    assert str(sentence(told)).endswith(phrase)


def test_that_no_reason_is_without_a_status():
    assert {kind for kinds in REASONS.values() for kind in kinds} == set(ReasonKind)


def test_that_no_reason_is_no_words():
    assert str(reason_phrase(None)) == ""
    assert str(verdict(summary(Status.DIVERGED))) == "diverged at step 7"
    assert str(sentence(summary(Status.DIVERGED))) == "Own {name}: diverged at step 7"


def test_that_resting_off_the_map_is_one_sentence():
    resting = summary(Status.STALLED, ReasonKind.OFF_THE_MAP)
    assert str(sentence(resting)) == "Own {name}: loss 0.25 at step 20, at rest since step 7, off the map"
