"""The landscapes that come with the program: one file in ``resources/landscapes`` adds one."""

from __future__ import annotations

from typing import Final

from momentum_lab.core.registry import Registry
from momentum_lab.core.resources import resource_files
from momentum_lab.landscapes.declaration import read_entry
from momentum_lab.landscapes.entry import LandscapeEntry

LANDSCAPES: Final[Registry[LandscapeEntry]] = Registry(
    "landscape", {path.stem: read_entry(path) for path in resource_files("landscapes", ".toml")}
)
