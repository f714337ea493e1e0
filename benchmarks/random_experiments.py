"""Random experiments with one ball: any rule on any landscape and map, from anywhere."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import (
    LARGEST_RATE,
    LEARNING_RATE,
    SMALLEST_RATE,
    Choice,
    Flag,
    HyperValue,
    Number,
)
from momentum_lab.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.experiment.modifiers import UNCLIPPED, UNSCHEDULED, Clipping, RateSchedule
from momentum_lab.landscapes import LANDSCAPES, Landscape
from momentum_lab.landscapes.minima import Domain
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import SCHEDULES

LINES: Final = (
    "{a}*(x - {p})**2",
    "{a}*abs(x - {p})",
    "{a}*abs(x - {p}) + {b}*(x - {q})**2",
    "{a}*(x - {p})**4",
    "(x**2 - {a})**2 + {b}*x",
    "{a}*sin({b}*x)",
    "{a}*max(abs(x - {p}) - {b}, 0)",
    "{a}/(1 + exp(-x))",
    "-{a}*x",
    "-{a}*x**2 + {b}*x",
    "{a}*exp(-x)",
    "{a}*(abs(x) - log(abs(x)))",
    "{a}/x",
    "1 - exp(-{a}*(x - {p})**2)",
)
PLANES: Final = (
    "{a}*(x - {p})**2 + {b}*(y - {q})**2",
    "{a}*(x - {p})**2 + {b}*(y - {q})**2 + 0.5*sqrt({a}*{b})*(x - {p})*(y - {q})",
    "{a}*abs(x - {p}) + {b}*(y - {q})**2",
    "{a}*abs(x + 0.4*y - {p}) + {b}*((x - {q})**2 + y**2)",
    "{a}*(x + {b}*y - {p})**2",
    "{a}*(x**2 + y**2 - {b})**2",
    "{a}*max(max(abs(x), abs(y)) - {b}, 0)",
    "{a}*x**2 - {b}*y**2",
    "{a}*x + {b}*y",
    "{a}*sin(x) + {b}*cos(y)",
    "{a}*(1 - exp(-{b}*(x**2 + y**2)))",
    "{a}*(y - x**2)**2 + {b}*(x - 1)**2",
    "{a}*log(1 + x**2 + {b}*y**2)",
    "{a}*x**2/(1 + x**2) + {b}*y**2",
)


def random_experiment(seed: int) -> Experiment:
    """Return the experiment of a number."""
    rng = np.random.default_rng(seed)
    choice = _landscape(rng)
    landscape = choice.build()
    low, high = np.transpose(landscape.domain)
    start = rng.uniform(low, high)
    if rng.random() < 0.2:
        start = (low + high) / 2 + (high - low) / 2 * rng.uniform(-60.0, 60.0, len(low))
    return Experiment(
        choice,
        tuple(start.tolist()),
        (_ball(rng, _suited_rate(rng, landscape, start)),),
        steps=int(rng.choice([40, 41, 100, 301])),
        noise=float(10.0 ** rng.uniform(-3.0, 1.0)) if rng.random() < 0.15 else 0.0,
        seed=int(rng.integers(1000)),
    )


def _landscape(rng: np.random.Generator) -> LandscapeChoice:
    if rng.random() < 0.4:
        name = str(rng.choice(sorted(LANDSCAPES)))
        domain = LandscapeChoice(name).build().domain
        return LandscapeChoice(name, domain=_elsewhere(rng, domain) if rng.random() < 0.3 else None)
    numbers = {name: float(f"{10.0 ** rng.uniform(-2.0, 1.0):.3g}") for name in "ab"}
    numbers |= {name: float(f"{rng.normal(0.0, 3.0):.3g}") for name in "pq"}
    formulas, dimension = (LINES, 1) if rng.random() < 0.4 else (PLANES, 2)
    formula = str(rng.choice(formulas)).format(**numbers)
    domain = ((-5.0, 5.0),) * dimension
    return LandscapeChoice(formula=formula, domain=_elsewhere(rng, domain) if rng.random() < 0.4 else domain)


def _elsewhere(rng: np.random.Generator, domain: Domain) -> Domain:
    """Return a part of a domain, or one beside it, down to a thousandth of its size."""
    size, place = 10.0 ** rng.uniform(-3.0, 0.0), rng.uniform(-0.5, 1.5, len(domain))
    result = []
    for (low, high), share in zip(domain, place.tolist(), strict=True):
        middle, half = low + share * (high - low), size * (high - low) / 2.0
        result.append((float(middle - half), float(middle + half)))
    return tuple(result)


def _suited_rate(rng: np.random.Generator, landscape: Landscape, start: Floats) -> float:
    """Return a learning rate: any, or one whose steps have to do with the map."""
    rate = 10.0 ** rng.uniform(-5.0, 0.7)
    share = 10.0 ** rng.uniform(-3.5, 0.0)
    if rng.random() < 0.6:
        size = float(np.linalg.norm([high - low for low, high in landscape.domain]))
        slope = float(np.linalg.norm(landscape.gradient(start.tolist())))
        rate = share * size / slope if rng.random() < 0.6 and 0.0 < slope < np.inf else share * size
    return float(np.clip(rate, SMALLEST_RATE, LARGEST_RATE))


def _ball(rng: np.random.Generator, rate: float) -> Ball:
    rule = OPTIMIZERS[str(rng.choice(sorted(OPTIMIZERS)))]
    values: dict[str, HyperValue] = {}
    for name, declared in rule.hyperparameters.items():
        if name == LEARNING_RATE:
            values[name] = rate
        elif "decay" in name and isinstance(declared, Number):
            pull = float(10.0 ** rng.uniform(-3.0, 0.5))
            values[name] = min(pull, declared.high) if rng.random() < 0.3 else declared.default
        elif isinstance(declared, Flag) and rng.random() < 0.3:
            values[name] = bool(rng.random() < 0.5)
        elif isinstance(declared, Choice) and rng.random() < 0.5:
            values[name] = str(rng.choice(declared.options))
        elif isinstance(declared, Number) and name == rule.momentum_parameter and rng.random() < 0.6:
            values[name] = float(rng.choice([0.0, 0.3, 0.8, 0.98, 0.999, declared.high]))
    schedule, clipping = UNSCHEDULED, UNCLIPPED
    if rule.has_rate and LEARNING_RATE in rule.hyperparameters and rng.random() < 0.2:
        schedule = RateSchedule(str(rng.choice(sorted(SCHEDULES))), warmup=int(rng.choice([0, 20])))
    if rng.random() < 0.15:
        clipping = Clipping("norm" if rng.random() < 0.5 else "value", float(10.0 ** rng.uniform(-2.0, 1.0)))
    return Ball(rule.name, FrozenMapping(values), schedule=schedule, clipping=clipping)
