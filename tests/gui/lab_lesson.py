"""A small lesson for tests of the Lab panel, with a page for each kind of step."""

from __future__ import annotations

from driving import bowl

from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui.docks.lab import Lab
from momentum_lab.gui.lessons.page import LessonPage
from momentum_lab.gui.lessons.step_card import StepCard
from momentum_lab.gui.window.main_window import MainWindow
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

NEAR = Check(Measure(0, quantity="distance"), "<", 1.0)
FAR = Check(Measure(0, quantity="distance"), ">=", 1.0)
CHOICE = Prediction(AnswerKind.CHOICE, (AnswerChoice("far", (FAR,)), AnswerChoice("near", (NEAR,))))
SEEN = Prediction(AnswerKind.CHOICE, (AnswerChoice("swings"), AnswerChoice("creeps")), right="creeps")
ORDER = Prediction(AnswerKind.ORDER, measure=Measure(0, quantity="loss", step=20))
NUMBER = Prediction(AnswerKind.NUMBER, measure=Measure(0, quantity="x", step=20), near=0.1)
RACE = Measure(0, result="steps_to_tolerance")
TASK = Task((Check(Measure(0, setting="learning_rate"), ">=", 0.2), NEAR), "solved", RACE)

PAGES = (
    Page(
        "ask",
        "slow",
        steps=(
            LessonStep("end", StepKind.PREDICT, CHOICE),
            LessonStep("seen", StepKind.SEE, SEEN),
            LessonStep("why", StepKind.EXPLAIN),
        ),
    ),
    Page(
        "more",
        "two",
        steps=(LessonStep("order", StepKind.PREDICT, ORDER), LessonStep("number", StepKind.PREDICT, NUMBER)),
    ),
    Page(
        "act", "weak", steps=(LessonStep("task", StepKind.TASK, task=TASK), LessonStep("try", StepKind.TRY))
    ),
)
TEXT = r"""
Take $f(x, y) = 0.1 x^2 + 0.4 y^2$. Its *curvatures*
differ by $\kappa = \frac{\lambda_{\max}}{\lambda_{\min}} = 4$.

$$w_{t+1} = w_t - \eta\,\nabla f(w_t) + \beta\,(w_t - w_{t-1})$$

- A rate below $2/\lambda_{\max}$ is stable.
- Momentum bears `more`.
"""


def lab_lesson() -> Lesson:
    """A lesson of three pages."""
    slow = bowl(Ball("gradient_descent", {"learning_rate": 0.05}), steps=20)
    two = bowl(
        Ball("gradient_descent", {"learning_rate": 0.5}), Ball("momentum", {"learning_rate": 0.6}), steps=20
    )
    weak = bowl(Ball("gradient_descent", {"learning_rate": 0.1}), steps=30)
    solved = bowl(Ball("gradient_descent", {"learning_rate": 1.0}), steps=30)
    experiments = {"slow": slow, "two": two, "weak": weak, "solved": solved}
    return Lesson("small", 12, PAGES, experiments, (), {"en": _words()})


def _words() -> LessonText:
    pages = {
        "ask": PageText("A slow descent", r"What keeps the ball from $\nabla f = 0$?", TEXT, _steps("ask")),
        "more": PageText("Which is first?", "Who is lowest after 20 steps?", "Two balls.", _steps("more")),
        "act": PageText("Your turn", "Can you make it arrive?", "Change what you like.", _steps("act")),
    }
    able = ("say what slows a ball down", r"compute $2/\lambda_{\max}$")
    return LessonText("en", "The small ravine", "A small lesson.", able, pages, {})


def _steps(page: str) -> dict[str, StepText]:
    return {
        "ask": {
            "end": StepText(
                r"Where is it after 20 steps with $\eta = 0.05$?",
                {"far": r"Far away, for $\eta\lambda$ is little", "near": "Near the minimum"},
                r"The error shrinks by only $1\,\%$ in a step.",
            ),
            "seen": StepText(
                "What did you see?", {"swings": "It swings", "creeps": "It creeps"}, "It creeps."
            ),
            "why": StepText("Say why.", {}),
        },
        "more": {
            "order": StepText("Put them in order, the lowest loss first.", {}, "Momentum is."),
            "number": StepText("Where is $x_{20}$?", {}, "There."),
        },
        "act": {
            "task": StepText("Bring it near the minimum.", {}, "A larger rate.", "Try $\\eta = 1$."),
            "try": StepText("What does a larger rate do?", {}),
        },
    }[page]


def lab_of(window: MainWindow) -> Lab:
    """The Lab panel of a window."""
    lab = window.parts["lab"]
    assert isinstance(lab, Lab)
    return lab


def page_of(window: MainWindow) -> LessonPage:
    """The page that it shows."""
    page = lab_of(window).page
    assert page is not None
    return page


def card_of(window: MainWindow, step: str) -> StepCard:
    """The card of a step."""
    return next(card for card in page_of(window).cards if card.step.id == step)
