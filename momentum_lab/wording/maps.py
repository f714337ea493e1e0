"""What became of the cells of a map, and what its colours mean."""

from __future__ import annotations

from typing import Final

from momentum_lab.analysis.grid import Cells
from momentum_lab.core.messages import Message, message, message_in
from momentum_lab.simulation.run import Status

NEVER: Final = message_in("arrival at a minimum", "never")
DIVERGED: Final = message_in("end of a ball", "diverged")
AT_A_MINIMUM: Final = message_in("end of a ball", "at a minimum")
NOT_THERE: Final = message_in("end of a ball", "not there yet, or stuck")
SOON: Final = message_in("arrival at a minimum", "soon")
LATE: Final = message_in("arrival at a minimum", "late")
MOST_STEPS: Final = message("{steps:,} steps to a minimum")
FINAL_LOSS: Final = message("{loss} final loss")
FINAL_LOSS_ABOVE: Final = message("{loss} final loss above {base}")
AND_MORE: Final = message("and {count} more")

COMPARED: Final[dict[str, Message | str]] = {
    "ball": message("ball"),
    "rate": message("rate"),
    "momentum_parameter": message_in("what is remembered of gradients", "memory"),
    "steps": message("steps"),
    "loss": message("final loss"),
}
"""What stands above the columns of a comparison, by their keys."""


def cell_sentence(cells: Cells, row: int, column: int, loss: str) -> Message:
    """Return what became of a cell, whose loss is given as it is shown there."""
    status = Status(int(cells.status[row, column]))
    if status is Status.DIVERGED:
        return message("diverges by step {step}", step=int(cells.last[row, column]))
    if status is Status.ESCAPED:
        return message("leaves the map")
    reached = int(cells.reached[row, column])
    if reached >= 0:
        return message("at a minimum from step {step}, loss {loss}", step=reached, loss=loss)
    return message("not at a minimum, loss {loss}", loss=loss)
