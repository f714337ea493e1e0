"""What balls are called, and what is set of them: as messages, which are English in files."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Final

from momentum_lab.core.hyperparameters import LEARNING_RATE, HyperValue, title_message
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import Message, message, message_in
from momentum_lab.core.told_number import ToldNumber
from momentum_lab.experiment.ball import LONGEST_LABEL, Ball
from momentum_lab.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from momentum_lab.experiment.ball_changes import BallChange

MOST_TOLD = 2
"""So many values tell balls of one optimizer apart; then numbers do."""
_COUNTED: Final = re.compile(r"(.+) \((\d+)\)")


def ball_names(balls: Sequence[Ball]) -> tuple[Message, ...]:
    """Return a name for each ball; those of one optimizer are told apart by what differs, or numbered.

    A ball's own label is its name: that of a preset is in the catalogue, and another as it is written. Where
    several have one label, it is numbered as well: no two balls are called the same.
    """
    found = [_name(ball, balls) for ball in balls]
    plain = [name.english for name in found]
    labelled = [name.english for name, ball in zip(found, balls, strict=True) if ball.label]
    names: list[Message] = []
    taken = set(plain)
    for place, (ball, name, english) in enumerate(zip(balls, found, plain, strict=True)):
        if plain.count(english) > 1 and not (ball.label and labelled.count(english) == 1):
            name = _numbered(name, plain[: place + 1].count(english), taken)
            taken.add(name.english)
        names.append(name)
    return tuple(names)


def copied_label(ball: Ball, balls: Sequence[Ball]) -> str:
    """Return the label of a copy of a ball beside others: a number is put behind one that somebody has.

    One that is shown in other words, those of the language, stays: it is numbered where it is shown.
    """
    labels = {other.label for other in balls}
    if ball.label not in labels or not ball.label or str(ball.shown_label) != ball.label:
        return ball.label
    counted = _COUNTED.fullmatch(ball.label)
    base = counted[1] if counted is not None and counted[1] in labels else ball.label
    tails = (f" ({number})" for number in count(2))
    return next(free for tail in tails if (free := base[: LONGEST_LABEL - len(tail)] + tail) not in labels)


def _numbered(name: Message, number: int, taken: Container[str]) -> Message:
    """Return a name with a number behind it, or the next with which it is not taken."""
    numbered = (message("{name} ({number})", name=name, number=each) for each in count(number))
    return next(each for each in numbered if each.english not in taken)


def _name(ball: Ball, balls: Sequence[Ball]) -> Message:
    if ball.label:
        return ball.shown_label
    alike = [b for b in balls if b.optimizer == ball.optimizer and not b.label]
    title = OPTIMIZERS[ball.optimizer].shown_title
    values = [*_told_apart(ball, alike)][:MOST_TOLD]
    return message("{optimizer}, {values}", optimizer=title, values=enumerated(values)) if values else title


def _told_apart(ball: Ball, alike: Sequence[Ball]) -> Iterator[Message]:
    """Yield what differs among balls of one optimizer, as this one has it; nothing for what it has not."""
    for name, value in ball.hyperparameters.items():
        if len({b.hyperparameters[name] for b in alike}) > 1:
            yield named(name, value)
    for ours, all_of_them in (
        (ball.schedule.words, {b.schedule for b in alike}),
        (ball.clipping.words, {b.clipping for b in alike}),
        (in_words(ball.changes[0]) if ball.changes else None, {b.changes for b in alike}),
    ):
        if ours is not None and len(all_of_them) > 1:
            yield ours


def named(name: str, value: HyperValue) -> Message:
    """Return a hyperparameter and its value in words."""
    if isinstance(value, str):
        return title_message(value)
    if isinstance(value, bool):
        said = message("{hyperparameter} on") if value else message("{hyperparameter} off")
        return said.filled(hyperparameter=title_message(name))
    if name == LEARNING_RATE:
        # Translators: the learning rate of a ball, short enough for a name such as "Momentum, rate 0.1".
        return message("rate {value}", value=ToldNumber(value))
    # Translators: a hyperparameter of a ball, such as "friction 0.2".
    return message("{hyperparameter} {value}", hyperparameter=title_message(name), value=ToldNumber(value))


def in_words(change: BallChange) -> Message:
    """Return a change in the middle of a run in words: values hold from its step on, a kick is at it."""
    values = kick = None
    if change.values:
        said = enumerated(named(name, value) for name, value in change.values.items())
        values = message("{values} from step {step}", values=said, step=change.step)
    if change.kick is not None:
        by = enumerated(map(ToldNumber, change.kick))
        kick = message("kick {by} at step {step}", by=by, step=change.step)
    if values is None or kick is None:
        return values or kick or message_in("of changes", "none")
    return message("{values}, {kick}", values=values, kick=kick)
