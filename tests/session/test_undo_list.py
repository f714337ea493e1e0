"""The list of all that can be undone and redone: what stands in it, and going anywhere in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from laboratory import eventually
from sessions import bowl

from momentum_lab.core.messages import NOTHING
from momentum_lab.experiment.file import save
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.experiment.presets import preset
from momentum_lab.session import Session
from momentum_lab.session.recovery_file import read_work


@pytest.fixture
def session() -> Iterator[Session]:
    one = Session(bowl())
    yield one
    one.close()


Do = Callable[[Session], object]


def with_ball(index: int, **values: object) -> Do:
    def do(session: Session) -> None:
        ball = session.experiment.balls[index]
        session.editor.change_ball(index, replace(ball, **values))

    return do


def with_landscape(**values: object) -> Do:
    def do(session: Session) -> None:
        session.editor.change_landscape(replace(session.experiment.landscape, **values))

    return do


def with_run(**values: object) -> Do:
    return lambda session: session.editor.change(replace(session.experiment, **values))


FORMULA = LandscapeChoice(formula="x**2 + a*y**2", parameters={"a": 2.0}, domain=((-6, 6), (-4, 4)))
CHANGES: dict[str, Do] = {
    "learning rate of Momentum": lambda s: s.editor.take_values(0, {"learning_rate": 0.2}),
    "learning rate and momentum of Momentum": lambda s: s.editor.take_values(
        0, {"learning_rate": 0.2, "momentum": 0.5}
    ),
    "learning rate, momentum and dampening of Momentum": lambda s: s.editor.take_values(
        0, {"learning_rate": 0.2, "momentum": 0.5, "dampening": 0.1}
    ),
    "form of Momentum": lambda s: s.editor.take_values(0, {"form": "ema"}),
    "optimizer of Momentum": lambda s: s.editor.change_optimizer(0, "adam"),
    "name of Gradient descent": with_ball(1, label="mine"),
    "colour of Momentum": with_ball(0, color="#123456"),
    "marker of Momentum": with_ball(0, marker="star"),
    "start of Momentum": with_ball(0, start=(1.0, 1.0)),
    "hide Momentum": with_ball(0, visible=False),
    "schedule of Momentum": with_ball(0, schedule=RateSchedule("cosine")),
    "clipping of gradients of Momentum": with_ball(0, clipping=Clipping("norm", 1.0)),
    "add Adam": lambda s: s.editor.add_ball("adam"),
    "duplicate Momentum": lambda s: s.editor.duplicate_ball(0),
    "remove Momentum": lambda s: s.editor.remove_ball(0),
    "move Momentum": lambda s: s.balls.move(0, 1),
    "paste Momentum (2)": lambda s: s.balls.paste(s.balls.text(0)),
    "reset momentum of Momentum": lambda s: (
        s.editor.take_values(0, {"momentum": 0.1}),
        s.balls.reset(0, ["momentum"]),
    ),
    "reset Momentum": lambda s: (
        s.editor.take_values(0, {"momentum": 0.1, "learning_rate": 0.3}),
        s.balls.reset(0),
    ),
    "link learning rate": lambda s: s.balls.toggle_link("learning_rate"),
    "learning rate of 2 balls": lambda s: (
        s.balls.toggle_link("learning_rate"),
        s.editor.take_values(0, {"learning_rate": 0.2}),
    ),
    "start": lambda s: s.editor.move_start((1.0, 1.0)),
    "start of all balls": lambda s: s.editor.move_all_to((1.0, 1.0)),
    "landscape Beale": lambda s: s.editor.choose_landscape("beale"),
    "formula": lambda s: s.editor.use_formula(FORMULA),
    "rotation of the landscape": with_landscape(rotation=30.0),
    "conditioning of the landscape": with_landscape(conditioning=2.0),
    "shown domain": with_landscape(domain=((-7.0, 7.0), (-5.0, 5.0))),
    "title and notes": lambda s: s.editor.describe("one", "two"),
    "title": lambda s: s.editor.describe("one", ""),
    "steps": with_run(steps=7),
    "seed": with_run(seed=7),
    "noise": with_run(noise=0.5),
    "common noise": with_run(common_noise=False),
    "new experiment": lambda s: s.document.new(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_that_every_change_says_what_and_of_which_ball(session: Session, name: str) -> None:
    CHANGES[name](session)
    assert str(session.model.undo_name) == name
    assert str(session.undo_list.entries[-1].name) == name


def test_that_a_parameter_of_a_formula_is_named() -> None:
    session = Session(replace(bowl(), landscape=FORMULA))
    with_landscape(parameters=FORMULA.parameters.__class__({"a": 3.0}))(session)
    (_, entry) = session.undo_list.entries
    assert (str(entry.name), str(entry.values)) == ("parameter a", "2 → 3")
    session.close()


@pytest.mark.parametrize(
    ("do", "values"),
    [
        (CHANGES["learning rate of Momentum"], "0.1 → 0.2"),
        (CHANGES["form of Momentum"], "leaky → ema"),
        (CHANGES["optimizer of Momentum"], "Momentum → Adam"),
        (CHANGES["start"], "(4, −2) → (1, 1)"),
        (CHANGES["steps"], "60 → 7"),
        (CHANGES["common noise"], "on → off"),
        (CHANGES["rotation of the landscape"], "0 → 30"),
        (CHANGES["learning rate and momentum of Momentum"], ""),
        (CHANGES["title"], ""),
        (CHANGES["hide Momentum"], ""),
        (CHANGES["add Adam"], ""),
        (CHANGES["move Momentum"], ""),
        (CHANGES["new experiment"], ""),
    ],
)
def test_that_a_change_of_one_value_tells_it(session: Session, do: Do, values: str) -> None:
    do(session)
    assert str(session.undo_list.entries[-1].values) == values


def test_that_one_goes_to_any_entry_and_is_told_once(session: Session) -> None:
    for rate in (0.2, 0.3, 0.4):
        session.editor.take_values(0, {"learning_rate": rate})
    states = [step.experiment for step in session.model.history.line]
    assert len(states) == 4
    heard: list[object] = []
    session.experiment_changed.subscribe(heard.append)
    for number in (0, 3, 1, 2, 2):
        session.undo_list.go_to(number)
        assert session.experiment == states[number]
        assert session.undo_list.current == number
        assert [entry.is_undone for entry in session.undo_list.entries] == [i > number for i in range(4)]
        assert [step.experiment for step in session.model.history.line] == states
    assert heard == [states[0], states[3], states[1], states[2]]
    session.undo()
    session.redo()
    assert session.experiment == states[2]
    session.editor.take_values(0, {"learning_rate": 0.9})  # what was undone is gone now
    assert [entry.is_undone for entry in session.undo_list.entries] == [False] * 4


@pytest.mark.parametrize("number", [-1, 2])
def test_that_there_is_no_going_beyond_the_ends(session: Session, number: int) -> None:
    session.editor.take_values(0, {"learning_rate": 0.2})
    with pytest.raises(IndexError):
        session.undo_list.go_to(number)
    assert session.undo_list.current == 1


def test_that_what_was_opened_begins_a_part_and_keeps_its_file(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    save(bowl(30), path)
    session.editor.take_values(0, {"learning_rate": 0.2})
    session.document.open_preset("plateau")
    session.document.open(path)
    session.editor.take_values(0, {"learning_rate": 0.3})
    entries = session.undo_list.entries
    assert [entry.source for entry in entries] == [
        *["Untitled"] * 2,
        preset("plateau").title,
        *["other.toml"] * 2,
    ]
    assert [entry.begins for entry in entries] == [True, False, True, True, False]
    assert [entry.is_saved for entry in entries] == [True, False, True, True, False]
    assert str(entries[3].name) == "open other.toml"
    session.undo_list.go_to(1)
    assert session.document.path is None
    session.undo_list.go_to(4)
    assert session.document.path == path


def test_that_the_first_entry_has_no_change_and_one_without_a_name_is_a_change(session: Session) -> None:
    session.editor.take_values(0, {"learning_rate": 0.2})
    (first, second) = session.undo_list.entries
    assert str(first.name) == "as it was at first"
    assert second.values != NOTHING


def test_that_work_is_kept_wherever_one_goes_in_the_list(tmp_path: Path) -> None:
    session = Session(bowl(), None, None, tmp_path / "recovery")
    for rate in (0.2, 0.3, 0.4):
        session.editor.take_values(0, {"learning_rate": rate})
    session.undo_list.go_to(1)
    assert session.recovery is not None
    eventually(lambda: session.recovery.is_kept)
    assert read_work(session.recovery.path)[1] == session.model.history
    restored = Session(bowl(5))
    restored.restore(session.recovery.path)
    assert restored.undo_list.entries == session.undo_list.entries
    restored.undo_list.go_to(3)
    assert restored.experiment.balls[0].hyperparameters["learning_rate"] == 0.4
    assert session.close()
    assert restored.close()
