"""The form: everything that a picture can be, and what of it was chosen last."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QAbstractSpinBox, QComboBox, QFrame, QVBoxLayout, QWidget

from momentum_lab.containers.formats import PICTURES, STILLS, FileFormat, FilmFormat
from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.messages import message, words
from momentum_lab.figures.arrow_choice import CHOSEN, OFF
from momentum_lab.figures.checks import check_film
from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.heights import SUITED
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.targets import PRINT_DPI, Measures
from momentum_lab.figures.views import ALL, VIEWS
from momentum_lab.gui.exporting.fields import Section, recall, remember
from momentum_lab.gui.exporting.film_section import FilmSection
from momentum_lab.gui.exporting.sections import ContentSection, LookSection, SizeSection
from momentum_lab.gui.pictures.subject import RunSubject, Subject
from momentum_lab.session import Settings

MAP_VIEW: Final = "contour"
"""Whose size suits a map."""


class ExportForm(QWidget):
    """Fields that begin as they were left; ``changed`` tells that one is another."""

    changed = pyqtSignal()

    def __init__(self, settings: Settings, subject: Subject, step: int = 0) -> None:
        super().__init__()
        self._settings, self._subject, self._step = settings, subject, step
        run = subject.run if isinstance(subject, RunSubject) else None
        self._ball = subject.ball if isinstance(subject, RunSubject) else 0
        self.content = ContentSection(
            subject.views, run.experiment if run else None, step, run.computed if run else 0
        )
        self.size_section, self.film = SizeSection(), FilmSection()
        self.look = LookSection(has_table=run is not None)
        self.format = QComboBox()
        for suffix, form in (STILLS if run is None else PICTURES).items():
            self.format.addItem(str(form.title), suffix)
        self._lay_out()
        self._restore()
        for section in self._sections():
            section.changed.connect(self._show_rows)
        self.content.view.currentIndexChanged.connect(lambda _index: self.size_section.suit(self.view))
        self.size_section.target.currentIndexChanged.connect(lambda _index: self.size_section.suit(self.view))
        self.format.currentIndexChanged.connect(lambda _index: self._show_rows())
        for box in self.findChildren(QAbstractSpinBox):
            box.lineEdit().textChanged.connect(lambda _text: self._show_rows())  # type: ignore[union-attr]
        self._show_rows()

    @property
    def suffix(self) -> str:
        """The ending of the chosen format."""
        return str(self.format.currentData())

    @property
    def _chosen_format(self) -> FileFormat:
        return PICTURES[self.suffix]

    @property
    def view(self) -> str:
        """The view that is drawn."""
        return str(self.content.view.currentData()) if self._subject.views else MAP_VIEW

    def options(self) -> PictureOptions:
        """Return what was chosen; :class:`InputError` says what cannot be."""
        measures, look, content = self.size_section.measures(), self.look, self.content
        is_still = self.suffix in STILLS
        is_run = bool(self._subject.views)
        arrows = str(content.arrows.currentData()) if is_run else OFF
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
            arrows=arrows,
            arrow_zoom=content.arrow_scale.currentData() if arrows != OFF else None,
            ball=self._ball if arrows == CHOSEN else 0,
            height=str(content.heights.currentData()) if is_run else SUITED,
            has_log_steps=is_run and content.log_steps.isChecked(),
            has_title=look.title.isChecked(),
            has_legend=look.legend.isChecked(),
            has_table=is_run and look.table.isChecked(),
            curves=content.curves_text if is_run else "",
            counts_evaluations=is_run and content.evaluations.isChecked(),
            grid=content.grid_text if is_run else "",
            is_growing=bool(self.growing_target),
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
    def growing_target(self) -> str:
        """What the picture is made for, if its height is the target's own and may grow; else empty."""
        return self.size_section.growing_target(self.view)

    def remember(self) -> None:
        """Keep what is chosen for the next time."""
        remember(self._settings, self._remembered())

    def problem(self) -> str:
        """Return what is wrong with what was chosen; empty for nothing."""
        for box in self.findChildren(QAbstractSpinBox):
            if not box.hasAcceptableInput():
                return words(
                    "{box}: {found} is not possible",
                    box=box.accessibleName() or words("A number"),
                    found=box.text() or words("nothing"),
                )
        try:
            options = self.options()
            self._subject.step(options)
            if isinstance(form := self._chosen_format, FilmFormat):
                check_film(form, options, self.film_options())
        except MomentumLabError as error:
            return str(error)
        return ""

    def size_text(self, options: PictureOptions) -> str:
        """Return how large it gets, in the unit of its format."""
        width, height = options.pixels
        pixels = message("{width:,} × {height:,} pixels", width=width, height=height)
        across, down = options.millimetres
        if options.is_growing and (options.has_table or options.grid):
            paper = message("{width:.1f} × {height:.1f} mm or higher", width=across, height=down)
        else:
            paper = message("{width:.1f} × {height:.1f} mm", width=across, height=down)
        if self._chosen_format.is_drawing:
            return words("{size}, lines and text as such", size=paper)
        if self.size_section.is_paper:
            dpi = self.size_section.dpi.value()
            return words("{pixels}, {size} at {dpi} dpi", pixels=pixels, size=paper, dpi=dpi)
        return str(pixels)

    @property
    def _has_surface(self) -> bool:
        shown = self._subject.views if self.view == ALL else (self.view,)
        return any(kind.has_camera for kind in VIEWS if kind.name in shown)

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
        self.content.begin_as(self._settings)
        self.look.legend.setChecked(True)
        self.size_section.dpi.setValue(PRINT_DPI)
        fields, prefix = self._remembered(), "" if self._subject.views else "map_"
        first = ("view", "target")
        recall(self._settings, {k: f for k, f in fields.items() if k.removeprefix(prefix) in first})
        self.size_section.suit(self.view)
        recall(self._settings, {k: f for k, f in fields.items() if k.removeprefix(prefix) not in first})

    def _show_rows(self) -> None:
        """Show the rows that matter."""
        form, is_still = self._chosen_format, self.suffix in STILLS
        self.film.setVisible(not is_still)
        self.film.show_orbit(self._has_surface)
        self.film.show_loops(not isinstance(form, FilmFormat) or form.has_loops)
        self.look.transparent.setEnabled(is_still)
        self.changed.emit()

    def _lay_out(self) -> None:
        self.setObjectName("notes")
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 12, 2)
        column.setSpacing(8)
        file = Section()
        file.row(words("Format"), self.format, words("SVG and PDF are drawings: sharp at any size"))
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


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setObjectName("divider")
    return line
