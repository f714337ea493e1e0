"""Eigenvalues as a table of rich text."""

from __future__ import annotations

import html

from momentum_lab.analysis.eigenvalues import Eigenvalues, Plane
from momentum_lab.core.messages import words
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.maps.facts import mode_colors, muted
from momentum_lab.wording.eigenvalues import pair_text, why_none
from momentum_lab.wording.numbers import told_number
from momentum_lab.wording.theory import CAVEATS, MOTIONS


def pairs_table(found: Plane, theme: Theme) -> str:
    """Return two lines for each axis: its numbers, and its regime; or why there are none."""
    if not found.pairs:
        return muted(html.escape(str(why_none(found))), theme)
    titles = "", words("curvature"), words("eigenvalues"), words("left per step").replace(" ", "&nbsp;")
    heads = "".join(_cell(muted(text, theme)) for text in titles)
    rows = [_rows(pair, color, theme) for pair, color in zip(found.pairs, mode_colors(theme), strict=False)]
    notes = "".join(f"<p>{muted(html.escape(str(CAVEATS[caveat])), theme)}</p>" for caveat in found.caveats)
    return f'<table cellspacing="0" cellpadding="1"><tr>{heads}</tr>{"".join(rows)}</table>{notes}'


def _rows(pair: Eigenvalues, color: str, theme: Theme) -> str:
    motion = MOTIONS[pair.mode.regime]
    shade = theme.warning if pair.mode.convergence_factor > 1.0 else theme.text
    numbers = (
        f'<span style="color:{color}">●</span>',
        told_number(pair.mode.eigenvalue),
        pair_text(pair).replace(" ", "&nbsp;"),
        told_number(pair.mode.convergence_factor),
    )
    named = f'<span style="color:{shade}">{motion.name}</span>'
    said = words("{motion}: {description}", motion=named, description=muted(str(motion.description), theme))
    return f'<tr>{"".join(map(_cell, numbers))}</tr><tr><td></td><td colspan="3">{said}</td></tr>'


def _cell(text: str) -> str:
    return f'<td style="padding-right:14px">{text}</td>'
