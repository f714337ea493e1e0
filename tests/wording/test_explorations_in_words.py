"""What is said of maps and comparisons."""

from __future__ import annotations

from dataclasses import replace

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.presets import preset
from momentum_lab.wording.explorations import changed_on_the_way


def test_that_it_is_said_which_values_are_not_those_that_are_tried() -> None:
    experiment = preset("ravine")
    changes = (
        BallChange(5, FrozenMapping(learning_rate=0.01, momentum=0.5)),
        BallChange(9, kick=(1.0, 0.0)),
    )
    changed = experiment.with_ball(1, replace(experiment.balls[1], changes=changes))
    assert changed_on_the_way(changed, 0) == []
    (said,) = map(str, changed_on_the_way(changed, 1))
    assert (
        said == "Momentum: as changed in its run from step 5 on, whatever is tried: learning rate, momentum"
    )
