"""The conversations about landscapes: choosing one, writing one, and what becomes of the experiment."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.messages import words
from momentum_lab.gui.dialogs.messages import ask_about_deleting, tell_error
from momentum_lab.gui.landscapes.chooser import LandscapeChooser
from momentum_lab.gui.landscapes.formula_editor import FormulaEditor
from momentum_lab.landscapes import LandscapeEntry
from momentum_lab.session import Session
from momentum_lab.session.draft import draft_of_choice, draft_of_entry


def browse(window: QWidget, session: Session) -> None:
    """Let a landscape be chosen among pictures."""
    theme, current = session.look.colors, session.experiment.landscape.name
    dialog = LandscapeChooser(window, session.settings, theme, current)
    wants_formula = False

    def want_formula() -> None:
        nonlocal wants_formula
        wants_formula = True
        dialog.reject()

    dialog.edit_wanted.connect(lambda entry: _edit(dialog, session, entry))
    dialog.delete_wanted.connect(lambda entry: _delete(dialog, session, entry))
    dialog.new_wanted.connect(want_formula)
    if dialog.exec():
        session.editor.choose_landscape(dialog.name)
    dialog.deleteLater()
    if wants_formula:
        write_formula(window, session)


def write_formula(window: QWidget, session: Session) -> None:
    """Let a formula be written, beginning with that of the landscape that is shown."""
    experiment = session.experiment
    changes = session.editor
    draft = draft_of_choice(experiment.landscape, changes.former_y, experiment.start, changes.draft)
    editor = FormulaEditor(window, session.look.colors, draft)
    editor.formula.selectAll()  # what is typed takes the place of what is there
    if editor.exec():
        draft = editor.draft
        changes.remember_draft(draft)
        if editor.saved:
            session.library.reload()
            changes.choose_landscape(editor.saved)
        else:
            start = None if draft.start is None else draft.start[: draft.dimension]
            changes.use_formula(draft.choice(), start)
    editor.deleteLater()


def _edit(chooser: LandscapeChooser, session: Session, entry: LandscapeEntry) -> None:
    editor = FormulaEditor(chooser, session.look.colors, draft_of_entry(entry), edits=entry.name)
    if editor.exec():
        session.library.reload()
        chooser.show_entries(editor.saved)
    editor.deleteLater()


def _delete(chooser: LandscapeChooser, session: Session, entry: LandscapeEntry) -> None:
    if not ask_about_deleting(chooser, str(entry.shown_title)):
        return
    try:
        session.library.delete(entry.name)
    except MomentumLabError as error:
        tell_error(chooser, words("The landscape could not be deleted"), str(error))
        return
    chooser.show_entries()
