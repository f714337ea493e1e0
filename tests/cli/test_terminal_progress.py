"""How much is done is shown on a terminal, and nowhere else; afterwards nothing of it is left."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from momentum_lab.cli.progress import TerminalProgress
from momentum_lab.core.ending import Ended
from momentum_lab.core.errors import CancelledError
from momentum_lab.core.progress import go_on

pty = pytest.importorskip("pty", reason="terminals are POSIX's")

ENDS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
WORKING = """
import sys, time
from functools import partial
from types import SimpleNamespace
import momentum_lab.cli.progress as module
from momentum_lab.core.progress import TimeLeft

seconds = 0.0
module.time = SimpleNamespace(monotonic=lambda: seconds)
module.TimeLeft = partial(TimeLeft, lambda: 10.0 * seconds)
ending = "done"
with module.TerminalProgress("drawing [red]x.png") as progress{more}:
    for step in range({steps} + 1):
        seconds += {pause}
        time.sleep({rest})
        if not progress(step / {steps}):
            ending = "stopped"
            break
        {inside}
    {last}
print(ending)
"""
"""Work whose time passes as it is told."""


class Terminal:
    """A program whose stderr, and perhaps stdout, is a terminal."""

    def __init__(self, code: str, folder: Path, is_stdout_apart: bool = False) -> None:
        self._end, inner = pty.openpty()
        self.shown = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if is_stdout_apart else inner,
            stderr=inner,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100", "HOME": str(folder)},
        )
        os.close(inner)

    def read_until(self, is_enough: Callable[[str], bool], seconds: float = 60.0) -> str:
        """Read what it shows until that is enough, or until it has ended."""
        limit = time.monotonic() + seconds
        while not is_enough(self.shown) and time.monotonic() < limit:
            if select.select([self._end], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self._end, 65536).decode("utf-8", "replace")
                except OSError:  # the other end is closed
                    break
        return self.shown

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        os.close(self._end)


@contextmanager
def running(code: str, folder: Path, is_stdout_apart: bool = False) -> Iterator[Terminal]:
    terminal = Terminal(code, folder, is_stdout_apart)
    try:
        yield terminal
    finally:
        terminal.close()


def working(
    steps: int = 40,
    pause: float = 0.05,
    rest: float = 0.0,
    more: str = "",
    inside: str = "pass",
    last: str = "pass",
) -> str:
    return WORKING.format(steps=steps, pause=pause, rest=rest, more=more, inside=inside, last=last)


def screen(shown: str) -> list[str]:
    """The lines that stand on the terminal in the end; all but erasing and going up is colour."""
    lines, row = [""], 0
    for token in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", shown):
        if token == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif token.endswith("A") and token.startswith("\x1b"):
            row = max(0, row - int(token[2:-1] or 1))
        elif token == "\x1b[2K":
            lines[row] = ""
        elif not token.startswith(("\x1b", "\r")):
            lines[row] += token
    return [line.rstrip() for line in lines if line.strip()]


def test_that_a_terminal_shows_what_is_done_how_far_and_how_long_it_will_take(tmp_path: Path) -> None:
    with running(working(), tmp_path) as terminal:
        shown = terminal.read_until(lambda text: "done" in text)
        assert terminal.process.wait(60) == 0
    frames = [ENDS.sub("", frame) for frame in shown.split("\r")]
    drawn = [frame for frame in frames if "drawing [red]x.png" in frame]
    shares = [int(re.search(r"(\d+) %", frame)[1]) for frame in drawn]
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert shares[0] == 0  # how the line begins
    assert 25 <= shares[1] < 30  # the first moment is not worth a word
    assert any(re.search(r"about \d+ seconds left|a few seconds left", frame) for frame in drawn)
    assert screen(shown) == ["done"]
    assert shown.count("\x1b[?25h") == shown.count("\x1b[?25l") == 1  # the cursor is there again


def test_that_what_takes_a_moment_shows_nothing(tmp_path: Path) -> None:
    with running(working(pause=0.01), tmp_path) as terminal:
        terminal.read_until(lambda text: "done" in text)
        assert ENDS.sub("", terminal.shown).split() == ["done"]


def test_that_an_error_on_the_way_leaves_nothing_but_its_own_words(tmp_path: Path) -> None:
    code = working(last="raise SystemExit('it went wrong')")
    with running(code, tmp_path) as terminal:
        shown = terminal.read_until(lambda text: "wrong" in text)
        assert terminal.process.wait(60) == 1
    assert "%" in shown
    assert screen(shown) == ["it went wrong"]
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")


def test_that_what_is_complained_about_meanwhile_stands_above(tmp_path: Path) -> None:
    inside = "step == 30 and print('momentum-lab: a.png: no', file=sys.stderr)"
    with running(working(inside=inside), tmp_path) as terminal:
        shown = terminal.read_until(lambda text: "done" in text)
    assert screen(shown) == ["momentum-lab: a.png: no", "done"]


def test_that_what_is_written_elsewhere_is_not_drawn_into(tmp_path: Path) -> None:
    with running(working(inside="print(step)"), tmp_path, is_stdout_apart=True) as terminal:
        terminal.read_until(lambda text: False, seconds=30.0)
        assert terminal.process.stdout is not None
        written = terminal.process.stdout.read().decode()
    assert written.split() == [*map(str, range(41)), "done"]
    assert "drawing" in terminal.shown
    assert screen(terminal.shown) == []


def test_that_ctrl_c_ends_it_at_the_next_step_and_the_line_goes(tmp_path: Path) -> None:
    code = working(steps=10_000, rest=0.01, more=", progress.interruptible()")
    with running(code, tmp_path) as terminal:
        terminal.read_until(lambda text: "%" in text)
        terminal.process.send_signal(signal.SIGINT)
        shown = terminal.read_until(lambda text: "stopped" in text)
        assert terminal.process.wait(60) == 0
    assert screen(shown) == ["stopped"]


def test_that_without_a_terminal_nothing_is_shown_nor_is_rich_imported(tmp_path: Path) -> None:
    code = working(steps=20) + "\nassert not any(name.split('.')[0] == 'rich' for name in sys.modules)\n"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_that_an_interrupt_cancels_and_is_one(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    def work() -> None:
        with TerminalProgress("drawing") as progress, progress.interruptible():
            go_on(progress, 0.1)
            signal.raise_signal(number)
            assert not progress(0.15)
            with pytest.raises(CancelledError):
                go_on(progress, 0.2)
            go_on(progress, 0.3)

    with pytest.raises(Ended) as ended:
        work()
    assert isinstance(ended.value, KeyboardInterrupt)
    assert ended.value.exit_status == 128 + number
    assert signal.getsignal(number) is before


def test_that_an_interrupt_in_the_last_step_is_not_forgotten() -> None:
    def work() -> None:
        with TerminalProgress("drawing") as progress, progress.interruptible():
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(Ended):
        work()


def test_that_without_a_terminal_long_work_is_told_once(monkeypatch, capsys) -> None:
    monkeypatch.setattr("momentum_lab.cli.progress.PATIENCE", -1.0)
    with TerminalProgress("drawing 50 pictures") as progress:
        assert all(progress(share) for share in (0.1, 0.2, 0.3))
    assert capsys.readouterr().err == "momentum-lab: drawing 50 pictures…\n"
