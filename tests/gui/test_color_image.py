"""Colours over an area of a plot: each where it belongs, and nothing kept of drawing them."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from driving import picture_of
from PyQt6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from momentum_lab.gui.views.color_image import ColorImage
from momentum_lab.gui.views.plot import Canvas, new_plot

COLORS = np.array(
    [[[255, 0, 0], [0, 255, 0], [0, 0, 255]], [[255, 255, 0], [0, 255, 255], [255, 0, 255]]], np.uint8
)
"""Two rows of three, a number of bytes that is no multiple of four."""
OPAQUE = np.concatenate([COLORS, np.full((2, 3, 1), 255, np.uint8)], axis=2)
"""The same with their opacity."""


class HandledError(Exception):
    """One that is being handled while something is drawn."""


def shown(qtbot: QtBot) -> tuple[Canvas, ColorImage]:
    canvas, image = Canvas(), ColorImage()
    qtbot.addWidget(canvas)
    plot = new_plot(canvas, 0, 0)
    plot.addItem(image, ignoreBounds=True)
    plot.vb.setRange(QRectF(0.0, 0.0, 3.0, 2.0), padding=0.0)
    canvas.resize(300, 240)
    canvas.show()
    return canvas, image


@pytest.mark.parametrize("colors", [COLORS, np.asfortranarray(COLORS), COLORS[::-1, ::-1], OPAQUE])
def test_that_each_colour_is_where_it_belongs(qtbot: QtBot, colors: np.ndarray) -> None:
    canvas, image = shown(qtbot)
    image.show_colors(colors, QRectF(0.0, 0.0, 3.0, 2.0))
    seen = picture_of(canvas)
    for row, column in np.ndindex(2, 3):
        at = canvas.mapFromScene(image.mapToScene(column + 0.5, row + 0.5))
        assert seen.pixelColor(at).getRgb()[:3] == tuple(colors[row, column, :3])


def test_that_what_is_behind_is_seen_through_a_colour_without_opacity(qtbot: QtBot) -> None:
    canvas, image = shown(qtbot)
    image.show_colors(np.zeros((2, 3, 4), np.uint8), QRectF(0.0, 0.0, 3.0, 2.0))
    seen = picture_of(canvas)
    at = canvas.mapFromScene(image.mapToScene(1.5, 0.5))
    assert seen.pixelColor(at) == canvas.backgroundBrush().color()


def test_that_what_is_drawn_while_an_error_is_handled_keeps_nothing_of_it(qtbot: QtBot) -> None:
    canvas, image = shown(qtbot)

    def drawn() -> weakref.ref[HandledError]:
        try:
            raise HandledError
        except HandledError as error:
            image.show_colors(COLORS, QRectF(0.0, 0.0, 3.0, 2.0))
            picture_of(canvas)
            return weakref.ref(error)

    kept = drawn()
    gc.collect()
    assert kept() is None
