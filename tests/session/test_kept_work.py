"""Unsaved work: what is kept of it, how long, for whom, and what is made of damaged files."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from laboratory import eventually
from lessons_at_work import small_lesson
from sessions import bowl, settle
from strategies import experiments

from momentum_lab.core.errors import InputError, MomentumLabError
from momentum_lab.core.files import Fingerprint
from momentum_lab.core.messages import counted, message, message_in
from momentum_lab.core.processes import Owner, this_process
from momentum_lab.experiment.change import Step, UndoHistory, UndoSource
from momentum_lab.experiment.file import load, save
from momentum_lab.experiment.model import MOST_UNDO
from momentum_lab.lessons.library import find_lesson
from momentum_lab.session import Session, document, recovery, recovery_file
from momentum_lab.session.document import OnDisk
from momentum_lab.session.recovery import MOST_KEPT, PAUSE, give_up, left_work
from momentum_lab.session.recovery_file import Work, Writer, read_head, read_work

posix = pytest.mark.skipif(os.name != "posix", reason="killed as POSIX does, modes as POSIX has them")


@pytest.fixture(scope="module")
def gone() -> Owner:
    """A process that has ended."""
    return replace(this_process(), start=this_process().start + 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "recovery"


@pytest.fixture
def opened(folder: Path):
    """Open sessions that keep their unsaved work in one folder."""
    sessions: list[Session] = []

    def open_one(experiment=None, path: Path | None = None) -> Session:
        sessions.append(Session(experiment or bowl(), None, path, folder))
        return sessions[-1]

    yield open_one
    for session in sessions:
        assert session.close()


def kept(session: Session) -> tuple[Work, UndoHistory]:
    """Wait until the work is written, and read it."""
    assert session.recovery is not None
    assert eventually(lambda: session.recovery.is_kept)
    return read_work(session.recovery.path)


def left_by(owner: Owner, session: Session, number: int = 0) -> Path:
    """Leave the session's work behind as another process would have; return its file."""
    kept(session)
    path = session.recovery.path
    left = path.with_name(f"{owner.tag}-{number:08x}.toml")
    left.write_bytes(path.read_bytes())
    return left


def change(session: Session, steps: int) -> None:
    session.editor.change(replace(session.experiment, steps=steps), message("steps"))


# --- lessons --------------------------------------------------------------------------------------


def at_work_in(folder: Path, records: Path, page: int) -> Session:
    """A session with a page of a lesson of the library."""
    session = Session(bowl(), None, None, folder, records)
    session.lessons.open(find_lesson("ravine"), page)
    settle(session)
    return session


@pytest.mark.parametrize("is_recorded", [True, False])
def test_that_the_lesson_is_taken_up_again_of_which_a_page_has_set_the_work(
    folder: Path, tmp_path: Path, gone: Owner, is_recorded: bool
) -> None:
    before = at_work_in(folder, tmp_path / "records", 1)
    before.editor.take_values(0, {"learning_rate": 0.3})
    changed, path = before.experiment, left_by(gone, before)
    before.lessons.book.keep()
    after = Session(bowl(), None, None, folder, tmp_path / ("records" if is_recorded else "none"))
    after.restore(path)
    settle(after)
    lessons = after.lessons
    assert (lessons.page.id, after.experiment) == ("fast", changed)
    assert lessons.is_own_experiment
    assert lessons.is_sealed
    assert after.run.computed == 0
    lessons.answer("end", "away")
    settle(after)
    assert lessons.is_own_run
    assert lessons.answered("end").outcome.is_right
    assert before.close()
    assert after.close()


def test_that_no_lesson_is_taken_up_that_was_closed_or_left_for_something_else(
    folder: Path, tmp_path: Path, gone: Owner
) -> None:
    for number, leave in enumerate((lambda s: s.lessons.close(), lambda s: s.document.open_preset("ravine"))):
        before = at_work_in(folder, tmp_path / "records", 0)
        leave(before)
        change(before, 33)
        path = left_by(gone, before, number)
        after = Session(bowl(), None, None, folder, tmp_path / "records")
        after.restore(path)
        assert after.lessons.lesson is None
        assert before.close()
        assert after.close()


