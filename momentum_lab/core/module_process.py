"""Starting a module of the program as a process, whatever lies in the current folder.

``python -m`` lets what is in the current folder take the place of any module, the library's included: a
``json.py`` in a folder of downloads would be run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

_PARENT: Final = Path(__file__).resolve().parents[2]
"""Where the package is."""


def start_module(module: str, *arguments: str, is_apart: bool = False) -> subprocess.Popen[str]:
    """Start a module that is asked in lines and answers in lines.

    With ``is_apart`` what it does to its group of processes is not done to this one.

    Raises
    ------
    OSError
        There is no such process to be had.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=_environment(),
        start_new_session=is_apart,
    )


def _environment() -> dict[str, str]:
    """Return the environment, in which the package is also found that runs from where it was unpacked.

    Then its parent is the first place of all, here as there.
    """
    if not sys.path or Path(sys.path[0]).resolve() != _PARENT:
        return {**os.environ}
    others = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(_PARENT), *([others] if others else [])])}
