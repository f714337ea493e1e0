"""Opening what was chosen on the start page."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from momentum_lab.gui.dialogs.documents import DocumentDialogs
from momentum_lab.gui.start.offers import Offer, OfferKind, offers
from momentum_lab.gui.start.page import StartPage
from momentum_lab.session import Session
from momentum_lab.session.settings import SEEN_START


def show_start(window: QWidget, session: Session) -> StartPage:
    """Show the start page over a window, which waits for an answer; return it."""
    session.settings.put(SEEN_START, True)
    page = StartPage(window, session.settings, session.look.colors, offers(session.lessons.begun))
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
