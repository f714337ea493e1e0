"""What every view of a run can do; the main window and the pictures know no more of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PyQt6.QtWidgets import QWidget

from momentum_lab.figures.scene import Overlay
from momentum_lab.gui.theme.theme import Theme
from momentum_lab.simulation.run import Run


@dataclass(frozen=True, slots=True)
class Drawing:
    """How things are drawn, apart from the theme.

    Attributes
    ----------
    line_width
        Width of a trail, in logical pixels.
    smooth
        Antialiased lines; costs time on the screen, always on in pictures.
    path_ahead
        Whether the path after the playhead is shown, faintly.
    dots
        A dot on the trail every so many steps; 0 for none.
    is_transparent
        Nothing is put behind the picture.
    overlays
        What is shown besides the run, on its ground.
    """

    line_width: float = 1.9
    smooth: bool = True
    path_ahead: bool = False
    dots: int = 0
    is_transparent: bool = False
    overlays: tuple[Overlay, ...] = ()


class View(Protocol):
    """A picture of a run at a step. A view never changes an experiment: it emits intents."""

    @property
    def widget(self) -> QWidget:
        """The widget to put into a layout."""
        ...

    def show_run(self, run: Run, step: int) -> None:
        """Show another run, or more of the same one, at a step."""
        ...

    def show_step(self, step: int) -> None:
        """Move the playhead; the run is the one shown last."""
        ...

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines from now on."""
        ...
