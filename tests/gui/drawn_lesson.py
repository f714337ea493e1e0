"""A small lesson in which something is drawn, as tests of that need it."""

from __future__ import annotations

from driving import bowl

from momentum_lab.experiment.experiment import Ball, Experiment
from momentum_lab.lessons.lesson import (
    AnswerChoice,
    AnswerKind,
    Lesson,
    LessonStep,
    LessonText,
    Measure,
    Page,
    PageText,
    Prediction,
    StepKind,
    StepText,
)

POINT = LessonStep(
    "place",
    StepKind.PREDICT,
    Prediction(AnswerKind.POINT, measure=Measure(1, step=10), near=0.5),
)
CURVE = LessonStep(
    "curve",
    StepKind.PREDICT,
    Prediction(AnswerKind.CURVE, measure=Measure(1, quantity="loss"), near=0.3),
)
CHOICE = LessonStep(
    "choice",
    StepKind.PREDICT,
    Prediction(
        AnswerKind.CHOICE, (AnswerChoice("fast"), AnswerChoice("slow"), AnswerChoice("never")), right="slow"
    ),
)


def two_balls() -> Experiment:
    """A bowl with two balls, of which the second, in another colour, is asked about."""
    return bowl(Ball("gradient_descent"), Ball("momentum", color="#009e73", marker="square"), steps=40)


def lesson_of(*steps: LessonStep, experiment: Experiment | None = None, **page: frozenset[str]) -> Lesson:
    """A lesson of one page, with these steps."""
    shown = Page("draw", experiment="bowl", view="", steps=steps, **page)
    words = {
        step.id: StepText(
            "Where will it be?", {"fast": "Fast", "slow": "Slow", "never": "Never"}, "So it is."
        )
        for step in steps
    }
    text = PageText("Draw", "Where?", "Draw it.", words)
    made = experiment or two_balls()
    english = LessonText("en", "Drawing", "A drawing lesson.", ("draw",), {"draw": text}, {})
    return Lesson("drawing", 5, (shown,), {"bowl": made}, (), {"en": english})
