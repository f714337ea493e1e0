"""Answers of a lesson in words and in columns: what was predicted, and what came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import message
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.lesson import AnswerKind, Prediction
from momentum_lab.lessons.record import Given
from momentum_lab.wording.lessons import ball_words
from momentum_lab.wording.numbers import told_number

MOST_SHOWN: Final = 6
"""Places of a curve at which its values are told."""


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """Tells the answers of a question.

    Attributes
    ----------
    choices
        Words by the ids of the choices.
    experiment
        The one that the question is about; None where it is not known.
    """

    prediction: Prediction
    choices: Mapping[str, str]
    experiment: Experiment | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """What the balls are called."""
        return () if self.experiment is None else self.experiment.names

    def told(self, given: Given) -> str:
        """Return an answer in words; as it stands where it is none of this question's kind."""
        match self.prediction.answer, given:
            case AnswerKind.CHOICE, str():
                return self.choices.get(given, given)
            case AnswerKind.NUMBER, float() | int():
                return told_number(given)
            case AnswerKind.ORDER, tuple():
                return str(enumerated(self._label(int(ball)) for ball in given))
            case AnswerKind.POINT, tuple():
                return f"({', '.join(told_number(float(value)) for value in given)})"
            case AnswerKind.CURVE, tuple():
                return " → ".join(told_number(float(given[i])) for i in shown_places(len(given)))
        return str(given)

    def columns(self, given: Given) -> tuple[str, ...]:
        """Return what stands above the values of an answer, one text a value that is told of it."""
        match self.prediction.answer, given:
            case AnswerKind.ORDER, tuple():
                return tuple(str(message("{place}.", place=place)) for place in range(1, len(given) + 1))
            case AnswerKind.POINT, tuple():
                return ("x", "y")[: len(given)]
            case AnswerKind.CURVE, tuple():
                return tuple(
                    str(message("step {step:,}", step=self._step(i, len(given))))
                    for i in shown_places(len(given))
                )
        return (str(message("value")),)

    def cells(self, given: Given) -> tuple[str, ...]:
        """Return an answer as texts, one under each of :meth:`columns`."""
        match self.prediction.answer, given:
            case AnswerKind.ORDER, tuple():
                return tuple(self._label(int(ball)) for ball in given)
            case AnswerKind.POINT, tuple():
                return tuple(told_number(float(value)) for value in given)
            case AnswerKind.CURVE, tuple():
                return tuple(told_number(float(given[i])) for i in shown_places(len(given)))
        return (self.told(given),)

    def _label(self, ball: int) -> str:
        return str(ball_words(ball, self.labels))

    def _step(self, place: int, count: int) -> int:
        """Return the step at which one of ``count`` values of a curve stands: they are evenly apart."""
        last = self.prediction.measure.step
        if last is None:
            last = 0 if self.experiment is None else self.experiment.steps
        return round(last * place / max(count - 1, 1))


def shown_places(count: int) -> tuple[int, ...]:
    """Return the places of a curve of so many values that are told: first, last and some between."""
    return tuple(int(i) for i in np.unique(np.linspace(0, count - 1, min(count, MOST_SHOWN)).round()))
