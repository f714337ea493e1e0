"""The conversations about landscapes: choosing one, writing one, and what becomes of the experiment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QWidget

from momentum_lab.analysis.learning_rates import moved_to
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.experiment.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.model import ExperimentModel
from momentum_lab.gui.dialogs.messages import ask_about_deleting, tell_error
from momentum_lab.gui.panels.parameter_panel import ParameterPanel
from momentum_lab.gui.theme.theme import Theme
from momentum_lab.gui.widgets.settings import Settings
from momentum_lab.gui.window.clock import FrameClock
from momentum_lab.landscapes import LANDSCAPES, LandscapeEntry
from momentum_lab.landscapes.user_library import delete_own

# The dialogs are imported when they are opened: they would hold up the first frame.
if TYPE_CHECKING:
    from momentum_lab.gui.landscapes.chooser import LandscapeChooser


class LandscapeTalks:
    """Opens the dialogs and hands on what was decided in them."""

    def __init__(
        self,
        window: QWidget,
        model: ExperimentModel,
        panel: ParameterPanel,
        clock: FrameClock,
        settings: Settings,
    ) -> None:
        self._window = window
        self._model = model
        self._panel = panel
        self._clock = clock
        self._settings = settings

    def browse(self, theme: Theme) -> None:
        """Let a landscape be chosen among pictures."""
        from momentum_lab.gui.landscapes.chooser import LandscapeChooser

        current = self._model.experiment.landscape.name
        dialog = LandscapeChooser(self._window, self._settings, theme, current)
        wants_formula = False

        def write_formula() -> None:
            nonlocal wants_formula
            wants_formula = True
            dialog.reject()

        dialog.edit_wanted.connect(lambda entry: self._edit(dialog, theme, entry))
        dialog.delete_wanted.connect(lambda entry: self._delete(dialog, entry))
        dialog.new_wanted.connect(write_formula)
        if dialog.exec():
            self._panel.landscape.choose(dialog.name)
        dialog.deleteLater()
        if wants_formula:
            self.write_formula(theme)

    def write_formula(self, theme: Theme) -> None:
        """Let a formula be written, beginning with that of the landscape that is shown."""
        from momentum_lab.gui.landscapes.draft import draft_of_choice
        from momentum_lab.gui.landscapes.formula_editor import FormulaEditor

        before, former = self._model.experiment.landscape, self._panel.landscape.former_y
        editor = FormulaEditor(self._window, theme, draft_of_choice(before, former))
        if editor.exec():
            if editor.saved:
                self._reload()
                self._panel.landscape.choose(editor.saved)
            else:
                draft = editor.draft
                start = None if draft.start is None else draft.start[: draft.dimension]
                self._panel.use_formula(draft.choice(), start)
        editor.deleteLater()

    def _edit(self, chooser: LandscapeChooser, theme: Theme, entry: LandscapeEntry) -> None:
        from momentum_lab.gui.landscapes.draft import draft_of_entry
        from momentum_lab.gui.landscapes.formula_editor import FormulaEditor

        editor = FormulaEditor(chooser, theme, draft_of_entry(entry), edits=entry.name)
        if editor.exec():
            self._reload()
            chooser.show_entries(editor.saved)
        editor.deleteLater()

    def _delete(self, chooser: LandscapeChooser, entry: LandscapeEntry) -> None:
        if not ask_about_deleting(chooser, entry.title):
            return
        try:
            delete_own(entry.name)
        except MomentumLabError as error:
            tell_error(chooser, "The landscape could not be deleted", str(error))
            return
        self._reload()
        if entry.name not in LANDSCAPES:
            self._model.rewrite(lambda e: _without(e, entry.name))
            self._panel.landscape.list_landscapes()
        chooser.show_entries()

    def _reload(self) -> None:
        """Load the library anew. What another landscape has come in the place of is that one from now on.

        Other files than the one that was written may have changed meanwhile. An experiment with one of them
        begins anew, and one cannot go back to what was made of the former: its parameters and its dimension
        may be others.
        """
        before = dict(LANDSCAPES)
        LANDSCAPES.reload()
        changed = {name for name in LANDSCAPES if LANDSCAPES[name] != before.get(name)}
        experiment = self._model.experiment
        if experiment.landscape.name in changed:
            self._clock.forget()
            self._panel.landscape.forget()
            choice = LandscapeChoice(name=experiment.landscape.name)
            self._model.replace(moved_to(experiment, choice))
        self._panel.landscape.list_landscapes()
        self._model.forget(lambda e: e.landscape.name in changed)


def _without(experiment: Experiment, name: str) -> Experiment:
    """Return the experiment with the formula of a landscape in its place, so that its file can be opened."""
    choice = experiment.landscape
    return replace(experiment, landscape=choice.as_formula()) if choice.name == name else experiment
