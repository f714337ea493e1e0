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
    assert "with noise" in text
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
    assert lines[:5] == [
        *("A ravine: Momentum", "Step 12: from position 11 to 12", "", "v = momentum*v + g"),
        "  x:  v = 0.9*(-1.2088) + (-0.14564) = -1.2335",
    ]
    rows = {line[:13].strip(): line[13:].split() for line in lines}
    assert rows["carried part"] == ["0.16318438", "0.3800978"]
    assert rows["whole step"] == ["0.18503004", "-0.331058"]
    assert "learning rate              0.15" in lines
    assert "form                       leaky" in lines
    weights = [line.split() for line in lines[-10:]]
    assert [row[0] for row in weights] == [str(step) for step in range(12, 2, -1)]
    run = simulate(find("ravine"))
    assert [float(row[2]) for row in weights] == pytest.approx(run.gradient[1, 11:1:-1, 1], rel=1e-7)
    assert [float(row[3]) for row in weights] == pytest.approx([0.9**k for k in range(10)])
    assert [float(row[4]) for row in weights] == pytest.approx([-0.15 * 0.9**k for k in range(10)])


def test_that_a_ball_is_called_what_it_is_called_among_the_others(lab):
    _, out, _ = lab("step", "four_spellings", "--ball", "2", "--step", "3")
    experiment = find("four_spellings")
    assert out.splitlines()[0] == f"{experiment.title}: {experiment.labels[2]}"


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("optimizer=adam", "so that the weights add up to 1 and not to 0.41."),
        ("optimizer=yogi", "Of what it began with 1.44e−6 is still in it."),
        ("optimizer=rmsprop", "each times its effective rate over the learning rate"),
        ("optimizer=adagrad", "It has no velocity in which gradients are gathered."),
        ("optimizer=gradient_descent", "It remembers no gradients"),
        ("momentum=1.0", "Nothing is ever forgotten."),
        ("changes=[{step = 3, kick = [0.5, -1.0]}]", "Of the kicks (0.405, −0.81) is still in it."),
    ],
)
def test_that_the_memory_is_told_in_sentences(lab, setting, sentence):
    status, out, _ = lab("step", "ravine", "--ball", "1", "--step", "5", "--set", f"balls.1.{setting}")
    assert status == 0
    assert sentence in out


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
