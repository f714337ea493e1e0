"""Pictures for a printer without colours: lightness, markers and dashes tell the balls apart."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Final

import numpy as np
from PyQt6.QtGui import QColor

from momentum_lab.experiment.appearance import MARKERS
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.themes import Theme

_LANDSCAPES: Final = {
    False: ("#ffffff", "#f0f0f0", "#dedede", "#cacaca", "#b4b4b4"),
    True: ("#000000", "#0e0e0e", "#1c1c1c", "#2b2b2b", "#3b3b3b"),
}
_LEVELS: Final = {False: (0.08, 0.60), True: (0.98, 0.46)}
"""The grey of the first ball and of the last: apart from each other, and from the landscape."""


def grey_theme(theme: Theme) -> Theme:
    """Return the theme with a landscape in greys that no ball has."""
    accent, warning = ("#b4b4b4", "#ffffff") if theme.is_dark else ("#7a7a7a", "#101010")
    return replace(theme, landscape=_LANDSCAPES[theme.is_dark], accent=accent, warning=warning, is_grey=True)


def for_grey(experiment: Experiment, theme: Theme) -> Experiment:
    """Return the experiment with visible balls in even steps of grey, each marked otherwise than those near.

    As many balls as there are markers have one each; of more, those of one marker are as many steps apart.
    """
    shown = [i for i, ball in enumerate(experiment.balls) if ball.visible]
    first, last = _LEVELS[theme.is_dark]
    steps = np.linspace(first, last, max(len(shown), 2)).tolist()
    balls = list(experiment.balls)
    near: deque[str] = deque(maxlen=len(MARKERS) - 1)
    for index, level in zip(shown, steps, strict=False):
        marker = balls[index].marker
        if marker in near:
            marker = next(m for m in MARKERS if m not in near)
        near.append(marker)
        balls[index] = replace(balls[index], color=QColor.fromRgbF(level, level, level).name(), marker=marker)
    return replace(experiment, balls=tuple(balls))
