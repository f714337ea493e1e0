"""Which widget does what a step asks for: one row adds a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from momentum_lab.gui.lessons.step_widgets.choice import ChoiceStep
from momentum_lab.gui.lessons.step_widgets.number import NumberStep
from momentum_lab.gui.lessons.step_widgets.order import OrderStep
from momentum_lab.gui.lessons.step_widgets.step_widget import StepWidget
from momentum_lab.gui.lessons.step_widgets.task import TaskStep
from momentum_lab.gui.lessons.step_widgets.written import WrittenStep
from momentum_lab.lessons.lesson import AnswerKind, LessonStep, StepKind, StepText
from momentum_lab.session import Session

Make = Callable[[Session, LessonStep, StepText], StepWidget]

STEP_WIDGETS: Final[Mapping[StepKind | AnswerKind, Make]] = MappingProxyType(
    {
        AnswerKind.CHOICE: ChoiceStep,
        AnswerKind.ORDER: OrderStep,
        AnswerKind.NUMBER: NumberStep,
        StepKind.TASK: TaskStep,
        StepKind.TRY: WrittenStep,
        StepKind.EXPLAIN: WrittenStep,
    }
)
"""Of what is foretold or was seen, by the kind of the answer; of all else, by the kind of the step."""


def new_step_widget(session: Session, step: LessonStep, text: StepText) -> StepWidget:
    """Return what has somebody do a step."""
    kind = step.kind if step.prediction is None else step.prediction.answer
    return STEP_WIDGETS[kind](session, step, text)
