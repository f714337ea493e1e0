"""What is written once as scalar arithmetic has the same bits when a compiler translates it.

Where Python raises, compiled code gives inf or nan, which the engine takes for the same.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace
from functools import cache
from types import FunctionType

import numpy as np
import pytest
from laboratory import ball, on_library
from numba import njit

from momentum_lab.core.hyperparameters import Choice, Flag
from momentum_lab.core.symmetric import eigenpairs
from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.formulas.functions import FUNCTIONS
from momentum_lab.formulas.program import compile_scalar
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import SCHEDULES
from momentum_lab.simulation import simulate

STEPS = 200
TINY, LARGE = 5e-324, 1e300
COORDINATES = [o for o in OPTIMIZERS.values() if not o.needs_hessian]
WHOLE = [o for o in OPTIMIZERS.values() if o.needs_hessian]


def named(case):
    return case.name


@cache
def translated(function):
    """The function as machine code, along with the program's own functions that it calls."""
    names = dict(function.__globals__)
    for name in function.__code__.co_names:
        if isinstance(names.get(name), FunctionType):
            names[name] = translated(names[name])
    return njit(error_model="numpy")(FunctionType(function.__code__, names, function.__name__))


def flat(numbers):
    """The numbers of tuples in tuples, in their order."""
    return [x for n in numbers for x in flat(n)] if isinstance(numbers, tuple) else [numbers]


def bits(numbers):
    """All bits of floats, the sign of zero among them; one nan is as good as another."""
    return [float(number).hex() for number in flat(numbers)]


def is_finite(numbers):
    return all(map(math.isfinite, flat(numbers)))


def outcome(function, *arguments):
    """What it gives, or None where it raises what means that a ball has diverged."""
    try:
        return function(*arguments)
    except (ArithmeticError, ValueError):
        return None


def agree(expected, found):
    """Whether the compiled result is the interpreted one, or not finite where there is none."""
    return not is_finite(found) if expected is None else bits(found) == bits(expected)


def drawn_from(chance, number):
    """A value from the slider: as likely small as large where that runs by powers of ten."""
    low, high = number.slider_range
    if number.scale == "log":
        return low * (high / low) ** chance.random()
    return chance.uniform(low, high)


def variants(declared):
    """Hyperparameters as they are, at the bounds of their sliders, at random, and each flag and choice."""
    chance = random.Random(7)
    numbers = {n: d for n, d in declared.hyperparameters.items() if not isinstance(d, Flag | Choice)}
    drawn = [{n: drawn_from(chance, d) for n, d in numbers.items()} for _ in range(3)]
    ends = [{n: d.slider_range[end] for n, d in numbers.items()} for end in (0, 1)]
    turned = [{n: not d.default} for n, d in declared.hyperparameters.items() if isinstance(d, Flag)]
    chosen = [
        {n: option}
        for n, d in declared.hyperparameters.items()
        if isinstance(d, Choice)
        for option in d.options[1:]
    ]
    pulled = {n: 0.1 for n in numbers if n == "weight_decay"}
    values = [{}, *drawn, *ends, *({**pulled, **one} for one in turned + chosen)]
    return [declared.pack(declared.checked(one)) for one in values]


