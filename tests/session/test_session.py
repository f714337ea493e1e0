"""A session: played, changed, saved and opened without a window."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from laboratory import ball
from sessions import bowl, roll, settle

from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.experiment import load, preset, save
from momentum_lab.experiment.presets import plain_experiment, preset_names
from momentum_lab.session import Session, Settings
from momentum_lab.session.look import TYPE_SIZES, Look
from momentum_lab.session.session import Selection
from momentum_lab.simulation import simulate


@pytest.fixture
def settings():
    return Settings()


@pytest.fixture
def session(settings):
    made = Session(bowl(), settings)
    settle(made)
    yield made
    assert made.close()


def at(session: Session) -> tuple[int, bool]:
    return session.step, session.is_playing


def test_that_a_session_plays_pauses_and_goes_from_step_to_step(session):
    session.set_speed(50.0)
    session.play_or_pause()
    now = roll(session, 0.4)
    assert at(session) == (pytest.approx(20, abs=1), True)
    session.play_or_pause()
    there = at(session)
    roll(session, 0.4, now)
    assert at(session) == there
    for do, step in (
        (lambda: session.go_to(7), 7),
        (lambda: session.step_by(10), 17),
        (lambda: session.step_by(-100), 0),
        (session.go_to_last, 60),
        (session.go_to_first, 0),
    ):
        do()
        assert at(session) == (step, False)
    session.play()
    session.step_by(1)
    assert at(session) == (1, False)
    session.play()
    session.reset()
    assert at(session) == (0, False)


def test_that_the_run_is_that_of_the_experiment_bit_for_bit(session):
    assert session.run.position.tobytes() == simulate(bowl()).position.tobytes()


def test_that_who_listens_hears_of_changes_until_it_leaves(session):
    heard = []
    leaves = [
        session.experiment_changed.subscribe(heard.append),
        session.clock.step_changed.subscribe(heard.append),
        session.looks.changed.subscribe(heard.append),
    ]
    session.editor.describe("Title", "Notes")
    session.go_to(3)
    session.looks.set_path_ahead(True)
    assert heard == [session.experiment, 3, Look(path_ahead=True)]
    for leave in leaves:
        leave()
    session.go_to(4)
    session.undo()
    session.looks.toggle_theme()
    assert len(heard) == 3


def test_that_a_drag_of_the_start_is_one_change_with_a_name(session):
    before = session.experiment
    for x in (1.0, 2.0, 3.0):
        session.drag_start((x, 1.0))
    session.settle()
    session.drag_start((0.0, 0.0))
    assert str(session.model.undo_name) == "start"
    session.undo()
    assert session.experiment.start == (3.0, 1.0)
    session.undo()
    assert session.experiment == before
    assert not session.model.can_undo
    session.redo()
    assert session.experiment.start == (3.0, 1.0)


def test_that_a_start_that_cannot_be_is_said_and_not_taken(session):
    said = []
    session.said.subscribe(said.append)
    session.drag_start((1e300, 0.0))
    assert "start" in said[0]
    session.drag_start((1.0,))  # of another dimension: a view that is on its way out
    assert len(said) == 1
    assert not session.model.is_modified


def test_that_values_of_a_place_in_a_map_are_taken_as_one_change(session):
    session.editor.take_values(0, {"learning_rate": 0.2, "momentum": 0.5}, "map")
    session.editor.take_values(0, {"learning_rate": 0.3, "momentum": 0.6}, "map")
    values = session.experiment.balls[0].hyperparameters
    assert (values["learning_rate"], values["momentum"]) == (0.3, 0.6)
    assert str(session.model.undo_name) == "learning rate and momentum of Momentum"
    session.undo()
    assert session.experiment == bowl()
    with pytest.raises(InputError):
        session.editor.take_values(0, {"learning_rate": -1.0})
    assert session.experiment == bowl()


def test_that_a_start_for_all_takes_the_balls_own_away(session):
    own = replace(ball("adam"), start=(1.0, 1.0))
    session.editor.change_ball(1, own)
    session.editor.move_all_to((2.0, 0.5))
    assert session.experiment.start == (2.0, 0.5)
    assert session.experiment.balls[1].start is None


def test_that_balls_are_added_duplicated_and_removed(session):
    session.editor.add_ball()
    assert [b.optimizer for b in session.experiment.balls] == ["momentum", "gradient_descent", "adam"]
    session.editor.duplicate_ball(0)
    first, twin = session.experiment.balls[0], session.experiment.balls[3]
    assert twin.hyperparameters == first.hyperparameters
    assert (twin.color, twin.marker) != (first.color, first.marker)
    session.editor.remove_ball(1)
    assert [b.optimizer for b in session.experiment.balls] == ["momentum", "adam", "momentum"]
    while session.editor.has_room:
        session.editor.add_ball()
    full = session.experiment
    session.editor.add_ball()
    assert session.experiment is full


def test_that_the_selected_ball_stays_among_those_there_are(session):
    heard = []
    session.selection_changed.subscribe(heard.append)
    session.select_ball(1)
    session.select_ball(1)
    session.select_ball(7)
    assert heard == [Selection(ball=1)]
    session.editor.remove_ball(1)
    assert heard[1:] == [Selection(ball=0)]


def test_that_a_view_has_the_whole_space_as_long_as_it_suits_the_run(session):
    session.toggle_maximized("loss")
    session.toggle_maximized("contour")
    assert session.selection.maximized == "contour"
    session.toggle_maximized("curve")  # which cannot show two dimensions
    assert session.selection.maximized == "contour"
    session.document.open_preset("double_well")
    assert session.selection.maximized == "contour"  # until the run is there
    settle(session)
    assert session.selection.maximized is None
    session.toggle_maximized("notes")
    session.document.open_preset("saddle")
    settle(session)
    assert session.selection.maximized == "notes"
    session.show_all_views()
    assert session.selection.maximized is None


def test_that_how_the_balls_fare_is_found_once_for_all_who_show_it(session):
    session.go_to(10)
    first = session.summaries
    assert [s.step for s in first] == [10, 10]
    assert session.summaries is first
    session.go_to(11)
    assert session.summaries is not first
    assert session.summaries[0].step == 11


def test_that_what_is_chosen_is_remembered_by_the_settings(session, settings):
    session.set_loop(False)
    session.looks.set_theme("dark")
    session.looks.set_path_ahead(True)
    session.looks.set_loss_axis("linear")
    other = Session(bowl(), settings)
    assert other.look == Look("dark", True, "linear")
    assert not other.clock.state.loops
    other.close()


def test_that_every_preset_takes_some_seconds_until_another_speed_is_chosen(session):
    for name in preset_names():
        session.document.open_preset(name)
        assert 2.0 <= session.experiment.steps / session.clock.state.speed <= 12.0, name
        session.set_speed(1e9)
        assert session.clock.state.speed == 1000.0
    session.editor.change(replace(session.experiment, steps=50))
    assert session.clock.state.speed == 1000.0


def test_that_a_speed_is_that_of_its_experiment_alone(session, settings):
    session.document.open_preset("saddle")
    suited = session.clock.state.speed
    session.set_speed(77.0)
    session.document.open_preset("plateau")
    assert session.clock.state.speed != 77.0
    session.undo()
    assert session.experiment == preset("saddle")
    assert session.clock.state.speed == 77.0
    other = Session(preset("saddle"), settings)
    assert other.clock.state.speed == suited
    other.close()


def test_that_the_speed_follows_the_steps_while_nobody_has_chosen_one(session):
    session.editor.change(replace(session.experiment, steps=6000))
    assert session.clock.state.speed == 500.0
    session.undo()
    assert session.experiment.steps / session.clock.state.speed >= 2.0


def test_that_opening_can_be_taken_back_with_the_file_that_was_open(session, tmp_path):
    path = tmp_path / "mine.toml"
    session.document.save(path)
    mine = session.experiment
    session.document.open_preset("saddle")
    session.editor.describe("Tried", "")
    tried = session.experiment
    session.document.open_preset("plateau")
    assert str(session.model.undo_name) == f"open preset “{preset('plateau').title}”"
    session.undo()
    assert (session.experiment, session.model.is_modified, session.document.path) == (tried, True, None)
    session.undo()
    assert (session.experiment, session.model.is_modified) == (preset("saddle"), False)
    changed = []
    session.document.path_changed.subscribe(lambda: changed.append(session.document.path))
    session.undo()
    assert (session.experiment, session.model.is_modified, session.document.path) == (mine, False, path)
    assert changed == [path]
    session.document.new()
    assert str(session.model.undo_name) == "new experiment"
    session.undo()
    assert session.document.path == path


def test_that_what_is_saved_after_opening_goes_to_its_own_file(session, tmp_path):
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    session.document.save(first)
    session.document.open_preset("saddle")
    session.document.save(second)
    session.undo()
    assert session.document.path == first
    session.redo()
    assert (session.document.path, session.model.is_modified) == (second, False)
    assert load(second) == preset("saddle")


def test_that_a_copy_is_kept_under_a_name_that_is_free(session, tmp_path, monkeypatch):
    monkeypatch.setenv("MOMENTUM_LAB_FOLDER", str(tmp_path))
    session.document.open_preset("saddle")
    session.editor.describe("My saddle", "")
    kept = [session.document.keep() for _ in range(3)]
    assert [path.name for path in kept] == ["my-saddle.toml", "my-saddle-2.toml", "my-saddle-3.toml"]
    assert {path.parent for path in kept} == {tmp_path / "experiments"}
    assert load(kept[0]) == session.experiment
    assert (session.document.path, session.model.is_modified) == (None, True)
    assert session.settings.recent[0] == kept[-1]
    session.document.save(tmp_path / "own.toml")
    copy = session.document.keep()
    session.editor.describe("Another", "")
    assert (session.document.path, session.model.is_modified) == (tmp_path / "own.toml", True)
    session.document.save(tmp_path / "own.toml")
    assert load(copy).title == "My saddle"
    monkeypatch.setenv("MOMENTUM_LAB_FOLDER", str(kept[0]))
    with pytest.raises(MomentumLabError, match="cannot be made"):
        session.document.keep()


def test_that_a_new_experiment_is_a_plain_one(session):
    session.document.new()
    assert len(session.experiment.balls) == 1
    assert (session.experiment.title, session.document.path) == ("", None)
    assert session.document.name == "Untitled"


def test_that_a_view_that_does_not_suit_says_why(session):
    said = []
    session.said.subscribe(said.append)
    session.toggle_maximized("curve")
    assert said == ["There is no curve of a landscape of two dimensions"]
    session.document.open_preset("double_well")
    settle(session)
    session.toggle_maximized("surface")
    assert "one dimension" in said[-1]


def test_that_a_saved_session_opens_as_the_same_experiment(session, settings, tmp_path):
    session.editor.describe("Mine", "")
    assert session.document.name == "Mine"
    assert session.model.is_modified
    changed = []
    session.document.path_changed.subscribe(lambda: changed.append(session.document.name))
    session.document.save(tmp_path / "mine.toml")
    assert changed == ["mine.toml"]
    assert not session.model.is_modified
    assert load(tmp_path / "mine.toml") == session.experiment
    assert settings.recent == [tmp_path / "mine.toml"]
    assert session.document.folder == tmp_path
    other = Session(preset("saddle"))
    other.go_to_last()
    other.document.open(tmp_path / "mine.toml")
    assert other.experiment == session.experiment
    assert other.document.path == tmp_path / "mine.toml"
    assert at(other) == (0, True)
    other.close()


def test_that_a_preset_and_a_new_experiment_are_of_no_file(session, tmp_path):
    session.document.save(tmp_path / "mine.toml")
    session.document.open_preset("saddle")
    assert session.experiment == preset("saddle")
    assert session.document.path is None
    session.document.new()
    assert session.experiment == plain_experiment()


def test_that_what_cannot_be_read_or_written_leaves_everything_as_it_is(session, settings, tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("schema = = 1")
    session.go_to(7)
    for do in (
        lambda: session.document.open(broken),
        lambda: session.document.open(tmp_path / "missing.toml"),
        lambda: session.document.open_preset("no such preset"),
        lambda: session.document.save(tmp_path / "no such folder" / "x.toml"),
    ):
        with pytest.raises(MomentumLabError):
            do()
    assert session.experiment == bowl()
    assert session.document.path is None
    assert settings.recent == []
    assert at(session) == (7, False)


def test_that_a_picture_opens_but_is_not_saved_to(session, tmp_path):
    data = tmp_path / "numbers.json"
    from momentum_lab.export.data import write_data

    write_data(simulate(bowl()), data)
    session.document.open(data)
    assert session.experiment == bowl()
    assert session.document.path is None


def test_that_a_formula_that_loses_its_y_gets_it_back(session):
    there = session.experiment
    line = replace(there.landscape, formula="x**2", domain=there.landscape.build().domain[:1])
    session.editor.change_landscape(line)
    assert session.experiment.start == (4.0,)
    session.editor.change_landscape(there.landscape)
    assert session.experiment.start == there.start


def test_that_a_landscape_of_the_library_comes_with_its_start(session):
    session.editor.choose_landscape("beale")
    landscape = session.experiment.landscape.build()
    assert session.experiment.start == landscape.start
    before = session.experiment
    session.editor.choose_landscape("beale")
    assert session.experiment is before


def test_that_two_sessions_have_nothing_in_common(session):
    other = Session(bowl())
    other.looks.set_theme("dark")
    other.select_ball(1)
    other.editor.change(preset("saddle"))
    other.go_to(5)
    assert session.look.theme == "light"
    assert session.selection == Selection()
    assert session.experiment == bowl()
    assert session.step == 0
    other.close()


def test_that_of_several_viewers_the_first_answers_and_the_last_closes(session):
    first, second = session.viewers.join(), session.viewers.join()
    assert (first.is_first, first.is_only) == (True, False)
    assert (second.is_first, second.is_only) == (False, False)
    first.leave()
    first.leave()
    assert (second.is_first, second.is_only) == (True, True)
    assert session.viewers.is_anyone_there
    second.leave()
    assert not session.viewers.is_anyone_there


def test_that_none_of_this_needs_qt(tmp_path: Path) -> None:
    code = f"""
