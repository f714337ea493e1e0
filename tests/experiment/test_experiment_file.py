"""The experiment file: it reads back what was written, and says plainly what is wrong with it."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from laboratory import ball, on_formula, on_library
from strategies import experiments

from momentum_lab.core.errors import InputError
from momentum_lab.core.files import WriteError
from momentum_lab.experiment import dumps, load, loads, presets, save
from momentum_lab.landscapes import LANDSCAPES


@given(experiments())
@settings(max_examples=120, deadline=None)
def test_that_every_experiment_reads_back_equal(experiment):
    assert loads(dumps(experiment)) == experiment
    assert dumps(loads(dumps(experiment))) == dumps(experiment)


@given(experiments())
@settings(max_examples=20, deadline=None)
def test_that_every_experiment_goes_through_a_file(tmp_path_factory, experiment):
    path = tmp_path_factory.mktemp("saved") / "experiment.toml"
    save(experiment, path)
    assert load(path) == experiment
    assert hash(load(path)) == hash(experiment)


@pytest.mark.parametrize("text", ['"""', "\\u0041", "Löß ∇f 🎱", " x ", "\ufeff"])
def test_that_awkward_texts_survive_the_file(tmp_path, text):
    experiment = replace(
        on_library("beale", ball("adam", label=text)), title=text, description=f"{text}\n{text}"
    )
    save(experiment, tmp_path / "awkward.toml")
    assert load(tmp_path / "awkward.toml") == experiment


@pytest.mark.parametrize("text", ["a\nb", "\x1b[31mred", "\x00", "a\u2028b", "tab\t"])
def test_that_what_steers_a_terminal_is_no_title_and_no_label(text):
    with pytest.raises(InputError, match=r"^title: found .*, which has control characters in it$"):
        replace(on_library("beale", ball("adam")), title=text)
    with pytest.raises(InputError, match=r"^label: found .*, which has control characters in it$"):
        ball("adam", label=text)


def test_that_a_description_may_have_lines_but_no_control_characters():
    experiment = replace(on_library("beale", ball("adam")), description="one\n\ttwo")
    assert loads(dumps(experiment)) == experiment
    with pytest.raises(InputError, match="description"):
        replace(experiment, description="\x1b[2J")


def test_that_all_presets_read_back_equal():
    for _, experiment in presets():
        assert loads(dumps(experiment)) == experiment


def test_that_a_short_file_takes_its_defaults_from_the_landscape():
    experiment = loads(
        'schema = 1\n[landscape]\nname = "beale"\n[[balls]]\noptimizer = "momentum"\n'
        '[[balls]]\noptimizer = "adam"\nlearning_rate = 0.7\n'
    )
    landscape = LANDSCAPES["beale"].landscape()
    assert experiment.start == landscape.start
    assert (experiment.steps, experiment.seed, experiment.noise) == (100, 0, 0.0)
    assert experiment.balls[0].hyperparameters["learning_rate"] == landscape.learning_rates["momentum"]
    assert experiment.balls[1].hyperparameters["learning_rate"] == 0.7
    assert experiment.balls[1].hyperparameters["beta2"] == 0.999


GOOD = """schema = 1
[landscape]
name = "elliptic_bowl"
[run]
start = [-5.0, -2.0]
steps = 50
[[balls]]
optimizer = "momentum"
"""
NAME = 'name = "elliptic_bowl"'
STEPS = "steps = 50"
START = "start = [-5.0, -2.0]"
BALL = 'optimizer = "momentum"'
WHOLE = "allowed is a whole number from 1 to 1,000,000"
COORDINATE = "allowed is a number from -1e+09 to 1e+09"
NEWER = "written by a newer Momentum Lab; this one reads 1"
HUGE_HEX = "0x" + "f" * 5000

