"""Record paths of PyTorch, in double precision, that torch_trajectories.json leaves out.

Flags, bounds and decays off their defaults go to torch_rarer_trajectories.json; schedules of the learning
rate and clipped gradients to torch_wrapped_trajectories.json; what schedules multiply the rate by, far beyond
their periods, to torch_schedule_factors.json; and parameter groups that are changed in the middle of a run,
or velocities that are added to, to torch_changed_trajectories.json. PyTorch is not needed by anything else,
so give it an environment of its own:

    python -m venv /tmp/torch && /tmp/torch/bin/pip install torch==2.13.0
    /tmp/torch/bin/python tests/optimizers/record_torch.py
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)

DATA = Path(__file__).parents[1] / "data"
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

# The schedule of PyTorch with its arguments, the steps of a linear warm-up, and a limit of the gradient.
MOMENTUM = ("SGD", {"lr": 0.01, "momentum": 0.9})
PLAIN = ("SGD", {"lr": 0.3})
ADAM = ("Adam", {"lr": 0.3})
WRAPPED = [
    (*PLAIN, BOWL, ("StepLR", {"step_size": 15, "gamma": 0.3}), 0, {}),
    (*ADAM, ROSENBROCK, ("StepLR", {"step_size": 40, "gamma": 0.5}), 7, {}),
    (*MOMENTUM, HIMMELBLAU, ("ExponentialLR", {"gamma": 0.97}), 0, {}),
    ("ASGD", {"lr": 0.2}, BOWL, ("ExponentialLR", {"gamma": 0.99}), 5, {}),
    (*ADAM, HIMMELBLAU, ("CosineAnnealingLR", {"T_max": 100, "eta_min": 0.03}), 0, {}),
    (*MOMENTUM, BOWL, ("CosineAnnealingLR", {"T_max": 80, "eta_min": 0.0}), 20, {}),
    ("Rprop", {"lr": 0.1}, BOWL, ("CosineAnnealingLR", {"T_max": 90, "eta_min": 0.0}), 10, {}),
    (*ADAM, HIMMELBLAU, ("CosineAnnealingLR", {"T_max": 30, "eta_min": 0.1}), 5, {}),
    (*MOMENTUM, ROSENBROCK, ("CosineAnnealingLR", {"T_max": 17, "eta_min": 0.0}), 0, {"norm": 3.0}),
    (*PLAIN, BOWL, ("inverse_time", {"decay": 0.2}), 0, {}),
    (*ADAM, BOWL, ("inverse_sqrt", {"decay": 0.5}), 10, {}),
    (*PLAIN, BOWL, ("constant", {}), 30, {}),
    (*MOMENTUM, ROSENBROCK, ("constant", {}), 0, {"norm": 1.0}),
    (
        "SGD",
        {"lr": 0.01, "momentum": 0.5, "weight_decay": 0.3},
        HIMMELBLAU,
        ("constant", {}),
        0,
        {"norm": 5.0},
    ),
    ("Adagrad", {"lr": 0.5}, ROSENBROCK, ("constant", {}), 0, {"value": 0.7}),
    (
        "Adam",
        {"lr": 0.05},
        ROSENBROCK,
        ("CosineAnnealingLR", {"T_max": 90, "eta_min": 0.0}),
        10,
        {"value": 2.0},
    ),
]
# After how many steps which arguments are changed, and what is added to which velocity.
KICK = {"momentum_buffer": [0.5, -0.25]}
CHANGED = [
    ("SGD", {"lr": 0.2}, BOWL, [(40, {"lr": 0.01}, {}), (60, {"lr": 0.3, "weight_decay": 0.2}, {})]),
    (*MOMENTUM, BOWL, [(40, {"lr": 0.1}, {}), (70, {"momentum": 0.5}, {})]),
    (*MOMENTUM, HIMMELBLAU, [(7, {}, KICK), (40, {"momentum": 0.5, "dampening": 0.3}, KICK)]),
    ("SGD", {"lr": 0.001, "momentum": 0.9, "nesterov": True}, ROSENBROCK, [(20, {"lr": 0.0005}, KICK)]),
    (*ADAM, BOWL, [(40, {"lr": 0.05}, {}), (60, {"eps": 0.1, "weight_decay": 0.1}, {"exp_avg": [1.0, 0.5]})]),
    ("AdamW", {"lr": 0.1}, HIMMELBLAU, [(30, {"lr": 0.02, "weight_decay": 0.5}, {"exp_avg": [3.0, 0.0]})]),
    ("Adamax", {"lr": 0.2}, BOWL, [(30, {"lr": 0.02, "betas": [0.9, 0.5]}, {"exp_avg": [0.3, -1.0]})]),
    ("NAdam", {"lr": 0.1}, BOWL, [(30, {"betas": [0.5, 0.999], "decoupled_weight_decay": True}, {})]),
    ("RAdam", {"lr": 0.1}, BOWL, [(30, {"lr": 0.3, "weight_decay": 0.3}, {"exp_avg": [0.3, -1.0]})]),
    ("RMSprop", {"lr": 0.02, "momentum": 0.5}, BOWL, [(30, {"alpha": 0.5, "momentum": 0.9}, KICK)]),
    ("Adagrad", {"lr": 0.5}, ROSENBROCK, [(30, {"lr": 0.1, "lr_decay": 0.1}, {})]),
    ("Adadelta", {"lr": 1.0}, BOWL, [(30, {"rho": 0.5, "eps": 1e-3}, {})]),
    ("Rprop", {"lr": 0.1}, HIMMELBLAU, [(10, {"etas": [0.3, 1.5], "step_sizes": [0.01, 0.2]}, {})]),
    ("ASGD", {"lr": 0.1}, BOWL, [(30, {"lr": 0.3, "lambd": 0.5}, {})]),
]
# Schedules with their arguments and a warm-up, over many periods; those that PyTorch has by name.
SCHEDULED = [
    *(
        ("CosineAnnealingLR", {"T_max": period, "eta_min": floor}, warmup)
        for period, floor, warmup in (
            *((1, 0.0, 0), (2, 0.25, 0), (7, 0.0, 3), (10, 1.0, 0), (30, 0.1, 0), (41, 0.0, 0)),
            *((100, 0.03, 9), (12.5, 0.2, 0)),
        )
    ),
    *(
        ("StepLR", {"step_size": every, "gamma": decay}, warmup)
        for every, decay, warmup in ((1, 0.9, 0), (7, 0.3, 0), (30, 0.0, 0), (13, 1.0, 4), (40, 0.5, 11))
    ),
    *(
        ("ExponentialLR", {"gamma": decay}, warmup)
        for decay, warmup in ((0.5, 0), (0.97, 0), (0.9999, 6), (1.0, 0), (0.0, 0))
    ),
]
SCHEDULED_STEPS = 230

FACTORS = {
    "constant": lambda step: 1.0,
    "inverse_time": lambda step, decay: 1.0 / (1.0 + decay * step),
    "inverse_sqrt": lambda step, decay: (1.0 + decay * step) ** -0.5,
}


def scheduler(rule, name: str, values: dict[str, float], warmup: int):
    """Return PyTorch's own scheduler, after a linear rise if there is a warm-up."""
    lr = torch.optim.lr_scheduler
    if name in FACTORS:
        main = lr.LambdaLR(rule, lambda step: FACTORS[name](step, **values))
    elif name == "CosineAnnealingLR":
        main = lr.CosineAnnealingLR(
            rule, values["T_max"], eta_min=values["eta_min"] * rule.param_groups[0]["lr"]
        )
    else:
        main = getattr(lr, name)(rule, **values)
    if not warmup:
        return main
    rise = lr.LinearLR(rule, start_factor=1.0 / (warmup + 1), total_iters=warmup)
    return lr.SequentialLR(rule, [rise, main], milestones=[warmup])