def test_that_work_is_restored_of_a_lesson_that_is_gone_and_that_is_said(
    folder: Path, tmp_path: Path, gone: Owner
) -> None:
    before = Session(bowl(), None, None, folder)
    before.lessons.open(small_lesson("gone_since"))
    change(before, 33)
    after, heard = Session(bowl(), None, None, folder), []
    after.said.subscribe(heard.append)
    after.restore(left_by(gone, before))
    assert after.experiment.steps == 33
    assert after.lessons.lesson is None
    assert "“gone_since” cannot be taken up again" in heard[0]
    assert before.close()
    assert after.close()


# --- what is kept ---------------------------------------------------------------------------------

PLAIN = st.one_of(
    st.tuples(st.just("change"), st.integers(1, 9)),
    st.tuples(st.just("drag"), st.integers(1, 9)),
    st.sampled_from(["undo", "redo", "settle", "save"]).map(lambda verb: (verb, 0)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PLAIN, max_size=25))
@example([("change", 1), ("save", 0), ("undo", 0), ("change", 1)])
def test_that_after_whatever_was_done_the_file_has_the_last_settled_work(tmp_path, actions) -> None:
    session = Session(bowl(), None, None, tmp_path / "recovery")
    stored = session.model.history
    try:
        for verb, steps in actions:
            if verb == "change":
                change(session, steps)
            elif verb == "drag":
                dragged = replace(session.experiment, steps=steps)
                session.editor.change(dragged, message("steps"), "steps")
            elif verb == "save":
                session.document.save(tmp_path / "mine.toml")
                stored = session.model.history
            else:
                getattr(session, verb)()
        session.settle()
        is_saved = session.model.history == stored
        path = session.recovery.path
        assert eventually(lambda: session.recovery.is_kept)
        assert path.exists() is not is_saved
        if not is_saved:
            work, history = read_work(path)
            assert history == session.model.history
            assert read_head(path).changes == len(history.undo)
            assert work.name == session.document.name
            restored = Session(bowl(), None, None)
            restored.restore(path)
            assert restored.model.history == session.model.history
            assert restored.document.path == session.document.path
            assert restored.model.is_modified == session.model.is_modified
            restored.close()
            assert path.exists(), "a session that keeps nothing takes nothing away"
    finally:
        session.close()
    assert list((tmp_path / "recovery").glob("*")) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(experiments(), min_size=2, max_size=4), st.data())
def test_that_any_experiments_come_back_as_they_were(tmp_path_factory, states, data) -> None:
    places = message("{first} and {second}", first=message("learning rate"), second="{odd} %s \\ 'x' 日本")
    names = [message("start"), message("100 % {braces}"), message_in("noun", "run"), places, message("")]
    origins = data.draw(st.lists(st.booleans(), min_size=len(states), max_size=len(states)))
    numbers = [number - origins[0] for number in accumulate(origins)]
    steps = [
        Step(state, data.draw(st.sampled_from(names)), number)
        for state, number in zip(states, numbers, strict=True)
    ]
    found = Fingerprint(5, -7, 9, "a" * 64)
    sources = tuple(
        UndoSource(state, Path("/a%/b \n"), found, states[-1])
        if data.draw(st.booleans())
        else UndoSource(state)
        for state in states[: numbers[-1] + 1]
    )
    cut = data.draw(st.integers(0, len(states) - 1))
    after = tuple(reversed(steps[cut + 1 :]))
    history = UndoHistory(states[cut], tuple(steps[:cut]), after, numbers[cut], sources)
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(Writer().text(Work("any", 1.0), history), encoding="utf-8", newline="")
    assert read_work(path) == (Work("any", 1.0), history)


