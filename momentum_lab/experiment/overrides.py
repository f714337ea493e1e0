"""Changing one value of an experiment by its place in the file: ``balls.0.learning_rate=0.1``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from momentum_lab.core.errors import InputError, located, quoted, unknown
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.tables import Table, parse_toml
from momentum_lab.experiment.experiment import Experiment, LandscapeChoice, on_landscape, with_optimizer
from momentum_lab.experiment.modifiers import RateSchedule
from momentum_lab.experiment.table import from_table, to_table


def with_overrides(experiment: Experiment, settings: Iterable[str]) -> Experiment:
    """Return the experiment with each ``KEY=VALUE`` put in, one after the other.

    ``balls.N.optimizer``, ``balls.N.schedule.name`` and ``landscape.name`` bring the defaults of the new
    optimizer, schedule or landscape along.

    Raises
    ------
    InputError
        A setting is not ``KEY=VALUE``, its key does not exist, or its value is not allowed.
    """
    for setting in settings:
        with located(f"--set {quoted(setting)[1:-1]}"):
            key, equals, value = setting.partition("=")
            if not equals or not key.strip():
                raise InputError("allowed is KEY=VALUE, such as balls.0.learning_rate=0.1")
            experiment = with_setting(experiment, key, value)
    return experiment


def with_setting(experiment: Experiment, key: str, value: str) -> Experiment:
    """Return the experiment with one value put in the place that a key such as ``balls.0.momentum`` names.

    Raises
    ------
    InputError
        The key does not exist, or the value is not allowed.
    """
    return _with(experiment, key.strip().split("."), _value(value.strip()))


def _with(experiment: Experiment, path: list[str], value: object) -> Experiment:
    if path == ["landscape", "name"] and isinstance(value, str):
        with located("landscape"):
            return on_landscape(experiment, LandscapeChoice(name=value))
    if path == ["landscape", "formula"] and isinstance(value, str):
        return replace(experiment, landscape=_with_formula(experiment.landscape, value))
    if len(path) == 3 and path[0] == "balls" and path[2] == "optimizer" and isinstance(value, str):
        index = _index(path[1], len(experiment.balls))
        ball = with_optimizer(experiment.balls[index], value, experiment.landscape.build())
        return experiment.with_ball(index, ball)
    if len(path) == 4 and path[0] == "balls" and path[2:] == ["schedule", "name"]:
        experiment = _ready_for_schedule(experiment, _index(path[1], len(experiment.balls)), value)
    table = to_table(experiment)
    _put(table, path, value)
    return from_table(table)


def _with_formula(choice: LandscapeChoice, formula: str) -> LandscapeChoice:
    """Return the choice with another formula, over the same domain; its own parameters stay if it had one."""
    parameters = choice.parameters if choice.name is None else FrozenMapping[float]()
    with located("landscape"):
        domain = choice.build().domain
        return LandscapeChoice(None, formula, parameters, choice.rotation, domain)


def _ready_for_schedule(experiment: Experiment, index: int, name: object) -> Experiment:
    """Return the experiment without the values of a ball's other schedule; a warm-up stays."""
    ball = experiment.balls[index]
    if name == ball.schedule.name:
        return experiment
    return experiment.with_ball(index, replace(ball, schedule=RateSchedule(warmup=ball.schedule.warmup)))


def _put(table: Table, path: list[str], value: object) -> None:
    inner: object = table
    parent = ""
    for key in path[:-1]:
        if isinstance(inner, dict):
            if key in ("parameters", "schedule", "clipping"):  # tables that a file may leave out
                inner.setdefault(key, {})
            if key not in inner:
                raise InputError(unknown("unknown key {name}", key, inner))
            inner = inner[key]
        elif isinstance(inner, list):
            inner = inner[_index(key, len(inner))]
        else:
            raise InputError("{parent!r} has no keys in it", parent=parent)
        parent = key
    if isinstance(inner, list):
        inner[_index(path[-1], len(inner))] = value
    elif isinstance(inner, dict):
        inner[path[-1]] = value
    else:
        raise InputError("{parent!r} has no keys in it", parent=parent)


def _index(key: str, count: int) -> int:
    if not (key.isascii() and key.isdigit() and len(key) <= 9 and int(key) < count):
        raise InputError(
            "found {found}, allowed is a whole number from 0 to {count}", found=quoted(key), count=count - 1
        )
    return int(key)


def _value(content: str) -> object:
    """Return a value as TOML reads it; anything else is a text, so that words need no quotes."""
    try:
        table = parse_toml(f"value = {content}")
    except InputError:
        return content
    return table["value"] if set(table) == {"value"} else content
