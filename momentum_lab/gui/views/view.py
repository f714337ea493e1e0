"""What every view of a run can do; the window and the pictures know no more of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PyQt6.QtWidgets import QWidget

from momentum_lab.core.event import Event
from momentum_lab.experiment.ball import Position
from momentum_lab.gui.theme.theme import Theme
from momentum_lab.gui.views.value_axis import AxisKind
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
    loss_axis
        The kind of axis for losses over steps; None chooses by the losses.
    """

    line_width: float = 1.9
    smooth: bool = True
    path_ahead: bool = False
    dots: int = 0
    is_transparent: bool = False
    loss_axis: AxisKind | None = None


class Intents:
    """What a person wants who points at a view; a view in which that cannot be said never says it.

    Attributes
    ----------
    start_moved
        The start is dragged to, or clicked at, a position.
    start_settled
        The drag is over.
    hovered
        A position is pointed at, or None any more.
    step_wanted
        The playhead is dragged to a step.
    """

    def __init__(self) -> None:
        self.start_moved: Event[Position] = Event()
        self.start_settled: Event[[]] = Event()
        self.hovered: Event[Position | None] = Event()
        self.step_wanted: Event[int] = Event()


class View(Protocol):
    """A picture of a run at a step. A view never changes an experiment: it emits intents."""

    @property
    def widget(self) -> QWidget:
        """The widget to put into a layout."""
        ...

    @property
    def intents(self) -> Intents:
        """What a person wants who points at it."""
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

    def set_quick(self, is_quick: bool) -> None:
        """Draw quickly while one run follows the other, or as it should be."""
        ...

    def reset(self) -> None:
        """Look again at the whole, from where the view begins."""
        ...

    def look_as(self, other: object) -> None:
        """Look where another view of its kind looks; any other kind is ignored."""
        ...
