"""The stepping loop of one ball as machine code, which keeps every step."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from momentum_lab.core.machine_code import generated
from momentum_lab.core.numba_internals import MOST_KEPT
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.formulas.native import native_type
from momentum_lab.simulation.kernel_source import RuleSource, indented


@lru_cache(maxsize=MOST_KEPT)
def path_kernel(optimizer: AnyOptimizer, dimension: int) -> Callable[..., int]:
    """Return the loop of an optimizer on any landscape of so many dimensions; it takes a moment, once.

    It is ``path(landscape, parameters, ball, states, hyper, factors, noise, clip, limit, rows) -> steps``:

    landscape, parameters
        As :func:`~momentum_lab.formulas.native.native` gives it, and its parameters.
    ball
        Position, gradient, then second derivatives where the rule needs them; left as they are at the end.
    states
        (lanes, fields), left as they are at the end.
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
    rule = RuleSource(optimizer, dimension)
    return generated(_source(rule), f"path_{optimizer.name}", _names(rule), _signature(rule))


def _names(rule: RuleSource) -> dict[str, object]:
    return {name: o for name, o in rule.names().items() if name != "init"}


def _signature(rule: RuleSource) -> Any:
    from numba import types

    number, whole = types.float64, types.int64
    vector, matrix = number[::1], number[:, ::1]
    landscape = types.FunctionType(native_type(rule.dimension, 2 if rule.optimizer.needs_hessian else 1))
    return whole(landscape, vector, vector, matrix, vector, vector, matrix, whole, number, matrix)


def _source(rule: RuleSource) -> str:
    seconds = [f"h{i}" for i in range(rule.seconds)]
    places, slopes = [f"x{axis}" for axis in rule.axes], [f"g{axis}" for axis in rule.axes]
    carried = [*places, *slopes, *seconds]
    states = [
        f"state{lane} = {rule.state(lambda n, field: f'states[{n}, {field}]', lane)}"
        for lane in range(rule.lanes)
    ]
    put_back = [
        f"states[{lane}, {field}] = state{lane}[{field}]"
        for lane in range(rule.lanes)
        for field in range(rule.fields)
    ]
    row = [*places, "loss", *slopes]
    if rule.velocity is None:
        row += ["0.0" for _ in rule.axes]
    else:
        row += [f"state{lane}[{rule.velocity}]" for lane in range(rule.lanes)]
    rate = "1.0" if rule.rate is None else f"hyper_[{rule.rate}] * factors[step_]"
    finite = " + ".join(f"(rows[step_, {i}] - rows[step_, {i}])" for i in range(len(row)))
    return f"""\
def path_{rule.optimizer.name}(
    landscape, parameters, ball, states, hyper_, factors, noise, clip, limit, rows
):
{indented([f"{name} = ball[{i}]" for i, name in enumerate(carried)], 1)}
{indented(states, 1)}
{indented([f"choice{i} = hyper_[{i}]" for i in rule.choices], 1)}
    taken = 0
    for step_ in range(rows.shape[0]):
        rate = {rate}
        hyper = {rule.hyper("hyper_[#]")}
{indented(rule.clip(), 2)}
{indented(rule.move(), 2)}
        loss, {", ".join(slopes + seconds)} = landscape({rule.each("x#")}, parameters)
        if noise.shape[0] > 0:
{indented([f"g{axis} = g{axis} + noise[step_, {axis}]" for axis in rule.axes], 3)}
{indented([f"rows[step_, {i}] = {value}" for i, value in enumerate(row)], 2)}
        if not ({finite} == 0.0):
            break
        taken += 1
{indented([f"ball[{i}] = {name}" for i, name in enumerate(carried)], 1)}
{indented(put_back, 1) if put_back else "    pass"}
    return taken
"""
