"""What code of others does to the process is undone, wherever the process stands."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from momentum_lab.core.foreign_code import (
    NO_PLUGINS,
    NO_PLUGINS_FLAG,
    described,
    is_interrupt,
    is_kept_out,
    kept_process,
    without_plugins,
)


def test_that_nothing_is_changed_by_what_changes_nothing() -> None:
    with kept_process() as changed:
        print(end="")
    assert changed == []


def test_that_a_folder_that_is_gone_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with kept_process() as changed:
        pass
    assert changed == []


def test_that_it_is_undone_though_the_block_fails_and_in_any_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found: list[str] = []

    def work() -> None:
        try:
            with kept_process() as changed:
                os.chdir("/")
                sys.setrecursionlimit(sys.getrecursionlimit() + 1)
                raise KeyError
        except KeyError:
            found.extend(map(str, changed))

    limit = sys.getrecursionlimit()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["the working directory", "the recursion limit"]
    assert Path.cwd() == tmp_path
    assert sys.getrecursionlimit() == limit


def test_that_a_closed_stream_is_open_again() -> None:
    before = sys.stderr
    with open(os.devnull, "w") as stream:
        sys.stderr = stream
        with kept_process() as changed:
            sys.stderr.close()
        assert not sys.stderr.closed
        sys.stderr = before
    assert list(map(str, changed)) == ["sys.stderr"]


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        ([], []),
        (["run", "ravine"], ["run", "ravine"]),
        ([NO_PLUGINS_FLAG], []),
        (["run", NO_PLUGINS_FLAG, "ravine"], ["run", "ravine"]),
    ],
)
def test_that_the_flag_is_heeded(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], left: list[str]
) -> None:
    monkeypatch.setenv(NO_PLUGINS, "0")
    assert without_plugins(arguments) == left
    assert is_kept_out() == (left != arguments)


def test_that_ctrl_c_is_told_from_what_code_raises() -> None:
    with pytest.raises(KeyboardInterrupt) as caught:
        signal.raise_signal(signal.SIGINT)
    assert is_interrupt(caught.value)
    with pytest.raises(KeyboardInterrupt) as caught:
        raise KeyboardInterrupt
    assert not is_interrupt(caught.value)
    assert not is_interrupt(SystemExit())


class MuteError(Exception):
    def __str__(self) -> str:
        raise SystemExit

    __repr__ = __str__


def test_that_every_error_has_words() -> None:
    assert described(ValueError("a\nb")) == "ValueError: a b"
    assert described(ValueError()) == "ValueError"
    assert described(MuteError()) == "MuteError, whose text cannot be read"
    assert described(ValueError(MuteError())) == "ValueError, whose text cannot be read"
