"""The facts of a theory as tables of rich text."""

from __future__ import annotations

import html

from momentum_lab.analysis.modes import Mode
from momentum_lab.analysis.theory import Caveat, Theory
from momentum_lab.core.hyperparameters import title_of
from momentum_lab.core.lists import enumerated
from momentum_lab.core.messages import words
from momentum_lab.core.told_number import spelt
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.loss_scale import tick_text
from momentum_lab.gui.widgets.numbers import number_text
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.wording.numbers import told_number
from momentum_lab.wording.theory import CAVEATS, MOTIONS


def mode_colors(theme: Theme) -> tuple[str, str]:
    """Return the colours of the axis that curves least, and of the one that curves most."""
    return theme.accent, theme.warning


def modes_table(theory: Theory, theme: Theme) -> str:
    """Return a table with a row for each axis: its curvature, what is left after a step, its regime."""
    if theory.curvature is None:
        is_defined = Caveat.NOT_QUADRATIC in theory.caveats
        return muted(
            words("There is no quadratic here.")
            if is_defined
            else words("The curvature is not defined here."),
            theme,
        )
    colors = mode_colors(theme)
    heads = [words("axis"), words("curvature")]
    if theory.modes:
        heads += [_unbroken(words("left per step")), words("motion")]
    rows = []
    for index, value in enumerate(theory.curvature.eigenvalues):
        cells = [f'<span style="color:{colors[index]}">━</span>', number(float(value))]
        if theory.modes:
            cells += _mode_cells(theory.modes[index], theme)
        rows.append("<tr>" + "".join(f'<td style="padding-right:14px">{c}</td>' for c in cells) + "</tr>")
    head = "".join(f'<td style="padding-right:14px">{muted(text, theme)}</td>' for text in heads)
    return f'<table cellspacing="0" cellpadding="2"><tr>{head}</tr>{"".join(rows)}</table>'


def facts_table(theory: Theory, theme: Theme) -> str:
    """Return a table of what is known of the ball as a whole."""
    rows: list[tuple[str, str]] = []
    symbol = OPTIMIZERS[theory.optimizer].symbol
    if theory.curvature is not None:
        rows.append((words("condition number"), _condition(theory)))
    for name, value in theory.stable.items():
        rows.append((words("stable below"), f"{symbol(name)} = {number(value)}"))
    if theory.best is not None:
        for index, (name, value) in enumerate(theory.best.values.items()):
            rows.append(
                ("" if index else words("best values"), f"{symbol(name)} = {spelt(number_text(value))}")
            )
        rows.append((words("left with them"), number(theory.best.convergence_factor)))
    if theory.modes:
        rows.append((words("predicted now"), _factor(theory.predicted_factor, words("not to be told"))))
    if theory.minimum is not None:
        told = _factor(theory.measured_factor, words("too few steps to tell"))
        rows.append((words("measured in this run"), told))
    body = "".join(
        f'<tr><td style="padding-right:16px">{muted(name, theme)}</td><td>{text}</td></tr>'
        for name, text in ((_unbroken(name), _unbroken(text)) for name, text in rows)
    )
    notes = "".join(f"<p>{muted(html.escape(str(CAVEATS[caveat])), theme)}</p>" for caveat in theory.caveats)
    return f'<table cellspacing="0" cellpadding="2">{body}</table>{notes}'


def best_in_words(theory: Theory) -> str:
    """Return the best values as a person reads them; empty if there are none."""
    if theory.best is None:
        return ""
    values = theory.best.values.items()
    return str(enumerated(f"{title_of(name)} {spelt(number_text(value))}" for name, value in values))


def number(value: float) -> str:
    """Return a number of four digits."""
    if value == float("inf"):
        return "∞"
    if value == 0 or not 1e-3 <= abs(value) < 1e5:
        return tick_text(value)
    return told_number(value)


def _mode_cells(mode: Mode, theme: Theme) -> list[str]:
    motion = MOTIONS[mode.regime]
    color = theme.warning if mode.convergence_factor > 1.0 else theme.text
    return [
        number(mode.convergence_factor),
        f'<span style="color:{color}">{motion.name}</span><br>{muted(str(motion.description), theme)}',
    ]


def _condition(theory: Theory) -> str:
    assert theory.curvature is not None
    condition = theory.curvature.condition
    if condition is None:
        return words("no bowl")
    return number(condition)


def _factor(factor: float | None, otherwise: str) -> str:
    if factor is None:
        return otherwise
    if factor > 1.0:
        return words("{factor}: it grows", factor=number(factor))
    return number(factor)


def _unbroken(text: str) -> str:
    return text.replace(" ", "&nbsp;")


def muted(text: str, theme: Theme) -> str:
    """Return rich text in the colour of what is not the point."""
    return f'<span style="color:{theme.muted}">{text}</span>'
