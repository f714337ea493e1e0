"""Arbitrary experiments, which the property tests share."""

from __future__ import annotations

from hypothesis import reject
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Choice, Flag
from momentum_lab.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.experiment.appearance import MARKERS
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.modifiers import UNSCHEDULED, Clipping, RateSchedule
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import SCHEDULES

FORMULAS = {1: ["x**2", "a*x**2 + sin(3*x)"], 2: ["x**2 + y**2", "a*x**2 - x*y", "0.1*x**2 + 2*y**2"]}


def texts(limit):
    return st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=limit)


def numbers(low, high):
    return st.floats(low, high, allow_nan=False)


@st.composite
def domains(draw, dimension):
    result = []
    for _ in range(dimension):
        low = draw(numbers(-1e6, 1e6))
        result.append((low, low + draw(numbers(0.5, 1e3))))
    return tuple(result)


@st.composite
def landscapes(draw):
    dimension = draw(st.sampled_from([1, 2]))
    rotation = draw(numbers(-360, 360)) if dimension == 2 else 0.0
    conditioning = draw(numbers(1e-4, 1e4)) if dimension == 2 else 1.0
    if draw(st.booleans()):
        entries = [e for e in LANDSCAPES.values() if e.dimension == dimension]
        entry = draw(st.sampled_from(entries))
        parameters = {
            p.name: draw(numbers(p.low, p.high)) for p in entry.parameters.values() if draw(st.booleans())
        }
        domain = draw(st.none() | domains(dimension))
        return LandscapeChoice(entry.name, None, FrozenMapping(parameters), rotation, domain, conditioning)
    formula = draw(st.sampled_from(FORMULAS[dimension]))
    parameters = {"a": draw(numbers(-1e3, 1e3))} if "a*" in formula else {}
    domain = draw(domains(dimension))
    return LandscapeChoice(None, formula, FrozenMapping(parameters), rotation, domain, conditioning)


def values_of(declaration):
    if isinstance(declaration, Flag):
        return st.booleans()
    if isinstance(declaration, Choice):
        return st.sampled_from(declaration.options)
    return numbers(declaration.low, declaration.high)


@st.composite
def schedules(draw):
    name = draw(st.sampled_from(sorted(SCHEDULES)))
    declared = SCHEDULES[name].hyperparameters
    values = {name: draw(values_of(d)) for name, d in declared.items() if draw(st.booleans())}
    return RateSchedule(name, FrozenMapping(values), draw(st.integers(0, 1_000_000)))


@st.composite
def changes(draw, optimizer, dimension, last=999_999):
    """Changes in the middle of a run, of which no two are at one step."""
    rule = OPTIMIZERS[optimizer]
    result = []
    for step in draw(st.lists(st.integers(0, last), max_size=3, unique=True)):
        names = [name for name in rule.hyperparameters if draw(st.booleans())]
        values = {name: draw(values_of(rule.hyperparameters[name])) for name in names}
        kicks = st.tuples(*[numbers(-1e6, 1e6)] * dimension)
        kick = draw(kicks if not values else st.none() | kicks) if rule.has_velocity else None
        if values or kick is not None:
            result.append(BallChange(step, FrozenMapping(values), kick))
    return tuple(result)


@st.composite
def balls(draw, dimension):
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    declared = OPTIMIZERS[optimizer].hyperparameters
    return Ball(
        optimizer,
        FrozenMapping({name: draw(values_of(d)) for name, d in declared.items() if draw(st.booleans())}),
        label=draw(texts(80)),
        color=draw(st.just("") | st.from_regex("#[0-9a-fA-F]{6}", fullmatch=True)),
        marker=draw(st.sampled_from(["", *MARKERS])),
        start=draw(st.none() | st.tuples(*[numbers(-1e9, 1e9)] * dimension)),
        visible=draw(st.booleans()),
        schedule=draw(schedules()) if "learning_rate" in declared else UNSCHEDULED,
        clipping=draw(st.builds(Clipping, st.sampled_from(["off", "norm", "value"]), numbers(1e-12, 1e12))),
        changes=draw(changes(optimizer, dimension)),
        label_is_own=draw(st.booleans()),
    )


@st.composite
def experiments(draw):
    choice = draw(landscapes())
    try:
        dimension = choice.build().dimension
    except InputError:  # a part of the plane on which the loss is finite nowhere
        reject()
    there = tuple(draw(st.lists(balls(dimension), min_size=1, max_size=4)))
    names = sorted({name for ball in there for name in ball.hyperparameters})
    return Experiment(
        choice,
        draw(st.tuples(*[numbers(-1e9, 1e9)] * dimension)),
        there,
        steps=draw(st.integers(1, 1_000_000)),
        seed=draw(st.integers(0, 2**63 - 1)),
        noise=draw(numbers(0, 1e6)),
        common_noise=draw(st.booleans()),
        title=draw(texts(200)),
        description=draw(texts(500)),
        linked=draw(st.frozensets(st.sampled_from(names), max_size=3)) if names else frozenset(),
    )