BROKEN = [
    ("schema = 1", "", "the key 'schema' is missing"),
    ("schema = 1", "schema = 2", f"schema: found 2, {NEWER}"),
    (
        "schema = 1",
        f"schema = {2**80}",
        f"schema: found {2**80}, {NEWER}",
    ),
    ("schema = 1", "schema = 0", "schema: found 0, but schemas are counted from 1; allowed is 1"),
    ("schema = 1", "schema = -1", "schema: found -1, which is negative; allowed is 1"),
    ("schema = 1", "schema = 1.0", "schema: found 1.0, which has to be a whole number; allowed is 1"),
    ("schema = 1", "schema = 2.5", "schema: found 2.5, which has to be a whole number; allowed is 1"),
    ("schema = 1", "schema = -inf", "schema: found -inf, which has to be a whole number; allowed is 1"),
    ("schema = 1", "schema = nan", "schema: found nan, which has to be a whole number; allowed is 1"),
    ("schema = 1", "schema = '1'", "schema: found the text '1', which has to be a number; allowed is 1"),
    ("schema = 1", "schema = true", "schema: found True, which is no number; allowed is 1"),
    ("schema = 1", "schema = false", "schema: found False, which is no number; allowed is 1"),
    ("schema = 1", "schema = [1]", "schema: found [1], which is no number; allowed is 1"),
    ("schema = 1", "schema = {a = 1}", "schema: found {'a': 1}, which is no number; allowed is 1"),
    (
        "schema = 1",
        f"schema = {HUGE_HEX}",
        f"schema: found a number of thousands of digits, {NEWER}",
    ),
    ("schema = 1", 'schema = 1\ntitel = "x"', "unknown key 'titel'; did you mean 'title'?"),
    (
        "schema = 1",
        "schema = 1\nzzz = 1",
        "unknown key 'zzz'; known: balls, description, landscape, linked, run, schema, title, title_is_own",
    ),
    ("schema = 1", "schema = 1\ntitle = 3", "title: found 3, allowed is a text"),
    ("schema = 1", f'schema = 1\ntitle = "{"x" * 201}"', "title: found 201 characters, allowed are 200"),
    ("[run]", "[runs]", "unknown key 'runs'; did you mean 'run'?"),
    (
        "[run]",
        "[[run]]",
        "run: found [{'start': [-5.0, -2.0], 'steps': 50}], allowed is a table of keys and values",
    ),
    (f"[landscape]\n{NAME}", "", "the key 'landscape' is missing"),
    (f"[landscape]\n{NAME}", "landscape = 3", "landscape: found 3, allowed is a table of keys and values"),
    (NAME, "", "landscape: exactly one of the keys 'name' and 'formula' must be there"),
    (NAME, f'{NAME}\nformula = "x"', "landscape: exactly one of the keys 'name' and 'formula' must be there"),
    (
        NAME,
        'name = "eliptic_bowl"',
        "landscape: name: unknown landscape 'eliptic_bowl'; did you mean 'elliptic_bowl'?",
    ),
    (NAME, "name = 3", "landscape: name: found 3, allowed is a text"),
    (NAME, f"{NAME}\nrotaton = 3", "landscape: unknown key 'rotaton'; did you mean 'rotation'?"),
    (NAME, f"{NAME}\nrotation = 361", "landscape: rotation: found 361, allowed is a number from -360 to 360"),
    (NAME, f"{NAME}\nrotation = nan", "landscape: rotation: found nan, allowed is a number from -360 to 360"),
    (
        NAME,
        f"{NAME}\nconditioning = 0",
        "landscape: conditioning: found 0, allowed is a number from 0.0001 to 10000",
    ),
    (
        NAME,
        f"{NAME}\nconditioning = nan",
        "landscape: conditioning: found nan, allowed is a number from 0.0001 to 10000",
    ),
    (
        BALL,
        f"{BALL}\nschedule = 'cosine'",
        "balls: 0: schedule: found 'cosine', allowed is a table of keys and values",
    ),
    (
        BALL,
        f"{BALL}\nschedule.name = 'cosin'",
        "balls: 0: schedule: name: unknown schedule 'cosin'; did you mean 'cosine'?",
    ),
    (BALL, f"{BALL}\nschedule.period = 3", "balls: 0: schedule: unknown key 'period'; known: name, warmup"),
    (
        BALL,
        f"{BALL}\nschedule = {{ name = 'cosine', period = 0 }}",
        "balls: 0: schedule: period: found 0, allowed is a number from 1 to 1e+06",
    ),
    (BALL, f"{BALL}\nclipping = {{}}", "balls: 0: clipping: the key 'by' is missing"),
    (
        BALL,
        f"{BALL}\nclipping.by = 'norn'",
        "balls: 0: clipping: by: found 'norn', allowed is one of off, norm, value",
    ),
    (
        BALL,
        f"{BALL}\nclipping = {{ by = 'norm', limit = -1 }}",
        "balls: 0: clipping: limit: found -1, allowed is a number from 1e-12 to 1e+12",
    ),
    (NAME, f"{NAME}\nx = [1.0]", "landscape: x: found a list of 1, allowed are 2 entries"),
    (NAME, f"{NAME}\nx = 1.0", "landscape: x: found 1.0, allowed is a list"),
    (
        NAME,
        f"{NAME}\nx = [1.0, -1.0]\ny = [0, 1]",
        "landscape: x: found [1.0, -1.0], allowed are a lower and a higher number, both from -1e+09 to 1e+09",
    ),
    (NAME, f"{NAME}\ny = [1, 2]", "landscape: the key 'x' is missing; 'y' alone does not make a domain"),
    (
        NAME,
        f"{NAME}\nparameters = {{ c = 1 }}",
        "landscape: parameters: unknown parameter of elliptic_bowl 'c'; known: a, b",
    ),
    (
        NAME,
        f"{NAME}\nparameters = {{ a = true }}",
        "landscape: parameters: a: found True, allowed is a number from -1e+12 to 1e+12",
    ),
    (
        NAME,
        f"{NAME}\nparameters = {{ a = 100 }}",
        "landscape: parameters: a: found 100.0, allowed is a number from 0 to 10",
    ),
    (
        NAME,
        'formula = "x**2"',
        "landscape: the keys 'x' and 'y' (the shown domain) are missing; a formula needs them",
    ),
    (
        NAME,
        'formula = "x**2 + z"\nx = [0, 1]\ny = [0, 1]',
        "landscape: formula: at column 8: unknown name 'z'; known: e, pi, x, y",
    ),
    (
        NAME,
        'formula = "log(x)"\nx = [-2, -1]\ny = [0, 1]',
        "landscape: formula: is finite nowhere on its domain (x = -2 … -1, y = 0 … 1)",
    ),
    (
        NAME,
        'formula = "().__class__"\nx = [-2, -1]\ny = [0, 1]',
        None,
    ),
    (STEPS, "steps = true", f"run: steps: found True, {WHOLE}"),
    (STEPS, 'steps = "a"', f"run: steps: found 'a', {WHOLE}"),
    (STEPS, "steps = nan", f"run: steps: found nan, {WHOLE}"),
    (STEPS, "steps = inf", f"run: steps: found inf, {WHOLE}"),
    (STEPS, "steps = 0", f"run: steps: found 0, {WHOLE}"),
    (STEPS, "steps = 1.0", f"run: steps: found 1.0, {WHOLE}"),
    (STEPS, "steps = 1000001", f"run: steps: found 1000001, {WHOLE}"),
    (STEPS, f"steps = 1{'0' * 400}", f"run: steps: found 1{'0' * 58}…, {WHOLE}"),
    (STEPS, f"steps = {HUGE_HEX}", f"run: steps: found a number of thousands of digits, {WHOLE}"),
    (STEPS, f"steps = 1{'0' * 5000}", None),
    (STEPS, "steps = 2020-01-01", f"run: steps: found datetime.date(2020, 1, 1), {WHOLE}"),
    (STEPS, f"{STEPS}\nsede = 1", "run: unknown key 'sede'; did you mean 'seed'?"),
    (
        STEPS,
        f"{STEPS}\nseed = -1",
        "run: seed: found -1, allowed is a whole number from 0 to 9,223,372,036,854,775,807",
    ),
    (STEPS, f"{STEPS}\nnoise = -1", "run: noise: found -1, allowed is a number from 0 to 1e+06"),
    (STEPS, f"{STEPS}\nnoise = true", "run: noise: found True, allowed is a number from 0 to 1e+06"),
    (STEPS, f"{STEPS}\ncommon_noise = 1", "run: common_noise: found 1, allowed is true or false"),
    (START, "start = [1]", "run: start: found 1 of 2 numbers; allowed is one for each dimension"),
    (START, "start = [1, 2, 3]", "run: start: found a list of 3, allowed are 1 to 2 entries"),
    (START, "start = []", "run: start: found a list of 0, allowed are 1 to 2 entries"),
    (START, "start = 3", "run: start: found 3, allowed is a list"),
    (START, "start = [true, 1]", f"run: start: 0: found True, {COORDINATE}"),
    (START, "start = [1, nan]", f"run: start: 1: found nan, {COORDINATE}"),
    (START, "start = [1e400, 1]", f"run: start: 0: found inf, {COORDINATE}"),
    (START, "start = [1e10, 1]", f"run: start: 0: found 10000000000.0, {COORDINATE}"),
    (f"[[balls]]\n{BALL}", "", "the key 'balls' is missing"),
    ("[[balls]]", "[balls]", "balls: found {'optimizer': 'momentum'}, allowed is a list"),
    (BALL, f"{BALL}\n[[balls]]", "balls: 1: the key 'optimizer' is missing"),
    (BALL, BALL + f"\n[[balls]]\n{BALL}" * 64, "balls: found a list of 65, allowed are 1 to 64 entries"),
    (
        f"{STEPS}\n[[balls]]",
        "steps = 1000000" + f"\n[[balls]]\n{BALL}" * 10 + "\n[[balls]]",
        "balls: found 11 of 1,000,000 steps each, allowed are 10,000,000 steps in all",
    ),
    (
        BALL,
        'optimizer = "momentun"',
        "balls: 0: optimizer: unknown optimizer 'momentun'; did you mean 'momentum'?",
    ),
    (BALL, "optimizer = 3", "balls: 0: optimizer: found 3, allowed is a text"),
    (
        BALL,
        f"{BALL}\nlearning_rat = 1",
        "balls: 0: unknown key 'learning_rat'; did you mean 'learning_rate'?",
    ),
    (BALL, f'{BALL}\ncolour = "#112233"', "balls: 0: unknown key 'colour'; did you mean 'color'?"),
    (BALL, f'{BALL}\nlable = "x"', "balls: 0: unknown key 'lable'; did you mean 'label'?"),
    (
        BALL,
        f"{BALL}\nbeta1 = 0.9",
        "balls: 0: unknown key 'beta1'; known: changes, clipping, color, dampening, form, label, "
        "label_is_own, learning_rate, marker, momentum, optimizer, schedule, start, visible, weight_decay",
    ),
    (
        BALL,
        f"{BALL}\nlearning_rate = true",
        "balls: 0: learning_rate: found True, allowed is a number from 1e-12 to 1e+06",
    ),
    (
        BALL,
        f'{BALL}\nlearning_rate = "a"',
        "balls: 0: learning_rate: found 'a', allowed is a number from 1e-12 to 1e+06",
    ),
    (
        BALL,
        f"{BALL}\nlearning_rate = nan",
        "balls: 0: learning_rate: found nan, allowed is a number from 1e-12 to 1e+06",
    ),
    (
        BALL,
        f"{BALL}\nlearning_rate = inf",
        "balls: 0: learning_rate: found inf, allowed is a number from 1e-12 to 1e+06",
    ),
    (
        BALL,
        f"{BALL}\nlearning_rate = 0",
        "balls: 0: learning_rate: found 0, allowed is a number from 1e-12 to 1e+06",
    ),
    (
        BALL,
        f"{BALL}\nlearning_rate = {HUGE_HEX}",
        "balls: 0: learning_rate: found a number of thousands of digits, "
        "allowed is a number from 1e-12 to 1e+06",
    ),
    (BALL, f"{BALL}\nmomentum = 1.1", "balls: 0: momentum: found 1.1, allowed is a number from 0 to 1"),
    (BALL, f'{BALL}\nform = "leeky"', "balls: 0: form: unknown choice 'leeky'; did you mean 'leaky'?"),
    (
        BALL,
        f"{BALL}\nform = 1",
        "balls: 0: form: found 1, allowed is one of leaky, velocity, ema, ema_corrected",
    ),
    (BALL, f'{BALL}\nmarker = "circel"', "balls: 0: marker: unknown marker 'circel'; did you mean 'circle'?"),
    (BALL, f'{BALL}\ncolor = "red"', "balls: 0: color: found 'red', allowed is a colour like '#0072b2'"),
    (BALL, f"{BALL}\nlabel = 3", "balls: 0: label: found 3, allowed is a text"),
    (BALL, f'{BALL}\nlabel = "{"x" * 81}"', "balls: 0: label: found 81 characters, allowed are 80"),
    (BALL, f"{BALL}\nvisible = 1", "balls: 0: visible: found 1, allowed is true or false"),
    (
        BALL,
        f"{BALL}\nstart = [1]",
        "balls: 0: start: found 1 of 2 numbers; allowed is one for each dimension",
    ),
    (BALL, f"{BALL}\nstart = [inf, 0]", f"balls: 0: start: 0: found inf, {COORDINATE}"),
    (GOOD, "", "the key 'schema' is missing"),
    (
        GOOD,
        "no toml",
        "is not valid TOML (Expected '=' after a key in a key/value pair (at line 1, column 4))",
    ),
    (GOOD, "x = " + "[" * 50_000, "is not valid TOML (nested too deeply)"),
    (GOOD, "x = " + "{ a = " * 9_000, "is not valid TOML (nested too deeply)"),
    (GOOD, GOOD + GOOD, None),
]


