from __future__ import annotations

from dataclasses import replace

import numpy as np
from laboratory import ball, on_formula

from momentum_lab.analysis.step_shown import step_shown
from momentum_lab.simulation import simulate


def test_that_the_step_that_begins_where_the_ball_is_seen_is_shown() -> None:
    run = simulate(on_formula("x**2 + y**2", (1.0, 2.0), ball("momentum", learning_rate=0.1), steps=5))
    assert [step_shown(run, 0, playhead) for playhead in range(6)] == [1, 2, 3, 4, 5, 5]
    for playhead in range(5):
        seen, after = (run.at(0, step).position[0] for step in (playhead, playhead + 1))
        update = run.at(0, step_shown(run, 0, playhead)).update[0]
        np.testing.assert_allclose(seen + update, after, rtol=1e-15)


def test_that_a_lost_ball_shows_the_step_that_overflowed_and_one_that_has_not_moved_none() -> None:
    balls = ball("gradient_descent", learning_rate=1e5), ball("gradient_descent", learning_rate=0.01)
    run = simulate(on_formula("x**4", (3.0,), *balls, steps=50))
    assert 1 <= run.last[0] < 50
    assert step_shown(run, 0, 40) == run.last[0] + 1
    assert step_shown(run, 1, 40) == 41
    assert step_shown(replace(run, computed=0), 1, 0) is None
