"""Writing a landscape: its formula, checked and drawn while it is typed, its parameters and its domain."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.core.messages import counted_words, message, words, words_in
from momentum_lab.experiment.experiment import is_inside
from momentum_lab.figures.themes import Theme
from momentum_lab.formulas import parameter_names
from momentum_lab.gui.dialogs.documents import commit_edits
from momentum_lab.gui.dialogs.messages import ended, sentence, tell_error
from momentum_lab.gui.landscapes.formula_field import FormulaField
from momentum_lab.gui.landscapes.naming import NameDialog
from momentum_lab.gui.landscapes.parameter_rows import ParameterRows
from momentum_lab.gui.landscapes.places import DescriptionFields, PlaceFields
from momentum_lab.gui.views.loss_scale import tick_text
from momentum_lab.gui.views.sketch import SketchView
from momentum_lab.gui.widgets.column import Column
from momentum_lab.gui.widgets.keyboard import order_tabs
from momentum_lab.gui.widgets.mathematics import FormulaLabel
from momentum_lab.gui.widgets.number_box import NumberBox
from momentum_lab.gui.widgets.screen import fitting
from momentum_lab.landscapes import Landscape
from momentum_lab.landscapes.grammar import PLANE
from momentum_lab.landscapes.user_library import own_path, write_entry
from momentum_lab.session.draft import Draft, declaration

DELAY = 200
"""Milliseconds after the last change until the formula is read and drawn."""
FORM_WIDTH = 500
PROBLEM_LINES = 3
"""Lines that are kept for what is wrong, so that nothing jumps while one types."""
ROUNDING = 1e-10
LEFT_OUT = message(
    "The file holds the landscape as it is without its rotation and its conditioning: "
    "set them again where it is used."
)
FIRST_SIZE = QSize(960, 620)


class FormulaEditor(QDialog):
    """Fields on the left, what comes of them on the right.

    After it was accepted either ``saved`` is the name of the file that was written, and the library is to
    be loaded anew, or the draft is to be used as it is.

    Parameters
    ----------
    edits
        The name of the own landscape that is edited and saved under its name again; without one, the
        formula can be used without saving it.
    """

    def __init__(self, parent: QWidget | None, theme: Theme, draft: Draft, edits: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(words("Edit landscape") if edits else words("Formula"))
        self.saved = ""
        self._edits, self._first, self._is_other = edits, draft, draft.is_other
        self.formula, self.parameters = FormulaField(), ParameterRows()
        self.place, self.description = PlaceFields(), DescriptionFields()
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.sketch, self.mathematics, self.facts = SketchView(), FormulaLabel(19), QLabel()
        self.facts.setObjectName("hint")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._add_buttons()
        self._lay_out()
        self._fill(draft)
        self._connect()
        self._order_tabs()
        self.set_theme(theme)
        self.check()
        self.formula.setFocus()

    @property
    def draft(self) -> Draft:
        """What the fields say."""
        return Draft(
            self.formula.formula,
            self.parameters.parameters,
            self.place.box,
            self.place.start,
            self.description.title.text(),
            self.description.teaches.text(),
            self.description.tags,
            self._first.base,
            self._first.rotation,
            self._first.conditioning,
            self._first.is_own,
        )

    @property
    def is_checked(self) -> bool:
        """Whether what is shown belongs to what the fields say."""
        return not self._timer.isActive()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self.formula.set_theme(theme)
        self.sketch.set_theme(theme)
        self.mathematics.set_theme(theme)

    def check(self) -> bool:
        """Read the fields now, draw what they say or explain what is wrong; return whether all is right."""
        self._timer.stop()
        if len(self.formula.formula) <= PLANE.limits.characters:  # a whole page may have been pasted
            self.parameters.set_names(parameter_names(self.formula.formula, PLANE))
        self._match_words()
        draft = self.draft
        self.place.show_dimension(draft.dimension)
        try:
            landscape = draft.landscape()
        except InputError as error:
            is_formula = error.place[:1] == ("formula",)
            self.formula.mark(error.column if is_formula else None)
            self._explain(_told(error) if draft.formula.strip() else words("Write a formula in x and y."))
            return False
        self.formula.mark(None)
        self._explain("")
        self._show(draft, landscape)
        return True

    def accept(self) -> None:
        """Use the formula, or save the landscape that is edited, if all is right, what is being typed too."""
        if self._is_read() and self.check() and (not self._edits or self._save(self._edits)):
            super().accept()

    def save_as(self) -> None:
        """Ask for a name and save the landscape under it."""
        if not (self._is_read() and self.check()):
            return
        dialog = NameDialog(
            self, self.description.title.text(), str(LEFT_OUT) if self.draft.is_turned else ""
        )
        if dialog.exec() and self._save(dialog.name):
            super().accept()
        dialog.deleteLater()

    def _is_read(self) -> bool:
        """Take what is being typed; where it cannot be read, lead back to what stays, and say so once."""
        commit_edits(self)
        back = [box for box in self.findChildren(NumberBox) if box.remark.heed()]
        if back:
            back[0].setFocus()
            back[0].selectAll()
        return not back

    def _save(self, name: str) -> bool:
        try:
            write_entry(own_path(name).parent, self.draft.entry(name))
        except MomentumLabError as error:
            tell_error(self, words("The landscape could not be saved"), str(error))
            return False
        self.saved = name
        return True

    def _match_words(self) -> None:
        """Take back what is said of the landscape that was copied while the formula is another one."""
        base = self._first.base
        if base is None or self._first.is_own:
            return
        is_other = self.draft.is_other
        if is_other == self._is_other:
            return
        self._is_other = is_other
        copied, nothing = ("", base.tags), ("", ())
        self.description.change_words(*((copied, nothing) if is_other else (nothing, copied)))
        plain = {name: declaration(name).help for name in base.parameters}
        helps = {name: str(base.shown_help(name)) for name in base.parameters}
        self.parameters.change_helps(*((helps, plain) if is_other else (plain, helps)))

    def _explain(self, problem: str) -> None:
        """Say what is wrong; what was drawn before is faint then."""
        self.problem.setText(problem)
        for widget in (self.use, self.save, self.sketch, self.mathematics, self.facts):
            widget.setEnabled(not problem)

    def _show(self, draft: Draft, landscape: Landscape) -> None:
        self.sketch.show_landscape(landscape)
        self.place.show_start_of(landscape)
        self.mathematics.show_formula(draft.formula, draft.dimension, tuple(draft.parameters))
        self.facts.setText(_facts(landscape))

    def _fill(self, draft: Draft) -> None:
        self.formula.setPlainText(draft.formula)
        self.parameters.show_parameters(draft.parameters)
        self.place.show_places(draft.box, draft.start)
        self.description.show_description(draft.title, draft.teaches, draft.tags)

    def _connect(self) -> None:
        self.formula.textChanged.connect(self._timer.start)
        self.formula.taken.connect(self.accept)
        self.parameters.changed.connect(self._timer.start)
        self.parameters.listed.connect(self._order_tabs)
        self.place.changed.connect(self._timer.start)
        self._timer.timeout.connect(self.check)
        self.save.clicked.connect(self.save_as)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def _order_tabs(self) -> None:
        """Have Tab go from the top to the bottom, also through rows that have come."""
        order_tabs(self.formula, self.place, self.description, self.parameters, self.save, self._buttons)

    def _add_buttons(self) -> None:
        self.save = QPushButton(words("Save as own landscape…"))
        self.save.setAutoDefault(False)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        use = self._buttons.addButton(
            words("Save") if self._edits else words_in("a formula", "Use"),
            QDialogButtonBox.ButtonRole.AcceptRole,
        )
        cancel = self._buttons.button(QDialogButtonBox.StandardButton.Cancel)
        assert use is not None
        assert cancel is not None
        cancel.setAutoDefault(False)  # or Return in a number's field would press it
        self.use = use
        use.setDefault(True)

    def _lay_out(self) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(14)
        columns.addWidget(self._form())
        right = QVBoxLayout()
        right.setSpacing(8)
        self.facts.setWordWrap(True)
        right.addWidget(self.sketch, 1)
        right.addWidget(self.facts)
        right.addWidget(self.mathematics)
        columns.addLayout(right, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.save)
        bottom.addStretch(1)
        bottom.addWidget(self._buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addLayout(columns, 1)
        layout.addLayout(bottom)
        self.resize(fitting(self, FIRST_SIZE))

    def _form(self) -> QWidget:
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.problem.setFixedHeight(PROBLEM_LINES * self.problem.fontMetrics().lineSpacing())
        content = QWidget()
        form = QVBoxLayout(content)
        form.setContentsMargins(0, 0, 8, 0)
        form.setSpacing(6)
        for title, widget in (
            (words("Formula"), self.formula),
            ("", self.problem),
            (words("Domain and start"), self.place),
            (words("For a landscape of your own"), self.description),
            ("", self.parameters),  # at the end: they come and go while one types, and nothing may jump
        ):
            if title:
                heading = QLabel(title)
                heading.setObjectName("heading")
                heading.setIndent(0)
                form.addWidget(heading)
            form.addWidget(widget)
        form.addStretch(1)
        return Column(content, FORM_WIDTH)


def _told(error: InputError) -> str:
    """Return what is wrong as a sentence, with the field that it is about."""
    if not error.place or error.place[0] == "formula":
        return sentence(str(error.problem))
    field = words("start") if error.place[0] == "start" else error.place[0]
    return ended(words("{field}: {problem}", field=field, problem=error.problem))


def _facts(landscape: Landscape) -> str:
    """Return what there is to say of the minima inside the domain."""
    inside = [m for m in landscape.minima if is_inside(m.position, landscape.domain)]
    if not inside:
        return words("No minimum inside")
    if not inside[0].is_isolated:
        return words("A level valley of minima")
    marked = [m for m in inside if m.is_isolated]
    lowest = marked[0]
    # What a search found is 0 but for rounding.
    loss, *position = (tick_text(0.0 if abs(v) < ROUNDING else v) for v in (lowest.loss, *lowest.position))
    place = ", ".join(position)
    return counted_words(
        "{count} minimum: loss {loss} at {place}",
        "{count} minima, the lowest: loss {loss} at {place}",
        len(marked),
        loss=loss,
        place=f"({place})" if landscape.dimension == 2 else place,
    )
