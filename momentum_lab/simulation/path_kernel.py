"""Machine code that rolls balls of any number of dimensions: a step of a rule, and paths of many balls."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from momentum_lab.core.addresses import by_address, numbers_type
from momentum_lab.core.machine_code import generated
from momentum_lab.core.numba_internals import MOST_KEPT
from momentum_lab.simulation.kernel_source import indented
from momentum_lab.simulation.lane_source import UNROLLED, LaneSource


@lru_cache(maxsize=MOST_KEPT)
def move_kernel(lanes: LaneSource) -> Callable[..., None]:
    """Return a step of an optimizer, to be called by its address; it takes a moment.

    It is ``move(size, numbers, hyper, factor)``, of which :class:`LaneSource` tells: the gradient there is
    that of the position, which is moved. One serves all dimensions from three on.
    """
    from numba import types

    names = {name: o for name, o in lanes.rule.names().items() if name != "init"}
    source = f"def {lanes.name}(size_, numbers, hyper_, factor):\n{indented(lanes.move(), 1)}\n"
    signature = types.void(types.int64, numbers_type(), numbers_type(), types.float64)
    return generated(source, lanes.name, names | by_address(), signature)


def rolling_kernel(dimension: int) -> Callable[..., None]:
    """Return what rolls balls side by side on formulas, by whatever rules; it takes a moment, once.

    It is ``rolling(calls, values, factors, noise, balls, low, steps, rows, finite)``. A step of a ball
    waits for divisions and roots; what is next to it in the table is computed meanwhile.

    calls
        (n, 5), of each ball: the addresses of its rule, of its numbers, of its hyperparameters and of its
        landscape's loss and gradient, and which of its numbers is the first of its velocity, -1 for none.
    values
        Where those of the landscape's parameters are.
    factors
        (n, steps), or (n, 0) where they are all 1: what the learning rates are multiplied by.
    noise
        (n, steps, dimension), or (n, 0, dimension) for none: added to the gradients.
    balls, low, steps
        (n,): in which of ``rows`` each is, the row of the first step, and how many.
    rows
        (ball, row, columns): position, loss, gradient and velocity after each step.
    finite
        (n,): how many steps of each are finite, which is put there. A ball stops after the first that is not.
    """
    return _rolling(dimension if dimension <= UNROLLED else None)


@lru_cache
def _rolling(dimension: int | None) -> Callable[..., None]:
    from numba import types

    number, whole = types.float64, types.int64
    table, cube, wholes = number[:, ::1], number[:, :, ::1], whole[::1]
    signature = types.void(whole[:, ::1], whole, table, cube, wholes, whole, whole, cube, wholes)
    name = "rolling" if dimension is None else f"rolling_{dimension}"
    return generated(_rolling_source(name, dimension), name, by_address(), signature)


def _rolling_source(name: str, dimension: int | None) -> str:
    return f"""\
def {name}(calls, values, factors, noise, balls, low, steps, rows, finite):
    size, parameters = {dimension or "(rows.shape[2] - 1) // 3"}, pointed(values)
    for n in range(len(balls)):
        finite[n] = 0
    for step in range(steps):
        for n in range(len(balls)):
            if finite[n] < step:
                continue
            numbers, velocity = pointed(calls[n, 1]), calls[n, 4]
            factor = factors[n, step] if factors.shape[1] > 0 else 1.0
            if not called(calls[n, 0], (size, numbers, pointed(calls[n, 2]), factor)):
                continue
            called(calls[n, 3], (numbers, parameters))
            ball, row, loss = balls[n], low + step, numbers[size]
            rows[ball, row, size] = loss
            trouble = loss - loss
            for lane in range(size):
                x, g, v = numbers[lane], numbers[size + 1 + lane], 0.0
                if noise.shape[1] > 0:
                    g = g + noise[n, step, lane]
                    numbers[size + 1 + lane] = g
                if velocity >= 0:
                    v = numbers[velocity + lane]
                rows[ball, row, lane] = x
                rows[ball, row, size + 1 + lane] = g
                rows[ball, row, 2 * size + 1 + lane] = v
                trouble = trouble + ((x - x) + (g - g) + (v - v))
            if trouble == 0.0:
                finite[n] = step + 1
"""


@lru_cache(maxsize=1)
def step_kernel() -> Callable[..., bool]:
    """Return what takes a step of a rule, for who computes losses and gradients himself.

    It is ``step(move, size, numbers, hyper, factor)`` with the addresses of what :func:`move_kernel` has, and
    returns whether the rule has raised nothing.
    """
    from numba import types

    whole = types.int64
    source = (
        "def step(move, size, numbers, hyper, factor):\n"
        "    return called(move, (size, pointed(numbers), pointed(hyper), factor))\n"
    )
    signature = types.boolean(whole, whole, whole, whole, types.float64)
    return generated(source, "step", by_address(), signature)
