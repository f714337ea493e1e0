"""A document on the screen, as it will be printed."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QSizeF
from PyQt6.QtGui import QColor, QPalette, QTextDocument
from PyQt6.QtWidgets import QTextBrowser

from momentum_lab.export.document import Paper
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.reports.fitted_pictures import FittedPictures
from momentum_lab.gui.reports.text_pages import TextPages

MARGIN: Final = 16.0
LEAST_ROOM: Final = 260.0


class DocumentView(QTextBrowser):
    """Shows a document on white paper; it can be read by keyboard and copied, and follows no links."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        paper = self.palette()
        paper.setColor(QPalette.ColorRole.Base, QColor("white"))
        paper.setColor(QPalette.ColorRole.Text, QColor(LIGHT.text))
        self.setPalette(paper)
        self.setStyleSheet("QTextBrowser { background: white; }")
        self._shown: QTextDocument | None = None
        self._pictures = FittedPictures()

    def show_document(self, document: Paper) -> None:
        """Show a document; where one has scrolled to stays."""
        bar = self.verticalScrollBar()
        place = bar.value() if bar is not None else 0
        viewport = self.viewport()
        room = max(viewport.width() if viewport is not None else 0.0, LEAST_ROOM) - 2 * MARGIN
        size, ratio = QSizeF(room, 3 * room), self.devicePixelRatioF()
        text = TextPages(document, self.font(), size, ratio, self._pictures).text
        text.setParent(self)
        text.setDocumentMargin(MARGIN)
        self.setDocument(text)
        if self._shown is not None:
            self._shown.deleteLater()
        self._shown = text
        if bar is not None:
            bar.setValue(place)
