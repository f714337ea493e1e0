"""What is done with whole balls: their order, copies of them, their defaults, and what links them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from momentum_lab.core.errors import InputError
from momentum_lab.core.event import Event
from momentum_lab.core.hyperparameters import HyperValue, title_message
from momentum_lab.core.messages import NOTHING, Message, counted, message
from momentum_lab.experiment.ball import Ball, new_ball, stated_values, with_kicks_of
from momentum_lab.experiment.ball_names import copied_label
from momentum_lab.experiment.ball_text import balls_text, read_balls
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.experiment.new_balls import free_look
from momentum_lab.session.editor import ExperimentEditor


class BallVerbs:
    """Changes balls through the editor, each time by one undo entry.

    Attributes
    ----------
    placed
        The ball that was moved or pasted stands at this place now.
    """

    def __init__(self, model: ExperimentModel, editor: ExperimentEditor) -> None:
        self.placed: Event[int] = Event()
        self._model = model
        self._editor = editor

    @property
    def _experiment(self) -> Experiment:
        return self._model.experiment

    def move(self, index: int, place: int) -> bool:
        """Give a ball another place in the order, or the first or the last; its look stays with it.

        Returns whether it stands there now.
        """
        balls = list(self._experiment.balls)
        place = min(max(place, 0), len(balls) - 1)
        if place == index:
            return True
        balls.insert(place, balls.pop(index))
        name = message("move {ball}", ball=self._experiment.shown_labels[index])
        is_moved = self._editor.change(replace(self._experiment, balls=tuple(balls)), name)
        if is_moved:
            self.placed.emit(place)
        return is_moved

    def text(self, index: int) -> str:
        """Return a ball as text, from which :meth:`paste` makes it again, here or elsewhere."""
        return balls_text([self._experiment.balls[index]])

    def paste(self, text: str) -> Message:
        """Add the balls in a text, each with its own look if that is free; return what became of them.

        It is nothing where balls may not be added.

        Raises
        ------
        InputError
            It is no text of balls, there is no room for so many, or one of them may not begin where it does.
        """
        before = self._experiment
        found = read_balls(text, before.landscape.build())
        if len(found) > self._editor.room:
            raise InputError(
                "found {count}, allowed are {room} more",
                "balls",
                count=len(found),
                room=self._editor.room,
            )
        balls = list(before.balls)
        for ball in found:
            balls.append(_placed(ball, balls, len(before.start)))
        after = replace(before, balls=tuple(balls))
        new = after.shown_labels[len(before.balls) :]
        if len(new) == 1:
            name = message("paste {ball}", ball=new[0])
        else:
            name = counted("paste {count} ball", "paste {count} balls", count=len(new))
        if not self._editor.change(after, name):
            return NOTHING
        self.placed.emit(len(before.balls))
        return _became(new, [b.start is not None and len(b.start) != len(before.start) for b in found])

    def defaults(self, index: int) -> tuple[dict[str, HyperValue], frozenset[str]]:
        """Return what a ball's hyperparameters are by default, and which of them the landscape states."""
        optimizer, landscape = self._experiment.balls[index].optimizer, self._experiment.landscape.build()
        stated = frozenset(stated_values(optimizer, landscape))
        return dict(new_ball(optimizer, landscape).hyperparameters), stated

    def reset(self, index: int, names: Iterable[str] = ()) -> None:
        """Give hyperparameters of a ball their defaults, all that may be changed if none is named."""
        defaults, _ = self.defaults(index)
        values = {name: defaults[name] for name in names}
        ball = self._experiment.balls[index]
        if not values:
            kept = self._model.kept(self._experiment.with_ball(index, ball.with_values(**defaults)))
            values = dict(kept.balls[index].hyperparameters)
        changed = [name for name, value in values.items() if ball.hyperparameters[name] != value]
        label = self._experiment.shown_labels[index]
        match changed:
            case []:
                return
            case [only]:
                what = message("reset {what} of {ball}", what=title_message(only), ball=label)
            case _:
                what = message("reset {ball}", ball=label)
        self._editor.change_ball(index, ball.with_values(**values), what)

    def is_linked(self, name: str) -> bool:
        """Whether balls that have a hyperparameter of a name follow each other."""
        return name in self._experiment.linked

    def toggle_link(self, name: str) -> None:
        """Let all balls that have a hyperparameter follow from now on when one is changed, or no more."""
        self._editor.change(replace(self._experiment, linked=self._experiment.linked ^ {name}))


def _placed(ball: Ball, balls: Sequence[Ball], dimension: int) -> Ball:
    """Return a ball as it can stand beside others in an experiment."""
    if ball.start is not None and len(ball.start) != dimension:
        ball = replace(ball, start=None)
    ball = replace(with_kicks_of(ball, dimension), label=copied_label(ball, balls))
    looks = {(other.color, other.marker) for other in balls}
    if (ball.color and ball.marker) and (ball.color, ball.marker) not in looks:
        return ball
    color, marker = free_look(balls)
    return replace(ball, color=color, marker=marker)


def _became(labels: Sequence[Message], lost: Sequence[bool]) -> Message:
    """Return a sentence about balls that were pasted, some of which lost a start of another dimension."""
    count = sum(lost)
    if len(labels) == 1:
        if count:
            return message(
                "{ball} is pasted; it begins where all do: its own start has another dimension.",
                ball=labels[0],
            )
        return message("{ball} is pasted.", ball=labels[0])
    pasted = counted("{count} ball is pasted.", "{count} balls are pasted.", count=len(labels))
    if not count:
        return pasted
    lose = counted(
        "{count} of them begins where all do: its own start has another dimension.",
        "{count} of them begin where all do: their own starts have another dimension.",
        count=count,
    )
    return message("{first} {second}", first=pasted, second=lose)
