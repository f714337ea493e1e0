"""The parts of the form: what is drawn, how large, and how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PyQt6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.core.hyperparameters import title_of
from momentum_lab.core.messages import message, words, words_in
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.arrow_choice import OFF, WHOSE, ZOOMS
from momentum_lab.figures.curves import LOSS, curves_known
from momentum_lab.figures.grid import BALLS, varied_keys
from momentum_lab.figures.heights import HEIGHTS
from momentum_lab.figures.targets import TARGETS, TYPE, Measures
from momentum_lab.figures.themes import THEME_TITLES, THEMES
from momentum_lab.figures.views import ALL, CURVES, VIEW_TITLES, VIEWS, proportions
from momentum_lab.gui.exporting.curves_field import CurvesField
from momentum_lab.gui.exporting.fields import Section, decimal, spin
from momentum_lab.gui.widgets.units import set_unit
from momentum_lab.session.look import Looks
from momentum_lab.session.settings import Settings

SCREEN: Final = "screen"
SCREEN_SCALE: Final = 2.0
VARY: Final = "vary"


class ContentSection(Section):
    """What is drawn: the view, the steps, small multiples."""

    def __init__(self, views: Sequence[str], experiment: Experiment | None, step: int, last: int) -> None:
        super().__init__()
        self.view, self.grid, self.varied = QComboBox(), QComboBox(), QComboBox()
        for name in views:
            self.view.addItem(str(VIEW_TITLES[name]), name)
        for text, data in (
            (words("One picture"), ""),
            (words("One for each ball"), BALLS),
            (words("One for each value"), VARY),
        ):
            self.grid.addItem(text, data)
        self.values = QLineEdit()
        self.values.setPlaceholderText("0, 0.25, 0.5, 0.9")
        self.values.setClearButtonEnabled(True)
        self.to_playhead = QCheckBox(
            words("only up to the step shown ({step:,} of {last:,})", step=step, last=last)
        )
        self.dots = spin(0, 1_000_000_000)
        self.dots.setSpecialValueText(words_in("of dots", "none"))
        set_unit(self.dots, message("every {number} steps"))
        self.log_steps = QCheckBox(words("logarithmic"))
        self.arrows, self.arrow_scale, self.heights = QComboBox(), QComboBox(), QComboBox()
        for whose, said in WHOSE.items():
            self.arrows.addItem(str(said), whose)
        for zoom in (None, *ZOOMS):
            self.arrow_scale.addItem(words("as it suits") if zoom is None else f"× {zoom:g}", zoom)
        for name, said in HEIGHTS.items():
            self.heights.addItem(str(said), name)
        self.curves, self.evaluations = (
            CurvesField(),
            QCheckBox(words("gradient evaluations in place of steps")),
        )
        for key, text in _varied(experiment):
            self.varied.addItem(text, key)
        self._lay_out()
        self.watch(self.view, self.grid, self.varied, self.values)
        self.watch(self.to_playhead, self.dots, self.log_steps, self.evaluations)
        self.curves.changed.connect(self.changed)
        self.watch(self.arrows, self.arrow_scale, self.heights)
        self.changed.connect(self.arrange)
        self.arrange()

    def _lay_out(self) -> None:
        """Put the fields into rows."""
        self.row(words_in("of a picture", "View"), self.view, words("What of the window is drawn"))
        self.row(
            words_in("of a picture", "Steps"), self.to_playhead, words("Otherwise the whole run is drawn")
        )
        self.row(
            words("Dots"),
            self.dots,
            words("A dot on the trails every so many steps shows how fast a ball is"),
        )
        self.row(
            words("Arrows"),
            self.arrows,
            words("The parts of the step that comes next: gradient, carried, and sum"),
        )
        self.row(words("Arrow scale"), self.arrow_scale, words("How much the arrows are enlarged"))
        self.row(
            words("Heights"),
            self.heights,
            words("How losses become heights of the surface, and colours of the map"),
        )
        self.row(
            words("Curves"), self.curves, words("What is shown over the steps, each in a panel of its own")
        )
        self.row(words("Axis of steps"), self.log_steps, words("The curves' steps run by powers of ten"))
        self.row("", self.evaluations, str(QUANTITIES["gradient_evaluations"].unit))
        self.row(words("Small multiples"), self.grid, words("The same view several times, on the same axes"))
        self.row(words("Varied"), self.varied, words("What differs from picture to picture"))
        self.row(
            words_in("of what is varied", "Values"),
            self.values,
            words("One picture each; separated by commas"),
        )

    @property
    def grid_text(self) -> str:
        """What PictureOptions calls the grid."""
        if self.view.currentData() == ALL:
            return ""
        chosen = str(self.grid.currentData())
        return f"{self.varied.currentData()}={self.values.text()}" if chosen == VARY else chosen

    @property
    def has_curves(self) -> bool:
        """Whether quantities are chosen for the view."""
        return self.view.currentData() in (ALL, CURVES)

    @property
    def curves_text(self) -> str:
        """What PictureOptions calls the curves; empty for what is usual."""
        is_usual = self.view.currentData() == ALL and self.curves.keys == (LOSS,)
        return ",".join(self.curves.keys) if self.has_curves and not is_usual else ""

    def begin_as(self, settings: Settings) -> None:
        """Draw curves, arrows and heights as the window does."""
        self.log_steps.setChecked(settings.flag("log_steps", False))
        self.evaluations.setChecked(settings.flag("evaluations", False))
        self.curves.keys = curves_known(settings.text("curves", LOSS).split(","))
        looks = Looks(settings).look
        for box, data in (
            (self.arrows, looks.arrows),
            (self.arrow_scale, looks.arrow_zoom),
            (self.heights, looks.height),
        ):
            box.setCurrentIndex(max(0, box.findData(data)))

    def arrange(self) -> None:
        """Show the rows that have a say."""
        is_one = self.view.currentData() != ALL
        self.set_shown(self.grid, is_one)
        has_steps = {ALL, CURVES, *(kind.name for kind in VIEWS if kind.shares_axis)}
        for box in (self.log_steps, self.evaluations):
            self.set_shown(box, self.view.currentData() in has_steps)
        self.set_shown(self.curves, self.has_curves)
        has_ground = self.view.currentData() in {
            ALL,
            *(kind.name for kind in VIEWS if not kind.shares_axis),
        }
        self.set_shown(self.arrows, has_ground)
        self.set_shown(self.heights, has_ground)
        self.set_shown(self.arrow_scale, has_ground and self.arrows.currentData() != OFF)
        for field in (self.varied, self.values):
            self.set_shown(field, is_one and self.grid.currentData() == VARY)


class SizeSection(Section):
    """How large: what it is made for, width and height, type, and pixels to the inch."""

    def __init__(self) -> None:
        super().__init__()
        self.target = QComboBox()
        self.target.addItem(words_in("what a picture is made for", "Screen"), SCREEN)
        for name, target in TARGETS.items():
            self.target.addItem(str(target.title), name)
        self.width_box, self.height_box, self.type_box = (decimal(5, 20_000) for _ in range(3))
        self.type_box.setRange(3, 400)
        self.dpi = spin(36, 2400)
        set_unit(self.dpi, message("{number} dpi"))
        size = QWidget()
        line = QHBoxLayout(size)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.width_box, 1)
        line.addWidget(QLabel("×"))
        line.addWidget(self.height_box, 1)
        self.width_box.setAccessibleName(words("Width"))
        self.height_box.setAccessibleName(words("Height"))
        self.row(words("Made for"), self.target, words("Sets size and type; both can be changed below"))
        self.row(words("Size"), size, words("Width and height of the whole picture"))
        self.row(
            words_in("letters of a picture", "Type"),
            self.type_box,
            words("Size of the type; lines and markers go with it"),
        )
        self.row(words("Fineness"), self.dpi, words("Pixels to an inch, of PNG; printers want 300 or more"))
        size.setFocusProxy(self.width_box)
        self.watch(self.width_box, self.height_box, self.type_box, self.dpi)

    @property
    def is_paper(self) -> bool:
        """Whether sizes are millimetres."""
        target = TARGETS.get(self.target.currentData())
        return target is not None and target.unit == "mm"

    def growing_target(self, view: str) -> str:
        """Return the target whose own size was left as it is, and may grow in height; empty for none."""
        name = str(self.target.currentData())
        target = TARGETS.get(name)
        if target is None or target.is_fixed:
            return ""
        return name if self.measures() == target.measures(view, self.dpi.value()) else ""

    def measures(self) -> Measures:
        """Return what was chosen."""
        return Measures(
            self.width_box.value(),
            self.height_box.value(),
            "mm" if self.is_paper else "px",
            self.type_box.value(),
            self.dpi.value(),
        )

    def suit(self, view: str) -> None:
        """Propose what suits a view."""
        name = str(self.target.currentData())
        if name == SCREEN:
            width, height = (SCREEN_SCALE * side for side in proportions(view).size)
            measures = Measures(width, height, "px", SCREEN_SCALE * TYPE)
        else:
            measures = TARGETS[name].measures(view)
        self.blockSignals(True)
        self.show_unit()
        self.width_box.setValue(measures.width)
        self.height_box.setValue(measures.height)
        self.type_box.setValue(measures.type_size)
        self.blockSignals(False)
        self.changed.emit()

    def show_unit(self) -> None:
        """Write the unit behind the numbers."""
        unit, of_type = (" mm", " pt") if self.is_paper else (" px", " px")  # signs in every language
        for box in (self.width_box, self.height_box):
            box.setSuffix(unit)
            box.setDecimals(1 if self.is_paper else 0)
        self.type_box.setSuffix(of_type)
        self.set_shown(self.dpi, self.is_paper)


class LookSection(Section):
    """Colours, and what is written around the picture."""

    def __init__(self, has_table: bool) -> None:
        super().__init__()
        self.theme = QComboBox()
        for name in THEMES:
            self.theme.addItem(str(THEME_TITLES[name]), name)
        self.transparent = QCheckBox(words("transparent background"))
        self.grey = QCheckBox(words("for print without colours"))
        self.title, self.legend = QCheckBox(words("title")), QCheckBox(words("legend"))
        self.table = QCheckBox(words("table of the balls"))
        self.row(words("Colours"), self.theme, words("Dark on light, or light on dark"))
        self.row("", self.transparent, words("Nothing is put behind the picture"))
        self.row("", self.grey, words("Balls are told apart by lightness, markers and dashes alone"))
        self.row(
            words_in("a picture, with a title", "With"),
            self.title,
            words("The title of the experiment above"),
        )
        self.row("", self.legend, words("Which line is which ball"))
        self.row("", self.table, words("Optimizer, settings, final loss and status of each ball below"))
        self.set_shown(self.table, has_table)
        self.watch(self.theme, self.transparent, self.grey, self.title, self.legend, self.table)


def _varied(experiment: Experiment | None) -> list[tuple[str, str]]:
    """Return (key, words) of the hyperparameters of all visible balls."""
    if experiment is None:
        return []
    labels = experiment.names
    return [(key, f"{labels[ball]}: {title_of(name)}") for key, ball, name in varied_keys(experiment)]
