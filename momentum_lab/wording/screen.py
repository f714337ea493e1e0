"""What is on the screen, in sentences, and what has changed since then: for those who hear it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from momentum_lab.analysis.summary import BallSummary
from momentum_lab.core.messages import Message, counted, message
from momentum_lab.experiment.ball import Ball, named
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.wording.verdicts import sentence


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown.

    Attributes
    ----------
    step, computed
        The step that is shown, and the last one that there is yet.
    summaries
        How the balls fare at that step; none while the run is still to come.
    ball
        The ball that is selected.
    views
        The titles of the views that are seen.
    is_projected
        Whether it is shown to a room.
    """

    experiment: Experiment
    step: int
    computed: int
    is_playing: bool
    summaries: tuple[BallSummary, ...]
    ball: int
    views: tuple[str, ...]
    is_projected: bool = False


def told_screen(screen: Screen) -> list[Message]:
    """Return what is on the screen, a sentence a line: what it is, where, and how each ball fares."""
    experiment = screen.experiment
    title = experiment.title or message("An experiment without a title")
    start = ", ".join(f"{value:g}" for value in experiment.start)
    landscape = _landscape(experiment)
    return [
        message("{title}: {landscape}, from ({start}).", title=title, landscape=landscape, start=start),
        _where(screen),
        *(message("{said}.", said=sentence(each)) for each in _visible(screen)),
        message("{ball} is selected.", ball=experiment.labels[screen.ball]),
        message("Views: {views}.", views=", ".join(screen.views)),
    ]


def told_changes(before: Screen, after: Screen) -> list[Message]:
    """Return what has changed between two looks at the screen, the most telling first."""
    return [
        *_changes_of_experiment(before.experiment, after.experiment),
        *_changes_of_play(before, after),
        *_changes_of_balls(before, after),
        *_changes_of_view(before, after),
    ]


def _landscape(experiment: Experiment) -> str:
    landscape = experiment.landscape.build()
    return landscape.title or landscape.formula


def _visible(screen: Screen) -> Iterator[BallSummary]:
    return (each for each in screen.summaries if screen.experiment.balls[each.ball].visible)


def _where(screen: Screen) -> Message:
    steps = screen.experiment.steps
    if screen.is_playing:
        return counted("It plays {count:,} step.", "It plays {count:,} steps.", steps)
    if screen.computed < steps:
        said = message("Step {step:,} of {steps:,}, of which {computed:,} are computed.")
        return said.filled(step=screen.step, steps=steps, computed=screen.computed)
    return message("Paused at step {step:,} of {steps:,}.", step=screen.step, steps=steps)


def _changes_of_experiment(before: Experiment, after: Experiment) -> Iterator[Message]:
    if before == after:
        return
    if before.title != after.title:
        yield message("Now it is: {title}.", title=after.title or message("an experiment without a title"))
    if before.landscape != after.landscape:
        yield message("The landscape is now: {landscape}.", landscape=_landscape(after))
    if before.start != after.start:
        yield message("The start is now ({place}).", place=", ".join(f"{value:g}" for value in after.start))
    if before.steps != after.steps:
        yield counted("The run now has {count:,} step.", "The run now has {count:,} steps.", after.steps)
    if before.noise != after.noise:
        yield message("The gradient noise is now {noise:g}.", noise=after.noise)
    if len(before.balls) != len(after.balls):
        one, more = "Now there is {count} ball: {names}.", "Now there are {count} balls: {names}."
        yield counted(one, more, len(after.balls), names=", ".join(after.labels))
        return
    for index, (old, new) in enumerate(zip(before.balls, after.balls, strict=True)):
        yield from _changes_of_ball(after.labels[index], old, new)


def _changes_of_ball(label: str, before: Ball, after: Ball) -> Iterator[Message]:
    if before.optimizer != after.optimizer:
        title = OPTIMIZERS[after.optimizer].title
        yield message("{ball} is now of the optimizer {title}.", ball=label, title=title)
        return
    for name, value in after.hyperparameters.items():
        if before.hyperparameters[name] != value:
            yield message("{ball}: {value}.", ball=label, value=named(name, value))
    if before.schedule != after.schedule:
        words = after.schedule.words or message("constant")
        yield message("{ball}: the schedule of its learning rate is now {words}.", ball=label, words=words)
    if before.clipping != after.clipping:
        words = after.clipping.words or message("its gradient is not clipped")
        yield message("{ball}: {words}.", ball=label, words=words)
    if before.visible != after.visible:
        shown, hidden = message("{ball} is shown.", ball=label), message("{ball} is hidden.", ball=label)
        yield shown if after.visible else hidden


def _changes_of_play(before: Screen, after: Screen) -> Iterator[Message]:
    if before.is_playing != after.is_playing or (before.step != after.step and not after.is_playing):
        yield _where(after)


def _changes_of_balls(before: Screen, after: Screen) -> Iterator[Message]:
    """Yield how the balls fare whose status has changed."""
    statuses = {each.ball: each.status for each in before.summaries}
    for each in _visible(after):
        if each.ball in statuses and statuses[each.ball] is not each.status:
            yield message("{said}.", said=sentence(each))


def _changes_of_view(before: Screen, after: Screen) -> Iterator[Message]:
    if before.ball != after.ball:
        yield message("{ball} is selected.", ball=after.experiment.labels[after.ball])
    if before.is_projected != after.is_projected:
        on, off = message("Projector mode."), message("Projector mode is left.")
        yield on if after.is_projected else off
    if before.views != after.views:
        yield message("Views: {views}.", views=", ".join(after.views))