def wrapped_path(optimizer, values, formula, start, steps, schedule, warmup, clipping):
    """Return rows as :func:`path`, with a scheduler and a clipped gradient."""
    position = torch.tensor(start, requires_grad=True)
    rule = getattr(torch.optim, optimizer)([position], **values)
    follow = scheduler(rule, *schedule, warmup)
    code = compile(formula, formula, "eval")
    rows = []
    for step in range(steps + 1):
        rule.zero_grad()
        loss = eval(code, {"x": position[0], "y": position[1]})
        loss.backward()
        if step <= 8 or step % 10 == 0 or step == steps:
            rows.append([step, *position.tolist(), loss.item()])
        if "norm" in clipping:
            torch.nn.utils.clip_grad_norm_([position], clipping["norm"])
        if "value" in clipping:
            torch.nn.utils.clip_grad_value_([position], clipping["value"])
        rule.step()
        follow.step()
    return rows


def changed_path(optimizer, values, formula, start, steps, changes):
    """Return rows as :func:`path`, with the parameter group changed, and velocities added to, on the way."""
    position = torch.tensor(start, requires_grad=True)
    rule = getattr(torch.optim, optimizer)([position], **values)
    code = compile(formula, formula, "eval")
    rows = []
    for step in range(steps + 1):
        for at, arguments, kicks in changes:
            if at == step:
                rule.param_groups[0].update(arguments)
                for name, by in kicks.items():
                    rule.state[position][name] += torch.tensor(by)
        rule.zero_grad()
        loss = eval(code, {"x": position[0], "y": position[1]})
        loss.backward()
        if step <= 8 or step % 10 == 0 or step == steps:
            rows.append([step, *position.tolist(), loss.item()])
        rule.step()
    return rows


