"""What every view of a run can do; the window and the pictures know no more of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from PyQt6.QtWidgets import QWidget

from momentum_lab.core.event import Event
from momentum_lab.experiment.ball import Position
from momentum_lab.figures.boldness import PLAIN, Boldness
from momentum_lab.figures.curves import LOSS
from momentum_lab.figures.heights import SUITED
from momentum_lab.figures.scene import CurveOverlay, Overlay
from momentum_lab.figures.step_arrows import StepArrows
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.outlook import Outlook
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
    has_legend
        Whether it is said which line is which ball.
    has_log_steps
        Whether steps run by powers of ten.
    loss_axis
        The kind of axis for losses over steps; None chooses by the losses.
    curves
        The quantities that are shown over steps, each in a panel of its own, by their keys.
    counts_evaluations
        Whether they are shown over gradient evaluations in place of steps.
    height
        How losses become heights and colours: one of :data:`~momentum_lab.figures.heights.HEIGHTS`.
    overlays
        What is shown besides the run, on its ground.
    curve_overlays
        What is shown besides the curves, over the steps.
    has_theory
        Whether what theory says of them is shown beside the curves.
    arrows
        What shows of which parts a step consists; None for nothing.
    boldness
        How much larger lines and marks are than usually.
    """

    line_width: float = 1.9
    smooth: bool = True
    path_ahead: bool = False
    dots: int = 0
    is_transparent: bool = False
    has_legend: bool = True
    has_log_steps: bool = False
    loss_axis: AxisKind | None = None
    curves: tuple[str, ...] = (LOSS,)
    counts_evaluations: bool = False
    boldness: Boldness = PLAIN
    height: str = SUITED
    overlays: tuple[Overlay, ...] = ()
    curve_overlays: tuple[CurveOverlay, ...] = ()
    has_theory: bool = True
    arrows: StepArrows | None = None

    @property
    def on_ground(self) -> Drawing:
        """What of it matters to figures of a run on its ground."""
        return replace(
            self,
            has_log_steps=False,
            loss_axis=None,
            curves=(LOSS,),
            counts_evaluations=False,
            curve_overlays=(),
        )

    @property
    def over_steps(self) -> Drawing:
        """What of it matters to curves."""
        return replace(self, height=SUITED, overlays=(), arrows=None)


class Intents:
    """What a person wants who points at a view; a view in which that cannot be said never says it.

    Attributes
    ----------
    start_moved
        The start is dragged to, or clicked at, a position.
    start_settled
        The drag is over.
    hovered
        A place of the ground is pointed at, or None any more.
    step_wanted
        The playhead is dragged to a step.
    change_chosen
        The mark of a change in the middle of the run is clicked: ball and step.
    change_moved
        It is dragged: ball, step, and the step where it shall be.
    change_settled
        The drag is over.
    """

    def __init__(self) -> None:
        self.start_moved: Event[Position] = Event()
        self.start_settled: Event[[]] = Event()
        self.hovered: Event[Position | None] = Event()
        self.step_wanted: Event[int] = Event()
        self.change_chosen: Event[int, int] = Event()
        self.change_moved: Event[int, int, int] = Event()
        self.change_settled: Event[[]] = Event()


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

    @property
    def outlook(self) -> Outlook | None:
        """Where it looks; None for where a view of its kind looks by itself."""
        ...

    def look_as(self, outlook: Outlook | None) -> None:
        """Look there from now on, if it can: the outlook of a view of another kind is ignored."""
        ...
