"""The equation that is shown of a rule is what it computes, whatever its choices and flags are."""

from __future__ import annotations

import itertools
import math
import re

import pytest

from momentum_lab.core.hyperparameters import Choice, Flag
from momentum_lab.core.weight_decay import WEIGHT_DECAY, DecayPlace, decayed_gradient, decayed_step
from momentum_lab.optimizers import OPTIMIZERS

READ = (
    *(
        "gradient_descent",
        "momentum",
        "nesterov",
        "rmsprop",
        "adagrad",
        "adadelta",
        "adam",
        "adamw",
        "adamax",
    ),
    *("qhm", "qhadam", "adabelief", "yogi", "lion", "physical_ball", "newton"),
)
"""Those whose equations consist of assignments alone."""
STEPS, START, CURVATURE = 7, 1.3, 0.8


def variants(name):
    """Yield hyperparameters with every combination of choices and flags, and numbers on and off."""
    optimizer = OPTIMIZERS[name]
    several = {}
    for key, declaration in optimizer.hyperparameters.items():
        if isinstance(declaration, Choice):
            several[key] = declaration.options
        elif isinstance(declaration, Flag):
            several[key] = (False, True)
        elif key in (WEIGHT_DECAY, "dampening", "momentum", "learning_rate_decay", "damping"):
            several[key] = (0.0, 0.3)
    for values in itertools.product(*several.values()):
        given = dict(zip(several, values, strict=True))
        if "learning_rate" in optimizer.hyperparameters:
            given["learning_rate"] = 0.1
        yield optimizer.checked(given)


@pytest.mark.parametrize("name", READ)
def test_that_the_equation_that_is_shown_is_what_is_computed(name):
    for values in variants(name):
        shown, computed = path_by_equation(name, values), path_by_rule(name, values)
        assert shown == pytest.approx(computed, rel=1e-9), OPTIMIZERS[name].equation_with(values)


def path_by_rule(name, values):
    optimizer = OPTIMIZERS[name]
    hyper = optimizer.pack(values)
    place, decay = optimizer.decay_place(hyper), float(values.get(WEIGHT_DECAY, 0.0))
    x, state, path = START, optimizer.init(hyper), []
    for _ in range(STEPS):
        g = CURVATURE * x
        if place is DecayPlace.GRADIENT:
            g = decayed_gradient(g, x, decay)
        if optimizer.needs_hessian:
            (step,), state = optimizer.update((g,), (CURVATURE,), (x,), state, hyper)
        else:
            step, state = optimizer.update(g, x, state, hyper)
        if place is DecayPlace.STEP:
            step = decayed_step(step, x, decay, values["learning_rate"])
        x += step
        path.append(x)
    return path


def path_by_equation(name, values):
    """Follow the lines of the equation as a person reads them, from x, with all memories at 0."""
    optimizer = OPTIMIZERS[name]
    named = {
        code(optimizer.hyperparameters[key].symbol or key): value
        for key, value in values.items()
        if isinstance(value, float)
    }
    named |= {"dampening": values.get("dampening"), "decay": values.get("learning_rate_decay")}
    begin = values.get("initial_accumulator", 0.0)
    known = {**dict.fromkeys("vmsuc", begin), **named, "x": START, "sqrt": math.sqrt, "max": max}
    known |= {"sign": lambda a: (a > 0) - (a < 0), "q": 1.0}
    path = []
    for t in range(1, STEPS + 1):
        gradient = CURVATURE * known["x"]
        known |= {"g": gradient, "grad": gradient, "curvature": CURVATURE, "t": t}
        for line in optimizer.equation_with(values).split("\n"):
            for part in re.split(r",\s\s+", line):
                target, _, expression = part.removeprefix("but ").partition(" ← ")
                if "in the first step" in expression and t > 1:
                    continue
                for each in target.split(", "):
                    known[code(each)] = eval(code(expression), {}, dict(known))
        path.append(known["x"])
    return path


def code(text):
    """Return a piece of an equation as Python has it."""
    text = text.removesuffix(" in the first step").replace("axes and curvatures of ∇²f", "curvature")
    text = text.replace("Σ (q·g / λ) q", "(g / λ)").replace("∇f(x)", "grad").replace("−", "-")
    text = re.sub(r"\|(\w)\|", r"abs(\1)", text)
    text = text.replace("\u0304", "bar").replace("\u0302", "hat").replace("²", "**2").replace("ᵗ", "**t")
    text = text.translate(str.maketrans("₁₂ₜ", "12t"))
    text = re.sub(r"√(\w+)", r"sqrt(\1)", text).replace("√", "sqrt").replace("·", "*")
    return re.sub(r"(?<=[\w)]) (?=[\w(])", "*", text)
