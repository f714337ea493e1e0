"""Lessons in words: what a check asks for and what came of it, how predictions came out, what steps are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.core.hyperparameters import title_message
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import Message, message, message_in
from momentum_lab.lessons.checking import CheckFinding
from momentum_lab.lessons.judging import is_logarithmic
from momentum_lab.lessons.lesson import (
    AnswerKind,
    Check,
    ComparisonSign,
    Measure,
    Prediction,
    StepKind,
    WhichBall,
)
from momentum_lab.lessons.record import AnswerOutcome
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Status
from momentum_lab.wording.numbers import told_number

KINDS_OF_STEPS: Final[Mapping[StepKind, Message]] = {
    StepKind.PREDICT: message_in("step of a lesson", "What will happen?"),
    StepKind.SEE: message_in("step of a lesson", "What did you see?"),
    StepKind.TRY: message_in("step of a lesson", "Try it"),
    StepKind.TASK: message_in("step of a lesson", "Task"),
    StepKind.EXPLAIN: message_in("step of a lesson", "In your own words"),
}
"""What stands above a step."""
TEACHER_HEADS: Final[Mapping[str, Message]] = {
    "controls": message("Complex controls"),
    "left_out": message("What the model leaves out"),
    "use": message("How students use it"),
    "questions": message("Driving questions"),
    "customise": message("How to customise"),
}
"""What stands above the notes for the teacher."""
_RESULTS: Final[Mapping[str, Message]] = {
    "loss": message("final loss"),
    "least_loss": message("least loss"),
    "distance": message("final distance to the minimum"),
    "steps_to_tolerance": message("number of steps to tolerance"),
    "gradient_evaluations": message("number of gradient evaluations"),
    "path_length": message("length of the path"),
}
_THEORY: Final[Mapping[str, Message]] = {
    "condition_number": message("condition number"),
    "largest_curvature": message("largest curvature"),
    "least_curvature": message("least curvature"),
    "largest_rate": message("largest stable learning rate"),
    "best_rate": message("best learning rate"),
    "best_momentum": message("best momentum"),
    "best_factor": message("best factor of a step"),
    "factor": message("factor of a step"),
    "measured_factor": message("measured factor of a step"),
}
_OVER: Final[Mapping[str, Message]] = {
    "least": message("the least {what} of {ball} from step {since} to {step}"),
    "most": message("the largest {what} of {ball} from step {since} to {step}"),
    "mean": message("the mean {what} of {ball} from step {since} to {step}"),
}
_OVER_ALL: Final[Mapping[str, Message]] = {
    "least": message("the least {what} of {ball} from step {since} on"),
    "most": message("the largest {what} of {ball} from step {since} on"),
    "mean": message("the mean {what} of {ball} from step {since} on"),
}
_EXACT: Final = 1e-9
"""An answer that is no farther off differs by what was rounded in between."""
_PERCENT: Final = 0.01
_COMPARED: Final[Mapping[ComparisonSign, Message]] = {
    "<": message("{what} is less than {than}"),
    "<=": message("{what} is at most {than}"),
    ">": message("{what} is more than {than}"),
    ">=": message("{what} is at least {than}"),
}
_STATUSES: Final[Mapping[str, Message]] = {
    Status.MOVING.key: message("{ball} is on its way"),
    Status.CONVERGED.key: message("{ball} is at a minimum"),
    Status.STALLED.key: message("{ball} is at rest, at no minimum"),
    Status.ESCAPED.key: message("{ball} has left the map"),
    Status.DIVERGED.key: message("{ball} has diverged"),
}


def ball_words(ball: WhichBall, labels: Sequence[str]) -> Message | str:
    """Return what a ball is called in a sentence."""
    if ball == "any":
        return message("one of the balls")
    if ball == "all":
        return message("each ball")
    return labels[ball] if ball < len(labels) else _numbered(ball)


def _numbered(ball: int) -> Message:
    return message("ball {number}", number=ball + 1)


def measure_words(measure: Measure, labels: Sequence[str]) -> Message:
    """Return what is measured, as it stands in a sentence: "the loss of Momentum at step 50"."""
    said = _measure(measure, labels)
    if measure.per is None:
        return said
    return message("{what}, divided by {other}", what=said, other=measure_words(measure.per, labels))


def _measure(measure: Measure, labels: Sequence[str]) -> Message:
    ball = ball_words(measure.ball, labels)
    if measure.setting:
        return message("the {what} of {ball}", what=title_message(measure.setting), ball=ball)
    if measure.theory:
        return message("the {what} for {ball}", what=_THEORY[measure.theory], ball=ball)
    what = _RESULTS[measure.result] if measure.result else QUANTITIES[measure.quantity].title
    if measure.over:
        said = (_OVER_ALL if measure.step is None else _OVER)[measure.over]
        return said.filled(what=what, ball=ball, since=measure.since, step=measure.step)
    if measure.step is None:
        return message("the {what} of {ball}", what=what, ball=ball)
    return message("the {what} of {ball} at step {step}", what=what, ball=ball, step=measure.step)


def _compared_to(other: Measure, measure: Measure, labels: Sequence[str]) -> Message:
    """Return what a measure is compared to, which is not said again where only ball or step are others."""
    if replace(other, ball=measure.ball) == measure:
        return message("that of {ball}", ball=ball_words(other.ball, labels))
    if other.step is not None and replace(other, step=measure.step) == measure:
        return message("that at step {step}", step=other.step)
    return measure_words(other, labels)


def check_words(check: Check, labels: Sequence[str]) -> str:
    """Return what a check asks for, as a sentence without a full stop.

    ``labels`` are those of the balls of the run that it is asked of.
    """
    return _begun(_check(check, labels), labels)


def _begun(said: Message, labels: Sequence[str]) -> str:
    """Return a sentence with a capital at its beginning, but for the name of a ball, which stays as it is."""
    sentence = str(said)
    return sentence if sentence.startswith(tuple(labels)) else sentence[:1].upper() + sentence[1:]


def _check(check: Check, labels: Sequence[str]) -> Message:
    said = _asked(check, labels)
    if check.always:
        return message("{what}, at each step", what=said)
    if check.within is not None:
        return message("{what}, at some step up to {step}", what=said, step=check.within)
    return said


def _asked(check: Check, labels: Sequence[str]) -> Message:
    if check.optimizer:
        title, ball = OPTIMIZERS[check.optimizer].shown_title, check.measure.ball
        named = _numbered(ball) if isinstance(ball, int) else ball_words(ball, labels)  # labels tell of rules
        return message("{ball} uses {optimizer}", ball=named, optimizer=title)
    if check.status:
        said = _STATUSES[check.status].filled(ball=ball_words(check.measure.ball, labels))
        step = check.measure.step
        return said if step is None else message("{what} at step {step}", what=said, step=step)
    assert check.comparison is not None
    measure, what = check.measure, measure_words(check.measure, labels)
    if check.than is not None:
        than: Message | str = _compared_to(check.than, measure, labels)
    else:
        than = _number(math.nan if check.value is None else check.value)
        if measure.per is not None:
            what = _measure(measure, labels)
            other = _compared_to(measure.per, replace(measure, per=None), labels)
            than = message("{times} times {other}", times=than, other=other)
    return _COMPARED[check.comparison].filled(what=what, than=than)


def finding_words(finding: CheckFinding, labels: Sequence[str]) -> str:
    """Return what a check asks for, and if it is not met, what there is instead."""
    return _begun(_finding(finding, labels), labels)


def _finding(finding: CheckFinding, labels: Sequence[str]) -> Message:
    asked = _check(finding.check, labels)
    if finding.is_met:
        return asked
    if finding.ball is None:
        return message("{asked} — there is no such ball", asked=asked)
    is_named = isinstance(finding.check.measure.ball, int)
    if finding.check.optimizer:
        if finding.check.measure.ball == "any":
            return message("{asked} — none does", asked=asked)
        named = message("it") if is_named else _numbered(finding.ball)
        found = OPTIMIZERS[finding.found].shown_title
        return message("{asked} — {ball} uses {optimizer}", asked=asked, ball=named, optimizer=found)
    ball = message("it") if is_named else ball_words(finding.ball, labels)
    if finding.check.status:
        what = _STATUSES[finding.found].filled(ball=ball)
        return message("{asked} — {what} at step {step}", asked=asked, what=what, step=finding.step)
    return _missed(finding, asked, labels)


def _missed(finding: CheckFinding, asked: Message, labels: Sequence[str]) -> Message:
    """Return by what number a check is missed, and of which ball if that is not said already."""
    value, check = finding.value, finding.check
    if math.isnan(value):
        has_none = check.measure.setting and isinstance(check.measure.ball, int)
        missing = "{asked} — it has none" if has_none else "{asked} — there is no such number"
        return message(missing, asked=asked)
    if check.measure.result == "steps_to_tolerance" and value == math.inf:
        return message("{asked} — it does not get there", asked=asked)
    is_share = check.measure.per is not None and check.than is None
    told = message("{times} times that", times=_number(value)) if is_share else _number(value)
    places: dict[str, object] = {"asked": asked, "value": told, "step": finding.step}
    has_step = bool(check.measure.quantity) and not check.measure.over and check.measure.step is None
    if not isinstance(check.measure.ball, int) and finding.ball is not None:
        places["ball"] = ball_words(finding.ball, labels)
        said = (
            "{asked} — of {ball} it is {value} at step {step}"
            if has_step
            else "{asked} — of {ball} it is {value}"
        )
    else:
        said = "{asked} — it is {value} at step {step}" if has_step else "{asked} — it is {value}"
    return message(said, **places)


def outcome_words(
    prediction: Prediction, outcome: AnswerOutcome, labels: Sequence[str], choices: Mapping[str, str]
) -> Message:
    """Return how a prediction came out, as a sentence; ``choices`` are the words of those there are."""
    if outcome.is_right is None:
        return message("This run does not tell.")
    said = _right if outcome.is_right else _wrong
    match prediction.answer:
        case AnswerKind.CHOICE:
            return said(message("{choice}", choice=choices.get(str(outcome.value), "").removesuffix(".")))
        case AnswerKind.ORDER:
            balls = outcome.value if isinstance(outcome.value, tuple) else ()
            order = enumerated(ball_words(int(ball), labels) for ball in balls)
            if outcome.is_right:
                return _right(message("{order}", order=order))
            off = message(
                "{order} ({share:.0%} of the pairs are in the other order)",
                order=order,
                share=outcome.distance,
            )
            return _wrong(off)
        case AnswerKind.NUMBER:
            value = outcome.value if isinstance(outcome.value, int | float) else math.nan
            return said(_number_off(value, outcome.distance or 0.0))
        case AnswerKind.POINT:
            place = outcome.value if isinstance(outcome.value, tuple) else ()
            told = ", ".join(told_number(float(each), 3) for each in place)
            if outcome.distance is not None and outcome.distance <= _EXACT:
                return said(message("it is at ({place}), and the answer was exactly there", place=told))
            return said(
                message(
                    "it is at ({place}), and the answer was {off} from there",
                    place=told,
                    off=_number(outcome.distance or 0.0),
                )
            )
        case AnswerKind.CURVE:
            return said(_curve_off(prediction, outcome))


def _number_off(value: float, off: float) -> Message:
    if not math.isfinite(value):
        return message("it is {value}", value=_number(value))
    if off <= _EXACT:
        return message("it is {value}, and the answer was exactly that", value=_number(value))
    if value == 0.0:
        return message("it is 0, and the answer was {off} off", off=_number(off))
    if not math.isfinite(off):
        return message("it is {value}", value=_number(value))
    return message("it is {value}, and the answer was {off} off", value=_number(value), off=_share(off))


def _curve_off(prediction: Prediction, outcome: AnswerOutcome) -> Message:
    off = outcome.distance or 0.0
    if off == 0.0:
        return message("the drawn curve was exactly that of the run")
    values = (
        np.array([float(each) for each in outcome.value]) if isinstance(outcome.value, tuple) else np.empty(0)
    )
    if is_logarithmic(prediction, values):
        return message("the drawn curve was {off} powers of ten off on average", off=_number(off))
    return message("the drawn curve was {off} of its height off on average", off=_share(off))


def _share(share: float) -> Message:
    """Return a share that is not nothing in whole percent."""
    return message("{share:.0%}", share=share) if share >= _PERCENT else message("less than 1%")


def _right(what: Message) -> Message:
    return message("Right: {what}.", what=what)


def _wrong(what: Message) -> Message:
    return message("It came otherwise: {what}.", what=what)


def _number(value: float) -> str:
    return told_number(value, 4)


def near_words(near: float) -> Message:
    """Return how near to what comes a number that is foretold has to be, as a sentence."""
    return message(
        "Right is what is off by no more than {share}% of the number that comes, or by {off} if that is 0.",
        share=told_number(100.0 * near),
        off=told_number(near),
    )
