"""What a lesson is: pages with steps, what is predicted, tried and checked in them; and its words, apart.

How it is written down is told in ``docs/lessons.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Literal, TypeAlias

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment

ComparisonSign: TypeAlias = Literal["<", "<=", ">", ">="]
WhichBall: TypeAlias = int | Literal["any", "all"]
"""A ball, counted from 0; or that one of them will do, or that all of them must."""


class StepKind(Enum):
    """What is done in a step of a page; the value is what files call it."""

    PREDICT = "predict"
    """To say what will come, before the run is shown."""
    SEE = "see"
    """To say what was seen, after it was."""
    TRY = "try"
    """To try freely, with a question."""
    TASK = "task"
    """To bring something about, which the program checks on the run."""
    EXPLAIN = "explain"
    """To write something, for the report."""


class AnswerKind(Enum):
    """How a prediction is made; the value is what files call it."""

    CHOICE = "choice"
    ORDER = "order"
    NUMBER = "number"
    POINT = "point"
    CURVE = "curve"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that is read off a run: exactly one of quantity, result, setting and theory.

    Attributes
    ----------
    ball
        Whose it is; "any" and "all" in checks only.
    quantity
        The key of a quantity of each step (``analysis.quantities``).
    result
        The key of a column of numbers of the results (``wording.results`` shows them).
    setting
        A hyperparameter, as the ball has it at the start.
    theory
        The key of a number of the theory of the ball on its landscape (``lessons.measuring``).
    step
        Of a quantity or a result: the step; the last one if left out.
    over
        Of a quantity: what is taken over all steps from ``since`` to ``step``, instead of the value at that.
    since
        The first step of those.
    per
        What the number is divided by.
    """

    ball: WhichBall = 0
    quantity: str = ""
    result: str = ""
    setting: str = ""
    theory: str = ""
    step: int | None = None
    over: Literal["", "least", "most", "mean"] = ""
    since: int = 0
    per: Measure | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Something that has to hold of a run: a comparison of a measure, a status, or an optimizer.

    Attributes
    ----------
    measure
        What is compared; of a status or an optimizer, only its ``ball`` counts.
    comparison, value
        With what; ``than`` instead of a value compares with another measure of the same run.
    status
        The key of a status that the ball has.
    optimizer
        The name of the optimizer that the ball has.
    within
        It holds at some step up to this one, instead of at the measure's.
    always
        It holds at each step.
    """

    measure: Measure
    comparison: ComparisonSign | None = None
    value: float | None = None
    than: Measure | None = None
    status: str = ""
    optimizer: str = ""
    within: int | None = None
    always: bool = False


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One of the answers to choose from; right if all that it says holds of the page's run."""

    id: str
    holds: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is asked for, and what decides whether it was right: the run.

    Attributes
    ----------
    answer
        How it is given.
    choices
        Of a choice: the answers.
    right
        Of a choice whose answers do not say themselves what has to hold: the right one.
    measure
        Of an order: what the balls are put in order by, the least first, whatever its ``ball``. Of a number:
        what it is about. Of a point and a curve: its ball and step, and the quantity that is drawn.
    balls
        Of an order: which balls; all if it is empty.
    near
        How near is right: of a number the share of it, of a point the distance on the map, of a curve the
        mean distance, in powers of ten where its axis is logarithmic, else in the share of its height.
    """

    answer: AnswerKind
    choices: tuple[AnswerChoice, ...] = ()
    right: str = ""
    measure: Measure = Measure()
    balls: tuple[int, ...] = ()
    near: float = 0.0


@dataclass(frozen=True, slots=True)
class Task:
    """What has to be brought about.

    Attributes
    ----------
    checks
        All of them have to hold.
    solution
        The experiment, of those of the lesson, with which they do.
    race
        A number by which those who have done it are ranked, the least first.
    """

    checks: tuple[Check, ...]
    solution: str
    race: Measure | None = None


@dataclass(frozen=True, slots=True)
class LessonStep:
    """A step of a page: with a prediction where one foretells or has seen, a task where one acts."""

    id: str
    kind: StepKind
    prediction: Prediction | None = None
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a lesson.

    Attributes
    ----------
    experiment
        The one that it sets; left out, what is there stays.
    step
        Where the playhead stands at first.
    view
        The view that has all the space; all views share it if left out.
    explore
        The tab of Explore that is opened.
    locks
        What cannot be changed, besides what the lesson locks.
    hides
        What is not offered, besides what the lesson hides.
    """

    id: str
    experiment: str = ""
    step: int = 0
    view: str = ""
    explore: str = ""
    locks: frozenset[str] = frozenset()
    hides: frozenset[str] = frozenset()
    steps: tuple[LessonStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that the lesson claims, named in its words.

    Attributes
    ----------
    shown
        As it is written, such as "0.50"; true if the measured number rounds to it.
    experiment
        Of which experiment of the lesson.
    measure
        What it is; None where only a test can tell, as of many seeds.
    """

    id: str
    shown: str
    experiment: str = ""
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class StepText:
    """The words of a step: what is asked, what is said of the choices, how it came, and a hint."""

    prompt: str
    choices: Mapping[str, str]
    reveal: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of a page: its title, the driving question, a little text, and the words of its steps."""

    title: str
    question: str
    text: str
    steps: Mapping[str, StepText]


@dataclass(frozen=True, slots=True)
class ExperimentText:
    """What an experiment of a lesson is called in another language; what is empty stays as it is."""

    title: str = ""
    description: str = ""
    balls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonText:
    """The words of a lesson in one language; Markdown with mathematics but for titles and names.

    Attributes
    ----------
    summary
        One sentence, for the gallery.
    able
        What one will be able to do after it.
    pages
        The words of the pages by their ids.
    teacher
        The notes for the teacher, a text to each of five heads; see ``lessons.teacher_notes``.
    experiments
        What the experiments are called in it, by their ids; not all need be there.
    """

    language: str
    title: str
    summary: str
    able: tuple[str, ...]
    pages: Mapping[str, PageText]
    teacher: Mapping[str, str]
    experiments: Mapping[str, ExperimentText] = FrozenMapping()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: what it is made of, and its words by languages.

    Attributes
    ----------
    name
        That of its folder.
    minutes
        How long it takes.
    experiments
        By their ids.
    texts
        By the codes of their languages, the first the lesson's own.
    order
        Where it stands among others; those with the same number are sorted by name.
    """

    name: str
    minutes: int
    pages: tuple[Page, ...]
    experiments: Mapping[str, Experiment]
    facts: tuple[Fact, ...]
    texts: Mapping[str, LessonText]
    locks: frozenset[str] = frozenset()
    hides: frozenset[str] = frozenset()
    order: int = 0
