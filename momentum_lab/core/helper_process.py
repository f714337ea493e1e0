"""A process that answers questions for another one, and ends with it, however that one ends.

Started as ``python -P -m momentum_lab.core.helper_process MODULE OWNER``, it hands each line of its input to
the module's ``answer`` and writes what that returns as a line. A thread reads the input: when that ends, and
the process that has asked is gone, nobody waits for an answer any more: the helper ends in the midst of it.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from importlib import import_module
from typing import Final

from momentum_lab.core.module_process import start_module
from momentum_lab.core.processes import Owner, Presence, this_process

NICENESS: Final = 10
"""What a helper does can wait; what is drawn cannot."""
POLL: Final = 0.1
"""Seconds between two looks at whether the process that has asked is gone, once it asks nothing more."""


def start_helper(module: str) -> subprocess.Popen[str]:
    """Start a process that answers with a module's ``answer``, a line for each line.

    Raises
    ------
    OSError
        There is no such process to be had.
    """
    return start_module(__name__, module, this_process().tag)


def main() -> None:
    """Answer questions until there are no more, or nobody is left who asks."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(NICENESS)
    module, asker = sys.argv[1], Owner.of_tag(sys.argv[2])
    questions = queue.SimpleQueue[str | None]()
    threading.Thread(target=_listen, args=(questions, asker), name="questions", daemon=True).start()
    answer = import_module(module).answer  # it may import for seconds, in which the other one may end
    while (question := questions.get()) is not None:
        print(answer(question), flush=True)


def _listen(questions: queue.SimpleQueue[str | None], asker: Owner) -> None:
    for question in sys.stdin:
        questions.put(question)
    questions.put(None)
    while asker.presence is not Presence.GONE:
        time.sleep(POLL)
    os._exit(1)


if __name__ == "__main__":
    main()
