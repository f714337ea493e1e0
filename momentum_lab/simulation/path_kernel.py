"""Machine code that rolls one ball of any number of dimensions: its whole path on a landscape, or a step."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from momentum_lab.core.machine_code import generated
from momentum_lab.core.numba_internals import MOST_KEPT
from momentum_lab.formulas.native import native_type
from momentum_lab.simulation.kernel_source import indented
from momentum_lab.simulation.lane_source import LaneSource


@lru_cache(maxsize=MOST_KEPT)
def path_kernel(lanes: LaneSource) -> Callable[..., int]:
    """Return the loop of an optimizer on any landscape; it takes a moment, once for all dimensions.

    It is ``path(landscape, parameters, size, place, states, shared, hyper, factors, noise, clip, limit, rows)
    -> steps``; ``place``, ``states`` and ``shared`` are left as they are at the end. A rule that needs the
    whole vector has a loop for each dimension.

    landscape, parameters
        As :func:`~momentum_lab.formulas.native.native` gives it, and its parameters.
    size
        The number of coordinates.
    place
        Position, loss, gradient, then second derivatives where the rule needs them.
    states, shared
        (fields, lanes) and (fields,), as :class:`~momentum_lab.simulation.lane_source.LaneSource` says.
    hyper
        The hyperparameters as numbers.
    factors
        What the learning rate is multiplied by in each step.
    noise
        (steps, dimension), or (0, dimension) for none: added to the gradients.
    clip, limit
        0, 1 for the norm or 2 for the components, and their bound.
    rows
        (steps, columns): position, loss, gradient and velocity after each step.

    It stops after the first row that is not finite, and returns how many are.
    """
    from numba import types

    number, whole = types.float64, types.int64
    vector, matrix = number[::1], number[:, ::1]
    landscape = types.FunctionType(native_type())
    ball = (whole, vector, matrix, vector, vector)
    signature = whole(landscape, vector, *ball, vector, matrix, whole, number, matrix)
    return generated(_path_source(lanes), f"path_{lanes.optimizer.name}", _names(lanes), signature)


@lru_cache(maxsize=MOST_KEPT)
def step_kernel(lanes: LaneSource) -> Callable[..., None]:
    """Return one step of an optimizer, for who computes losses and gradients himself.

    It is ``step(size, place, states, shared, hyper, factor, clip, limit)``, as :func:`path_kernel` has them:
    the gradient in ``place`` is that of the position there, which is moved. One serves all dimensions.
    """
    from numba import types

    number, whole = types.float64, types.int64
    vector = number[::1]
    signature = types.void(whole, vector, number[:, ::1], vector, vector, number, whole, number)
    return generated(_step_source(lanes), f"step_{lanes.optimizer.name}", _names(lanes), signature)


def _names(lanes: LaneSource) -> dict[str, object]:
    return {name: o for name, o in lanes.rule.names().items() if name != "init"}


def _path_source(lanes: LaneSource) -> str:
    return f"""\
def path_{lanes.optimizer.name}(
    landscape, parameters, size, place, states, shared, hyper_, factors, noise, clip, limit, rows
):
{indented(lanes.before(), 1)}
    taken = 0
    for step_ in range(rows.shape[0]):
{indented(lanes.step("factors[step_]"), 2)}
        landscape(place, parameters)
        if noise.shape[0] > 0:
            for lane in range(size):
                gs[lane] = gs[lane] + noise[step_, lane]
        row, loss = rows[step_], place[size]
        row[size] = loss
        trouble = loss - loss
        for lane in range(size):
            x, g, v = xs[lane], gs[lane], {lanes.velocity("lane")}
            row[lane] = x
            row[size + 1 + lane] = g
            row[2 * size + 1 + lane] = v
            trouble = trouble + ((x - x) + (g - g) + (v - v))
        if not (trouble == 0.0):
            break
        taken += 1
{indented(lanes.after() or ["pass"], 1)}
    return taken
"""


def _step_source(lanes: LaneSource) -> str:
    return f"""\
def step_{lanes.optimizer.name}(size, place, states, shared, hyper_, factor, clip, limit):
{indented(lanes.before(), 1)}
{indented(lanes.step("factor"), 1)}
{indented(lanes.after() or ["pass"], 1)}
"""