def test_that_names_that_cannot_be_taken_apart_keep_their_words(tmp_path) -> None:
    deep = message("y")
    for _ in range(5):
        deep = message("{inner}", inner=deep)
    odd = [
        message("{share:.0%} of it", share=0.5),
        counted("{count} ball", "{count} balls", count=3),
        message("x" * 600),
        deep,
    ]
    steps = tuple(Step(bowl(i + 1), name, 0) for i, name in enumerate(odd))
    history = UndoHistory(bowl(), steps, (), 0, (UndoSource(bowl()),))
    path = tmp_path / "any.toml"
    path.write_text(Writer().text(Work("any", 1.0), history), encoding="utf-8")
    words = [str(change.name) for change in read_work(path)[1].undo]
    assert words[:2] == ["50% of it", "3 balls"]
    assert words[2].startswith("xxx")
    assert len(words[2]) <= 500
    assert words[3] == "y"


def test_that_what_was_changed_before_something_else_was_opened_is_kept(
    opened, folder, tmp_path, gone
) -> None:
    session = opened()
    change(session, 3)
    for number in range(1, 4):
        session.document.open_preset("ravine")
        change(session, number)
    session.document.open_preset("saddle")
    work, history = kept(session)
    assert history == session.model.history
    assert (work.name, history.changes) == ("A ravine", 4)
    assert [step.experiment.steps for step in history.unsaved] == [3, 1, 2, 3]
    left = left_by(gone, session)
    assert read_head(left).changes == 4
    other = opened()
    other.restore(left)
    assert (other.document.name, other.model.is_modified) == (session.document.name, False)
    for name in ("A ravine", "A ravine"):
        other.undo()
        assert other.document.name == name
    assert kept(other)[1] == other.model.history
    assert session.close(keeps_work=True)
    assert read_work(session.recovery.path)[1] == history


def test_that_what_was_only_looked_at_or_saved_or_taken_back_leaves_nothing(opened, folder, tmp_path) -> None:
    looked, saved, back = (opened() for _ in range(3))
    change(saved, 3)
    saved.document.save(tmp_path / "mine.toml")
    change(back, 3)
    assert kept(back)[1].unsaved
    back.undo()
    for session in (looked, saved, back):
        for name in ("ravine", "saddle"):
            session.document.open_preset(name)
        assert eventually(lambda session=session: session.recovery.is_kept)
        assert not session.recovery.path.exists()
        assert session.close(keeps_work=True)
    redone = opened()
    change(redone, 3)
    redone.undo()
    assert kept(redone)[1] == redone.model.history, (
        "what was taken back can be brought back after an accident"
    )
    assert redone.close(keeps_work=True)
    assert list(folder.iterdir()) == []


def test_that_what_is_unsaved_is_not_cut_and_not_forgotten_for_what_came_later(opened, monkeypatch) -> None:
    monkeypatch.setattr(recovery_file, "MOST_CHARACTERS", 6000)
    session = opened()
    change(session, 3)
    session.document.open_preset("ravine")
    for steps in range(100, 110 + MOST_UNDO):
        change(session, steps)
    assert len(session.model.history.undo) == MOST_UNDO
    for history in (session.model.history, kept(session)[1]):
        assert [step.experiment.steps for step in history.unsaved] == [3, 109 + MOST_UNDO]
        assert [source.saved.title for source in history.sources] == [bowl().title, "A ravine"]


def test_that_a_drag_is_written_every_now_and_then_and_when_it_ends(opened, monkeypatch) -> None:
    session = opened()
    written: list[int] = []
    write = recovery.write_text
    monkeypatch.setattr(
        recovery,
        "write_text",
        lambda *a, **more: (written.append(session.experiment.steps), write(*a, **more)),
    )
    for frame in range(1, 101):
        session.clock.tick(frame * 0.01)
        session.editor.change(replace(session.experiment, steps=100 + frame), merge="steps")
        assert eventually(lambda: session.recovery.is_kept)
    assert len(written) == int(1.0 / PAUSE)
    session.settle()
    assert kept(session)[1] == session.model.history
    assert len(written) == 1 + int(1.0 / PAUSE)


