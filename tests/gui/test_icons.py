"""Icons: drawings that take the theme's colour and are sharp on every screen."""

from __future__ import annotations

import re

import pytest
from PyQt6.QtCore import QByteArray, QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QImage, QPainter
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import QApplication

from momentum_lab.core.resources import resource_files
from momentum_lab.gui.theme.icons import icon, program_icon

FILES = {path.stem: path for path in resource_files("icons", ".svg")}
NAMES = sorted(FILES.keys() - {"program"})
HEX = re.compile("#[0-9a-fA-F]{3,8}")


def image_of(drawn: QIcon, side: int, scale: float = 1.0) -> QImage:
    return drawn.pixmap(QSize(side, side), scale).toImage()


def colors(image: QImage) -> set[str]:
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {c.name() for c in pixels if c.alpha() == 255}


def test_that_there_are_drawings() -> None:
    assert {"play", "pause", "eye", "closed_eye", "export", "maximize", "restore"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_that_a_drawing_has_the_colour_that_is_wanted_and_no_other(qapp: QApplication, name: str) -> None:
    drawing = FILES[name].read_text(encoding="utf-8")
    assert "currentColor" in drawing
    assert not HEX.search(drawing)
    for wanted in ("#2a7fff", "#ffaa00"):
        assert colors(image_of(icon(name, wanted), 20, 3.0)) == {wanted}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", [16, 20])
@pytest.mark.parametrize("scale", [1, 2, 3])
def test_that_it_is_drawn_for_the_very_pixels_of_the_screen(
    qapp: QApplication, name: str, side: int, scale: int
) -> None:
    drawn = image_of(icon(name, "#2a7fff"), side, float(scale))
    assert (drawn.width(), drawn.devicePixelRatio()) == (side * scale, scale)
    expected = QImage(drawn.size(), QImage.Format.Format_ARGB32_Premultiplied)
    expected.fill(Qt.GlobalColor.transparent)
    painter = QPainter(expected)
    drawing = FILES[name].read_text(encoding="utf-8").replace("currentColor", "#2a7fff")
    QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    painter.end()
    expected.setDevicePixelRatio(float(scale))
    assert drawn.convertToFormat(expected.format()) == expected


def test_that_drawings_differ(qapp: QApplication) -> None:
    images = [image_of(icon(name, "#2a7fff"), 20, 2.0) for name in NAMES]
    for index, image in enumerate(images):
        assert image not in images[:index], NAMES[index]


def test_that_what_was_drawn_before_is_not_drawn_again(qapp: QApplication) -> None:
    assert icon("play", "#2a7fff") is icon("play", "#2a7fff")
    assert icon("play", "#2a7fff") is not icon("play", "#2a7ffe")


def test_that_a_button_out_of_use_has_a_paler_icon(qapp: QApplication) -> None:
    drawn = icon("play", "#2a7fff").pixmap(QSize(20, 20), 1.0, QIcon.Mode.Disabled).toImage()
    assert drawn.pixelColor(8, 10) != QColor("#2a7fff")


def test_that_the_program_s_own_icon_has_its_own_colours_at_every_size(qapp: QApplication) -> None:
    for side in (16, 32, 48, 128, 256):
        image = image_of(program_icon(), side)
        assert image.width() == side
        assert image.pixelColor(0, 0).alpha() < 128
        assert image.pixelColor(side * 82 // 128, side * 66 // 128) == QColor("#e69f00")
