"""The table of views: what one row and one class do, in the window and in pictures."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from conftest import OpenWindow
from driving import CTRL, bowl, is_color, key
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage

from momentum_lab.cli.main import main
from momentum_lab.core.messages import NOTHING, message
from momentum_lab.figures import views as figure_views
from momentum_lab.figures.themes import Theme
from momentum_lab.figures.views import ViewKind
from momentum_lab.gui.views import table
from momentum_lab.gui.views.loss import LossView
from momentum_lab.gui.views.view import Drawing

GROUND = "#00c853"


class GreenView(LossView):
    """A view as somebody may add one, on a ground by which it is found in a picture."""

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        super().set_look(replace(theme, base=GROUND), drawing)


@pytest.fixture(params=[0, 1], ids=["upper row", "lower row"])
def row(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ViewKind:
    """The row of another view of landscapes of two dimensions, where it is read, and its class."""
    added = ViewKind(
        "green",
        message("Green"),
        NOTHING,
        message("green"),
        dimensions=(2,),
        row=request.param,
        least=(150.0, 110.0),
    )
    titles = {**figure_views.VIEW_TITLES, added.name: added.title}
    with_it = {"VIEWS": (*figure_views.VIEWS, added), "VIEW_TITLES": MappingProxyType(titles)}
    before = {name: getattr(figure_views, name) for name in with_it}
    for name, module in list(sys.modules.items()):
        if name.startswith("momentum_lab."):
            for constant, value in before.items():
                if vars(module).get(constant) is value:
                    monkeypatch.setattr(module, constant, with_it[constant])
    monkeypatch.setattr(table, "PLOTS", MappingProxyType({**table.PLOTS, added.name: GreenView}))
    return added


def share_of_green(path: Path) -> float:
    """The share of a picture that is of the ground of the view, of every eighth pixel."""
    image = QImage(str(path))
    places = [(x, y) for x in range(0, image.width(), 8) for y in range(0, image.height(), 8)]
    return sum(is_color(image.pixelColor(x, y), GROUND, 3) for x, y in places) / len(places)


@pytest.mark.slow
def test_that_the_window_shows_an_added_view_and_lets_it_be_chosen(
    row: ViewKind, open_window: OpenWindow
) -> None:
    window = open_window(bowl(), size=(1280, 760))
    view, frame = window.views["green"], window.view_area.frames["green"]
    assert frame.isVisible()
    assert frame.parent() is window.view_area.frames["contour" if row.row == 0 else "loss"].parent()
    window.session.go_to(7)
    assert view._step == 7
    key(window, Qt.Key.Key_5, CTRL)
    assert frame.isVisible()
    assert not window.view_area.frames["contour"].isVisible()


@pytest.mark.parametrize(
    ("size", "least"), [("900x700", 0.05), ("500x1400", 0.05)], ids=["in rows", "stacked"]
)
def test_that_pictures_of_all_views_have_an_added_one(
    qapp, row: ViewKind, tmp_path: Path, size: str, least: float
) -> None:
    path = tmp_path / "all.png"
    assert main(["export", "ravine", str(path), "--size", size]) == 0
    assert least < share_of_green(path) < 0.4
    assert main(["export", "double_well", str(path), "--size", size]) == 0
    assert share_of_green(path) == 0.0  # it shows no landscape of one dimension


def test_that_an_added_view_is_drawn_by_its_name(qapp, row: ViewKind, tmp_path: Path) -> None:
    path = tmp_path / "green.png"
    assert main(["export", "ravine", str(path), "--view", "green", "--size", "400x300"]) == 0
    assert share_of_green(path) > 0.5
    assert main(["export", "ravine", str(path), "--view", "green", "--grid", "balls"]) == 0
    assert share_of_green(path) > 0.5


def test_that_an_added_view_says_which_landscapes_it_cannot_show(qapp, row, tmp_path: Path, capsys) -> None:
    assert main(["export", "double_well", str(tmp_path / "x.png"), "--view", "green"]) == 2
    said = capsys.readouterr().err
    assert "view: found a landscape of dimension 1, allowed for this view is 2" in said
    assert not (tmp_path / "x.png").exists()


def test_that_views_with_a_camera_are_made_as_such() -> None:
    assert {kind.name for kind in figure_views.VIEWS if kind.has_camera} == set(table.SURFACES)
    assert {kind.name for kind in figure_views.VIEWS if not kind.has_camera} == set(table.PLOTS)