def test_that_a_drag_that_nobody_ends_is_kept_once_it_rests(opened) -> None:
    session = opened()
    session.editor.change(replace(session.experiment, steps=7), merge="steps")
    assert session.clock.delay is not None
    assert session.clock.delay <= PAUSE
    session.clock.tick(PAUSE)
    assert kept(session)[1].experiment.steps == 7


def test_that_very_much_is_cut_where_it_is_farthest_away(opened, monkeypatch) -> None:
    monkeypatch.setattr(recovery_file, "MOST_CHARACTERS", 4000)
    session = opened()
    for steps in range(100, 100 + MOST_UNDO):
        change(session, steps)
    for _ in range(3):
        session.undo()
    history, (_, short) = session.model.history, kept(session)
    assert short.experiment == history.experiment
    assert 0 < len(short.undo) < 20
    assert short.undo == history.undo[-len(short.undo) :]
    assert short.redo == history.redo
    assert short.sources == (UndoSource(bowl()),)
    assert session.recovery.path.stat().st_size < 10_000


def test_that_all_that_can_be_taken_back_is_kept(opened) -> None:
    session = opened()
    for steps in range(100, 110 + MOST_UNDO):
        change(session, steps)
    assert kept(session)[1] == session.model.history


@posix
def test_that_nobody_else_may_read_it(opened, folder) -> None:
    session = opened()
    folder.mkdir(parents=True, mode=0o755)
    change(session, 3)
    kept(session)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


# --- how long -------------------------------------------------------------------------------------


def test_that_a_clean_end_leaves_nothing_and_one_in_a_hurry_leaves_the_work(opened, folder) -> None:
    clean, hurried, saved, untouched = (opened() for _ in range(4))
    for session in (clean, hurried, saved):
        change(session, 3)
        kept(session)
    saved.document.save(folder / "mine.toml")
    assert len(list(folder.glob("*-*.toml"))) >= 2
    change(hurried, 4)
    history = hurried.model.history
    assert clean.close()
    assert all(session.close(keeps_work=True) for session in (hurried, saved, untouched))
    assert list(folder.glob("*-*.toml")) == [hurried.recovery.path]
    assert read_work(hurried.recovery.path)[1] == history


def test_that_what_is_restored_stays_until_it_is_kept_anew(opened, folder, gone, monkeypatch) -> None:
    former = opened()
    change(former, 3)
    left = left_by(gone, former)
    session = opened(bowl(9))

    def full(*_: object, **__: object) -> None:
        raise recovery.WriteError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(recovery, "write_text", full)
        session.restore(left)
        assert session.model.history == former.model.history
        assert session.model.is_modified
        assert eventually(lambda: session.recovery.is_kept)
        assert left.exists()
    change(session, 4)
    assert kept(session)[1].experiment.steps == 4
    assert not left.exists()
    session.undo()
    session.undo()
    assert session.experiment == bowl()


def test_that_what_is_restored_and_saved_at_once_goes(opened, tmp_path, gone) -> None:
    former = opened()
    change(former, 3)
    left = left_by(gone, former)
    session = opened()
    session.restore(left)
    session.document.save(tmp_path / "mine.toml")
    assert eventually(lambda: session.recovery.is_kept)
    assert not left.exists()
    assert not session.recovery.path.exists()


def test_that_restored_work_is_of_its_file_and_knows_whether_that_is_another_now(
    opened, tmp_path, gone
) -> None:
    mine = tmp_path / os.fsdecode(b"m%ine \xff\n.toml")
    save(bowl(), mine)
    former = opened(load(mine), mine)
    change(former, 3)
    left = left_by(gone, former)
    session = opened()
    session.restore(left)
    assert session.document.path == mine
    assert session.document.found == former.document.found is not None


