"""How a run is drawn on the screen, by what somebody has chosen."""

from __future__ import annotations

from dataclasses import replace

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.figures.boldness import PLAIN, PROJECTED
from momentum_lab.figures.dots import suiting_dots
from momentum_lab.figures.predicted import NOTHING_PREDICTED, Predicted
from momentum_lab.figures.step_arrows import arrows_of
from momentum_lab.gui.views.value_axis import KINDS
from momentum_lab.gui.views.view import Drawing
from momentum_lab.session.look import AUTO_DOTS, Look


def drawing_of(
    look: Look, experiment: Experiment, chosen: int, predicted: Predicted = NOTHING_PREDICTED
) -> Drawing:
    """Return how an experiment's run is drawn, of which one ball is chosen and some things are foretold.

    How many dots suit it, only the experiment can say.
    """
    drawing = Drawing(
        path_ahead=look.path_ahead,
        dots=suiting_dots(experiment.steps) if look.dots == AUTO_DOTS else look.dots,
        has_legend=look.has_legend,
        has_log_steps=look.has_log_steps,
        curves=look.curves,
        counts_evaluations=look.counts_evaluations,
        height=look.height,
        loss_axis=next((kind for kind in KINDS if kind == look.loss_axis), None),
        overlays=predicted.overlays.on_ground,
        curve_overlays=predicted.overlays.over_steps,
        boldness=PROJECTED if look.is_projected else PLAIN,
    )
    arrows = arrows_of(look.arrows, chosen, look.arrow_zoom, drawing.line_width)
    return replace(drawing, arrows=arrows)
