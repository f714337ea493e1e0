"""What is equal of experiments is the same to the last bit: what is computed is kept by it."""

from __future__ import annotations

from dataclasses import replace

from laboratory import ball

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.ball_changes import BallChange


def test_that_no_zero_of_an_experiment_has_a_sign():
    choice = LandscapeChoice(
        formula="a*x**2 + y**2",
        parameters=FrozenMapping({"a": -0.0}),
        rotation=-0.0,
        domain=((-0.0, 1.0), (-1.0, -0.0)),
    )
    changes = BallChange(3, kick=(-0.0, 1.0)), BallChange(5, FrozenMapping({"momentum": -0.0}))
    rolling = replace(ball("momentum", start=(1.0, -0.0), momentum=-0.0), changes=changes)
    experiment = Experiment(choice, (-0.0, 1.0), (rolling,), noise=-0.0)
    assert "-0.0" not in repr(experiment)
