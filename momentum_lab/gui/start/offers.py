"""What the start page offers: lessons, with how far one has come, and presets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.messages import counted, message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.presets import preset, presets
from momentum_lab.gui.widgets.card_search import holds
from momentum_lab.lessons import find_lesson, lesson_names, lesson_text
from momentum_lab.lessons.lesson import Lesson, StepKind
from momentum_lab.lessons.record import LessonRecord
from momentum_lab.lessons.record_file import find_records


class OfferKind(Enum):
    """What is opened."""

    LESSON = "lesson"
    PRESET = "preset"


@dataclass(frozen=True, slots=True)
class Offer:
    """A lesson or a preset, as the gallery shows it.

    Attributes
    ----------
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
        parts = [counted("lesson of {count} minute", "lesson of {count} minutes", count=self.minutes)]
        if self.page is not None:
            parts.append(message("page {page} of {pages}", page=self.page + 1, pages=self.pages))
        return "  ·  ".join(map(str, parts))

    @property
    def told(self) -> str:
        """All of it, for those who do not see it."""
        return f"{self.heading}. {self.sentence} {self.facts}"


def offers() -> list[Offer]:
    """Return all that can be begun with: what was worked on last, the other lessons, the presets."""
    records = {record.lesson: record for record in find_records()}
    last = max(records.values(), key=lambda record: record.at, default=None)
    lessons = [offer for name in lesson_names() if (offer := _lesson_offer(name, records, last)) is not None]
    lessons.sort(key=lambda offer: not offer.is_last)
    return [*lessons, *map(_preset_offer, *zip(*presets(), strict=True))]


def matching(every: Iterable[Offer], search: str, kinds: Iterable[OfferKind]) -> list[Offer]:
    """Return what is of one of some kinds, of any if there is none, and has all words of a search."""
    wanted, words = set(kinds) or set(OfferKind), search.split()
    return [
        each
        for each in every
        if each.kind in wanted and holds((each.heading, each.name, each.sentence, each.facts), words)
    ]


def shown_experiment(offer: Offer) -> tuple[Experiment, bool]:
    """Return the experiment that the picture of an offer shows, and whether it may show the run.

    It may not where that is to be foretold.
    """
    if offer.kind is OfferKind.PRESET:
        return preset(offer.name), True
    lesson = find_lesson(offer.name)
    first = lesson.pages[0]
    name = first.experiment or next(iter(lesson.experiments))
    return lesson.experiments[name], not any(step.kind is StepKind.PREDICT for step in first.steps)


def _lesson_offer(name: str, records: dict[str, LessonRecord], last: LessonRecord | None) -> Offer | None:
    """Return the offer of a lesson; None for one of a person's own that cannot be read."""
    try:
        lesson = find_lesson(name)
    except MomentumLabError:
        return None
    text, record = lesson_text(lesson), records.get(name)
    return Offer(
        OfferKind.LESSON,
        name,
        text.title,
        text.summary,
        lesson.minutes,
        len(lesson.pages),
        None if record is None else _page_of(record, lesson),
        record is not None and record is last,
    )


def _page_of(record: LessonRecord, lesson: Lesson) -> int:
    ids = [page.id for page in lesson.pages]
    return ids.index(record.page) if record.page in ids else 0


def _preset_offer(name: str, experiment: Experiment) -> Offer:
    return Offer(OfferKind.PRESET, name, experiment.title, first_sentence(experiment.description))


def first_sentence(text: str) -> str:
    """Return a text up to the end of its first sentence."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", text.strip(), maxsplit=1)[0]
