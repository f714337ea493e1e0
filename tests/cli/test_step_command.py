"""The command ``step``: what is inside a step, as text and as JSON."""

from __future__ import annotations

import json

import pytest
from laboratory import ball, on_formula
from variants import VARIANTS

from momentum_lab.analysis.memory import memory
from momentum_lab.experiment import find, save
from momentum_lab.experiment.overrides import with_overrides
from momentum_lab.export.opened_step import step_text, step_values
from momentum_lab.simulation import simulate
from momentum_lab.simulation.anatomy import anatomy

KEYS = [
    *("position", "gradient", "state_before", "state_after", "update", "carried", "gradient_part"),
    *("weights", "hyperparameters", "equations"),
]


def found(lab, *arguments):
    status, out, err = lab("step", *arguments, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_that_the_json_is_what_is_inside_the_step(lab):
    values = found(lab, "ravine", "--ball", "1", "--step", "12")
    run = simulate(find("ravine"))
    a = anatomy(run, 1, 12)
    assert [*values] == KEYS
    assert values["position"] == run.position[1, 11].tolist()
    assert values["gradient"] == run.gradient[1, 11].tolist()
    assert values["state_after"]["trace"] == run.velocity[1, 12].tolist()
    assert values["state_before"]["trace"] == run.velocity[1, 11].tolist()
    assert (values["update"], values["carried"]) == ([*a.update], [*a.carried])
    assert values["gradient_part"] == [*a.gradient_part]
    assert values["weights"] == pytest.approx([0.9**k for k in range(12)], rel=1e-12)
    assert values["hyperparameters"] == dict(run.experiment.balls[1].hyperparameters)
    assert [line["text"] for line in values["equations"]] == ["v = momentum*v + g", "x = x - learning_rate*v"]
    assert values["equations"][0]["value"] == pytest.approx(run.velocity[1, 12].tolist(), rel=1e-12)
    assert values["equations"][1]["value"] == pytest.approx(run.position[1, 12].tolist(), rel=1e-12)


def test_that_settings_and_files_are_taken_as_in_run(lab, tmp_path):
    settings = ["run.noise=0.5", "run.seed=7", "balls.2.weight_decay=0.1", "run.steps=9"]
    path = tmp_path / "mine.toml"
    save(with_overrides(find("sgd_to_adam"), settings), path)
    flags = [part for setting in settings for part in ("--set", setting)]
    run = simulate(with_overrides(find("sgd_to_adam"), settings))
    expected = json.loads(json.dumps(step_values(run, 2, 9)))
    assert found(lab, "sgd_to_adam", *flags, "--ball", "2", "--step", "9") == expected
    assert found(lab, path, "--ball", "2", "--step", "9") == expected
    assert expected["gradient"] == run.gradient[2, 8].tolist()


def test_that_the_first_ball_is_meant_if_none_is(lab):
    assert found(lab, "ravine", "--step", "3") == found(lab, "ravine", "--step", "3", "--ball", "0")


@pytest.mark.parametrize("case", VARIANTS)
def test_that_every_rule_has_its_text_and_its_values(case):
    optimizer, values = VARIANTS[case]
    settings = ["run.noise=0.2", "run.steps=6", f"balls.0.optimizer={optimizer.name}"]
    settings += [f"balls.0.{name}={str(value).lower()}" for name, value in values.items()]
    run = simulate(with_overrides(find("ravine"), settings))
    told = step_values(run, 0, 4)
    assert [*told] == KEYS
    json.dumps(told, allow_nan=False)
    a = anatomy(run, 0, 4)
    assert told["weights"] == [*memory(run, 0, 4).in_velocity]
    assert {*told["state_after"]} == {*a.state_after}
    text = step_text(run, 0, 4)
    assert "carried part" in text
    assert "gradient with noise" in text
    for line in told["equations"]:
        assert line["text"] in text
        assert all(type(value) is float for value in line["value"])
    assert any(
        line["value"] == pytest.approx(run.position[0, 4].tolist(), rel=1e-12) for line in told["equations"]
    )


def test_that_the_text_shows_equations_parts_and_memory(lab):
    status, out, err = lab("step", "ravine", "--ball", "1", "--step", "12")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "A ravine, Momentum: step 12, from position 11 to position 12"
    assert lines[2].split() == ["of", "this", "step", "x", "y"]
    rows = {line[:17].strip(): line[17:].split() for line in lines[4:16]}
    for name, numbers in (
        ("carried part", ("0.16318438", "0.3800978")),
        ("step", ("0.18503004", "-0.331058")),
    ):
        assert tuple(rows[name]) == numbers
    start = lines.index("v = momentum*v + g")
    assert lines[start + 1] == "  x:  v = 0.9*(-1.2088) + (-0.14564) = -1.2335"
    assert "each step keeps 0.9 of the velocity: a memory of about 10 gradients" in lines
    assert "the newest gradient has 13.9% of the weight in the velocity" in lines
    weights = [line.split() for line in lines[-10:]]
    assert [row[0] for row in weights] == [str(step) for step in range(12, 2, -1)]
    assert [float(row[3]) for row in weights] == pytest.approx([0.9**k for k in range(10)])


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("optimizer=adam", "bias correction divides the velocity by 0.40951: the weights sum to 1"),
        ("optimizer=yogi", "1.44194e-06 of the velocity is left of its start"),
        ("optimizer=rmsprop", "its velocity gathers gradients that have been divided by their scale"),
        ("optimizer=adagrad", "it has no velocity that is a weighted sum of past gradients"),
        ("optimizer=gradient_descent", "it has no velocity that is a weighted sum of past gradients"),
        ("momentum=1.0", "each step keeps all of the velocity: no gradient is ever forgotten"),
    ],
)
def test_that_the_memory_is_told_in_sentences(lab, setting, sentence):
    status, out, _ = lab("step", "ravine", "--ball", "1", "--step", "5", "--set", f"balls.1.{setting}")
    assert status == 0
    assert sentence in out.splitlines()


def test_that_numbers_that_are_not_finite_are_null(lab, tmp_path):
    path = tmp_path / "level.toml"
    save(on_formula("x + y**2", (3.0, 1.0), ball("newton"), steps=9), path)
    values = found(lab, path, "--step", "1")
    assert values["gradient"] == [1.0, 2.0]
    assert values["update"] == values["gradient_part"] == [None, None]
    status, out, err = lab("step", path, "--step", "1")
    assert (status, err) == (0, "")
    assert "nan" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--step", "0"), "--step: found 0, allowed is a whole number from 1 to "),
        (("--step", "9999999"), "--step: found 9999999, allowed is a whole number from 1 to "),
        (("--step", "x"), "argument --step: invalid int value: 'x'"),
        ((), "the following arguments are required: --step"),
        (("--step", "1", "--ball", "9"), "--ball: found 9, allowed is a whole number from 0 to "),
        (("--step", "1", "--set", "balls.0.lr=1"), "balls.0"),
        (
            ("--step", "190", "--set", "balls.0.learning_rate=1e6", "--set", "run.steps=200"),
            "--step: found 190, but this ball has left the finite numbers in step ",
        ),
    ],
)
def test_that_what_is_wrong_is_one_line_and_status_2(lab, arguments, message):
    status, out, err = lab("step", "ravine", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("momentum-lab: ")
    assert message in err
    assert err.count("\n") == 1


def test_that_a_step_of_a_long_run_does_not_wait_for_the_others(lab):
    values = found(lab, "ravine", "--set", "run.steps=1000000", "--step", "5", "--ball", "1")
    assert len(values["weights"]) == 5
