"""Runs of the experiments of the program's lessons, and the numbers that their texts claim."""

from __future__ import annotations

from dataclasses import replace

from momentum_lab.experiment import Experiment
from momentum_lab.lessons import find_lesson
from momentum_lab.lessons.facts import ShownNumber, shown_number
from momentum_lab.simulation import simulate
from momentum_lab.simulation.run import Run


def experiment_of(lesson: str, name: str, **changes: object) -> Experiment:
    """Return an experiment of a lesson, with some of its fields changed."""
    return replace(find_lesson(lesson).experiments[name], **changes)


def rolled(lesson: str, name: str, **changes: object) -> Run:
    """Return the run of an experiment of a lesson, with some of its fields changed."""
    return simulate(experiment_of(lesson, name, **changes))


def rolled_with(lesson: str, name: str, ball: int, **values: float | bool | str) -> Run:
    """Return the run of an experiment of a lesson in which one ball has other hyperparameters."""
    return simulate(with_values(experiment_of(lesson, name), ball, **values))


def with_values(experiment: Experiment, ball: int, **values: float | bool | str) -> Experiment:
    """Return an experiment in which one ball has other hyperparameters."""
    balls = [*experiment.balls]
    balls[ball] = balls[ball].with_values(**values)
    return replace(experiment, balls=tuple(balls))


def claimed(lesson: str, fact: str) -> ShownNumber:
    """Return a number that a lesson claims without saying how it is measured, since only a test can tell."""
    (found,) = [each for each in find_lesson(lesson).facts if each.id == fact]
    assert found.measure is None, "the lesson says itself how to measure it"
    return shown_number(found.shown)
