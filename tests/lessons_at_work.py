"""Small lessons, as tests of lessons at work need them."""

from __future__ import annotations

from laboratory import ball, on_formula

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.lesson import (
    AnswerChoice,
    AnswerKind,
    Check,
    Lesson,
    LessonStep,
    LessonText,
    Measure,
    Page,
    PageText,
    Prediction,
    StepKind,
    StepText,
    Task,
)

CHOOSE = Prediction(
    AnswerKind.CHOICE,
    (
        AnswerChoice("arrives", (Check(Measure(0), status="converged"),)),
        AnswerChoice("diverges", (Check(Measure(0), status="diverged"),)),
    ),
)
NUMBER = Prediction(AnswerKind.NUMBER, measure=Measure(0, quantity="x", step=1), near=0.1)
SEEN = Prediction(AnswerKind.CHOICE, (AnswerChoice("yes"), AnswerChoice("no")), right="yes")
TASK = Task(
    (Check(Measure(0, setting="momentum"), "<", 0.5),), "solved", Measure(0, result="steps_to_tolerance")
)


def rolling(steps: int, momentum: float) -> Experiment:
    """Two balls on a bowl, one of them with momentum."""
    balls = (ball("momentum", learning_rate=0.1, momentum=momentum), ball("gradient_descent"))
    return on_formula("x**2 + 3*y**2", (4.0, -2.0), *balls, steps=steps)


PAGES = (
    Page("plain", experiment="plain", step=5, steps=(LessonStep("free", StepKind.TRY),)),
    Page(
        "ask",
        experiment="slow",
        view="contour",
        locks=frozenset({"momentum"}),
        steps=(
            LessonStep("end", StepKind.PREDICT, CHOOSE),
            LessonStep("where", StepKind.PREDICT, NUMBER),
            LessonStep("seen", StepKind.SEE, SEEN),
            LessonStep("why", StepKind.EXPLAIN),
        ),
    ),
    Page("act", experiment="slow", steps=(LessonStep("do", StepKind.TASK, task=TASK),)),
    Page("stay", steps=(LessonStep("free", StepKind.TRY),)),
)


def asking(experiment: Experiment) -> Lesson:
    """Return a lesson with one page, which asks what will become of a ball of an experiment."""
    page = Page("ask", experiment="it", steps=(LessonStep("end", StepKind.PREDICT, CHOOSE),))
    return Lesson("asking", 5, (page,), {"it": experiment}, (), {"en": _words((page,))})


def small_lesson(
    name: str = "small",
    pages: tuple[Page, ...] = PAGES,
    steps: int = 300,
    locks: frozenset[str] = frozenset(),
) -> Lesson:
    """Return a lesson with a page of each kind."""
    experiments: dict[str, Experiment] = {
        "plain": rolling(40, 0.7),
        "slow": rolling(steps, 0.9),
        "solved": rolling(steps, 0.3),
    }
    return Lesson(name, 10, pages, experiments, (), {"en": _words(pages)}, locks)


def _words(pages: tuple[Page, ...]) -> LessonText:
    words = {page.id: PageText(page.id.title(), "Why?", "Because.", _steps(page)) for page in pages}
    return LessonText("en", "Small", "A small lesson.", ("see",), words, {})


def _steps(page: Page) -> dict[str, StepText]:
    return {step.id: StepText("What?", {}, "So.") for step in page.steps}
