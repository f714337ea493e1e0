"""The parts of the window: one row adds one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from momentum_lab.gui.docks.explore import Explore
from momentum_lab.gui.panels.notes import NotesPanel
from momentum_lab.gui.panels.parameter_panel import ParameterPanel
from momentum_lab.gui.panels.status_line import StatusLine
from momentum_lab.gui.panels.transport import Transport
from momentum_lab.gui.widgets.part import Part
from momentum_lab.session import Session


class Place(Enum):
    """Where a part stands."""

    LEFT = auto()
    """Left of the views, from top to bottom."""
    FRAMED = auto()
    """Among the views, in a frame like theirs."""
    BELOW = auto()
    """Below the views."""
    BOTTOM = auto()
    """The status line of the window."""
    DOCK = auto()
    """A dock, which can be hidden and is at first."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part as the window knows it.

    Attributes
    ----------
    key
        What it is called in the settings and in the menus' actions.
    title
        What stands above it.
    text, keys
        For a dock: the entry of the menu "View" that shows and hides it, and its keys.
    """

    key: str
    title: str
    place: Place
    make: Callable[[Session], Part]
    text: str = ""
    keys: tuple[str, ...] = ()


PARTS: Final = (
    PartRow("panel", "Experiment", Place.LEFT, ParameterPanel),
    PartRow("notes", "What to watch", Place.FRAMED, NotesPanel),
    PartRow("transport", "Playing", Place.BELOW, Transport),
    PartRow("status", "Status", Place.BOTTOM, StatusLine),
    PartRow("explore", "Explore", Place.DOCK, Explore, "&Explore: theory and maps", ("X",)),
)
"""In the order in which they are told what happens, after the views."""
