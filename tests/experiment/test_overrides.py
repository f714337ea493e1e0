"""``--set KEY=VALUE``: every kind of place in an experiment, and what is said when there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.landscapes import LANDSCAPES

BASE = on_library(
    "elliptic_bowl", ball("momentum", label="first", learning_rate=0.1), ball("gradient_descent"), steps=10
)
ON_FORMULA = on_formula("x**2 + y**2", (1.0, 2.0), ball("adam"), ball("adam", start=(3.0, 4.0)))


def changed(*settings):
    return with_overrides(BASE, settings)


def test_that_a_number_of_a_ball_is_changed_and_nothing_else():
    after = changed("balls.0.learning_rate=0.25")
    assert after == BASE.with_ball(0, BASE.balls[0].with_values(learning_rate=0.25))


@pytest.mark.parametrize(
    ("setting", "found", "expected"),
    [
        ("run.steps=7", lambda e: e.steps, 7),
        ("run.steps = 7 ", lambda e: e.steps, 7),
        ("run.seed=9223372036854775807", lambda e: e.seed, 2**63 - 1),
        ("run.noise=1e-3", lambda e: e.noise, 0.001),
        ("run.common_noise=false", lambda e: e.common_noise, False),
        ("run.start=[1, 2.5]", lambda e: e.start, (1.0, 2.5)),
        ("run.start.1=-3", lambda e: e.start, (-5.0, -3.0)),
        ("title=Two words", lambda e: e.title, "Two words"),
        ('title="12"', lambda e: e.title, "12"),
        ("title=a=b", lambda e: e.title, "a=b"),
        ("title=∇f", lambda e: e.title, "∇f"),
        ("description=x\ny = 1", lambda e: e.description, "x\ny = 1"),
        ("landscape.rotation=30", lambda e: e.landscape.rotation, 30.0),
        ("landscape.parameters.a=0.5", lambda e: e.landscape.parameters.get("a"), 0.5),
        (
            "landscape.parameters={a = 0.5, b = 1}",
            lambda e: dict(e.landscape.parameters),
            {"a": 0.5, "b": 1.0},
        ),
        ("balls.0.momentum=0", lambda e: e.balls[0].hyperparameters["momentum"], 0.0),
        ("balls.0.form=ema", lambda e: e.balls[0].hyperparameters["form"], "ema"),
        ("balls.1.label=mine", lambda e: e.balls[1].label, "mine"),
        ("balls.1.color=#ABCDEF", lambda e: e.balls[1].color, "#abcdef"),
        ("balls.1.marker=star", lambda e: e.balls[1].marker, "star"),
        ("balls.1.visible=false", lambda e: e.balls[1].visible, False),
        ("landscape.conditioning=9", lambda e: e.landscape.conditioning, 9.0),
        ("balls.0.schedule.name=cosine", lambda e: e.balls[0].schedule, RateSchedule("cosine")),
        ("balls.0.schedule={warmup = 3}", lambda e: e.balls[0].schedule, RateSchedule("constant", warmup=3)),
        ("balls.0.clipping.by=norm", lambda e: e.balls[0].clipping, Clipping("norm")),
        ("balls.0.clipping={by='value', limit=2}", lambda e: e.balls[0].clipping, Clipping("value", 2.0)),
        ("balls.1.start=[0, 1]", lambda e: e.start_of(1), (0.0, 1.0)),
    ],
)
def test_that_a_setting_takes_effect(setting, found, expected):
    assert found(BASE) != expected
    assert found(changed(setting)) == expected


def test_that_the_start_of_a_ball_is_changed_in_its_parts():
    after = with_overrides(ON_FORMULA, ["balls.1.start.0=9"])
    assert [after.start_of(i) for i in (0, 1)] == [(1.0, 2.0), (9.0, 4.0)]


def test_that_the_formula_and_the_domain_are_changed():
    after = with_overrides(ON_FORMULA, ["landscape.formula=x**4 + y**2", "landscape.x=[-1, 1]"])
    assert after.landscape.formula == "x**4 + y**2"
    assert after.landscape.domain == ((-1.0, 1.0), (-10.0, 10.0))


def test_that_settings_are_put_in_one_after_the_other():
    assert changed("run.steps=5", "run.steps=6").steps == 6


def test_that_another_optimizer_brings_its_rate_for_the_landscape_along_and_keeps_the_look():
    after = changed("balls.0.optimizer=adam", "balls.0.beta1=0.5").balls[0]
    assert after.hyperparameters["learning_rate"] == LANDSCAPES["elliptic_bowl"].learning_rates["adam"]
    assert after.hyperparameters["beta1"] == 0.5
    assert (after.color, after.marker) == (BASE.balls[0].color, BASE.balls[0].marker)
    assert after.label == ""


def test_that_another_schedule_brings_its_own_values_and_keeps_the_warm_up():
    before = RateSchedule("step", FrozenMapping({"every": 7.0}), warmup=3)
    stepped = BASE.with_ball(0, replace(BASE.balls[0], schedule=before))
    after = with_overrides(stepped, ["balls.0.schedule.name=exponential"])
    assert after.balls[0].schedule == RateSchedule("exponential", warmup=3)
    assert with_overrides(stepped, ["balls.0.schedule.name=step"]) == stepped
    with pytest.raises(InputError, match="balls: 0: schedule: name: unknown schedule 'stop'"):
        with_overrides(stepped, ["balls.0.schedule.name=stop"])


def test_that_another_landscape_brings_its_start_and_its_rates_along():
    after = changed("landscape.name=double_well")
    entry = LANDSCAPES["double_well"]
    assert after.start == entry.start
    assert [b.hyperparameters["learning_rate"] for b in after.balls] == [
        entry.learning_rates[b.optimizer] for b in BASE.balls
    ]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("steps", "allowed is KEY=VALUE, such as balls.0.learning_rate=0.1"),
        ("=3", "allowed is KEY=VALUE, such as balls.0.learning_rate=0.1"),
        ("", "allowed is KEY=VALUE, such as balls.0.learning_rate=0.1"),
        ("run.steps=many", "run: steps: found 'many', allowed is a whole number from 1 to 1,000,000"),
        ("run.steps=", "run: steps: found '', allowed is a whole number from 1 to 1,000,000"),
        ("run.stepz=3", "run: unknown key 'stepz'; did you mean 'steps'?"),
        ("rum.steps=3", "unknown key 'rum'; did you mean 'run'?"),
        ("balls.0.label.x=3", "'label' has no keys in it"),
        ("run.steps.a.b=3", None),
        ("schema=2", "schema: found 2, written by a newer Momentum Lab; this one reads 1"),
        ("balls.2.label=x", "found '2', allowed is a whole number from 0 to 1"),
        ("balls.-1.label=x", "found '-1', allowed is a whole number from 0 to 1"),
        ("balls.x.label=x", "found 'x', allowed is a whole number from 0 to 1"),
        ("balls.².label=x", "found '²', allowed is a whole number from 0 to 1"),
        ("balls.99999999999999999999.label=x", None),
        ("balls=3", "balls: found 3, allowed is a list"),
        ("balls.0=3", "balls: 0: found 3, allowed is a table of keys and values"),
        ("balls.0.beta1=0.5", None),
        ("balls.0.optimizer=momentun", "unknown optimizer 'momentun'; did you mean 'momentum'?"),
        ("balls.0.optimizer=3", "balls: 0: optimizer: found 3, allowed is a text"),
        ("balls.0.momentum=1.5", "balls: 0: momentum: found 1.5, allowed is a number from 0 to 1"),
        ("run.start.2=1", "found '2', allowed is a whole number from 0 to 1"),
        (
            "landscape.name=himelblau",
            "landscape: name: unknown landscape 'himelblau'; did you mean 'himmelblau'?",
        ),
        (
            "landscape.parameters.c=1",
            "landscape: parameters: unknown parameter of elliptic_bowl 'c'; known: a, b",
        ),
        ("landscape.parameters.a.b=1", None),
        ("title=\udcff", "title: found '\\udcff', which has bytes in it that are not UTF-8 text"),
    ],
)
def test_that_a_setting_that_cannot_be_is_named(setting, message):
    with pytest.raises(InputError) as caught:
        changed("run.steps=3", setting)
    said = str(caught.value)
    assert said.startswith("--set ")
    assert len(said.splitlines()) == 1
    if message is not None:
        shown = repr(setting)[1:-1]
        assert said == " ".join(f"--set {shown}: {message}".split())


def test_that_a_value_cannot_smuggle_in_a_second_key():
    with pytest.raises(InputError, match="control characters"):
        changed("title=1\nsteps = 3")
