"""The texts of lessons: Markdown with mathematics between dollars, without HTML and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from momentum_lab.core.errors import InputError, one_line
from momentum_lab.formulas.latex import latex_mathml, latex_text
from momentum_lab.lessons.markup import WEB, has_loose_dollar

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

MATH: Final = frozenset({"math_inline", "math_inline_double", "math_block"})
"""Kinds of nodes that are mathematics; the last two stand on a line of their own."""
MOST_SIGNS: Final = 120
"""In one formula, which no line can hold that is longer."""
_RELATION: Final = re.compile(" ([=≈≠<>≤≥]) ")
_BLOCKS: Final = frozenset({"paragraph", "heading", "list_item", "tr", "fence", "code_block", "math_block"})


def markdown_tree(text: str) -> SyntaxTreeNode:
    """Return what a text is made of.

    Tags of HTML and addresses of pictures are text, and a link leads to a page of the web or is text, too.
    """
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser().parse(text))


def is_display(node: SyntaxTreeNode) -> bool:
    """Whether mathematics stands on a line of its own."""
    return node.type != "math_inline"


def formulas_in(text: str) -> list[tuple[str, bool]]:
    """Return the LaTeX of each formula of a text, and whether it stands on a line of its own."""
    found = (node for node in markdown_tree(text).walk() if node.type in MATH)
    return [(node.content.strip(), is_display(node)) for node in found]


def formula_problems(text: str) -> list[InputError]:
    """Return what is wrong with the mathematics of a text."""
    found = []
    if has_loose_dollar(text):
        said = "found a $ that neither begins nor ends a formula, allowed is \\$ for the sign itself"
        found.append(InputError(said))
    for latex, on_own_line in formulas_in(text):
        try:
            latex_mathml(latex, on_own_line)
            signs = len("".join(latex_text(latex).split()))
            if signs > MOST_SIGNS:
                wide = "the formula {formula} has {count} signs, allowed are {most} in one that is not parted"
                shown = one_line(f"${latex}$", 60)
                found.append(InputError(wide, formula=shown, count=signs, most=MOST_SIGNS))
        except InputError as error:
            found.append(error)
    return found


def unbroken(text: str) -> str:
    """Return a piece of a line in which no relation, such as "= −0.6", is parted from its sides."""
    return _RELATION.sub("\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", text)


def plain_words(text: str) -> str:
    """Return a text as it is read aloud: without marks, a paragraph a line, mathematics as letters."""
    lines = "".join(_words(markdown_tree(text))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in MATH:
        yield latex_text(node.content.strip())
    elif node.type in ("text", "code_inline", "fence", "code_block"):
        yield node.content
    elif node.type in ("softbreak", "hardbreak"):
        yield " "
    for child in node.children:
        yield from _words(child)
        if child.type in ("td", "th"):
            yield "  "
    if node.type in _BLOCKS:
        yield "\n"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Imported with the first text of a lesson: the window need not wait for it.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).enable("table")
    parser.disable(["html_block", "html_inline", "image", "autolink"])
    parser.use(dollarmath_plugin, allow_space=False, allow_labels=False, double_inline=True)
    parser.validateLink = _is_web  # type: ignore[method-assign]
    return parser


def _is_web(url: str) -> bool:
    return url.lower().startswith(WEB)
