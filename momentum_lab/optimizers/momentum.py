"""Gradient descent with momentum, in the four spellings that textbooks and libraries use."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart, KickPlace, LeftOutError, Values
from momentum_lab.core.equations import Equations
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Choice, LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.quadratic_theory import BestPoint, QuadraticTheory, Roots
from momentum_lab.core.weight_decay import DecayPlace

FORMS = ("leaky", "velocity", "ema", "ema_corrected")
LEAKY, VELOCITY, EMA, EMA_CORRECTED = range(len(FORMS))
AVERAGES = (EMA, EMA_CORRECTED)


class Hyper(NamedTuple):
    """Hyperparameters; all but ``form`` as ``torch.optim.SGD``.

    ``dampening`` belongs to the forms ``leaky`` and ``velocity``; the averages have it built in.
    """

    learning_rate: LearningRate
    momentum: Annotated[
        float,
        Number(0.9, 0.0, 1.0, "share of the velocity that is kept", "towards_one", (0.0, 0.999), symbol="β"),
    ]
    dampening: Annotated[float, Number(0.0, 0.0, 1.0, "share of the gradient that is left out", is_rare=True)]
    weight_decay: WeightDecay
    form: Annotated[int, Choice(FORMS, "which of the four spellings")]


class State(NamedTuple):
    """``trace`` is the velocity; ``kept`` is momentum to the power of ``steps``, the steps taken."""

    trace: float
    kept: float
    steps: float


def init(hyper: Hyper) -> State:
    """Return a ball at rest."""
    return State(0.0, 1.0, 0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the step of one coordinate.

    ``leaky``          v ← b v + (1 − d) g,    x ← x − lr v
    ``velocity``       m ← b m − lr (1 − d) g, x ← x + m
    ``ema``            v ← b v + (1 − b) g,    x ← x − lr v
    ``ema_corrected``  as ``ema``,             x ← x − lr v / (1 − b^t)

    PyTorch starts the trace with the whole first gradient, without dampening; so do ``leaky`` and
    ``velocity``.
    """
    kept = state.kept * hyper.momentum
    steps = state.steps + 1.0
    if hyper.form == EMA or hyper.form == EMA_CORRECTED:
        trace = hyper.momentum * state.trace + (1.0 - hyper.momentum) * gradient
        if hyper.form == EMA_CORRECTED and kept < 1.0:
            return -hyper.learning_rate * (trace / (1.0 - kept)), State(trace, kept, steps)
        return -hyper.learning_rate * trace, State(trace, kept, steps)
    push = gradient if state.steps == 0.0 else (1.0 - hyper.dampening) * gradient
    if hyper.form == VELOCITY:
        trace = hyper.momentum * state.trace - hyper.learning_rate * push
        return trace, State(trace, kept, steps)
    trace = hyper.momentum * state.trace + push
    return -hyper.learning_rate * trace, State(trace, kept, steps)


def correction(after: State, hyper: Hyper) -> float:
    """Return what the average lacks of its sum of weights, if that is made up for."""
    return 1.0 - after.kept if hyper.form == EMA_CORRECTED and after.kept < 1.0 else 1.0


def stability_limit(hyper: Hyper) -> float:
    """Return the largest learning rate times curvature: 2 + 2 b for the leaky sum (Goh, 2017)."""
    limit = 2.0 + 2.0 * hyper.momentum
    if hyper.form in AVERAGES:
        return limit / (1.0 - hyper.momentum) if hyper.momentum < 1.0 else float("inf")
    return limit / (1.0 - hyper.dampening) if hyper.dampening < 1.0 else float("inf")


def roots(hyper: Hyper, curvature: float) -> Roots:
    """Return sum and product of the roots, once the gathering of gradients has begun (Goh, 2017)."""
    share = 1.0 - (hyper.momentum if hyper.form in AVERAGES else hyper.dampening)
    return 1.0 + hyper.momentum - share * hyper.learning_rate * curvature, hyper.momentum


def best(hyper: Hyper, smallest: float, largest: float) -> BestPoint | None:
    """Return what damps the flattest and the steepest direction critically (Polyak, 1964)."""
    low, high = math.sqrt(smallest), math.sqrt(largest)
    factor = (high - low) / (high + low)
    dampening = factor**2 if hyper.form in AVERAGES else hyper.dampening
    if dampening >= 1.0:
        return None
    length = (2.0 / (low + high)) ** 2 / (1.0 - dampening)
    return BestPoint(FrozenMapping(learning_rate=length, momentum=factor**2), factor)