def numbered(value):
    return (value[:40].replace("\n", " ") or "nothing") if isinstance(value, str) else None


@pytest.mark.parametrize(("found", "put", "message"), BROKEN, ids=numbered)
def test_that_a_broken_file_is_answered_in_one_line(tmp_path, found, put, message):
    assert GOOD.count(found) == 1
    path = tmp_path / "broken.toml"
    path.write_text(GOOD.replace(found, put), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert len(said.splitlines()) == 1
    assert len(said) <= 400
    assert caught.value.exit_status == 2
    if message is not None:
        assert said == f"{path}: {message}"


def test_that_the_file_from_which_the_broken_ones_are_made_is_good():
    assert loads(GOOD).balls[0].optimizer == "momentum"


def test_that_a_formula_is_never_executed(tmp_path):
    victim = tmp_path / "victim"
    formula = f"open('{victim}', 'w')"
    with pytest.raises(InputError):
        loads(GOOD.replace(NAME, f'formula = "{formula}"\nx = [0, 1]\ny = [0, 1]'))
    assert not victim.exists()


def refused(path):
    with pytest.raises(InputError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value).removeprefix(f"{path}: ")


def test_that_a_byte_order_mark_and_foreign_newlines_do_no_harm(tmp_path):
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(path) == loads(GOOD)


def test_that_a_file_of_two_megabytes_is_refused(tmp_path):
    path = tmp_path / "large.toml"
    path.write_text(GOOD + "#" * 2_000_000)
    assert refused(path) == "is larger than the 100,000 bytes that are allowed"


@pytest.mark.parametrize("separator", [".", " .\t", '."\u2028".', ".'\u0085'.", r'."\".".', '."="."#".'])
@pytest.mark.parametrize(
    "head", ["a{} = 1", "[a{}]", "[[a{}]]", '"="{} = 1', "a = {{b{} = 1}}", "a = [{{b{} = 1}}]"]
)
def test_that_a_key_of_thousands_of_parts_is_refused_at_once(head, separator):
    text = "# one\u2028line\n" + head.format(f"{separator}a" * 5000)
    with pytest.raises(InputError, match=r"line 2: found .*, allowed are keys of 16 parts"):
        loads(text)


def test_that_keys_as_deep_as_is_allowed_end_in_one_line():
    lines = "\n".join("a" * n + ".a" * 15 + " = 1" for n in range(1, 120))
    with pytest.raises(InputError, match="key 'schema' is missing"):
        loads(lines)


def test_that_dots_in_a_text_are_no_parts_of_a_key():
    words = "One. Two, 1.5 and so on... " * 40
    assert loads(f'description = "{words.strip()}"\n' + GOOD).description == words.strip()


def test_that_a_text_of_two_million_characters_is_refused():
    with pytest.raises(InputError, match="is larger than the 100,000 characters that are allowed"):
        loads("#" * 2_000_000)


def test_that_a_binary_file_is_refused(tmp_path):
    path = tmp_path / "binary.toml"
    path.write_bytes(b"abc\xff\xfe\x00")
    assert refused(path) == "is not UTF-8 text (byte 3)"


def test_that_a_folder_is_refused(tmp_path):
    assert refused(tmp_path) == "is not a regular file"


def test_that_a_missing_file_is_refused(tmp_path):
    assert refused(tmp_path / "nothing.toml") == "cannot be read (No such file or directory)"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no /dev/zero here")
def test_that_an_endless_device_is_refused():
    assert refused(Path("/dev/zero")) == "is not a regular file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.timeout(20)
def test_that_a_pipe_that_nobody_writes_to_does_not_hang(tmp_path):
    path = tmp_path / "pipe.toml"
    os.mkfifo(path)
    assert refused(path) == "is not a regular file"


OLD, NEW = on_library("beale", ball("adam")), on_formula("x**2", (1.0,), ball("adam"))


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_that_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step):
    path = tmp_path / "experiment.toml"
    save(OLD, path)

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(WriteError) as caught:
        save(NEW, path)
    assert str(caught.value) == f"{path}: cannot be written (No space left on device)"
    assert caught.value.exit_status == 1
    monkeypatch.undo()
    assert load(path) == OLD
    assert names_in(tmp_path) == ["experiment.toml"]


