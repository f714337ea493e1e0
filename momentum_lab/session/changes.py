"""What a person changes of a ball in the middle of its run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue, title_of
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import NOTHING, Message, message
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.session.editor import ExperimentEditor


class RunChanges:
    """Makes, moves and removes changes of balls, each an undo entry; what is dragged is one together.

    A change is known by its ball and its step: there is one a step.
    """

    def __init__(self, model: ExperimentModel, editor: ExperimentEditor) -> None:
        self._model, self._editor = model, editor

    def at(self, ball: int, step: int) -> BallChange | None:
        """Return the change of a ball at a step, if there is one."""
        if ball >= len(self._model.experiment.balls):
            return None
        return next((c for c in self._model.experiment.balls[ball].changes if c.step == step), None)

    def steps(self) -> list[int]:
        """Return at which steps of the run balls are changed, ascending."""
        experiment = self._model.experiment
        found = {change.step for ball in experiment.balls for change in ball.changes}
        return sorted(step for step in found if step < experiment.steps)

    def of_step(self, step: int) -> Iterator[tuple[int, BallChange]]:
        """Yield the changes at a step, each with the number of its ball."""
        for index in range(len(self._model.experiment.balls)):
            if (change := self.at(index, step)) is not None:
                yield index, change

    def set_value(self, ball: int, step: int, name: str, value: HyperValue) -> None:
        """Give a ball another value of a hyperparameter from a step on.

        Raises
        ------
        MomentumLabError
            The value is not allowed.
        """
        there = self.at(ball, step)
        values = FrozenMapping[HyperValue]() if there is None else there.values
        change = BallChange(step, values.updated(**{name: value}), None if there is None else there.kick)
        self._put(ball, step, change, self._named(ball, step, title_of(name)), f"{name} from step {step}")

    def set_in_force(self, ball: int, step: int, values: Mapping[str, HyperValue], merge: str = "") -> None:
        """Give a ball other values of what is in force at a step, each where it was said: at first, or later.

        Raises
        ------
        MomentumLabError
            A value is not allowed.
        """
        body = self._model.experiment.balls[ball]
        at_first: dict[str, HyperValue] = {}
        changes = {change.step: change for change in body.changes}
        for name, value in values.items():
            said = [at for at, change in changes.items() if at <= step and name in change.values]
            if said:
                there = changes[said[-1]]
                changes[there.step] = replace(there, values=there.values.updated(**{name: value}))
            else:
                at_first[name] = value
        changed = replace(body.with_values(**at_first), changes=tuple(changes.values()))
        self._editor.change_ball(ball, changed, self._name_in_force(ball, changed), merge)

    def _name_in_force(self, ball: int, changed: Ball) -> Message:
        """Return what it is called if values of one step are changed, and nothing else; else nothing."""
        body = self._model.experiment.balls[ball]
        pairs = [(old, new) for old, new in zip(body.changes, changed.changes, strict=True) if old != new]
        if len(pairs) != 1 or body.hyperparameters != changed.hyperparameters:
            return NOTHING
        old, new = pairs[0]
        titles = [title_of(name) for name, value in new.values.items() if value != old.values[name]]
        return self._named(ball, new.step, str(enumerated(titles)))

    def drop_value(self, ball: int, step: int, name: str) -> None:
        """Let a hyperparameter stay at a step as it was before."""
        there = self.at(ball, step)
        if there is not None and name in there.values:
            values = FrozenMapping({n: v for n, v in there.values.items() if n != name})
            change = BallChange(step, values, there.kick) if values or there.kick is not None else None
            self._put(ball, step, change, self._named(ball, step, title_of(name)))

    def set_kick(self, ball: int, step: int, kick: tuple[float, ...]) -> None:
        """Kick a ball at a step; a kick of nothing is none.

        Raises
        ------
        MomentumLabError
            The kick is not allowed.
        """
        there = self.at(ball, step)
        values = FrozenMapping[HyperValue]() if there is None else there.values
        given = kick if any(kick) else None
        change = BallChange(step, values, given) if values or given is not None else None
        if change != there:
            self._put(
                ball, step, change, self._named(ball, step, str(message("kick"))), f"kick at step {step}"
            )

    def move(self, ball: int, step: int, to: int) -> int:
        """Move a change to another step of the run; return where it is then.

        It stays where it is if there is another one, or if it may not be moved.
        """
        there, last = self.at(ball, step), self._model.experiment.steps - 1
        to = min(max(to, 0), last)
        if there is None or to == step or self.at(ball, to) is not None:
            return step
        label = self._model.experiment.shown_labels[ball]
        name = message("step of the change of {ball}", ball=label)
        is_moved = self._put(ball, step, replace(there, step=to), name, "step of a change")
        return to if is_moved else step

    def remove(self, ball: int, step: int) -> None:
        """Let a ball roll on at a step as it was."""
        if self.at(ball, step) is not None:
            label = self._model.experiment.shown_labels[ball]
            self._put(
                ball,
                step,
                None,
                message("removal of the change of {ball} at step {step:,}", ball=label, step=step),
            )

    def _named(self, ball: int, step: int, what: str) -> Message:
        label = self._model.experiment.shown_labels[ball]
        return message("{what} of {ball} at step {step:,}", what=what, ball=label, step=step)

    def _put(self, ball: int, step: int, change: BallChange | None, name: Message, merge: str = "") -> bool:
        """Have a change, or none, in the place of the one at a step; return whether it may be."""
        body = self._model.experiment.balls[ball]
        others = [each for each in body.changes if each.step != step]
        changes = (*others, change) if change is not None else tuple(others)
        return self._editor.change_ball(ball, replace(body, changes=changes), name, merge)
