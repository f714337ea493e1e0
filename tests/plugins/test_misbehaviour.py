"""Whatever somebody else's code does when it is loaded or used, it is named and left out."""

from __future__ import annotations

import json
import locale
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from momentum_lab.core import plugin_trial
from momentum_lab.core.foreign_code import NO_PLUGINS
from momentum_lab.core.languages import set_language
from momentum_lab.core.messages import ENGLISH
from momentum_lab.core.registry import UnknownNameError
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.optimizers import OPTIMIZERS

SOUND = (Path(__file__).parent / "own" / "optimizers" / "third_way.py").read_text(encoding="utf-8")
PATIENCE = 1.0

KINDS = {
    "custom": ("class Odd(BaseException): pass\nraise Odd('so there')", "Odd: so there"),
    "system_exit": ("raise SystemExit(3)", "SystemExit: 3"),
    "sys_exit": ("import sys; sys.exit('enough')", "SystemExit: enough"),
    "interrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "generator_exit": ("raise GeneratorExit('gone')", "GeneratorExit: gone"),
    "wordless": (
        "class Mute(BaseException):\n"
        "    def __str__(self): raise RuntimeError\n"
        "    __repr__ = __str__\n"
        "raise Mute",
        "Mute, whose text cannot be read",
    ),
    "worse_than_wordless": (
        "class Loud(BaseException):\n    def __str__(self): raise SystemExit\nraise Loud",
        "Loud, whose text cannot be read",
    ),
    "stdout_closed": ("import sys; sys.stdout.close()", "changes sys.stdout"),
    "stderr_closed": ("import sys; sys.stderr.close()", "changes sys.stderr"),
    "stdout_replaced": ("import io, sys; sys.stdout = io.StringIO()", "changes sys.stdout"),
    "descriptor_closed": ("import os; os.close(2)", "changes sys.stderr"),
    "descriptor_replaced": (
        "import os; os.dup2(os.open(__file__, os.O_RDONLY), 1)",
        "changes sys.stdout",
    ),
    "folder": ("import os; os.chdir('/')", "changes the working directory"),
    "locale": ("import locale; locale.setlocale(locale.LC_ALL, 'C')", "changes the locale"),
    "signals": ("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)", "changes what signals do"),
    "hook": (
        "import sys; sys.excepthook = print",
        "changes what becomes of errors that nobody catches",
    ),
    "recursion": ("import sys; sys.setrecursionlimit(4321)", "changes the recursion limit"),
    "numpy": ("import numpy; numpy.seterr(all='ignore')", "changes numpy's treatment of errors"),
    "leaves": ("import os; os._exit(0)", "ends the program"),
    "aborts": ("import os; os.abort()", "takes the program down (SIGABRT)"),
    "sleeps": ("import time; time.sleep(600)", "has not answered for 1 s"),
    "loops": (
        "while True:\n    try:\n        pass\n    except BaseException:\n        pass",
        "has not answered for 1 s",
    ),
}
"""What it does, and what is said of it."""
PLACES = {
    "import": "OPTIMIZER = Optimizer(",
    "init": '    """Return a ball at rest."""\n',
    "update": '    """Return the step of one coordinate."""\n',
    "module_attribute": "",
}
HANGING = ("sleeps", "loops")
COSTLY = ("leaves", "aborts", *HANGING)
CASES = [
    (kind, place) for kind in KINDS for place in PLACES if kind not in COSTLY or place in ("import", "update")
]