def test_that_at_most_twenty_are_kept_and_the_oldest_go_but_none_of_the_living(opened, folder, gone) -> None:
    session, other = opened(), opened()
    change(session, 3)
    old = [left_by(gone, session, number) for number in range(MOST_KEPT + 3)]
    for age, path in enumerate(old):
        os.utime(path, (1e9 - age, 1e9 - age))
    os.utime(session.recovery.path, (1.0, 1.0))
    change(other, 3)
    kept(other)
    assert set(folder.iterdir()) == {session.recovery.path, other.recovery.path, *old[: MOST_KEPT - 2]}


def test_that_work_of_a_process_that_may_be_alive_elsewhere_stays(opened, folder, gone) -> None:
    session, other = opened(), opened()
    change(session, 3)
    elsewhere = replace(gone, machine="00000000")
    old = [left_by(elsewhere, session, number) for number in range(MOST_KEPT - 2)]
    for path in old:
        os.utime(path, (1.0, 1.0))
    here = left_by(gone, session)
    other.restore(old[0])
    kept(other)
    assert not here.exists(), "twenty are kept"
    assert other.close()
    assert all(path.exists() for path in old)


def test_that_a_file_that_vanishes_hides_no_other(opened, folder, gone, monkeypatch) -> None:
    session = opened()
    change(session, 3)
    paths = [left_by(gone, session, number) for number in range(3)]
    look = recovery.is_own_file

    def vanishing(path: Path) -> bool:
        if len(vanished) < 1:
            vanished.append(path)
            path.unlink()
        return look(path)

    vanished: list[Path] = []
    monkeypatch.setattr(recovery, "is_own_file", vanishing)
    session.recovery.path.rename(paths[0].with_name(f"{gone.tag}-0000000f.toml"))
    assert len(left_work(folder)) == 3


# --- for whom -------------------------------------------------------------------------------------


def test_that_what_the_living_work_on_is_not_offered(opened, folder, gone) -> None:
    first, second = opened(), opened()
    change(first, 3)
    change(second, 4)
    assert kept(first) != kept(second)
    assert left_work(folder) == []
    elsewhere = left_by(replace(gone, machine="00000000"), first)
    left = left_by(gone, second)
    (folder / left.name.replace(".toml", ".txt")).touch()
    (folder / f"{gone.tag}-0000000a.toml").mkdir()
    (folder / f"{gone.tag}-0000000b.toml").symlink_to(left)
    assert {(found.path, found.is_elsewhere) for found in left_work(folder)} == {
        (elsewhere, True),
        (left, False),
    }
    give_up(left)
    give_up(left)
    assert [found.path for found in left_work(folder)] == [elsewhere]


def test_that_work_is_offered_by_name_and_time_and_the_newest_first(opened, folder, gone) -> None:
    session = opened(replace(bowl(), title="A <b>bowl</b>"))
    for number in (1, 2):
        change(session, number)
        left_by(gone, session, number)
    found = left_work(folder)
    assert [(left.name, left.changes, left.problem) for left in found] == [
        ("A <b>bowl</b>", 2, ""),
        ("A <b>bowl</b>", 1, ""),
    ]
    assert found[0].at > found[1].at > 1.7e9


KILLED = """
import os, signal, sys
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from momentum_lab.experiment.presets import preset
from momentum_lab.session import Session

session = Session(preset("ravine"), None, None, Path(sys.argv[1]))
session.editor.change(replace(session.experiment, steps=7))
session.editor.change(replace(session.experiment, steps=8))
session.undo()
while not session.recovery.is_kept:
    pass
os.kill(os.getpid(), int(sys.argv[2]))
"""


@posix
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGABRT])
def test_that_work_outlives_its_process(folder, opened, number: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(int(number))], capture_output=True, text=True
    )
    assert done.returncode == -number, done.stderr
    (left,) = left_work(folder)
    assert (left.name, left.changes) == ("A ravine", 1)
    session = opened()
    session.restore(left.path)
    assert session.experiment.steps == 7
    session.redo()
    assert session.experiment.steps == 8


