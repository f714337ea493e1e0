"""Whatever theme is shown, maps and greys have their colours."""

from __future__ import annotations

import pytest

from momentum_lab.experiment.presets import preset
from momentum_lab.figures.themes import PROJECTED, THEMES, Theme
from momentum_lab.gui.pictures.grey import for_grey, grey_theme
from momentum_lab.gui.views.maps.colors import diverged_color, never_color, scale_entry_colors

EVERY = (*THEMES.values(), PROJECTED)


@pytest.mark.parametrize("theme", EVERY, ids=lambda theme: theme.name)
@pytest.mark.parametrize("change", [lambda theme: theme, grey_theme], ids=["colours", "greys"])
def test_that_maps_have_a_scale_apart_from_what_never_ends_and_what_diverges(theme: Theme, change) -> None:
    shown = change(theme)
    scale = [color.name() for color in scale_entry_colors(shown)]
    assert len(set(scale)) == len(scale)
    assert not {never_color(shown).name(), diverged_color(shown).name()} & set(scale)


@pytest.mark.parametrize("theme", EVERY, ids=lambda theme: theme.name)
def test_that_balls_have_greys_of_their_own(theme: Theme) -> None:
    experiment = for_grey(preset("ravine"), theme)
    assert len({ball.color for ball in experiment.balls}) == len(experiment.balls)
