"""Texts of lessons as HTML with MathML, which browsers set by themselves; nothing in it is loaded."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from momentum_lab.core.errors import InputError
from momentum_lab.formulas.latex import latex_mathml
from momentum_lab.lessons.markdown import MATH, is_display, markdown_tree, unbroken

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_TAGS: Final = {
    "paragraph": "p",
    "bullet_list": "ul",
    "list_item": "li",
    "blockquote": "blockquote",
    "em": "em",
    "strong": "strong",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
}
"""Elements that are no more than what is in them."""
_ALIGNED: Final = frozenset({"text-align:left", "text-align:center", "text-align:right"})
LOWEST: Final = 6


def markdown_html(text: str, below: int = 0) -> str:
    """Return a text as HTML elements, to stand in a page.

    Its own headings are so many levels ``below`` those of the page.
    """
    return "".join(_html(node, below) for node in markdown_tree(text).children)


def inline_html(text: str) -> str:
    """Return a text of one paragraph, such as the words of a choice, without the paragraph around it."""
    tree = markdown_tree(text)
    is_one = len(tree.children) == 1 and tree.children[0].type == "paragraph"
    return _all(tree.children[0].children, 0) if is_one else _all(tree.children, 0)


def formula_html(latex: str, on_own_line: bool = False) -> str:
    """Return a formula as MathML with its LaTeX beside it; what cannot be set, as it was typed."""
    try:
        mathml = latex_mathml(latex, on_own_line)
    except InputError:
        return f"<code>{html.escape(latex)}</code>"
    return mathml.replace("<math ", f'<math alttext="{html.escape(latex)}" ', 1)


def _all(nodes: Iterable[SyntaxTreeNode], below: int) -> str:
    return "".join(_html(node, below) for node in nodes)


def _html(node: SyntaxTreeNode, below: int) -> str:
    if node.type in MATH:
        formula = formula_html(node.content.strip(), is_display(node))
        return f"<p>{formula}</p>\n" if node.type == "math_block" else formula
    inner = _all(node.children, below)
    if node.type == "heading":
        level = min(int(node.tag[1:]) + below, LOWEST)
        return f"<h{level}>{inner}</h{level}>\n"
    if node.type == "inline" or node.hidden:
        return inner
    if node.type in _TAGS:
        tag = _TAGS[node.type]
        return f"<{tag}>{inner}</{tag}>" + ("\n" if node.block else "")
    make = _ELEMENTS.get(node.type)
    return html.escape(unbroken(node.content)) if make is None else make(node, inner)


def _code(node: SyntaxTreeNode, _inner: str) -> str:
    return f"<code>{html.escape(node.content)}</code>"


def _block_of_code(node: SyntaxTreeNode, _inner: str) -> str:
    return f"<pre>{_code(node, '')}</pre>\n"


def _ordered_list(node: SyntaxTreeNode, inner: str) -> str:
    start = int(node.attrs.get("start", 1))
    first = "" if start == 1 else f' start="{start}"'
    return f"<ol{first}>{inner}</ol>\n"


def _cell(node: SyntaxTreeNode, inner: str) -> str:
    style = str(node.attrs.get("style", ""))
    aligned = f' style="{style}"' if style in _ALIGNED else ""
    return f"<{node.type}{aligned}>{inner}</{node.type}>"


def _link(node: SyntaxTreeNode, inner: str) -> str:
    address = html.escape(str(node.attrs.get("href", "")))
    return f'<a href="{address}" rel="noreferrer">{inner}</a>'


_ELEMENTS: Final[Mapping[str, Callable[[SyntaxTreeNode, str], str]]] = {
    "softbreak": lambda _node, _inner: "\n",
    "hardbreak": lambda _node, _inner: "<br>\n",
    "hr": lambda _node, _inner: "<hr>\n",
    "code_inline": _code,
    "fence": _block_of_code,
    "code_block": _block_of_code,
    "ordered_list": _ordered_list,
    "th": _cell,
    "td": _cell,
    "link": _link,
}
"""The others; what is none of them is text."""
