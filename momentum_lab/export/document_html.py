"""Documents as HTML: one file that needs nothing else, asks for nothing, and runs nothing."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import singledispatchmethod
from html import escape
from pathlib import Path
from typing import Final

from momentum_lab.containers import html
from momentum_lab.containers.attachments import Attachment
from momentum_lab.core.files import write_text
from momentum_lab.core.messages import message
from momentum_lab.core.provenance import RELEASE
from momentum_lab.export.document import (
    MOST_COLUMNS,
    Blanks,
    Block,
    Grid,
    Heading,
    Options,
    Paper,
    Picture,
    Prose,
    Said,
    SheetBreak,
    Words,
)
from momentum_lab.export.markdown_html import inline_html, markdown_html

LOWEST_HEADING: Final = 3
"""The level of the headings below which those of texts stand."""
POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""What a browser may load for it: its own pictures and its own style, nothing from anywhere."""
STYLE: Final = """\
:root { color-scheme: light dark; --line: #8886; --right: #1a7f37; --wrong: #b35900; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --right: #4ac26b; --wrong: #e3a008; } }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1.5rem; }
h1, h2, h3 { line-height: 1.2; margin: 1.6em 0 0.5em; break-after: avoid; overflow-wrap: anywhere; }
h1 { margin-top: 0; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: 0.2em; }
p, li, figcaption, dd { overflow-wrap: anywhere; }
td, th { overflow-wrap: break-word; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 0 0 1.5rem; }
dl.facts dt { font-weight: 600; }
dl.facts dd { margin: 0; }
.question { font-size: 1.1rem; font-weight: 600; }
.hint { opacity: 0.8; font-size: 0.95rem; }
.words { white-space: pre-wrap; border-left: 3px solid var(--line); padding: 0.1rem 0 0.1rem 0.8rem; }
.right::before { float: left; margin-right: 0.4em; content: "✓ "; color: var(--right); font-weight: 700; }
.wrong::before { float: left; margin-right: 0.4em; content: "✗ "; color: var(--wrong); font-weight: 700; }
table { border-collapse: collapse; margin: 0.8rem 0; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; }
caption { text-align: left; font-size: 0.95rem; padding-bottom: 0.3rem; overflow-wrap: anywhere; }
figure { margin: 1rem 0; break-inside: avoid; }
figure img { max-width: 100%; height: auto; background: var(--paper); border: 1px solid var(--line); }
figcaption { font-size: 0.95rem; }
a.attachment { font-size: 0.9rem; }
ul.options { list-style: none; padding: 0; }
ul.options li { display: flex; gap: 0.6rem; break-inside: avoid; }
ul.options li p { margin: 0 0 0.4rem; }
.box { flex: none; width: 1em; height: 1em; border: 1.5px solid; margin-top: 0.28em; text-align: center;
  line-height: 0.85em; font-weight: 700; }
.many table { font-size: 0.8rem; }
.many td, .many th { padding: 0.2rem 0.35rem; }
.blank { display: flex; align-items: end; gap: 0.6rem; height: 2.1rem; }
.blank i { flex: 1; border-bottom: 1px solid var(--line); }
.short i { flex: none; width: 10rem; }
math[display="block"] { margin: 0.6rem 0; }
.blank + :not(.blank) { margin-top: 1.2rem; }
footer { margin-top: 2.5rem; font-size: 0.85rem; opacity: 0.75; }
.page { break-before: page; }
@media print { :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 10.5pt; }
  a.attachment { display: none; } .wide { overflow: visible; }
  .wide table { font-size: 0.8em; width: 100%; } .wide td, .wide th { padding: 0.15rem 0.3rem; }
  .many table { font-size: 0.65em; } .many td, .many th { overflow-wrap: anywhere; }
  h2, h3, .question, p:has(+ ul.options), p:has(+ figure) { break-after: avoid; } tr { break-inside: avoid; }
  ul.options { break-inside: avoid; } }
@page { margin: 18mm; }
"""


def write_html(document: Paper, path: Path) -> None:
    """Write a document as HTML; the whole file or none."""
    write_text(path, html_text(document))


