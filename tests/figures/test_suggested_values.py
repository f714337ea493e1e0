from __future__ import annotations

import pytest

from momentum_lab.core.hyperparameters import Number
from momentum_lab.figures.suggested_values import suggested_values
from momentum_lab.optimizers import OPTIMIZERS

EVERY = [(rule, name) for rule in sorted(OPTIMIZERS) for name in OPTIMIZERS[rule].hyperparameters]


@pytest.mark.parametrize(("rule", "name"), EVERY)
def test_that_values_that_are_suggested_are_several_and_allowed(rule: str, name: str) -> None:
    declared = OPTIMIZERS[rule].hyperparameters[name]
    found = suggested_values(declared, declared.default)
    assert 2 <= len(found) == len(set(found))
    for text in found:
        value = {"true": True, "false": False}.get(text, text)
        if isinstance(declared, Number):
            value = float(text)
        declared.checked(value)


def test_that_they_lie_around_the_balls_own_on_the_scale_of_its_slider() -> None:
    momentum = OPTIMIZERS["momentum"].hyperparameters
    assert suggested_values(momentum["learning_rate"], 0.4) == ["0.1", "0.2", "0.4", "0.8"]
    assert suggested_values(momentum["momentum"], 0.9) == ["0", "0.8", "0.9", "0.95", "0.975"]
    assert suggested_values(momentum["form"], "ema") == list(momentum["form"].options)
