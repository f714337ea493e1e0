"""Images within an SVG: Qt would encode them while it paints, and hold the window up for half a second."""

from __future__ import annotations

from functools import partial
from typing import Any

from PyQt6.QtCore import QBuffer, QIODevice, QRectF
from PyQt6.QtGui import QImage, QPainter, qRgb

from momentum_lab.core.progress import Progress, done_aside


class ImagesAside(QPainter):
    """Paints an SVG; of images only signs of one pixel, whose places :meth:`filled` gives back to them."""

    def __init__(self) -> None:
        super().__init__()
        self._images: list[QImage] = []

    def drawImage(self, *place_and_image: Any) -> None:
        """Draw an image into a rectangle; whatever else can be done with images is done as ever."""
        match place_and_image:
            case (QRectF() as place, QImage() as image):
                super().drawImage(place, _sign(len(self._images)))
                self._images.append(image.copy())  # its pixels may be others', and go before it is encoded
            case _:
                super().drawImage(*place_and_image)

    def filled(self, drawing: str, progress: Progress) -> str:
        """Return what was painted with its images, which are encoded in a thread.

        Raises
        ------
        CancelledError
            ``progress`` returned False.
        """
        pieces, rest = [], drawing
        for index, image in enumerate(self._images):
            before, found, rest = rest.partition(_encoded(_sign(index)))
            if not found:
                raise ValueError("an image is not in its place")
            pieces += [before, done_aside(partial(_encoded, image), progress)]
        return "".join((*pieces, rest))


def _sign(index: int) -> QImage:
    """Return one pixel unlike that of any other index."""
    sign = QImage(1, 1, QImage.Format.Format_RGB32)
    sign.fill(qRgb(1, index // 256, index % 256))
    return sign


def _encoded(image: QImage) -> str:
    """Return an image as a PNG in letters, as Qt writes it into an SVG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise OSError("the picture could not be encoded")
    return buffer.data().toBase64().data().decode()
