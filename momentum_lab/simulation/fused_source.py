"""The source of a loop over landscape and rule at once, for steps after which nobody looks where balls are.

Some balls at a time take all their steps before the next ones begin, so that the processor keeps what they
need in its registers.
"""

from __future__ import annotations

import re
from typing import Final

from momentum_lab.formulas.native import WIDTH
from momentum_lab.simulation.batch_source import BlockSource
from momentum_lab.simulation.kernel_source import RuleSource, indented

_PLACE: Final = re.compile(r"(\w+)\[lane\]")
TOGETHER: Final = 32
"""Balls that roll together: several registers full, whose operations need not wait for each other."""


def fused_source(rule: RuleSource, choices: tuple[float, ...], are_alike: bool, parameters: int) -> str:
    """Return the text of the function that ``fused_kernel`` compiles, for so many parameters."""
    return _FusedSource(rule, choices, are_alike).fused(parameters)


class _FusedSource(BlockSource):
    """Puts it together of what the loop for all landscapes is made of; rows that are used are taken along."""

    together = TOGETHER

    def __init__(self, rule: RuleSource, choices: tuple[float, ...], are_alike: bool) -> None:
        self._named: dict[str, int] = {}
        super().__init__(rule, choices, are_alike)

    def at(self, name: str, row: int = 0, ball: str = " + lane") -> str:
        """Return the expression for the ball's number in a row: of the block, or of those that roll now."""
        number = self.rows[name][row]
        if ball != " + lane":
            return f"rows[{WIDTH * number}{ball}]"
        self._named[f"{name}_{row}"] = number
        return f"{name}_{row}[lane]"

    def fused(self, parameters: int) -> str:
        """Return the function's source."""
        rule, values = self.rule, [f"parameter{i}" for i in range(parameters)]
        places = [f"x{axis}" for axis in rule.axes]
        results = [self.loss, *(self.slopes + a for a in rule.axes)]
        results += [self.seconds + i for i in range(rule.seconds)]
        body = [
            *self.update(),
            f"results = formula({', '.join(places + values)})",
            *(f"{self.at('points', row)} = results[{i}]" for i, row in enumerate(results)),
        ]
        watch = self.watch(4)
        used = set(_PLACE.findall("\n".join([*body, watch])))
        taken = [(row, n) for row, n in self._named.items() if row in used]
        changed = [(row, n) for row, n in taken if n < self.rows.changed or n in self.rows["trouble"]]
        fields = self.shared_fields
        return f"""\
def fused_{rule.optimizer.name}(
    rows, parameters, factors, begun, skipped, unseen, are_near, minima, near, low, high
):
{indented([f"{value} = parameters[{i}]" for i, value in enumerate(values)], 1)}
{indented(self.shared(), 1)}
{indented([f"{row} = room({TOGETHER})" for row, _ in taken], 1)}
{indented([*self.old_clocks(), *(f"clock{f} = shared_state{f}" for f in fields)], 1)}
    for base in range(0, {WIDTH}, {TOGETHER}):
        are_rolling = False
        for lane in range(base, base + {TOGETHER}):
            are_rolling |= {self.at("counts", 0, " + lane ")} != 0.0
        if not are_rolling:
            continue
{indented([f"shared_state{f} = clock{f}" for f in fields], 2)}
        for lane in range({TOGETHER}):
{indented([f"{row}[lane] = rows[{WIDTH * n} + base + lane]" for row, n in taken], 3)}
        if are_near:
            for step_ in range(skipped, skipped + unseen):
{self.steps(body, 4)}
{watch}
        else:
            for step_ in range(skipped, skipped + unseen):
{self.steps(body, 4)}
        for lane in range({TOGETHER}):
{indented([f"rows[{WIDTH * n} + base + lane] = {row}[lane]" for row, n in changed], 3)}
{indented([f"{self.at('states', f, '')} = shared_state{f}" for f in fields], 1)}
"""

    def steps(self, body: list[str], depth: int) -> str:
        """Return a step of those that roll together."""
        after = [f"shared_state{f} = state0[{f}]" for f in self.shared_fields]
        lines = [
            indented(["factor = factors[step_]"], depth),
            self.each_ball(body, depth),
            indented(after, depth),
        ]
        return "\n".join(lines)
