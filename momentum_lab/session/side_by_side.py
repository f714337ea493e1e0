"""Small multiples in place of the views: whether they are shown, of what, and in which view."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.event import Event
from momentum_lab.core.messages import Message, message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.figures.grid import BALLS, ball_of, check_grid, grid_after
from momentum_lab.figures.views import view_kind
from momentum_lab.session.clock import Clock

FIRST_VIEW: Final = "contour"


class SideBySide:
    """What the window shows side by side, with one playhead: each ball alone, or one ball with other values.

    Nothing of the experiment changes by it. Runs of other values are there to be looked at, until one of them
    is taken over as any value is. Values are those of a ball, wherever that is moved, and end with it; while
    runs are hidden, they are not shown.
    """

    def __init__(self, model: ExperimentModel, clock: Clock) -> None:
        self.changed: Event[[]] = Event()
        self.ended: Event[Message] = Event()
        self._clock = clock
        self._model, self._experiment, self._origin = model, model.experiment, model.origin
        self.grid = ""
        self.view = FIRST_VIEW
        self._latest = BALLS
        model.changed.subscribe(self._follow)
        clock.seal_changed.subscribe(self.changed.emit)

    @property
    def is_shown(self) -> bool:
        """Whether there are small multiples."""
        return bool(self.grid) and (self.grid == BALLS or not self._clock.is_sealed)

    def show(self, grid: str) -> None:
        """Show the multiples of a grid, or, if it is empty, the views as usual.

        Raises
        ------
        InputError
            It is neither "balls" nor "KEY=VALUE,VALUE".
        """
        check_grid(grid)
        if grid not in ("", BALLS) and self._clock.refuses():
            return
        self._latest = grid or self._latest
        if grid != self.grid:
            self.grid = grid
            self.changed.emit()

    def toggle(self) -> None:
        """Show the multiples that were shown last, or the views as usual again."""
        self.show("" if self.is_shown else self._latest)

    def set_view(self, name: str) -> None:
        """Show each of them in another view; :class:`InputError` if there is none of that name."""
        if view_kind(name).name != self.view:
            self.view = name
            self.changed.emit()

    def _follow(self) -> None:
        """Go with a ball to its new place, or end with it; another file has other balls."""
        before, origin = self._experiment, self._origin
        self._experiment, self._origin = self._model.experiment, self._model.origin
        if self._origin is not origin:
            return
        former, found = self._latest, grid_after(self._latest, before, self._experiment)
        self._latest = found or BALLS
        if self.is_shown and found != former:
            self.grid = found
            self.changed.emit()
            if not found:
                self.ended.emit(_gone(former, before))


def _gone(grid: str, experiment: Experiment) -> Message:
    ball = ball_of(grid)
    assert ball is not None
    return message(
        "{ball} is gone, and with it what was side by side: the views are shown as usual",
        ball=experiment.shown_labels[ball],
    )
