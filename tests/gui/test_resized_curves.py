"""Curves of which panels come and go with the room: what is gone is painted nowhere."""

from __future__ import annotations

import gc

from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.engine import simulate


def test_that_panels_that_are_gone_are_not_painted_at_any_size(qtbot: QtBot) -> None:
    run, view = simulate(preset("ravine")), LossView()
    widget = view.widget
    qtbot.addWidget(widget)
    widget.resize(600, 300)
    view.set_look(LIGHT, Drawing(curves=("loss", "x", "distance")))
    view.show_run(run, run.computed)
    with qtbot.waitExposed(widget):
        widget.show()
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
