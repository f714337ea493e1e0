"""Markdown with mathematics as a document of Qt, for the window and for paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLength,
    QTextList,
    QTextListFormat,
    QTextTableFormat,
)

from momentum_lab.figures.themes import Theme
from momentum_lab.gui.lessons.formula_object import GAP, KIND, formula_object, insert_formula
from momentum_lab.lessons.markdown import MATH, is_display, markdown_tree, unbroken

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

PARAGRAPH, ITEM, INDENT = 0.6, 0.25, 1.4
"""Space between paragraphs and between items of a list, and how far these are indented, in sizes of type."""
OWN_LINE_GAP: Final = 0.3
"""So much more of it around formulas on a line of their own, and around tables."""
STRUT: Final = "\N{ZERO WIDTH SPACE}"
"""Gives a line the height of its letters where it begins with a formula."""
CODE: Final = QTextFormat.Property.UserProperty.value + 20
"""The property of a format whose text is code."""
HEADING: Final = (1.25, 1.12, 1.0)
"""How large headings are, by their levels; lower ones are like the last."""
_CELL: Final = 5.0
_FIXED, _DISTANCE = 2, 4
"""Kinds of heights of lines, ``QTextBlockFormat.LineHeightTypes``, as the format takes them."""
_OPENING: Final = re.compile(r"[(\[“‘'\"–—]+$")
_CLOSING: Final = re.compile(r"[)\].,;:!?…”’'\"%]+|[-–][\w]+| [=≈≠<>≤≥] \S{1,16}")
_ALIGNED: Final = {
    "text-align:center": Qt.AlignmentFlag.AlignHCenter,
    "text-align:right": Qt.AlignmentFlag.AlignRight,
}


def set_markdown(document: QTextDocument, text: str, font: QFont, theme: Theme) -> bool:
    """Let a document be a text in a font and the colours of a theme; return whether there are links in it."""
    layout = document.documentLayout()
    assert layout is not None
    document.clear()
    document.setDefaultFont(font)
    document.setDocumentMargin(0.0)
    document.setIndentWidth(INDENT * QFontInfo(font).pixelSize())
    if layout.handlerForObject(KIND) is None:
        layout.registerHandler(KIND, formula_object())
    setter = _Setter(document, font, theme)
    setter.set(markdown_tree(text))
    root = document.rootFrame()
    assert root is not None
    frame = root.frameFormat()
    frame.setBottomMargin(
        GAP * QFontInfo(font).pixelSize()
    )  # into which a formula of the last line may reach
    root.setFrameFormat(frame)
    return setter.has_links


class _Setter:
    """Writes what a text is made of at the end of a document, one thing after the other."""

    def __init__(self, document: QTextDocument, font: QFont, theme: Theme) -> None:
        self._cursor = QTextCursor(document)
        self._theme = theme
        self._em = float(QFontInfo(font).pixelSize())
        self._plain = QTextCharFormat()
        self._plain.setFont(font)
        self._plain.setForeground(QBrush(QColor(theme.text)))
        self._is_empty = True
        self._is_fresh = True
        self.has_links = False
        self._depth = 0
        self._makes: Mapping[str, Callable[[SyntaxTreeNode], None]] = {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "bullet_list": self._list,
            "ordered_list": self._list,
            "blockquote": self._quote,
            "fence": self._code,
            "code_block": self._code,
            "math_block": self._formula,
            "table": self._table,
            "hr": self._rule,
        }

    def set(self, tree: SyntaxTreeNode) -> None:
        """Write all that is below a node."""
        self._cursor.beginEditBlock()  # it is laid out once, when all is there
        for node in tree.children:
            make = self._makes.get(node.type)
            if make is not None:
                make(node)
        if self._is_fresh and not self._is_empty:  # after a table stands a line that nobody wants
            self._hide_line()
        self._cursor.endEditBlock()

    def _begin(self, above: float = PARAGRAPH) -> QTextBlockFormat:
        """Begin a block; return its format."""
        form = QTextBlockFormat()
        form.setLineHeight(GAP * self._em, _DISTANCE)
        form.setIndent(self._depth)
        form.setTopMargin(0.0 if self._is_empty else above * self._em)
        if self._is_fresh:
            self._cursor.setBlockFormat(form)
            self._cursor.setBlockCharFormat(self._plain)
        else:
            self._cursor.insertBlock(form, self._plain)
        self._cursor.setCharFormat(self._plain)
        self._is_fresh = self._is_empty = False
        return form

    def _paragraph(self, node: SyntaxTreeNode, above: float = PARAGRAPH) -> None:
        self._begin(above)
        self._inline(node, self._plain)

    def _heading(self, node: SyntaxTreeNode) -> None:
        self._begin(2 * PARAGRAPH)
        form, level = QTextCharFormat(self._plain), int(node.tag[1:])
        font = QFont(form.font())
        font.setPixelSize(round(self._em * HEADING[min(level, len(HEADING)) - 1]))
        font.setWeight(QFont.Weight.DemiBold)
        form.setFont(font)
        self._inline(node, form)

    def _list(self, node: SyntaxTreeNode) -> None:
        style = QTextListFormat()
        kinds = QTextListFormat.Style
        style.setStyle(kinds.ListDecimal if node.type == "ordered_list" else kinds.ListDisc)
        style.setStart(int(node.attrs.get("start", 1)))
        style.setIndent(self._depth + 1)
        made: QTextList | None = None
        for item in node.children:
            above = PARAGRAPH if made is None and not self._depth else ITEM
            self._begin(above)
            if made is None:
                made = self._cursor.createList(style)
            else:
                made.add(self._cursor.block())
            self._item(item)

    def _item(self, item: SyntaxTreeNode) -> None:
        """Write what is in an item of a list, whose first line is there already."""
        self._depth += 1
        for place, child in enumerate(item.children):
            if place == 0 and child.type == "paragraph":
                self._inline(child, self._plain)
            else:
                self._makes.get(child.type, self._paragraph)(child)
        self._depth -= 1

    def _quote(self, node: SyntaxTreeNode) -> None:
        plain = self._plain
        self._plain = QTextCharFormat(plain)
        self._plain.setForeground(QBrush(QColor(self._theme.muted)))
        self._depth += 1
        for child in node.children:
            self._makes.get(child.type, self._paragraph)(child)
        self._depth -= 1
        self._plain = plain

    def _code(self, node: SyntaxTreeNode) -> None:
        form = self._code_format(self._plain)
        for place, line in enumerate(node.content.rstrip("\n").split("\n")):
            self._begin(PARAGRAPH if place == 0 else 0.0)
            self._cursor.insertText(line or " ", form)

    def _formula(self, node: SyntaxTreeNode) -> None:
        form = self._begin()
        form.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        form.setBottomMargin(OWN_LINE_GAP * self._em)
        form.setTopMargin(form.topMargin() + (OWN_LINE_GAP - GAP) * self._em)
        self._cursor.setBlockFormat(form)
        self._cursor.insertText(STRUT)
        insert_formula(self._cursor, node.content.strip(), True, self._theme.text)

    def _rule(self, _node: SyntaxTreeNode) -> None:
        form = self._begin()
        width = QTextLength(QTextLength.Type.PercentageLength, 100.0)
        form.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth, width)
        self._cursor.setBlockFormat(form)

    def _table(self, node: SyntaxTreeNode) -> None:
        rows = [row for part in node.children for row in part.children]
        if self._is_fresh:
            self._hide_line()
        else:
            self._begin()
            self._hide_line()
        form = QTextTableFormat()
        form.setBorder(1.0)
        form.setBorderCollapse(True)
        form.setBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(QBrush(QColor(self._theme.line)))
        form.setCellPadding(_CELL)
        form.setCellSpacing(0.0)
        form.setTopMargin(PARAGRAPH * self._em)
        form.setBottomMargin(OWN_LINE_GAP * self._em)
        form.setHeaderRowCount(1)
        table = self._cursor.insertTable(len(rows), max(len(row.children) for row in rows), form)
        assert table is not None
        for y, row in enumerate(rows):
            for x, cell in enumerate(row.children):
                self._cursor.setPosition(table.cellAt(y, x).firstCursorPosition().position())
                self._cell(cell)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._is_fresh, self._is_empty = True, False

    def _cell(self, cell: SyntaxTreeNode) -> None:
        block, form = QTextBlockFormat(), QTextCharFormat(self._plain)
        block.setAlignment(_ALIGNED.get(str(cell.attrs.get("style", "")), Qt.AlignmentFlag.AlignLeft))
        self._cursor.setBlockFormat(block)
        if cell.type == "th":
            form.setFontWeight(QFont.Weight.DemiBold)
        self._cursor.setCharFormat(form)
        self._inline(cell, form)

    def _hide_line(self) -> None:
        """Let the line in which the cursor is take no room."""
        form = QTextBlockFormat()
        form.setLineHeight(1.0, _FIXED)
        small = QTextCharFormat(self._plain)
        font = QFont(small.font())
        font.setPixelSize(1)
        small.setFont(font)
        self._cursor.setBlockFormat(form)
        self._cursor.setBlockCharFormat(small)

    def _inline(self, node: SyntaxTreeNode, form: QTextCharFormat) -> None:
        """Write pieces of a line; what stands close to a formula stays with it."""
        pieces, closing = node.children, ""
        if pieces and pieces[0].type in MATH and self._cursor.atBlockStart():
            self._cursor.insertText(STRUT, form)
        for place, child in enumerate(pieces):
            text, opening = child.content, ""
            if child.type in MATH:
                opening = _opening(pieces[place - 1]) if place else ""
                closing = _closing(pieces[place + 1]) if place + 1 < len(pieces) else ""
                self._cursor.setCharFormat(form)
                latex = text.strip()
                insert_formula(self._cursor, latex, is_display(child), self._theme.text, opening, closing)
                continue
            if child.type == "text":
                is_next = place + 1 < len(pieces) and pieces[place + 1].type in MATH
                text = text[len(closing) :]
                text = text[: len(text) - len(_opening(child))] if is_next and text else text
                self._cursor.insertText(unbroken(text), form)
            else:
                self._run(child, form)
            closing = ""

    def _run(self, node: SyntaxTreeNode, form: QTextCharFormat) -> None:
        """Write a piece of a line in a format, or what that becomes by its kind."""
        if node.type == "inline":
            self._inline(node, form)
        elif node.type == "softbreak":
            self._cursor.insertText(" ", form)
        elif node.type == "hardbreak":
            self._cursor.insertText("\N{LINE SEPARATOR}", form)
        elif node.type == "code_inline":
            self._cursor.insertText(node.content, self._code_format(form))
        elif node.children:
            self._inline(node, self._changed(form, node))
        else:
            self._cursor.insertText(node.content, form)

    def _changed(self, form: QTextCharFormat, node: SyntaxTreeNode) -> QTextCharFormat:
        changed = QTextCharFormat(form)
        if node.type == "em":
            changed.setFontItalic(True)
        elif node.type == "strong":
            changed.setFontWeight(QFont.Weight.Bold)
        elif node.type == "link":
            self.has_links = True
            address = str(node.attrs.get("href", ""))
            changed.setAnchor(True)
            changed.setAnchorHref(address)
            changed.setToolTip(address)
            changed.setFontUnderline(True)
            changed.setForeground(QBrush(QColor(self._theme.accent)))
        return changed

    def _code_format(self, form: QTextCharFormat) -> QTextCharFormat:
        code = QTextCharFormat(form)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(QFontInfo(form.font()).pixelSize())
        code.setFont(font)
        code.setForeground(form.foreground())
        code.setProperty(CODE, True)
        return code


def _opening(node: SyntaxTreeNode) -> str:
    """Return the end of a text that may not be parted from what comes next."""
    found = _OPENING.search(node.content) if node.type == "text" else None
    return "" if found is None else found[0]


def _closing(node: SyntaxTreeNode) -> str:
    """Return the beginning of a text that may not be parted from what was before."""
    found = _CLOSING.match(node.content) if node.type == "text" else None
    return "" if found is None else found[0]
