"""The panel on the left: the whole experiment, from the landscape to the last ball's last setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.messages import Message, message, words, words_in
from momentum_lab.experiment.ball_names import ball_names
from momentum_lab.experiment.experiment import Ball, Experiment
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.panels.ball_card import BallCard
from momentum_lab.gui.panels.ball_entries import BallEntries
from momentum_lab.gui.panels.card_handle import CardOrder
from momentum_lab.gui.panels.editors import NumberEditor
from momentum_lab.gui.panels.landscape_section import LandscapeSection
from momentum_lab.gui.panels.new_ball_menu import NewBallMenu
from momentum_lab.gui.panels.run_section import RunSection
from momentum_lab.gui.widgets.actions import ActionSpec, SubmenuSpec, trigger
from momentum_lab.gui.widgets.keyboard import KeyboardUse, order_tabs
from momentum_lab.gui.widgets.keys import with_key
from momentum_lab.gui.widgets.lock import Lock, LockSign
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.part import Part
from momentum_lab.gui.widgets.screen import type_share
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.session import Session
from momentum_lab.session.look import Look

WIDTH = 318
MOST_KEYS = 9
"""Balls that a key leads to."""


class ParameterPanel(QScrollArea, Part):
    """Shows the experiment and has it changed; it keeps nothing that the session has not."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._editor = session.editor
        self._theme: Theme = LIGHT
        self.cards: list[BallCard] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.landscape, self.run = LandscapeSection(session), RunSection(session)
        self.add = QPushButton()
        self.add.clicked.connect(lambda _checked: self.add_ball())
        self.choose = QPushButton(words("Which…"))
        self.choose.setToolTip(with_key(words("Choose what the next ball is"), "Ctrl+Shift+B"))
        self.choose.clicked.connect(lambda _checked: self.choose_ball())
        self._menu = NewBallMenu(self, session)
        self._content = QWidget()
        self._layout = QVBoxLayout(self._content)
        self._layout.setContentsMargins(10, 8, 10, 12)
        self._layout.setSpacing(8)
        self._headings = {
            "landscape": _Heading(words("Landscape")),
            "run": _Heading(words_in("an experiment", "Run")),
            "balls": _Heading(words("Balls")),
        }
        for key, section in (("landscape", self.landscape), ("run", self.run)):
            self._layout.addWidget(self._headings[key])
            self._layout.addWidget(section)
        self._layout.addWidget(self._headings["balls"])
        self._first_card = self._layout.count()
        self._more_balls = QWidget()
        row = QHBoxLayout(self._more_balls)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.add, 1)
        row.addWidget(self.choose)
        self._layout.addWidget(self._more_balls)
        self._layout.addStretch(1)
        self.setWidget(self._content)
        self._order = CardOrder(self, self._content, lambda: self.cards, session.balls.move)
        self._keyboard = KeyboardUse(self._content)
        self._ball_entries = BallEntries(session, self._at_hand, self._show_card)
        self._locks = (
            Lock("landscape", [self.landscape], [self._headings["landscape"].sign]),
            Lock("balls", [self._more_balls], [self._headings["balls"].sign]),
        )
        self._leaves = (
            session.document.opened.subscribe(self._drop_typing),
            session.lessons.changed.subscribe(self._show_limits),
        )
        self._widths: dict[float, int] = {}
        self._fit_width()

    def entries(self) -> list[ActionSpec | SubmenuSpec]:
        """Return what adds a ball, and leads to one."""
        return [
            ActionSpec(
                "add_ball",
                words("&Add ball"),
                ("Ctrl+B",),
                self.add_ball,
                "edit.balls",
                is_enabled=lambda: self._editor.has_room,
            ),
            ActionSpec(
                "choose_ball",
                words("Add another &ball…"),
                ("Ctrl+Shift+B",),
                self.choose_ball,
                "edit.balls",
                is_enabled=lambda: self._editor.has_room,
            ),
            *self._ball_entries.entries(),
            SubmenuSpec(words("&Go to"), "edit.places", self._places, listed_as=message("Go to {entry}")),
        ]

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Have another width once everything has type of another size."""
        is_anew = a1 is not None and a0 is self._content and a1.type() == QEvent.Type.LayoutRequest
        if is_anew and type_share(self) != self._fitted_type:
            self._fit_width()
        return super().eventFilter(a0, a1)

    def _fit_width(self) -> None:
        """Be as wide as what is in it at first: what comes and goes must not move the views.

        Type that has another size for a while and then its former one leaves the width what it was.
        """
        self._fitted_type = type_share(self)
        self.setFixedWidth(self._widths.setdefault(self._fitted_type, self.sizeHint().width()))

    def sizeHint(self) -> QSize:
        """Be wide enough for everything, with the scroll bar."""
        bar = self.verticalScrollBar()
        width = max(round(WIDTH * type_share(self)), self._content.minimumSizeHint().width())
        return QSize(width + (bar.sizeHint().width() if bar else 0), 600)

    def minimumSizeHint(self) -> QSize:
        """Never be so narrow that something is cut off."""
        return QSize(self.sizeHint().width(), 200)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment; cards of balls that did not change are left alone."""
        self.landscape.show_experiment(experiment)
        self.run.show_experiment(experiment)
        self._match_cards(experiment.balls)
        unnamed = tuple(replace(ball, label="") if ball.label else ball for ball in experiment.balls)
        names = [*map(str, ball_names(unnamed))]
        for index, (card, ball) in enumerate(zip(self.cards, experiment.balls, strict=True)):
            card.show_ball(ball, names[index], experiment)
        has_room = self._editor.has_room
        self.add.setText(self._next(message("Add ball: {optimizer}")))
        self.add.setToolTip(
            with_key(self._next(message("Add {optimizer}, unlike every ball that is there")), "Ctrl+B")
        )
        for button in (self.add, self.choose):
            button.setEnabled(has_room)
        for card in self.cards:
            card.duplicate.setEnabled(has_room)
        self._show_limits()

    def set_look(self, theme: Theme, look: Look) -> None:
        """Draw the markers for another theme; have the width for other type, also while nobody sees it."""
        self._theme = theme
        if type_share(self) != self._fitted_type:
            self._fit_width()
        for card in self.cards:
            card.set_theme(theme)
        self._show_limits()

    def take_over(self, former: Part) -> None:
        """Show more of those balls of which another panel does."""
        assert isinstance(former, ParameterPanel)
        for card, other in zip(self.cards, former.cards, strict=False):
            card.show_more(other.shows_more)

    def stop(self) -> None:
        """Hear no more of the session."""
        for leave in self._leaves:
            leave()
        self.landscape.stop()

    def _show_limits(self) -> None:
        """Show what a lesson locks, and leave out what it hides."""
        locking, theme = self._session.lessons.locking, self._theme
        for lock in self._locks:
            lock.follow(locking, theme)
        self.run.show_limits(locking, theme)
        for card in self.cards:
            card.show_limits(locking, theme)
        hides_landscape = locking.is_hidden("landscape")
        for each in (self._headings["landscape"], self.landscape):
            each.setVisible(not hides_landscape)
        self._headings["run"].setVisible(not self.run.is_empty)
        self._more_balls.setVisible(not locking.is_hidden("balls"))

    def add_ball(self) -> None:
        """Ask for another ball, and show it."""
        if not self._editor.has_room:
            return
        self._editor.add_ball()
        self.show_last()

    def go_to_ball(self, index: int) -> None:
        """Show the card of a ball, ready to type the first of its numbers."""
        card = self.cards[index]
        field = next((e.box for e in card.editors.values() if isinstance(e, NumberEditor)), card.chooser)
        self._enter(field, card)
        self._session.select_ball(index)

    def _enter(self, field: QWidget, section: QWidget) -> None:
        """Have a field typed into, and all of what it belongs to seen if that is possible.

        A panel that is folded away comes back for it: nobody types where nothing is seen.
        """
        if not self._unfold():
            return
        self.ensureWidgetVisible(section)
        self.ensureWidgetVisible(field)
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _unfold(self) -> bool:
        """Show the panel if it is folded away; return whether that can be."""
        if not self.isVisible():
            trigger(self, "panel")
        return self.isVisible()

    def _has_ball(self, index: int) -> bool:
        return index < len(self.cards)

    def _places(self) -> Iterator[ActionSpec]:
        """Yield what leads to the start, and to the first balls."""
        yield ActionSpec(
            "go_to_start",
            words_in("of the balls", "&Start"),
            ("Alt+0",),
            lambda: self._enter(self.run.start[0], self.run),
        )
        for index in range(MOST_KEYS):
            yield ActionSpec(
                f"ball_{index + 1}",
                words("Ball &{number}", number=index + 1),
                (f"Alt+{index + 1}",),
                partial(self.go_to_ball, index),
                is_enabled=partial(self._has_ball, index),
            )

    def choose_ball(self) -> None:
        """Ask what the next ball shall be."""
        if not self._unfold():
            return
        self.ensureWidgetVisible(self.choose)
        self._menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _open_change(self, ball: int, step: int) -> None:
        """Have a change of a ball edited, or a new one at the playhead."""
        self._session.select_ball(ball)
        if step >= 0:
            self._session.go_to(step)
        trigger(self, "change")

    def _at_hand(self) -> int:
        """Return the ball in whose card the focus is, or else the one that is selected."""
        focus = QApplication.focusWidget()
        there = (i for i, card in enumerate(self.cards) if focus is not None and card.isAncestorOf(focus))
        return next(there, self._session.selection.ball)

    def _show_card(self, index: int) -> None:
        """Scroll to a ball that has come or moved."""
        card = self.cards[index]
        card.show()  # the layout would do that later, and give it no room until then
        self._content.adjustSize()
        self.ensureWidgetVisible(card)

    def show_last(self) -> None:
        """Scroll to the ball that was added last."""
        bar = self.verticalScrollBar()
        self._content.adjustSize()
        if bar is not None:
            bar.setValue(bar.maximum())

    def _next(self, said: Message) -> str:
        """Return a sentence with the optimizer of the next ball in it."""
        return str(said.filled(optimizer=OPTIMIZERS[self._editor.next_optimizer].shown_title))

    def _drop_typing(self) -> None:
        """Drop what was typed and not taken: it was meant for another experiment."""
        for box in self.run.findChildren(NumberBox):
            box.restore()
        self.landscape.drop_typing()
        for card in self.cards:
            card.drop_typing()

    def _match_cards(self, balls: tuple[Ball, ...]) -> None:
        """Keep a card for each ball, of the right optimizer; what was typed for another ball is dropped."""
        self._follow_order(balls)
        if len(self.cards) != len(balls):
            for card, ball in zip(self.cards, balls, strict=False):
                if not card.is_of(ball):
                    card.drop_typing()
        while len(self.cards) > len(balls):
            self._drop(self.cards.pop())
        has_new = False
        for index, ball in enumerate(balls):
            if index < len(self.cards) and self.cards[index].optimizer == ball.optimizer:
                continue
            has_new = True
            card = self._new_card(ball)
            if index < len(self.cards):
                self._drop(self.cards[index])
                self.cards[index] = card
            else:
                self.cards.append(card)
            self._layout.insertWidget(self._first_card + index, card)
        if has_new:
            self._order_tabs()

    def _order_tabs(self) -> None:
        """Have Tab go from the top to the bottom, or it leads to what came last at the end."""
        order_tabs(self.run, *self.cards, self.add, self.choose)

    def _follow_order(self, balls: tuple[Ball, ...]) -> None:
        """Where the same balls stand in another order, have their cards stand so, as they are."""
        if len(self.cards) != len(balls):
            return
        left, order = list(self.cards), []
        for ball in balls:
            card = next((card for card in left if card.is_of(ball)), None)
            if card is None:
                return
            left.remove(card)
            order.append(card)
        if order != self.cards:
            self.cards = order
            for card in order:
                self._layout.removeWidget(card)
            for place, card in enumerate(order, self._first_card):
                self._layout.insertWidget(place, card)
            self._order_tabs()

    def _drop(self, card: BallCard) -> None:
        card.blockSignals(True)
        self._layout.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _new_card(self, ball: Ball) -> BallCard:
        card = BallCard(ball, self._theme)
        editor, balls, changes = self._editor, self._session.balls, self._session.changes
        card.settled.connect(self._session.settle)
        card.link_wanted.connect(balls.toggle_link)
        for wanted, act in (
            (card.changed, lambda index, ball, part: editor.change_ball(index, ball, merge=part)),
            (card.optimizer_wanted, editor.change_optimizer),
            (card.duplicate_wanted, editor.duplicate_ball),
            (card.remove_wanted, editor.remove_ball),
            (card.changes.edit_wanted, self._open_change),
            (card.changes.remove_wanted, changes.remove),
            (card.reset_wanted, balls.reset),
        ):
            wanted.connect(self._of_ball(card, act))
        card.grown.connect(self._order_tabs)
        self._order.add(card.handle, card)
        return card

    def _of_ball(self, card: BallCard, act: Callable[..., object]) -> Callable[..., None]:
        """Return what does something with a card's ball, unless that has gone and the card goes with it next.

        A click elsewhere ends what is typed in a field, and so may come between the two.
        """

        def take(*given: object) -> None:
            index = self.cards.index(card)
            if index < len(self._session.experiment.balls):
                act(index, *given)

        return take


class _Heading(QWidget):
    """What stands above a section; beside it the sign of a lock, where the section is locked."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sign = LockSign()
        label = QLabel(text)
        label.setObjectName("heading")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.sign)
        row.addStretch(1)
