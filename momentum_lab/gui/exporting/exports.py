"""What the window can write and copy; what that takes is imported when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momentum_lab.gui.dialogs.documents import commit_edits
from momentum_lab.simulation.run import Run

if TYPE_CHECKING:
    from momentum_lab.gui.window.main_window import MainWindow


class Exports:
    """Asks, writes or copies, and has the window say what has become of it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def run(self) -> Run | None:
        """Pause, take over what is being typed, and wait for the run that belongs to it, or None."""
        from momentum_lab.gui.exporting.conversations import settled_run

        self._window.pause()
        commit_edits(self._window)
        return settled_run(self._window, self._window.clock)

    def picture(self) -> None:
        """Ask for a picture of what is shown, and write it."""
        from momentum_lab.gui.exporting.conversations import export_picture_of

        window, run = self._window, self.run()
        if run is not None:
            step, shown = window.clock.playhead.step, window.views.views.values()
            window.say(export_picture_of(window, window.settings, run, step, shown))

    def map(self) -> None:
        """Ask for a picture of what the dock explores, and write it."""
        from momentum_lab.gui.exporting.conversations import export_map_of

        window = self._window
        shown = None if window.explore.isHidden() else window.explore.page.shown()
        if window.explore.isHidden():
            window.say("There is no map to export: Explore (X) shows theory and maps.")
        elif shown is None:
            window.say("There is nothing to export here yet: it is still to be computed.")
        else:
            window.say(export_map_of(window, window.settings, shown))

    def numbers(self) -> None:
        """Ask for a file of numbers, and write it."""
        from momentum_lab.gui.exporting.conversations import export_numbers_of

        run = self.run()
        if run is not None:
            self._window.say(export_numbers_of(self._window, self._window.settings, run))

    def results(self) -> None:
        """Ask for a file for the table of results, and write it."""
        from momentum_lab.gui.exporting.conversations import export_results_of

        run = self.run()
        if run is not None:
            self._window.say(export_results_of(self._window, self._window.settings, run))

    def copy(self, name: str) -> None:
        """Copy as a picture, a drawing, a table, a command or a script."""
        from momentum_lab.gui.exporting.copying import COPIES

        self._window.say(COPIES[name](self._window))