def html_text(document: Paper) -> str:
    """Return a document as a file of HTML, with its attachments."""
    writer = _Writer({each.name: each for each in document.attachments})
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(document.language.replace("_", "-"))}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="generator" content="{escape(RELEASE)}">',
        f"<title>{escape(document.title)}</title>",
        f"<style>\n{STYLE}</style></head>",
        f"<body>\n<main>\n<h1>{escape(document.title)}</h1>",
        _facts(document),
        *map(writer.block, document.blocks),
        writer.other_links(),
        f"</main>\n<footer>{escape(RELEASE)}</footer>",
        *(html.data(each) for each in document.attachments if each.name.endswith(".json")),
        "</body></html>\n",
    ]
    return "\n".join(filter(None, parts))


def _facts(document: Paper) -> str:
    rows = [f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in document.facts]
    return f'<dl class="facts">{"".join(rows)}</dl>' if rows else ""


class _Writer:
    """Writes blocks; each attachment that is an experiment is a link below its picture."""

    def __init__(self, attachments: Mapping[str, Attachment]) -> None:
        self._attachments = attachments
        self._linked = set[str]()

    def other_links(self) -> str:
        """Return links of the experiments that are below no picture."""
        others = [each for each in self._attachments.values() if each.is_experiment]
        links = [html.link(each, each.name) for each in others if each.name not in self._linked]
        return f"<p>{escape(str(message('Experiments:')))} {' '.join(links)}</p>" if links else ""

    @singledispatchmethod
    def block(self, block: Block) -> str:
        """Return a block as HTML."""
        raise TypeError(type(block).__name__)

    @block.register
    def _(self, block: Heading) -> str:
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"

    @block.register
    def _(self, block: Prose) -> str:
        written = markdown_html(block.markdown, LOWEST_HEADING)
        return f'<div class="{block.role}">{written}</div>' if block.role else written

    @block.register
    def _(self, block: Words) -> str:
        return f'<p class="words">{escape(block.text)}</p>'

    @block.register
    def _(self, block: Said) -> str:
        marked = f' class="{block.verdict}"' if block.verdict else ""
        return f"<p{marked}>{escape(block.text)}</p>"

    @block.register
    def _(self, block: Grid) -> str:
        caption = f"<caption>{escape(block.caption)}</caption>" if block.caption else ""
        head, *body = block.rows
        above = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
        rows = "".join(f"<tr>{_cells(row, block.has_names)}</tr>" for row in body)
        table = f"<table>{caption}<thead><tr>{above}</tr></thead><tbody>{rows}</tbody></table>"
        kind = "wide many" if max(map(len, block.rows)) > MOST_COLUMNS else "wide"
        return f'<div class="{kind}">{table}</div>'

    @block.register
    def _(self, block: Picture) -> str:
        address = f"data:image/png;base64,{base64.b64encode(block.png).decode()}"
        words = escape(block.words or block.caption)
        image = f'<img src="{address}" alt="{words}" style="width:{100 * block.width:.0f}%">'
        below = [escape(block.caption)] if block.caption else []
        if block.attachment:
            self._linked.add(block.attachment)
            save = str(message("Save this experiment ({name})", name=block.attachment))
            below.append(html.link(self._attachments[block.attachment], save))
        return f"<figure>{image}<figcaption>{'<br>'.join(below)}</figcaption></figure>"

    @block.register
    def _(self, block: Options) -> str:
        items = [
            f'<li><span class="box">{"✕" if each.is_ticked else ""}</span>'
            f"<div>{inline_html(each.markdown)}</div></li>"
            for each in block.options
        ]
        return f'<ul class="options">{"".join(items)}</ul>'

    @block.register
    def _(self, block: Blanks) -> str:
        kind = "blank short" if block.is_short else "blank"
        first = f'<div class="{kind}"><span>{escape(block.label)}</span><i></i></div>'
        return first + '<div class="blank"><i></i></div>' * (block.lines - 1)

    @block.register
    def _(self, block: SheetBreak) -> str:
        return '<div class="page"></div>'


def _cells(row: tuple[str, ...], has_names: bool) -> str:
    name, rest = (row[:1], row[1:]) if has_names else ((), row)
    heads = [f'<th scope="row">{escape(cell)}</th>' for cell in name]
    return "".join([*heads, *(f"<td>{escape(cell)}</td>" for cell in rest)])
