"""What became of the cells of a map, and what its colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momentum_lab.core.messages import Message, counted, message, message_in
from momentum_lab.simulation.run import Status

if TYPE_CHECKING:
    from momentum_lab.analysis.grid import Cells

LOST_BALLS: Final = message_in("end of a ball", "left the map, or diverged")
NOT_IN: Final = message_in("steps to a minimum, in a narrow column", "not in {steps:,}")
AT_A_MINIMUM: Final = message_in("end of a ball", "at a minimum")
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


def not_in(steps: int) -> Message:
    """Return that a ball is at no minimum after so many steps; what becomes of it later is not known."""
    return counted("not in {count:,} step", "not in {count:,} steps", steps)


def cell_sentence(cells: Cells, row: int, column: int, loss: str) -> Message:
    """Return what became of a cell, whose loss is given as it is shown there."""
    status, last = Status(int(cells.status[row, column])), int(cells.last[row, column])
    match status:
        case Status.DIVERGED:
            return message("diverges by step {step}", step=last)
        case Status.ESCAPED:
            return message("leaves the map")
        case Status.STALLED:
            return message("at rest, but at no minimum that is known, loss {loss}", loss=loss)
        case Status.CONVERGED:
            reached = int(cells.reached[row, column])
            return message("at a minimum from step {step}, loss {loss}", step=reached, loss=loss)
        case Status.MOVING:
            return message("not at a minimum in {steps:,} steps, loss {loss}", steps=last, loss=loss)
