"""How the tests see that a file is refused: in one plain line, in little memory."""

from __future__ import annotations

import tracemalloc

import pytest

from momentum_lab.containers.text import BEGINNING
from momentum_lab.core.errors import InputError
from momentum_lab.experiment import preset
from momentum_lab.experiment.embedded import embedded_text, read

TEXT = embedded_text(preset("ravine"))
SIGNATURE = b"\x89PNG\r\n\x1a\n"
MARK = BEGINNING.encode()


def refused(path, content: bytes, most: int = 5_000_000) -> str:
    """Why a file is refused, which takes less than ``most`` bytes of memory."""
    path.write_bytes(content)
    tracemalloc.start()
    with pytest.raises(InputError) as caught:
        read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < most
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert len(said.splitlines()) == 1
    return said.removeprefix(f"{path}: ")


NONE = "has no experiment in it; what Momentum Lab exports has one"
