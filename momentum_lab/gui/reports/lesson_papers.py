"""What the window offers of reports, worksheets and classes; what that takes is imported when wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from momentum_lab.core.messages import words
from momentum_lab.gui.exporting.source import ExportSource
from momentum_lab.gui.widgets.actions import ActionSpec
from momentum_lab.lessons.record import is_all_answered


class LessonPapers:
    """Takes figures into the report of a lesson, shows and writes it, and all else that is on paper."""

    def __init__(self, source: ExportSource) -> None:
        self._source = source

    def entries(self) -> list[ActionSpec]:
        """Return what the menus offer of it."""
        report, of_class = "lesson.report", "lesson.class"
        return [
            self._entry(
                "add_picture", words("A&dd a picture to the report"), ("Ctrl+D",), self.add_picture, report
            ),
            self._entry(
                "add_table",
                words("&Add the results table to the report"),
                ("Ctrl+Alt+D",),
                self.add_table,
                report,
            ),
            self._entry("lesson_report", words("Lab re&port…"), ("Ctrl+Alt+R",), self.report, report),
            self._told_entry("teacher_notes", words("Notes for the teac&her"), ("Ctrl+Alt+N",), self.notes),
            self._entry("worksheet", words("&Worksheet…"), (), partial(self.worksheet, False), of_class),
            self._told_entry("answer_key", words("Answer ke&y…"), (), partial(self.worksheet, True)),
            ActionSpec("class_results", words("Res&ults of a class…"), (), self.class_results, of_class),
        ]

    def add_picture(self) -> None:
        """Take a picture of what is shown into the report."""
        from momentum_lab.gui.reports.record_figures import add_picture

        add_picture(self._source)

    def add_table(self) -> None:
        """Take the table of results into the report."""
        from momentum_lab.gui.reports.record_figures import add_table

        add_table(self._source)

    def report(self) -> None:
        """Show the report."""
        from momentum_lab.gui.reports.report_dialog import show_report

        show_report(self._source.window, self._source.session)

    def notes(self) -> None:
        """Show the notes for the teacher."""
        from momentum_lab.gui.reports.notes_view import show_notes

        show_notes(self._source.window, self._source.session)

    def worksheet(self, is_key: bool) -> None:
        """Ask for a file, and write the worksheet of the lesson, or its answer key."""
        from momentum_lab.gui.reports.worksheets import ask_worksheet

        ask_worksheet(self._source.window, self._source.session, is_key)

    def class_results(self) -> None:
        """Put together what a class has handed in."""
        from momentum_lab.gui.reports.class_dialog import ask_class_results

        ask_class_results(self._source.window, self._source.session)

    def _entry(
        self, name: str, text: str, keys: tuple[str, ...], run: Callable[[], None], slot: str
    ) -> ActionSpec:
        """Return an entry of what can be done while a lesson is open."""
        lessons = self._source.session.lessons
        return ActionSpec(name, text, keys, run, slot, is_enabled=lambda: lessons.lesson is not None)

    def _told_entry(self, name: str, text: str, keys: tuple[str, ...], run: Callable[[], None]) -> ActionSpec:
        """Return an entry of what tells answers: it is a teacher's as long as somebody is still asked."""
        lessons = self._source.session.lessons

        def may_be_told() -> bool:
            lesson = lessons.lesson
            return lesson is not None and (lessons.is_teacher or is_all_answered(lesson, lessons.record))

        tip = words("The answers are in it: it is there in teacher mode, and when everything is answered")
        return ActionSpec(name, text, keys, run, "lesson.class", is_enabled=may_be_told, tip=tip)
