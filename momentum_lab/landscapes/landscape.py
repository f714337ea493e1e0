"""A landscape: a formula as the loss that the balls descend, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from momentum_lab.core.arrays import Floats
from momentum_lab.core.errors import InputError, located
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.titled import Titled
from momentum_lab.core.values import dataclass
from momentum_lab.formulas import parse
from momentum_lab.landscapes.bound_formula import BoundFormula
from momentum_lab.landscapes.checks import AXES
from momentum_lab.landscapes.grammar import formula_grammar
from momentum_lab.landscapes.ground import FormulaGround, Ground
from momentum_lab.landscapes.minima import Domain, Minimum, Point
from momentum_lab.landscapes.transformation import Region, Transformation


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number in a landscape's formula.

    Attributes
    ----------
    name, default
        The name in the formula, and the value when nothing is said.
    low, high
        The smallest and the largest value that is allowed, both included.
    help
        What it does, in a few words.
    """

    name: str
    default: float
    low: float
    high: float
    help: str

    def checked(self, value: object) -> float:
        """Return ``value`` as a float within the bounds, or raise :class:`InputError`."""
        with located(self.name):
            return Number(self.default, self.low, self.high, self.help).checked(value)


@dataclass(frozen=True, slots=True)
class Landscape(Titled):
    """A problem of one or two dimensions whose objective is a formula.

    Two landscapes are equal when they are described alike. Functions of the loss may raise
    ``ArithmeticError`` or ``ValueError`` where it is not defined or overflows, or give inf or nan.

    Attributes
    ----------
    name
        Its name in the library, None for a formula that was typed.
    title, teaches, reference
        What a person reads: its name, what it shows, and where it comes from.
    formula
        The loss as it was typed, without rotation and conditioning.
    dimension
        1 or 2.
    parameters
        The values that the formula's parameters have.
    rotation
        Degrees, counter-clockwise, about the centre of the domain.
    conditioning
        What the curvature along y is multiplied by, before the rotation.
    domain
        (low, high) per dimension: what is shown.
    start
        Where a ball may well begin.
    learning_rates
        A rate that suits, for some optimizers by their names.
    known_minima
        The minima that somebody has stated, or None: then they are searched.
    known_in
        The region in which those are all that there are; None if that is the whole domain.
    saddles
        Known saddle points.
    ground
        What is drawn: the line or the plane of its positions.
    """

    name: str | None
    title: str
    formula: str
    dimension: int
    parameters: FrozenMapping[float]
    rotation: float
    domain: Domain
    start: Point
    learning_rates: FrozenMapping[float] = field(default_factory=FrozenMapping)
    teaches: str = ""
    reference: str = ""
    known_minima: tuple[Minimum, ...] | None = None
    saddles: tuple[Point, ...] = ()
    conditioning: float = 1.0
    known_in: Region | None = None
    _bound: BoundFormula | None = field(init=False, repr=False, compare=False)
    ground: Ground = field(init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        """Return a number that is soon had: what is known of landscapes is looked up for every ball."""
        return hash((self.name, self.formula, self.parameters, self.domain))

    def __post_init__(self) -> None:
        formula = bound_formula(self.formula, self.dimension, self.parameters)
        knobs = Transformation(self.rotation, self.conditioning, self.domain)
        bound = knobs.formula(formula)
        ground = FormulaGround(self.formula, bound, self.domain, self.known_minima, self.known_in)
        object.__setattr__(self, "_bound", bound)
        object.__setattr__(self, "ground", ground)

    @property
    def is_formula(self) -> bool:
        """Whether the objective is a formula."""
        return self._bound is not None

    @property
    def bound(self) -> BoundFormula:
        """The formula with parameters, rotation and conditioning, for whoever compiles it for himself.

        Raises
        ------
        InputError
            The objective is none.
        """
        if self._bound is None:
            raise InputError("this landscape is no formula, which is needed here")
        return self._bound

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that are known: stated ones, and where there are none, those found in the domain."""
        return self.ground.minima

    @property
    def loss_and_gradient(self) -> Callable[..., tuple[float, ...]]:
        """The function ``f(x, y) -> (loss, gx, gy)`` or ``f(x) -> (loss, gx)`` of plain floats."""
        return self.bound.loss_and_gradient

    def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
        """Return losses (n,) and gradients (n, dimension) at positions (n, dimension), all at once.

        They are those of ``loss_and_gradient`` but for the last bits: numpy rounds functions in its own way.
        """
        return self.bound.loss_and_gradient_over(positions)

    def loss(self, position: Sequence[float]) -> float:
        """Return the loss at a position."""
        return self.bound.loss(*position)[0]

    def gradient(self, position: Sequence[float]) -> Point:
        """Return the gradient at a position."""
        return self.bound.loss_and_gradient(*position)[1:]

    def hessian(self, position: Sequence[float]) -> tuple[Point, ...]:
        """Return the rows of the matrix of second derivatives at a position."""
        second = self.bound.loss_gradient_and_hessian(*position)[1 + self.dimension :]
        return (second,) if self.dimension == 1 else ((second[0], second[1]), (second[1], second[2]))


def bound_formula(formula: str, dimension: int, parameters: Mapping[str, float]) -> BoundFormula:
    """Return a formula of x, or of x and y, with values for its parameters.

    Raises
    ------
    InputError
        It cannot be read; its place is ``formula``.
    """
    with located("formula"):
        expression = parse(formula, formula_grammar(dimension), parameters)
    return BoundFormula(expression, AXES[:dimension], tuple(parameters), tuple(parameters.values()))
