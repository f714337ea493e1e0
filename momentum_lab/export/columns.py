"""What the columns and arrays of a run are, and in which unit: said in every file of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.simulation.run import Status

COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{key: quantity.unit.text for key, quantity in QUANTITIES.items()},
        "ball": "number of the ball, counted from 0",
        "label": "what the ball is called",
        "optimizer": "name of its update rule",
        "step": "count of steps; 0 is the start",
        "position": "coordinates at each step, from step 0 on; landscapes have no unit",
        "gradient": "slope there, in losses per coordinate, with noise, before it is clipped",
        "velocity": "the optimizer's own trace after the step, in its own unit; 0 where it has none",
        "update": "way from the step before, in coordinates",
        "status": ", ".join(f"{status.value} {status.key}" for status in Status),
        "last_finite_step": "count of steps up to which all numbers are finite",
    }
)


def described(names: Iterable[str]) -> dict[str, str]:
    """Return what some columns are; those that explain themselves are left out."""
    return {name: COLUMNS[name] for name in names if name in COLUMNS}


def comment(names: Iterable[str]) -> str:
    """Return what some columns are as lines of comment."""
    return "".join(f"# {name}: {words}\n" for name, words in described(names).items())
