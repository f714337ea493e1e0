"""Inside a step: its parts, its equations with numbers, and what is remembered of past gradients."""

from __future__ import annotations

from momentum_lab.analysis.equations import StepEquation
from momentum_lab.analysis.equations import step_equations as equations_of
from momentum_lab.analysis.memory import Memory
from momentum_lab.analysis.memory import memory as remembered
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.simulation import Run
from momentum_lab.simulation.anatomy import Anatomy
from momentum_lab.simulation.anatomy import anatomy as opened


def anatomy(run: Run, ball: int, step: int) -> Anatomy:
    """Return what is inside a step of a ball: step N, from 1, leads from position N - 1 to position N.

    Raises
    ------
    InputError
        There is no such ball, or it has not taken so many steps.
    MomentumLabError
        An optimizer that is not the program's own fails.

    Examples
    --------
    >>> run = lab.simulate(lab.describe("parabola", "momentum", start=[2], steps=3))
    >>> step = lab.anatomy(run, 0, 2)
    >>> step.carried[0] + step.gradient_part[0] == step.update[0]
    True
    """
    with rule_errors(run.experiment):
        return opened(run, ball, step)


def memory(run: Run, ball: int, step: int) -> Memory:
    """Return how much each gradient so far weighs in velocity and step of a ball, the newest first.

    Raises
    ------
    InputError
        There is no such ball, or it has not taken so many steps.
    MomentumLabError
        An optimizer that is not the program's own fails.

    Examples
    --------
    >>> run = lab.simulate(lab.describe("parabola", lab.ball("momentum", momentum=0.5), start=[2], steps=3))
    >>> lab.memory(run, 0, 3).in_velocity
    (1.0, 0.5, 0.25)
    """
    with rule_errors(run.experiment):
        return remembered(run, ball, step)


def step_equations(run: Run, step: Anatomy) -> tuple[StepEquation, ...]:
    """Return the equations of a ball's rule in a step, with a value for each coordinate.

    Examples
    --------
    >>> descent = lab.ball("gradient_descent", learning_rate=0.25)
    >>> run = lab.simulate(lab.describe("parabola", descent, start=[2], steps=3))
    >>> [(line.text, line.value) for line in lab.step_equations(run, lab.anatomy(run, 0, 1))]
    [('x = x - learning_rate*g', (1.5,))]
    """
    with rule_errors(run.experiment):
        return equations_of(run, step)
