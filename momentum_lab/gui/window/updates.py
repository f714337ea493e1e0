"""Handing on to the parts of a window what happens in the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.widgets.part import Part, SeenViews
from momentum_lab.gui.window.view_area import ViewArea
from momentum_lab.session import Session
from momentum_lab.session.look import Look
from momentum_lab.session.session import Selection
from momentum_lab.simulation.run import Run


class Updates:
    """Tells all parts what there is at first, and every change from then on, until it is stopped.

    Whether ``views`` are seen is told, too. ``refresh`` is called after whatever may change what can be done.
    """

    def __init__(
        self, session: Session, views: ViewArea, parts: Sequence[Part], refresh: Callable[[], None]
    ) -> None:
        self._session = session
        self._parts = parts
        self._refresh = refresh
        clock = session.clock
        self._leaves = (
            session.experiment_changed.subscribe(self._show_experiment),
            session.looks.changed.subscribe(self._set_look),
            session.side_by_side.changed.subscribe(refresh),
            session.selection_changed.subscribe(self._show_selection),
            views.seen_changed.subscribe(self._show_views),
            clock.run_changed.subscribe(self._show_run),
            clock.step_changed.subscribe(self._show_step),
            clock.state_changed.subscribe(self._show_state),
        )
        self._set_look(session.look)
        self._show_experiment(session.experiment)
        if session.run is not None:  # somebody else shows it already
            self._show_run(session.run, session.step)
        self._show_selection(session.selection)
        self._show_state()
        self._show_views(views.seen)

    def stop(self) -> None:
        """Tell nothing more, and have the parts stop."""
        for leave in self._leaves:
            leave()
        for part in self._parts:
            part.stop()

    def _show_experiment(self, experiment: Experiment) -> None:
        for part in self._parts:
            part.show_experiment(experiment)
        self._refresh()

    def _show_run(self, run: Run, step: int) -> None:
        for part in self._parts:
            part.show_run(run, step)
        self._tell_state()

    def _show_step(self, step: int) -> None:
        for part in self._parts:
            part.show_step(step)
        self._tell_state()

    def _show_state(self) -> None:
        self._tell_state()
        self._refresh()

    def _tell_state(self) -> None:
        state = self._session.clock.state
        for part in self._parts:
            part.show_state(state)

    def _show_selection(self, selection: Selection) -> None:
        for part in self._parts:
            part.show_selection(selection)

    def _show_views(self, shown: SeenViews) -> None:
        for part in self._parts:
            part.show_views(shown)

    def _set_look(self, look: Look) -> None:
        theme = look.colors
        for part in self._parts:
            part.set_look(theme, look)
        self._refresh()
