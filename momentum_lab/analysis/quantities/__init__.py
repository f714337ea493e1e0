"""What can be told of a ball at each of its steps: one list for curves, files, tables and checks."""

from momentum_lab.analysis.quantities.cost import evaluations_of_a_step
from momentum_lab.analysis.quantities.quantity import Quantity, Spread
from momentum_lab.analysis.quantities.table import (
    KINDS_OF_QUANTITIES,
    QUANTITIES,
    known_quantities,
    known_quantity,
)

__all__ = [
    "KINDS_OF_QUANTITIES",
    "QUANTITIES",
    "Quantity",
    "Spread",
    "evaluations_of_a_step",
    "known_quantities",
    "known_quantity",
]
