"""Opening what was chosen on the start page."""

from __future__ import annotations

from typing import Final

from PyQt6.QtWidgets import QWidget

from momentum_lab.gui.dialogs.documents import DocumentDialogs
from momentum_lab.gui.start.offers import Offer, OfferKind, offers
from momentum_lab.gui.start.page import StartPage
from momentum_lab.session import Session

SEEN: Final = "start/seen"
"""The setting that says that the page has been shown once."""


def show_start(window: QWidget, session: Session) -> StartPage:
    """Show the start page over a window, which waits for an answer; return it."""
    session.settings.put(SEEN, True)
    page = StartPage(window, session.settings, session.look.colors, offers())
    page.accepted.connect(lambda: _open(page.chosen, window, session))
    page.finished.connect(page.deleteLater)
    page.open()
    return page


def _open(chosen: Offer | None, window: QWidget, session: Session) -> None:
    documents = DocumentDialogs(window, session)
    if chosen is not None and chosen.kind is OfferKind.PRESET:
        documents.open_preset(chosen.name)
    elif chosen is not None:
        documents.open_lesson(chosen.name, chosen.page or 0)