def test_that_what_cannot_be_encoded_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "experiment.toml"
    save(OLD, path)
    monkeypatch.setattr("momentum_lab.experiment.file.dumps", lambda experiment: "\ud800")
    with pytest.raises(UnicodeEncodeError):
        save(NEW, path)
    assert load(path) == OLD
    assert names_in(tmp_path) == ["experiment.toml"]


def test_that_a_missing_folder_is_said_and_not_made(tmp_path):
    path = tmp_path / "nowhere" / "experiment.toml"
    with pytest.raises(WriteError) as caught:
        save(NEW, path)
    assert str(caught.value) == f"{path}: cannot be written (No such file or directory)"
    assert names_in(tmp_path) == []


def test_that_a_file_in_the_place_of_the_folder_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteError, match=r"cannot be written \(Not a directory\)"):
        save(NEW, tmp_path / "file" / "experiment.toml")


def test_that_a_folder_is_not_overwritten(tmp_path):
    with pytest.raises(WriteError, match=r"cannot be written \(it is a folder\)"):
        save(NEW, tmp_path)
    assert names_in(tmp_path) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_that_a_folder_that_may_not_be_written_is_said(tmp_path):
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(WriteError, match=r"cannot be written \(Permission denied\)"):
            save(NEW, tmp_path / "experiment.toml")
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="permissions and links are POSIX's")
def test_that_a_link_stays_a_link_and_its_target_is_replaced(tmp_path):
    target, link = tmp_path / "target.toml", tmp_path / "link.toml"
    save(OLD, target)
    link.symlink_to(target)
    save(NEW, link)
    assert link.is_symlink()
    assert load(target) == NEW


@pytest.mark.skipif(os.name != "posix", reason="permissions and links are POSIX's")
def test_that_permissions_are_kept_and_new_files_get_the_usual_ones(tmp_path):
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    save(OLD, old)
    old.chmod(0o640)
    mask = os.umask(0o027)
    try:
        save(NEW, old)
        save(NEW, new)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert stat.S_IMODE(new.stat().st_mode) == 0o640
    old.chmod(0o600)
    save(OLD, old)
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_that_a_name_as_long_as_the_system_allows_can_be_written(tmp_path):
    path = tmp_path / ("n" * 250 + ".toml")
    save(NEW, path)
    assert load(path) == NEW
