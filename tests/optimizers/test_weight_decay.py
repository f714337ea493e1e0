"""Weight decay is done for a rule that declares its place: in the gradient, or beside the step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_formula

from momentum_lab.core.weight_decay import DecayPlace
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate
from momentum_lab.simulation.batch import Batch, run_batch
from momentum_lab.simulation.native_ball import compiled

LOSS, START = "0.3*x**2 + cos(y) + 0.1*x*y", (-3.0, 1.2)
DECAYED = [o for o in OPTIMIZERS.values() if o.weight_decay is not None]
CASES = [
    (o.name, {"weight_decay": 0.3, **({"decoupled_weight_decay": flag} if flag is not None else {})})
    for o in DECAYED
    for flag in ((True, False) if o.weight_decay is DecayPlace.CHOSEN else (None,))
]
every_case = pytest.mark.parametrize(("name", "values"), CASES, ids=str)
FEW = [case for case in CASES if case[0] in ("gradient_descent", "adamw", "radam")]


def test_that_every_place_is_among_the_few():
    assert {OPTIMIZERS[name].weight_decay for name, _ in FEW} == set(DecayPlace)


def slope_at(place):
    """The gradient of the loss, by hand."""
    x, y = place
    return 0.6 * x + 0.1 * y, -np.sin(y) + 0.1 * x


@every_case
def test_that_the_place_is_where_the_declaration_says(name, values):
    optimizer, rate, decay = OPTIMIZERS[name], 0.05, 0.3
    body = ball(name, learning_rate=rate, **values)
    run = simulate(on_formula(LOSS, START, body, steps=8))
    hyper = optimizer.pack(body.hyperparameters)
    is_decoupled = optimizer.decay_place(hyper) is DecayPlace.STEP
    assert is_decoupled == values.get("decoupled_weight_decay", name == "adamw")
    states, place = [optimizer.init(hyper) for _ in START], list(START)
    for step in range(1, 9):
        for axis, slope in enumerate(slope_at(place)):
            x = place[axis]
            given = slope if is_decoupled else slope + decay * x
            change, states[axis] = optimizer.update(given, x, states[axis], hyper)
            place[axis] = x + change - (rate * decay * x if is_decoupled else 0.0)
        assert run.position[0, step] == pytest.approx(place, rel=1e-9)


@pytest.mark.parametrize(("name", "values"), FEW, ids=str)
@pytest.mark.parametrize("is_wrapped", [False, True])
def test_that_every_engine_has_the_same_bits(name, values, is_wrapped):
    around = {"schedule": RateSchedule("cosine", {"period": 30.0}), "clipping": Clipping("norm", 1.0)}
    experiment = on_formula(LOSS, START, ball(name, **values, **(around if is_wrapped else {})), steps=40)
    plain, native = simulate(experiment), simulate(experiment, compiled)
    assert plain.position.tobytes() == native.position.tobytes()
    assert plain.velocity.tobytes() == native.velocity.tobytes()
    decays = np.array([0.3, 0.0, 0.7])
    ends = run_batch(Batch(experiment, 0, values={"weight_decay": decays}), threads=1).position
    for end, decay in zip(ends, decays.tolist(), strict=True):
        body = experiment.balls[0].with_values(weight_decay=decay)
        assert simulate(replace(experiment, balls=(body,))).position[0, -1].tobytes() == end.tobytes()


@pytest.mark.parametrize("name", [n for n, o in OPTIMIZERS.items() if "weight_decay" in o.hyperparameters])
def test_that_a_rule_declares_the_place_or_says_why_it_does_it_itself(name):
    optimizer = OPTIMIZERS[name]
    with_itself = {"lion"}  # optax adds it to the sign before it multiplies by the rate: other bits
    assert (optimizer.weight_decay is None) == (name in with_itself)


@pytest.mark.parametrize("name", [o.name for o in OPTIMIZERS.values() if not o.needs_hessian])
def test_that_a_rule_declares_by_what_its_update_pulls_to_the_origin(name) -> None:
    """On the level, the place matters to the pulls that a rule declares as its own, and to nothing else."""
    optimizer = OPTIMIZERS[name]
    off = dict.fromkeys(optimizer.own_decay, 0.0)
    for pull in (*optimizer.own_decay, None):
        hyper = optimizer.pack(optimizer.checked(off | ({} if pull is None else {pull: 0.5})))
        there, middle = (
            optimizer.coordinate_update(0.0, place, optimizer.init(hyper), hyper)[0] for place in (3.0, 0.0)
        )
        assert (there < middle) is (pull is not None)
        assert there == middle or pull is not None
