"""One of several answers: a prediction, or what was seen."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout

from momentum_lab.figures.themes import Theme
from momentum_lab.gui.lessons.rich_text import RichText
from momentum_lab.gui.lessons.step_widgets.answer_widget import AnswerWidget
from momentum_lab.lessons.lesson import LessonStep, StepText
from momentum_lab.lessons.markdown import plain_words
from momentum_lab.lessons.record import Given
from momentum_lab.session import Session

MOST_BY_KEY = 9


class ChoiceStep(AnswerWidget):
    """Radio buttons, each beside its words; the digits choose as well."""

    def __init__(self, session: Session, step: LessonStep, text: StepText) -> None:
        super().__init__(session, step, text)
        assert step.prediction is not None
        self.ids = [choice.id for choice in step.prediction.choices]
        self.buttons: list[QRadioButton] = []
        self.words: list[RichText] = []
        self._group = QButtonGroup(self)
        for place, each in enumerate(self.ids):
            self._add(place, text.choices.get(each, each))
        self.add_button()
        self._group.buttonToggled.connect(lambda _button, _checked: self.note_change())

    def _add(self, place: int, words: str) -> None:
        button, label = QRadioButton(f"{place + 1}" if place < MOST_BY_KEY else ""), RichText()
        button.setAccessibleName(f"{place + 1}: {plain_words(words)}")
        label.show_text(words, self.theme)
        label.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the button says the same
        label.clicked.connect(button.click)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()  # the first line stands as high as the number
        beside.setContentsMargins(
            0, max(0, (button.sizeHint().height() - label.fontMetrics().height()) // 2), 0, 0
        )
        beside.addWidget(label)
        row.addLayout(beside, 1)
        self.column.addLayout(row)
        self._group.addButton(button, place)
        self.buttons.append(button)
        self.words.append(label)

    def given(self) -> Given | None:
        """Return the id of what is chosen."""
        place = self._group.checkedId()
        return None if place < 0 else self.ids[place]

    def show_given(self, given: Given) -> None:
        """Show what was chosen."""
        if given in self.ids:
            self.buttons[self.ids.index(str(given))].setChecked(True)

    def told(self, given: Given) -> str:
        """Return the words of a choice."""
        return self.text.choices.get(str(given), str(given))

    def set_open(self, is_open: bool) -> None:
        """Let one be chosen."""
        for button in self.buttons:
            button.setEnabled(is_open)

    def set_theme(self, theme: Theme) -> None:
        """Write in other colours."""
        super().set_theme(theme)
        for label in self.words:
            label.show_text(label.shown, theme)

    def take_key(self, event: QKeyEvent) -> bool:
        """Choose by a digit."""
        place = event.key() - Qt.Key.Key_1.value
        if not 0 <= place < min(len(self.buttons), MOST_BY_KEY) or not self.buttons[place].isEnabled():
            return False
        self.buttons[place].setChecked(True)
        self.buttons[place].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
