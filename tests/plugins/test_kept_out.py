"""From outside: commands go on without packages that misbehave, and without any when that is wanted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from momentum_lab.cli.commands import COMMANDS, command_parser
from momentum_lab.core.foreign_code import NO_PLUGINS, NO_PLUGINS_FLAG
from momentum_lab.core.resources import OWN_FOLDER
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BAD = """
def __getattr__(name):
    if name == "LEAVES":
        import os
        os._exit(0)
    if name == "ABORTS":
        import os
        os.abort()
    if name == "SHUTS":
        import sys
        sys.stdout.close()
        return "/nowhere"
    raise type("Odd", (BaseException,), {"__str__": lambda self: 1 / 0})
"""
POINTS = """
[momentum_lab.optimizers]
leaves = bad_things:LEAVES
odd = bad_things:ODD
[momentum_lab.landscapes]
aborts = bad_things:ABORTS
shuts = bad_things:SHUTS
"""
SAID = (
    "bad-things: entry point 'leaves': ends the program",
    "bad-things: entry point 'odd': Odd, whose text cannot be read",
    "bad-things: entry point 'aborts': takes the program down (SIGABRT)",
    "bad-things: entry point 'shuts': changes sys.stdout",
)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A package whose entry points misbehave, and an own folder with things that are sound."""
    place = tmp_path_factory.mktemp("packages")
    (place / "bad_things.py").write_text(BAD, encoding="utf-8")
    info = place / "bad_things-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: bad-things\nVersion: 1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(place)]),
        "PYTHONUTF8": "1",
        "XDG_CACHE_HOME": str(place / "cache"),
        OWN_FOLDER: str(HERE / "own"),
    }


def lab(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "momentum_lab", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=100)


def test_that_packages_that_misbehave_are_named_and_the_rest_is_there(environment: dict[str, str]) -> None:
    for _ in range(2):  # when it is tried, and when it is remembered
        done = lab(environment, "list", "optimizers", "--json")
        assert done.returncode == 0
        names = [item["name"] for item in json.loads(done.stdout)]
        assert names == [*OPTIMIZERS.built_in, "slow_average", "third_way"]
        assert done.stderr.splitlines() == [f"momentum-lab: left out: {said}" for said in SAID]


@pytest.mark.parametrize("by", ["flag", "flag before", "variable"])
def test_that_code_of_others_is_kept_out_and_landscapes_in_files_stay(
    environment: dict[str, str], by: str
) -> None:
    variable = {NO_PLUGINS: "1"} if by == "variable" else {}
    command = {
        "flag": ("list", "optimizers", "--json", NO_PLUGINS_FLAG),
        "flag before": (NO_PLUGINS_FLAG, "list", "optimizers", "--json"),
        "variable": ("list", "optimizers", "--json"),
    }[by]
    done = lab(environment | variable, *command)
    assert done.stderr == ""
    assert [item["name"] for item in json.loads(done.stdout)] == list(OPTIMIZERS.built_in)
    done = lab(environment | variable, *(word.replace("optimizers", "landscapes") for word in command))
    assert [item["name"] for item in json.loads(done.stdout)] == [*LANDSCAPES.built_in, "crooked_bowl"]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_that_every_command_s_help_says_how(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [command, "--help"] if command else ["--help"]
    with pytest.raises(SystemExit):
        command_parser(arguments).parse_args(arguments)
    assert NO_PLUGINS_FLAG in capsys.readouterr().out
