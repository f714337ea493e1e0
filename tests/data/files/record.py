"""Records what a release writes, to be read by those that come after it; README.md says how."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from momentum_lab import __version__
from momentum_lab.core.hyperparameters import Choice, Flag, Hyperparameter
from momentum_lab.experiment import Experiment, loads, save
from momentum_lab.landscapes.declaration import entry_of_text
from momentum_lab.landscapes.user_library import write_entry
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import SCHEDULES
from momentum_lab.simulation import simulate

EXPERIMENTS = {
    "library": """
        schema = 1
        title = "Löß <&> 'x' \\"y\\""
        description = "Two lines,\\nof which the second has a tab:\\there."
        [landscape]
        name = "elliptic_bowl"
        parameters = {a = 0.05, b = 1.5}
        rotation = 30.0
        conditioning = 2.5
        x = [-6.0, 3.0]
        y = [-4.0, 3.5]
        [run]
        start = [-4.0, -2.0]
        steps = 12
        seed = 9007199254740993
        noise = 0.125
        common_noise = false
        [[balls]]
        optimizer = "momentum"
        learning_rate = 0.1
        momentum = 0.8
        schedule = {name = "cosine", period = 10, floor = 0.1, warmup = 2}
        [[balls]]
        optimizer = "adam"
        label = "Adam, <b>\\\\"
        color = "#a1B2c3"
        marker = "square"
        start = [2.0, 1.5]
        visible = false
        learning_rate = 0.25
        clipping = {by = "norm", limit = 0.5}
    """,
    "minimal": """
        schema = 1
        [landscape]
        name = "rosenbrock"
        [[balls]]
        optimizer = "gradient_descent"
    """,
    "formula": """
        schema = 1
        title = "A formula with parameters"
        [landscape]
        formula = "a*x**2 + b*(1 - cos(2*y))/2 + min(abs(x*y), 1e-3)**1.5"
        parameters = {a = 0.5, b = 2}
        x = [-5, 5]
        y = [-3, 3]
        [run]
        start = [-4, 2]
        steps = 15
        [[balls]]
        optimizer = "nesterov"
        learning_rate = 0.05
    """,
    "one_dimension": """
        schema = 1
        [landscape]
        formula = "x**4/4 - x**2/2 + 0.1*x"
        x = [-2.0, 2.0]
        [run]
        start = [1.75]
        steps = 20
        [[balls]]
        optimizer = "momentum"
        learning_rate = 0.05
        [[balls]]
        optimizer = "newton"
        start = [-1.5]
    """,
    "one_dimension_of_library": """
        schema = 1
        [landscape]
        name = "double_well"
        [run]
        steps = 8
        [[balls]]
        optimizer = "rprop"
    """,
    "clipped": """
        schema = 1
        [landscape]
        name = "himmelblau"
        [run]
        start = [0.0, 4.5]
        steps = 10
        noise = 0.5
        seed = 3
        [[balls]]
        optimizer = "gradient_descent"
        learning_rate = 0.01
        clipping = {by = "value", limit = 2.0}
        [[balls]]
        optimizer = "gradient_descent"
        learning_rate = 0.01
        clipping = {by = "norm"}
        [[balls]]
        optimizer = "gradient_descent"
        learning_rate = 0.01
    """,
}
"""Written by hand; each feature of an experiment is in one of them."""
OWN_LANDSCAPE = """
title = "Two wells of one's own"
formula = "(x**2 - a)**2/4 + b*y**2"
x = [-3, 3]
y = [-2.5, 2.5]
start = [0.25, 2]
tags = ["two minima", "saddle"]
teaches = "Löß: the least push decides."
reference = "own"
saddles = [[0, 0]]
learning_rates = {gradient_descent = 0.05, momentum = 0.02}
[parameters]
a = {default = 1, low = 0.25, high = 4, help = "how far apart"}
b = {default = 1, low = 0.1, high = 10, help = "how steep across"}
[[minima]]
at = ["sqrt(a)", 0]
value = 0
kind = "global"
[[minima]]
at = ["-sqrt(a)", 0]
value = 0
kind = "global"
"""
LOOK = ("--view", "loss", "--size", "220x160", "--no-legend", "--no-title")
COMMANDS = {
    "library.png": ("export", *LOOK),
    "library.svg": ("export", *LOOK),
    "library.pdf": ("export", *LOOK),
    "library.gif": ("export", *LOOK, "--fps", "3", "--seconds", "1", "--hold", "0"),
    "library.webp": ("export", *LOOK, "--fps", "3", "--seconds", "1", "--hold", "0"),
    "library.apng": ("export", *LOOK, "--fps", "3", "--seconds", "1", "--hold", "0"),
    "library.mp4": ("export", *LOOK, "--fps", "3", "--seconds", "1", "--hold", "0"),
    "library.csv": ("run", "-o"),
    "library.json": ("run", "-o"),
    "library.npz": ("run", "-o"),
    "library.md": ("run", "--table"),
    "library.tex": ("run", "--table"),
    "library-table.csv": ("run", "--table"),
    "library-stability.csv": ("stability", "--points", "3", "-o"),
    "library-stability.json": ("stability", "--points", "3", "-o"),
    "library-stability.npz": ("stability", "--points", "3", "-o"),
    "library-basins.csv": ("basins", "--points", "3", "-o"),
    "library-basins.json": ("basins", "--points", "3", "-o"),
    "library-compare.csv": ("compare", "--runs", "10", "-o"),
    "library-compare.npz": ("compare", "--runs", "10", "-o"),
    "library-ensemble.csv": ("ensemble", "--seeds", "2", "-o"),
    "library-ensemble.json": ("ensemble", "--seeds", "2", "-o"),
    "library-sweep.csv": ("sweep", "--vary", "learning_rate", "0.01", "0.1", "2", "--seeds", "2", "-o"),
    "library-sweep.json": ("sweep", "--vary", "learning_rate", "0.01", "0.1", "2", "-o"),
    "library-sweep.npz": ("sweep", "--vary", "learning_rate", "0.01", "0.1", "2", "-o"),
    "one_dimension-basins.csv": ("basins", "--points", "3", "-o"),
}
"""By the name of a file, up to a hyphen that of its experiment: the command that writes it."""


def texts() -> Iterator[tuple[str, str]]:
    """Yield the files of a person who writes little: the above, every optimizer and every schedule."""
    for name, text in EXPERIMENTS.items():
        yield name, dedent(text).lstrip()
    bowl = 'schema = 1\n[landscape]\nname = "elliptic_bowl"\n[run]\nsteps = 5\n'
    rules = sorted(OPTIMIZERS)
    defaults = "".join(f'[[balls]]\noptimizer = "{rule}"\n' for rule in rules)
    yield "optimizers_at_defaults", bowl + defaults
    others = "".join(
        f'[[balls]]\noptimizer = "{rule}"\n{changed(OPTIMIZERS[rule].hyperparameters)}' for rule in rules
    )
    yield "optimizers", bowl + others
    schedules = "".join(
        '[[balls]]\noptimizer = "gradient_descent"\nlearning_rate = 0.1\n'
        f'[balls.schedule]\nname = "{name}"\nwarmup = {place % 3}\n'
        f"{changed(SCHEDULES[name].hyperparameters)}"
        for place, name in enumerate(sorted(SCHEDULES))
    )
    yield "schedules", bowl + schedules


def changed(declared: Mapping[str, Hyperparameter]) -> str:
    """Return lines of TOML in which every hyperparameter has another value than its default."""
    return "".join(f"{name} = {json.dumps(_other(each))}\n" for name, each in declared.items())


def _other(declared: Hyperparameter) -> float | bool | str:
    if isinstance(declared, Flag):
        return not declared.default
    if isinstance(declared, Choice):
        return declared.options[-1]
    low, high = declared.slider_range
    middle = math.sqrt(low * high) if declared.scale == "log" and low > 0 else low + (high - low) / 16
    return middle if middle != declared.default else low + (high - low) / 8


def expected(experiment: Experiment) -> dict[str, object]:
    """Return what reading has to give: every value, and where each ball is at its last finite step."""
    run = simulate(experiment)
    ends = [run.position[ball, last].tolist() for ball, last in enumerate(run.last.tolist())]
    plain = asdict(experiment)
    del plain["labels"]  # they follow from the rest
    return {"experiment": plain, "ends": ends}


def record(folder: Path) -> None:
    """Write all files of this version."""
    written, saved, exported, own = (folder / name for name in ("written", "saved", "exported", "landscapes"))
    for each in (written, saved, exported, own):
        each.mkdir(parents=True)
    for name, text in texts():
        (written / f"{name}.toml").write_text(text, encoding="utf-8", newline="")
        experiment = loads(text)
        save(experiment, saved / f"{name}.toml")
        state(folder / f"{name}.json", expected(experiment))
    for name, command in COMMANDS.items():
        source, out = saved / f"{Path(name).stem.partition('-')[0]}.toml", exported / name
        place = [str(out), *command[1:]] if command[0] == "export" else [*command[1:], str(out)]
        subprocess.run([sys.executable, "-m", "momentum_lab", command[0], str(source), *place], check=True)
    entry = entry_of_text("own_wells", OWN_LANDSCAPE)
    write_entry(own, entry)
    state(folder / "own_wells.json", {"landscape": asdict(entry)})


def state(path: Path, content: Mapping[str, object]) -> None:
    """Write what reading has to give."""
    text = json.dumps(content, default=_plain, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="")


def _plain(value: Any) -> object:
    """Return a mapping, or a value within one, as what JSON has."""
    return asdict(value) if is_dataclass(value) else dict(value)


if __name__ == "__main__":
    record(Path(__file__).parent / __version__)