def factors(name: str, values: dict[str, float], warmup: int) -> list[float]:
    """Return what a scheduler makes of a rate of 1 at every step."""
    rule = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    follow = scheduler(rule, name, values, warmup)
    rates = []
    for _ in range(SCHEDULED_STEPS):
        rates.append(rule.param_groups[0]["lr"])
        rule.step()
        follow.step()
    return rates


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
    rarer = [
        {**described(optimizer, values, place, steps), "rows": path(optimizer, values, *place[1:], steps)}
        for optimizer, values, place, steps in CASES
    ]
    wrapped = [
        {
            **described(optimizer, values, place, 100),
            "schedule": schedule,
            "warmup": warmup,
            "clipping": clipping,
            "rows": wrapped_path(optimizer, values, *place[1:], 100, schedule, warmup, clipping),
        }
        for optimizer, values, place, schedule, warmup, clipping in WRAPPED
    ]
    changed = [
        {
            **described(optimizer, values, place, 100),
            "changes": changes,
            "rows": changed_path(optimizer, values, *place[1:], 100, changes),
        }
        for optimizer, values, place, changes in CHANGED
    ]
    scheduled = [
        {"schedule": [name, values], "warmup": warmup, "factors": factors(name, values, warmup)}
        for name, values, warmup in SCHEDULED
    ]
    write("torch_schedule_factors.json", scheduled)
    write("torch_rarer_trajectories.json", rarer)
    write("torch_wrapped_trajectories.json", wrapped)
    write("torch_changed_trajectories.json", changed)


def described(optimizer: str, values: dict[str, object], place: tuple, steps: int) -> dict[str, object]:
    """Return what a case is about."""
    name, formula, start = place
    return {
        "optimizer": optimizer,
        "hyperparameters": values,
        "landscape": name,
        "formula": formula,
        "start": start,
        "steps": steps,
        "columns": ["step", "x", "y", "loss"],
    }


def write(name: str, cases: list[dict[str, object]]) -> None:
    """Write cases, one a line, with their source."""
    source = f"PyTorch {torch.__version__}, float64 on the CPU; record_torch.py"
    listed = ",\n".join(json.dumps(case) for case in cases)
    (DATA / name).write_text(
        f'{{"source": {json.dumps(source)}, "cases": [\n{listed}\n]}}\n', encoding="utf-8"
    )


if __name__ == "__main__":
    main()
