"""What theory finds has words."""

from __future__ import annotations

from momentum_lab.analysis.modes import Regime
from momentum_lab.analysis.theory import Caveat
from momentum_lab.wording.theory import CAVEATS, MOTIONS


def test_that_every_regime_has_a_name_of_its_own_and_a_description():
    assert set(MOTIONS) == set(Regime)
    assert len({str(motion.name) for motion in MOTIONS.values()}) == len(Regime)
    assert all(str(motion.description) for motion in MOTIONS.values())


def test_that_every_caveat_is_a_sentence():
    assert set(CAVEATS) == set(Caveat)
    assert all(str(said).endswith(".") for said in CAVEATS.values())
