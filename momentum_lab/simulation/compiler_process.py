"""A process that compiles, so that the window's own is not held up: the result is left on the disk.

Its questions are lines of JSON; it answers each with a line when the machine code is there.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from typing import Final

from momentum_lab.core.helper_process import start_helper
from momentum_lab.core.machine_code import is_kept
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import dumps, loads
from momentum_lab.simulation.blocks import Machine, fused_code
from momentum_lab.simulation.native_ball import compiled

DONE: Final = "done"
MOST_STARTS: Final = 3
"""A process that was ended from outside, as when memory is short, is replaced; but not for ever."""
MOST_ANSWERS: Final = 24
"""After which another process goes on: what is compiled takes some ten megabytes, which never come back."""


class CompilingProcess:
    """Starts the process when it is first asked, and asks it; one question at a time.

    None is started, and none is asked, where what it compiles could not be left on the disk. What it was
    doing when it was ended from outside is not asked again: that may have been too much.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock, self._asking = threading.Lock(), threading.Lock()
        self._starts = self._answers = 0
        self._is_closed = False

    def compile(self, experiment: Experiment, ball: int) -> bool:
        """Have the machine code for a ball made; return whether it is on the disk now."""
        return self._ask({"experiment": dumps(experiment), "ball": ball})

    def compile_batch(self, experiment: Experiment, ball: int, are_alike: bool) -> bool:
        """Have the machine code for a batch of such balls made; return whether it is on the disk now."""
        return self._ask({"experiment": dumps(experiment), "ball": ball, "alike": are_alike})

    def compile_fused(self, experiment: Experiment, ball: int, are_alike: bool) -> bool:
        """Have a loop over landscape and rule made for such a batch; return whether it is on the disk now."""
        question = {"experiment": dumps(experiment), "ball": ball, "alike": are_alike, "fused": True}
        return self._ask(question)

    def _ask(self, question: dict[str, object]) -> bool:
        if not is_kept():
            return False
        try:
            with self._asking:  # several threads may
                process = self._started()
                if process is None or process.stdin is None or process.stdout is None:
                    return False
                print(json.dumps(question), file=process.stdin, flush=True)
                said = process.stdout.readline()
                if not said:  # it has ended, as the next one who asks shall see
                    _end(process)
                self._answers += 1
                return said.strip() == DONE
        except (OSError, ValueError):  # there is no such process to be had, or it has been closed
            return False

    def close(self) -> None:
        """End the process, whatever it is doing; none is started any more."""
        with self._lock:
            self._is_closed = True
            process = self._process
        if process is not None:
            _end(process)

    def _started(self) -> subprocess.Popen[str] | None:
        """Return a process that can be asked, as far as there is one."""
        with self._lock:  # it may be closed from another thread just now
            if self._is_closed:
                return None
            if self._process is not None and self._answers >= MOST_ANSWERS:
                _end(self._process)
                self._process, self._starts = None, 0
            if self._process is None or (self._process.poll() is not None and self._starts < MOST_STARTS):
                if self._process is not None:
                    _end(self._process)
                self._process = start_helper(__name__)
                self._starts += 1
                self._answers = 0
            return self._process


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError, ValueError):
            if pipe is not None:
                pipe.close()


def answer(question: str) -> str:
    """Compile what a question asks for; return what to say."""
    try:
        asked = json.loads(question)
        experiment, ball = loads(asked["experiment"]), int(asked["ball"])
        if "fused" in asked:
            fused_code(experiment, ball, bool(asked["alike"]))
        elif "alike" in asked:
            Machine(experiment, ball, bool(asked["alike"]))
        else:
            compiled(experiment, ball)
    except Exception as error:  # noqa: BLE001 - who asked must not wait, and meets the error by itself
        return f"{type(error).__name__}"
    return DONE
