"""Documents as pages of a PDF: texts and mathematics as such, pictures with all pixels, files within."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PyQt6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
)
from PyQt6.QtWidgets import QApplication

from momentum_lab.containers import xml
from momentum_lab.core.files import replacing
from momentum_lab.core.messages import message
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.core.provenance import RELEASE
from momentum_lab.export.document import Paper
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.reports.text_pages import TEXT, TextPages
from momentum_lab.gui.widgets.qt_application import application

DPI: Final = 96
MARGIN: Final = 20.0
"""Millimetres around what is written."""
FOOT: Final = 26.0
"""Logical pixels at the lower end of a page for its number."""


def write_pdf_document(document: Paper, path: Path, progress: Progress = unwatched) -> None:
    """Write a document as a PDF; the whole file or none.

    Raises
    ------
    WriteError
        The file cannot be written.
    CancelledError
        ``progress``, which is told the share that is done, returned False.
    """
    data = pdf_bytes(document, progress)
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def pdf_bytes(document: Paper, progress: Progress = unwatched) -> bytes:
    """Return a document as a PDF on sheets of A4, with its attachments as files in it."""
    application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator(RELEASE)
    writer.setTitle(document.title)
    experiments = [each for each in document.attachments if each.is_experiment]
    if experiments:  # the first is found where that of a picture is
        text = experiments[0].content.decode()
        writer.setDocumentXmpMetadata(QByteArray(xml.packet(text, document.title)))
    for each in document.attachments:
        writer.addFileAttachment(each.name, QByteArray(each.content), each.kind)
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    sheet = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(
        QPageLayout(sheet, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )
    writer.setResolution(DPI)
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError("the document could not be stored")
    try:
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        _draw(document, writer, painter, progress)
    finally:
        painter.end()
    return buffer.data().data()


def _draw(document: Paper, writer: QPdfWriter, painter: QPainter, progress: Progress) -> None:
    room = QSizeF(writer.width(), writer.height() - FOOT)
    pages = TextPages(document, _font(), room)
    count = pages.text.pageCount()
    for page in range(count):
        if page:
            writer.newPage()
        part = QRectF(0.0, page * room.height(), room.width(), room.height())
        painter.save()
        painter.translate(0.0, -part.top())
        painter.setClipRect(part)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = part.adjusted(0.0, 0.5, 0.0, -0.5)  # or what touches it is written, though not seen
        context.palette.setColor(QPalette.ColorRole.Text, QColor(LIGHT.text))
        layout = pages.text.documentLayout()
        assert layout is not None
        layout.draw(painter, context)
        painter.restore()
        _draw_foot(painter, QRectF(0.0, room.height(), room.width(), FOOT), document, page + 1, count)
        go_on(progress, (page + 1) / count)


def _draw_foot(painter: QPainter, place: QRectF, document: Paper, page: int, count: int) -> None:
    font = _font()
    font.setPixelSize(round(0.8 * TEXT))
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.muted))
    number = str(message("Page {page} of {count}", page=page, count=count))
    low = Qt.AlignmentFlag.AlignBottom
    painter.drawText(place, low | Qt.AlignmentFlag.AlignRight, number)
    room = place.width() - 1.5 * painter.fontMetrics().horizontalAdvance(number)
    title = painter.fontMetrics().elidedText(document.title, Qt.TextElideMode.ElideRight, round(room))
    painter.drawText(place, low | Qt.AlignmentFlag.AlignLeft, title)


def _font() -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(TEXT)
    return font
