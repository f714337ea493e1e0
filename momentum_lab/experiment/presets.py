"""The experiments that come with the program, and how an argument names an experiment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import InputError, unknown
from momentum_lab.core.resources import resource_files
from momentum_lab.experiment.ball import new_ball
from momentum_lab.experiment.embedded import has_files, is_container, read
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import SUFFIX, load
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.experiment.new_balls import next_optimizer

DEFAULT_PRESET: Final = "ravine"
_PLAIN: Final = "elliptic_bowl"


def preset_names() -> tuple[str, ...]:
    """Return the names of all presets, the default first."""
    names = [path.stem for path in resource_files("presets", SUFFIX)]
    return tuple(sorted(names, key=lambda name: (name != DEFAULT_PRESET, name)))


@lru_cache(maxsize=64)
def preset(name: str) -> Experiment:
    """Return a preset by its name, or raise :class:`InputError` with the nearest one."""
    for path in resource_files("presets", SUFFIX):
        if path.stem == name:
            return load(path)
    raise InputError(unknown("unknown preset {name}", name, preset_names()))


def presets() -> Iterator[tuple[str, Experiment]]:
    """Yield every preset with its name, the default first."""
    return ((name, preset(name)) for name in preset_names())


def plain_experiment() -> Experiment:
    """Return what a new experiment begins with: the first ball that is offered, on a bowl."""
    choice = LandscapeChoice(name=_PLAIN)
    landscape = choice.build()
    return Experiment(choice, landscape.start, (new_ball(next_optimizer(()), landscape),))


def find(argument: str) -> Experiment:
    """Return the experiment that a command's argument names: a preset, or else a file that has one in it."""
    if not argument.strip():
        raise InputError("found an empty name, allowed are a preset or a file")
    path = _file_of(argument)
    return preset(argument) if path is None else read(path)


def saved_at(argument: str) -> Path | None:
    """Return the experiment's own file that a command's argument names; None for presets and pictures."""
    path = _file_of(argument)
    return None if path is None or is_container(path) else path


def report_at(argument: str) -> Path | None:
    """Return the file that a command's argument names if it may have several experiments, as a report has."""
    path = _file_of(argument)
    return path if path is not None and has_files(path) else None


def _file_of(argument: str) -> Path | None:
    """Return the file that an argument names; None when it is a preset's name, or may be one."""
    path = Path(argument)
    looks_like_file = path.suffix == SUFFIX or is_container(path) or len(path.parts) > 1 or path.is_absolute()
    is_file = argument not in preset_names() and (looks_like_file or _exists(path))
    return path if is_file else None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long for a file
        return False
