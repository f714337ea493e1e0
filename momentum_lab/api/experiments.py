"""Experiments: described in a few words, or opened from whatever carries one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from momentum_lab.core.errors import InputError, located
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.experiment.ball import new_ball
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.embedded import read
from momentum_lab.experiment.experiment import Ball, Domain, Experiment, LandscapeChoice
from momentum_lab.experiment.landscape_choice import GivenChoice
from momentum_lab.experiment.modifiers import UNCLIPPED, UNSCHEDULED, Clipping, RateSchedule
from momentum_lab.experiment.presets import find
from momentum_lab.landscapes import GivenLandscape, Ground, Minimum, Objective
from momentum_lab.landscapes.checks import checked_interval, checked_point


def landscape(
    name: str | None = None,
    *,
    formula: str | None = None,
    domain: Sequence[tuple[float, float]] | None = None,
    parameters: Mapping[str, float] | None = None,
    rotation: float = 0.0,
    conditioning: float = 1.0,
) -> LandscapeChoice:
    """Return a landscape of the library by its name, or that of a formula in x and y.

    Parameters
    ----------
    name, formula
        One of the two.
    domain
        What is shown: (low, high) of x, and of y. A formula needs it; with one interval it has one dimension.
    parameters
        Values of the names in the formula that are not x and y.
    rotation
        Degrees, counter-clockwise, about the middle of the domain.
    conditioning
        What the curvature along y is multiplied by, before the rotation.

    Raises
    ------
    InputError
        There is no such landscape, or something is out of bounds.

    Examples
    --------
    >>> lab.landscape("elliptic_bowl", parameters={"a": 0.1}).build().loss((1.0, 0.0))
    0.1
    >>> lab.landscape(formula="a*x**2", domain=[(-3, 3)], parameters={"a": 2}).build().gradient((1.5,))
    (6.0,)
    """
    box: Domain | None = None if domain is None else tuple((low, high) for low, high in domain)
    return LandscapeChoice(name, formula, FrozenMapping(parameters), rotation, box, conditioning)


def problem(
    objective: Objective,
    *,
    start: Sequence[float],
    domain: tuple[float, float] | Sequence[tuple[float, float]],
    minima: Sequence[Sequence[float]] = (),
    title: str = "",
    ground: Ground | None = None,
) -> LandscapeChoice:
    """Return an objective of any dimension as a landscape that balls can roll on.

    An experiment with it can be run and looked at, but not written down: there is no formula.

    Parameters
    ----------
    objective
        What has ``dimension``, and says losses and gradients of many positions at once: a subclass of
        :class:`~momentum_lab.landscapes.objective.Objective`.
    start
        Where balls begin, a number for each coordinate.
    domain
        The region of interest, by which it is told what is near and what is far: (low, high) of each
        coordinate, or one for all.
    minima
        Positions of minima that are known: what converges does so at one of them.
    title
        What it is called.
    ground
        The line or plane on which it is drawn; that of the first coordinates if not given.

    Raises
    ------
    InputError
        The numbers do not fit together.

    Examples
    --------
    >>> class Bowl(lab.Objective):
    ...     dimension = 100
    ...     def losses_and_gradients(self, positions):
    ...         return (positions**2).sum(axis=1) / 2, positions
    >>> bowl = lab.problem(Bowl(), start=[1.0] * 100, domain=(-2, 2), minima=[[0.0] * 100])
    >>> lab.simulate(lab.describe(bowl, lab.ball("adam", learning_rate=0.1), steps=50)).position.shape
    (1, 51, 100)
    """
    size = objective.dimension
    box: Sequence[object] = (domain,) * size if isinstance(domain[0], int | float) else domain
    if len(box) != size:
        raise InputError(
            "found {count} intervals, allowed is one or {size}", "domain", count=len(box), size=size
        )
    with located("domain"):
        checked = tuple(checked_interval(interval) for interval in box)
    with located("start"):
        place = checked_point([float(number) for number in start], size)
    known = []
    for index, each in enumerate(minima):
        with located(f"minima: {index}"):
            position = checked_point([float(number) for number in each], size)
        known.append((objective.loss(position), position))
    lowest = min((loss for loss, _ in known), default=0.0)
    found = tuple(
        Minimum(position, loss, "global" if loss == lowest else "local") for loss, position in sorted(known)
    )
    return GivenChoice(given=GivenLandscape.of(objective, place, checked, found, title, ground))


def ball(
    optimizer: str,
    /,
    *,
    label: str = "",
    color: str = "",
    start: Sequence[float] | None = None,
    schedule: RateSchedule = UNSCHEDULED,
    clipping: Clipping = UNCLIPPED,
    changes: Sequence[BallChange] = (),
    **hyperparameters: HyperValue,
) -> Ball:
    """Return a ball: an optimizer of :data:`OPTIMIZERS` with its hyperparameters.

    What is not given has the optimizer's default, also the learning rate: :func:`describe` knows the one
    that suits its landscape. ``changes`` are what :func:`change` gives.

    Raises
    ------
    InputError
        There is no such optimizer or hyperparameter, or a value is out of bounds.

    Examples
    --------
    >>> lab.ball("momentum", learning_rate=0.1, form="ema").hyperparameters["momentum"]
    0.9
    """
    own = None if start is None else tuple(start)
    values = FrozenMapping(hyperparameters)
    return Ball(
        optimizer,
        values,
        label,
        color,
        start=own,
        schedule=schedule,
        clipping=clipping,
        changes=tuple(changes),
    )


def change(step: int, /, *, kick: Sequence[float] | None = None, **hyperparameters: HyperValue) -> BallChange:
    """Return what is changed of a ball in the middle of its run.

    Parameters
    ----------
    step
        The number of the position from which on it is in force; 0 is the start.
    kick
        What is added to the velocity there, in the units of the optimizer's own.
    hyperparameters
        Those that are others from then on.

    Raises
    ------
    InputError
        The step is out of bounds, or nothing is changed.

    Examples
    --------
    >>> slower = lab.change(40, learning_rate=0.01)
    >>> lab.ball("adam", learning_rate=0.1, changes=[slower]).as_of(40).hyperparameters["learning_rate"]
    0.01
    """
    return BallChange(step, FrozenMapping(hyperparameters), None if kick is None else tuple(kick))


def describe(
    where: str | LandscapeChoice,
    *balls: str | Ball,
    start: Sequence[float] | None = None,
    steps: int = 100,
    seed: int = 0,
    noise: float = 0.0,
    common_noise: bool = True,
    title: str = "",
    description: str = "",
) -> Experiment:
    """Return an experiment: a landscape, and balls that roll on it.

    Parameters
    ----------
    where
        A landscape of the library by its name, or what :func:`landscape` or :func:`problem` gives.
    balls
        What :func:`ball` gives; or the name of an optimizer, with the learning rate that the landscape
        states for it.
    start
        Where all balls begin that have no start of their own; a good place if not given.
    steps, seed
        How many steps each ball takes, and the seed of the noise.
    noise
        The standard deviation of what is added to each component of a gradient.
    common_noise
        Whether all balls meet the same noise.
    title, description
        What is written above and below.

    Raises
    ------
    InputError
        Something is out of bounds or does not fit together.

    Examples
    --------
    >>> experiment = lab.describe("rosenbrock", "momentum", lab.ball("adam", learning_rate=0.05), steps=50)
    >>> experiment.labels
    ('Momentum', 'Adam')
    """
    choice = landscape(where) if isinstance(where, str) else where
    built = choice.build()
    rolling = tuple(new_ball(each, built) if isinstance(each, str) else each for each in balls)
    return Experiment(
        choice,
        built.start if start is None else tuple(start),
        rolling,
        steps,
        seed,
        noise,
        common_noise,
        title=title,
        description=description,
    )


def open(source: str | Path) -> Experiment:
    """Return an experiment: a preset by its name, or that of any file that carries one.

    That is its own file, or a picture, a film, a table or a file of numbers that was exported.

    Raises
    ------
    InputError
        There is no such preset, or the file cannot be read or has no experiment in it.

    Examples
    --------
    >>> lab.open("saddle").landscape.name
    'saddle'
    """
    return read(source) if isinstance(source, Path) else find(source)
