"""The menu that asks what a ball shall be that is added."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from PyQt6.QtWidgets import QMenu, QWidget

from momentum_lab.core.messages import message
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.ball_names import named
from momentum_lab.experiment.new_balls import offered_optimizers, variations
from momentum_lab.gui.widgets.actions import LINE, ActionSpec, escaped, fill_lazily
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.session import Session

MOST_VARIATIONS = 3


class NewBallMenu(QMenu):
    """Offers the optimizers that no ball has, variations of the last ball, and all other optimizers."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self._session = session
        self._editor = session.editor
        fill_lazily(self, self._entries)
        self.aboutToShow.connect(self._begin)

    def _begin(self) -> None:
        """Stand on the first entry, so that Return takes it."""
        first = next(iter(self.actions()), None)
        if first is not None:
            self.setActiveAction(first)

    def _entries(self) -> Iterator[ActionSpec]:
        balls = self._session.experiment.balls
        there = {ball.optimizer for ball in balls}
        order = dict.fromkeys((*offered_optimizers(), *OPTIMIZERS))
        absent = [name for name in order if name not in there]
        yield from (self._optimizer(name) for name in absent if name in offered_optimizers())
        yield from self._variations(balls)
        yield LINE
        yield from (self._optimizer(name) for name in absent if name not in offered_optimizers())
        if absent:
            yield LINE
        yield from (self._optimizer(name) for name in order if name in there)

    def _optimizer(self, name: str) -> ActionSpec:
        rule = OPTIMIZERS[name]
        add = partial(self._editor.add_ball, name)
        return ActionSpec(text=escaped(str(rule.shown_title)), run=add, tip=str(rule.shown_lesson))

    def _variations(self, balls: tuple[Ball, ...]) -> Iterator[ActionSpec]:
        last, there = balls[-1], {ball.dynamics for ball in balls}
        label = self._session.experiment.names[-1]
        others = (ball for ball in variations(last) if ball.dynamics not in there)
        for ball in islice(others, MOST_VARIATIONS):
            (changed,) = (
                named(name, value)
                for name, value in ball.hyperparameters.items()
                if value != last.hyperparameters[name]
            )
            text = str(message("Like “{label}”, but {value}", label=label, value=changed))
            yield ActionSpec(text=escaped(text), run=partial(self._editor.add, ball))
