"""A task: what has to hold of the run, line by line, and what is missing yet."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QLabel

from momentum_lab.core.messages import Message, message
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.lessons.step_widgets.step_widget import StepWidget, page_experiment
from momentum_lab.gui.widgets.remark import restyle
from momentum_lab.lessons.checking import CheckFinding
from momentum_lab.lessons.lesson import LessonStep, StepText
from momentum_lab.session import Session
from momentum_lab.wording.lessons import check_words, finding_words, measure_words
from momentum_lab.wording.numbers import told_number

MET, MISSING = "✓", "○"


class TaskStep(StepWidget):
    """Says of each check whether it is met by the newest run; done is done, whatever is changed later."""

    def __init__(self, session: Session, step: LessonStep, text: StepText) -> None:
        super().__init__(session, step, text)
        assert step.task is not None
        self._task = step.task
        self.marks: list[QLabel] = []
        self.lines: list[QLabel] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, _check in enumerate(step.task.checks):
            mark, line = QLabel(MISSING), QLabel()
            line.setWordWrap(True)
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(line, row, 1)
            self.marks.append(mark)
            self.lines.append(line)
        self.column.addLayout(grid)
        self.done = QLabel()
        self.done.setTextFormat(Qt.TextFormat.PlainText)
        self.done.setWordWrap(True)
        self.done.setObjectName("right")
        self.column.addWidget(self.done)
        self.show_state()

    def show_state(self) -> None:
        """Show what is met, and that it is done."""
        lessons, labels = self.session.lessons, self._labels
        found = lessons.findings(self.step.id)
        for row, check in enumerate(self._task.checks):
            finding = found[row] if row < len(found) else None
            said = check_words(check, labels) if finding is None else finding_words(finding, labels)
            self._show(row, finding, said)
        answered = lessons.answered(self.step.id)
        self.done.setVisible(answered is not None)
        if answered is not None:
            self.done.setText(str(self._told_done(answered.race)))

    def show_experiment(self, experiment: Experiment) -> None:
        """Call balls as they are called now."""
        self.show_state()

    @property
    def _labels(self) -> tuple[str, ...]:
        """What the balls of the page are called: as they are now, unless something else is open."""
        is_own = self.session.lessons.is_own_experiment
        return (self.session.experiment if is_own else page_experiment(self.session)).names

    def _told_done(self, race: float | None) -> Message:
        """Return that it is done, with the number that counts in a race."""
        asked = self._task.race
        if asked is None or race is None:
            return message("Done. The experiment that has done it is kept for your report.")
        what = measure_words(asked, self._labels)
        said = message("Done: {what} is {value}. A better one counts in its place.")
        return said.filled(what=what, value=told_number(race, 4))

    def _show(self, row: int, finding: CheckFinding | None, words: str) -> None:
        is_met = finding is not None and finding.is_met
        mark, line = self.marks[row], self.lines[row]
        mark.setText(MET if is_met else MISSING)
        mark.setAccessibleName(str(message("met") if is_met else message("not met yet")))
        line.setText(words)
        if mark.objectName() != (name := "right" if is_met else "hint"):
            mark.setObjectName(name)
            restyle(mark)
