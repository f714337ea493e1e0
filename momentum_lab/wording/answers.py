"""Answers of a lesson in words: what was predicted, what came, and how far apart they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.core.messages import Message, message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.lessons.judging import is_logarithmic
from momentum_lab.lessons.lesson import AnswerKind, Prediction
from momentum_lab.lessons.record import Given, Outcome
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

    def told(self, given: Given) -> str:
        """Return an answer in words; as it stands where it is none of this question's kind."""
        match self.prediction.answer, given:
            case AnswerKind.CHOICE, str():
                return self.choices.get(given, given)
            case AnswerKind.NUMBER, float() | int():
                return told_number(given)
            case AnswerKind.ORDER, tuple():
                return ", ".join(self._label(int(ball)) for ball in given)
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
        labels = () if self.experiment is None else self.experiment.labels
        return labels[ball] if 0 <= ball < len(labels) else str(message("ball {number}", number=ball + 1))

    def _step(self, place: int, count: int) -> int:
        """Return the step at which one of ``count`` values of a curve stands: they are evenly apart."""
        last = self.prediction.measure.step
        if last is None:
            last = 0 if self.experiment is None else self.experiment.steps
        return round(last * place / max(count - 1, 1))


def shown_places(count: int) -> tuple[int, ...]:
    """Return the places of a curve of so many values that are told: first, last and some between."""
    return tuple(int(i) for i in np.unique(np.linspace(0, count - 1, min(count, MOST_SHOWN)).round()))


def distance_told(prediction: Prediction, outcome: Outcome) -> Message | None:
    """Return how far an answer is off; None where that is no number."""
    if outcome.distance is None:
        return None
    match prediction.answer:
        case AnswerKind.ORDER:
            return message("{share:.0%} of the pairs are the other way round", share=outcome.distance)
        case AnswerKind.NUMBER:
            return message("off by {share}", share=_share(outcome.distance))
        case AnswerKind.POINT:
            return message("{distance} away on the map", distance=told_number(outcome.distance, 3))
        case AnswerKind.CURVE:
            return _curve_distance(prediction, outcome.value, outcome.distance)
    return None


def _curve_distance(prediction: Prediction, values: Given, distance: float) -> Message:
    told = values if isinstance(values, tuple) else ()
    came = np.array([float(each) for each in told])
    if is_logarithmic(prediction, came):
        return message("{number} powers of ten off on average", number=told_number(distance, 2))
    return message("off by {share} of its height on average", share=_share(distance))


def _share(share: float) -> str:
    return f"{share:.1%}" if share < 10 else told_number(share, 3)
