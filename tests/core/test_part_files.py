"""Part files: those of processes that were killed go, those of anybody else stay."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from momentum_lab.containers.formats import NUMBERS, TABLES
from momentum_lab.core import processes
from momentum_lab.core.files import remove_left_parts, replacing, write_text
from momentum_lab.core.processes import Owner, Presence, this_process

HERE = this_process()
posix = pytest.mark.skipif(os.name != "posix", reason="killed and forked as POSIX does")


@pytest.fixture(scope="module")
def gone() -> Owner:
    """A process that has ended."""
    said = "from momentum_lab.core.processes import this_process; print(this_process().tag)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    return Owner.of_tag(done.stdout.strip())


@pytest.fixture
def owner_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], Owner]]:
    """Give this process as it is on a machine of some number and name."""

    def owner(number: str, name: str) -> Owner:
        (tmp_path / "machine-id").write_text(number)
        monkeypatch.setattr(platform, "node", lambda: name)
        processes._owner.cache_clear()
        return this_process()

    monkeypatch.setattr(processes, "_MACHINE_ID", tmp_path / "machine-id")
    yield owner
    monkeypatch.undo()
    processes._owner.cache_clear()


def part_of(owner: Owner, name: str = "x", random: str = "abcd_123", suffix: str = ".npz") -> str:
    return f".{name}.{owner.tag}-{random}.part{suffix}"


@pytest.mark.parametrize("unknown", ["", "uninitialized\n"])
def test_that_a_machine_is_told_by_its_number_or_else_its_name(
    owner_on: Callable[[str, str], Owner], unknown: str
) -> None:
    one, other = "0123456789abcdef" * 2 + "\n", "f" * 32
    here = owner_on(one, "office.example")
    assert owner_on(one, "home.example") == here, "a network has given another name"
    assert owner_on(other, "office.example").machine != here.machine
    assert owner_on(unknown, "office.example") == owner_on(unknown, "office.example")
    assert owner_on(unknown, "office.example").machine != owner_on(unknown, "home.example").machine


def test_that_a_process_is_told_from_others_of_its_number(gone: Owner) -> None:
    assert HERE.presence is Presence.HERE
    assert gone.presence is Presence.GONE
    assert replace(HERE, start=HERE.start + 1).presence is Presence.GONE, "the number was given again"
    assert replace(HERE, boot="00000000").presence is Presence.GONE, "the machine was started again"
    assert replace(gone, machine="00000000").presence is Presence.UNKNOWN
    assert replace(gone, start=0).presence is Presence.UNKNOWN
    assert all(Owner.of_tag(owner.tag) == owner for owner in (HERE, gone))


@posix
def test_that_a_process_that_nobody_has_asked_how_it_ended_is_gone() -> None:
    process = subprocess.Popen([sys.executable, "-c", "pass"], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.read()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert replace(HERE, pid=process.pid).presence is Presence.GONE
    finally:
        process.communicate()


def test_that_writing_removes_the_parts_of_those_who_are_gone_and_nothing_else(tmp_path, gone: Owner) -> None:
    left = [part_of(gone), part_of(gone, "", "00000000", ""), part_of(gone, "a.b", suffix=".mp4")]
    kept = [
        part_of(HERE),
        part_of(replace(gone, machine="0123abcd")),
        part_of(replace(gone, start=0)),
        part_of(gone)[1:],
        part_of(gone) + ".bak",
        part_of(gone, random="short"),
        part_of(gone, "a name that is longer than any"),
        ".x.abcd1234.part.npz",
        ".x.part",
        "mine.npz",
    ]
    for name in (*left, *kept):
        (tmp_path / name).write_bytes(b"something")
    (tmp_path / part_of(gone, "folder")).mkdir()
    (tmp_path / part_of(gone, "link")).symlink_to(tmp_path / "mine.npz")
    before = {path.name for path in tmp_path.iterdir()}
    write_text(tmp_path / "new.txt", "text")
    assert {path.name for path in tmp_path.iterdir()} == before - set(left) | {"new.txt"}


def test_that_the_parts_of_somebody_else_stay(tmp_path, gone: Owner, monkeypatch) -> None:
    part = tmp_path / part_of(gone)
    part.touch()
    monkeypatch.setattr(os, "getuid", lambda: part.stat().st_uid + 1, raising=False)
    remove_left_parts(tmp_path)
    assert part.exists()
    monkeypatch.undo()
    remove_left_parts(tmp_path)
    assert not part.exists()


def test_that_a_file_that_is_being_written_says_whose_it_is(tmp_path) -> None:
    for name in ("run.npz", "no suffix", ".hidden", "é" * 120 + ".toml", "a\nb.csv"):
        with replacing(tmp_path / name) as temporary:
            assert f".{HERE.tag}-" in temporary.name
            assert temporary.suffix == (Path(name).suffix or ".part")
            remove_left_parts(tmp_path)
            temporary.write_bytes(b"new")
        assert (tmp_path / name).read_bytes() == b"new"


KILLED = """
import os, signal, sys
from pathlib import Path
from momentum_lab.analysis.chunk_store import Parts, records
from momentum_lab.core import files
from momentum_lab.experiment.file import save
from momentum_lab.experiment.presets import preset
from momentum_lab.export.data import write_data
from momentum_lab.export.results import write_table
from momentum_lab.simulation import simulate

run, folder = simulate(preset("double_well")), Path(sys.argv[1])
parts = Parts(folder, {}, 4, 2)
work = {
    **{s: lambda s=s: write_data(run, folder / f"run{s}", lambda share: True) for s in sys.argv[2].split()},
    **{s: lambda s=s: write_table(run, folder / f"table{s}") for s in sys.argv[3].split()},
    ".toml": lambda: save(run.experiment, folder / "mine.toml"),
    ".npy": lambda: parts.write(0, records(4, 2)),
}
for suffix, write in work.items():
    if (child := os.fork()) == 0:  # a start of Python for each would take its time
        files.flush = lambda path: os.kill(os.getpid(), signal.SIGKILL)
        write()
    os.waitpid(child, 0)
    print(suffix, *(p.name for p in folder.iterdir() if ".part" in p.name and p.name.endswith(suffix)))
"""


@posix
def test_that_whatever_was_being_written_is_cleared_away_after_a_kill(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    formats = [" ".join(NUMBERS), " ".join(TABLES)]
    code = "import warnings; warnings.simplefilter('ignore')\n" + KILLED
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), *formats], capture_output=True, text=True, check=True
    )
    left = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    assert left.keys() >= {".toml", ".npy", ".csv", ".npz", ".json", ".md"}
    assert all(left.values()), "each was killed in the midst of it"
    write_text(folder / "next", "")
    assert [path.name for path in folder.iterdir() if ".part" in path.name] == []


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes as on Linux")
def test_that_replacing_keeps_mode_and_extended_attributes(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("old")
    path.chmod(0o640)
    try:
        os.setxattr(path, "user.label", b"blue")
    except OSError:
        pytest.skip("this file system has none")
    write_text(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.getxattr(path, "user.label") == b"blue"
