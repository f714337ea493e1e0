"""Record paths of PyTorch, in double precision, that torch_trajectories.json leaves out.

They go to torch_rarer_trajectories.json: flags, bounds and decays off their defaults. PyTorch is not needed
by anything else, so give it an environment of its own:

    python -m venv /tmp/torch && /tmp/torch/bin/pip install torch==2.13.0
    /tmp/torch/bin/python tests/optimizers/record_torch.py
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)

OUT = Path(__file__).parents[1] / "data" / "torch_rarer_trajectories.json"
BOWL = ("d2l_bowl", "0.1*x**2 + 2*y**2", (-5.0, -2.0))
ROSENBROCK = ("rosenbrock", "(1 - x)**2 + 100*(y - x**2)**2", (-1.2, 1.0))
HIMMELBLAU = ("himmelblau", "(x**2 + y - 11)**2 + (x + y**2 - 7)**2", (-1.0, 1.0))
SADDLE = ("saddle", "x**2 - y**2", (1.0, 0.001))
CASES = [
    ("AdamW", {"lr": 0.1}, BOWL, 100),
    ("AdamW", {"lr": 0.05, "betas": [0.8, 0.95], "amsgrad": True, "weight_decay": 0.5}, HIMMELBLAU, 100),
    ("AdamW", {"lr": 0.02, "weight_decay": 0.0, "eps": 1e-2}, ROSENBROCK, 100),
    ("Adamax", {"lr": 0.2, "betas": [0.5, 0.9], "weight_decay": 0.3}, BOWL, 100),
    ("Adamax", {"lr": 0.01, "betas": [0.0, 0.99], "eps": 1e-2}, SADDLE, 60),
    ("NAdam", {"lr": 0.1, "momentum_decay": 0.5, "weight_decay": 0.2}, BOWL, 100),
    ("NAdam", {"lr": 0.05, "betas": [0.7, 0.95], "momentum_decay": 0.0}, HIMMELBLAU, 100),
    ("NAdam", {"lr": 0.05, "weight_decay": 0.3, "decoupled_weight_decay": True}, HIMMELBLAU, 100),
    ("RAdam", {"lr": 0.1, "betas": [0.9, 0.9]}, BOWL, 100),
    ("RAdam", {"lr": 0.01, "betas": [0.5, 0.6], "weight_decay": 0.2}, HIMMELBLAU, 100),
    ("RAdam", {"lr": 0.01, "weight_decay": 0.3, "decoupled_weight_decay": True}, HIMMELBLAU, 100),
    ("Rprop", {"lr": 0.3}, BOWL, 60),
    ("Rprop", {"lr": 0.1, "etas": [0.3, 1.5], "step_sizes": [0.01, 0.2]}, ROSENBROCK, 100),
    ("Rprop", {"lr": 0.001}, SADDLE, 30),
    ("ASGD", {"lr": 0.1, "lambd": 0.5, "alpha": 1.0, "t0": 10.0}, BOWL, 100),
    ("ASGD", {"lr": 0.01, "lambd": 0.0, "weight_decay": 0.5}, HIMMELBLAU, 100),
]


def path(optimizer: str, values: dict[str, object], formula: str, start: tuple[float, ...], steps: int):
    """Return rows of step, x, y and loss: the first steps, every tenth, and the last."""
    position = torch.tensor(start, requires_grad=True)
    rule = getattr(torch.optim, optimizer)([position], **values)
    code = compile(formula, formula, "eval")
    rows = []
    for step in range(steps + 1):
        rule.zero_grad()
        loss = eval(code, {"x": position[0], "y": position[1]})
        loss.backward()
        if step <= 8 or step % 10 == 0 or step == steps:
            rows.append([step, *position.tolist(), loss.item()])
        rule.step()
    return rows


def main() -> None:
    """Write all cases."""
    cases = [
        {
            "optimizer": optimizer,
            "hyperparameters": values,
            "landscape": name,
            "formula": formula,
            "start": start,
            "steps": steps,
            "columns": ["step", "x", "y", "loss"],
            "rows": path(optimizer, values, formula, start, steps),
        }
        for optimizer, values, (name, formula, start), steps in CASES
    ]
    source = f"PyTorch {torch.__version__}, float64 on the CPU; record_torch.py"
    listed = ",\n".join(json.dumps(case) for case in cases)
    OUT.write_text(f'{{"source": {json.dumps(source)}, "cases": [\n{listed}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
