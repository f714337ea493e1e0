"""What the start page offers: lessons, with how far one has come, and presets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.messages import counted, message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.presets import presets
from momentum_lab.gui.widgets.card_search import holds
from momentum_lab.lessons import find_lesson, lesson_names, lesson_text
from momentum_lab.lessons.lesson import Lesson, StepKind
from momentum_lab.session.lesson_records import Begun


class OfferKind(Enum):
    """What is opened."""

    LESSON = "lesson"
    PRESET = "preset"


@dataclass(frozen=True, slots=True)
class Offer:
    """A lesson or a preset, as the gallery shows it.

    Attributes
    ----------
    name
        By which it is opened: of a lesson that was opened from a folder or a zip, its path.
    experiment, may_be_run
        What its picture shows, and whether that may show the run: it may not where that is to be foretold.
    minutes
        How long it takes; 0 where nobody can say.
    pages
        How many it has.
    page
        The one that was shown last, counted from 0; None where none was.
    is_last
        Whether it is what was worked on last.
    """

    kind: OfferKind
    name: str
    title: str
    sentence: str
    experiment: Experiment = field(compare=False)
    may_be_run: bool = True
    minutes: int = 0
    pages: int = 0
    page: int | None = None
    is_last: bool = False

    @property
    def key(self) -> str:
        """What it is found again by."""
        return f"{self.kind.value} {self.name}"

    @property
    def heading(self) -> str:
        """What stands on its card."""
        return str(message("Continue: {title}", title=self.title)) if self.is_last else self.title

    @property
    def facts(self) -> str:
        """What it is, how long it takes, and how far one has come."""
        if self.kind is OfferKind.PRESET:
            return str(message("preset"))
        if self.page is None:
            return str(counted("lesson of {count} minute", "lesson of {count} minutes", count=self.minutes))
        minutes = counted("{count} minute", "{count} minutes", count=self.minutes)
        where = message("page {page} of {pages}", page=self.page + 1, pages=self.pages)
        return f"{where}  ·  {minutes}"

    @property
    def told(self) -> str:
        """All of it, for those who do not see it."""
        heading, sentence, facts = self.heading, self.sentence, self.facts
        return str(message("{heading}. {sentence} {facts}", heading=heading, sentence=sentence, facts=facts))


def offers(found: Callable[[], Sequence[Begun]]) -> Iterator[Offer]:
    """Yield all that can be opened: the lesson of the last time, the others, the presets.

    ``found`` returns the lessons that were begun, the one of the last time first. It is asked with the first
    offer, by the thread that wants it: all that was written down is read for that.
    """
    begun = found()
    known = {each.source or each.lesson: each for each in begun}
    last = (begun[0].source or begun[0].lesson) if begun else ""
    sources = [each.source for each in begun if each.source]
    for name in dict.fromkeys([*filter(None, [last]), *lesson_names(), *sources]):
        offer = _lesson_offer(name, known)
        if offer is not None:
            yield replace(offer, is_last=name == last)
    yield from (_preset_offer(name, experiment) for name, experiment in presets())


def matching(every: Iterable[Offer], search: str, kinds: Iterable[OfferKind]) -> list[Offer]:
    """Return what is of one of some kinds, of any if there is none, and has all words of a search."""
    wanted, words = set(kinds) or set(OfferKind), search.split()
    return [
        each
        for each in every
        if each.kind in wanted and holds((each.heading, each.name, each.sentence, each.facts), words)
    ]


def _lesson_offer(name: str, known: Mapping[str, Begun]) -> Offer | None:
    """Return the offer of a lesson; None for one of a person's own that cannot be read."""
    try:
        lesson = find_lesson(name)
    except MomentumLabError:
        return None
    text, first, begun = lesson_text(lesson), lesson.pages[0], known.get(name)
    shown = first.experiment or next(iter(lesson.experiments))
    return Offer(
        OfferKind.LESSON,
        name,
        text.title,
        text.summary,
        lesson.experiments[shown],
        not any(step.kind is StepKind.PREDICT for step in first.steps),
        lesson.minutes,
        len(lesson.pages),
        None if begun is None else _page_of(begun, lesson),
    )


def _page_of(begun: Begun, lesson: Lesson) -> int:
    ids = [page.id for page in lesson.pages]
    return ids.index(begun.page) if begun.page in ids else 0


def _preset_offer(name: str, experiment: Experiment) -> Offer:
    said = first_sentence(str(experiment.shown_description))
    return Offer(OfferKind.PRESET, name, experiment.title_words, said, experiment)


def first_sentence(text: str) -> str:
    """Return a text up to the end of its first sentence."""
    return re.split(r"(?<=[.!?])\s+(?=[^\W_a-zа-яё])|(?<=[。！？])", text.strip(), maxsplit=1)[0]
