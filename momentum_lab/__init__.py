"""Momentum Lab: a desktop laboratory for gradient descent with momentum, and a library.

``import momentum_lab as lab`` is enough: the names below are loaded when they are first used, those that draw
last of all. ``docs/api.md`` shows each of them at work.
"""

from typing import TYPE_CHECKING

from momentum_lab.core.provenance import __version__

if TYPE_CHECKING:
    from momentum_lab.api import *  # noqa: F403 - type checkers see what __getattr__ loads

# ruff: noqa: F405 - the names are those that the star brings; a test compares them
__all__ = [
    "LANDSCAPES",
    "OPTIMIZERS",
    "SCHEDULES",
    "Anatomy",
    "Ball",
    "BallChange",
    "BallResult",
    "BasinMap",
    "Clipping",
    "Comparison",
    "Ensemble",
    "Experiment",
    "FilmOptions",
    "Frequencies",
    "Ground",
    "InputError",
    "LandscapeChoice",
    "Memory",
    "MomentumLabError",
    "Objective",
    "PictureOptions",
    "Plane",
    "RateSchedule",
    "Run",
    "StabilityMap",
    "Status",
    "StepEquation",
    "Storage",
    "SweepResult",
    "Trace",
    "__version__",
    "anatomy",
    "ball",
    "ball_results",
    "basins",
    "change",
    "compare",
    "describe",
    "dumps",
    "eigenvalues",
    "ensemble",
    "export_data",
    "export_picture",
    "export_table",
    "frequencies",
    "landscape",
    "languages",
    "loads",
    "memory",
    "open",
    "preset_names",
    "problem",
    "python_script",
    "save",
    "set_language",
    "simulate",
    "stability",
    "step_equations",
    "summarize",
    "sweep",
    "table",
    "torch_script",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from momentum_lab import api

    return getattr(api, name)


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*globals(), *__all__})
