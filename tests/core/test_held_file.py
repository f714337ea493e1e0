"""A file is held by one process at a time, and by none that has ended."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

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
