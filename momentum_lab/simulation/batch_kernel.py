"""The stepping loop of many balls as machine code: blocks of balls side by side, whose steps are not kept.

Every array is one row of numbers after the other, each as wide as a block, so that the processor takes
several balls at a time: the distance of any two rows is a constant, which the compiler needs to know.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from momentum_lab.core.machine_code import generated
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.landscapes.native import WIDTH, native_block_type
from momentum_lab.simulation.kernel_source import RuleSource, indented


@lru_cache(maxsize=256)
def batch_kernel(optimizer: Optimizer, dimension: int) -> Callable[..., None]:
    """Return the loop of an optimizer for blocks of balls; it takes a moment, once.

    It is ``batch(landscape, parameters, first, factors, noise, clip, limit, minima, near, hyper, points,
    states, places, counts, stride, kept)``. What follows ``near`` is changed in place; these are arrays whose
    last axis is a ball of a block:

    landscape, parameters
        As :func:`~momentum_lab.landscapes.native.native_block` gives it, and the values of its parameters.
    first
        The number of steps that were taken before.
    factors
        (steps,): what the learning rate is multiplied by in each step.
    noise
        (blocks, steps, dimension, WIDTH) added to gradients, or of no blocks for none.
    clip, limit
        0, 1 for the norm or 2 for the components, and their bound.
    minima, near
        (minima, dimension), and the distance that counts as being there.
    hyper
        (blocks, hyperparameters, WIDTH); flags and choices are those of the first ball.
    points
        (blocks, dimension + results, WIDTH): position, then loss, gradient and second derivatives there. The
        gradient is clipped where it lies when the next step begins.
    states
        (blocks, fields of all lanes, WIDTH).
    places
        (blocks, 3 dimension + 1, WIDTH): of the last step with finite numbers the position, the position
        before, the loss and the gradient.
    counts
        (blocks, 3, WIDTH): whether it is rolling, its last finite step, and the first step from which it has
        been near a minimum.
    stride, kept
        Every how many steps position and loss are kept in (blocks, kept, dimension + 1, WIDTH).
    """
    rule = RuleSource(optimizer, dimension)
    names = {**rule.names(), "sqrt": math.sqrt}
    return generated(_Source(rule).text(), f"batch_{optimizer.name}", names, _signature(rule))


def _signature(rule: RuleSource) -> Any:
    from numba import types

    number, whole = types.float64, types.int64
    landscape, row = types.FunctionType(native_block_type()), number[::1]
    return types.void(
        *(landscape, row, whole, row, number[:, :, :, ::1], whole, number, number[:, ::1], number),
        *(row, row, row, row, whole[::1], whole, number[:, :, :, ::1]),
    )


class _Source:
    """Puts the loop together, of small ones over the balls of a block."""

    def __init__(self, rule: RuleSource) -> None:
        self.rule = rule
        self.loss, self.slopes, self.seconds = rule.dimension, rule.dimension + 1, 2 * rule.dimension + 1
        self.rows = {
            "hyper_": len(rule.optimizer.hyperparameters),
            "points": 2 * rule.dimension + 1 + rule.seconds,
            "states": rule.lanes * rule.fields,
            "places": 3 * rule.dimension + 1,
            "counts": 3,
        }

    def at(self, array: str, row: int) -> str:
        """Return the expression for the ball's number in a row of the block."""
        return f"{array}[{WIDTH * row} + lane]"

    def text(self) -> str:
        """Return the function's source."""
        rule = self.rule
        views = [
            f"{array} = all_{array}[{WIDTH * rows} * block:{WIDTH * rows} * (block + 1)]"
            for array, rows in self.rows.items()
        ]
        return f"""\
def batch_{rule.optimizer.name}(
    landscape, parameters, first, factors, noise, clip, limit, minima, near,
    all_hyper_, all_points, all_states, all_places, all_counts, stride, kept,
):
    inside = all_counts[:{WIDTH}].copy()
{indented([f"choice{i} = all_hyper_[{WIDTH * i}]" for i in rule.choices], 1)}
    for block in range(all_points.shape[0] // {WIDTH * self.rows["points"]}):
{indented(views, 2)}
        if first == 0:
{self.each_ball(self.start())}
        for step_ in range(factors.shape[0]):
            if clip != 0:
{self.each_ball(self.clip(), 4)}
            factor = factors[step_]
{self.each_ball(self.update())}
            landscape(points, parameters)
            if noise.shape[0] > 0:
{self.each_ball(self.add_noise(), 4)}
{self.look_around()}
            now = first + step_ + 1
{self.each_ball(self.record())}
            if stride > 0 and now % stride == 0:
                row = now // stride
{self.each_ball(self.keep(), 4)}
"""

    def each_ball(self, lines: list[str], depth: int = 3) -> str:
        """Return a loop over the balls of the block."""
        return indented([f"for lane in range({WIDTH}):"], depth) + "\n" + indented(lines, depth + 1)

    def clip(self) -> list[str]:
        slopes = [(f"g{a}", f"c{a}", self.at("points", self.slopes + a)) for a in self.rule.axes]
        return [
            *(f"{g} = {place}" for g, _, place in slopes),
            *self.rule.clip(),
            *(f"{place} = {c}" for _, c, place in slopes),
        ]

    def start(self) -> list[str]:
        """Return the lines that put the states at their beginning, with the rate of the first step."""
        rule = self.rule
        rate = "1.0" if rule.rate is None else f"{self.at('hyper_', rule.rate)} * factors[0]"
        return [
            f"rate = {rate}",
            f"state0 = init({rule.hyper('hyper_[# + lane]', WIDTH)})",
            *(f"{self.field(n, f)} = state0[{f}]" for n in range(rule.lanes) for f in range(rule.fields)),
        ]

    def update(self) -> list[str]:
        rule = self.rule
        rate = "1.0" if rule.rate is None else f"{self.at('hyper_', rule.rate)} * factor"
        return [
            f"rate = {rate}",
            f"hyper = {rule.hyper('hyper_[# + lane]', WIDTH)}",
            *(f"x{a} = {self.at('points', a)}" for a in rule.axes),
            *(f"c{a} = {self.at('points', self.slopes + a)}" for a in rule.axes),
            *(f"h{i} = {self.at('points', self.seconds + i)}" for i in range(rule.seconds)),
            *(f"state{n} = {rule.state(self.field, n)}" for n in range(rule.lanes)),
            *rule.move(),
            *(f"{self.at('points', a)} = x{a}" for a in rule.axes),
            *(
                f"{self.field(n, f)} = state{n}[{f}]"
                for n in range(rule.lanes)
                for f, name in enumerate(rule.state_class._fields)
                if n == 0 or name not in rule.optimizer.clock
            ),
        ]

    def field(self, lane: int, field: int) -> str:
        """Return the expression for a field of the state of a lane."""
        return self.at("states", lane * self.rule.fields + field)

    def add_noise(self) -> list[str]:
        places = [self.at("points", self.slopes + a) for a in self.rule.axes]
        return [f"{place} = {place} + noise[block, step_, {a}, lane]" for a, place in enumerate(places)]

    def look_around(self) -> str:
        differences = (f"({self.at('points', a)} - minimum{a})" for a in self.rule.axes)
        apart = " + ".join(f"{d} * {d}" for d in differences)
        return "\n".join(
            [
                self.each_ball(["inside[lane] = 0"]),
                "            for m in range(minima.shape[0]):",
                indented([f"minimum{a} = minima[m, {a}]" for a in self.rule.axes], 4),
                self.each_ball([f"inside[lane] = 1 if sqrt({apart}) <= near else inside[lane]"], 4),
            ]
        )

    def record(self) -> list[str]:
        rule, size, fields = self.rule, self.rule.dimension, self.rule.fields
        watched = [self.at("points", i) for i in range(2 * size + 1)]
        if rule.velocity is not None:
            watched += [self.at("states", n * fields + rule.velocity) for n in range(rule.lanes)]
        finite = " + ".join(f"({value} - {value})" for value in watched)
        news = [self.at("points", a) for a in rule.axes] + [self.at("places", a) for a in rule.axes]
        news += [self.at("points", self.loss + i) for i in range(1 + size)]
        rolling, last, since = (self.at("counts", i) for i in range(3))
        # All is loaded before it is chosen from: else there is a branch, and one ball after the other.
        old, new = [last, since, *self.placed(len(news))], ["now", "now + 1", *news]
        return [
            f"outside, rolling, trouble = 1 - inside[lane], {rolling}, {finite}",
            "good = rolling if trouble == 0.0 else 0",
            f"{rolling} = good",
            *(f"old{i}, new{i} = {o}, {n}" for i, (o, n) in enumerate(zip(old, new, strict=True))),
            *(
                f"{o} = new{i} if {'good * outside' if o is since else 'good'} != 0 else old{i}"
                for i, o in enumerate(old)
            ),
        ]

    def placed(self, count: int) -> list[str]:
        """Return the first rows of ``places``."""
        return [self.at("places", i) for i in range(count)]

    def keep(self) -> list[str]:
        values = [*range(self.rule.dimension), self.loss]
        return [
            f"if {self.at('counts', 0)} == 1:",
            *(f"    kept[block, row, {i}, lane] = {self.at('points', v)}" for i, v in enumerate(values)),
        ]
