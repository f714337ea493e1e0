"""What a change of an experiment is called, for whoever takes it back: what is changed, and of which ball."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Final

from momentum_lab.core.hyperparameters import title_message, title_of
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import NOTHING, Message, counted, message, message_in, words_in
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.appearance import color_name
from momentum_lab.experiment.ball_names import in_words
from momentum_lab.experiment.experiment import Ball, Experiment
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.wording.numbers import told_number

SETTINGS: Final = message("settings")
OF_BALL: Final[Mapping[str, Message]] = {
    "label": message("name"),
    "color": message("colour"),
    "marker": message("marker"),
    "start": message("start"),
    "schedule": message("schedule"),
    "clipping": message("clipping of gradients"),
    "changes": message("changes in the run"),
}
"""What the keys of a ball are called, but for its optimizer, its hyperparameters and whether it is shown."""
_OF_RUN: Final[Mapping[str, Message]] = {
    "start": message("start"),
    "steps": message("steps"),
    "seed": message("seed"),
    "noise": message("noise"),
    "common_noise": message("common noise"),
}
_OF_TEXTS: Final[Mapping[str, Message]] = {"title": message("title"), "description": message("notes")}
_OF_LANDSCAPE: Final[Mapping[str, Message]] = {
    "rotation": message("rotation of the landscape"),
    "conditioning": message("conditioning of the landscape"),
    "domain": message("shown domain"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which two experiments differ.

    Attributes
    ----------
    what
        What it is called.
    before, after
        Its values in words; empty where they are too long to be told side by side.
    now
        What it is afterwards, in words, however long; empty where nobody would hear it to its end.
    """

    what: Message
    before: str = ""
    after: str = ""
    now: str = ""

    @property
    def told(self) -> str:
        """What it is afterwards, for those who hear of it."""
        return self.now or self.after


def name_of_change(before: Experiment, after: Experiment) -> Message:
    """Return what a change is called that makes one experiment of another."""
    if before.landscape != after.landscape:  # which brings its start, rates and notes along
        found = [each.what for each in _landscape_differences(before.landscape, after.landscape)]
        return _listed(found, message("landscape"))
    run, balls = list(_run_differences(before, after)), _of_balls(before, after)
    names = [each.what for each in run]
    if before.linked != after.linked:
        names += _of_links(before.linked, after.linked)
    return _listed([*names, *([] if balls == NOTHING else [balls])])


def values_of_change(before: Experiment, after: Experiment) -> Message:
    """Return the value that a change takes away and the one that it gives; nothing if it is not one each."""
    found = [*_landscape_differences(before.landscape, after.landscape), *_run_differences(before, after)]
    if not found and len(before.balls) == len(after.balls):
        pairs = zip(before.balls, after.balls, strict=True)
        found = list(dict.fromkeys(each for pair in pairs for each in _ball_differences(*pair)))
    if len(found) != 1 or not (found[0].before and found[0].after):
        return NOTHING
    return message("{before} → {after}", before=found[0].before, after=found[0].after)


def landscape_sentences(before: LandscapeChoice, after: LandscapeChoice) -> Iterator[Message]:
    """Yield a sentence for each thing in which a landscape differs from what it was."""
    if (before.name, before.formula) != (after.name, after.formula):
        landscape = after.build()
        what = landscape.shown_title if landscape.title else landscape.formula
        yield message("The landscape is now: {landscape}.", landscape=what)
        return
    for each in _landscape_differences(before, after):
        yield message("Landscape: {what} now {now}.", what=each.what, now=each.told)


def balls_sentences(before: Experiment, after: Experiment) -> Iterator[Message]:
    """Yield a sentence for each thing in which balls differ from what they were, by the names they had."""
    if len(before.balls) != len(after.balls):
        yield counted(
            "Now there is {count} ball: {names}.",
            "Now there are {count} balls: {names}.",
            len(after.balls),
            names=enumerated(after.shown_labels),
        )
        return
    places = _former_places(before.balls, after.balls)
    if places != sorted(places):
        yield message("The order of the balls is now: {names}.", names=enumerated(after.shown_labels))
    for place, new in zip(places, after.balls, strict=True):
        yield from _ball_sentences(before.shown_labels[place], before.balls[place], new)


def _former_places(before: Sequence[Ball], after: Sequence[Ball]) -> list[int]:
    """Return where each of as many balls was before: the same one, or else one that is there no more."""
    free = dict(enumerate(before))
    found: dict[int, int] = {}
    for index, ball in enumerate(after):
        alike = [place for place, old in free.items() if old == ball]
        if alike:
            found[index] = index if index in alike else alike[0]
            del free[found[index]]
    left = iter(free)
    return [found[index] if index in found else next(left) for index in range(len(after))]


def _ball_sentences(label: Message, before: Ball, after: Ball) -> Iterator[Message]:
    if before.optimizer != after.optimizer:
        title = OPTIMIZERS[after.optimizer].shown_title
        yield message("{ball} is now of the optimizer {title}.", ball=label, title=title)
    else:
        for each in _ball_differences(before, after):
            yield message("{ball}: {what} now {now}.", ball=label, what=each.what, now=each.told)
    if before.visible != after.visible:
        shown, hidden = message("{ball} is shown.", ball=label), message("{ball} is hidden.", ball=label)
        yield shown if after.visible else hidden


def _listed(names: list[Message], otherwise: Message = SETTINGS) -> Message:
    """Return what things are called that change together; by one name if they are none, or too many."""
    match names:
        case [only]:
            return only
        case [first, second]:
            return message("{first} and {second}", first=first, second=second)
        case [first, second, third]:
            return message("{first}, {second} and {third}", first=first, second=second, third=third)
    return otherwise


