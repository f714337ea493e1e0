"""Eight balls that roll by mixed rules: what a lively window computes anew at every move of a slider."""

from __future__ import annotations

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice

RULES = (
    ("gradient_descent", {"learning_rate": 0.001}),
    ("momentum", {"learning_rate": 0.0005}),
    ("nesterov", {"learning_rate": 0.0005}),
    ("adagrad", {"learning_rate": 0.5, "epsilon": 0.0}),
    ("rmsprop", {"learning_rate": 0.01}),
    ("adadelta", {"learning_rate": 1.0}),
    ("adam", {"learning_rate": 0.02}),
    ("adam", {"learning_rate": 0.1}),
)
"""Hyperparameters with which each has a counterpart in PyTorch and in optax."""
START = (-1.2, 1.0)
STEPS = 1000


def experiment() -> Experiment:
    """Return eight balls of mixed optimizers on Rosenbrock's valley, 1,000 steps each."""
    balls = tuple(Ball(name, FrozenMapping(values)) for name, values in RULES)
    return Experiment(LandscapeChoice(name="rosenbrock"), START, balls, steps=STEPS)
