"""Pictures of documents, decoded and as large as there is room; those used last are kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from PyQt6.QtCore import QSizeF, Qt
from PyQt6.QtGui import QImage

from momentum_lab.core.values import dataclass
from momentum_lab.export.document import Picture

MOST_HEIGHT: Final = 0.75
"""Of a page, that a picture may have."""
MOST_KEPT: Final = 64_000_000
"""Bytes of pictures, decoded and not, that are kept for the next time."""

_Key = tuple[bytes, float, float, float, float | None]


@dataclass(frozen=True, slots=True)
class FittedPicture:
    """A picture with the logical pixels that it takes."""

    image: QImage
    width: float
    height: float


class FittedPictures:
    """Decodes and scales pictures, each once for a size of page as long as it is among those used last."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[_Key, FittedPicture] = OrderedDict()
        self._size = 0

    def fitted(self, block: Picture, page: QSizeF, pixels: float | None) -> FittedPicture | None:
        """Return a picture as it fits on a page; None of what is no picture.

        ``pixels`` are how many of a screen there are for each logical one; without, all of its own are kept.
        """
        key = (block.png, block.width, page.width(), page.height(), pixels)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        made = _fitted(block, page, pixels)
        if made is not None:
            self._keep(key, made)
        return made

    def _keep(self, key: _Key, made: FittedPicture) -> None:
        self._kept[key] = made
        self._size += _bytes_of(key, made)
        while self._size > self._most:
            self._size -= _bytes_of(*self._kept.popitem(last=False))


def _bytes_of(key: _Key, made: FittedPicture) -> int:
    return len(key[0]) + made.image.sizeInBytes()


def _fitted(block: Picture, page: QSizeF, pixels: float | None) -> FittedPicture | None:
    image = QImage.fromData(block.png)
    if image.isNull():
        return None
    width = min(block.width * page.width(), float(image.width()))
    height = width * image.height() / image.width()
    scale = min(1.0, MOST_HEIGHT * page.height() / height)
    if pixels is not None and pixels * scale * width < image.width():
        wide = round(pixels * scale * width)
        image = image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
    return FittedPicture(image, scale * width, scale * height)