def test_that_a_glance_reads_a_file_only_when_it_was_touched(opened, tmp_path, monkeypatch) -> None:
    path, read = tmp_path / "mine.toml", []
    save(bowl(), path)
    session = opened(load(path), path)
    look = document.fingerprint
    monkeypatch.setattr(document, "fingerprint", lambda file: (read.append(file), look(file))[1])
    for _ in range(3):
        assert session.document.glance().state is OnDisk.SAME
    assert len(read) == 1
    before = path.stat()
    content = path.read_bytes()
    path.write_bytes(content.replace(b"60", b"61", 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    if os.name == "posix":  # where no program keeps the date of a change of the dates
        assert session.document.glance().state is OnDisk.CHANGED
    assert session.document.look().state is OnDisk.CHANGED
    path.unlink()
    assert session.document.glance().state is OnDisk.GONE


# --- what cannot be -------------------------------------------------------------------------------


def test_that_a_folder_that_cannot_be_had_is_told_once_and_the_work_goes_on(opened, folder) -> None:
    session, said = opened(), []
    session.said.subscribe(said.append)
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    for now in range(1, 6):
        change(session, now)
        assert eventually(lambda: session.recovery.is_kept)
        session.clock.tick(float(now))
    assert len(said) == 1
    assert said[0].startswith(f"Unsaved work is not kept for a recovery: {folder}")
    assert len(session.model.history.undo) == 5
    folder.unlink()
    change(session, 9)
    assert kept(session)[1] == session.model.history


def texts_of(path: Path) -> dict[str, str]:
    """Damaged and hostile variants of a file of unsaved work."""
    whole = path.read_text(encoding="utf-8")
    head, mark, rest = whole.partition("\n[[experiments]]\n")

    named = 'text = "steps"'

    def signed(body: str, present: int = 1) -> str:
        lines = [line for line in head.splitlines() if not line.startswith(("checksum", "present"))]
        lines[1:1] = [f'checksum = "{recovery_file._checksum(mark + body)}"', f"present = {present}"]
        return "\n".join(lines) + mark + body

    return {
        "empty": "",
        "cut": whole[: len(whole) // 2],
        "a changed digit": whole.replace("steps = 60", "steps = 61", 1),
        "no TOML": signed("= = ="),
        "a newer one": whole.replace("recovery = 1", "recovery = 2"),
        "more states than there are": signed(rest, 400),
        "an unknown key": signed(rest + "\n[more]\nx = 1\n"),
        "an unknown experiment": signed(rest.replace("experiment = 1", "experiment = 7")),
        "an unknown source": signed(rest.replace("source = 0", "source = 1")),
        "an unknown landscape": signed(rest.replace("x**2 + 3*y**2", "import os")),
        "a costly name": signed(rest.replace(named, 'text = "{x:>9999999999}"\nplaces = {x = "a"}')),
        "a prying name": signed(rest.replace(named, 'text = "{x.y}"\nplaces = {x = "a"}')),
        "a name without its place": signed(rest.replace(named, 'text = "{z}"\nplaces = {x = "a"}')),
        "a time without end": whole.replace("at = ", "at = 1e300 # "),
        "no text": "\0\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "large": whole + "#" * recovery_file.LARGEST_FILE,
        "a long head": "#" * recovery_file.LARGEST_HEAD + "\n" + whole,
    }


def test_that_what_is_damaged_or_hostile_is_told_and_left_alone(opened, folder, gone) -> None:
    session = opened()
    change(session, 3)
    path = left_by(gone, session)
    variants = texts_of(path)
    other = opened(bowl(5))
    before = other.model.history
    for what, content in variants.items():
        path.write_text(content, encoding="utf-8", newline="")
        (left,) = left_work(folder)
        assert left.path == path, what
        with pytest.raises(MomentumLabError) as told:
            other.restore(path)
        assert str(path) in str(told.value), what
        assert path.read_text(encoding="utf-8") == content
        assert other.model.history == before
        assert other.document.path is None
    path.write_text(variants["empty"])
    assert "is damaged" in left_work(folder)[0].problem
    path.unlink()
    with pytest.raises(InputError):
        other.restore(path)
