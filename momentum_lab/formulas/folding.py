"""Rules with some of their names known: what does not matter for these values is not said.

A flag that is off takes away its branch, a weight of 0 its term, and what nothing uses any more its line.
What was written as it stands, without any of those names, stays as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from momentum_lab.formulas.assignments import Assignment
from momentum_lab.formulas.functions import WHERE
from momentum_lab.formulas.nodes import (
    Call,
    Constant,
    Expression,
    Negation,
    Operation,
    Operator,
    Symbol,
    evaluate,
    names,
    substitute,
)

_ZERO, _ONE = Constant(0.0), Constant(1.0)


def folded(expression: Expression, known: Mapping[str, float], decided: Mapping[str, float]) -> Expression:
    """Return the expression with the numbers of ``known`` put in, and what they make simple simplified.

    Conditions in which all names have a number in ``decided`` are decided, too.
    """
    if not names(expression) & (known.keys() | decided.keys()):
        return expression
    match expression:
        case Symbol(name):
            return Constant(known[name]) if name in known else expression
        case Negation(operand):
            inner = folded(operand, known, decided)
            return Constant(-inner.value) if isinstance(inner, Constant) else Negation(inner)
        case Operation(operator, left, right):
            return _operation(operator, folded(left, known, decided), folded(right, known, decided))
        case Call(function, (condition, *branches)) if function == WHERE:
            one, other = (folded(branch, known, decided) for branch in branches)
            return _where(folded(condition, {**decided, **known}, {}), condition, one, other)
        case Call(function, arguments):
            return _call(function, tuple(folded(argument, known, decided) for argument in arguments))
        case Constant():
            return expression


def _operation(operator: Operator, left: Expression, right: Expression) -> Expression:
    if isinstance(left, Constant) and isinstance(right, Constant):
        return _number(Operation(operator, left, right))
    match operator:
        case "+" if left == _ZERO:
            return right
        case "+" | "-" if right == _ZERO:
            return left
        case "-" if left == _ZERO:
            return Negation(right)
        case "*" if _ZERO in (left, right):
            return _ZERO
        case "/" if left == _ZERO:
            return _ZERO
        case "*" if left == _ONE:
            return right
        case "*" | "/" | "**" if right == _ONE:
            return left
    return Operation(operator, left, right)


def _where(found: Expression, condition: Expression, one: Expression, other: Expression) -> Expression:
    """Return the branch that is taken, if what was ``found`` of the condition is a number."""
    if isinstance(found, Constant):
        return one if found.value != 0.0 else other
    return one if one == other else Call(WHERE, (condition, one, other))


def _call(function: str, arguments: tuple[Expression, ...]) -> Expression:
    if all(isinstance(argument, Constant) for argument in arguments):
        return _number(Call(function, arguments))
    return Call(function, arguments)


def _number(expression: Expression) -> Expression:
    """Return the value of what consists of numbers; what has none stays."""
    try:
        return Constant(evaluate(expression, {}))
    except (ArithmeticError, ValueError, KeyError):
        return expression


def simplified(
    lines: Sequence[Assignment],
    known: Mapping[str, float],
    decided: Mapping[str, float],
    results: AbstractSet[str],
    kept: AbstractSet[str],
) -> tuple[Assignment, ...]:
    """Return the lines of a rule with some numbers put in, without those that then say nothing.

    Parameters
    ----------
    lines
        The rule.
    known
        Names that have a number.
    decided
        Names whose numbers decide conditions, but are not put in elsewhere.
    results
        What is wanted of the rule: the position.
    kept
        The names whose values the next step begins with.
    """
    shown: list[Assignment] = []
    other_names: dict[str, Expression] = {}
    for index, line in enumerate(lines):
        expression = substitute(folded(line.expression, known, decided), other_names)
        is_changed = expression != line.expression
        if is_changed and expression == Symbol(line.target):
            continue
        if is_changed and line.target not in results | kept and _is_lasting(expression, lines[index + 1 :]):
            other_names[line.target] = expression
            continue
        shown.append(Assignment(line.target, expression))
    never_used = {line.target for line in lines} - _used(lines, results)
    used = _used(shown, results) | never_used
    return tuple(line for line in shown if line.target in used)


def _is_lasting(expression: Expression, later: Sequence[Assignment]) -> bool:
    """Return whether an expression is a number, or a name that no later line gives another value."""
    if isinstance(expression, Symbol):
        return all(line.target != expression.name for line in later)
    return isinstance(expression, Constant)


def _used(lines: Sequence[Assignment], results: AbstractSet[str]) -> set[str]:
    """Return the names on which the results depend, in this step or a later one."""
    used: set[str] = set(results)
    while True:
        before = len(used)
        for line in reversed(lines):
            if line.target in used:
                used |= names(line.expression)
        if len(used) == before:
            return used
