"""Machine code that is kept comes back just as it was written, or not at all."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

import numpy as np
import pytest
from numba import types

from momentum_lab.core import machine_code
from momentum_lab.core.code_store import CodeStore
from momentum_lab.core.machine_code import generated


@pytest.fixture
def store(tmp_path: Path) -> CodeStore:
    return CodeStore(tmp_path / "cache" / "code")


def the_file(store: CodeStore, name: str) -> Path:
    return store._path(name)


def test_that_what_was_written_is_read(store: CodeStore) -> None:
    assert store.read("one") is None
    for result in (b"", b"\0", bytes(range(256)) * 40):
        store.write("one", result)
        assert store.read("one") == result


def test_that_what_no_file_can_be_called_is_not_kept(store: CodeStore) -> None:
    for name in ("n" * 300, "n\0"):
        store.write(name, b"result")


def test_that_any_change_of_any_byte_is_found(store: CodeStore) -> None:
    store.write("one", bytes(range(100)))
    path = the_file(store, "one")
    whole = path.read_bytes()
    for place in range(len(whole)):
        for flipped in (0x01, 0x80, 0xFF):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ flipped]) + whole[place + 1 :])
            assert store.read("one") is None
        path.write_bytes(whole[:place])
        assert store.read("one") is None
    path.write_bytes(whole + b"\0")
    assert store.read("one") is None
    path.write_bytes(whole)
    assert store.read("one") == bytes(range(100))


def test_that_the_result_of_another_name_is_not_taken(store: CodeStore) -> None:
    store.write("one", b"result")
    the_file(store, "one").rename(the_file(store, "two"))
    assert store.read("two") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are POSIX's")
@pytest.mark.parametrize("what", ["folder", "pipe", "link", "unreadable", "of others"])
def test_that_what_is_no_file_of_ones_own_is_not_read(store: CodeStore, what: str, tmp_path: Path) -> None:
    store.write("one", b"result")
    path = the_file(store, "one")
    elsewhere = tmp_path / "elsewhere"
    path.rename(elsewhere)
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "link":
        path.symlink_to(elsewhere)
    else:
        elsewhere.rename(path)
        path.chmod(0o666 if what == "of others" else 0o600)
        if what == "unreadable":
            path.write_bytes(b"")
    assert store.read("one") is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners and modes are POSIX's")
def test_that_a_folder_of_everybody_s_is_not_used_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = CodeStore(tmp_path / "open")
    store.write("one", b"planted")
    (tmp_path / "open").chmod(0o777)
    for _ in range(3):
        assert store.read("one") is None
        store.write("two", b"result")
    (said,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert said == (
        f"compiled code is not kept, but compiled anew each time: others may write to {tmp_path / 'open'}"
    )
    assert [path.name for path in (tmp_path / "open").iterdir()] == ["one.nbc"]


def test_that_many_may_write_the_same_at_once(store: CodeStore) -> None:
    results = [bytes([i]) * 50_000 for i in range(8)]
    found: list[bytes | None] = []

    def work(result: bytes) -> None:
        for _ in range(5):
            store.write("one", result)
            found.append(store.read("one"))

    threads = [threading.Thread(target=work, args=(result,)) for result in results]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {each for each in found if each is not None} <= set(results)
    assert store.read("one") in results


def test_that_of_too_many_those_go_that_were_used_longest_ago(tmp_path: Path) -> None:
    store = CodeStore(tmp_path / "code", most_bytes=10_000)
    old = tmp_path / "code" / "__pycache__" / "of_another_version.nbc"
    store.write("0", bytes(900))
    old.parent.mkdir()
    old.write_bytes(bytes(900))
    os.utime(old, (1, 1))
    for i in range(1, 30):
        store.write(str(i), bytes(900))
        os.utime(the_file(store, str(i)), (1000 * i, 1000 * i))
        assert store.read("0") is not None  # used again and again
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 10_000
    assert not old.exists()
    assert store.read("29") is not None
    assert store.read("1") is None


FLIPS = 40


def test_that_code_with_any_byte_changed_is_compiled_anew_to_the_same_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_code, "user_cache_path", lambda *_, **__: tmp_path)
    source = "def compute(x):\n    return 3.0 * x + 0.25\n"
    signature = types.float64(types.float64)

    def number() -> float:
        return generated(source, "compute", {}, signature)(np.float64(1.5))

    assert number() == 4.75
    (path,) = (tmp_path / "machine-code").glob("*.nbc")
    whole = path.read_bytes()
    for place in np.linspace(0, len(whole) - 1, FLIPS, dtype=int):
        damaged = whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]
        path.write_bytes(damaged)
        assert number() == 4.75
        assert path.read_bytes() != damaged  # it was made anew, and kept


def test_that_what_is_no_code_but_has_its_checksum_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So may it be after a change of the compiler that its version does not tell."""
    monkeypatch.setattr(machine_code, "user_cache_path", lambda *_, **__: tmp_path)
    source, signature = "def compute(x):\n    return x - 7.0\n", types.float64(types.float64)
    assert generated(source, "compute", {}, signature)(9.0) == 2.0
    (path,) = (tmp_path / "machine-code").glob("*.nbc")
    for content in (b"", b"no pickle", b"N.", b"(I1\nI2\nt."):
        CodeStore(path.parent).write(path.stem, content)
        assert generated(source, "compute", {}, signature)(9.0) == 2.0
