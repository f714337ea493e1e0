"""The part of the form that is shown for films."""

from __future__ import annotations

from momentum_lab.gui.dialogs.export.fields import Section, spin


class FilmSection(Section):
    """How a film runs; shown for the formats of films."""

    def __init__(self) -> None:
        super().__init__()
        self.rate = spin(1, 50)
        self.rate.setSuffix(" pictures a second")
        self.rate.setValue(20)
        self.row("Speed", self.rate, "How many pictures are shown in a second")
        self.watch(self.rate)