import sys, time
from pathlib import Path
from momentum_lab.experiment import load, preset
from momentum_lab.session import Session

session = Session(preset("ravine"))
while not session.clock.is_settled:
    session.clock.tick(0.0)
    time.sleep(0.001)
session.play()
for frame in range(100):
    session.clock.tick(0.016 * frame)
assert session.step > 10, session.step
session.go_to(5)
session.drag_start((-4.0, 1.0))
session.undo()
session.redo()
session.editor.add_ball()
path = Path({str(tmp_path / "session.toml")!r})
session.document.save(path)
session.document.open_preset("saddle")
session.document.open(path)
assert session.experiment == load(path)
assert len(session.summaries) == 4
session.close()
assert not [name for name in sys.modules if name.startswith(("PyQt", "pyqtgraph", "OpenGL"))]
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_that_a_session_opens_what_another_has_saved(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    save(bowl(), path)
    session = Session(load(path), path=path)
    assert session.document.name == "one.toml"
    session.close()


@pytest.mark.parametrize(
    ("wanted", "size"), [(1.0, 1.0), (1.4, 1.3), (0.0, TYPE_SIZES[0]), (99.0, TYPE_SIZES[-1])]
)
def test_that_type_has_one_of_its_sizes_and_keeps_it(wanted: float, size: float) -> None:
    settings = Settings()
    session = Session(bowl(), settings)
    session.looks.set_type_size(wanted)
    assert session.look.type_size == size
    again = Session(bowl(), settings)
    assert again.look.type_size == size
    for step, end in ((1, TYPE_SIZES[-1]), (-1, TYPE_SIZES[0])):
        for _ in TYPE_SIZES:
            again.looks.change_type_size(step)
        assert again.look.type_size == end
    session.close()
    again.close()
