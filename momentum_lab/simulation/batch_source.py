"""The source of the stepping loop of many balls, put together of small loops over the balls of a block."""

from __future__ import annotations

from typing import Final

from momentum_lab.formulas.native import WIDTH
from momentum_lab.simulation.block_rows import Rows
from momentum_lab.simulation.kernel_source import RuleSource, indented

SEGMENT: Final = 32
"""Steps after which it is recorded where the balls are."""


def batch_source(rule: RuleSource, choices: tuple[float, ...], are_alike: bool) -> str:
    """Return the text of the function that ``batch_kernel`` compiles."""
    return BlockSource(rule, choices, are_alike).text()


class BlockSource:
    """Puts the loop together, of small ones over the balls of a block.

    The start is recorded as a step 0 that is taken without moving.
    """

    together = WIDTH

    def __init__(self, rule: RuleSource, choices: tuple[float, ...], are_alike: bool) -> None:
        self.rule, self.rows, self.choices, self.are_alike = rule, Rows(rule), choices, are_alike
        self.loss, self.slopes, self.seconds = rule.dimension, rule.dimension + 1, 2 * rule.dimension + 1
        self.position = [self.at("points", a) for a in rule.axes]
        self.gradient = [self.at("points", self.slopes + a) for a in rule.axes]
        self.rolling, self.last, self.since, self.settled = (self.at("counts", i) for i in range(4))
        self.square, self.rim = (self.at("nearest", i) for i in range(2))
        self.trouble = self.at("trouble")
        fields, shared_state = rule.state_fields, rule.optimizer.shared_state
        self.shared_fields = [i for i, name in enumerate(fields) if are_alike and name in shared_state]

    def at(self, name: str, row: int = 0, ball: str = " + lane") -> str:
        """Return the expression for the ball's number in a row of the block."""
        return f"rows[{WIDTH * self.rows[name][row]}{ball}]"

    def text(self) -> str:
        """Return the function's source."""
        rule, count = self.rule, WIDTH * self.rows.count
        return f"""\
def batch_{rule.optimizer.name}(
    landscape, parameters, first, kick, factors, first_noise, noise, clip, limit, minima, rims, near,
    tolerance, low, high, narrow, wide, again, blocks, saved, stride, kept, fused, is_fused
):
    end = first + factors.shape[0]
    for block in range(blocks.shape[0] // {count}):
        rows = blocks[{count} * block:{count} * (block + 1)]
        points = rows[:{WIDTH * len(self.rows["points"])}]
{indented(self.shared(), 2)}
        if first == 0:
            landscape(points, parameters)
{self.each_ball(self.start(), 3)}
            if stride > 0:
{self.each_ball(self.keep_start(), 4)}
            if first_noise.shape[0] > 0:
{self.each_ball(self.add_noise("first_noise[block, 0, #, lane]"), 4)}
        if kick.shape[0] > 0:
{self.each_ball(self.be_kicked(), 3)}
        begun, least = first if first > 0 else -1, 0
        while begun < end:
            are_rolling = are_near = are_unsettled = False
{self.each_ball(self.look_who_rolls(), 3)}
            if not are_rolling:
                break
            ended = min(begun + {SEGMENT}, end) if begun >= 0 else 0
            if stride > 0 and begun >= 0:
                ended = min(ended, begun + stride - begun % stride)
            look = 2 if clip != 0 or ended == begun + 1 else max(least, 1 if are_unsettled else 0)
            least = 0
            if look < 2:
{self.copy("saved", "rows")}
            unseen = ended - 1 - begun if look == 0 and is_fused else 0
            if unseen > 0:
                skipped = begun - first
                fused(rows, parameters, factors, begun, skipped, unseen, are_near, minima, near, low, high)
            for step_ in range(begun + unseen, ended):
                now = step_ + 1
                if look > 0 or now == ended:
{self.each_ball(self.remember(), 5)}
                if now > 0:
                    if clip != 0:
{self.each_ball(self.clip(), 6)}
                    factor = factors[step_ - first]
{indented(self.old_clocks(), 5)}
{self.each_ball(self.update(), 5)}
{indented(self.new_clocks(), 5)}
                    landscape(points, parameters)
                    if noise.shape[0] > 0:
{self.each_ball(self.add_noise("noise[block, step_ - first, #, lane]"), 6)}
                if look > 0 or now == ended:
{self.look_around(5)}
                elif are_near:
{self.watch(5)}
                if look < 2 and now == ended:
                    are_lost = came_near = False
{self.each_ball(self.look_who_is_lost(), 5)}
                    least = 2 if are_lost else 1 if came_near and look == 0 else 0
                if look == 2 or (now == ended and least == 0):
{self.each_ball(self.record(), 5)}
            if least > 0:
{self.copy("rows", "saved")}
                continue
            begun = ended
            if stride > 0 and begun % stride == 0:
                row = begun // stride
{self.each_ball(self.keep(), 4)}
"""

    def each_ball(self, lines: list[str], depth: int) -> str:
        """Return a loop over the balls of the block."""
        return indented([f"for lane in range({self.together}):"], depth) + "\n" + indented(lines, depth + 1)

    def copy(self, target: str, source: str) -> str:
        """Return a loop that copies what a segment changes to where it is saved, or back."""
        return indented(
            [f"for i in range({WIDTH * self.rows.changed}):", f"    {target}[i] = {source}[i]"], 4
        )

    def shared(self) -> list[str]:
        """Return the lines that set what all balls share."""
        numbers = range(len(self.rule.optimizer.hyperparameters)) if self.are_alike else []
        return [
            *(f"choice{i} = {value}" for i, value in zip(self.rule.choices, self.choices, strict=True)),
            *(f"hyper{i} = {self.at('hyper', i, '')}" for i in numbers if i not in self.rule.choices),
        ]

    def hyper(self, factor: str) -> list[str]:
        """Return the lines that put ``hyper`` together."""
        rule = self.rule
        numbers = [i for i in range(len(rule.optimizer.hyperparameters)) if i not in rule.choices]
        own = [] if self.are_alike else [f"hyper{i} = {self.at('hyper', i)}" for i in numbers]
        rate = "1.0" if rule.rate is None else f"hyper{rule.rate} * {factor}"
        return [*own, f"rate = {rate}", f"hyper = {rule.hyper('hyper#')}"]

    def start(self) -> list[str]:
        """Return the lines that put states and places at their beginning, with the rate of the first step."""
        rule, size = self.rule, self.rule.dimension
        unknown = range(2 * size, len(self.rows["places"]))
        return [
            f"{self.at('first_loss')} = {self.at('points', self.loss)}",
            *(f"{self.at('places', a)} = {place}" for a, place in enumerate(2 * self.position)),
            *(f"{self.at('places', i)} = nan" for i in unknown),
            *self.hyper("factors[0]"),
            "state0 = init(hyper)",
            *(f"{self.field(n, f)} = state0[{f}]" for n in range(rule.lanes) for f in range(rule.fields)),
        ]

    def keep_start(self) -> list[str]:
        """Return the lines that keep where balls start; the loss is kept where they roll."""
        return [f"kept[block, 0, {a}, lane] = {place}" for a, place in enumerate(self.position)]

    def be_kicked(self) -> list[str]:
        """Return the lines that add to the velocity of each coordinate; none has one that is of them all."""
        velocity = self.rule.velocity
        if velocity is None or not self.rule.optimizer.has_velocity:
            return ["pass"]
        velocities = (self.field(axis, velocity) for axis in self.rule.axes)
        return [f"{place} = {place} + kick[{axis}]" for axis, place in enumerate(velocities)]

    def remember(self) -> list[str]:
        """Return the lines that put down where balls are before a step."""
        return [f"{self.at('before', a)} = {place}" for a, place in enumerate(self.position)]

    def look_who_rolls(self) -> list[str]:
        """Return the lines that tell who rolls, who is near a minimum, and who of those has not settled."""
        return [
            f"is_rolling = {self.rolling} != 0.0",
            "are_rolling |= is_rolling",
            f"is_near = is_rolling & ({self.since} <= begun)",
            "are_near |= is_near",
            f"are_unsettled |= is_near & ({self.settled} == 0.0)",
            f"{self.at('trouble')} = 0.0",
        ]

    def clip(self) -> list[str]:
        """Return the lines that clip the gradients where they lie."""
        return [
            *(f"g{a} = {place}" for a, place in enumerate(self.gradient)),
            *self.rule.clip(),
            *(f"{place} = c{a}" for a, place in enumerate(self.gradient)),
        ]

    def update(self) -> list[str]:
        """Return the lines that take a step with every ball."""
        rule = self.rule
        return [
            # A position that is not finite stays so, and is seen at the end.
            f"{self.trouble} = {' + '.join([self.trouble, *self.watched()[rule.dimension :]])}",
            *self.hyper("factor"),
            *(f"x{a} = {place}" for a, place in enumerate(self.position)),
            *(f"c{a} = {place}" for a, place in enumerate(self.gradient)),
            *(f"h{i} = {self.at('points', self.seconds + i)}" for i in range(rule.seconds)),
            *(f"state{n} = {rule.state(self.old_field, n)}" for n in range(rule.lanes)),
            *rule.move(),
            *(f"{place} = x{a}" for a, place in enumerate(self.position)),
            *(
                f"{self.field(n, f)} = state{n}[{f}]"
                for n in range(rule.lanes)
                for f, name in enumerate(rule.state_fields)
                if name not in rule.optimizer.shared_state or (n == 0 and f not in self.shared_fields)
            ),
        ]

    def field(self, lane: int, field: int) -> str:
        """Return the expression for a field of the state of a lane."""
        return self.at("states", lane * self.rule.fields + field)

    def old_field(self, lane: int, field: int) -> str:
        """Return the expression for it before a step."""
        return f"shared_state{field}" if field in self.shared_fields else self.field(lane, field)

    def old_clocks(self) -> list[str]:
        """Return the lines that take what all balls share of their states."""
        return [f"shared_state{field} = {self.at('states', field, '')}" for field in self.shared_fields]

    def new_clocks(self) -> list[str]:
        """Return the lines that put that back."""
        return [f"{self.at('states', field, '')} = state0[{field}]" for field in self.shared_fields]

    def add_noise(self, noise: str) -> list[str]:
        """Return the lines that add noise to the gradients, with the axis for #."""
        return [f"{place} = {place} + {noise.replace('#', str(a))}" for a, place in enumerate(self.gradient)]

    def look_around(self, depth: int) -> str:
        """Return the loops that tell who is near a minimum, and who settles there, as ``Yardstick`` does."""
        steps = [f"({place} - {self.at('before', a)})" for a, place in enumerate(self.position)]
        closer = [
            f"was, apart = {self.square}, {self.apart()}",
            f"old_rim = {self.rim}",
            f"{self.square} = apart if apart < was else was",
            f"{self.rim} = its_rim if apart < was else old_rim",
        ]
        look = [
            f"loss, square = {self.at('points', self.loss)}, {self.square}",
            "on_floor = (loss >= low) & (loss <= high)",
            "is_near = (square <= near) | on_floor",
            f"was_since, was_settled = {self.since}, {self.settled}",
            "since = was_since if is_near else now + 1.0",
            f"lasting, way = now - since, {' + '.join(f'{step} * {step}' for step in steps)}",
            "is_wide = on_floor & (sqrt(way) * again > tolerance)",
            "turned = way * (lasting * lasting) >= (wide if is_wide else narrow)",
            "to_go = sqrt(way) * (again * (lasting + 1.0))",
            "above = tolerance * sqrt((loss - low) / (high - low))",
            "is_short = (above if on_floor else sqrt(square)) + to_go <= tolerance",
            f"settles = turned | (is_short & (on_floor | (loss <= {self.rim})))",
            "settled = 1.0 if settles else was_settled",
            f"{self.since} = since",
            f"{self.settled} = settled if is_near else 0.0",
        ]
        return "\n".join(
            [
                self.each_ball([f"{self.square} = {self.rim} = 1e400"], depth),
                indented(["for m in range(minima.shape[0]):", "    its_rim = rims[m]"], depth),
                indented([f"minimum{a} = minima[m, {a}]" for a in self.rule.axes], depth + 1),
                self.each_ball(closer, depth + 1),
                self.each_ball(look, depth),
            ]
        )

    def apart(self) -> str:
        """Return the expression for the square of the distance to ``minimum0``, …."""
        differences = (f"({place} - minimum{a})" for a, place in enumerate(self.position))
        return " + ".join(f"{d} * {d}" for d in differences)

    def watch(self, depth: int) -> str:
        """Return the loops that see to it that all who have settled near a minimum are still near.

        It is trouble if they are not. Since when they are near, and that they have settled, stays as it is.
        """
        closer = [f"was, apart = {self.square}, {self.apart()}", f"{self.square} = min(was, apart)"]
        look = [
            f"loss, square = {self.at('points', self.loss)}, {self.square}",
            f"since, trouble = {self.since}, {self.trouble}",
            "is_near = (square <= near) | ((loss >= low) & (loss <= high))",
            f"{self.trouble} = trouble if is_near | (since > begun) else 1e400",
        ]
        return "\n".join(
            [
                self.each_ball([f"{self.square} = 1e400"], depth),
                indented(["for m in range(minima.shape[0]):"], depth),
                indented([f"minimum{a} = minima[m, {a}]" for a in self.rule.axes], depth + 1),
                self.each_ball(closer, depth + 1),
                self.each_ball(look, depth),
            ]
        )

    def watched(self) -> list[str]:
        """Return the expressions for what must be finite, the position first."""
        rule = self.rule
        values = [self.at("points", i) for i in range(2 * rule.dimension + 1)]
        if rule.velocity is not None:
            values += [self.field(lane, rule.velocity) for lane in range(rule.lanes)]
        return values

    def look_who_is_lost(self) -> list[str]:
        """Return the lines that tell who is not finite any more, and who came near a minimum."""
        return [
            f"total = {' + '.join([self.trouble, *self.watched()])}",
            f"is_rolling = {self.rolling} != 0.0",
            "are_lost |= is_rolling & (total - total != 0.0)",
            f"came_near |= is_rolling & ({self.since} <= now) & ({self.since} > begun)",
        ]

    def record(self) -> list[str]:
        """Return the lines that record where balls are if all of it is finite."""
        trouble = " + ".join(f"({value} - {value})" for value in self.watched())
        values = [*self.position, *(self.at("before", a) for a in self.rule.axes)]
        values += [self.at("points", self.loss), *self.gradient]
        old = [self.last, *(self.at("places", i) for i in range(len(values)))]
        # All is loaded before it is chosen from: else there is a branch, and one ball after the other.
        return [
            f"rolling, trouble = {self.rolling}, {trouble}",
            "is_good = (rolling != 0.0) & (trouble == 0.0)",
            f"{self.rolling} = 1.0 if is_good else 0.0",
            *(
                f"old{i}, new{i} = {o}, {n}"
                for i, (o, n) in enumerate(zip(old, ["float(now)", *values], strict=True))
            ),
            *(f"{o} = new{i} if is_good else old{i}" for i, o in enumerate(old)),
        ]

    def keep(self) -> list[str]:
        """Return the lines that keep position and loss."""
        values = [*self.position, self.at("points", self.loss)]
        return [
            f"if {self.rolling} != 0.0:",
            *(f"    kept[block, row, {i}, lane] = {value}" for i, value in enumerate(values)),
        ]
