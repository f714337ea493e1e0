"""Landscapes as cards."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QImage

from momentum_lab.core.messages import words
from momentum_lab.gui.views.sketch import thumbnail
from momentum_lab.gui.widgets.card_grid import CardGrid
from momentum_lab.landscapes import LandscapeEntry

PICTURE: Final = QSize(160, 104)


class LandscapeGrid(CardGrid[LandscapeEntry]):
    """A card with the map and the title of each landscape."""

    def __init__(self) -> None:
        super().__init__(words("landscapes"))

    def title_of(self, item: LandscapeEntry) -> str:
        """Return its title."""
        return str(item.shown_title)

    def key_of(self, item: LandscapeEntry) -> str:
        """Return its name."""
        return item.name

    def picture_of(self, item: LandscapeEntry, size: QSize, ratio: float) -> QImage:
        """Return its map, or its curve."""
        return thumbnail(item, self.theme, size.width(), size.height(), ratio)

    @property
    def picture_size(self) -> QSize:
        """All pictures are of one size."""
        return PICTURE
