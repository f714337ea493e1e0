"""Images within an SVG that are encoded in a thread: the drawing is the one that Qt itself writes."""

from __future__ import annotations

import threading

import pytest
from PyQt6.QtCore import QBuffer, QIODevice, QRectF, QSize
from PyQt6.QtGui import QColor, QImage, QPainter
from PyQt6.QtSvg import QSvgGenerator

from momentum_lab.core.errors import CancelledError
from momentum_lab.gui.pictures.images_aside import ImagesAside

PLACES = (QRectF(3.5, 2.0, 40.0, 30.0), QRectF(0.0, 0.0, 64.0, 48.0), QRectF(10.0, 10.0, 1.0, 1.0))


def picture(seed: int, form: QImage.Format) -> QImage:
    image = QImage(17 + seed, 11, form)
    for x in range(image.width()):
        for y in range(image.height()):
            image.setPixelColor(x, y, QColor((7 * x + seed) % 256, (31 * y) % 256, seed, 40 * (seed + 1)))
    return image


def drawn_with(painter: QPainter, images: list[QImage]) -> str:
    generator, buffer = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11), QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(64, 48))
    painter.begin(generator)
    painter.translate(1.0, 2.0)
    for place, image in zip(PLACES, images, strict=False):
        painter.drawLine(place.topLeft(), place.bottomRight())
        painter.drawImage(place, image)
        painter.scale(0.5, 2.0)
    painter.drawImage(5, 5, images[0])
    painter.end()
    return buffer.data().data().decode()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("form", [QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_that_the_drawing_is_the_one_that_qt_writes(form: QImage.Format, count: int) -> None:
    images = [picture(seed, form) for seed in range(count)]
    aside = ImagesAside()
    signs = drawn_with(aside, images)
    whole = drawn_with(QPainter(), images)
    assert len(signs) < len(whole)
    assert aside.filled(signs, lambda share: True) == whole


@pytest.mark.usefixtures("qapp")
def test_that_pixels_that_go_meanwhile_are_kept() -> None:
    form = QImage.Format.Format_RGB32
    images, aside = [picture(1, form)], ImagesAside()
    whole = drawn_with(QPainter(), images)
    signs = drawn_with(aside, images)
    images[0].fill(QColor("red"))
    assert aside.filled(signs, lambda share: True) == whole


@pytest.mark.usefixtures("qapp")
def test_that_it_is_encoded_in_a_thread_and_can_be_cancelled() -> None:
    told: list[set[str]] = []

    def enough(share: float) -> bool:
        told.append({thread.name for thread in threading.enumerate()})
        return False

    image = QImage(3000, 3000, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    large = ImagesAside()
    signs = drawn_with(large, [image])
    with pytest.raises(CancelledError):
        large.filled(signs, enough)
    assert any(name.startswith("aside") for name in told[0])
