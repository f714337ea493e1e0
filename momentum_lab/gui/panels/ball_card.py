"""The card of one ball: how it looks, which optimizer it is, and its hyperparameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.messages import words
from momentum_lab.experiment.ball import Position
from momentum_lab.experiment.experiment import Ball, Experiment
from momentum_lab.experiment.texts import is_own_text
from momentum_lab.figures.themes import Theme
from momentum_lab.formulas.rules import rule_lines
from momentum_lab.gui.panels.card_handle import CardHandle
from momentum_lab.gui.panels.changes_section import ChangesSection
from momentum_lab.gui.panels.editors import (
    ChoiceEditor,
    FlagEditor,
    NumberEditor,
    editor_for,
)
from momentum_lab.gui.panels.hyper_row import HyperRow
from momentum_lab.gui.panels.listed_later import ListedLater
from momentum_lab.gui.panels.look_button import LookButton
from momentum_lab.gui.panels.modifiers_section import ModifiersSection, is_modified
from momentum_lab.gui.panels.own_start import OwnStart
from momentum_lab.gui.theme.icons import icon
from momentum_lab.gui.widgets.card_equations import CardEquations
from momentum_lab.gui.widgets.lock import Lock, LockSign, followed
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.session.lesson_locks import LessonLocks

SELDOM_LOCKED: Final = frozenset({"schedule", "clipping", "start"})
"""What lessons call that which is edited by what is not there at first."""


class BallCard(QFrame):
    """Edits one ball. It emits the ball as it shall be; it keeps nothing that the experiment has not."""

    changed = pyqtSignal(object, str)
    """The ball as wanted, and what is dragged (changes of one drag carry the same text; empty: no drag)."""
    settled = pyqtSignal()
    optimizer_wanted = pyqtSignal(str)
    duplicate_wanted = pyqtSignal()
    remove_wanted = pyqtSignal()
    reset_wanted = pyqtSignal(list)
    """The names of hyperparameters that shall have their defaults; none for all of the ball."""
    link_wanted = pyqtSignal(str)
    grown = pyqtSignal()
    """There are more fields than before."""

    def __init__(self, ball: Ball, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self._ball = ball
        self._theme = theme
        self._steps = 1
        self._common: Position = ()
        self._is_unfolded = False
        self._hides: frozenset[str] = frozenset()
        self._limits: tuple[LessonLocks, Theme] | None = None
        self._seldom: tuple[ModifiersSection, OwnStart] | None = None
        self._drawn: tuple[object, ...] = ()
        self._shown: tuple[object, ...] | None = None
        self.editors: dict[str, NumberEditor | ChoiceEditor | FlagEditor] = {}
        self.rows: dict[str, HyperRow] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        layout.addLayout(self._header())
        layout.addLayout(self._optimizer_chooser())
        self.equations = CardEquations()
        self.equations.set_theme(theme)
        layout.addWidget(self.equations)
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        layout.addLayout(self._body)
        self._add_editors()
        self.changes = ChangesSection()
        layout.addWidget(self.changes)
        self._locks: tuple[Lock, ...] = (
            Lock("balls", [self._whole, self.handle]),
            Lock("labels", [self.name], [self.name], stays=True),
            Lock("optimizer", [self.chooser], [self._optimizer_sign]),
            Lock("changes", [self.changes], [self.changes.new]),
            *(row.lock for row in self.rows.values()),
        )

    def show_ball(self, ball: Ball, label: str, experiment: Experiment) -> None:
        """Show a ball of the same optimizer in an experiment; ``label`` is for one without a name."""
        steps, start, is_only = experiment.steps, experiment.start, len(experiment.balls) == 1
        around = experiment.landscape, experiment.linked, tuple(b.optimizer for b in experiment.balls)
        if (ball, label, is_only, steps, start, around) == self._shown:
            return
        self._shown = (ball, label, is_only, steps, start, around)
        self.remove.setEnabled(not is_only)
        self.handle.setVisible(not is_only)
        self.name.setPlaceholderText(label)
        tip = words("{ball} (type a name, or leave it to be named by its settings)", ball=label)
        self.name.setToolTip(plain_tip(tip))
        is_being_typed = self.name.hasFocus() and self.name.isModified()
        if not is_being_typed and self.name.text() != str(ball.shown_label):
            self.name.setText(str(ball.shown_label))
            self.name.setCursorPosition(0)
        self._ball, self._steps, self._common = ball, steps, start
        self._draw_icons()
        for name, editor in self.editors.items():
            editor.show_value(ball.hyperparameters[name])
            self.rows[name].show_ball(ball, experiment)
        self.equations.show_lines(rule_lines(OPTIMIZERS[ball.optimizer], ball.hyperparameters))
        self.chooser.setToolTip(plain_tip(self.equations.text))
        if self._seldom is not None:
            self._fill_seldom(*self._seldom)
        self.changes.show_changes(ball, steps, self._theme)
        self._fold()

    def show_limits(self, locking: LessonLocks, theme: Theme) -> None:
        """Show what a lesson locks, and leave out what it hides."""
        self._limits = locking, theme
        hides = followed(self._locks, locking, theme)
        hides |= {name for name in SELDOM_LOCKED if locking.is_hidden(name)}
        if hides != self._hides:
            self._hides = hides
            self._whole.setVisible("balls" not in hides)
            self.chooser.setVisible("optimizer" not in hides)
            self.changes.setVisible("changes" not in hides)
            if self._seldom is not None:
                self._fill_seldom(*self._seldom)
            self._fold()

    def drop_typing(self) -> None:
        """Put back what there is in the place of what was typed and not taken."""
        for box in self.findChildren(NumberBox):
            box.restore()
        self.name.setText(str(self._ball.shown_label))

    def is_of(self, ball: Ball) -> bool:
        """Whether it shows this very ball."""
        return self._ball == ball

    def set_theme(self, theme: Theme) -> None:
        """Draw the marker with another outline, and the equations in another colour."""
        self._theme = theme
        self.equations.set_theme(theme)
        self._draw_icons()
        if self._shown is not None:
            self.changes.show_changes(self._ball, self._steps, theme)

    @property
    def optimizer(self) -> str:
        """Which optimizer the editors are for."""
        return self._ball.optimizer

    def _header(self) -> QHBoxLayout:
        self.look = LookButton()
        self.look.chosen.connect(
            lambda color, marker: self._emit(replace(self._ball, color=color, marker=marker))
        )
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name.setAccessibleName(words("name of the ball"))
        self.name.editingFinished.connect(self._rename)
        self.visible_button = _button("", words("Show or hide this ball"))
        self.visible_button.clicked.connect(self._toggle_visible)
        self.duplicate = _button("", words("Duplicate this ball"))
        self.duplicate.clicked.connect(self.duplicate_wanted)
        self.remove = _button("", words("Remove this ball"))
        self.remove.clicked.connect(self.remove_wanted)
        header = QHBoxLayout()
        header.setSpacing(3)
        self.handle = CardHandle()
        header.addWidget(self.handle)
        header.addWidget(self.look)
        header.addWidget(self.name, 1)
        header.addWidget(self.visible_button)
        self._whole = QWidget()
        row = QHBoxLayout(self._whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for button in (self.duplicate, self.remove):
            row.addWidget(button)
        header.addWidget(self._whole)
        return header

    def _optimizer_chooser(self) -> QHBoxLayout:
        self.chooser = _OptimizerChooser()
        self.chooser.show_item(str(OPTIMIZERS[self._ball.optimizer].shown_title), self._ball.optimizer)
        self.chooser.activated.connect(lambda index: self._choose(self.chooser.itemData(index)))
        self._optimizer_sign = LockSign()
        row = QHBoxLayout()
        row.addWidget(self.chooser, 1)
        row.addWidget(self._optimizer_sign)
        return row

    def _choose(self, optimizer: str) -> None:
        if optimizer != self._ball.optimizer:
            self.optimizer_wanted.emit(optimizer)

    def _add_editors(self) -> None:
        declarations = OPTIMIZERS[self._ball.optimizer].hyperparameters
        self._rare = QVBoxLayout()
        self._rare.setSpacing(4)
        for name in declarations:
            editor = editor_for(name, declarations[name])
            self.editors[name] = editor
            editor.changed.connect(lambda value, name=name: self._set(name, value))
            editor.settled.connect(self.settled)
            (self._rare if declarations[name].is_rare else self._body).addWidget(self._row(name, editor))
        self.more = self._more_button()
        self._body.addWidget(self.more)
        self._body.addLayout(self._rare)

    @property
    def modifiers(self) -> ModifiersSection:
        """What edits schedule and bound."""
        return self._with_seldom()[0]

    @property
    def start(self) -> OwnStart:
        """What edits a start of the ball's own."""
        return self._with_seldom()[1]

    def _with_seldom(self) -> tuple[ModifiersSection, OwnStart]:
        """Return what most balls have nothing of: fifty widgets, made when they are first wanted."""
        if self._seldom is None:
            modifiers, start = self._seldom = ModifiersSection(self._ball), OwnStart()
            modifiers.changed.connect(self.changed)
            modifiers.settled.connect(self.settled)
            start.changed.connect(lambda place: self._emit(replace(self._ball, start=place)))
            for part in self._seldom:
                part.hide()
                self._rare.addWidget(part)
            self.changes.raise_()  # Tab goes through children in their order
            locks = (start.lock, *modifiers.locks)
            self._locks += locks
            self._fill_seldom(modifiers, start)
            if self._limits is not None:
                for lock in locks:
                    lock.follow(*self._limits)
            self.grown.emit()
        return self._seldom

    def _fill_seldom(self, modifiers: ModifiersSection, start: OwnStart) -> None:
        modifiers.set_hidden("schedule" in self._hides, "clipping" in self._hides)
        modifiers.show_ball(self._ball, self._steps)
        start.show_start(self._ball.start, self._common)

    def _row(self, name: str, editor: NumberEditor | ChoiceEditor | FlagEditor) -> HyperRow:
        row = self.rows[name] = HyperRow(name, editor)
        row.reset_wanted.connect(lambda: self.reset_wanted.emit([name]))
        row.all_reset_wanted.connect(lambda: self.reset_wanted.emit([]))
        row.link_wanted.connect(lambda: self.link_wanted.emit(name))
        return row

    def _more_button(self) -> QToolButton:
        more = _button(
            words("More"),
            words("Settings that are mostly left alone, schedule, clipping, a start of its own"),
        )
        more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        more.clicked.connect(self._toggle_more)
        return more

    @property
    def shows_more(self) -> bool:
        """Whether what is rarely set is shown as well."""
        return self._is_unfolded

    def show_more(self, is_wanted: bool) -> None:
        """Show what is rarely set as well, or not."""
        if is_wanted != self._is_unfolded:
            self._toggle_more()

    def _toggle_more(self) -> None:
        self._is_unfolded = not self._is_unfolded
        self._fold()

    def _fold(self) -> None:
        """Hide the rare settings that have their default, unless they are unfolded."""
        declarations = OPTIMIZERS[self._ball.optimizer].hyperparameters
        is_needed = is_modified(self._ball)
        foldable = not is_needed
        for name, row in self.rows.items():
            declaration = declarations[name]
            is_default = self._ball.hyperparameters[name] == declaration.default
            is_shown = not declaration.is_rare or self._is_unfolded or not is_default
            row.setVisible(is_shown and name not in self._hides)
            foldable |= declaration.is_rare and is_default
        is_open = self._is_unfolded or is_needed
        has_start = (is_open or self._ball.start is not None) and "start" not in self._hides
        if is_open or has_start or self._seldom is not None:
            modifiers, start = self._with_seldom()
            modifiers.setVisible(is_open)
            start.setVisible(has_start)
        self.more.setVisible(foldable)
        self._draw_icons()

    def _draw_icons(self) -> None:
        drawn = (self._theme, self._ball.color, self._ball.marker, self._ball.visible, self._is_unfolded)
        if drawn == self._drawn:  # icons make the card lay itself out anew
            return
        self._drawn = drawn
        color = self._theme.muted
        self.handle.set_color(color)
        for row in self.rows.values():
            row.set_theme(self._theme)
        self.look.show_look(self._ball.color, self._ball.marker, self._theme.outline)
        self.visible_button.setIcon(icon("eye" if self._ball.visible else "closed_eye", color))
        self.duplicate.setIcon(icon("duplicate", color))
        self.remove.setIcon(icon("remove", color))
        self.more.setText(words("Less") if self._is_unfolded else words("More"))
        self.more.setIcon(icon("less" if self._is_unfolded else "more", color))

    def _toggle_visible(self) -> None:
        self._emit(replace(self._ball, visible=not self._ball.visible))

    def _set(self, name: str, value: HyperValue) -> None:
        self._emit(self._ball.with_values(**{name: value}), drag=name)

    def _emit(self, ball: Ball, drag: str = "") -> None:
        self.changed.emit(ball, drag)

    def _rename(self) -> None:
        if not self.name.isModified():
            return
        pasted = self.name.text()  # perhaps with tabs and other characters that a label may not have
        label = "".join(c if c.isprintable() else " " for c in pasted).strip()
        self.name.setText(label)
        if label != str(self._ball.shown_label):
            self._emit(replace(self._ball, label=label, label_is_own=is_own_text(label)))


class _OptimizerChooser(ListedLater):
    """Chooses an optimizer; what each does is read off its equations once somebody looks for it."""

    def __init__(self) -> None:
        super().__init__(lambda: ((str(rule.shown_title), name) for name, rule in OPTIMIZERS.items()))
        self.setAccessibleName(words("optimizer"))

    def showPopup(self) -> None:
        """Show the list, with the equations of each."""
        self.be_whole()
        for index in range(self.count()):
            optimizer = OPTIMIZERS[self.itemData(index)]
            lines = rule_lines(optimizer, optimizer.checked({}))
            tip = "\n".join((*(line.text for line in lines), "", str(optimizer.shown_lesson)))
            self.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)
        super().showPopup()


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
