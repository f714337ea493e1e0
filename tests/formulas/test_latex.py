"""Mathematics in LaTeX becomes MathML that is safe to draw and to show."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_lab.core.errors import InputError
from momentum_lab.formulas.latex import MOST_CHARACTERS, latex_mathml, latex_text
from momentum_lab.formulas.mathml_work import MOST_WORK, work_of

ELEMENTS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded", "mfrac", "msqrt", "mroot"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd"),
}
PIECES = st.sampled_from(
    [
        *(
            "x",
            "1",
            "0.5",
            "+",
            "<",
            "=",
            " ",
            "{",
            "}",
            "^",
            "_",
            "&",
            "#",
            "$",
            "%",
            "'",
            "\\\\",
            "é",
            "<b>",
        ),
        *(r"\frac", r"\sqrt", r"\eta", r"\left(", r"\right)", r"\text{a}", r"\href{x}{y}", r"\style{a}{b}"),
        *(
            r"\begin{aligned}",
            r"\end{aligned}",
            r"\sum",
            r"\hat",
            r"\class{a}{b}",
            r"\color{red}",
            r"\unknown",
        ),
        *(r"\newcommand{\a}{b}", r"\mathrm{SGD}", r"\binom{n}{k}", r"\begin{pmatrix}", r"\end{pmatrix}"),
    ]
)


def elements(mathml: str) -> list[ElementTree.Element]:
    return [*ElementTree.fromstring(mathml).iter()]


@given(st.lists(PIECES, max_size=24).map("".join), st.booleans())
def test_that_whatever_is_typed_is_safe_mathematics_or_refused(latex: str, is_display: bool) -> None:
    try:
        mathml = latex_mathml(latex, is_display)
    except InputError as error:
        told = str(error)
    else:
        told = ""
    if told:
        assert "\n" not in told
        assert latex_text(latex) == latex
        return
    found = elements(mathml)
    assert {each.tag.rpartition("}")[2] for each in found} <= ELEMENTS
    names = {name for each in found for name in each.attrib}
    assert names.isdisjoint({"href", "style", "class", "id", "src"})
    assert work_of(mathml) <= MOST_WORK
    assert isinstance(latex_text(latex), str)


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(http://x)}{x}",
        r"\class{a}{x}",
        r"\unknown x",
        r"\frac{a",
        r"x^",
        "}",
        "{",
        "a & b",
        r"\newcommand{\a}{\b\b}\newcommand{\b}{xxxx}\a\a\a",
        "x" * (MOST_CHARACTERS + 1),
        "{" * 40 + "x" + "}" * 40,
        r"\left(" * 12 + "x" + r"\right)" * 12,
        r"\frac" * 60 + "12" * 60,
    ],
)
def test_that_what_is_no_plain_mathematics_is_refused_in_one_line(latex: str) -> None:
    with pytest.raises(InputError) as refused:
        latex_mathml(latex)
    assert len(str(refused.value)) < 200
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"x_{t+1} = x_t - \eta\nabla f(x_t)", "x_(t+1) = x_t−η∇f(x_t)"),
        (r"\frac{1}{1-\beta}", "1/(1−β)"),
        (r"\sqrt{\kappa}", "√κ"),
        (r"\hat{m}_t", "m̂_t"),
        (r"\sum_{k=0}^{t}\beta^k g_{t-k}", "∑_(k = 0)^t β^k g_(t−k)"),
        (r"x'", "x′"),
        (r"\eta < 2/\lambda", "η < 2/λ"),
        (r"0.1\,x^2", "0.1 x^2"),
    ],
)
def test_that_it_is_read_aloud_as_it_is_spoken(latex: str, said: str) -> None:
    assert latex_text(latex) == said


def test_that_limits_stand_above_and_below_on_a_line_of_their_own_and_beside_in_one() -> None:
    sum_of_all = r"\sum_{k=0}^{t} x_k"
    assert "munderover" in latex_mathml(sum_of_all, is_display=True)
    assert "msubsup" in latex_mathml(sum_of_all)
    assert 'display="block"' in latex_mathml(sum_of_all, is_display=True)


@pytest.mark.parametrize(
    ("latex", "signs"),
    [("-5", 1), ("(-5, -2)", 2), ("y = -0.6", 1), ("a - b", 0), ("(a) - b", 0), ("x_{-1}", 1)],
)
def test_that_a_minus_stands_close_to_what_it_belongs_to(latex: str, signs: int) -> None:
    found = [each for each in elements(latex_mathml(latex)) if each.get("form") == "prefix"]
    assert [each.text for each in found] == ["−"] * signs


def test_that_rows_that_hold_one_thing_cost_nothing() -> None:
    assert work_of(latex_mathml(r"\frac{{a}}{{b}}")) == work_of(latex_mathml(r"\frac{a}{b}"))