def awkward(chance, count):
    """Slopes of ordinary size that change their sign, with zeros, then of any size at all."""
    ordinary = [chance.choice((-1, 1)) * 10 ** chance.uniform(-8, 4) for _ in range(count // 2)]
    for index in range(0, len(ordinary), 7):
        ordinary[index] = chance.choice((0.0, -0.0))
    edges = (0.0, -0.0, TINY, -TINY, 1e-170, -1e-300, 1e-8, -1.0, 1.0, 1e5, 1e160, -LARGE, LARGE)
    return ordinary + [chance.choice(edges) for _ in range(count - len(ordinary))]


def walk(optimizer, hyper, slopes, start):
    """Take every step both ways; begin anew where the ball has diverged."""
    init, update = translated(optimizer.init), translated(optimizer.update)
    state, position = optimizer.init(hyper), start
    assert bits(init(hyper)) == bits(state)
    for slope in slopes:
        expected = outcome(optimizer.update, *slope, position, state, hyper)
        found = update(*slope, position, state, hyper)
        assert agree(expected, found), (slope, position, state, hyper, expected, found)
        if expected is None or not is_finite(expected):
            state, position = optimizer.init(hyper), start
            continue
        step, state = expected
        if isinstance(step, tuple):
            position = tuple(x + s for x, s in zip(position, step, strict=True))
        else:
            position += step


@pytest.mark.parametrize("optimizer", COORDINATES, ids=named)
def test_that_a_rule_has_the_same_bits_compiled_and_interpreted(optimizer):
    chance = random.Random(1)
    for hyper in variants(optimizer):
        walk(optimizer, hyper, [(gradient,) for gradient in awkward(chance, STEPS)], 1.5)


@pytest.mark.parametrize("dimension", [1, 2])
@pytest.mark.parametrize("optimizer", WHOLE, ids=named)
def test_that_a_rule_of_the_whole_vector_has_the_same_bits(optimizer, dimension):
    chance = random.Random(2)
    gradients = [awkward(chance, STEPS) for _ in range(dimension)]
    hessians = [awkward(chance, STEPS) for _ in range(dimension * (dimension + 1) // 2)]
    slopes = list(zip(zip(*gradients, strict=True), zip(*hessians, strict=True), strict=True))
    for hyper in variants(optimizer):
        walk(optimizer, hyper, slopes, (1.5,) * dimension)


def test_that_eigenvalues_have_the_same_bits():
    for triangle in np.random.default_rng(3).normal(size=(2000, 3)).tolist():
        pairs = tuple(triangle)
        assert bits(translated(eigenpairs)(pairs)) == bits(eigenpairs(pairs))


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=named)
def test_that_a_schedule_has_the_same_bits(schedule):
    suited = schedule.pack(schedule.checked(schedule.suited(2000)))
    factor = translated(schedule.factor)
    for hyper in (*variants(schedule), suited):
        for step in range(2001):
            expected = outcome(schedule.factor, float(step), hyper)
            assert agree(expected, factor(float(step), hyper)), (step, hyper)


def check_landscape(choice, points=200):
    """Compare loss, gradient and Hessian at random points of the domain, some of them on its edges."""
    landscape = choice.build()
    bound = landscape.bound
    low, high = np.transpose(landscape.domain)
    places = np.random.default_rng(4).uniform(low, high, size=(points, landscape.dimension))
    places[:4] = [low, high, (low + high) / 2.0, landscape.start]
    functions = {1: bound.loss_and_gradient, 2: bound.loss_gradient_and_hessian}
    for order, function in functions.items():
        # The values are arguments, so that one translation serves them all.
        compiled = translated(compile_scalar(bound.expression, bound.variables, bound.parameters, order))
        for place in places.tolist():
            expected = outcome(function, *place)
            assert agree(expected, compiled(*place, *bound.values)), (order, place)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_that_a_landscape_has_the_same_bits(name):
    check_landscape(LandscapeChoice(name))


def test_that_a_landscape_that_is_turned_and_stretched_has_the_same_bits():
    check_landscape(LandscapeChoice("rosenbrock", rotation=33.0, conditioning=7.0))


@pytest.mark.parametrize(
    "formula",
    [
        *(f"{name}({', '.join('xy'[: row.arity])}) + x*y" for name, row in FUNCTIONS.items()),
        "x**7 + y**-3 + abs(x)**1.5 + abs(y)**-0.5",
        "2**x + 0.25**y + 3**(x*y) + e**x",
        "a**x + b**y + abs(x)**a + abs(y)**b",
        "atan2(y, -0*x) + atan2(x, -0.0) - 0",
    ],
)
def test_that_a_formula_has_the_same_bits(formula):
    parameters = {name: value for name, value in {"a": 2.0, "b": 0.5}.items() if f"{name}**" in formula}
    box = ((-3.0, 3.0), (-2.0, 4.0))
    check_landscape(LandscapeChoice(formula=formula, domain=box, parameters=parameters))


WRAPPED = {
    "schedule": RateSchedule("cosine", {"period": 60.0}, warmup=5),
    "clipping": Clipping("norm", 0.5),
}
CROWD = [
    ball(name, **(WRAPPED if wrapped and optimizer.has_rate and not optimizer.from_rate else {}), start=start)
    for wrapped, start in ((False, None), (True, None), (False, (1.0, -2.0)))
    for name, optimizer in OPTIMIZERS.items()
]


@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_that_many_balls_together_have_the_bits_of_each_alone(noise):
    # Each draws the same noise as the first ball does, which is what it is when it is alone.
    crowd = on_library("himmelblau", *CROWD[:64], steps=120, noise=noise, common_noise=True, seed=5)
    together = simulate(crowd)
    for index, body in enumerate(crowd.balls):
        alone: Experiment = replace(crowd, balls=(body,))
        run = simulate(alone)
        for array in ("position", "loss", "gradient", "velocity", "update", "status", "last"):
            single, one_of_many = getattr(run, array)[0], getattr(together, array)[index]
            assert single.tobytes() == one_of_many.tobytes(), (body.optimizer, array)
