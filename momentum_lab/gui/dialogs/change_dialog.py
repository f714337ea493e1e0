"""Changing a ball from a step on: its hyperparameters, and a kick. What is set is seen at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.analysis.kicks import kick_sense
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.hyperparameters import HyperValue, title_of
from momentum_lab.core.messages import Message, message
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.ball_changes import LARGEST_KICK
from momentum_lab.experiment.ball_names import named
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.gui.panels.editors import ChoiceEditor, FlagEditor, NumberEditor, editor_for
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.actions import action_of
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.numbers import Integers, Reals
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.session import Session

FIRST_SIZE = QSize(360, 500)
BESIDE = 40
"""Pixels from the corner of the window to that of the panel, which so lies over the parameters."""
SENSES: dict[int, Message] = {
    1: message("A positive kick pushes the ball to larger coordinates."),
    -1: message("This velocity is subtracted: a positive kick pushes the ball to smaller coordinates."),
    0: message("With these values nothing of the velocity is kept: a kick does nothing."),
}


class _ValueRow(QWidget):
    """The editor of a hyperparameter, and what lets it be as it was before."""

    def __init__(self, name: str, editor: NumberEditor | ChoiceEditor | FlagEditor, color: str) -> None:
        super().__init__()
        self.editor = editor
        self.reset = QToolButton()
        self.reset.setIcon(icon("remove", color))
        self.reset.setAutoRaise(True)
        self.reset.setAccessibleName(str(message("leave {name} as it was", name=title_of(name))))
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(editor, 1)
        layout.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop)


class ChangeDialog(QDialog):
    """Sets what is in force of a ball from a step on; it keeps nothing that the session has not.

    It stays open beside the window, and follows what happens there.
    """

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._session = session
        self._step = 0
        self._made_for: tuple[str, int] | None = None
        self.rows: dict[str, _ValueRow] = {}
        self.setWindowTitle(str(message("From here on")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(fitting(self, FIRST_SIZE))
        self.chooser = QComboBox()
        self.chooser.activated.connect(self._choose_ball)
        self.step = NumberBox(Integers(0, 0), has_arrows=True)
        self.step.changed.connect(self._go_to)
        form = QFormLayout()
        form.addRow(str(message("Ball")), self.chooser)
        form.addRow(str(message("From step")), self.step)
        self.destination = NumberBox(Integers(0, 0), has_arrows=True)
        self.destination.setAccessibleName(str(message("move this change to step")))
        self.destination.changed.connect(self._move)
        form.addRow(str(message("Move to step")), self.destination)
        self.hint = QLabel()
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.hint)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._kick_part())
        self.ahead = QCheckBox(str(message("show the path ahead")))
        self.ahead.clicked.connect(session.looks.set_path_ahead)
        layout.addWidget(self.ahead)
        layout.addWidget(self._buttons())
        self._leave = [
            session.experiment_changed.subscribe(self._show),
            session.selection_changed.subscribe(lambda _selection: self._show(session.experiment)),
            session.looks.changed.subscribe(lambda look: self.ahead.setChecked(look.path_ahead)),
        ]
        self.ahead.setChecked(session.look.path_ahead)
        self.finished.connect(self._stop)
        self.addActions([action_of(window, name) for name in ("undo", "redo")])
        window.installEventFilter(self)

    def open_at(self, ball: int, step: int) -> None:
        """Show a ball and a step of the run."""
        self._session.select_ball(ball)
        self._step = min(max(step, 0), self._session.experiment.steps - 1)
        self._show(self._session.experiment)

    def open_again(self, window: QWidget, session: Session) -> QDialog:
        """Go on beside another window, with the same ball and step."""
        dialog = ChangeDialog(window, session)
        dialog.open_at(self.ball, self._step)
        dialog.show()
        return dialog

    def begin(self) -> None:
        """Come to the front, ready to type the first of the numbers."""
        self.show()
        self.raise_()
        self.activateWindow()
        boxes = (row.editor.box for row in self.rows.values() if isinstance(row.editor, NumberEditor))
        first = next(boxes, self.step)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        first.selectAll()

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """Go when the window goes."""
        if a1 is not None and a1.type() == QEvent.Type.Close:
            self.close()
        return super().eventFilter(a0, a1)

    @property
    def ball(self) -> int:
        """The number of the ball that is changed."""
        return self._session.selection.ball

    def _stop(self, _result: int) -> None:
        """Hear no more of the session; the keys are the window's again."""
        for leave in self._leave:
            leave()
        if (window := self.parentWidget()) is not None and window.isVisible():
            window.activateWindow()

    def _kick_part(self) -> QWidget:
        self._kick = QWidget()
        self.kick = [NumberBox(Reals(-LARGEST_KICK, LARGEST_KICK)) for _ in "xy"]
        self._kick_labels = [QLabel(str(message("kick x"))), QLabel("y")]
        self.sense = QLabel()
        self.sense.setObjectName("hint")
        self.sense.setWordWrap(True)
        row = QHBoxLayout()
        for axis, (label, box) in enumerate(zip(self._kick_labels, self.kick, strict=True)):
            tip = str(message("added to the velocity there, in its own units; 0 for no kick"))
            box.setToolTip(tip)
            box.setAccessibleName(str(message("kick {axis}", axis="xy"[axis])))
            box.changed.connect(self._set_kick)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, 1)
        layout = QVBoxLayout(self._kick)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.sense)
        return self._kick

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.remove = QPushButton(str(message("Remove this change")))
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(lambda _checked: self._session.changes.remove(self.ball, self._step))
        buttons.addButton(self.remove, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def _show(self, experiment: Experiment) -> None:
        """Show what is in force at the step, and what of it is changed there."""
        self._step = min(self._step, experiment.steps - 1)
        index, ball = self.ball, experiment.balls[self.ball]
        if (ball.optimizer, len(experiment.start)) != self._made_for:
            self._make_rows(ball, len(experiment.start))
        names = list(experiment.names)
        if [self.chooser.itemText(i) for i in range(self.chooser.count())] != names:
            self.chooser.clear()
            self.chooser.addItems(names)
        self.chooser.setCurrentIndex(index)
        for steps in (self.step, self.destination):
            steps.set_numbers(Integers(0, experiment.steps - 1))
            steps.set_value(self._step)
        change, now = self._session.changes.at(index, self._step), ball.as_of(self._step)
        before = ball.as_of(self._step - 1)
        for name, row in self.rows.items():
            row.editor.show_value(now.hyperparameters[name])
            row.reset.setVisible(change is not None and name in change.values)
            was = named(name, before.hyperparameters[name])
            row.reset.setToolTip(plain_tip(str(message("Leave it as it was: {was}", was=was))))
        kick = change.kick if change is not None and change.kick is not None else (0.0,) * len(self.kick)
        for box, by in zip(self.kick, kick, strict=False):
            box.set_value(by)
        self.sense.setText(str(SENSES[kick_sense(now)]))
        for widget in (self.remove, self.destination):
            widget.setEnabled(change is not None)
        text = message(
            "In force from the step that leaves position {step:,}; up to there all stays as it was."
        )
        self.hint.setText(str(text.filled(step=self._step)))

    def _make_rows(self, ball: Ball, dimension: int) -> None:
        """Have an editor for each hyperparameter of an optimizer, those that are mostly left alone last."""
        self._made_for = ball.optimizer, dimension
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 6, 0)
        declared = OPTIMIZERS[ball.optimizer].hyperparameters
        color = self.palette().placeholderText().color().name()
        self.rows = {}
        for name in sorted(declared, key=lambda n: declared[n].is_rare):
            editor = editor_for(name, declared[name])
            editor.changed.connect(partial(self._set_value, name))
            editor.settled.connect(self._settle)
            self.rows[name] = row = _ValueRow(name, editor, color)
            row.reset.clicked.connect(partial(self._drop_value, name))
            layout.addWidget(row)
        layout.addStretch(1)
        self._scroll.setWidget(content)
        self._kick.setVisible(OPTIMIZERS[ball.optimizer].has_velocity)
        for widget in (self._kick_labels[1], self.kick[1]):
            widget.setVisible(dimension > 1)

    def _choose_ball(self, ball: int) -> None:
        self.open_at(ball, self._step)

    def _go_to(self, step: int) -> None:
        """Look at another step; nothing is changed by that."""
        self._session.settle()
        self._session.go_to(step)
        self.open_at(self.ball, step)

    def _move(self, step: int) -> None:
        """Move the change that is shown to another step, unless there is one already."""
        to = self._session.changes.move(self.ball, self._step, step)
        if to != step and self._session.changes.at(self.ball, step) is not None:
            label = self._session.experiment.names[self.ball]
            told = message(
                "{ball} is changed at step {step:,} already: this change stays", ball=label, step=step
            )
            self._session.said.emit(str(told))
        self._go_to(to)

    def _settle(self) -> None:
        """End a drag; where it came to nothing, its slider goes back."""
        self._session.settle()
        self._show(self._session.experiment)

    def _set_value(self, name: str, value: HyperValue) -> None:
        self._change(partial(self._session.changes.set_value, self.ball, self._step, name, value))

    def _drop_value(self, name: str, _checked: bool) -> None:
        self._change(partial(self._session.changes.drop_value, self.ball, self._step, name))

    def _set_kick(self, _value: float) -> None:
        dimension = len(self._session.experiment.start)
        kick = tuple(box.value for box in self.kick[:dimension])
        self._change(partial(self._session.changes.set_kick, self.ball, self._step, kick))
        self._session.settle()

    def _change(self, change: Callable[[], None]) -> None:
        """Change the ball, or say why that may not be, and show what is in force."""
        try:
            change()
        except MomentumLabError as error:
            self._session.said.emit(str(error))
            self._show(self._session.experiment)


def change_from_here(window: QWidget, session: Session) -> None:
    """Open the panel at the step that is shown, for the ball that is selected; the views stay in sight."""
    session.pause()
    dialog = next((each for each in window.findChildren(ChangeDialog) if each.isVisible()), None)
    if dialog is None:
        dialog = ChangeDialog(window, session)
        dialog.move(window.mapToGlobal(QPoint(BESIDE, BESIDE)))
    dialog.open_at(session.selection.ball, session.step)
    dialog.begin()
