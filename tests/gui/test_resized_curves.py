"""Curves of which panels come and go with the room: what is gone is painted nowhere."""

from __future__ import annotations

import gc

from driving import shown_view
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.presets import preset
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate


def test_that_panels_that_are_gone_are_not_painted_at_any_size(qtbot: QtBot) -> None:
    drawing = Drawing(curves=("loss", "x", "distance"))
    view = shown_view(qtbot, LossView(), simulate(preset("ravine")), (600, 300), drawing)
    widget = view.widget
    counts = set()
    gc.disable()  # as the program does: what refers to itself goes all at once
    try:
        for width in range(150, 260, 23):
            for height in (120, 171, 230, 330):
                widget.resize(width, height)
                for _ in range(6):
                    widget.grab()
                    QApplication.processEvents()
                gc.collect()
                QApplication.processEvents()
                assert not widget.grab().isNull()
                counts.add(len(view.panels))
    finally:
        gc.enable()
    assert len(counts) > 1
