"""What of a text in pages stays on one page: headings with what follows, and rows of short tables."""

from __future__ import annotations

from typing import Final

from PyQt6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextFormat, QTextTable

KEPT: Final = QTextFormat.Property.UserProperty.value + 40
"""The property of a paragraph that it stays with what follows."""
BEGINS: Final = KEPT + 1
"""The property of a heading."""
MOST_KEPT: Final = 0.5
"""Of a page, that may go to the next one for a heading's sake, if less would do."""
PADDING: Final = 4.0
"""Around what stands in a cell."""
MOST_ROWS: Final = 12
"""Of a table that is not parted."""


def keep_since(text: QTextDocument, place: int) -> None:
    """Let the paragraphs from a place on stay together, and with what follows."""
    block = text.findBlock(place + 1 if place else 0)
    while block.isValid():
        _keep(block)
        block = block.next()


def keep_rows(table: QTextTable) -> None:
    """Let the rows of a table that is not long stay on one page."""
    if table.rows() > MOST_ROWS:
        return
    end = table.cellAt(table.rows() - 1, 0).firstCursorPosition().position()
    block = table.firstCursorPosition().block()
    while block.isValid() and block.position() < end:
        _keep(block)
        block = block.next()


def keep_together(text: QTextDocument) -> None:
    """Let what is kept with what follows begin a page where a page would part them."""
    text.pageCount()  # lays all of it out: before that, there are no lines to ask
    block = text.begin()
    while block.isValid():
        chain = [block]
        while chain[-1].blockFormat().boolProperty(KEPT) and chain[-1].next().isValid():
            chain.append(chain[-1].next())
        if len(chain) > 1:
            _place(text, chain)
        block = chain[-1] if len(chain) > 1 else block.next()


def _place(text: QTextDocument, chain: list[QTextBlock]) -> None:
    """Have what is kept together begin a page if one would part it: all of it, or from a heading on."""
    height = text.pageSize().height()
    heads = [index for index, each in enumerate(chain) if each.blockFormat().boolProperty(BEGINS)]
    begins = sorted({0, *heads})
    for index in begins:
        top, _ = _first_line(chain[index])
        _, end = _first_line(chain[-1])
        if end <= (top // height + 1) * height:
            return
        most = height if index == begins[-1] else MOST_KEPT * height
        if end - top < most:
            _begin_page(text, chain[index])
            return


def _begin_page(text: QTextDocument, block: QTextBlock) -> None:
    form = block.blockFormat()
    form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    QTextCursor(block).setBlockFormat(form)
    text.markContentsDirty(0, text.characterCount())  # or Qt forgets what is below
    text.pageCount()


def _keep(block: QTextBlock) -> None:
    form = block.blockFormat()
    form.setProperty(KEPT, True)
    QTextCursor(block).setBlockFormat(form)


def _first_line(block: QTextBlock) -> tuple[float, float]:
    """Return where the first line of a paragraph begins and ends, with the padding of a table around it."""
    lines, text = block.layout(), block.document()
    layout = None if text is None else text.documentLayout()
    assert lines is not None
    assert layout is not None
    top = layout.blockBoundingRect(block).top()
    if not lines.lineCount():
        return top, top
    first = lines.lineAt(0)
    padding = PADDING if QTextCursor(block).currentTable() is not None else 0.0
    return top + first.y(), top + first.y() + first.height() + padding
