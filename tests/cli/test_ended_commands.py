"""Commands that are told to end: they tidy up, say so, and have the status that a shell expects."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from momentum_lab.cli.main import app
from momentum_lab.gui import application

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")

ENDED = """
import os, sys
from momentum_lab.cli.main import main
from momentum_lab.core import files

number, name = int(sys.argv[1]), sys.argv[2]
work = getattr(files, name)

def killed(path):
    os.kill(os.getpid(), number)
    os.kill(os.getpid(), number)  # as when a session ends: one signal comes after the other
    work(path)

setattr(files, name, killed)
sys.exit(main(sys.argv[3:]))
"""

# Where each is ended, and what is run. Painting ends when it is asked for the next time.
RATES = ("learning_rate", "0.01", "0.1", "4")
COMMANDS = {
    "numbers": ("flush", "run", "double_well", "-o", "out.csv"),
    "picture": ("check_replaceable", "export", "double_well", "out.svg", "--view", "loss"),
    "sweep": (
        "flush",
        "sweep",
        "double_well",
        "--vary",
        "learning_rate",
        "0.01",
        "0.1",
        "4",
        "-o",
        "out.npz",
    ),
}


WITHOUT_HANGUPS = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")


def ended(
    folder: Path, number: int, command: str, through: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*through, sys.executable, "-c", ENDED, str(number), *COMMANDS[command]],
        cwd=folder,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=100,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_that_a_command_that_is_ended_leaves_no_part_and_says_so(tmp_path: Path, command: str) -> None:
    done = ended(tmp_path, signal.SIGTERM, command)
    assert done.returncode == 128 + signal.SIGTERM
    assert done.stderr.splitlines()[-1] == "momentum-lab: ended by SIGTERM"
    assert "Traceback" not in done.stderr
    assert list(tmp_path.rglob("*.part.*")) == []
    assert [path for path in tmp_path.glob("out.*") if path.is_file()] == []


def test_that_a_lost_terminal_ends_a_command_unless_that_is_to_be_ignored(tmp_path: Path) -> None:
    done = ended(tmp_path, signal.SIGHUP, "numbers")
    assert (done.returncode, done.stderr) == (128 + signal.SIGHUP, "momentum-lab: ended by SIGHUP\n")
    assert list(tmp_path.iterdir()) == []
    going_on = ended(tmp_path, signal.SIGHUP, "numbers", WITHOUT_HANGUPS)
    assert (going_on.returncode, going_on.stderr) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.toml"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_that_the_app_ends_in_order_while_it_starts(monkeypatch, number: int) -> None:
    monkeypatch.setattr(sys, "argv", ["momentum-lab-app"])
    monkeypatch.setattr(application, "main", lambda _arguments: signal.raise_signal(number))
    assert app() == 128 + number
