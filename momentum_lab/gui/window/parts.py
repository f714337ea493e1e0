"""The parts of the window: one row adds one."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QStatusBar

from momentum_lab.core.messages import NOTHING, Message, message
from momentum_lab.core.values import dataclass
from momentum_lab.gui.docks.explore import Explore
from momentum_lab.gui.docks.history import HistoryList
from momentum_lab.gui.docks.inspector import Inspector
from momentum_lab.gui.docks.lab import Lab
from momentum_lab.gui.docks.numbers import NumbersTable
from momentum_lab.gui.docks.results import ResultsTable
from momentum_lab.gui.docks.said import SaidText
from momentum_lab.gui.panels.notes import NotesPanel
from momentum_lab.gui.panels.parameter_panel import ParameterPanel
from momentum_lab.gui.panels.status_line import StatusLine
from momentum_lab.gui.panels.step_counter import StepCounter
from momentum_lab.gui.panels.transport import Transport
from momentum_lab.gui.widgets.part import Part
from momentum_lab.session import Session


class Placement(Enum):
    """Where a part stands."""

    LEFT = auto()
    """Left of the views, from top to bottom."""
    FRAMED = auto()
    """Among the views, in a frame like theirs."""
    BELOW = auto()
    """Below the views."""
    BOTTOM = auto()
    """The status line of the window: a ``QStatusBar``."""
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
        For a dock: the entry that shows and hides it, and its keys.
    area
        For a dock: the side of the views at which it stands at first.
    slot
        For a dock: where its entry stands in the menus.
    is_read
        For a dock: whether its keys lead into it, because it is there to be read.
    is_presented
        For a dock: whether it stays in projector mode, because it is there for a room.
    """

    key: str
    title: Message
    placement: Placement
    make: Callable[[Session], Part]
    text: Message = NOTHING
    keys: tuple[str, ...] = ()
    area: Qt.DockWidgetArea = Qt.DockWidgetArea.RightDockWidgetArea
    slot: str = "view.docks"
    is_read: bool = False
    is_presented: bool = False

    def new(self, session: Session) -> Part:
        """Return a new part; :class:`TypeError` unless it can stand where it is placed."""
        part = self.make(session)
        if self.placement is Placement.BOTTOM and not isinstance(part, QStatusBar):
            raise TypeError(f"the part {self.key!r} stands at the bottom, and is no QStatusBar")
        return part


PARTS: Final = (
    PartRow("panel", message("Experiment"), Placement.LEFT, ParameterPanel),
    PartRow("notes", message("What to watch"), Placement.FRAMED, NotesPanel),
    PartRow("transport", message("Playing"), Placement.BELOW, Transport),
    PartRow("step_counter", message("Step"), Placement.BELOW, StepCounter),
    PartRow("status", message("Status"), Placement.BOTTOM, StatusLine),
    PartRow(
        "numbers",
        message("Numbers"),
        Placement.DOCK,
        NumbersTable,
        message("N&umbers at this step"),
        ("T",),
        Qt.DockWidgetArea.BottomDockWidgetArea,
    ),
    PartRow(
        "inspector",
        message("Inspector"),
        Placement.DOCK,
        Inspector,
        message("Inspe&ctor: inside this step"),
        ("I",),
    ),
    PartRow(
        "history",
        message("History"),
        Placement.DOCK,
        HistoryList,
        message("&History"),
        ("Ctrl+H",),
        slot="edit.undo",
        is_read=True,
    ),
    PartRow(
        "results",
        message("Results"),
        Placement.DOCK,
        ResultsTable,
        message("Results: what ca&me of each ball"),
        ("E",),
        Qt.DockWidgetArea.BottomDockWidgetArea,
    ),
    PartRow(
        "said",
        message("In words"),
        Placement.DOCK,
        SaidText,
        message("What is shown, in &words"),
        ("F2",),
        Qt.DockWidgetArea.BottomDockWidgetArea,
        is_read=True,
    ),
    PartRow(
        "explore", message("Explore"), Placement.DOCK, Explore, message("&Explore: theory and maps"), ("X",)
    ),
    PartRow(
        "lab",
        message("Lab"),
        Placement.DOCK,
        Lab,
        message("&Lab: the page of the lesson"),
        ("J",),
        Qt.DockWidgetArea.LeftDockWidgetArea,
        slot="lesson.pages",
        is_read=True,
        is_presented=True,
    ),
)
"""In the order in which they are told what happens, after the views."""
