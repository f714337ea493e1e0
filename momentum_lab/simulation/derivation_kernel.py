"""What is derived of steps as machine code: one pass over the next steps of all balls."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from momentum_lab.core.machine_code import generated
from momentum_lab.simulation.derived_steps import Carried, Kept, Measures, Terms, derive

_UNROLLED: Final = 2
"""Dimensions up to which it is compiled for that dimension."""
_GROUPS: Final = (("measures", Measures), ("terms", Terms), ("carried", Carried), ("kept", Kept))
_FIRST: Final = ("finite", "balls", "factors", "first", "low")


def derivation_kernel(dimension: int) -> Callable[..., None]:
    """Return :func:`derive` for a dimension as machine code; it takes a moment, once.

    Its arguments are those of :func:`derive` up to ``low``, then the fields of the groups, in their order.
    """
    return _kernel(dimension if dimension <= _UNROLLED else None)


@lru_cache
def _kernel(dimension: int | None) -> Callable[..., None]:
    name = "derived" if dimension is None else f"derived_{dimension}"
    names: dict[str, object] = {group.__name__: group for _, group in _GROUPS}
    return generated(_source(name, dimension), name, {**names, "derive": derive}, _signature())


def _source(name: str, dimension: int | None) -> str:
    fields = [field for _, group in _GROUPS for field in group._fields]
    groups = (f"{group.__name__}({', '.join(group._fields)})" for _, group in _GROUPS)
    size = "starts.shape[1]" if dimension is None else str(dimension)
    return (
        f"def {name}({', '.join((*_FIRST, *fields))}):\n"
        f"    derive({', '.join((*_FIRST, *groups, size))})\n"
    )


def _signature() -> Any:
    from numba import types

    number, whole = types.float64, types.int64
    row, table, cube, wholes = number[::1], number[:, ::1], number[:, :, ::1], whole[::1]
    measures = (*[number] * 8, row, row, table, row)
    terms = (table, wholes, row, wholes, wholes, table)
    carried = (whole[:, ::1], table, table)
    kept = (cube, cube, types.int8[:, ::1], whole[:, ::1], whole[:, ::1], table, table)
    return types.void(*(wholes, wholes, table, whole, whole), *measures, *terms, *carried, *kept)
