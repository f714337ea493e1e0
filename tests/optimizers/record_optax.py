"""Record the paths that optax takes, in double precision, for test_optax_trajectories.py.

optax and JAX are not needed by anything else, so give them an environment of their own:

    python -m venv /tmp/optax && /tmp/optax/bin/pip install optax==0.2.8
    /tmp/optax/bin/python tests/optimizers/record_optax.py
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jax
import jax.numpy as jnp
import optax

jax.config.update("jax_enable_x64", True)

OUT = Path(__file__).parents[1] / "data" / "optax_trajectories.json"
FORMULAS = {
    "d2l_bowl": "0.1*x**2 + 2*y**2",
    "rosenbrock": "(1 - x)**2 + 100*(y - x**2)**2",
    "beale": "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
    "himmelblau": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    "saddle": "x**2 - y**2",
    "ripples": "sin(3*x) + x**2/10 + exp(y/3) + y**2/5 - cos(x*y)",
    "cliff": "tanh(4*x) + x**2/50 + y**4/8",
}
CASES = [
    ("lion", {"learning_rate": 0.05}, "d2l_bowl", (-5.0, -2.0), 100),
    (
        "lion",
        {"learning_rate": 0.01, "b1": 0.8, "b2": 0.95, "weight_decay": 0.0},
        "rosenbrock",
        (-1.2, 1.0),
        200,
    ),
    ("lion", {"learning_rate": 0.02, "b1": 0.95, "b2": 0.98, "weight_decay": 0.3}, "beale", (1.0, 1.5), 150),
    ("lion", {"learning_rate": 0.05, "b1": 0.0, "weight_decay": 1.0}, "ripples", (2.0, -3.0), 100),
    ("adabelief", {"learning_rate": 0.1}, "d2l_bowl", (-5.0, -2.0), 100),
    ("adabelief", {"learning_rate": 0.02}, "rosenbrock", (-1.2, 1.0), 200),
    ("adabelief", {"learning_rate": 0.05, "eps": 1e-8, "eps_root": 0.0}, "beale", (1.0, 1.5), 150),
    (
        "adabelief",
        {"learning_rate": 0.1, "b1": 0.7, "b2": 0.95, "eps": 1e-3, "eps_root": 1e-4},
        "himmelblau",
        (-1.0, 1.0),
        100,
    ),
    ("adabelief", {"learning_rate": 0.02, "b1": 0.5, "b2": 0.9}, "ripples", (2.0, -3.0), 100),
    ("yogi", {"learning_rate": 0.1}, "d2l_bowl", (-5.0, -2.0), 100),
    ("yogi", {"learning_rate": 0.05}, "rosenbrock", (-1.2, 1.0), 200),
    ("yogi", {"learning_rate": 0.02, "b1": 0.8, "b2": 0.99, "eps": 1e-8}, "beale", (1.0, 1.5), 150),
    ("yogi", {"learning_rate": 0.03, "b2": 0.9}, "saddle", (1.0, 0.001), 60),
    ("yogi", {"learning_rate": 0.1, "b1": 0.5, "b2": 0.9}, "cliff", (-1.0, 2.0), 100),
    ("sgd", {"learning_rate": 0.1}, "d2l_bowl", (-5.0, -2.0), 60),
    ("sgd", {"learning_rate": 0.02, "momentum": 0.8}, "himmelblau", (-1.0, 1.0), 100),
    ("sgd", {"learning_rate": 0.01, "momentum": 0.9, "nesterov": True}, "himmelblau", (-1.0, 1.0), 100),
    (
        "adagrad",
        {"learning_rate": 0.5, "initial_accumulator_value": 0.0, "eps": 0.0},
        "rosenbrock",
        (-1.2, 1.0),
        100,
    ),
    ("rmsprop", {"learning_rate": 0.02, "decay": 0.9, "eps_in_sqrt": False}, "beale", (1.0, 1.5), 100),
    (
        "rmsprop",
        {"learning_rate": 0.01, "decay": 0.95, "eps": 1e-3, "centered": True, "momentum": 0.5},
        "himmelblau",
        (-1.0, 1.0),
        100,
    ),
    (
        "adadelta",
        {"learning_rate": 1.0, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.2},
        "d2l_bowl",
        (-5.0, -2.0),
        60,
    ),
    ("adam", {"learning_rate": 0.1, "b1": 0.8, "b2": 0.95, "eps": 1e-3}, "rosenbrock", (-1.2, 1.0), 100),
    ("adamw", {"learning_rate": 0.05, "b2": 0.99, "weight_decay": 0.3}, "himmelblau", (-1.0, 1.0), 100),
    ("adamax", {"learning_rate": 0.1, "b1": 0.7, "b2": 0.95}, "beale", (1.0, 1.5), 100),
]
NAMES = {"sin": jnp.sin, "cos": jnp.cos, "exp": jnp.exp, "tanh": jnp.tanh}


def loss_of(formula: str) -> Callable[[jax.Array], jax.Array]:
    """The loss of a position; the formulas are those above."""
    code = compile(formula, formula, "eval")
    return lambda at: eval(code, {**NAMES, "x": at[0], "y": at[1]})


def path(optimizer: str, values: dict[str, float], formula: str, start: tuple[float, ...], steps: int):
    """Return rows of step, x, y and loss: the first steps, every tenth, and the last."""
    loss = jax.jit(jax.value_and_grad(loss_of(formula)))
    rule = getattr(optax, optimizer)(**values)
    position = jnp.array(start, dtype=jnp.float64)
    state = rule.init(position)
    update = jax.jit(rule.update)
    rows = []
    for step in range(steps + 1):
        value, gradient = loss(position)
        if step <= 5 or step % 10 == 0 or step == steps:
            rows.append([step, *position.tolist(), value.item()])
        change, state = update(gradient, state, position)
        position = optax.apply_updates(position, change)
    return rows


def main() -> None:
    """Write all cases."""
    cases = [
        {
            "optimizer": optimizer,
            "hyperparameters": values,
            "landscape": name,
            "formula": FORMULAS[name],
            "start": start,
            "steps": steps,
            "columns": ["step", "x", "y", "loss"],
            "rows": path(optimizer, values, FORMULAS[name], start, steps),
        }
        for optimizer, values, name, start, steps in CASES
    ]
    source = f"optax {optax.__version__}, JAX {jax.__version__}, float64 on the CPU; record_optax.py"
    listed = ",\n".join(json.dumps(case) for case in cases)
    OUT.write_text(f'{{"source": {json.dumps(source)}, "cases": [\n{listed}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
