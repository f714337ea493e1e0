"""What a lesson locks: whatever would change it is refused, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from laboratory import ball
from lessons_at_work import PAGES, small_lesson
from sessions import bowl, settle

from momentum_lab.experiment.ball_text import balls_text
from momentum_lab.experiment.file import save
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.lessons.controls import lockable
from momentum_lab.lessons.locks import changed_controls
from momentum_lab.session import Session


def start_here(session, **changes):
    session.editor.change(replace(session.experiment, **changes))


def change_ball(session, **changes):
    session.editor.change_ball(0, replace(session.experiment.balls[0], **changes))


def formula(text):
    return LandscapeChoice(formula=text, domain=((-5.0, 5.0),) * (2 if "y" in text else 1))


def add_change(session):
    session.changes.set_kick(0, 5, (1.0, 0.0))


VERBS = {
    "take_values": (lambda s: s.editor.take_values(0, {"learning_rate": 0.2}), {"learning_rate"}),
    "take another value": (lambda s: s.editor.take_values(0, {"momentum": 0.3}), {"momentum"}),
    "change_optimizer": (lambda s: s.editor.change_optimizer(0, "adam"), {"optimizer"}),
    "add_ball": (lambda s: s.editor.add_ball(), {"balls"}),
    "add": (lambda s: s.editor.add(ball("adam")), {"balls"}),
    "duplicate_ball": (lambda s: s.editor.duplicate_ball(0), {"balls"}),
    "remove_ball": (lambda s: s.editor.remove_ball(0), {"balls"}),
    "move_start": (lambda s: s.editor.move_start((1.0, 1.0)), {"start"}),
    "drag_start": (lambda s: s.drag_start((1.0, 1.0)), {"start"}),
    "move_all_to": (lambda s: s.editor.move_all_to((1.0, 1.0)), {"start"}),
    "own start": (lambda s: change_ball(s, start=(1.0, 1.0)), {"start"}),
    "choose_landscape": (lambda s: s.editor.choose_landscape("himmelblau"), {"landscape", "start"}),
    "change_landscape": (
        lambda s: s.editor.change_landscape(formula("x**2 + y**2")),
        {"landscape"},
    ),
    "lose y": (lambda s: s.editor.change_landscape(formula("x**2")), {"landscape", "start"}),
    "use_formula": (
        lambda s: s.editor.use_formula(formula("x**2 + 9*y**2")),
        {"landscape"},
    ),
    "label": (lambda s: change_ball(s, label="Me"), {"labels"}),
    "schedule": (lambda s: change_ball(s, schedule=RateSchedule("cosine")), {"schedule"}),
    "warm-up": (lambda s: change_ball(s, schedule=RateSchedule(warmup=5)), {"schedule"}),
    "clipping": (lambda s: change_ball(s, clipping=Clipping("norm", 2.0)), {"clipping"}),
    "steps": (lambda s: start_here(s, steps=50), {"steps"}),
    "noise": (lambda s: start_here(s, noise=0.5), {"noise"}),
    "common noise": (lambda s: start_here(s, common_noise=False), {"noise"}),
    "seed": (lambda s: start_here(s, seed=5), {"seed"}),
    "move": (lambda s: s.balls.move(0, 1), {"balls"}),
    "paste": (lambda s: s.balls.paste(balls_text([ball("adam")])), {"balls"}),
    "reset": (lambda s: s.balls.reset(0, ["momentum"]), {"momentum"}),
    "set_kick": (add_change, {"changes"}),
    "set_value": (lambda s: s.changes.set_value(0, 5, "momentum", 0.1), {"changes", "momentum"}),
    "set_in_force": (lambda s: s.changes.set_in_force(0, 5, {"momentum": 0.1}), {"momentum"}),
}
"""What can be done, and what it changes."""


@pytest.fixture
def session():
    made = Session(bowl())
    made.lessons.open(small_lesson(pages=PAGES[:1]))
    settle(made)
    yield made
    assert made.close()


@pytest.fixture
def said(session):
    heard = []
    session.said.subscribe(heard.append)
    return heard


@pytest.mark.parametrize("verb", VERBS)
def test_that_a_verb_is_refused_by_the_locks_of_what_it_changes_and_by_no_other(session, said, verb):
    do, changes = VERBS[verb]
    before = session.experiment
    for lock in sorted({*changes, "all"}):
        session.lessons.lock([lock])
        do(session)
        assert session.experiment == before, lock
        assert len(said) == 1, lock
        assert "ocked" in said.pop()
    session.lessons.lock(set(lockable()) - changes - {"all"})
    do(session)
    assert said == []
    assert changed_controls(before, session.experiment) & changes


@pytest.mark.parametrize("verb", VERBS)
def test_that_what_is_locked_since_cannot_be_undone_or_redone(session, said, verb):
    do, changes = VERBS[verb]
    before = session.experiment
    do(session)
    after = session.experiment
    session.lessons.lock(changes)
    session.undo()
    assert session.experiment == after
    session.lessons.set_unlocked(True)
    session.undo()
    assert session.experiment == before
    session.lessons.set_unlocked(False)
    session.redo()
    session.undo_list.go_to(len(session.undo_list.entries) - 1)
    assert session.experiment == before
    assert len(said) == 3


def test_that_a_file_that_was_changed_elsewhere_is_not_read_again_where_that_is_locked(
    session, said, tmp_path
):
    path = tmp_path / "kept.toml"
    session.document.save(path)
    before = session.experiment
    save(replace(before, seed=5), path)
    session.lessons.lock(["seed"])
    session.document.reload()
    assert session.experiment == before
    assert said == ["Locked in this lesson: the seed."]
    session.lessons.lock([])
    session.document.reload()
    assert session.experiment.seed == 5
    assert not session.model.is_modified


def test_that_something_else_can_be_opened_in_which_nothing_is_locked_until_undo_leads_back(session, said):
    session.lessons.lock(["all"])
    session.document.open_preset("ravine")
    assert session.lessons.locks == frozenset()
    session.editor.take_values(1, {"momentum": 0.1})
    assert session.experiment.balls[1].hyperparameters["momentum"] == 0.1
    session.undo()
    session.undo()
    assert said == []
    assert session.lessons.locks == {"all"}
    session.editor.take_values(0, {"momentum": 0.1})
    assert session.experiment == small_lesson().experiments["plain"]
    assert len(said) == 1
    session.lessons.close()
    session.editor.take_values(0, {"momentum": 0.1})
    assert session.experiment.balls[0].hyperparameters["momentum"] == 0.1


def test_that_how_things_look_is_never_locked(session, said):
    session.lessons.lock(["all"])
    look = replace(session.experiment.balls[0], color="#123456", marker="star", visible=False)
    session.editor.change_ball(0, look)
    session.editor.describe("Title", "Notes")
    session.balls.toggle_link("learning_rate")
    assert session.experiment.balls[0].color == "#123456"
    assert session.experiment.title == "Title"
    assert session.balls.is_linked("learning_rate")
    assert said == []


def test_that_locked_values_stay_when_an_optimizer_or_a_landscape_brings_others(session, said):
    session.lessons.lock(["learning_rate"])
    rates = [ball.hyperparameters["learning_rate"] for ball in session.experiment.balls]
    for change in (
        lambda: session.editor.change_optimizer(0, "nesterov"),
        lambda: session.editor.choose_landscape("himmelblau"),
        lambda: session.editor.use_formula(formula("x**2 + y**4")),
        lambda: session.editor.change_landscape(formula("x**4")),
        lambda: session.balls.reset(0),
    ):
        change()
        assert [ball.hyperparameters["learning_rate"] for ball in session.experiment.balls] == rates
    assert said == []
    session.editor.take_values(0, {"learning_rate": 0.5})
    assert len(said) == 1
