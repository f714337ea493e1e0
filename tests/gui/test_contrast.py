"""Trails can be told from the map: measured, in every theme, for every colour of the palette."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_lab.experiment.appearance import COLORS
from momentum_lab.figures.contrast import EDGES, contrast, edge_for, least_contrast
from momentum_lab.figures.scene import CHART, CLEAR, FLAT, SOLID
from momentum_lab.figures.themes import THEMES, Theme
from momentum_lab.gui.pictures.grey import grey_theme

EVERY = (*THEMES.values(), *map(grey_theme, THEMES.values()))


def shades_of(theme: Theme) -> list[str]:
    """The colours that the map has between its lowest and its highest loss, as they are drawn."""
    drawn = (255 * theme.landscape_colors(np.linspace(0.0, 1.0, 200))[:, :3]).astype(int)
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in drawn]


@pytest.mark.parametrize("theme", EVERY, ids=lambda theme: f"{theme.name}{'-grey' * theme.is_grey}")
@pytest.mark.parametrize("color", COLORS)
def test_that_a_trail_or_its_edge_differs_by_three_to_one_from_every_shade_of_the_map(theme, color) -> None:
    assert FLAT.enough == SOLID.enough == CLEAR == 3.0
    edge = edge_for(color, theme.landscape, FLAT.enough)
    drawn = [color, edge] if edge else [color]
    for shade in (*shades_of(theme), theme.window):
        assert max(contrast(each, shade) for each in drawn) >= 2.98, shade


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("color", COLORS)
def test_that_a_line_of_a_chart_or_its_edge_can_be_seen_on_the_page(theme: Theme, color: str) -> None:
    edge = edge_for(color, (theme.base,), CHART.enough)
    assert max(contrast(each, theme.base) for each in (color, edge or color)) >= 1.8


@given(st.integers(0, 0xFFFFFF), st.sampled_from(EVERY))
def test_that_any_colour_has_an_edge_that_sets_it_off_from_any_map(number: int, theme: Theme) -> None:
    color = f"#{number:06x}"
    edge = edge_for(color, theme.landscape, CLEAR)
    assert least_contrast((color, edge) if edge else (color,), theme.landscape) >= 2.98


def test_that_contrast_is_that_of_black_and_white_at_most() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == 1.0
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)
    assert least_contrast(("#808080",), ("#000000", "#ffffff")) == pytest.approx(1.0, abs=0.05)
    assert edge_for("#ffffff", ("#000000",), CLEAR) == ""
    assert edge_for("#ffffff", ("#eeeeee",), CLEAR) == EDGES[0]
