"""What the window tells its parts, whatever they are."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QWidget

from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.widgets.actions import ActionSpec, SubmenuSpec
from momentum_lab.session.clock import PlayState
from momentum_lab.session.look import Look
from momentum_lab.session.session import Selection
from momentum_lab.simulation.run import Run


@dataclass(frozen=True, slots=True)
class SeenViews:
    """Which views of a window are seen.

    Attributes
    ----------
    titles
        What stands above them; side by side, the one title of all.
    cells
        What stands above each of those that are side by side; none for views as usual.
    """

    titles: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


class Part:
    """A part of the window, made for a session, which it asks for what a person wants.

    A widget that is one overrides what it needs to be told, and leaves the rest as it is here. What it
    subscribes to by itself, it leaves in :meth:`stop`.
    """

    def entries(self) -> Sequence[ActionSpec | SubmenuSpec]:
        """Return what it adds to the menus."""
        return ()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show another experiment, whose run is still to come."""

    def show_run(self, run: Run, step: int) -> None:
        """Show another run, or more of it, at a step."""

    def show_step(self, step: int) -> None:
        """Show another step of the same run."""

    def show_state(self, state: PlayState) -> None:
        """Show how it plays; once a frame while it does."""

    def show_selection(self, selection: Selection) -> None:
        """Show what is selected."""

    def show_views(self, shown: SeenViews) -> None:
        """Go by what the views show: others, or something else side by side."""

    def set_look(self, theme: Theme, look: Look) -> None:
        """Draw otherwise from now on."""

    def take_over(self, former: Part) -> None:
        """Go on as the same part of another window of the session did, which this window replaces."""

    def stop(self) -> None:
        """Stop what goes on: the window is closed."""


def widget_of(part: Part) -> QWidget:
    """Return the widget to put into a layout: the part itself."""
    assert isinstance(part, QWidget)
    return part
