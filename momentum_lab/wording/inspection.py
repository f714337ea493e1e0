"""A step of a ball from the inside, as it is shown and copied: equations, named numbers, memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from momentum_lab.analysis.equations import StepEquation, give_the_step, step_equations
from momentum_lab.analysis.memory import Memory, remembering
from momentum_lab.analysis.step_shown import step_shown
from momentum_lab.core.equations import GRADIENT, POSITION
from momentum_lab.core.hyperparameters import HyperValue, title_of
from momentum_lab.core.messages import Message, message
from momentum_lab.core.optimizer import AnyOptimizer, Vector
from momentum_lab.core.slices import Sliced, result_of
from momentum_lab.core.values import dataclass
from momentum_lab.formulas.rules import state_names
from momentum_lab.landscapes.checks import AXES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.anatomy import Anatomy, anatomy
from momentum_lab.simulation.run import Run

OTHER_RULE: Final = message("These equations do not give what the code of this optimizer has computed here.")
MOST_WEIGHTS: Final = 40
LEAST_WEIGHT: Final = 0.01
"""Where all that is older weighs less than this share of the largest weight, none of it is shown."""


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A quantity of a step: what it is called, and its value, one for each coordinate or one for all."""

    name: Message
    values: tuple[HyperValue, ...]


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """Quantities that belong together, under a heading."""

    title: Message
    rows: tuple[NumberRow, ...]


@dataclass(frozen=True)
class Inspection:
    """All that is shown of one step of a ball.

    Attributes
    ----------
    anatomy
        The step.
    axes
        What its coordinates are called.
    equations
        Those of the rule, in this step.
    memory
        How much the past gradients weigh after it.
    past_gradients
        The gradients that the rule was given, the newest first, one for each of the weights that are shown.
    """

    run: Run
    anatomy: Anatomy
    axes: tuple[str, ...]
    equations: tuple[StepEquation, ...]
    memory: Memory
    past_gradients: tuple[Vector, ...]

    @property
    def title(self) -> Message:
        """Which step it is, and where it leads."""
        step = self.anatomy.step
        return message("Step {step:,}: from position {before:,} to {step:,}", step=step, before=step - 1)

    @property
    def remark(self) -> Message | None:
        """What has to be said of the equations."""
        return None if give_the_step(self.equations, self.anatomy, self._optimizer) else OTHER_RULE

    @cached_property
    def groups(self) -> tuple[NumberGroup, ...]:
        """The numbers of the step."""
        groups = (
            NumberGroup(message("Position"), (*self._places(),)),
            NumberGroup(message("Gradient"), (*self._gradients(),)),
            NumberGroup(message("Remembered"), (*self._states(),)),
            NumberGroup(message("On the way"), (*self._between(),)),
            NumberGroup(message("Step"), (*self._parts(),)),
            NumberGroup(message("Hyperparameters in force"), (*self._hyperparameters(),)),
        )
        return tuple(group for group in groups if group.rows)

    @property
    def weights(self) -> Vector:
        """The weights of the newest gradients in the velocity; in the step, where there is no velocity.

        They end where older ones are not worth showing, which sums and sentences count all the same.
        """
        return _worth_showing(self.memory)

    def _places(self) -> Iterator[NumberRow]:
        step = self.anatomy
        after = tuple(x + part for x, part in zip(step.position, step.update, strict=True))
        yield NumberRow(message("before the step"), step.position)
        yield NumberRow(message("after it"), after)
        yield NumberRow(message("loss before the step"), (step.loss,))

    def _gradients(self) -> Iterator[NumberRow]:
        step = self.anatomy
        yield NumberRow(message("of the landscape"), step.gradient)
        if self.run.experiment.noise > 0.0:
            yield NumberRow(message("with noise"), step.noisy_gradient)
        if step.clipped_gradient != step.noisy_gradient:
            yield NumberRow(message("clipped"), step.clipped_gradient)
        if step.decayed_gradient != step.clipped_gradient:
            yield NumberRow(message("with weight decay"), step.decayed_gradient)

    def _states(self) -> Iterator[NumberRow]:
        step = self.anatomy
        for name, field in self._fields.items():
            said = title_of(field) if name == field else f"{name} ({title_of(field)})"
            for row, state in (("{name}, before", step.state_before), ("{name}, after", step.state_after)):
                is_shared = field in self._optimizer.shared_state
                values = state[field][:1] if is_shared else state[field]
                yield NumberRow(message(row, name=said), values)

    def _between(self) -> Iterator[NumberRow]:
        known = {*self._fields, POSITION, GRADIENT}
        for line in self.equations:
            if line.target not in known:
                yield NumberRow(message("{name}", name=line.target), line.value)

    def _parts(self) -> Iterator[NumberRow]:
        step = self.anatomy
        yield NumberRow(message("whole step"), step.update)
        yield NumberRow(message("carried part"), step.carried)
        yield NumberRow(message("gradient part"), step.gradient_part)
        if step.look_ahead is not None:
            yield NumberRow(message("of it, looking ahead"), step.look_ahead)
        if step.scale is not None:
            yield NumberRow(message("effective rate"), step.scale)

    def _hyperparameters(self) -> Iterator[NumberRow]:
        for name, value in self.anatomy.hyperparameters.items():
            yield NumberRow(message("{name}", name=title_of(name)), (value,))

    @property
    def _fields(self) -> Mapping[str, str]:
        return state_names(self._optimizer)

    @property
    def _optimizer(self) -> AnyOptimizer:
        return OPTIMIZERS[self.run.experiment.balls[self.anatomy.ball].optimizer]

    def copied(self) -> str:
        """Return all of it as lines of cells, with all digits."""
        label = self.run.experiment.names[self.anatomy.ball]
        lines = [[label, str(self.title)], ["", *self.axes]]
        for line in self.equations:
            lines.append([line.text, *map(exact, line.value)])
            lines += ([f"{a}: {line.text_with_numbers(i, 17)}"] for i, a in enumerate(self.axes))
        for group in self.groups:
            lines.append([str(group.title)])
            lines += ([str(row.name), *map(exact, row.values)] for row in group.rows)
        lines.append([str(message("Weights of the past gradients, the newest first"))])
        lines += (
            [exact(weight), *map(exact, gradient)]
            for weight, gradient in zip(self.weights, self.past_gradients, strict=True)
        )
        return "\n".join("\t".join(cells) for cells in lines) + "\n"


