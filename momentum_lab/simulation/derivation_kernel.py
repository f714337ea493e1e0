"""What is derived of steps as machine code: one pass over the next steps of all balls."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from momentum_lab.core.addresses import by_address
from momentum_lab.core.machine_code import generated
from momentum_lab.simulation.derived_steps import Carried, KeptSteps, LandscapeMeasures, Taken, Terms, derive
from momentum_lab.simulation.lane_source import UNROLLED

_GROUPS: Final = (Taken, LandscapeMeasures, Terms, Carried, KeptSteps)


def derivation_kernel(dimension: int) -> Callable[..., None]:
    """Return :func:`derive` for a dimension as machine code; it takes a moment, once.

    Its arguments are the fields of what :func:`derive` takes, one after the other.
    """
    return _kernel(dimension if dimension <= UNROLLED else None)


@lru_cache
def _kernel(dimension: int | None) -> Callable[..., None]:
    name = "derived" if dimension is None else f"derived_{dimension}"
    names = {group.__name__: group for group in _GROUPS} | {"derive": derive} | by_address()
    return generated(_source(name, dimension), name, names, _signature())


def _source(name: str, dimension: int | None) -> str:
    """Return the source, in which owners of arrays are left out: each part that gets one would count it."""
    fields = ", ".join(field for group in _GROUPS for field in group._fields)
    groups = ", ".join(
        f"{group.__name__}({', '.join(f'unowned({field})' for field in group._fields)})" for group in _GROUPS
    )
    size = "starts.shape[1]" if dimension is None else dimension
    return f"def {name}({fields}):\n    derive({groups}, {size})\n"


def _signature() -> Any:
    from numba import types

    number, whole, short = types.float64, types.int64, types.int8
    row, table, cube, wholes, whole_table = (
        number[::1],
        number[:, ::1],
        number[:, :, ::1],
        whole[::1],
        whole[:, ::1],
    )
    taken = (wholes, wholes, table, whole, whole)
    measures = (*[number] * 8, row, row, table, row)
    terms = (table, wholes, row, wholes, wholes, table)
    carried = (whole_table, table, table)
    kept = (cube, cube, short[:, ::1], whole_table, whole_table, table, table)
    return types.void(*taken, *measures, *terms, *carried, *kept)
