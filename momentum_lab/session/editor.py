"""What a person does to the experiment: to its balls, its landscape, its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from momentum_lab.analysis.learning_rates import moved_to, suited_values, with_suited_rates
from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.core.event import Event
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.messages import NOTHING, Message, message
from momentum_lab.experiment.ball import Ball, Position, new_ball, with_optimizer
from momentum_lab.experiment.ball_names import copied_label
from momentum_lab.experiment.change import Change
from momentum_lab.experiment.experiment import (
    MOST_BALL_STEPS,
    MOST_BALLS,
    Experiment,
    is_inside,
    on_landscape,
)
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.experiment.links import with_links
from momentum_lab.experiment.model import ExperimentModel, Origin
from momentum_lab.experiment.modifiers import RateSchedule
from momentum_lab.experiment.new_balls import free_look, next_optimizer, unlike, unmistakable
from momentum_lab.landscapes.entry import check_start
from momentum_lab.wording.changes import name_of_change

if TYPE_CHECKING:
    from momentum_lab.session.draft import Draft


class ExperimentEditor:
    """Makes changes of the model's experiment, each an undo entry.

    Attributes
    ----------
    landscape_refused
        The landscape that was asked for cannot be had, and why.
    former_y
        Interval and start of y, for a formula that has lost its y and may get it back.
    """

    def __init__(self, model: ExperimentModel) -> None:
        self.landscape_refused: Event[str] = Event()
        self.former_y: tuple[tuple[float, float], float] | None = None
        self._model = model
        # By what was opened, and by formulas: an experiment has only the formula, its values and its domain.
        self._drafts: WeakKeyDictionary[Origin, dict[str, Draft]] = WeakKeyDictionary()
        # Of balls whose optimizer follows none, by their look, the schedule that they had before.
        self._set_aside: dict[tuple[str, str], RateSchedule] = {}
        model.changed.subscribe(self._remember)
        self._remember()

    @property
    def room(self) -> int:
        """How many more balls there may be."""
        experiment = self._model.experiment
        return max(0, min(MOST_BALLS, MOST_BALL_STEPS // experiment.steps) - len(experiment.balls))

    @property
    def has_room(self) -> bool:
        """Whether there may be another ball."""
        return self.room > 0

    def change(self, experiment: Experiment, name: Message = NOTHING, merge: str = "") -> bool:
        """Put another experiment in the place of this one; see :class:`Change`. Return whether it may be.

        Without a name, the change is called by what is different.
        """
        if name == NOTHING:
            name = name_of_change(self._model.experiment, experiment)
        return self._model.apply(Change(experiment, name, merge))

    def move_start(self, position: Position) -> None:
        """Let all balls that have no start of their own begin somewhere else; a drag is one change.

        Raises
        ------
        MomentumLabError
            No ball may begin there.
        """
        experiment = self._model.experiment
        if len(position) == len(experiment.start):
            self.change(replace(experiment, start=position), merge="start")

    def move_all_to(self, position: Position) -> None:
        """Let every ball begin somewhere else, also those that had a start of their own.

        Raises
        ------
        MomentumLabError
            No ball may begin there.
        """
        experiment = self._model.experiment
        balls = tuple(replace(ball, start=None) for ball in experiment.balls)
        moved = replace(experiment, start=position, balls=balls)
        self.change(moved, message("start of all balls"), "start")

    def take_values(self, ball: int, values: Mapping[str, HyperValue], merge: str = "") -> None:
        """Give a ball other values of some hyperparameters.

        Raises
        ------
        MomentumLabError
            A value is not allowed.
        """
        self.change_ball(ball, self._model.experiment.balls[ball].with_values(**values), merge=merge)

    def change_ball(self, index: int, ball: Ball, name: Message = NOTHING, merge: str = "") -> bool:
        """Put another ball in the place of one; return whether it may be.

        Those that are linked to it follow. It never comes to look like another one: if its colour is chosen,
        its marker gives way, and else its colour.
        """
        merged = f"ball {index} {merge}" if merge else ""
        experiment = self._model.experiment
        changed = with_links(experiment, index, unmistakable(ball, experiment.balls, index))
        return self.change(changed, name, merged)

    def change_optimizer(self, index: int, optimizer: str) -> None:
        """Give a ball another optimizer, with values that suit the landscape; its schedule comes back."""
        experiment = self._model.experiment
        former, choice = experiment.balls[index], experiment.landscape
        values = suited_values(choice, optimizer, former.start or experiment.start)
        ball = with_optimizer(former, optimizer, choice.build(), values)
        look = (former.color, former.marker)
        if former.follows_schedule and not ball.follows_schedule:
            self._set_aside[look] = former.schedule
        elif ball.follows_schedule and look in self._set_aside:
            ball = replace(ball, schedule=self._set_aside.pop(look))
        kept = self._model.kept(experiment.with_ball(index, ball))
        self.change_ball(index, kept.balls[index])

    @property
    def next_optimizer(self) -> str:
        """The optimizer of the ball that is added next: one that is not there, or else that of the last."""
        balls = self._model.experiment.balls
        name = next_optimizer(balls)
        return balls[-1].optimizer if any(ball.optimizer == name for ball in balls) else name

    def add_ball(self, optimizer: str = "") -> None:
        """Add another ball if there is room; it never takes the path of one that is there."""
        experiment, name = self._model.experiment, optimizer or self.next_optimizer
        last = experiment.balls[-1]
        if not optimizer and name == last.optimizer:
            ball = replace(last, label="", color="", marker="")
        else:
            values = suited_values(experiment.landscape, name, experiment.start)
            ball = new_ball(name, experiment.landscape.build(), values)
        self.add(unlike(ball, experiment.balls))

    def add(self, ball: Ball) -> None:
        """Add a ball if there is room, with a look of its own."""
        if self.has_room:
            self._append(ball)

    def duplicate_ball(self, index: int) -> None:
        """Add a ball that is like another one but for its look and its name."""
        experiment = self._model.experiment
        name, ball = message("duplicate {ball}", ball=experiment.shown_labels[index]), experiment.balls[index]
        self._append(replace(ball, label=copied_label(ball, experiment.balls)), name)

    def _append(self, ball: Ball, name: Message = NOTHING) -> None:
        experiment = self._model.experiment
        color, marker = free_look(experiment.balls)
        balls = (*experiment.balls, replace(ball, color=color, marker=marker))
        self.change(replace(experiment, balls=balls), name)

    def remove_ball(self, index: int) -> None:
        """Remove a ball."""
        balls = self._model.experiment.balls
        left = (*balls[:index], *balls[index + 1 :])
        self.change(replace(self._model.experiment, balls=left))

    def choose_landscape(self, name: str) -> None:
        """Go to another landscape of the library, with its own start and rates; or say that it cannot be."""
        experiment = self._model.experiment
        if name == experiment.landscape.name:
            return
        try:
            moved = moved_to(experiment, LandscapeChoice(name=name))
        except MomentumLabError as error:  # a file of one's own may hold what no experiment can take
            self.landscape_refused.emit(str(error))
            return
        self.change(self._model.kept(moved))

    def change_landscape(self, choice: LandscapeChoice, merge: str = "") -> None:
        """Change formula, parameters or shown domain; the start stays where that is possible."""
        if choice.build().dimension == len(self._model.experiment.start):
            self.change(self._on_choice(choice), merge=merge)
        else:  # a formula that gained or lost its y
            self.change(self._model.kept(self._moved_to_formula(choice)), merge=merge)

    def use_formula(self, choice: LandscapeChoice, start: Position | None = None) -> None:
        """Take a formula for the landscape, with a start of its own if there is one, and rates that suit."""
        before = self._model.experiment
        landscape = choice.build()
        if len(before.start) == landscape.dimension and is_inside(before.start, landscape.domain):
            experiment = self._on_choice(choice)
        else:
            experiment = self._moved_to_formula(choice)
        if start is not None:
            experiment = replace(experiment, start=start)
        former = before.landscape.build()
        is_the_same = (
            landscape.formula == former.formula
            and landscape.parameters == former.parameters
            and experiment.start == before.start
        )
        self.change(self._model.kept(experiment if is_the_same else with_suited_rates(experiment)))

    @property
    def draft(self) -> Draft | None:
        """What had been written when the formula that is shown was used or saved, of what is open now."""
        formula = self._model.experiment.landscape.formula
        return None if formula is None else self._drafts.get(self._model.origin, {}).get(formula)

    def remember_draft(self, draft: Draft) -> None:
        """Keep what was written of a formula, for whoever writes on: undone and redone, it is there again."""
        self._drafts.setdefault(self._model.origin, {})[draft.formula.strip()] = draft

    def describe(self, title: str, description: str, title_is_own: bool = False) -> None:
        """Give the experiment another title, which may be a person's own words, and other notes.

        Raises
        ------
        InputError
            They are too long, or have characters that no file may have.
        """
        self.change(
            replace(self._model.experiment, title=title, description=description, title_is_own=title_is_own)
        )

    def _on_choice(self, choice: LandscapeChoice) -> Experiment:
        """Return the experiment on a choice of the same dimension; notes do not describe another formula."""
        experiment = self._model.experiment
        before = experiment.landscape
        if (choice.name, choice.formula) == (before.name, before.formula):
            return replace(experiment, landscape=choice)
        return replace(experiment, landscape=choice, title="", description="")

    def _moved_to_formula(self, choice: LandscapeChoice) -> Experiment:
        """Return the experiment moved to a formula; where y goes or comes back, the start stays."""
        experiment = self._model.experiment
        moved, before, former = on_landscape(experiment, choice), experiment.start, None
        if len(moved.start) == 1:
            former = before[:1]
        elif len(before) == 1 and self.former_y is not None:
            former = (*before, self.former_y[1])
        landscape = choice.build()
        if former is None or not is_inside(former, landscape.domain):
            return moved
        try:
            check_start(former, lambda: landscape.loss(former))
        except InputError:
            return moved
        return replace(moved, start=former)

    def _remember(self) -> None:
        """Remember what a change may take away and another one give back."""
        experiment = self._model.experiment
        choice = experiment.landscape
        domain = choice.domain or choice.build().domain
        if len(domain) == 2:
            self.former_y = (domain[1], experiment.start[1])
        elif choice.name is not None:
            self.former_y = None
        without = {(ball.color, ball.marker) for ball in experiment.balls if not ball.follows_schedule}
        self._set_aside = {look: kept for look, kept in self._set_aside.items() if look in without}
