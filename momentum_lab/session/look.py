"""How a session's run is drawn, by names: what they mean is known where it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from momentum_lab.figures.themes import LIGHT

AUTO: Final = "auto"
AUTO_DOTS: Final = -1
"""As many dots as suit the number of steps."""


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
    """

    theme: str = LIGHT.name
    path_ahead: bool = False
    loss_axis: str = AUTO
    has_log_steps: bool = False
    has_legend: bool = True
    dots: int = 0
