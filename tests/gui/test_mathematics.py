"""Formulas as pictures: nothing clipped, nothing empty, in the theme's colour."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from driving import is_color
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PyQt6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from momentum_lab.figures.themes import DARK, LIGHT, Theme
from momentum_lab.formulas import parse
from momentum_lab.formulas.mathml import document, mathml, terms
from momentum_lab.formulas.mathml_work import MOST_WORK, work_of
from momentum_lab.formulas.nodes import Call, Constant, Expression, Negation, Operation, Symbol
from momentum_lab.gui.widgets import mathematics
from momentum_lab.gui.widgets.formula_width import width_of
from momentum_lab.gui.widgets.mathematics import FormulaLabel, drawn, lines
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.landscapes.checks import AXES
from momentum_lab.landscapes.grammar import PLANE, formula_grammar


def ink(image: QImage) -> np.ndarray:
    """Where something is drawn on the background."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    pixels = np.frombuffer(bits, np.uint32).reshape(image.height(), -1)[:, : image.width()] & 0xFFFFFF
    return pixels != pixels[0, -1]


def shown(qtbot: QtBot, formula: str, names: tuple[str, ...] = (), width: int = 400, theme: Theme = LIGHT):
    label = FormulaLabel(19)
    qtbot.addWidget(label)
    label.setAutoFillBackground(True)
    palette = label.palette()
    palette.setColor(label.backgroundRole(), QColor(theme.base))
    label.setPalette(palette)
    label.set_theme(theme)
    label.show_formula(formula, 2, names)
    label.resize(width, label.heightForWidth(width))
    return label


@pytest.mark.parametrize("name", list(LANDSCAPES))
@pytest.mark.parametrize("width", [170, 420])
def test_that_every_formula_of_the_library_is_drawn_whole(qtbot: QtBot, name: str, width: int) -> None:
    entry = LANDSCAPES[name]
    label = shown(qtbot, entry.formula, tuple(entry.parameters), width)
    assert label.is_mathematics
    assert label.accessibleName() == entry.formula
    drawn_at = ink(label.grab().toImage())
    assert drawn_at.sum() > 100
    assert not drawn_at[0].any()
    assert not drawn_at[-1].any()
    assert not drawn_at[:, -1].any()


@pytest.mark.parametrize("name", list(LANDSCAPES))
def test_that_the_width_is_told_to_about_a_tenth(qapp: object, name: str) -> None:
    entry = LANDSCAPES[name]
    axes = AXES[: entry.dimension]
    rows = terms(parse(entry.formula, formula_grammar(len(axes)), tuple(entry.parameters)), axes)
    for text in (document(*rows), *map(document, rows)):
        assert 20 * width_of(text) == pytest.approx(drawn(text, 20).width, rel=0.15, abs=15)


def test_that_nothing_is_set_but_what_is_shown(monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    texts: list[str] = []
    monkeypatch.setattr(mathematics, "drawn", lambda text, size: texts.append(text) or drawn(text, size))
    rows = terms(parse(" + ".join(f"x**{n}" for n in range(2, 30)), PLANE))
    shown_lines = lines(rows, 19, 300.0)
    assert 1 < len(shown_lines) < len(rows)
    assert len(texts) == len(shown_lines)
    assert "".join(texts).count("<msup>") == len(rows)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_it_is_written_in_the_colour_of_the_text(qtbot: QtBot, theme: Theme) -> None:
    label = shown(qtbot, "x**2/2 + sqrt(y)", theme=theme)
    image = label.grab().toImage()
    spots = np.argwhere(ink(image))
    assert any(is_color(image.pixelColor(int(x), int(y)), theme.text) for y, x in spots)


def test_that_a_formula_is_set_once_for_all_sizes_and_colours(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = shown(qtbot, "sqrt(x) + y**5/7", width=4000)
    small = ink(label.grab().toImage())
    set_anew: list[str] = []
    monkeypatch.setattr("ziamath.Math", lambda text, **_options: set_anew.append(text))
    large = FormulaLabel(38)
    qtbot.addWidget(large)
    large.set_theme(DARK)
    large.show_formula("sqrt(x) + y**5/7", 2)
    large.resize(4000, large.heightForWidth(4000))
    assert ink(large.grab().toImage()).sum() > 2 * small.sum()
    assert not set_anew


def test_that_a_long_sum_is_broken_and_a_long_term_scaled_down(qtbot: QtBot) -> None:
    label = shown(qtbot, "x**2 + y**2")
    one_line = label.heightForWidth(400)
    label.show_formula(" + ".join(["x**2"] * 20), 2)
    assert label.heightForWidth(400) > 2 * one_line
    assert label.heightForWidth(4000) == one_line
    label.show_formula("*".join(["(x - 1)"] * 20), 2)
    assert label.heightForWidth(400) > 2 * one_line
    label.show_formula(f"cos({' + '.join(['x'] * 40)})", 2)
    assert label.heightForWidth(400) < one_line


@pytest.mark.parametrize("formula", ["sin(" * 40 + "x" + ")" * 40, "x +", "", "x + unknown"])
def test_that_what_cannot_be_set_is_shown_as_it_was_typed(qtbot: QtBot, formula: str) -> None:
    label = shown(qtbot, formula, width=200)
    assert not label.is_mathematics
    assert ink(label.grab().toImage()).any() == bool(formula)


def expressions() -> st.SearchStrategy[Expression]:
    leaves = st.one_of(
        st.sampled_from([Symbol("x"), Symbol("y"), Symbol("alpha_1"), Symbol("height")]),
        st.sampled_from([0.0, 1.0, 2.5, 1e-9, 3.141592653589793]).map(Constant),
    )

    def grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        return st.one_of(
            st.builds(Operation, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner),
            st.builds(Negation, inner),
            st.builds(lambda f, u: Call(f, (u,)), st.sampled_from(["sin", "abs", "sqrt", "exp"]), inner),
            st.builds(lambda u, v: Call("max", (u, v)), inner, inner),
        )

    return st.recursive(leaves, grown, max_leaves=10)


@settings(
    derandomize=True,
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(expression=expressions())
def test_that_random_formulas_have_a_picture(qapp: object, expression: Expression) -> None:
    text = mathml(expression, ("x", "y"))
    if work_of(text) <= MOST_WORK:
        line = drawn(text, 20)
        assert line.width > 40
        assert line.height > 10
        assert line.colored("#000000").count(b"<path") >= 7


def test_that_the_window_does_not_wait_for_the_mathematics() -> None:
    code = "import sys, momentum_lab.gui.window.main_window; sys.exit('ziamath' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
