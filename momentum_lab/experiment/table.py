"""An experiment as a table of plain values, which is what its file holds, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from momentum_lab.core.errors import InputError, located, unknown
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.tables import Table, TableReader, flag, integer, list_of, number, text
from momentum_lab.experiment.ball_changes import LARGEST_KICK, LAST_CHANGE, MOST_CHANGES, BallChange
from momentum_lab.experiment.experiment import (
    MOST_BALLS,
    MOST_NOISE,
    MOST_SEED,
    MOST_STEPS,
    Ball,
    Experiment,
    GivenChoice,
    LandscapeChoice,
    new_ball,
)
from momentum_lab.experiment.modifiers import (
    LARGEST_LIMIT,
    MOST_WARMUP,
    SMALLEST_LIMIT,
    UNCLIPPED,
    UNSCHEDULED,
    Clipping,
    RateSchedule,
    clipping_kind,
)
from momentum_lab.experiment.schema import brought_forward, newest_schema
from momentum_lab.landscapes import LANDSCAPES, Landscape
from momentum_lab.landscapes.checks import (
    FARTHEST,
    LARGEST_CONDITIONING,
    LARGEST_NUMBER,
    LARGEST_ROTATION,
    SMALLEST_CONDITIONING,
)
from momentum_lab.landscapes.grammar import LIMITS
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import CONSTANT, SCHEDULES

Value = TypeVar("Value")
MOST_LINKS: Final = 200
"""Names of hyperparameters in the list of those that are linked."""

_coordinate = number(-FARTHEST, FARTHEST)
_interval = list_of(_coordinate, 2, 2)
_position = list_of(_coordinate, 1, 2)


def to_table(experiment: Experiment) -> Table:
    """Return the experiment as plain values, from which :func:`from_table` makes an equal one."""
    table: Table = {"schema": newest_schema()}
    if experiment.title:
        table["title"] = experiment.title
    if experiment.title_is_own:
        table["title_is_own"] = True
    if experiment.description:
        table["description"] = experiment.description
    table["landscape"] = _landscape_table(experiment.landscape)
    table["run"] = {
        "start": list(experiment.start),
        "steps": experiment.steps,
        "seed": experiment.seed,
        "noise": experiment.noise,
        "common_noise": experiment.common_noise,
    }
    if experiment.linked:
        table["linked"] = sorted(experiment.linked)
    table["balls"] = [_ball_table(ball) for ball in experiment.balls]
    return table


def from_table(table: object) -> Experiment:
    """Return the experiment that a table of this schema or an earlier one describes.

    Raises
    ------
    InputError
        A key is unknown or missing, or a value has the wrong type or is out of bounds.
    """
    older = brought_forward(table)
    with older.as_written():
        return _experiment(TableReader(older.table))


def _experiment(reader: TableReader) -> Experiment:
    reader.take("schema", _any)
    title = reader.take("title", text(200), "")
    title_is_own = reader.take("title_is_own", flag, False)
    description = reader.take("description", text(4000, is_multiline=True), "")
    choice = reader.take("landscape", _landscape)
    with located("landscape"):
        landscape = choice.build()
    run = reader.take("run", TableReader, TableReader({}))
    with located("run"):
        start = run.take("start", _position, landscape.start)
        steps = run.take("steps", integer(1, MOST_STEPS), 100)
        seed = run.take("seed", integer(0, MOST_SEED), 0)
        noise = run.take("noise", number(0.0, MOST_NOISE), 0.0)
        common_noise = run.take("common_noise", flag, True)
        run.finish()
    balls = reader.take("balls", list_of(_ball_on(landscape), 1, MOST_BALLS))
    none: tuple[str, ...] = ()
    linked = frozenset(reader.take("linked", list_of(_name_among(balls), 0, MOST_LINKS), none))
    reader.finish()
    about = title, description, linked, title_is_own
    return Experiment(choice, start, balls, steps, seed, noise, common_noise, *about)


def _landscape(value: object) -> LandscapeChoice:
    reader = TableReader(value)
    name = reader.take("name", text(80), None)
    formula = reader.take("formula", text(LIMITS.characters), None)
    parameters = reader.take("parameters", TableReader, TableReader({})).rest()
    rotation = reader.take("rotation", number(-LARGEST_ROTATION, LARGEST_ROTATION), 0.0)
    conditioning = reader.take("conditioning", number(SMALLEST_CONDITIONING, LARGEST_CONDITIONING), 1.0)
    x = reader.take("x", _interval, None)
    y = reader.take("y", _interval, None)
    reader.finish()
    if x is None and y is not None:
        raise InputError("the key 'x' is missing; 'y' alone does not make a domain")
    if name is not None and x is not None and y is None and _dimension_of(name) == 2:
        raise InputError("the key 'y' is missing; this landscape has two dimensions")
    domain = tuple((low, high) for low, high in (axis for axis in (x, y) if axis is not None))
    checked: dict[str, float] = {}
    for key, given in parameters.items():
        with located("parameters"), located(key):
            checked[key] = number(-LARGEST_NUMBER, LARGEST_NUMBER)(given)
    return LandscapeChoice(
        name,
        formula,
        FrozenMapping(checked),
        rotation,
        domain or None,
        conditioning,
    )


def _dimension_of(name: str) -> int:
    with located("name"):
        return LANDSCAPES[name].dimension


def balls_table(balls: Sequence[Ball]) -> Table:
    """Return some balls as plain values, from which :func:`balls_from_table` makes equal ones."""
    return {"schema": newest_schema(), "balls": [_ball_table(ball) for ball in balls]}


def balls_from_table(table: object, landscape: Landscape) -> tuple[Ball, ...]:
    """Return the balls in a table, which is that of an experiment or of balls alone.

    Those that stand alone take the rates that suit ``landscape`` where they state none, and may leave out by
    which schema they are written.

    Raises
    ------
    InputError
        A key is unknown or missing, or a value has the wrong type or is out of bounds.
    """
    given = TableReader(table).rest()
    if "landscape" in given:
        return from_table(given).balls
    older = brought_forward({"schema": newest_schema(), **given})
    with older.as_written():
        reader = TableReader(older.table)
        reader.take("schema", _any)
        balls = reader.take("balls", list_of(_ball_on(landscape), 1, MOST_BALLS))
        reader.finish()
        return balls


def _ball_on(landscape: Landscape) -> Callable[[object], Ball]:
    def check(value: object) -> Ball:
        reader = TableReader(value)
        optimizer = reader.take("optimizer", _optimizer)
        label = reader.take("label", text(80), "")
        is_own = reader.take("label_is_own", flag, False)
        color = reader.take("color", text(7), "")
        marker = reader.take("marker", text(20), "")
        start = reader.take("start", _position, None)
        visible = reader.take("visible", flag, True)
        schedule = reader.take("schedule", _schedule, UNSCHEDULED)
        clipping = reader.take("clipping", _clipping, UNCLIPPED)
        check_changes = list_of(_change_of(OPTIMIZERS[optimizer]), 0, MOST_CHANGES)
        changes = reader.take("changes", check_changes, tuple[BallChange, ...]())
        values = reader.rest(OPTIMIZERS[optimizer].hyperparameters)
        made = new_ball(optimizer, landscape, values).hyperparameters
        looks = label, color, marker, start, visible
        return Ball(optimizer, made, *looks, schedule, clipping, changes, is_own)

    return check


def _name_among(balls: Sequence[Ball]) -> Callable[[object], str]:
    """Return a check for the name of a hyperparameter that one of some balls has."""
    names = dict.fromkeys(name for ball in balls for name in ball.hyperparameters)

    def check(value: object) -> str:
        name = text(80)(value)
        if name not in names:
            raise InputError(unknown("no ball has a hyperparameter {name}", name, names))
        return name

    return check


def _schedule(value: object) -> RateSchedule:
    reader = TableReader(value)
    name = reader.take("name", text(80), CONSTANT)
    warmup = reader.take("warmup", integer(0, MOST_WARMUP), 0)
    with located("name"):
        known = SCHEDULES[name].hyperparameters
    values = SCHEDULES[name].checked(reader.rest(known))
    return RateSchedule(name, values, warmup)


def _clipping(value: object) -> Clipping:
    reader = TableReader(value)
    by = reader.take("by", clipping_kind)
    limit = reader.take("limit", number(SMALLEST_LIMIT, LARGEST_LIMIT), 1.0)
    reader.finish()
    return Clipping(by, limit)


def _change_of(optimizer: AnyOptimizer) -> Callable[[object], BallChange]:
    def check(value: object) -> BallChange:
        reader = TableReader(value)
        step = reader.take("step", integer(0, LAST_CHANGE))
        kick = reader.take("kick", list_of(number(-LARGEST_KICK, LARGEST_KICK), 1, 2), None)
        given = reader.rest(optimizer.hyperparameters)
        values: dict[str, HyperValue] = {}
        for name, new in given.items():
            with located(name):
                values[name] = optimizer.hyperparameters[name].checked(new)
        return BallChange(step, FrozenMapping(values), kick)

    return check


def _optimizer(value: object) -> str:
    return OPTIMIZERS[text(80)(value)].name


def _any(value: object) -> object:
    return value


def _landscape_table(choice: LandscapeChoice) -> Table:
    if isinstance(choice, GivenChoice):
        raise InputError("an objective that a program has given cannot be written down")
    table: Table = {"name": choice.name} if choice.name is not None else {"formula": choice.formula}
    if choice.parameters:
        table["parameters"] = dict(choice.parameters)
    if choice.rotation:
        table["rotation"] = choice.rotation
    if choice.conditioning != 1.0:
        table["conditioning"] = choice.conditioning
    for axis, interval in zip("xy", choice.domain or (), strict=False):
        table[axis] = list(interval)
    return table


def _ball_table(ball: Ball) -> Table:
    optional: Mapping[str, object] = {
        "label": ball.label or None,
        "label_is_own": ball.label_is_own or None,
        "color": ball.color,
        "marker": ball.marker,
        "start": None if ball.start is None else list(ball.start),
        "visible": None if ball.visible else False,
    }
    return {
        "optimizer": ball.optimizer,
        **{key: value for key, value in optional.items() if value is not None},
        **ball.hyperparameters,
        **_modifier_tables(ball),
        **({"changes": [_change_table(change) for change in ball.changes]} if ball.changes else {}),
    }


def _change_table(change: BallChange) -> Table:
    kick = {} if change.kick is None else {"kick": list(change.kick)}
    return {"step": change.step, **change.values, **kick}


def _modifier_tables(ball: Ball) -> Table:
    table: Table = {}
    if ball.schedule != UNSCHEDULED:
        schedule = ball.schedule
        table["schedule"] = {"name": schedule.name, **schedule.hyperparameters, "warmup": schedule.warmup}
    if ball.clipping != UNCLIPPED:
        table["clipping"] = {"by": ball.clipping.by, "limit": ball.clipping.limit}
    return table
