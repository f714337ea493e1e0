"""Eigenvalues in the complex plane, against the matrix that takes a ball one step on."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laboratory import ball, on_formula

from momentum_lab.analysis.eigenvalues import checked_swept, eigenvalues, locus, plane, swept_numbers
from momentum_lab.analysis.modes import Regime
from momentum_lab.analysis.quadratic import largest_stable
from momentum_lab.analysis.theory import Caveat
from momentum_lab.core.errors import InputError
from momentum_lab.core.hyperparameters import Choice
from momentum_lab.core.quadratic_theory import QuadraticTheory
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

RAVINE = "0.1*x**2 + 2*y**2"
BOOK = (-5.0, -2.0)
LINEAR = [name for name, rule in OPTIMIZERS.items() if rule.theory is not None]
FORMS = [
    (name, dict(zip(choices, options, strict=True)))
    for name in LINEAR
    for choices in [[n for n, d in OPTIMIZERS[name].hyperparameters.items() if isinstance(d, Choice)]]
    for options in product(*(OPTIMIZERS[name].hyperparameters[n].options for n in choices))
]


def found(body, formula=RAVINE, start=BOOK, steps=60, step=0, over=None, place="minimum", **more):
    return plane(simulate(on_formula(formula, start, body, steps=steps, **more)), 0, step, over, place)


def step_matrix(name, values, curvature):
    """The matrix of position and memory, from two runs of the rule's own arithmetic at every unit vector."""
    rule = OPTIMIZERS[name]
    hyper = rule.pack(rule.checked(values))
    decay = float(values.get("weight_decay", 0.0))
    state = rule.init(hyper)
    for _ in range(3_000):
        _, state = rule.update(0.0, 0.0, state, hyper)
    memory = [field for field in state._fields if field not in rule.shared_state]
    columns = []
    for unit in np.eye(1 + len(memory)):
        before = state._replace(**dict(zip(memory, unit[1:].tolist(), strict=True)))
        step, after = rule.update((curvature + decay) * unit[0], unit[0], before, hyper)
        columns.append([unit[0] + step, *(getattr(after, field) for field in memory)])
    return np.array(columns).T


@pytest.mark.parametrize(("name", "form"), FORMS, ids=str)
@given(data=st.data())
def test_that_they_are_those_of_the_matrix_of_a_step(name, form, data):
    shares = {"towards_one": st.floats(0.0, 0.99), "log": st.floats(0.01, 1.5), "linear": st.floats(0.0, 1.0)}
    declared = OPTIMIZERS[name].hyperparameters
    values = {n: data.draw(shares[d.scale]) for n, d in declared.items() if n not in form}
    curvature = data.draw(st.floats(-1.0, 5.0).filter(lambda value: abs(value) > 1e-3))
    told = eigenvalues(name, OPTIMIZERS[name].checked({**values, **form}), curvature)
    expected = np.linalg.eigvals(step_matrix(name, {**values, **form}, curvature))
    assert len(told.values) == len(expected)
    for one, other in zip(sorted_pair(told.values), sorted_pair(expected), strict=True):
        # two that are nearly one have half of the digits
        assert one == pytest.approx(other, rel=1e-6, abs=1e-6)
    assert sum(told.values) == pytest.approx(expected.sum(), rel=1e-9, abs=1e-9)
    assert np.prod(told.values) == pytest.approx(np.prod(expected), rel=1e-9, abs=1e-9)


def sorted_pair(values):
    return sorted(map(complex, values), key=lambda value: (round(value.imag, 5), value.real))


@pytest.mark.parametrize(("rate", "kept"), [(0.15, 0.9), (1.0, 0.5), (0.4, 0.99)])
def test_that_a_complex_pair_of_momentum_lies_on_the_circle_of_the_root_of_beta(rate, kept):
    told = eigenvalues("momentum", ball("momentum", learning_rate=rate, momentum=kept).hyperparameters, 1.0)
    assert told.values[0].imag > 0.0
    assert told.values[1] == told.values[0].conjugate()
    assert abs(told.leading) == pytest.approx(math.sqrt(kept), rel=1e-12)
    assert told.radius == pytest.approx(math.sqrt(kept), rel=1e-12)
    assert told.mode.convergence_factor == pytest.approx(math.sqrt(kept), rel=1e-12)


def test_that_gradient_descent_has_one_and_no_circle():
    told = found(ball("gradient_descent", learning_rate=0.3))
    assert [pair.values for pair in told.pairs] == [
        (pytest.approx(1.0 - 0.3 * 0.2),),
        (pytest.approx(1.0 - 0.3 * 4.0),),
    ]
    assert [pair.radius for pair in told.pairs] == [None, None]


@pytest.mark.parametrize(("name", "form"), FORMS, ids=str)
@pytest.mark.parametrize("border", [0.999, 1.001])
def test_that_one_crosses_the_unit_circle_at_the_border_of_theory(name, form, border):
    rule = OPTIMIZERS[name]
    values = rule.checked({**form, **({"nu": 0.3} if "nu" in rule.hyperparameters else {})})
    if rule.momentum_parameter is not None:
        values = values.updated(**{rule.momentum_parameter: 0.6})
    stable = found(ball(name, **values)).experiment.balls[0]
    ((parameter, limit),) = largest_stable(stable, 4.0).items()
    told = eigenvalues(name, {**values, parameter: border * limit}, 4.0)
    assert (max(map(abs, told.values)) > 1.0) == (border > 1.0)
    assert (told.mode.regime is Regime.DIVERGING) == (border > 1.0)


