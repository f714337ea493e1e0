"""What an optimizer is: a few declarations and the arithmetic of one coordinate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from enum import Enum
from typing import Generic, Protocol, TypeAlias, TypeVar, cast

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.heavy_ball import HeavyBall
from momentum_lab.core.hyperparameters import (
    LEARNING_RATE,
    Declared,
    Flag,
    Hyperparameter,
    HyperT,
    Number,
    NumberTuple,
    declared,
)
from momentum_lab.core.quadratic_theory import QuadraticTheory
from momentum_lab.core.values import dataclass
from momentum_lab.core.weight_decay import DECOUPLED, WEIGHT_DECAY, DecayPlace

Vector: TypeAlias = tuple[float, ...]
StateT = TypeVar("StateT", bound=NumberTuple)
_Hyper = TypeVar("_Hyper", bound=NumberTuple, contravariant=True)
_State = TypeVar("_State", bound=NumberTuple, covariant=True)
_StateIn = TypeVar("_StateIn", bound=NumberTuple, contravariant=True)


class Init(Protocol[_State, _Hyper]):
    """Makes the state of one coordinate, or of the ball."""

    def __call__(self, hyper: _Hyper, /) -> _State:
        """Return the state before the first step."""


class CoordinateUpdate(Protocol[StateT, _Hyper]):
    """The arithmetic of one coordinate."""

    def __call__(
        self, gradient: float, position: float, state: StateT, hyper: _Hyper, /
    ) -> tuple[float, StateT]:
        """Return the step and the state after it."""


class VectorUpdate(Protocol[StateT, _Hyper]):
    """The arithmetic of a whole vector; the Hessian is its upper triangle by rows."""

    def __call__(
        self, gradient: Vector, hessian: Vector, position: Vector, state: StateT, hyper: _Hyper, /
    ) -> tuple[Vector, StateT]:
        """Return the step and the state after it."""


class Gathered(Enum):
    """What a velocity gathers: the weights of the past in it do not depend on the path."""

    GRADIENTS = "gradients"
    """The gradients that the rule gets."""
    SCALED = "scaled gradients"
    """Those gradients, each times its effective rate over the learning rate."""


class StepRate(Protocol[_StateIn, _Hyper]):
    """What a step of one coordinate against a direction is multiplied with."""

    def __call__(self, gradient: float, before: _StateIn, after: _StateIn, hyper: _Hyper, /) -> float:
        """Return the rate, of the gradient that the rule got and its states before and after the step."""


class StateNumber(Protocol[_StateIn, _Hyper]):
    """A number that follows from the state after a step of one coordinate."""

    def __call__(self, after: _StateIn, hyper: _Hyper, /) -> float:
        """Return the number."""


@dataclass(frozen=True, slots=True)
class Optimizer(Declared[HyperT], Generic[StateT, HyperT]):
    """An update rule, written once as the scalar arithmetic that its paper prints, and what is known of it.

    The engine maps ``update`` over coordinates, balls and batches. States and hyperparameters are
    NamedTuples of plain numbers, so the same definition can be interpreted or compiled. A hyperparameter
    named ``learning_rate`` is what a schedule changes.

    Attributes
    ----------
    name, title
        The identifier in files and commands, and the name on the screen.
    hyper
        NamedTuple class whose fields are ``Annotated`` with their declarations.
    init
        ``init(hyper) -> state`` of one coordinate before the first step.
    update
        ``update(gradient, position, state, hyper) -> (step, state)``; the new position is
        ``position + step``. Only floats, ``math`` and comparisons; it may raise ``ArithmeticError`` or
        ``ValueError``, which means that the ball has diverged.
    equations
        The rule in the language of formulas, a line an assignment.
    teaches
        What to watch for, one sentence.
    reference
        Who published it, and whose definition is followed.
    velocity
        The state's field that plays the part of a velocity, if it has one: what is shown as such, and what a
        kick in the middle of a run is added to.
    gathered
        What the velocity is a weighted sum of, if it is one; of a rule with a theory it is of gradients.
    correction
        ``correction(after, hyper)``: what the step divides the velocity by, to make up for its start at zero;
        None for a rule that does not.
    look_ahead
        ``look_ahead(after, hyper)``: the part of the step in which Nesterov's rule goes on along the new
        velocity, to where it takes the next gradient; None for others.
    effective_rate
        ``effective_rate(gradient, before, after, hyper)`` of a rule that adapts its rate: the step is minus
        this rate times a direction, which is the gradient or an average of gradients (what pulls to the
        origin aside). It may raise ``ArithmeticError`` or ``ValueError`` where there is no such number.
    shared_state
        The state's fields that depend on the steps taken and the hyperparameters alone, so that they are the
        same for all coordinates.
    needs_hessian
        Whether the rule needs the whole vector and the Hessian. Then there is one state for the ball, and
        it is ``update(gradient, hessian, position, state, hyper) -> (step, state)``: gradient, position and
        step are tuples with a float for each coordinate, the Hessian is the upper triangle by rows.
    from_rate
        ``from_rate(rate)``: the hyperparameters with which a rule without a learning rate goes as far as
        one with this rate would.
    heavy_ball
        How a rule without a learning rate is momentum by other names; None for others.
    inertia
        ``inertia(hyper)`` of a rule that is a ball with mass and friction, or momentum, which is one by the
        mapping η = h² / m, β = 1 − c h / m: what half the square of its velocity is multiplied by to give
        the kinetic energy; None for other rules, and where a choice of form makes it none.
    weight_decay
        Where the pull of the hyperparameter ``weight_decay`` acts; None for a rule that has none, or that
        does it in ``update``.
    own_decay
        The hyperparameters by which ``update`` itself pulls to the origin, with where that acts.
    momentum_parameter
        The hyperparameter that is its momentum, or plays the part of one: what is searched, and shown on
        maps, beside the learning rate. As far as a theory goes, at 1 nothing is ever forgotten.
    theory
        What is known of it on a quadratic; None for a rule that is not linear in the gradient.
    torch, optax
        The class of ``torch.optim``, or the function of optax, that takes the same path.
    """

    name: str
    title: str
    hyper: type[HyperT]
    init: Init[StateT, HyperT]
    update: CoordinateUpdate[StateT, HyperT] | VectorUpdate[StateT, HyperT]
    equations: Equations
    teaches: str
    reference: str
    velocity: str | None = None
    gathered: Gathered | None = None
    correction: StateNumber[StateT, HyperT] | None = None
    look_ahead: StateNumber[StateT, HyperT] | None = None
    effective_rate: StepRate[StateT, HyperT] | None = None
    shared_state: tuple[str, ...] = ()
    needs_hessian: bool = False
    from_rate: Callable[[float], Mapping[str, float]] | None = None
    heavy_ball: HeavyBall[HyperT] | None = None
    inertia: Callable[[HyperT], float | None] | None = None
    weight_decay: DecayPlace | None = None
    own_decay: Mapping[str, DecayPlace] = field(default_factory=FrozenMapping)
    momentum_parameter: str | None = None
    theory: QuadraticTheory[HyperT] | None = None
    torch: Counterpart | None = None
    optax: Counterpart | None = None
    hyperparameters: Mapping[str, Hyperparameter] = field(init=False)

    def __hash__(self) -> int:
        """Return a number that is soon had: what is kept for optimizers is looked up for every ball."""
        return hash(self.name)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hyperparameters", FrozenMapping(declared(self.hyper)))
        if self.momentum_parameter is not None:
            self._require(Number, self.momentum_parameter)
        if self.theory is not None:
            self._check_theory(self.theory)
            object.__setattr__(self, "gathered", None if self.velocity is None else Gathered.GRADIENTS)
        if self.heavy_ball is not None and (self.from_rate is None or self.theory is None):
            raise TypeError(f"{self.name}: a heavy ball has a theory, and comes from a rate")
        if self.inertia is not None and self.velocity is None:
            raise TypeError(f"{self.name}: what has inertia has a velocity")
        if self.weight_decay is not None:
            self._check_weight_decay(self.weight_decay)
        self._check_inside()
        object.__setattr__(self, "own_decay", FrozenMapping(self.own_decay))
        for name in self.own_decay:
            self._require(Number, name)

    @property
    def coordinate_update(self) -> CoordinateUpdate[StateT, HyperT]:
        """The rule of one coordinate."""
        if self.needs_hessian:
            raise TypeError(f"{self.name} needs the whole vector")
        return cast("CoordinateUpdate[StateT, HyperT]", self.update)

    @property
    def vector_update(self) -> VectorUpdate[StateT, HyperT]:
        """The rule of the whole vector."""
        if not self.needs_hessian:
            raise TypeError(f"{self.name} is the rule of one coordinate")
        return cast("VectorUpdate[StateT, HyperT]", self.update)

    @property
    def has_velocity(self) -> bool:
        """Whether each coordinate has a velocity, which a kick is added to."""
        return self.velocity is not None and not self.needs_hessian

    @property
    def has_rate(self) -> bool:
        """Whether a learning rate means something to it."""
        return self.from_rate is not None or LEARNING_RATE in self.hyperparameters

    def at_rate(self, rate: float) -> Mapping[str, float]:
        """Return the hyperparameters that stand for a learning rate: itself, as a rule."""
        return {LEARNING_RATE: rate} if self.from_rate is None else self.from_rate(rate)

    def with_rate_factor(self, hyper: HyperT, factor: float) -> HyperT:
        """Return packed hyperparameters with ``factor`` times the learning rate, where there is one."""
        make: Callable[..., HyperT] = self.hyper
        names = self.hyperparameters
        return make(*(v * factor if n == LEARNING_RATE else v for n, v in zip(names, hyper, strict=True)))

    def decay_place(self, hyper: HyperT) -> DecayPlace | None:
        """Return where the pull acts with some hyperparameters: in the gradient, or beside the step."""
        if self.weight_decay is not DecayPlace.CHOSEN:
            return self.weight_decay
        is_decoupled = hyper[list(self.hyperparameters).index(DECOUPLED)]
        return DecayPlace.STEP if is_decoupled else DecayPlace.GRADIENT

    def _check_theory(self, theory: QuadraticTheory[HyperT]) -> None:
        self._require(Number, theory.step_parameter)
        state = self.init(self.pack(self.checked({})))
        remembered = [name for name in state._fields if name not in self.shared_state]
        if theory.roots is None and (self.needs_hessian or len(remembered) > 1):
            raise TypeError(f"{self.name} remembers more than one number, and its theory states no roots")

    def _check_inside(self) -> None:
        """Check what is declared of the inside of a step."""
        of_coordinates = (self.correction, self.look_ahead, self.effective_rate)
        if self.needs_hessian and any(each is not None for each in of_coordinates):
            raise TypeError(f"{self.name}: what is inside a step is told of a coordinate, not of the whole")
        if self.velocity is None and (self.gathered or self.correction) is not None:
            raise TypeError(f"{self.name} has no velocity that could gather, or be corrected")
        if self.gathered is Gathered.SCALED:
            self._require(Number, LEARNING_RATE)
            if self.effective_rate is None:
                raise TypeError(f"{self.name} scales gradients, but has no effective rate")

    def _check_weight_decay(self, place: DecayPlace) -> None:
        self._require(Number, WEIGHT_DECAY)
        if place is not DecayPlace.GRADIENT:
            self._require(Number, LEARNING_RATE)
            if self.theory is not None:
                raise TypeError(f"{self.name}: the theory is that of weight decay in the gradient")
        if place is DecayPlace.CHOSEN:
            self._require(Flag, DECOUPLED)
        if self.needs_hessian:
            raise TypeError(f"{self.name}: weight decay is added coordinate by coordinate")

    def _require(self, kind: type[Number | Flag], name: str) -> None:
        if not isinstance(self.hyperparameters.get(name), kind):
            raise TypeError(f"{self.name} has no {kind.__name__} {name!r} among its hyperparameters")


AnyOptimizer: TypeAlias = Optimizer[NumberTuple, NumberTuple]
"""An optimizer of which no more is known than that its state and hyperparameters are numbers."""
