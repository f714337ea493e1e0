"""All of a window, and all dialogs over it, for tests that look at everything."""

from __future__ import annotations

from collections.abc import Iterator

from drawn_lesson import CHOICE, lesson_of
from lessons_at_work import small_lesson
from PyQt6.QtWidgets import QDialog

from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.dialogs.change_dialog import ChangeDialog
from momentum_lab.gui.dialogs.notes_dialog import NotesDialog
from momentum_lab.gui.dialogs.page_dialog import PageDialog
from momentum_lab.gui.dialogs.recovery import RecoveryDialog
from momentum_lab.gui.exporting.dialog import ExportDialog
from momentum_lab.gui.landscapes.chooser import LandscapeChooser
from momentum_lab.gui.landscapes.formula_editor import FormulaEditor
from momentum_lab.gui.landscapes.naming import NameDialog
from momentum_lab.gui.lessons.ask_class import ClassVotes
from momentum_lab.gui.menus.shortcuts_dialog import ShortcutsDialog
from momentum_lab.gui.menus.words_dialog import WordsDialog
from momentum_lab.gui.pictures.subject import RunSubject
from momentum_lab.gui.reports.class_dialog import ClassDialog
from momentum_lab.gui.reports.notes_view import TeacherNotes
from momentum_lab.gui.reports.report_dialog import ReportDialog
from momentum_lab.gui.start.offers import offers
from momentum_lab.gui.start.page import StartPage
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons import find_lesson
from momentum_lab.lessons.class_results import StudentFile, class_results
from momentum_lab.lessons.record import LessonRecord
from momentum_lab.session.draft import draft_of_choice


def with_everything(window: MainWindow) -> None:
    """Open all docks, with all tabs, and unfold all cards."""
    for dock in window.docks.values():
        dock.setVisible(True)
    explore = window.parts["explore"]
    for index in range(len(explore.pages)):
        explore.tabs.setCurrentIndex(index)
    for card in window.parts["panel"].cards:
        card.more.click()


def dialogs_of(window: MainWindow) -> Iterator[QDialog]:
    """All dialogs of the program, as they are opened over a window."""
    session, run = window.session, window.session.run
    assert run is not None
    yield NotesDialog(window, "A title", "Some notes.")
    yield RecoveryDialog(window, [])
    yield ExportDialog(window, session.settings, RunSubject(run), session.clock, 3)
    yield LandscapeChooser(window, session.settings, LIGHT, "double_well")
    yield FormulaEditor(window, LIGHT, draft_of_choice(session.experiment.landscape))
    yield NameDialog(window, "A title")
    yield ShortcutsDialog(window, [])
    yield WordsDialog(window)
    yield ChangeDialog(window, session)
    lesson = find_lesson("ravine")
    session.lessons.open(lesson)
    yield ReportDialog(window, session)
    yield TeacherNotes(window, lesson, lesson.texts["en"])
    yield ClassDialog(window, session, class_results(lesson, [StudentFile("a", LessonRecord("ravine"))]))
    session.lessons.open(small_lesson())
    yield PageDialog(window, session, session.lessons.seen_page())
    yield StartPage(window, session.settings, LIGHT, offers(list))
    session.lessons.open(lesson_of(CHOICE))
    yield ClassVotes(window, session, CHOICE)
