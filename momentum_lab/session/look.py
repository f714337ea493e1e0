"""How a session's run is drawn, by names: what they mean is known where it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from momentum_lab.figures.themes import LIGHT

AUTO: Final = "auto"
AUTO_DOTS: Final = -1
"""As many dots as suit the number of steps."""
NORMAL_TYPE: Final = 1.0
TYPE_SIZES: Final = (0.8, 0.9, NORMAL_TYPE, 1.15, 1.3, 1.5, 1.75, 2.0)
"""How large type can be, measured by the system's."""


def type_size(wanted: float) -> float:
    """Return the size of type that is nearest to one that is wanted."""
    return min(TYPE_SIZES, key=lambda size: abs(size - wanted))


@dataclass(frozen=True, slots=True)
class Look:
    """How things are drawn on the screen.

    Attributes
    ----------
    theme
        The name of a theme.
    path_ahead
        Whether the path after the playhead is shown, faintly.
    loss_axis
        The kind of axis that the loss curves have; "auto" chooses by the losses.
    has_log_steps
        Whether steps run by powers of ten.
    has_legend
        Whether it is said in each view which line is which ball.
    dots
        A dot on the trails every so many steps; 0 for none, :data:`AUTO_DOTS` for what suits.
    type_size
        How large type is on the screen, measured by the system's: one of :data:`TYPE_SIZES`.
    """

    theme: str = LIGHT.name
    path_ahead: bool = False
    loss_axis: str = AUTO
    has_log_steps: bool = False
    has_legend: bool = True
    dots: int = 0
    type_size: float = NORMAL_TYPE