def inertia(hyper: Hyper) -> float | None:
    """Return what gives the velocity the kinetic energy m v² / 2 of a physical ball with η = h² / m.

    That is s² / (2 η) of a step s, whatever the mass. None for ``ema_corrected``, whose rate is another at
    each step, and where no gradient is gathered.
    """
    share = 1.0 - (hyper.momentum if hyper.form in AVERAGES else hyper.dampening)
    if hyper.form == EMA_CORRECTED or not share or not hyper.learning_rate:
        return None
    return 1.0 / (share * hyper.learning_rate) if hyper.form == VELOCITY else hyper.learning_rate / share


def leaky_values(values: Values, is_rate_constant: bool) -> Values:
    """Return the hyperparameters with which the form ``leaky`` takes the path, as other libraries have it.

    The forms differ by a factor of the rate, or not at all while the rate is constant.
    """
    form, kept = values["form"], float(values["momentum"])
    if form == "ema_corrected":
        raise LeftOutError("torch.optim.SGD does not correct the average for its start")
    if form == "velocity" and not is_rate_constant:
        raise LeftOutError("in the form velocity another rate does not act on what was gathered before")
    leaky = {name: value for name, value in values.items() if name != "form"}
    if form == "ema":
        leaky |= {"dampening": 0.0, "learning_rate": float(values["learning_rate"]) * (1.0 - kept)}
    if kept == 0.0 and leaky["dampening"]:
        raise LeftOutError("without momentum, torch.optim.SGD has no dampening")
    return leaky


def refuse_other_sums(before: Values, after: Values) -> None:
    """Raise for changes after which what was gathered is not a multiple of the leaky sum any more."""
    if before["form"] != after["form"]:
        raise LeftOutError("torch.optim.SGD has one form, which cannot be changed")
    if after["form"] == "ema" and before["momentum"] != after["momentum"]:
        raise LeftOutError("in the form ema another momentum does not act on what was gathered before")


def share_of_kick(values: Values) -> float:
    """Return what a kick is multiplied by where the leaky sum is kept instead of a form."""
    rate, kept = float(values["learning_rate"]), float(values["momentum"])
    if values["form"] == "velocity":
        return -1.0 / rate
    if values["form"] == "ema" and kept == 1.0:
        raise LeftOutError("an average that forgets nothing is no leaky sum")
    return 1.0 / (1.0 - kept) if values["form"] == "ema" else 1.0


def undampened(values: Values) -> bool:
    """Return whether the first gradient counts like the others, so that a velocity may be there before it."""
    return not values["dampening"]


OPTIMIZER = Optimizer(
    name="momentum",
    title="Momentum",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        push = where(t == 1, g, (1 - dampening)*g)
        v = where(
            form == leaky, momentum*v + push, where(
            form == velocity, momentum*v - learning_rate*push, momentum*v + (1 - momentum)*g)
        )
        v_hat = where(form == ema_corrected, v/(1 - momentum**t), v)
        x = where(form == velocity, x + v, x - learning_rate*v_hat)
        """,
        {"v": "trace"},
        {"momentum**t": "kept"},
    ),
    teaches="Steps that agree add up and steps that disagree cancel: fast along a ravine, calm across it.",
    reference="Polyak (1964), USSR Comp. Math. 4(5); defined as torch.optim.SGD with momentum.",
    velocity="trace",
    inertia=inertia,
    correction=correction,
    shared_state=("kept", "steps"),
    weight_decay=DecayPlace.GRADIENT,
    momentum_parameter="momentum",
    theory=QuadraticTheory(roots, stability_limit, best),
    torch=Counterpart(
        "SGD",
        {"lr": "learning_rate"},
        {"momentum", "dampening", "weight_decay"},
        adapted=leaky_values,
        kept_from_start={"momentum"},
        changed=refuse_other_sums,
        kicked=KickPlace("momentum_buffer", is_there_first=undampened, share=share_of_kick),
    ),
    optax=Counterpart(
        "sgd",
        only={
            "form": ("leaky", "optax.sgd has only the leaky sum"),
            "dampening": (0.0, "optax.sgd has no dampening"),
            "weight_decay": (0.0, "optax.sgd has no weight decay"),
        },
    ),
)
