"""Eight balls that roll by mixed rules: what a lively window computes anew at every move of a slider."""

from __future__ import annotations

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice

RULES = (
    ("gradient_descent", 0.001),
    ("momentum", 0.0005),
    ("nesterov", 0.0005),
    ("adagrad", 0.5),
    ("rmsprop", 0.01),
    ("adadelta", 1.0),
    ("adam", 0.02),
    ("adam", 0.1),
)
START = (-1.2, 1.0)
STEPS = 1000


def experiment() -> Experiment:
    """Return eight balls of mixed optimizers on Rosenbrock's valley, 1,000 steps each."""
    balls = tuple(Ball(name, FrozenMapping({"learning_rate": rate})) for name, rate in RULES)
    return Experiment(LandscapeChoice(name="rosenbrock"), START, balls, steps=STEPS)
