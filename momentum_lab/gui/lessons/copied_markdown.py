"""What is selected in a text, as Markdown: formulas are copied as they were typed."""

from __future__ import annotations

from PyQt6.QtGui import QFont, QTextBlock, QTextCharFormat, QTextCursor, QTextListFormat

from momentum_lab.gui.lessons.formula_object import AFTER, BEFORE, LATEX, OBJECT, OWN_LINE
from momentum_lab.gui.lessons.markdown import CODE, STRUT


def selected_markdown(cursor: QTextCursor) -> str:
    """Return what a cursor has selected as Markdown."""
    document = cursor.document()
    if document is None or not cursor.hasSelection():
        return ""
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    block, lines, before = document.findBlock(start), list[str](), ""
    while block.isValid() and block.position() < end:
        kind, line = _line(block, start, end)
        if kind == "cell" and line[0] != "\n" and before == "cell":
            lines[-1] += line
        elif line.strip():
            is_close = kind == before and kind != "paragraph"
            lines += [line.lstrip("\n")] if is_close or not lines else ["", line.lstrip("\n")]
        before = kind if line.strip() else before
        block = block.next()
    return "\n".join(lines)


def _line(block: QTextBlock, start: int, end: int) -> tuple[str, str]:
    """Return what a block is and its words; those of the first cell of a row begin with the end of a line."""
    words = _words(block, start, end)
    place = QTextCursor(block)
    table = place.currentTable()
    if table is not None:
        cell = table.cellAt(place)
        head = "|---" * table.columns() + "|"
        is_last = cell.column() == table.columns() - 1
        below = f"\n{head}" if is_last and cell.row() == 0 else ""
        first = "\n| " if cell.column() == 0 else " "
        return "cell", f"{first}{words} |{below}"
    if block.textList() is not None:
        return "item", _prefix(block, start) + words if words.strip() else ""
    is_code = all(form.boolProperty(CODE) for form in _formats(block)) and bool(words)
    return "code" if is_code else "paragraph", words


def _formats(block: QTextBlock) -> list[QTextCharFormat]:
    formats, place = [], block.begin()
    while not place.atEnd():
        formats.append(place.fragment().charFormat())
        place += 1
    return formats


def _words(block: QTextBlock, start: int, end: int) -> str:
    pieces = []
    place = block.begin()
    while not place.atEnd():
        piece = place.fragment()
        low, high = max(start - piece.position(), 0), min(end - piece.position(), piece.length())
        if low < high:
            pieces.append(_piece(piece.text()[low:high], piece.charFormat()))
        place += 1
    return "".join(pieces).replace("\N{LINE SEPARATOR}", "\n")


def _piece(text: str, form: QTextCharFormat) -> str:
    """Return a piece of a line with the marks of its format."""
    if text.startswith(OBJECT):
        mark = "$$" if form.boolProperty(OWN_LINE) else "$"
        before, after = form.stringProperty(BEFORE), form.stringProperty(AFTER)
        return f"{before}{mark}{form.stringProperty(LATEX)}{mark}{after}" * len(text)
    text = text.replace(STRUT, "").replace("\N{NO-BREAK SPACE}", " ")
    if not text:
        return ""
    if form.boolProperty(CODE):
        return f"`{text}`"
    marks = "**" if form.fontWeight() >= QFont.Weight.DemiBold else "*" if form.fontItalic() else ""
    words = f"{marks}{text}{marks}" if marks and text.strip() else text
    return f"[{words}]({form.anchorHref()})" if form.isAnchor() else words


def _prefix(block: QTextBlock, start: int) -> str:
    within = block.textList()
    if within is None or block.position() < start:
        return ""
    form = within.format()
    indent = "  " * (form.indent() - 1)
    is_counted = form.style() == QTextListFormat.Style.ListDecimal
    return f"{indent}{within.itemNumber(block) + form.start()}. " if is_counted else f"{indent}- "
