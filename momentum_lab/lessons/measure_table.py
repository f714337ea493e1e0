"""Reading what is measured of a run, and what has to hold of it, from the tables of ``lesson.toml``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from momentum_lab.analysis.quantities import known_quantity
from momentum_lab.core.errors import InputError, quoted, unknown
from momentum_lab.core.tables import TableReader, flag, integer, number, text
from momentum_lab.experiment.experiment import MOST_BALLS, MOST_STEPS
from momentum_lab.lessons.lesson import Check, ComparisonSign, Measure, WhichBall
from momentum_lab.lessons.measuring import known_result, known_theory
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Status

LARGEST: Final = 1e12
"""The largest number that something may be compared with."""
_MEASURES: Final = ("quantity", "result", "setting", "theory")
MEASURE_KEYS: Final = ("ball", *_MEASURES, "step", "over", "since", "per")
"""The keys of a measure."""
_CHECK: Final = (*MEASURE_KEYS, "is", "value", "than", "status", "optimizer", "within", "always")
_COMPARISONS: Final[dict[str, ComparisonSign]] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
Over: TypeAlias = Literal["", "least", "most", "mean"]
_OVER: Final[dict[str, Over]] = {"least": "least", "most": "most", "mean": "mean"}


def check_of(value: object) -> Check:
    """Return the check that a table says: a status, an optimizer, or a comparison."""
    reader = TableReader(value, _CHECK)
    status = reader.take("status", _status, "")
    optimizer = reader.take("optimizer", _optimizer, "")
    within = reader.take("within", integer(0, MOST_STEPS), None)
    always = reader.take("always", flag, False)
    if always and within is not None:
        raise InputError("the keys 'within' and 'always' are there, allowed is one of them")
    if status and optimizer:
        raise InputError("the keys 'status' and 'optimizer' are there, allowed is one of them")
    if optimizer and (always or within is not None):
        raise InputError("'within' and 'always' do not go with an optimizer, which a ball has from the start")
    found = _state(reader, status, optimizer) if status or optimizer else _compared(reader)
    if (always or within is not None) and not _is_of_steps(found):
        raise InputError("'within' and 'always' go with a quantity, without 'step', 'over' and 'per'")
    return replace(found, within=within, always=always)


def _state(reader: TableReader, status: str, optimizer: str) -> Check:
    """Return the check for a status or an optimizer."""
    ball: WhichBall = reader.take("ball", _which_ball, 0)
    step = reader.take("step", integer(0, MOST_STEPS), None) if status else None
    refuse(reader, _CHECK, "the key {key!r} does not go with a status or an optimizer")
    return Check(Measure(ball, step=step), status=status, optimizer=optimizer)


def _compared(reader: TableReader) -> Check:
    """Return the check that compares a measure with a value, or with another measure."""
    comparison = reader.take("is", _comparison)
    given = reader.take("value", number(-LARGEST, LARGEST), None)
    than = reader.take("than", measure_of, None)
    if (given is None) == (than is None):
        raise InputError("allowed is one of the keys 'value' and 'than'")
    return Check(taken_measure(reader, _which_ball), comparison, given, than)


def _is_of_steps(check: Check) -> bool:
    """Whether what is checked is so, or not, at each step."""
    measure = check.measure
    is_plain = measure.step is None and not measure.over and measure.per is None
    return is_plain and bool(measure.quantity or check.status)


def measure_of(value: object) -> Measure:
    """Return the measure of one ball that a table says."""
    return taken_measure(TableReader(value, MEASURE_KEYS), ball_of)


def measure_of_each(value: object) -> Measure:
    """Return a measure by which balls are put in order: it names none of them."""
    reader = TableReader(value, [key for key in MEASURE_KEYS if key != "ball"])
    return taken_measure(reader, ball_of, is_ball_given=False)


def place_of(value: object) -> Measure:
    """Return which ball at which step a table says."""
    reader = TableReader(value, ("ball", "step"))
    return Measure(reader.take("ball", ball_of, 0), step=reader.take("step", integer(0, MOST_STEPS), None))


def curve_of(value: object) -> Measure:
    """Return the quantity of a ball that a table says, up to a step."""
    return taken_measure(TableReader(value, ("ball", "quantity", "step")), ball_of)


def taken_measure(
    reader: TableReader, ball: Callable[[object], WhichBall], is_ball_given: bool = True
) -> Measure:
    """Return the measure whose keys a reader has; exactly one of them says what is measured."""
    whose: WhichBall = reader.take("ball", ball, 0) if is_ball_given else 0
    quantity = reader.take("quantity", _quantity, "")
    result = reader.take("result", lambda key: known_result(text()(key)), "")
    setting = reader.take("setting", _setting, "")
    theory = reader.take("theory", lambda key: known_theory(text()(key)), "")
    given = [name for name, key in zip(_MEASURES, (quantity, result, setting, theory), strict=True) if key]
    if len(given) != 1:
        raise InputError(
            "found {found}, allowed is one of the keys {keys}",
            found=" and ".join(given) or "nothing that is measured",
            keys=", ".join(_MEASURES),
        )
    step = None if setting else reader.take("step", integer(0, MOST_STEPS), None)
    over: Over = reader.take("over", _over, "") if quantity else ""
    since = reader.take("since", integer(0, MOST_STEPS), 0) if over else 0
    per = reader.take("per", measure_of, None)
    refuse(reader, MEASURE_KEYS, "the key {key!r} does not go with the others")
    if over and step is not None and since > step:
        raise InputError("'since' comes after 'step'")
    return Measure(whose, quantity, result, setting, theory, step, over, since, per)


def refuse(reader: TableReader, keys: Iterable[str], said: str) -> None:
    """Raise :class:`InputError` for the first of some keys that nobody has taken."""
    left = reader.rest()
    for key in keys:
        if key in left:
            raise InputError(said, key=key)


def ball_of(value: object) -> WhichBall:
    """Check the number of a ball."""
    return integer(0, MOST_BALLS - 1)(value)


def _which_ball(value: object) -> WhichBall:
    if value == "any":
        return "any"
    if value == "all":
        return "all"
    if isinstance(value, str):
        raise InputError("found {found}, allowed are a ball's number, 'any' and 'all'", found=quoted(value))
    return ball_of(value)


def _quantity(value: object) -> str:
    return known_quantity(text()(value)).key


def _setting(value: object) -> str:
    return known_name(value, {name for rule in OPTIMIZERS.values() for name in rule.hyperparameters})


def _optimizer(value: object) -> str:
    return OPTIMIZERS[text(80)(value)].name


def _status(value: object) -> str:
    return known_name(value, [status.key for status in Status])


def _over(value: object) -> Over:
    return _OVER[known_name(value, _OVER)]


def _comparison(value: object) -> ComparisonSign:
    return _COMPARISONS[known_name(value, _COMPARISONS)]


def known_name(value: object, known: Iterable[str]) -> str:
    """Check a text that has to be one of some."""
    name, names = text()(value), [*known]
    if name not in names:
        raise InputError(unknown("found {name}", name, names))
    return name
