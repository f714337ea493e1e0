"""A small lesson with a step of each kind, and what somebody has done in it."""

from __future__ import annotations

from laboratory import ball, on_library

from momentum_lab.experiment import dumps
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
from momentum_lab.lessons.record import Answered, AnswerOutcome, LessonRecord, ReportFigure

EXPERIMENT = on_library(
    "elliptic_bowl",
    ball("gradient_descent", label="Plain", learning_rate=0.05),
    ball("momentum", label="Heavy", learning_rate=0.05, momentum=0.5),
    steps=30,
)
SOLVED = on_library(
    "elliptic_bowl", ball("momentum", label="Mine", learning_rate=0.1, momentum=0.8), steps=150
)
MARKUP = '<b onclick=alert(1)>x</b> & "quoted" </script><script>alert(2)</script>'
LONG = "a very long sentence that goes on and on, " * 60
CJK = "山谷中的球会停下来吗？"


def predict(key: str, answer: AnswerKind, **more: object) -> LessonStep:
    return LessonStep(key, StepKind.PREDICT, Prediction(answer, **more))  # type: ignore[arg-type]


STEPS = (
    predict(
        "end",
        AnswerKind.CHOICE,
        choices=(
            AnswerChoice("arrives", (Check(Measure(0, quantity="loss"), "<", 10.0),)),
            AnswerChoice("diverges", (Check(Measure(0, quantity="loss"), ">", 1e3),)),
        ),
    ),
    predict("rank", AnswerKind.ORDER, measure=Measure(quantity="loss", step=20)),
    predict("number", AnswerKind.NUMBER, measure=Measure(0, quantity="x", step=2), near=0.05),
    predict("place", AnswerKind.POINT, measure=Measure(0, step=10), near=0.5),
    predict("curve", AnswerKind.CURVE, measure=Measure(0, quantity="loss"), near=0.3),
    LessonStep(
        "seen", StepKind.SEE, Prediction(AnswerKind.CHOICE, (AnswerChoice("a"), AnswerChoice("b")), right="b")
    ),
    LessonStep("play", StepKind.TRY),
    LessonStep(
        "task",
        StepKind.TASK,
        task=Task(
            (Check(Measure(0, quantity="loss"), "<", 1e-3),),
            "solved",
            Measure(0, result="steps_to_tolerance"),
        ),
    ),
    LessonStep("why", StepKind.EXPLAIN),
)
LESSON_TEXT = LessonText(
    "en",
    "The bowl & its <balls>",
    "Two balls in a bowl.",
    ("say which ball is first", "say why"),
    {
        "bowl": PageText(
            "Two balls",
            "Which ball is first?",
            "Both roll in $f = 0.1x^2 + 2y^2$.",
            {
                "end": StepText(
                    "Where does it end?",
                    {"arrives": "It *arrives*", "diverges": "It flies off"},
                    "It arrives, for …",
                ),
                "rank": StepText("Put them in order.", {}),
                "number": StepText("What is x at step 2?", {}),
                "place": StepText("Where is it at step 10?", {}),
                "curve": StepText("Draw the loss.", {}),
                "seen": StepText("What did you see?", {"a": "It swung", "b": "It did not"}),
                "play": StepText("What else changes it?", {}),
                "task": StepText("Make the loss small.", {}, hint="A larger rate."),
                "why": StepText("Why is that so?", {}),
            },
        )
    },
    {},
)
SAMPLE_LESSON = Lesson(
    "bowl",
    10,
    (Page("bowl", "start", steps=STEPS),),
    {"start": EXPERIMENT, "solved": SOLVED},
    (),
    {"en": LESSON_TEXT},
)
SAMPLE_RECORD = LessonRecord(
    "bowl",
    student="Ada <Lovelace>",
    page="bowl",
    answers={
        "bowl/end": Answered("diverges", AnswerOutcome("arrives", False)),
        "bowl/rank": Answered((0, 1), AnswerOutcome((1, 0), False, 1.0)),
        "bowl/number": Answered(0.5, AnswerOutcome(0.51, True, 0.02)),
        "bowl/place": Answered((1.0, 2.0), AnswerOutcome((1.25, 2.0), True, 0.25)),
        "bowl/curve": Answered(
            tuple(float(i) for i in range(31)), AnswerOutcome(tuple(0.5 * i for i in range(31)), False, 0.9)
        ),
        "bowl/seen": Answered("b", AnswerOutcome("b", True)),
        "bowl/task": Answered("", experiment=dumps(SOLVED), race=17.0),
        "bowl/why": Answered(f"{MARKUP}\n{CJK}\n{LONG}"),
    },
    figures=(
        ReportFigure("bowl", MARKUP, dumps(EXPERIMENT), 20, "one.png"),
        ReportFigure("bowl", CJK, dumps(SOLVED), 5, "", (("ball", "loss"), ("Mine", "0.1"), (MARKUP, "2"))),
    ),
)