def module(kind: str, place: str) -> str:
    """A rule that does something in one place."""
    does = KINDS[kind][0]
    own = SOUND.replace('name="third_way"', f'name="{kind}_{place}"')
    if place == "module_attribute":
        body = does.replace("\n", "\n    ")
        kept = own.replace("OPTIMIZER = ", "KEPT = ")
        return f"{kept}\n\ndef __getattr__(name):\n    {body}\n    return KEPT\n"
    mark = PLACES[place]
    assert mark in own
    if place == "import":
        return own.replace(mark, f"{does}\n\n{mark}")
    body = does.replace("\n", "\n    ")
    return own.replace(mark, f"{mark}    {body}\n")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What is said of each file of a folder that is full of them."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "optimizers").mkdir()
    (folder / "optimizers" / "third_way.py").write_text(SOUND, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.setenv(OWN_FOLDER, str(folder))
        before = state()
        put(folder, [case for case in CASES if case[0] in HANGING])
        with patch.context() as impatient:  # the others may take their time, however busy the machine is
            impatient.setattr(plugin_trial, "PATIENCE", PATIENCE)
            OPTIMIZERS.reload()
        put(folder, [case for case in CASES if case[0] not in HANGING])
        OPTIMIZERS.reload()
        assert state() == before
        assert "third_way" in OPTIMIZERS
        yield {place_of(str(problem)): str(problem) for problem in OPTIMIZERS.problems}
    OPTIMIZERS.reload()


def put(folder: Path, cases: list[tuple[str, str]]) -> None:
    for kind, place in cases:
        path = folder / "optimizers" / f"{kind}_{place}.py"
        path.write_text(module(kind, place), encoding="utf-8")


def place_of(problem: str) -> str:
    return Path(problem.split(": ")[0]).stem


def state() -> tuple[object, ...]:
    return (
        *(os.getcwd(), locale.setlocale(locale.LC_ALL), signal.getsignal(signal.SIGTERM), sys.excepthook),
        *(sys.getrecursionlimit(), np.geterr(), sys.stdout, sys.stderr, sys.stdout.closed),
        *(os.fstat(1), os.fstat(2)),
    )


@pytest.mark.parametrize(("kind", "place"), CASES)
def test_that_what_misbehaves_is_named_and_left_out(said: dict[str, str], kind: str, place: str) -> None:
    name = f"{kind}_{place}"
    assert said[name].endswith(f"{name}.py: {KINDS[kind][1]}")
    assert name not in OPTIMIZERS
    with pytest.raises(UnknownNameError, match="is left out"):
        OPTIMIZERS[name]


DECLARED = {
    "wrong_text": ('title="Third way"', "title=42", "found 42, allowed is a text"),
    "derived_text": (
        'title="Third way"',
        "title=type('Odd', (str,), {'__len__': lambda self: 1 / 0})('x')",
        "found 'x', allowed is a text",
    ),
    "no_text": ("equations=", "equations=None and ", "found None, allowed are Equations"),
    "no_line": ("v = v/3 + g", "v += g", "equations: line 1: found 'v +' as the name"),
    "no_formula": ("v = v/3 + g", "v = v/3 + h", "equations: line 1: at column 11: unknown name 'h'"),
    "no_field": (
        '{"v": "trace"}',
        '{"v": "tracks"}',
        "unknown field of the state 'tracks'; did you mean 'trace'",
    ),
    "no_name": ('{"v": "trace"}', "{1: 'trace'}", "state: names and fields are texts"),
    "two_meanings": ('{"v": "trace"}', '{"learning_rate": "trace"}', "'learning_rate' has two meanings"),
    "no_position": ("x = x - learning_rate*v", "u = learning_rate*v", "'x' has to be assigned once"),
    "mute": (
        "OPTIMIZER = Optimizer(",
        "class Mute:\n    def __repr__(self): raise ValueError\nOPTIMIZER = Mute() or Optimizer(",
        "found a number of thousands of digits, allowed is an Optimizer",
    ),
    "screams": (
        "OPTIMIZER = Optimizer(",
        "class Mute:\n    def __repr__(self): raise SystemExit\nOPTIMIZER = Mute() or Optimizer(",
        "SystemExit",
    ),
    "derived": (
        "OPTIMIZER = Optimizer(",
        "class Mine(Optimizer):\n    title = property(lambda self: 1 / 0)\nOPTIMIZER = Mine(",
        "AttributeError",
    ),
    "liar": (
        "OPTIMIZER = Optimizer(",
        "class Liar:\n    __class__ = Optimizer\nOPTIMIZER = Liar() or Optimizer(",
        "allowed is an Optimizer",
    ),
}


@pytest.mark.parametrize("name", DECLARED)
def test_that_what_declares_something_odd_is_named_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before, after, words = DECLARED[name]
    assert before in SOUND
    (tmp_path / "optimizers").mkdir()
    (tmp_path / "optimizers" / f"{name}.py").write_text(SOUND.replace(before, after), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        patch.setenv(OWN_FOLDER, str(tmp_path))
        OPTIMIZERS.reload()
        (problem,) = map(str, OPTIMIZERS.problems)
    OPTIMIZERS.reload()
    assert f"{name}.py: " in problem
    assert words in problem
    assert "\n" not in problem


def test_that_what_was_tried_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "optimizers").mkdir()
    for name, does in (("third_way", ""), ("gone", "import os; os._exit(5)\n")):
        (tmp_path / "optimizers" / f"{name}.py").write_text(does + SOUND, encoding="utf-8")

    def nothing(*_: object) -> Iterator[str]:
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        patch.setenv(OWN_FOLDER, str(tmp_path))
        OPTIMIZERS.reload()
        patch.setattr(plugin_trial, "_verdicts", nothing)
        for known in (OPTIMIZERS._sources._known, {}):
            patch.setattr(OPTIMIZERS._sources, "_known", known)
            OPTIMIZERS.reload()
            assert "third_way" in OPTIMIZERS
            (problem,) = map(str, OPTIMIZERS.problems)
            assert problem.endswith("gone.py: ends the program")
            set_language("ru")
            assert str(OPTIMIZERS.problems[0]).endswith("gone.py: завершает программу")
            set_language(ENGLISH)
    OPTIMIZERS.reload()


def test_that_what_was_refused_is_tried_again_after_a_day_whatever_else_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, memory = tmp_path / "optimizers", tmp_path / "cache" / "momentum-lab" / "tried-code.json"
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        patch.setenv(OWN_FOLDER, str(tmp_path))
        (folder / "gone.py").write_text("import os; os._exit(6)\n" + SOUND, encoding="utf-8")
        OPTIMIZERS.reload()
        ((code, (problem, when)),) = json.loads(memory.read_text(encoding="utf-8")).items()
        for age, still_holds in ((0.9, True), (1.1, False)):
            refused = [problem, when - age * plugin_trial.A_DAY]
            memory.write_text(json.dumps({code: refused}), encoding="utf-8")
            patch.setattr(OPTIMIZERS._sources, "_known", {})
            name = f"late_{still_holds}".lower()
            (folder / f"{name}.py").write_text(SOUND.replace("third_way", name), encoding="utf-8")
            OPTIMIZERS.reload()
            now = json.loads(memory.read_text(encoding="utf-8"))[code]
            assert (now == refused) is still_holds
    OPTIMIZERS.reload()


@pytest.mark.parametrize("value", ["1", "yes"])
def test_that_all_can_be_kept_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    (tmp_path / "optimizers").mkdir()
    (tmp_path / "optimizers" / "third_way.py").write_text(SOUND, encoding="utf-8")
    (tmp_path / "optimizers" / "broken.py").write_text("raise SystemExit", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setenv(OWN_FOLDER, str(tmp_path))
        patch.setenv(NO_PLUGINS, value)
        OPTIMIZERS.reload()
        assert list(OPTIMIZERS) == list(OPTIMIZERS.built_in)
        assert OPTIMIZERS.problems == ()
    OPTIMIZERS.reload()
