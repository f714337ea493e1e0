"""The dialog itself: a form beside a look at the picture."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.gui.dialogs.export.fields import Section, recall, remember
from momentum_lab.gui.dialogs.export.files import FILTERS
from momentum_lab.gui.dialogs.export.film import FilmSection
from momentum_lab.gui.dialogs.export.preview import Preview
from momentum_lab.gui.dialogs.export.sections import ContentSection, LookSection, SizeSection
from momentum_lab.gui.pictures import FilmOptions, PictureOptions
from momentum_lab.gui.pictures.export import STILL_FORMATS
from momentum_lab.gui.pictures.films import FILM_FORMATS
from momentum_lab.gui.pictures.films.film import check_film
from momentum_lab.gui.pictures.options import ALL
from momentum_lab.gui.pictures.subject import RunSubject, Subject
from momentum_lab.gui.pictures.targets import Measures
from momentum_lab.gui.settings import Settings

FORM_WIDTH: Final = 350
FIRST_SIZE: Final = QSize(1000, 680)
FRAME: Final = QSize(40, 80)
"""What the screen needs around it."""
MAP_VIEW: Final = "contour"
"""Whose size suits a map."""


class ExportDialog(QDialog):
    """Asks for everything that a picture can be, shows it, and remembers what was chosen last."""

    def __init__(self, parent: QWidget | None, settings: Settings, subject: Subject, step: int = 0) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export picture")
        self._settings, self._subject, self._step = settings, subject, step
        run = subject.run if isinstance(subject, RunSubject) else None
        self.content = ContentSection(
            subject.views, run.experiment if run else None, step, run.computed if run else 0
        )
        self.size_section, self.film = SizeSection(), FilmSection()
        self.look = LookSection(has_table=run is not None)
        self.format = QComboBox()
        for suffix, text in FILTERS.items():
            if run is not None or suffix in STILL_FORMATS:
                self.format.addItem(text.partition(" (")[0], suffix)
        self.preview = Preview(subject)
        self.size_label, self.problem = QLabel(), QLabel()
        self.choose = QPushButton("Choose file…")
        self._lay_out()
        self._restore()
        for section in self._sections():
            section.changed.connect(self._show)
        self.content.view.currentIndexChanged.connect(lambda _index: self.size_section.suit(self.view))
        self.size_section.target.currentIndexChanged.connect(lambda _index: self.size_section.suit(self.view))
        self.format.currentIndexChanged.connect(lambda _index: self._show())
        for box in self.findChildren(QAbstractSpinBox):
            box.lineEdit().textChanged.connect(lambda _text: self._show())  # type: ignore[union-attr]
        self._show()

    @property
    def suffix(self) -> str:
        """The ending of the chosen format."""
        return str(self.format.currentData())

    @property
    def view(self) -> str:
        """The view that is drawn."""
        return str(self.content.view.currentData()) if self._subject.views else MAP_VIEW

    def options(self) -> PictureOptions:
        """Return what was chosen; :class:`InputError` says what cannot be."""
        measures, look, content = self.size_section.measures(), self.look, self.content
        is_still = self.suffix in STILL_FORMATS
        is_run = bool(self._subject.views)
        return PictureOptions(
            view=self.view,
            step=self._step if is_run and content.to_playhead.isChecked() else None,
            size=measures.size,
            scale=measures.scale,
            point=measures.point,
            theme=str(look.theme.currentData()),
            is_transparent=is_still and look.transparent.isChecked(),
            is_grey=look.grey.isChecked(),
            dots=content.dots.value() if is_run else 0,
            has_title=look.title.isChecked(),
            has_legend=look.legend.isChecked(),
            has_table=is_run and look.table.isChecked(),
            grid=content.grid_text if is_run else "",
            unit=measures.unit,
        )

    def film_options(self) -> FilmOptions:
        """Return what was chosen for a film; :class:`InputError` says what cannot be."""
        return self.film.options(self._has_surface)

    @property
    def measures(self) -> Measures:
        """The size that was chosen."""
        return self.size_section.measures()

    @property
    def _has_surface(self) -> bool:
        views = self._subject.views
        return "surface" in (views if self.view == ALL else (self.view,))

    def accept(self) -> None:
        """Remember what was chosen, if it can be drawn."""
        if self.choose.isEnabled():
            remember(self._settings, self._remembered())
            super().accept()

    def done(self, a0: int) -> None:
        """Draw no more."""
        self.preview.stop()
        super().done(a0)

    def _sections(self) -> tuple[Section, ...]:
        return self.content, self.size_section, self.look, self.film

    def _remembered(self) -> dict[str, QWidget]:
        size, look = self.size_section, self.look
        own: dict[str, QWidget] = {"format": self.format, **self.film.fields}
        if self._subject.views:
            own |= {"view": self.content.view, "dots": self.content.dots, "table": look.table}
        prefix = "" if self._subject.views else "map_"
        shared: dict[str, QWidget] = {
            "target": size.target,
            "width": size.width_box,
            "height": size.height_box,
            "type": size.type_box,
            "dpi": size.dpi,
            "theme": look.theme,
            "transparent": look.transparent,
            "grey": look.grey,
            "title": look.title,
            "legend": look.legend,
        }
        return {f"{prefix}{key}": field for key, field in (own | shared).items()}

    def _restore(self) -> None:
        self.look.title.setChecked(True)
        self.look.legend.setChecked(True)
        self.size_section.dpi.setValue(300)
        fields, prefix = self._remembered(), "" if self._subject.views else "map_"
        first = ("view", "target")
        recall(self._settings, {k: f for k, f in fields.items() if k.removeprefix(prefix) in first})
        self.size_section.suit(self.view)
        recall(self._settings, {k: f for k, f in fields.items() if k.removeprefix(prefix) not in first})

    def _show(self) -> None:
        """Show the rows that matter, the picture, how large it gets, or what is wrong."""
        is_still = self.suffix in STILL_FORMATS
        self.film.setVisible(not is_still)
        self.film.show_orbit(self._has_surface)
        self.look.transparent.setEnabled(is_still)
        problem = self._problem()
        self.choose.setEnabled(not problem)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if problem:
            self.size_label.setText(" ")
            self.preview.show_problem("")
            return
        options = self.options()
        self.size_label.setText(self._size_text(options))
        self.preview.show_options(options)

    def _problem(self) -> str:
        """Return what is wrong with what was chosen; empty for nothing."""
        for box in self.findChildren(QAbstractSpinBox):
            if not box.hasAcceptableInput():
                return f"{box.accessibleName() or 'A number'}: {box.text() or 'nothing'} is not possible"
        try:
            options = self.options()
            self._subject.step(options)
            if self.suffix in FILM_FORMATS:
                check_film(FILM_FORMATS[self.suffix], options, self.film_options())
        except (InputError, MomentumLabError) as error:
            return str(error)
        return ""

    def _size_text(self, options: PictureOptions) -> str:
        width, height = options.pixels
        pixels = f"{width:,} × {height:,} pixels"
        across, down = options.millimetres
        paper = f"{across:.1f} × {down:.1f} mm"
        if self.suffix in (".svg", ".pdf"):
            return f"{paper}, lines and text as such"
        if self.size_section.is_paper:
            return f"{pixels}, {paper} at {self.size_section.dpi.value()} dpi"
        return pixels

    def _lay_out(self) -> None:
        form = QWidget()
        form.setObjectName("notes")
        column = QVBoxLayout(form)
        column.setContentsMargins(2, 2, 12, 2)
        column.setSpacing(8)
        file = Section()
        file.row("Format", self.format, "SVG and PDF are drawings: sharp at any size")
        sections = (file, self.film, self.content, _line(), self.size_section, _line(), self.look)
        for section in sections:
            column.addWidget(section)
        column.addStretch(1)
        self.content.setVisible(bool(self._subject.views))
        labels = [
            label
            for section in sections
            if isinstance(section, Section)
            for row in range(section.form.rowCount())
            if (item := section.form.itemAt(row, section.form.ItemRole.LabelRole)) is not None
            and (label := item.widget()) is not None
        ]
        widest = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setMinimumWidth(widest)
        area = QScrollArea()
        area.setWidget(form)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedWidth(max(FORM_WIDTH, form.sizeHint().width() + 20))
        self.size_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.size_label.setObjectName("hint")
        self.problem.setWordWrap(True)
        self.problem.setObjectName("problem")
        self.problem.setAccessibleName("problem")
        right = QVBoxLayout()
        right.addWidget(self.preview, 1)
        right.addWidget(self.size_label)
        right.addWidget(self.problem)
        upper = QHBoxLayout()
        upper.setSpacing(12)
        upper.addWidget(area)
        upper.addLayout(right, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.choose, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        if cancel is not None:
            cancel.setAutoDefault(False)  # or Return would press it where the file cannot be chosen
        self.choose.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addLayout(upper, 1)
        whole.addWidget(buttons)
        screen = self.screen()
        self.format.setFocus()
        self.resize(FIRST_SIZE.boundedTo(screen.availableSize() - FRAME) if screen else FIRST_SIZE)


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setObjectName("divider")
    return line
