"""A Dask cluster of processes of its own, on this machine alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from laboratory import eventually


@dataclass(frozen=True)
class LocalCluster:
    """A scheduler and its workers; to kill one of them is to lose a machine."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def local_cluster(folder: Path, workers: int) -> Iterator[LocalCluster]:
    """Start a scheduler and workers with one thread each, and end them."""
    place = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        shared = ("--scheduler-file", str(place), "--host", "127.0.0.1", "--no-dashboard")
        return subprocess.Popen([sys.executable, "-m", "dask", *arguments, *shared], **quiet)

    alone = ("--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    processes = [start("scheduler", "--port", "0", "--no-show")]
    try:
        assert eventually(lambda: place.exists() and place.read_text(encoding="utf-8").endswith("}"))
        processes += [start("worker", *alone) for _ in range(workers)]
        yield LocalCluster(json.loads(place.read_text(encoding="utf-8"))["address"], processes[1:])
    finally:
        for process in processes:
            process.kill()
            process.wait()