def inspection(run: Run, ball: int, playhead: int) -> Inspection | None:
    """Return what is shown of a ball at a playhead; None if it has taken no step."""
    return result_of(inspecting(run, ball, playhead))


def inspecting(run: Run, ball: int, playhead: int) -> Sliced[Inspection | None]:
    """Find what :func:`inspection` returns, a slice at a time: a long memory takes its time."""
    step = step_shown(run, ball, playhead)
    if step is None:
        return None
    parts = anatomy(run, ball, step)
    size = len(parts.position)
    axes = AXES[:size] if size <= len(AXES) else tuple(f"x{i}" for i in range(1, size + 1))
    equations = step_equations(run, parts)
    yield
    remembered = yield from remembering(run, ball, step)
    past = []
    for number in range(step + 1 - len(_worth_showing(remembered)), step + 1):
        past.append(anatomy(run, ball, number).decayed_gradient)
        yield
    return Inspection(run, parts, tuple(axes), equations, remembered, tuple(reversed(past)))


def _worth_showing(memory: Memory) -> Vector:
    """Return the weights of the newest gradients: in the velocity, or in the step if there is none."""
    weights = (memory.in_velocity or memory.in_update or ())[:MOST_WEIGHTS]
    least = LEAST_WEIGHT * max(map(abs, weights), default=0.0)
    shown = (count for count, weight in enumerate(weights, 1) if not abs(weight) <= least)
    return weights[: max(shown, default=1)]


def exact(value: HyperValue) -> str:
    """Return a value as it is copied: all digits of a number, and choices as files have them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(float(value)) if isinstance(value, float | int) else value