def _landscape_differences(before: LandscapeChoice, after: LandscapeChoice) -> Iterator[Difference]:
    if before.name != after.name and after.name is not None:
        title = after.build().shown_title
        yield Difference(message("landscape {title}", title=title))
    elif before.name != after.name or before.formula != after.formula:
        yield Difference(message("formula"))
    else:
        former, values = before.build().parameters, after.build().parameters
        for name, value in values.items():
            if former.get(name) != value:
                what = message("parameter {name}", name=name)
                yield Difference(what, *_both(former.get(name, 0.0), value))
        for key, what in _OF_LANDSCAPE.items():
            old, new = getattr(before, key), getattr(after, key)
            if old != new:
                told = _both(old, new) if isinstance(new, float) else ("", "")
                yield Difference(what, *told, now=_domain(after) if key == "domain" else "")


def _run_differences(before: Experiment, after: Experiment) -> Iterator[Difference]:
    """Yield in what two experiments differ beside landscape and balls."""
    for key, what in {**_OF_RUN, **_OF_TEXTS}.items():
        old, new = getattr(before, key), getattr(after, key)
        if old != new:
            yield Difference(what, *(() if key in _OF_TEXTS else _both(old, new)))


def _of_links(before: frozenset[str], after: frozenset[str]) -> list[Message]:
    added = [message("link {what}", what=title_message(name)) for name in sorted(after - before)]
    return added + [message("unlink {what}", what=title_message(name)) for name in sorted(before - after)]


def _of_balls(before: Experiment, after: Experiment) -> Message:
    """Return what is different about the balls; nothing if all are the same."""
    old, new = before.balls, after.balls
    if old == new:
        return NOTHING
    gone = [label for ball, label in zip(old, before.shown_labels, strict=True) if ball not in new]
    come = [label for ball, label in zip(new, after.shown_labels, strict=True) if ball not in old]
    if len(old) < len(new) and not gone:
        if len(come) == 1:
            return message("add {ball}", ball=come[0])
        return counted("add {count} ball", "add {count} balls", count=len(new) - len(old))
    if len(old) > len(new) and not come:
        if len(gone) == 1:
            return message("remove {ball}", ball=gone[0])
        return counted("remove {count} ball", "remove {count} balls", count=len(old) - len(new))
    if len(old) != len(new):
        return message("balls")
    return _of_changed_balls(before, after) if gone or come else message("order of the balls")


def _of_changed_balls(before: Experiment, after: Experiment) -> Message:
    """Return what is different of as many balls as before."""
    pairs = enumerate(zip(before.balls, after.balls, strict=True))
    changed = [(index, one, other) for index, (one, other) in pairs if one != other]
    names = [tuple(each.what for each in _ball_differences(one, other)) for _, one, other in changed]
    if len(changed) == 1:
        ball, (_, one, other) = before.shown_labels[changed[0][0]], changed[0]
        if one.visible != other.visible and len(names[0]) == 0:
            return message("show {ball}", ball=ball) if other.visible else message("hide {ball}", ball=ball)
        return message("{what} of {ball}", what=_listed(list(names[0])), ball=ball)
    what = _listed(list(names[0])) if len(set(names)) == 1 else SETTINGS
    return counted("{what} of {count} ball", "{what} of {count} balls", count=len(changed), what=what)


def _ball_differences(before: Ball, after: Ball) -> Iterator[Difference]:
    """Yield in what a ball differs from what it was, but for whether it is shown."""
    if before.optimizer != after.optimizer:
        titles = (str(OPTIMIZERS[each.optimizer].shown_title) for each in (before, after))
        yield Difference(message("optimizer"), *titles)
        return
    for name, value in after.hyperparameters.items():
        if before.hyperparameters[name] != value:
            yield Difference(title_message(name), *_both(before.hyperparameters[name], value))
    known = {"optimizer", "hyperparameters", "visible"}
    for key in (each.name for each in fields(Ball) if each.name not in known):
        if getattr(before, key) != getattr(after, key):
            yield Difference(OF_BALL[key], now=_told_of_ball(key, after))


def _told_of_ball(key: str, ball: Ball) -> str:
    """Return what a ball has of one of the keys that are told of balls."""
    match key:
        case "label":
            return ball.label or str(message("that of its optimizer"))
        case "start":
            return _words(ball.start) or str(message("that of all balls"))
        case "schedule":
            return str(ball.schedule.words or message("constant"))
        case "clipping":
            return str(ball.clipping.words or message_in("of clipping", "none"))
        case "color":
            return color_name(ball.color)
        case "changes":
            return "; ".join(str(in_words(each)) for each in ball.changes) or words_in("of changes", "none")
    return title_of(ball.marker)


def _domain(landscape: LandscapeChoice) -> str:
    """Return the ends of what is shown of a landscape."""
    return ", ".join(map(_words, landscape.build().domain))


def _both(before: object, after: object) -> tuple[str, str]:
    return _words(before), _words(after)


def _words(value: object) -> str:
    """Return a value in a few words, with as many digits as tell it from another that was typed."""
    match value:
        case bool():
            return str(message("on") if value else message("off"))
        case int():
            return f"{value:,}"
        case float():
            return told_number(value, 6)
        case str():
            return title_of(value)
        case tuple():
            return str(message("({places})", places=", ".join(map(_words, value))))
    return ""
