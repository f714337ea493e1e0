"""A file is held by one process at a time, and by none that has ended."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from momentum_lab.core.held_file import hold, holder_of, is_held

HOLDING = """
import sys
from pathlib import Path
from momentum_lab.core.held_file import hold
held = hold(Path(sys.argv[1]))
print(held is not None, flush=True)
sys.stdin.read()
"""


def test_that_it_is_held_once_and_then_gone(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_held(path)
    held = hold(path)
    assert held is not None
    assert is_held(path)
    assert hold(path) is None
    holder = holder_of(path)
    assert holder is not None
    assert holder.process == os.getpid()
    held.release()
    assert not path.exists()
    again = hold(path)
    assert again is not None
    again.release()


def test_that_who_was_killed_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "True\n"
    assert hold(path) is None
    holder = holder_of(path)
    assert holder is not None
    assert holder.process == other.pid
    other.kill()
    other.wait()
    other.stdin.close()
    other.stdout.close()
    assert path.exists()
    assert not is_held(path)
    held = hold(path)
    assert held is not None
    assert holder_of(path).process == os.getpid()
    held.release()


def test_that_of_many_at_once_one_has_it(tmp_path: Path) -> None:
    path, at_once, most = tmp_path / "lock", [0], []

    def work() -> None:
        for _ in range(200):
            if (held := hold(path)) is not None:
                at_once[0] += 1
                most.append(at_once[0])
                at_once[0] -= 1
                held.release()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1}


def test_that_what_is_written_there_need_not_be_true(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    for content in (b"", b"[]", b"{", b"\xff", b"[" * 5000, b'{"process": "x"}', b'{"process": 1}'):
        path.write_bytes(content)
        assert holder_of(path) is None
        held = hold(path)
        assert held is not None
        held.release()


OTHERS: dict[str, Callable[[Path, Path], object]] = {
    "link": lambda path, other: path.symlink_to(other),
    "hard_link": lambda path, other: path.hardlink_to(other),
    "link_to_nothing": lambda path, other: path.symlink_to(other.with_name("nothing")),
    "link_in_a_circle": lambda path, other: path.symlink_to(path),
    "folder": lambda path, other: path.mkdir(),
    "pipe": lambda path, other: os.mkfifo(path),
}


@pytest.mark.skipif(os.name != "posix", reason="links are anybody's on POSIX only")
@pytest.mark.parametrize("kind", OTHERS)
def test_that_what_is_there_and_leads_elsewhere_is_left_alone(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "lock", tmp_path / "thesis"
    other.write_text("three years", encoding="utf-8")
    OTHERS[kind](path, other)
    for _ in range(2):
        with pytest.raises(OSError, match=r"a link, or no regular file|directory"):
            hold(path)
        assert not is_held(path)
    assert os.path.lexists(path)
    assert not (tmp_path / "nothing").exists()
    assert other.read_text(encoding="utf-8") == "three years"


@pytest.mark.skipif(os.name != "posix", reason="limits are POSIX's")
def test_that_on_a_full_disk_it_is_held_and_then_gone(tmp_path: Path) -> None:
    import resource

    path, before = tmp_path / "lock", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))  # nothing can be written
    try:
        held = hold(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert held is not None
    assert hold(path) is None
    assert path.read_bytes() == b""
    held.release()
    assert not path.exists()
