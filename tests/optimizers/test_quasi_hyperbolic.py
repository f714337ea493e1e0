"""QHM and QHAdam contain older methods as special cases (Ma & Yarats 2018, section 4)."""

from __future__ import annotations

import numpy as np
import pytest
from laboratory import ball, on_formula

from momentum_lab.simulation import simulate

HIMMELBLAU = "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"
BETAS = [0.0, 0.5, 0.9, 0.999]


def same_path(body, other, formula=HIMMELBLAU, start=(-1.0, 1.0), steps=100):
    run = simulate(on_formula(formula, start, body, other, steps=steps))
    assert run.last.tolist() == [steps, steps]
    assert run.position[0] == pytest.approx(run.position[1], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_that_with_nothing_but_the_average_it_is_momentum_in_its_ema_form(beta, weight_decay):
    values = {"learning_rate": 0.005, "weight_decay": weight_decay}
    momentum = ball("momentum", momentum=beta, form="ema", **values)
    same_path(ball("qhm", beta=beta, nu=1.0, **values), momentum)


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_that_with_nothing_of_the_average_it_is_gradient_descent(beta, weight_decay):
    values = {"learning_rate": 0.005, "weight_decay": weight_decay}
    same_path(ball("qhm", beta=beta, nu=0.0, **values), ball("gradient_descent", **values))


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_that_with_equal_beta_and_nu_it_is_nesterovs_gradient(beta):
    nesterov = ball("nesterov", learning_rate=0.003 * (1.0 - beta), momentum=beta)
    same_path(ball("qhm", learning_rate=0.003, beta=beta, nu=beta), nesterov)


@pytest.mark.parametrize("beta1", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_that_with_nothing_but_averages_it_is_adam(beta1, weight_decay):
    values = {"learning_rate": 0.05, "beta1": beta1, "beta2": 0.99, "weight_decay": weight_decay}
    same_path(ball("qhadam", nu1=1.0, nu2=1.0, **values), ball("adam", **values))


@pytest.mark.parametrize("beta1", [0.5, 0.995])
def test_that_without_the_mean_gradient_it_is_rmsprop_with_bias_correction(beta1):
    # Adam without memory of the gradient is RMSProp, but for the bias correction.
    values = {"learning_rate": 0.05, "beta2": 0.99}
    same_path(ball("qhadam", beta1=beta1, nu1=0.0, nu2=1.0, **values), ball("adam", beta1=0.0, **values))


def test_that_after_long_its_rmsprop_takes_the_steps_of_rmsprop_itself():
    # A slope of 1 everywhere: RMSProp's average fills up, and the bias correction goes to 1.
    rate, beta2 = 0.001, 0.9
    bodies = (
        ball("qhadam", learning_rate=rate, beta2=beta2, nu1=0.0, nu2=1.0),
        ball("rmsprop", learning_rate=rate, decay=beta2),
    )
    run = simulate(on_formula("x", (0.0,), *bodies, steps=400))
    apart = np.abs(run.update[0, 1:, 0] / run.update[1, 1:, 0] - 1.0)
    assert apart[0] == pytest.approx(1.0 - np.sqrt(0.1), rel=1e-6)
    assert apart[300:].max() < 1e-12


def test_that_without_any_average_it_steps_by_the_sign_of_the_slope():
    body = ball("qhadam", learning_rate=0.25, nu1=0.0, nu2=0.0, epsilon=0.0)
    run = simulate(on_formula("x**2 - y**2", (1.1, 0.1), body, steps=4))
    assert run.update[0, 1:] == pytest.approx(0.25 * np.array([[-1.0, 1.0]] * 4), rel=1e-12)
