"""The equations of an optimizer, as checked lines: with its names, and for given hyperparameters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from momentum_lab.core.equations import (
    ALONG_AXES,
    CURVATURE,
    FROM_AXES,
    GRADIENT,
    POSITION,
    STEP,
)
from momentum_lab.core.errors import InputError, unknown
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE, Choice, HyperValue, Number, title_of
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.values import dataclass
from momentum_lab.core.weight_decay import WEIGHT_DECAY, DecayPlace
from momentum_lab.formulas.assignments import Assignment, parse_assignments
from momentum_lab.formulas.expression import parse
from momentum_lab.formulas.folding import simplified
from momentum_lab.formulas.grammar import Grammar
from momentum_lab.formulas.mathml import equation
from momentum_lab.formulas.nodes import Call, Expression, Negation, Operation, Symbol
from momentum_lab.formulas.written import written_line

_PULLED_GRADIENT: Final = f"{GRADIENT} + {WEIGHT_DECAY}*{POSITION}"
_PULL: Final = f"{LEARNING_RATE}*{WEIGHT_DECAY}*{POSITION}"


@lru_cache(maxsize=64)
def state_names(optimizer: AnyOptimizer) -> FrozenMapping[str]:
    """Return what the equations call the fields of the state, each with its field.

    Raises
    ------
    InputError
        A field that is named is none.
    """
    equations = optimizer.equations
    renamed = {*equations.state.values()}
    fields = optimizer.init(optimizer.pack(optimizer.checked({})))._fields
    for field in (*equations.state.values(), *equations.powers.values()):
        if field not in fields:
            raise InputError(unknown("unknown field of the state {name}", field, fields))
    return FrozenMapping({**equations.state, **{field: field for field in fields if field not in renamed}})


@lru_cache(maxsize=64)
def rule_grammar(optimizer: AnyOptimizer) -> Grammar:
    """Return what the equations of an optimizer may hold.

    Raises
    ------
    ValueError
        Two of its names are one, or one cannot be a name in a formula.
    """
    choices = (d for d in optimizer.hyperparameters.values() if isinstance(d, Choice))
    options = {option: float(i) for choice in choices for i, option in enumerate(choice.options)}
    given = (POSITION, GRADIENT, STEP, *([CURVATURE] if optimizer.needs_hessian else []))
    return Grammar(
        (*given, *optimizer.hyperparameters, *state_names(optimizer)),
        FrozenMapping({"pi": math.pi, **options}),
        example=GRADIENT,
        decides=True,
        across=(ALONG_AXES, FROM_AXES) if optimizer.needs_hessian else (),
    )


@lru_cache(maxsize=64)
def rule(optimizer: AnyOptimizer) -> tuple[Assignment, ...]:
    """Return the lines of an optimizer as it states them.

    Raises
    ------
    InputError
        They are not in the language of rules, or do not assign the position exactly once.
    """
    try:
        grammar = rule_grammar(optimizer)
    except ValueError as error:
        raise InputError("{problem}", problem=str(error)) from None
    assigned = {POSITION, GRADIENT, *state_names(optimizer)}
    lines = parse_assignments(optimizer.equations.text, grammar, assigned)
    for formula in optimizer.equations.powers:
        parse(formula, grammar)
    if [line.target for line in lines].count(POSITION) != 1:
        raise InputError("{position} has to be assigned once", position=repr(POSITION))
    return lines


@lru_cache(maxsize=96)
def rule_with(optimizer: AnyOptimizer, values: FrozenMapping[HyperValue]) -> tuple[Assignment, ...]:
    """Return the lines of an optimizer with some hyperparameters, and with the pull of weight decay.

    Choices and flags are decided, and weights that are switched off, at a default of 0 as a rule, are left
    out. Other numbers keep their names.
    """
    declared = optimizer.hyperparameters
    decided = {name: float(declaration.code(values[name])) for name, declaration in declared.items()}
    known = {
        name: decided[name]
        for name, declaration in declared.items()
        if not isinstance(declaration, Number)
        or (decided[name] == 0.0 and (declaration.default == 0.0 or name == WEIGHT_DECAY))
    }
    lines = _with_decay(optimizer, values, rule(optimizer))
    return simplified(lines, known, decided, {POSITION}, {*state_names(optimizer)})


def symbols(optimizer: AnyOptimizer) -> FrozenMapping[str]:
    """Return by which signs, or words, hyperparameters and constants of an optimizer are written."""
    signs = {name: optimizer.symbol(name) for name in optimizer.hyperparameters}
    words = {name: sign for name, sign in signs.items() if sign != name}  # else it is written as other names
    products = {field: title_of(field) for field in optimizer.equations.powers.values()}
    return FrozenMapping({**words, **products, **({CURVATURE: "λ"} if optimizer.needs_hessian else {})})


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A line of a rule as it is shown: as text that can be typed, and the rows of its MathML."""

    text: str
    rows: tuple[str, ...]


@lru_cache(maxsize=96)
def rule_lines(optimizer: AnyOptimizer, values: FrozenMapping[HyperValue]) -> tuple[RuleLine, ...]:
    """Return the lines of an optimizer with some hyperparameters, to be shown."""
    signs = symbols(optimizer)
    return tuple(
        RuleLine(written_line(line), equation(line.target, line.expression, signs))
        for line in rule_with(optimizer, values)
    )


def without_powers(
    optimizer: AnyOptimizer, lines: tuple[Assignment, ...], fields: frozenset[str]
) -> tuple[Assignment, ...]:
    """Return lines with the names of some fields of the state in the place of the powers that they keep."""
    grammar = rule_grammar(optimizer)
    kept = {
        parse(formula, grammar): Symbol(field)
        for formula, field in optimizer.equations.powers.items()
        if field in fields
    }
    return tuple(Assignment(line.target, _replaced(line.expression, kept)) for line in lines)


def _replaced(expression: Expression, parts: Mapping[Expression, Expression]) -> Expression:
    if expression in parts:
        return parts[expression]
    match expression:
        case Negation(operand):
            return Negation(_replaced(operand, parts))
        case Operation(operator, left, right):
            return Operation(operator, _replaced(left, parts), _replaced(right, parts))
        case Call(function, arguments):
            return Call(function, tuple(_replaced(argument, parts) for argument in arguments))
    return expression


def _with_decay(
    optimizer: AnyOptimizer, values: Mapping[str, HyperValue], lines: tuple[Assignment, ...]
) -> tuple[Assignment, ...]:
    """Return the lines with what the engine does for a rule that declares where it is pulled."""
    grammar = rule_grammar(optimizer)
    match optimizer.decay_place(optimizer.pack(values)):
        case DecayPlace.GRADIENT:
            return (Assignment(GRADIENT, parse(_PULLED_GRADIENT, grammar)), *lines)
        case DecayPlace.STEP:
            pull = parse(_PULL, grammar)
            return tuple(
                Assignment(POSITION, _pulled(line.expression, pull)) if line.target == POSITION else line
                for line in lines
            )
    return lines


def _pulled(expression: Expression, pull: Expression) -> Expression:
    """Return the new position with the pull taken away, right behind the old one where that comes first."""
    match expression:
        case Operation(("+" | "-") as operator, Symbol(name), step) if name == POSITION:
            return Operation(operator, Operation("-", Symbol(POSITION), pull), step)
    return Operation("-", expression, pull)
