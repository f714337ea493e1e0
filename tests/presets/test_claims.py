"""What the description of a preset claims is so."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from momentum_lab.analysis.recurrence import stability_limit
from momentum_lab.analysis.summary import summarize
from momentum_lab.core.languages import languages, set_language
from momentum_lab.core.messages import ENGLISH, LANGUAGE
from momentum_lab.experiment import preset, preset_names
from momentum_lab.experiment.experiment import is_inside
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import Status, simulate
from momentum_lab.wording.verdicts import reason_phrase

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def rolled(name):
    """Optimizer and run of a preset, ball by ball, where each optimizer occurs once."""
    experiment = preset(name)
    run = simulate(experiment)
    return run, {ball.optimizer: index for index, ball in enumerate(experiment.balls)}


def with_momentum(experiment, momentum):
    balls = tuple(
        b.with_values(momentum=momentum) if "momentum" in b.hyperparameters else b for b in experiment.balls
    )
    return replace(experiment, balls=balls)


def crossings(numbers):
    return int(np.count_nonzero(np.diff(np.sign(numbers))))


def apart(run, index, place=(0.0, 0.0)):
    return np.linalg.norm(run.position[index] - np.array(place), axis=1)


@pytest.mark.parametrize("name", preset_names())
def test_that_every_preset_says_what_to_watch_and_starts_on_its_map(name):
    experiment = preset(name)
    landscape = experiment.landscape.build()
    assert 5 <= len(experiment.title) <= 40
    assert 150 <= len(experiment.description) <= 600
    assert "\n" not in experiment.description
    assert experiment.description.endswith(".")
    for index in range(len(experiment.balls)):
        assert is_inside(experiment.start_of(index), landscape.domain)
    assert len(set(experiment.labels)) == len(experiment.labels)
    assert len({ball.color for ball in experiment.balls}) == len(experiment.balls)


@pytest.mark.parametrize("code", [code for code in languages() if code != ENGLISH])
@pytest.mark.parametrize("name", preset_names())
def test_that_translations_have_the_numbers_of_the_english_text(name, code):
    said = preset(name).shown_description
    set_language(code)
    try:
        translated = str(said)
    finally:
        LANGUAGE.speak(ENGLISH)
    assert translated != str(said)
    assert Counter(NUMBER.findall(translated)) == Counter(NUMBER.findall(str(said)))


@pytest.mark.parametrize("name", preset_names())
def test_that_steps_at_which_balls_are_said_to_be_lost_are_those_of_the_table(name):
    run = simulate(preset(name))
    lost = (Status.ESCAPED, Status.DIVERGED)
    lost_at = {ball.since for ball in summarize(run) if ball.status in lost}
    said = re.findall(r"(?:map|diverge[sd]?) (?:at|by) step (\d+)", run.experiment.description)
    assert {int(step) for step in said} <= lost_at
    assert said == [] or "off the map" not in run.experiment.description


def test_that_every_preset_has_a_test_of_its_claims():
    tested = {name.removeprefix("test_claims_of_").replace("_point_", ".") for name in globals()}
    assert set(preset_names()) <= tested


def test_claims_of_ravine():
    run, of = rolled("ravine")
    hessian = run.experiment.landscape.build().hessian((0.0, 0.0))
    assert hessian[1][1] / hessian[0][0] == pytest.approx(100.0, rel=1e-12)
    x, y = run.position[..., 0], run.position[..., 1]
    descent = of["gradient_descent"]
    assert crossings(y[descent]) == 100, "it zig-zags at every step"
    assert 0.8 < 0.46 * hessian[1][1] / 2.0 < 1.0, "its steps are almost too long across"
    assert x[descent, 100] < -0.7, "and it is still on its way"
    assert x[of["momentum"]].max() > 0.3, "momentum rolls past the minimum"
    assert abs(x[of["momentum"], 100]) < 0.05, "and back"
    swings = [np.abs(y[of[name], 5:]).max() for name in ("momentum", "nesterov")]
    assert swings[1] < 0.3 * swings[0], "Nesterov hardly swings across the ravine"
    first = run.update[of["adam"], 1]
    assert first[0] == pytest.approx(first[1], rel=1e-6), "Adam sets off diagonally"


def test_claims_of_book_ravine_0_point_4():
    run = simulate(preset("book_ravine_0.4"))
    assert run.computed == 20
    assert crossings(run.position[0, :, 1]) == 20
    assert run.position[0, 20] == pytest.approx((-0.94, -0.00007), abs=0.005)
    assert run.position[0, 20, 1] == pytest.approx(-0.00007, abs=0.000005)
    assert (run.position[0, 20, 0] + 5.0) / 5.0 == pytest.approx(0.8, abs=0.02)
    curvature = run.experiment.landscape.build().hessian((0.0, 0.0))[1][1]
    assert 2.0 / curvature == 0.5


def test_claims_of_book_ravine_0_point_6():
    run = simulate(preset("book_ravine_0.6"))
    descent, half, quarter = summarize(run)
    assert "(0.6 × 4 = 2.4, stable below 2)" in str(reason_phrase(descent.reason))
    assert (half.label, quarter.label) == ("Momentum 0.5", "Momentum 0.25")
    assert half.status == quarter.status == Status.CONVERGED
    assert half.steps_to_tolerance < quarter.steps_to_tolerance
    momentum = OPTIMIZERS["momentum"]
    limit = stability_limit(momentum, momentum.pack(run.experiment.balls[1].hyperparameters))
    assert limit == 3.0
    assert {b.hyperparameters["learning_rate"] for b in run.experiment.balls} == {0.6}


def test_claims_of_double_well():
    run, of = rolled("double_well")
    best, local = run.experiment.landscape.build().minima
    assert best.loss < local.loss
    ends = run.position[:, -1, 0]
    assert ends[of["gradient_descent"]] == pytest.approx(local.position[0], abs=1e-3)
    assert ends[of["momentum"]] == pytest.approx(best.position[0], abs=1e-3)
    assert summarize(run)[of["momentum"]].status is Status.CONVERGED
    slower = simulate(with_momentum(run.experiment, 0.7))
    assert slower.position[of["momentum"], -1, 0] == pytest.approx(local.position[0], abs=1e-3)


def test_claims_of_four_spellings():
    run = simulate(preset("four_spellings"))
    leaky, velocity, average, corrected = run.position
    assert [b.hyperparameters["form"] for b in run.experiment.balls] == [
        *("leaky", "velocity", "ema", "ema_corrected")
    ]
    assert velocity == pytest.approx(leaky, rel=1e-9, abs=1e-12)
    assert average == pytest.approx(leaky, rel=1e-9, abs=1e-12)
    assert run.update[3, 1] == pytest.approx(10.0 * run.update[0, 1], rel=1e-12)
    assert np.abs(corrected - leaky).max() > 1.0
    # The same first step takes a tenth of the rate, and then the second is shorter.
    tenth = run.experiment.balls[3].with_values(learning_rate=0.04)
    again = simulate(replace(run.experiment, balls=(run.experiment.balls[0], tenth))).update
    assert again[1, 1] == pytest.approx(again[0, 1], rel=1e-12)
    assert np.abs(again[1, 2] - again[0, 2]).max() > 0.01


@pytest.mark.parametrize("seed", range(1, 6))
def test_claims_of_noisy_gradients(seed):
    experiment = replace(preset("noisy_gradients"), seed=seed)
    run, of = simulate(experiment), {b.optimizer: i for i, b in enumerate(experiment.balls)}
    descent, momentum = of["gradient_descent"], of["momentum"]
    landscape = experiment.landscape.build()
    noise = [
        run.gradient[i] - np.array([landscape.gradient(tuple(p)) for p in run.position[i]]) for i in (0, 1)
    ]
    assert noise[0] == pytest.approx(noise[1], abs=1e-9), "the same for both balls"
    assert np.argmax(apart(run, descent) < 1.5) <= 7, "at the minimum soon"
    steps = np.linalg.norm(run.update[:, 100:], axis=2).mean(axis=1)
    assert steps[descent] > 0.8, "thrown about for ever"
    assert steps[momentum] < 0.25 * steps[descent], "wanders less from step to step"
    rates = [b.hyperparameters["learning_rate"] for b in experiment.balls]
    assert rates[momentum] == pytest.approx(rates[descent] / 10.0)


def test_claims_of_overshoot():
    run, of = rolled("overshoot")
    descent, momentum, nesterov = (of[name] for name in ("gradient_descent", "momentum", "nesterov"))
    assert apart(run, descent)[12] < 0.01
    assert run.position[descent, :, 0].max() < 0.0, "it does not overshoot"
    assert run.position[momentum, :, 0].max() > 2.0
    assert crossings(run.position[momentum, :, 0]) > 10
    assert apart(run, momentum)[30:].max() > 0.25
    order = [np.flatnonzero(apart(run, i) > 0.01)[-1] for i in (descent, nesterov, momentum)]
    assert order == sorted(order)
    assert len(set(order)) == 3
    assert len({b.hyperparameters["learning_rate"] for b in run.experiment.balls}) == 1
    gentle = simulate(with_momentum(run.experiment, 0.1)).position[..., 0]
    assert gentle.max() < 1e-9, "the swinging is gone"


def test_claims_of_plateau():
    run, of = rolled("plateau")
    assert run.computed == 150
    walked = 4.46 - apart(run, of["gradient_descent"])[150]
    assert walked < 0.1 * 4.46, "it has hardly left its start"
    assert apart(run, of["momentum"])[150] < 0.01
    for name in ("rmsprop", "adam"):
        assert apart(run, of[name])[40] < 1.2, "it is in the well long before"


def test_claims_of_saddle():
    run, of = rolled("saddle")
    slope = run.gradient[0, 0]
    assert slope[1] == -0.002
    assert apart(run, of["gradient_descent"])[100] < 0.06
    landscape = run.experiment.landscape.build()
    assert landscape.gradient((0.0, 0.0)) == (0.0, 0.0)
    gone = summarize(run)[of["momentum"]]
    assert gone.status is Status.ESCAPED
    assert f"has left the map by step {gone.since}." in run.experiment.description
    assert not is_inside(tuple(run.position[of["momentum"], gone.since]), landscape.domain)
    first = np.abs(run.update[of["adam"], 1])
    assert first[0] == pytest.approx(first[1], rel=1e-4)


def test_claims_of_sgd_to_adam():
    run, of = rolled("sgd_to_adam")
    assert list(of) == [
        *("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam")
    ]
    minimum = (3.0, 0.5)
    away = {name: apart(run, index, minimum) for name, index in of.items()}
    assert away["gradient_descent"][300] > 0.5, "SGD crawls"
    assert away["momentum"][300] < 0.01
    assert away["nesterov"][300] < 0.01
    rates = {b.optimizer: b.hyperparameters["learning_rate"] for b in run.experiment.balls}
    assert rates["gradient_descent"] == rates["momentum"] == rates["nesterov"]
    assert np.linalg.norm(run.update[of["adagrad"], 1]) == np.linalg.norm(run.update[:, 1], axis=1).max()
    effective = np.abs(run.update[:, 1:] / run.gradient[:, :-1])
    assert (np.diff(effective[of["adagrad"]], axis=0) <= 1e-9).all(), "AdaGrad only ever tires"
    assert (effective[of["rmsprop"], -1] > 3.0 * effective[of["rmsprop"]].min(axis=0)).all(), (
        "RMSProp does not"
    )
    assert away["adadelta"][50] > 2.0, "AdaDelta needs a while"
    assert away["adadelta"][300] < 0.2
    assert min(away, key=lambda name: away[name][300]) == "adam"


def test_claims_of_two_basins():
    run, of = rolled("two_basins")
    best, local = run.experiment.landscape.build().minima
    assert best.position[0] > local.position[0]
    assert best.loss < local.loss
    descent, momentum = of["gradient_descent"], of["momentum"]
    assert run.position[descent, -1] == pytest.approx(local.position, abs=2e-3)
    assert run.position[momentum, -1] == pytest.approx(best.position, abs=1e-3)
    left_out = simulate(replace(run.experiment, start=tuple(run.position[descent, -1].tolist())))
    assert left_out.position[descent, -1] == pytest.approx(local.position, abs=1e-3)
    assert len({b.hyperparameters["learning_rate"] for b in run.experiment.balls}) == 1
    nearer = simulate(replace(run.experiment, start=(-1.3, 0.1)))
    assert nearer.position[momentum, -1] == pytest.approx(local.position, abs=1e-3)
