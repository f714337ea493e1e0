"""The panel on the left: the whole experiment, from the landscape to the last ball's last setting."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from momentum_lab.analysis.learning_rates import moved_to, suited_values, with_suited_rates
from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.experiment.experiment import (
    MOST_BALL_STEPS,
    MOST_BALLS,
    Ball,
    Experiment,
    LandscapeChoice,
    is_inside,
    labels,
    new_ball,
    on_landscape,
    with_optimizer,
)
from momentum_lab.experiment.modifiers import RateSchedule
from momentum_lab.experiment.new_balls import next_optimizer
from momentum_lab.gui.panels.ball_card import BallCard
from momentum_lab.gui.panels.landscape_section import LandscapeSection
from momentum_lab.gui.panels.run_section import RunSection
from momentum_lab.gui.theme.theme import LIGHT, Theme
from momentum_lab.gui.widgets.keyboard import KeyboardUse, order_tabs
from momentum_lab.landscapes.entry import check_start

WIDTH = 318


class ParameterPanel(QScrollArea):
    """Shows an experiment and emits how it shall be changed; it changes nothing by itself."""

    changed = pyqtSignal(object, str)
    """The experiment as wanted, and what is dragged (changes of one drag carry the same text)."""
    settled = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._experiment: Experiment | None = None
        # Of balls whose optimizer follows none, by their look, the schedule that they had before.
        self._set_aside: dict[tuple[str, str], RateSchedule] = {}
        self._theme: Theme = LIGHT
        self.cards: list[BallCard] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.landscape, self.run = LandscapeSection(), RunSection()
        self.landscape.changed.connect(self._change_landscape)
        self.landscape.moved_to.connect(self._move_to)
        self.landscape.settled.connect(self.settled)
        self.run.changed.connect(self._emit)
        self.run.settled.connect(self.settled)
        self.add = QPushButton("Add ball")
        self.add.setToolTip("Add another ball with momentum")
        self.add.clicked.connect(self.add_ball)
        self._content = QWidget()
        self._layout = QVBoxLayout(self._content)
        self._layout.setContentsMargins(10, 8, 10, 12)
        self._layout.setSpacing(8)
        for title, section in (("Landscape", self.landscape), ("Run", self.run)):
            self._layout.addWidget(_heading(title))
            self._layout.addWidget(section)
        self._layout.addWidget(_heading("Balls"))
        self._first_card = self._layout.count()
        self._layout.addWidget(self.add)
        self._layout.addStretch(1)
        self.setWidget(self._content)
        self._keyboard = KeyboardUse(self._content)

    def sizeHint(self) -> QSize:
        """Be wide enough for everything, with the scroll bar."""
        bar = self.verticalScrollBar()
        return QSize(
            max(WIDTH, self._content.minimumSizeHint().width()) + (bar.sizeHint().width() if bar else 0), 600
        )

    def minimumSizeHint(self) -> QSize:
        """Never be so narrow that something is cut off."""
        return QSize(self.sizeHint().width(), 200)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment without reporting it; cards of balls that did not change are left alone."""
        self._experiment = experiment
        self.landscape.show_experiment(experiment)
        self.run.show_experiment(experiment)
        without = {(ball.color, ball.marker) for ball in experiment.balls if not ball.follows_schedule}
        kept = {look: schedule for look, schedule in self._set_aside.items() if look in without}
        self._set_aside = kept
        self._match_cards(experiment.balls)
        names = labels(tuple(replace(ball, label="") for ball in experiment.balls))
        is_only = len(experiment.balls) == 1
        for index, (card, ball) in enumerate(zip(self.cards, experiment.balls, strict=True)):
            card.show_ball(ball, names[index], is_only, experiment.steps)
        has_room = self._has_room
        self.add.setEnabled(has_room)
        for card in self.cards:
            card.duplicate.setEnabled(has_room)

    def use_formula(self, choice: LandscapeChoice, start: tuple[float, ...] | None) -> None:
        """Ask for a formula as the landscape, with a start of its own if there is one."""
        assert self._experiment is not None
        landscape, before = choice.build(), self._experiment.start
        if len(before) == landscape.dimension and is_inside(before, landscape.domain):
            experiment = self._with_landscape(choice)
        else:
            experiment = self._moved_to_formula(choice)
        if start is not None:
            experiment = replace(experiment, start=start)
        former = self._experiment.landscape.build()
        is_the_same = (
            landscape.formula == former.formula
            and landscape.parameters == former.parameters
            and experiment.start == before
        )
        self._emit(experiment if is_the_same else with_suited_rates(experiment), "")

    def set_theme(self, theme: Theme) -> None:
        """Draw the markers for another theme."""
        self._theme = theme
        for card in self.cards:
            card.set_theme(theme)

    def add_ball(self) -> None:
        """Ask for another ball, of an optimizer that is not there yet if there is one."""
        if self._experiment is None or not self._has_room:
            return
        choice = self._experiment.landscape
        name = next_optimizer(self._experiment.balls)
        values = suited_values(choice, name, self._experiment.start)
        self._emit_balls((*self._experiment.balls, new_ball(name, choice.build(), values)))
        bar = self.verticalScrollBar()
        self._content.adjustSize()
        if bar is not None:
            bar.setValue(bar.maximum())

    @property
    def _has_room(self) -> bool:
        """Whether there may be another ball."""
        if self._experiment is None:
            return False
        return len(self._experiment.balls) < min(MOST_BALLS, MOST_BALL_STEPS // self._experiment.steps)

    def _match_cards(self, balls: tuple[Ball, ...]) -> None:
        """Keep a card for each ball, of the right optimizer."""
        while len(self.cards) > len(balls):
            self._drop(self.cards.pop())
        for index, ball in enumerate(balls):
            if index < len(self.cards) and self.cards[index].optimizer == ball.optimizer:
                continue
            card = self._new_card(ball)
            if index < len(self.cards):
                self._drop(self.cards[index])
                self.cards[index] = card
            else:
                self.cards.append(card)
            self._layout.insertWidget(self._first_card + index, card)
            order_tabs(self.run, *self.cards, self.add)  # or Tab leads to what came last at the end

    def _drop(self, card: BallCard) -> None:
        card.blockSignals(True)
        self._layout.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _new_card(self, ball: Ball) -> BallCard:
        card = BallCard(ball, self._theme)
        card.changed.connect(lambda ball, drag: self._change_ball(card, ball, drag))
        card.settled.connect(self.settled)
        card.optimizer_wanted.connect(lambda name: self._change_optimizer(card, name))
        card.duplicate_wanted.connect(lambda: self._duplicate(card))
        card.remove_wanted.connect(lambda: self._remove(card))
        return card

    def _change_landscape(self, choice: LandscapeChoice, drag: str) -> None:
        assert self._experiment is not None
        dimension = choice.build().dimension
        start = self._experiment.start
        if len(start) == dimension:
            self._emit(self._with_landscape(choice), drag)
        else:  # a formula that gained or lost its y
            self._emit(self._moved_to_formula(choice), drag)

    def _moved_to_formula(self, choice: LandscapeChoice) -> Experiment:
        """Return the experiment moved to a formula; where y goes or comes back, the start stays."""
        assert self._experiment is not None
        moved, before, former = on_landscape(self._experiment, choice), self._experiment.start, None
        if len(moved.start) == 1:
            former = before[:1]
        elif len(before) == 1 and self.landscape.former_y is not None:
            former = (*before, self.landscape.former_y[1])
        landscape = choice.build()
        if former is None or not is_inside(former, landscape.domain):
            return moved
        try:
            check_start(former, lambda: landscape.loss(former))
        except InputError:
            return moved
        return replace(moved, start=former)

    def _with_landscape(self, choice: LandscapeChoice) -> Experiment:
        """Return the experiment on a choice of the same dimension; notes do not describe another formula."""
        assert self._experiment is not None
        before = self._experiment.landscape
        if (choice.name, choice.formula) == (before.name, before.formula):
            return replace(self._experiment, landscape=choice)
        return replace(self._experiment, landscape=choice, title="", description="")

    def _move_to(self, choice: LandscapeChoice) -> None:
        assert self._experiment is not None
        try:
            experiment = moved_to(self._experiment, choice)
        except MomentumLabError as error:  # a file of one's own may hold what no experiment can take
            self.landscape.refuse(str(error))
            return
        self._emit(experiment, "")

    def _change_ball(self, card: BallCard, ball: Ball, drag: str) -> None:
        assert self._experiment is not None
        index = self.cards.index(card)
        self._emit(self._experiment.with_ball(index, ball), f"ball {index} {drag}" if drag else "")

    def _change_optimizer(self, card: BallCard, name: str) -> None:
        assert self._experiment is not None
        index = self.cards.index(card)
        choice = self._experiment.landscape
        former = self._experiment.balls[index]
        values = suited_values(choice, name, former.start or self._experiment.start)
        ball = with_optimizer(former, name, choice.build(), values)
        look = (former.color, former.marker)
        if former.follows_schedule and not ball.follows_schedule:
            self._set_aside[look] = former.schedule
        elif ball.follows_schedule and look in self._set_aside:
            ball = replace(ball, schedule=self._set_aside.pop(look))
        self._emit(self._experiment.with_ball(index, ball), "")

    def _duplicate(self, card: BallCard) -> None:
        assert self._experiment is not None
        index = self.cards.index(card)
        balls = self._experiment.balls
        twin = replace(balls[index], color="", marker="")
        self._emit_balls((*balls, twin))

    def _remove(self, card: BallCard) -> None:
        assert self._experiment is not None
        index = self.cards.index(card)
        balls = self._experiment.balls
        self._emit_balls((*balls[:index], *balls[index + 1 :]))

    def _emit_balls(self, balls: tuple[Ball, ...]) -> None:
        assert self._experiment is not None
        self._emit(replace(self._experiment, balls=balls), "")

    def _emit(self, experiment: Experiment, drag: str) -> None:
        self.changed.emit(experiment, drag)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("heading")
    return label
