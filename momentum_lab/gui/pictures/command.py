"""The command that writes the same picture: what a paper's folder keeps beside its figure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from momentum_lab.gui.pictures.options import PictureOptions

_FLAGS: Final[Mapping[str, str]] = {"frames_per_second": "fps"}
"""What options are called in the command, where that is not their own name."""


def export_command(source: str, out: str, options: PictureOptions) -> str:
    """Return the line for a shell that exports a picture of ``source``, a file or a preset, to ``out``.

    What is as it would be anyway is left out.
    """
    plain = PictureOptions(view=options.view)
    words = ["momentum-lab", "export", source, out, "--view", options.view]
    for field in fields(options):
        value = getattr(options, field.name)
        if field.name == "view" or value == getattr(plain, field.name):
            continue
        if field.name == "size" and value == plain.logical_size:
            continue
        words += [f"--{_FLAGS.get(field.name, field.name.replace('_', '-'))}", _word(value)]
    return shlex.join(words)


def _word(value: object) -> str:
    return "x".join(map(str, value)) if isinstance(value, tuple) else str(value)
