"""Compiled formulas: their derivatives, their bits, and how large they get."""

from __future__ import annotations

import math
from types import FunctionType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_lab.formulas import parse
from momentum_lab.formulas.functions import FUNCTIONS
from momentum_lab.formulas.nodes import evaluate
from momentum_lab.formulas.program import compile_array, compile_scalar
from momentum_lab.landscapes.grammar import PLANE, formula_grammar

XY = ("x", "y")
LINE = formula_grammar(1)

# Losses that PyTorch 2.13 gave in float64 on the way of its optimizers.
TORCH = [
    (
        "0.1*x**2 + 2*y**2",
        [
            (-5.0, -2.0, 10.5),
            (-2.7892330061823993, 0.055987200000000056, 0.7842512094054105),
            (-0.0773323791592173, -1.616562554929541e-11, 0.0005980296866424946),
        ],
    ),
    (
        "x**2 + 100*y**2",
        [
            (8.0, 8.0, 6464.0),
            (-0.24910191574635426, -5.933644742623526e-23, 0.062051764428503776),
            (2.174986598204458e-05, -4.4372751588244545e-74, 4.730566702369e-10),
        ],
    ),
    (
        "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
        [
            (1.0, 1.5, 41.25),
            (3.345761478094353, 0.5996533438720943, 0.03728997604355335),
            (2.959406384000213, 0.489722593948158, 0.0002760451842745258),
        ],
    ),
    (
        "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
        [
            (0.0, 0.0, 170.0),
            (3.379569819851513, 2.498348623746723, 15.39676606364553),
            (3.000021080902479, 1.999995922202941, 1.5006484029415996e-08),
        ],
    ),
    (
        "(1 - x)**2 + 100*(y - x**2)**2",
        [
            (-1.2, 1.0, 24.199999999999996),
            (-0.7535449014714474, 0.5757665938400717, 3.081218802968523),
            (0.35001588062643413, 0.11914998727307353, 0.42360907453403207),
        ],
    ),
    (
        "(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)/2",
        [
            (0.5, -0.5, -3.9375),
            (1.5504386723743906, -1.5389602197962855, -32.45544544838688),
            (2.7467513578172476, -2.903588370683274, -64.19561226930635),
        ],
    ),
    (
        "x**2 - y**2",
        [
            (1.0, 0.001, 0.999999),
            (0.6061684726195846, 0.3632927547635492, 0.2354585915342718),
            (0.02123679639997715, 3.7204845766074315, -13.841554483252445),
        ],
    ),
    (
        "2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2",
        [
            (-1.8, 1.2, 0.4062239999999995),
            (-1.7612049337987004, 1.0207561858083563, 0.31939435747201306),
            (-1.7476127119829739, 0.8745342067503526, 0.29863899323823595),
        ],
    ),
    (
        "-20*exp(-0.2*sqrt((x**2 + y**2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + E + 20",
        [
            (1.3, -0.7, 5.7530624164203985),
            (0.9148331665398279, -1.0427810356943952, 3.791314372655229),
            (0.965031196709853, -0.9742777753262165, 3.5756620863989035),
        ],
    ),
    (
        "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))"
        "*(30 + (2*x - 3*y)**2*(18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))",
        [
            (-0.5, -0.5, 32.6875),
            (-0.5790067577521015, -0.4209932422408825, 30.18018235695039),
            (-0.5970121514455401, -0.4029878485535049, 30.003964060494518),
        ],
    ),
]


@pytest.mark.parametrize(("formula", "rows"), TORCH, ids=[formula[:20] for formula, _ in TORCH])
def test_losses_are_those_that_torch_recorded(formula: str, rows: list[tuple[float, float, float]]) -> None:
    expression = parse(formula, PLANE)
    loss, losses = compile_scalar(expression, XY, (), 0), compile_array(expression, XY, ())
    x, y, expected = np.array(rows).T
    # Where large terms cancel, the terms set the accuracy.
    assert [loss(*row[:2])[0] for row in rows] == pytest.approx(list(expected), rel=1e-12, abs=1e-13)
    assert losses(x, y) == pytest.approx(expected, rel=1e-12, abs=1e-13)


