"""Every status and every reason has words, which take their numbers with them."""

from __future__ import annotations

import pytest

from momentum_lab.analysis.summary import BallSummary, Reason, ReasonKind
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.simulation import Status
from momentum_lab.simulation.run import LOST
from momentum_lab.wording.verdicts import reason_phrase, sentence, standing, status_word, verdict

NUMBERS = FrozenMapping(rate=0.6, curvature=4.0, product=2.4, limit=2.0)


def summary(status, kind=None):
    reason = None if kind is None else Reason(kind, NUMBERS)
    return BallSummary(0, "Own {name}", "adam", 20, 0.25, 1.0, None, status, 7, reason)


@pytest.mark.parametrize("status", Status)
def test_that_every_status_has_words(status):
    assert str(status_word(status)) == status.key
    said = str(sentence(summary(status, ReasonKind.GREW if status in LOST else None)))
    assert said.startswith("Own {name}: ")
    assert "{" not in said.removeprefix("Own {name}")
    assert bool(str(standing(summary(status)))) == (status is not Status.MOVING)


@pytest.mark.parametrize("kind", ReasonKind)
def test_that_every_reason_has_words(kind):
    said = str(reason_phrase(Reason(kind, NUMBERS)))
    assert said
    assert "{" not in said
    assert str(verdict(summary(Status.DIVERGED, kind))) == f"diverged at step 7: {said}"


def test_that_no_reason_is_no_words():
    assert str(reason_phrase(None)) == ""


def test_that_being_stuck_off_the_map_is_one_sentence():
    stuck = summary(Status.STALLED, ReasonKind.OFF_THE_MAP)
    assert str(sentence(stuck)) == "Own {name}: loss 0.25 at step 20, stuck off the map since step 7"
