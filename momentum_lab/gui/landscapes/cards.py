"""Landscapes as cards."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QImage

from momentum_lab.core.messages import words
from momentum_lab.gui.views.sketch import thumbnail
from momentum_lab.gui.widgets.card_grid import CardGrid
from momentum_lab.gui.widgets.screen import type_share
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.landscapes import LandscapeEntry

PICTURE: Final = QSize(160, 104)
"""In type of the usual size."""


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

    def tip_of(self, item: LandscapeEntry) -> str:
        """Return its title, of which the card may have no room for all."""
        return plain_tip(self.title_of(item))

    def picture_of(self, item: LandscapeEntry, size: QSize, ratio: float) -> QImage:
        """Return its map, or its curve."""
        return thumbnail(item, self.theme, size.width(), size.height(), ratio)

    @property
    def usual_picture(self) -> QSize:
        """Pictures grow with the type below them."""
        share = type_share(self)
        return QSize(round(share * PICTURE.width()), round(share * PICTURE.height()))
