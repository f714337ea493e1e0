"""Every optimizer with every flag and form, for tests of what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Choice, Flag, HyperValue
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.experiment.modifiers import RateSchedule
from momentum_lab.optimizers import OPTIMIZERS

COSINE: Final = RateSchedule("cosine", FrozenMapping({"floor": 0.1}), 7)
OFF_BY_DEFAULT: Final = {
    "weight_decay": 0.02,
    "dampening": 0.3,
    "momentum": 0.8,
    "learning_rate_decay": 0.01,
}


def _variants(optimizer: AnyOptimizer) -> Iterator[dict[str, HyperValue]]:
    """Yield hyperparameters as they are, with what is off, and with each flag and form the other way."""
    yield {}
    given = {name: value for name, value in OFF_BY_DEFAULT.items() if name in optimizer.hyperparameters}
    if given:
        yield {**given}
    for name, declaration in optimizer.hyperparameters.items():
        if isinstance(declaration, Flag):
            yield {**given, name: not declaration.default}
        elif isinstance(declaration, Choice):
            yield from ({**given, name: option} for option in declaration.options)


VARIANTS: Final = {
    " ".join([optimizer.name, *(f"{name}={value}" for name, value in values.items())]): (optimizer, values)
    for optimizer in OPTIMIZERS.values()
    for values in _variants(optimizer)
}
"""By what tells them apart: an optimizer, and the hyperparameters that are not as they are by default."""
