"""The equations of a rule are what it computes, whatever its hyperparameters are, from any state."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from momentum_lab.core.equations import POSITION
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE, Choice, Flag, HyperValue
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.weight_decay import WEIGHT_DECAY, DecayPlace, decayed_gradient, decayed_step
from momentum_lab.formulas.rule_step import rule_step
from momentum_lab.formulas.rules import state_names
from momentum_lab.optimizers import OPTIMIZERS

every = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=lambda o: o.name)
STEPS, AXES = (1, 2, 3, 9, 40), 2


def variants(optimizer: AnyOptimizer) -> Iterator[FrozenMapping[HyperValue]]:
    """Yield hyperparameters with every combination of choices and flags, and numbers on and off."""
    random = np.random.default_rng(len(optimizer.name))
    several: dict[str, tuple[object, ...]] = {}
    for key, declaration in optimizer.hyperparameters.items():
        if isinstance(declaration, Choice):
            several[key] = declaration.options
        elif isinstance(declaration, Flag):
            several[key] = (False, True)
        elif declaration.default == 0.0 or key == WEIGHT_DECAY:
            several[key] = (0.0, 0.3)
        else:
            low, high = declaration.slider_range
            several[key] = (declaration.default if key == "epsilon" else float(random.uniform(low, high)),)
    for values in itertools.product(*several.values()):
        yield optimizer.checked(dict(zip(several, values, strict=True)))


def random_states(optimizer, hyper, values, step, random):
    """Yield a state for each coordinate as it might be before a step: what counts steps does so."""
    first = optimizer.init(hyper)
    for _ in range(1 if optimizer.needs_hessian else AXES):
        state = first
        for _ in range(step - 1):
            if not optimizer.needs_hessian:
                _, state = optimizer.update(float(random.normal()), float(random.normal()), state, hyper)
        yield state


def steps_taken(optimizer: AnyOptimizer, values: FrozenMapping[HyperValue]) -> Iterator[tuple[object, ...]]:
    """Yield (lines, new position, state after) of steps from random places."""
    random = np.random.default_rng(7)
    hyper = optimizer.pack(values)
    place, decay = optimizer.decay_place(hyper), float(values.get(WEIGHT_DECAY, 0.0))
    for step in STEPS:
        states = [*random_states(optimizer, hyper, values, step, random)]
        position = tuple(random.normal(0.0, 2.0, AXES).tolist())
        gradient = tuple(random.normal(0.0, 3.0, AXES).tolist())
        hessian = tuple(random.normal(0.0, 2.0, 3).tolist())
        given = gradient
        if place is DecayPlace.GRADIENT:
            given = tuple(decayed_gradient(g, x, decay) for g, x in zip(gradient, position, strict=True))
        if optimizer.needs_hessian:
            moved, after = optimizer.vector_update(given, hessian, position, states[0], hyper)
            afters = [after]
        else:
            pairs = [
                optimizer.coordinate_update(g, x, s, hyper)
                for g, x, s in zip(given, position, states, strict=True)
            ]
            moved, afters = tuple(p[0] for p in pairs), [p[1] for p in pairs]
        if place is DecayPlace.STEP:
            rate = float(values[LEARNING_RATE])
            moved = tuple(decayed_step(s, x, decay, rate) for s, x in zip(moved, position, strict=True))
        found = rule_step(
            optimizer, values, step, position, gradient, by_field(states), by_field(afters), hessian
        )
        yield found, tuple(x + s for x, s in zip(position, moved, strict=True)), by_field(afters)


def by_field(states) -> Mapping[str, tuple[float, ...]]:
    return {name: tuple(getattr(s, name) for s in states) for name in states[0]._fields}


def last_values(found) -> dict[str, tuple[float, ...]]:
    return {each.line.target: each.value for each in found}


@every
def test_that_the_equations_give_the_update_of_the_code_with_whatever_is_chosen(optimizer):
    for values in variants(optimizer):
        for found, position, _ in steps_taken(optimizer, values):
            assert last_values(found)[POSITION] == pytest.approx(position, rel=1e-12, abs=1e-12), values


@every
def test_that_what_the_equations_remember_is_what_the_code_remembers(optimizer):
    for values in variants(optimizer):
        for found, _, after in steps_taken(optimizer, values):
            given = last_values(found)
            for name, field in state_names(optimizer).items():
                if name in given:
                    assert given[name] == pytest.approx(after[field], rel=1e-12, abs=1e-12), (name, values)
