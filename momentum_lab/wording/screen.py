"""What is on the screen, in sentences, and what has changed since then: for those who hear it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from momentum_lab.analysis.summary import BallSummary
from momentum_lab.core.hyperparameters import title_message
from momentum_lab.core.lists import enumerated, sentences_in_a_row
from momentum_lab.core.messages import Message, counted, message, message_in
from momentum_lab.core.told_number import ToldNumber
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.wording.changes import balls_sentences, landscape_sentences
from momentum_lab.wording.numbers import told_number
from momentum_lab.wording.verdicts import sentence


@dataclass(frozen=True, slots=True)
class LessonPageSeen:
    """The page of a lesson that is open.

    Attributes
    ----------
    number, count
        Which one it is, counted from 1, and how many there are.
    question
        Its driving question, as it is read aloud.
    is_sealed
        Whether its run is hidden until something is foretold.
    """

    lesson: str
    title: str
    number: int
    count: int
    question: str
    is_sealed: bool = False


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
        The titles of the views that are seen; side by side, the one of all of them.
    cells
        The captions of what is seen side by side; none for views as usual.
    is_projected
        Whether it is shown to a room.
    page
        The page of the lesson that is open.
    """

    experiment: Experiment
    step: int
    computed: int
    is_playing: bool
    summaries: tuple[BallSummary, ...]
    ball: int
    views: tuple[str, ...]
    cells: tuple[str, ...] = ()
    is_projected: bool = False
    page: LessonPageSeen | None = None


_HIDDEN: Final = message("The run is hidden until a prediction is made.")


def told_screen(screen: Screen) -> list[Message]:
    """Return what is on the screen, a sentence a line: what it is, where, and how each ball fares."""
    experiment = screen.experiment
    title = experiment.shown_title or message("An experiment without a title")
    start = ", ".join(told_number(value, 6) for value in experiment.start)
    landscape = _landscape(experiment)
    return [
        *_page(screen.page),
        message("{title}: {landscape}, from ({start}).", title=title, landscape=landscape, start=start),
        _where(screen),
        *(message("{said}.", said=sentence(each)) for each in _visible(screen)),
        message("{ball} is selected.", ball=experiment.shown_labels[screen.ball]),
        _views(screen),
    ]


def told_changes(before: Screen, after: Screen) -> list[Message]:
    """Return what has changed between two looks at the screen, the most telling first."""
    return [
        *_changes_of_page(before.page, after.page),
        *_changes_of_experiment(before.experiment, after.experiment),
        *_changes_of_play(before, after),
        *_changes_of_balls(before, after),
        *_changes_of_view(before, after),
    ]


def _page(page: LessonPageSeen | None) -> Iterator[Message]:
    if page is None:
        return
    said = message("Page {number} of {count} of the lesson “{lesson}”: {title}.")
    yield said.filled(number=page.number, count=page.count, lesson=page.lesson, title=page.title)
    yield message("{question}", question=page.question)
    if page.is_sealed:
        yield _HIDDEN


def _changes_of_page(before: LessonPageSeen | None, after: LessonPageSeen | None) -> Iterator[Message]:
    if before is not None and after is None:
        yield message("The lesson is closed.")
    elif after is not None and (
        before is None or (before.lesson, before.number) != (after.lesson, after.number)
    ):
        yield from _page(after)
    elif before is not None and after is not None and before.is_sealed != after.is_sealed:
        yield _HIDDEN if after.is_sealed else message("The run is shown now.")


def _views(screen: Screen) -> Message:
    views = enumerated(screen.views) if screen.views else message_in("of views", "none")
    if screen.cells:
        return message("{view}, side by side: {cells}.", view=views, cells=sentences_in_a_row(screen.cells))
    return message("Views: {views}.", views=views)


def _landscape(experiment: Experiment) -> Message | str:
    landscape = experiment.landscape.build()
    return landscape.shown_title if landscape.title else landscape.formula


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
    if (before.title, before.title_is_own) != (after.title, after.title_is_own):
        yield message(
            "Now it is: {title}.", title=after.shown_title or message("an experiment without a title")
        )
    yield from landscape_sentences(before.landscape, after.landscape)
    if before.start != after.start:
        yield message(
            "The start is now ({place}).", place=", ".join(told_number(value, 6) for value in after.start)
        )
    if before.steps != after.steps:
        yield counted("The run now has {count:,} step.", "The run now has {count:,} steps.", after.steps)
    if before.noise != after.noise:
        yield message("The gradient noise is now {noise:g}.", noise=ToldNumber(after.noise))
    if before.common_noise != after.common_noise:
        yes, no = message("All balls have the same noise."), message("Each ball has a noise of its own.")
        yield yes if after.common_noise else no
    if before.seed != after.seed:
        yield message("The seed is now {seed}.", seed=after.seed)
    if before.description != after.description:
        yield message("The notes are other ones now.")
    if after.linked != before.linked:
        names = enumerated(title_message(name) for name in sorted(after.linked))
        yield message("Linked in all balls: {names}.", names=names or message("nothing"))
    yield from balls_sentences(before, after)


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
        yield message("{ball} is selected.", ball=after.experiment.shown_labels[after.ball])
    if before.is_projected != after.is_projected:
        on, off = message("Projector mode."), message("Projector mode is left.")
        yield on if after.is_projected else off
    if (before.views, before.cells) != (after.views, after.cells):
        yield _views(after)
