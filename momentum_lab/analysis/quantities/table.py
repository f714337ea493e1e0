"""What can be told of a ball at each of its steps: one list for curves, files, tables and checks.

A row here is all that it takes to plot something, to write it as a column and to ask for it in a check.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from momentum_lab.analysis.quantities.cost import COST
from momentum_lab.analysis.quantities.energy import ENERGY
from momentum_lab.analysis.quantities.movement import MOVEMENT, SLOPE
from momentum_lab.analysis.quantities.place import PLACE
from momentum_lab.analysis.quantities.quantity import Quantity
from momentum_lab.core.errors import InputError, unknown
from momentum_lab.simulation.run import Run

KINDS_OF_QUANTITIES: Final = (PLACE, SLOPE, MOVEMENT, COST, ENERGY)
"""The quantities, those of a kind together."""
QUANTITIES: Final[Mapping[str, Quantity]] = MappingProxyType(
    {each.key: each for kind in KINDS_OF_QUANTITIES for each in kind}
)


def known_quantities(run: Run) -> list[Quantity]:
    """Return the quantities that a run has, in their order."""
    return [quantity for quantity in QUANTITIES.values() if quantity.is_known(run)]


def known_quantity(key: str) -> Quantity:
    """Return a quantity by its key, or raise :class:`InputError`."""
    if key not in QUANTITIES:
        raise InputError(unknown("unknown quantity {name}", key, QUANTITIES))
    return QUANTITIES[key]
