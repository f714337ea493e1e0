"""The tabs of the dock, in their order."""

from __future__ import annotations

from momentum_lab.gui.explore.basins import BasinsTab
from momentum_lab.gui.explore.compare import CompareTab
from momentum_lab.gui.explore.ensemble import EnsembleTab
from momentum_lab.gui.explore.filter import FilterTab
from momentum_lab.gui.explore.plane import PlaneTab
from momentum_lab.gui.explore.stability import StabilityTab
from momentum_lab.gui.explore.tab import Tab
from momentum_lab.gui.explore.theory import TheoryTab
from momentum_lab.session import Session


def make_pages(session: Session) -> tuple[Tab, ...]:
    """Return new tabs; to add one is to add it here."""
    kinds = (TheoryTab, PlaneTab, FilterTab, StabilityTab, BasinsTab, CompareTab, EnsembleTab)
    return tuple(kind(session) for kind in kinds)
