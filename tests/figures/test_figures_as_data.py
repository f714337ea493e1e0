"""Views, targets, themes and shadings: every row of a table can be drawn, by the name that it has."""

from __future__ import annotations

import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.stability import default_axes, stability_map
from momentum_lab.core.errors import InputError
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.shadings import SHADINGS
from momentum_lab.figures.targets import TARGETS
from momentum_lab.figures.themes import THEMES, rgb
from momentum_lab.figures.views import ALL, VIEW_TITLES, VIEWS, proportions, view_kind
from momentum_lab.gui.pictures import export_picture
from momentum_lab.gui.views.maps.shading import shade
from momentum_lab.gui.views.table import make_view
from momentum_lab.simulation import simulate

RUNS = {
    1: simulate(on_formula("x**2", (1.0,), ball("momentum"), steps=5)),
    2: simulate(on_library("elliptic_bowl", ball("momentum"), steps=5)),
}
every_view = pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.name)


@every_view
def test_that_every_view_is_made_and_drawn(qapp, qtbot, tmp_path, kind) -> None:
    view = make_view(kind.name)
    qtbot.addWidget(view.widget)
    for dimension in kind.dimensions:
        view.show_run(RUNS[dimension], 5)
        path = tmp_path / f"{dimension}.png"
        export_picture(RUNS[dimension], path, PictureOptions(view=kind.name))
        assert path.stat().st_size > 5000


@every_view
def test_that_a_view_that_is_smaller_than_its_least_size_is_refused(qapp, tmp_path, kind) -> None:
    width, height = kind.least
    run = RUNS[kind.dimensions[0]]
    small = PictureOptions(view=kind.name, size=(width, height - 1.0), has_title=False, has_legend=False)
    with pytest.raises(InputError, match="too small for this"):
        export_picture(run, tmp_path / "small.png", small)
    enough = PictureOptions(view=kind.name, size=kind.least, has_title=False, has_legend=False)
    export_picture(run, tmp_path / "enough.png", enough)


@pytest.mark.parametrize("view", VIEW_TITLES)
@pytest.mark.parametrize("target", TARGETS)
def test_that_every_view_has_a_size_on_every_target(view: str, target: str) -> None:
    measures = TARGETS[target].measures(view)
    options = PictureOptions(view=view, size=measures.size, scale=measures.scale, point=measures.point)
    assert options.logical_size == measures.size
    assert PictureOptions(view=view).logical_size == proportions(view).size


def test_that_a_view_that_does_not_exist_is_named() -> None:
    for ask in (view_kind, proportions, TARGETS["page"].measures):
        with pytest.raises(InputError, match="unknown view 'contuor'; did you mean 'contour'"):
            ask("contuor")
    assert str(VIEW_TITLES[ALL]) == "All views"


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("shading", SHADINGS)
def test_that_every_shading_colours_a_map_under_its_key(qapp, shading: str, theme) -> None:
    experiment = RUNS[2].experiment
    found = stability_map(experiment, 0, default_axes(experiment, 0, 4), lambda share: True)
    colors, entries = shade(found, shading, theme)
    assert colors.shape == (4, 4, 3)
    assert entries
    assert str(SHADINGS[shading]) != shading, "a title is for people"


def test_that_a_theme_knows_whether_it_is_dark() -> None:
    assert {name: theme.is_dark for name, theme in THEMES.items()} == {"light": False, "dark": True}
    assert rgb("#12161c") == (0x12, 0x16, 0x1C)
