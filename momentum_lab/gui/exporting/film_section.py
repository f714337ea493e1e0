"""The part of the form that is shown for films."""

from __future__ import annotations

from typing import Final

from PyQt6.QtWidgets import QCheckBox, QComboBox, QWidget

from momentum_lab.containers.formats import FASTEST
from momentum_lab.core.messages import message, words, words_in
from momentum_lab.figures.film_options import EASINGS, FilmOptions
from momentum_lab.gui.exporting.fields import Section, decimal, spin
from momentum_lab.gui.widgets.units import set_unit

USUAL: Final = FilmOptions()


class FilmSection(Section):
    """How a film runs; shown for the formats of films."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds, self.hold = decimal(0, 600), decimal(0, 60)
        self.seconds.setSpecialValueText(words("what suits the steps"))
        for box, step in ((self.seconds, 1.0), (self.hold, 0.5)):
            box.setSuffix(" s")
            box.setSingleStep(step)
        self.fps, self.orbit = spin(1, FASTEST), spin(-3600, 3600)
        set_unit(self.fps, message("{number} frames a second"))
        self.orbit.setSuffix("°")
        self.orbit.setSingleStep(15)
        self.easing = QComboBox()
        for name, easing in EASINGS.items():
            self.easing.addItem(str(easing.title), name)
        self.loops = QCheckBox(words("begin again at the end"))
        self.fps.setValue(USUAL.fps)
        self.hold.setValue(USUAL.hold)
        self.loops.setChecked(USUAL.loops)
        self.row(words_in("of a film", "Length"), self.seconds, words("From the first step to the last"))
        self.row(words_in("of a film", "Rate"), self.fps, words("How many frames are shown in a second"))
        self.row(
            words_in("of a film", "Motion"),
            self.easing,
            words("Most happens at the beginning: it can be shown slowly"),
        )
        self.row(words_in("of a film", "End"), self.hold, words("How long the last step is shown after that"))
        self.row(
            words("Camera"),
            self.orbit,
            words("How far it goes around the surface, from the first step to the last"),
        )
        self.row("", self.loops, words("Or stop there"))
        self.watch(*self.fields.values())

    @property
    def fields(self) -> dict[str, QWidget]:
        """What is remembered, by name."""
        return {
            "seconds": self.seconds,
            "fps": self.fps,
            "easing": self.easing,
            "hold": self.hold,
            "orbit": self.orbit,
            "loops": self.loops,
        }

    def show_orbit(self, is_shown: bool) -> None:
        """Show the camera's row, or leave it out where there is no surface."""
        self.set_shown(self.orbit, is_shown)

    def show_loops(self, is_shown: bool) -> None:
        """Show whether it begins again, or leave that out where the player decides."""
        self.set_shown(self.loops, is_shown)

    def options(self, has_surface: bool) -> FilmOptions:
        """Return what was chosen; :class:`InputError` says what cannot be."""
        return FilmOptions(
            fps=self.fps.value(),
            seconds=self.seconds.value() or None,
            easing=str(self.easing.currentData()),
            hold=self.hold.value(),
            loops=self.loops.isChecked(),
            orbit=float(self.orbit.value()) if has_surface else 0.0,
        )
