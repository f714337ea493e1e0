"""What the tests of the claims of lessons share: runs of their own experiments, and their numbers."""

from __future__ import annotations

from dataclasses import replace

from momentum_lab.experiment import Experiment
from momentum_lab.lessons import find_lesson
from momentum_lab.lessons.facts import shown_number
from momentum_lab.simulation import Run, simulate


def experiment_of(lesson: str, name: str) -> Experiment:
    """Return an experiment of a lesson."""
    return find_lesson(lesson).experiments[name]


def run_of(lesson: str, name: str) -> Run:
    """Return the run of an experiment of a lesson."""
    return simulate(experiment_of(lesson, name))


def run_with(lesson: str, name: str, ball: int, **values: float) -> Run:
    """Return the run of an experiment of a lesson, a ball of which has other hyperparameters."""
    experiment = experiment_of(lesson, name)
    balls = [*experiment.balls]
    balls[ball] = balls[ball].with_values(**values)
    return simulate(replace(experiment, balls=tuple(balls)))


def run_elsewhere(lesson: str, name: str, **changes: object) -> Run:
    """Return the run of an experiment of a lesson with another start, noise, number of steps …"""
    return simulate(replace(experiment_of(lesson, name), **changes))


def is_claimed(lesson: str, fact: str, value: float) -> bool:
    """Whether a number rounds to the one that the words of a lesson have for it."""
    facts = {each.id: each for each in find_lesson(lesson).facts}
    return shown_number(facts[fact].shown).is_said_of(value)
