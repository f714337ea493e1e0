"""How a session's run is drawn, by names: what they mean is known where it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

LIGHT, DARK = "light", "dark"
AUTO = "auto"


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
    """

    theme: str = LIGHT
    path_ahead: bool = False
    loss_axis: str = AUTO
