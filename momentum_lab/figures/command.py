"""The command that writes the same picture: what a paper's folder keeps beside its figure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from momentum_lab.figures.film_options import FilmOptions
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.targets import PRINT_DPI, Measures

_FLAGS: Final[Mapping[str, str]] = {
    "is_transparent": "--transparent",
    "is_grey": "--grey",
    "has_log_steps": "--log-steps",
    "counts_evaluations": "--evaluations",
    "has_title": "--no-title",
    "has_legend": "--no-legend",
    "has_table": "--table",
    "arrow_zoom": "--arrow-scale",
    "fps": "--fps",
    "loops": "--once",
}
"""What options are called in the command, where that is not their own name."""
_MEASURED: Final = ("view", "size", "scale", "point", "is_growing", "unit")


def export_command(
    source: str,
    out: str,
    options: PictureOptions,
    measures: Measures,
    film: FilmOptions | None = None,
    target: str = "",
) -> str:
    """Return the line for a shell that exports a picture of ``source``, a file or a preset, to ``out``.

    ``measures`` are those from which the options have their size, or ``target`` where its own are kept. What
    is as it would be anyway is left out.
    """
    unit = "mm" if measures.unit == "mm" else ""
    words = ["momentum-lab", "export", source, out, "--view", options.view]
    if target:
        words += ["--target", target]
    else:
        words += ["--size", f"{measures.width:.10g}x{measures.height:.10g}{unit}"]
        words += ["--type", f"{measures.type_size:.10g}"]
    if unit and measures.dpi != PRINT_DPI:
        words += ["--dpi", str(measures.dpi)]
    words += _differences(options, PictureOptions(view=options.view), _MEASURED)
    if film is not None:
        words += _differences(film, FilmOptions(), ())
    return shlex.join(words)


def flag_of(name: str) -> str:
    """Return what an option is called in the command."""
    return _FLAGS.get(name, f"--{name}")


def _differences(
    chosen: PictureOptions | FilmOptions, usual: PictureOptions | FilmOptions, left_out: tuple[str, ...]
) -> list[str]:
    """Return the words for what is not as usual: a name and a value, or a flag for what is on or off."""
    words = []
    for field in fields(chosen):
        value = getattr(chosen, field.name)
        if field.name in left_out or value == getattr(usual, field.name):
            continue
        words.append(flag_of(field.name))
        if not isinstance(value, bool):
            words.append(f"{value:.10g}" if isinstance(value, float) else str(value))
    return words