POINTS = {"acos": 0.3, "asin": -0.4, "log": 0.7, "sqrt": 1.7}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_the_derivatives_of_its_difference_quotients(name: str) -> None:
    arity, h = FUNCTIONS[name].arity, 1e-4
    expression = parse(f"{name}({', '.join(XY[:arity])})", PLANE)
    f = compile_scalar(expression, XY, (), 2)
    x, y = POINTS.get(name, 1.1), 0.6
    gx, gy = ((f(x + h, y)[0] - f(x - h, y)[0]) / (2 * h), (f(x, y + h)[0] - f(x, y - h)[0]) / (2 * h))
    hxx, hxy = ((f(x + h, y)[i] - f(x - h, y)[i]) / (2 * h) for i in (1, 2))
    hyy = (f(x, y + h)[2] - f(x, y - h)[2]) / (2 * h)
    assert f(x, y)[1:] == pytest.approx((gx, gy, hxx, hxy, hyy), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("formula", "x", "y", "expected"),
    [
        ("x**0", 0.0, 0.0, (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("x**1", 0.0, 0.0, (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)),
        ("x**2", 0.0, 0.0, (0.0, 0.0, 0.0, 2.0, 0.0, 0.0)),
        ("x**3", 0.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("x**(4/2)", -3.0, 0.0, (9.0, -6.0, 0.0, 2.0, 0.0, 0.0)),
        ("x**-1", 2.0, 0.0, (0.5, -0.25, 0.0, 0.25, 0.0, 0.0)),
        ("x**n", 0.0, 0.0, (0.0, 0.0, 0.0, 2.0, 0.0, 0.0)),
        ("x**n", -3.0, 0.0, (9.0, -6.0, 0.0, 2.0, 0.0, 0.0)),
        ("abs(x)", 0.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("sign(x)", 0.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("max(x, y)", 1.0, 1.0, (1.0, 0.5, 0.5, 0.0, 0.0, 0.0)),
        ("min(x, 2*y)", 2.0, 1.0, (2.0, 0.5, 1.0, 0.0, 0.0, 0.0)),
        ("max(x, 0)**2", -1.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("sqrt(x)", 0.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("sqrt(x)", -0.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("x**0.5", 0.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("x**(1/2)", 0.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("sqrt(abs(x))", 0.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("sqrt(x**2 + y**2)", 0.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("(x**2 + y**2)**0.5", 3.0, 4.0, (5.0, 0.6, 0.8, 0.128, -0.096, 0.072)),
        ("cos(12*sqrt(x**2 + y**2))", 0.0, 0.0, (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        ("x**1.5", 0.0, 0.0, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_powers_and_kinks_have_the_stated_derivatives(
    formula: str, x: float, y: float, expected: tuple[float, ...]
) -> None:
    found = compile_scalar(parse(formula, PLANE, ("n",)), XY, ("n",), 2)(x, y, 2.0)
    assert found == pytest.approx(expected, rel=1e-15, abs=0.0)


@pytest.mark.parametrize("formula", ["sqrt(x)", "x**0.5"])
@given(st.floats(min_value=1e-300, max_value=1e300))
def test_the_slope_of_a_root_has_the_bits_of_its_formula_above_0(formula: str, x: float) -> None:
    slope = compile_scalar(parse(formula, LINE), ("x",), (), 1)(x)[1]
    assert slope == 1.0 / (2.0 * math.sqrt(x))


@pytest.mark.parametrize(
    ("formula", "x"), [("sqrt(x)", -1.0), ("asin(x)", 1.0), ("x**(1/3)", 0.0), ("x**-0.5", 0.0)]
)
def test_where_nothing_is_stated_a_slope_that_is_not_finite_raises(formula: str, x: float) -> None:
    with pytest.raises((ArithmeticError, ValueError)):
        compile_scalar(parse(formula, LINE), ("x",), (), 1)(x)


def test_the_slope_of_a_root_of_nan_is_nan() -> None:
    assert all(map(math.isnan, compile_scalar(parse("sqrt(x)", LINE), ("x",), (), 2)(math.nan)))


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ("1/x", ZeroDivisionError),
        ("1/0", ZeroDivisionError),
        ("exp(1000 + x)", OverflowError),
        ("log(x)", ValueError),
        ("(x - 1)**0.5", ValueError),
        ("(-1)**0.5", ValueError),
    ],
)
def test_an_undefined_value_raises_for_floats_and_is_not_finite_in_arrays(
    formula: str, error: type[Exception]
) -> None:
    expression = parse(formula, PLANE)
    with pytest.raises(error):
        compile_scalar(expression, XY, (), 0)(0.0, 0.0)
    assert not np.isfinite(compile_array(expression, XY, ())(np.zeros(3), np.zeros(3))).any()


@pytest.mark.parametrize("formula", ["min(x, y)", "max(x, y)", "sign(x + y)", "abs(x + y)"])
@pytest.mark.parametrize(("x", "y"), [(math.nan, 1.0), (1.0, math.nan)])
def test_nan_is_not_lost(formula: str, x: float, y: float) -> None:
    assert math.isnan(compile_scalar(parse(formula, PLANE), XY, (), 0)(x, y)[0])


@pytest.mark.parametrize(
    "formula",
    [
        "atan2(x, -0.0)",
        "atan2(x, -0.0 + 0)",
        "atan2(x, 0*y)",
        "atan2(x, y*0)",
        "atan2(x, 0/y)",
        "atan2(0*y, y) + atan2(-0.0*x, y)",
        "atan2(0 - x, y)",
        "atan2(x + 0, y) + atan2(0 + -x, y)",
        "atan2(x - 0, y) + atan2(x - -0.0, y)",
        "atan2(0.0, y) + 10*atan2(-0.0, y)",
        "atan2(1*x, -1*x)",
    ],
)
@pytest.mark.parametrize("x", [0.0, -0.0])
@pytest.mark.parametrize("y", [1.0, -1.0])
def test_the_sign_of_a_zero_counts_as_it_does_in_python(formula: str, x: float, y: float) -> None:
    expression = parse(formula, PLANE)
    expected = eval(formula, {"atan2": math.atan2, "x": x, "y": y})
    assert evaluate(expression, {"x": x, "y": y}) == expected
    assert compile_scalar(expression, XY, (), 0)(x, y) == (expected,)
    assert compile_array(expression, XY, ())(np.array(x), np.array(y)) == expected


def test_an_angle_to_a_negative_zero_is_half_a_turn() -> None:
    assert compile_scalar(parse("atan2(x, -0.0)", PLANE), XY, (), 0)(0.0, 0.0) == (math.pi,)


@pytest.mark.parametrize("formula", ["-x", "-(3 - x)", "-0.0 - x", "0*y - x", "-atan2(x, -0.0)"])
def test_the_slope_along_what_does_not_occur_is_a_plain_zero(formula: str) -> None:
    for slope in compile_scalar(parse(formula, PLANE), XY, (), 2)(1.0, 1.0)[2::2]:
        assert math.copysign(1.0, slope) == 1.0


@given(st.floats(-2.0, 3.0))
def test_an_exponent_that_only_looks_as_if_it_changed_gives_the_same_bits(x: float) -> None:
    expression = parse("x**(3*y**0)", PLANE)
    assert compile_scalar(expression, XY, (), 0)(x, 2.0) == (evaluate(expression, {"x": x, "y": 2.0}),)


def test_one_variable_gives_a_gradient_and_a_hessian_of_one() -> None:
    expression = parse("x**3", LINE)
    assert compile_scalar(expression, ("x",), (), 1)(2.0) == (8.0, 12.0)
    assert compile_scalar(expression, ("x",), (), 2)(2.0) == (8.0, 12.0, 12.0)


def test_the_hessian_of_forty_nested_sines_is_a_short_program() -> None:
    nested = compile_scalar(parse("sin(" * 40 + "x*y" + ")" * 40, PLANE), XY, (), 2)
    assert nested.__code__.co_nlocals < 1000
    assert all(map(math.isfinite, nested(0.3, 0.7)))


def test_equal_subexpressions_are_computed_once() -> None:
    function = compile_scalar(parse("exp(x*y) + exp(x*y)*sin(x*y) + cos(exp(x*y))", PLANE), XY, (), 0)
    assert function.__code__.co_nlocals == 2 + 7


def test_compiled_functions_are_kept() -> None:
    expression = parse("x*y + a", PLANE, ("a",))
    assert compile_scalar(expression, XY, ("a",), 1) is compile_scalar(
        parse("x*y+a", PLANE, ("a",)), XY, ("a",), 1
    )


def test_parameters_may_bear_the_names_of_python_and_of_math() -> None:
    parameters = ("math", "formula", "pow", "divide", "print", "fabs")
    expression = parse("+".join(parameters) + "+abs(x)**y", PLANE, parameters)
    assert compile_scalar(expression, XY, parameters, 0)(-2.0, 3.0, *range(1, 7)) == (21.0 + 8.0,)


@pytest.mark.parametrize(
    ("formula", "functions"),
    [
        ("x**7 + x**-3", ()),
        ("x**0.5 + y**-0.5", ("_sqrt",)),
        ("2**x + 0.25**y", ("_exp2",)),
        ("x**1.5 + x**y", ("_pow",)),
    ],
)
def test_powers_are_written_so_that_another_compiler_gets_the_same_bits(
    formula: str, functions: tuple[str, ...]
) -> None:
    # LLVM makes roots and exp2 of such powers by itself, and gets other bits than pow.
    function = compile_scalar(parse(formula, PLANE), XY, (), 0)
    assert isinstance(function, FunctionType)
    assert function.__code__.co_names == functions
    x, y = 1.7, 0.6
    assert function(x, y)[0] == pytest.approx(eval(formula, {"x": x, "y": y}), rel=1e-14)
