"""Runs: one and what theory says of it, or many as a map, a comparison, an ensemble or a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from momentum_lab.analysis.basins import BasinMap, basin_maps
from momentum_lab.analysis.comparison import RUNS, Comparison
from momentum_lab.analysis.comparison import compare as fair_comparison
from momentum_lab.analysis.eigenvalues import Plane, plane
from momentum_lab.analysis.ensemble import Ensemble
from momentum_lab.analysis.ensemble import ensemble as many_seeds
from momentum_lab.analysis.frequencies import Frequencies
from momentum_lab.analysis.frequencies import frequencies as filter_of
from momentum_lab.analysis.grid import QUICK_POINTS
from momentum_lab.analysis.stability import StabilityMap, axis_between, default_axes, stability_map
from momentum_lab.analysis.sweep import Sweep, SweepResult, run_sweep
from momentum_lab.analysis.theory import Place
from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.rule_errors import rule_errors
from momentum_lab.simulation import Run
from momentum_lab.simulation import simulate as simulated
from momentum_lab.simulation.native_ball import source_for


def simulate(experiment: Experiment) -> Run:
    """Return the run of an experiment, as machine code where it is long.

    Numbers that are not finite stop a ball, not the program.

    Raises
    ------
    MomentumLabError
        An optimizer that is not the program's own fails.

    Examples
    --------
    >>> descent = lab.ball("gradient_descent", learning_rate=0.25)
    >>> run = lab.simulate(lab.describe("parabola", descent, start=[2], steps=3))
    >>> run.position[0, :, 0].tolist()
    [2.0, 1.5, 1.125, 0.84375]
    """
    with rule_errors(experiment):
        return simulated(experiment, source_for(experiment))


def stability(
    experiment: Experiment,
    ball: int = 0,
    x: tuple[str, float, float] | None = None,
    y: tuple[str, float, float] | None = None,
    points: int = QUICK_POINTS,
    progress: Progress = unwatched,
) -> StabilityMap:
    """Return what becomes of a ball over two of its hyperparameters.

    Parameters
    ----------
    experiment, ball
        What to run, and which of its balls, counted from 0.
    x, y
        A hyperparameter, and its lowest and highest value; what is most telling, if not given.
    points
        Values of each.
    progress
        Is told the share that is done; returning False cancels.

    Raises
    ------
    InputError
        A hyperparameter is none of the ball's numbers, or its range is out of bounds.
    CancelledError
        ``progress`` returned False.

    Examples
    --------
    >>> bowl = lab.describe("elliptic_bowl", "momentum", steps=200)
    >>> found = lab.stability(bowl, x=("learning_rate", 0.01, 1.0), y=("momentum", 0.0, 0.9), points=4)
    >>> found.cells.status.shape
    (4, 4)
    """
    first, second = (
        None if axis is None else axis_between(experiment, ball, *axis, points) for axis in (x, y)
    )
    axes = default_axes(experiment, ball, points, first, second)
    with rule_errors(experiment):
        return stability_map(experiment, ball, axes, progress)


def basins(
    experiment: Experiment, points: int = QUICK_POINTS, progress: Progress = unwatched
) -> tuple[BasinMap, ...]:
    """Return for each ball which minimum it reaches from where, over ``points`` starts a side.

    Raises
    ------
    InputError
        There are too few points, or too many.
    CancelledError
        ``progress`` returned False.

    Examples
    --------
    >>> (found,) = lab.basins(lab.describe("double_well", "gradient_descent"), points=4)
    >>> found.minimum.tolist()
    [[1, 1, 0, 0]]
    """
    with rule_errors(experiment):
        return basin_maps(experiment, points, progress)


def compare(experiment: Experiment, runs: int = RUNS, progress: Progress = unwatched) -> Comparison:
    """Return how good each ball is at its best, after an equal search of ``runs`` runs, and all at one rate.

    Raises
    ------
    InputError
        There are too few runs to search, or too many.
    CancelledError
        ``progress`` returned False.

    Examples
    --------
    >>> parabola = lab.describe("parabola", "gradient_descent", "momentum", steps=30)
    >>> found = lab.compare(parabola, runs=10)
    >>> [row.label for row in found.rows]
    ['Gradient descent', 'Momentum']
    """
    with rule_errors(experiment):
        return fair_comparison(experiment, runs, progress, source_for(experiment))


def ensemble(experiment: Experiment, seeds: int, progress: Progress = unwatched) -> Ensemble:
    """Return what becomes of an experiment with so many seeds: its own, and those that follow it.

    Raises
    ------
    InputError
        There are too few seeds, or too many.
    CancelledError
        ``progress`` returned False.

    Examples
    --------
    >>> noisy = lab.describe("parabola", "momentum", noise=0.5, steps=20)
    >>> lab.ensemble(noisy, seeds=8).balls[0].ends.shape
    (8, 1)
    """
    with rule_errors(experiment):
        return many_seeds(experiment, seeds, progress)


def eigenvalues(
    run: Run, ball: int = 0, step: int = 0, over: str | None = None, place: Place = "minimum"
) -> Plane:
    """Return where the eigenvalues of a ball's rule are in the complex plane, for each axis of the curvature.

    Parameters
    ----------
    run, ball
        A run, and which of its balls, counted from 0.
    step
        Where a schedule has the learning rate from, and ``place="ball"`` the position.
    over
        The hyperparameter over which their ways are followed; the first number, if not given.
    place
        Where the landscape is taken for a quadratic: at the ball's "minimum", or where the "ball" is.

    Raises
    ------
    InputError
        The optimizer has no such number.

    Examples
    --------
    >>> descent = lab.ball("gradient_descent", learning_rate=1.25)
    >>> found = lab.eigenvalues(lab.simulate(lab.describe("parabola", descent, steps=9)))
    >>> [pair.values for pair in found.pairs], found.pairs[0].mode.regime.value
    ([((-0.25+0j),)], 'alternating')
    """
    return plane(run, ball, step, over, place)


def frequencies(run: Run, ball: int = 0, step: int = 0) -> Frequencies:
    """Return a ball as a filter: the gain of its rule over frequencies, and the spectra of its run.

    Examples
    --------
    >>> rolling = lab.ball("momentum", learning_rate=0.5, momentum=0.5)
    >>> found = lab.frequencies(lab.simulate(lab.describe("parabola", rolling, steps=40)))
    >>> found.gain.velocity[[0, -1]].round(6).tolist(), found.spectra.gradient.shape
    ([2.0, 0.666667], (1, 21))
    """
    return filter_of(run, ball, step)


def sweep(
    experiment: Experiment,
    vary: Mapping[str, tuple[float, float, int]],
    ball: int = 0,
    seeds: int = 1,
    folder: str | Path | None = None,
    progress: Progress = unwatched,
) -> SweepResult:
    """Return what becomes of a ball over a grid of hyperparameters and seeds.

    Parameters
    ----------
    experiment, ball
        What to run, and which of its balls, counted from 0.
    vary
        By its name a hyperparameter's lowest value, highest value, and number of values; up to four.
    seeds
        How many for each of them.
    folder
        Where finished parts are kept: a sweep that was interrupted goes on from there.
    progress
        Is told the share that is done; returning False cancels.

    Raises
    ------
    InputError
        Something is out of bounds, or the folder is that of another sweep.
    WriteError
        The folder cannot be written to.
    CancelledError
        ``progress`` returned False.

    Examples
    --------
    >>> parabola = lab.describe("parabola", "momentum", steps=20)
    >>> found = lab.sweep(parabola, {"learning_rate": (0.01, 1.0, 5)}, seeds=2)
    >>> found.cells.loss.shape
    (5, 2)
    """
    axes = tuple(axis_between(experiment, ball, name, *limits) for name, limits in vary.items())
    wanted = Sweep(experiment, ball, axes, seeds)
    with rule_errors(experiment):
        if folder is not None:
            return run_sweep(wanted, Path(folder), progress)
        with TemporaryDirectory() as temporary:
            return run_sweep(wanted, Path(temporary) / "parts", progress)
