"""Curves in pictures and films: the same panels as in the window, on axes that small multiples share."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from driving import bowl, color_at, is_color
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.cli.main import main
from momentum_lab.experiment.experiment import Ball
from momentum_lab.figures.options import PictureOptions
from momentum_lab.gui.pictures.figure import Figure
from momentum_lab.gui.pictures.plots import CanvasPane
from momentum_lab.gui.pictures.writing import export_picture
from momentum_lab.gui.views import table
from momentum_lab.gui.views.loss import LossView
from momentum_lab.simulation.engine import simulate

RUN = simulate(bowl(Ball("momentum", {"learning_rate": 0.1, "momentum": 0.8}), Ball("adam"), steps=40))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[LossView]:
    """The views that pictures are drawn by."""
    views: list[LossView] = []

    def make() -> LossView:
        views.append(LossView())
        return views[-1]

    monkeypatch.setattr(table, "PLOTS", {**table.PLOTS, "loss": make})
    return views


def texts_of(path: Path) -> list[str]:
    return [
        "".join(each.itertext()).strip()
        for each in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")
    ]


def test_that_a_drawing_has_all_panels_with_their_names_as_text(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "curves.svg"
    assert (
        main(["export", "ravine", str(path), "--view", "curves", "--curves", "y,overshoot,total_energy"]) == 0
    )
    texts = texts_of(path)
    for key in ("y", "overshoot", "total_energy"):
        assert texts.count(str(QUANTITIES[key].title)) == 1
    assert texts.count("dashed: envelope by theory") == 1
    assert texts.count("step") == 1
    assert "loss" not in texts
    assert main(["export", "ravine", str(path), "--view", "curves", "--evaluations"]) == 0
    assert "gradient evaluations" in texts_of(path)


@pytest.mark.parametrize("curves", ["loss", "distance,overshoot", "x,y,loss,learning_rate,update_norm"])
def test_that_markers_in_pictures_are_where_the_numbers_say(
    qapp: QApplication, tmp_path: Path, made: list[LossView], curves: str
) -> None:
    path = tmp_path / "curves.png"
    options = PictureOptions(view="curves", curves=curves, size=(640, 560), has_title=False, step=9)
    export_picture(RUN, path, options)
    image, (view,) = QImage(str(path)), made
    corner = QPointF(0.0, image.height() - view.canvas.height())
    for number, key in enumerate(curves.split(",")):
        value = float(QUANTITIES[key].of(RUN, RUN.at(0, 9))[0])
        at = view.pixel_of(9, value, number) + corner
        assert is_color(color_at(image, at), RUN.experiment.balls[0].color), key


def test_that_small_multiples_have_each_quantity_on_one_axis(
    qapp: QApplication, made: list[LossView]
) -> None:
    options = PictureOptions(view="curves", curves="loss,update_norm", grid="balls")
    figure = Figure(RUN, options)
    assert len(made) == 2
    for number in range(2):
        assert made[0].panels[number].axis == made[1].panels[number].axis
    assert all(isinstance(placed.pane, CanvasPane) for placed in figure._placed if placed.place.height() > 60)
    figure.close()


def test_that_a_picture_of_all_views_has_the_panels_below(qapp: QApplication, made: list[LossView]) -> None:
    options = PictureOptions(view="all", curves="loss,overshoot,x")
    usual, figure = Figure(RUN, PictureOptions()), Figure(RUN, options)
    assert [len(view.panels) for view in made] == [1, 3]
    assert figure.height > usual.height
    for each in (usual, figure):
        each.close()


def test_that_a_picture_too_low_for_its_panels_is_refused(qapp: QApplication, tmp_path: Path, capsys) -> None:
    keys = ",".join(list(QUANTITIES)[:8])
    wanted = ["--view", "curves", "--curves", keys, "--size", "400x240"]
    assert main(["export", "ravine", str(tmp_path / "x.png"), *wanted]) == 2
    assert "too small for this: at least" in capsys.readouterr().err


def test_that_a_film_of_curves_plays(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "film.gif"
    wanted = ["--view", "curves", "--curves", "loss,overshoot", "--size", "260x240", "--seconds", "0.3"]
    assert main(["export", "double_well", str(path), *wanted]) == 0
    assert path.stat().st_size > 2_000