def test_that_the_one_that_counts_has_a_part_in_the_path():
    values = ball("qhm", learning_rate=0.5, beta=0.999, nu=0.0).hyperparameters
    told = eigenvalues("qhm", values, 1.0)  # its memory has no say: it is gradient descent
    assert max(map(abs, told.values)) == pytest.approx(0.999)
    assert told.leading == pytest.approx(0.5)


def test_that_a_way_goes_through_the_eigenvalues_and_leaves_no_gaps():
    body = ball("momentum", learning_rate=0.15, momentum=0.9)
    for name, curvature in product(("learning_rate", "momentum"), (0.2, 4.0)):
        way = locus(body, name, curvature)
        assert np.all(np.diff(way.values) > 0.0)
        for row in range(0, len(way.values), 9):
            values = {**body.hyperparameters, name: float(way.values[row])}
            assert way.eigenvalues[row] == pytest.approx(
                eigenvalues("momentum", values, curvature).values, rel=1e-12
            )
        near = np.abs(way.eigenvalues).max(axis=1) < 1.0
        both = near[1:] & near[:-1]
        assert np.abs(np.diff(way.eigenvalues, axis=0))[both].max() < 0.01


def test_that_a_way_over_the_rate_begins_where_nothing_pulls():
    way = locus(ball("momentum", momentum=0.8), "learning_rate", 1.0)
    assert way.eigenvalues[0] == pytest.approx([1.0, 0.8], abs=1e-3)
    complex_ones = way.eigenvalues[np.abs(way.eigenvalues[:, 0].imag) > 1e-6]
    assert np.abs(complex_ones) == pytest.approx(math.sqrt(0.8))


def test_that_a_way_reaches_as_far_as_a_value_beyond_the_slider():
    way = locus(ball("momentum", learning_rate=250.0), "learning_rate", 1.0)
    assert way.values[-1] == 250.0
    assert locus(ball("momentum", momentum=1.0), "momentum", 1.0).values[-1] == 1.0


@pytest.mark.parametrize("name", LINEAR)
def test_that_the_value_at_a_place_of_a_way_is_found(name):
    for swept in swept_numbers(name):
        way = locus(ball(name), swept, 2.0)
        if np.ptp(np.abs(way.eigenvalues)) < 1e-9:
            continue
        for row in range(0, len(way.values) - 1, 7):
            place = way.eigenvalues[row, 0]
            value = way.nearest(complex(place))
            back = eigenvalues(name, {**ball(name).hyperparameters, swept: value}, 2.0)
            assert min(abs(place - other) for other in back.values) < 0.02 * max(1.0, abs(place)) ** 2


def test_that_a_schedule_changes_the_rate_and_weight_decay_the_curvature():
    halved = RateSchedule("step", {"every": 10, "decay": 0.5})
    body = ball("gradient_descent", learning_rate=0.2, schedule=halved, weight_decay=0.5)
    for step, rate in ((0, 0.2), (10, 0.1), (25, 0.05)):
        told = found(body, step=step)
        assert told.pairs[0].values[0] == pytest.approx(1.0 - rate * (0.2 + 0.5))
        assert set(told.caveats) == {Caveat.SCHEDULE, Caveat.WEIGHT_DECAY}


def test_that_there_are_none_without_a_theory_or_a_quadratic():
    assert found(ball("adam")).caveats == (Caveat.NOT_LINEAR,)
    assert found(ball("adam")).pairs == found(ball("adam")).loci == ()
    cone = found(ball("momentum"), "sqrt(x**2 + y**2 + 1e-12)")
    assert cone.pairs == ()
    assert cone.caveats == (Caveat.NOT_QUADRATIC,)
    undefined = found(ball("gradient_descent"), "sqrt(x) + y**2", (-1.0, 1.0), steps=5, place="ball")
    assert undefined.curvature is None
    assert undefined.pairs == undefined.caveats == ()


def test_that_they_are_told_where_the_ball_is_too():
    told = found(ball("gradient_descent", learning_rate=0.01), "x**4", (2.0,), place="ball")
    assert told.pairs[0].values[0] == pytest.approx(1.0 - 0.01 * 48.0)
    assert found(ball("momentum", clipping=Clipping("norm", 1.0))).caveats == (Caveat.CLIPPING,)


def test_that_ways_are_over_numbers_that_there_are():
    assert swept_numbers("momentum") == ("learning_rate", "momentum")
    assert swept_numbers("physical_ball") == ("mass", "friction", "time_step")
    assert swept_numbers("adam") == ()
    assert checked_swept("qhm", None) == "learning_rate"
    assert checked_swept("adam", "beta1") == ""
    with pytest.raises(InputError, match="unknown number of momentum 'mass'"):
        found(ball("momentum"), over="mass")


def test_that_rules_that_state_no_roots_have_the_same_eigenvalues_and_ways(monkeypatch):
    """Read off the arithmetic; those whose state has to settle have fewer points, which are as true."""
    for name in ("nesterov", "momentum"):
        body = ball(name, learning_rate=0.4)
        stated, way = found(body).pairs, locus(body, "learning_rate", 4.0)
        with monkeypatch.context() as patch:
            patch.setitem(
                OPTIMIZERS.built_in._made, name, replace(OPTIMIZERS[name], theory=QuadraticTheory())
            )
            for pair, other in zip(found(body).pairs, stated, strict=True):
                assert pair.values == pytest.approx(other.values, rel=1e-9)
                assert pair.mode.regime is other.mode.regime
            read = locus(body, "learning_rate", 4.0)
        assert (len(read.values) < 100) == (name == "momentum")
        for value, roots in zip(read.values[::7], read.eigenvalues[::7], strict=True):
            near = np.abs(way.eigenvalues - roots).max(axis=1)
            assert near.min() < 0.05 * max(1.0, np.abs(roots).max()) ** 2
            assert way.values[int(near.argmin())] == pytest.approx(value, rel=0.2)
