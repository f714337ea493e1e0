"""Sweeps: every cell is as alone, whatever is interrupted, lost or found on the disk."""

from __future__ import annotations

import json
import os
import pickle
from dataclasses import fields, replace

import numpy as np
import pytest
from clusters import local_cluster
from laboratory import ball, eventually, on_formula, on_library

from momentum_lab.analysis.basins import basin_maps
from momentum_lab.analysis.chunk_store import DESCRIPTION, LOCK, InUseError, Parts, remove_parts
from momentum_lab.analysis.grid import Axis, Cells
from momentum_lab.analysis.sweep import Sweep, run_sweep
from momentum_lab.core.errors import CancelledError, InputError
from momentum_lab.core.files import WriteError
from momentum_lab.simulation import simulate
from momentum_lab.simulation.chunks import chunk_size, compute_here, run_chunks
from momentum_lab.simulation.cluster import Cluster, ClusterError, _run, _sent, connected

NOISY = on_library("himmelblau", ball("adam"), ball("momentum"), steps=50, noise=0.3, seed=7)
RATES = Axis("learning_rate", 1e-4, 10.0, 9, "log")
MOMENTA = Axis("momentum", 0.0, 0.95, 7)
SWEEP = Sweep(NOISY, 1, (RATES, MOMENTA), seeds=3)
CHUNK = 20


def counting(counts):
    """Compute here, and note how many runs each chunk has."""

    def compute(chunks, underway):
        def noted():
            for chunk in chunks:
                counts.append(chunk.size)
                yield chunk

        return compute_here(noted(), underway)

    return compute


def interrupted_sweep(folder, chunks, sweep=SWEEP):
    """Leave so many finished chunks in a folder."""
    with pytest.raises(CancelledError):
        run_sweep(sweep, folder, lambda share: share * sweep.size < chunks * CHUNK + 0.5, chunk=CHUNK)
    assert len(chunk_files(folder)) == chunks


def chunk_files(folder):
    return sorted(folder.glob("0*.npy"))


def bits(result):
    return [getattr(result.cells, f.name).tobytes() for f in fields(Cells)] + [result.positions.tobytes()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return run_sweep(SWEEP, tmp_path_factory.mktemp("whole") / "parts")


def test_that_every_cell_is_as_alone(whole):
    assert whole.cells.loss.shape == (9, 7, 3)
    assert whole.positions.shape == (9, 7, 3, 2)
    assert len(np.unique(whole.cells.status)) > 1
    choice = np.random.default_rng(2)
    for _ in range(12):
        cell = tuple(int(choice.integers(size)) for size in SWEEP.shape)
        values = {"learning_rate": RATES.values[cell[0]], "momentum": MOMENTA.values[cell[1]]}
        alone = replace(NOISY, balls=(NOISY.balls[1].with_values(**values),), seed=7 + cell[2])
        run = simulate(alone)
        last = int(run.last[0])
        assert whole.cells.last[cell] == last
        assert whole.positions[cell].tobytes() == run.position[0, last].tobytes()
        assert whole.cells.loss[cell].tobytes() == run.loss[0, last].tobytes()
        assert whole.cells.status[cell] == run.status[0, -1]


def test_that_one_to_four_hyperparameters_may_vary(tmp_path):
    four = [Axis("beta1", 0.0, 0.9, 2), Axis("beta2", 0.9, 0.999, 2), Axis("epsilon", 1e-9, 1.0, 3, "log")]
    result = run_sweep(Sweep(NOISY, 0, (RATES, *four)), tmp_path / "parts", chunk=64)
    assert result.cells.loss.shape == (9, 2, 2, 3, 1)
    one = run_sweep(Sweep(NOISY, 0, (RATES,)), tmp_path / "others")
    assert one.cells.loss.shape == (9, 1)


def test_that_chunks_of_any_size_give_the_same(tmp_path, whole):
    for size in (1 + SWEEP.size // 2, 64, 7):
        assert bits(run_sweep(SWEEP, tmp_path / str(size), chunk=size)) == bits(whole)


@pytest.mark.parametrize("size", [CHUNK, 33])
def test_that_finished_chunks_are_not_computed_again(tmp_path, whole, size):
    folder = tmp_path / "parts"
    interrupted_sweep(folder, 3)
    counts: list[int] = []
    told: list[float] = []
    resumed = run_sweep(SWEEP, folder, lambda s: not told.append(s), counting(counts), size)
    assert sum(counts) == SWEEP.size - 3 * CHUNK
    assert told[0] >= 3 * CHUNK / SWEEP.size
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert bits(resumed) == bits(whole)
    counts.clear()
    assert bits(run_sweep(SWEEP, folder, compute=counting(counts))) == bits(whole)
    assert counts == []


def test_that_the_folder_of_another_sweep_is_refused(tmp_path):
    folder = tmp_path / "out.npz.parts"
    interrupted_sweep(folder, 1)
    before = sorted(path.name for path in folder.iterdir())
    others = {
        "axes": replace(SWEEP, axes=(RATES, replace(MOMENTA, high=0.96))),
        "seeds": replace(SWEEP, seeds=4),
        "experiment": replace(SWEEP, experiment=replace(NOISY, steps=51)),
    }
    for key, other in others.items():
        with pytest.raises(InputError) as caught:
            run_sweep(other, folder)
        said = f"holds the chunks of another sweep (of another {key}); finish that one, or remove the folder"
        assert str(caught.value) == f"{folder}: {said}"
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize(
    "content", [None, "", "[]", "[" * 100_000, "{", "\xff", '{"version": "0"}', "x" * 2_000_000]
)
def test_that_a_folder_of_something_else_is_refused(tmp_path, content):
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    if content is not None:
        (folder / DESCRIPTION).write_text(content, encoding="latin-1")
    with pytest.raises(InputError) as caught:
        run_sweep(SWEEP, folder)
    assert str(caught.value).startswith(f"{folder}: ")
    assert (folder / "letter.txt").read_text() == "mine"
    assert chunk_files(folder) == []


def test_that_a_folder_that_cannot_be_made_is_said(tmp_path):
    with pytest.raises(WriteError, match=r"cannot be written"):
        run_sweep(SWEEP, tmp_path / "nowhere" / "parts")
    (tmp_path / "file").touch()
    with pytest.raises(WriteError, match=r"cannot be written"):
        run_sweep(SWEEP, tmp_path / "file")


class Hostile:
    def __reduce__(self):
        return os.mkdir, ("hacked",)


def spoil(path, how):
    """Make something else of the file of a chunk."""
    good = path.read_bytes()
    rows = np.load(path)
    if how == "pickle":
        path.write_bytes(pickle.dumps(Hostile()).ljust(len(good), b"\0"))
    elif how == "objects":
        path.unlink()
        np.save(path, np.array([Hostile()], dtype=object), allow_pickle=True)
        path.write_bytes(path.read_bytes().ljust(len(good), b"\0"))
    elif how == "zip":
        with path.open("wb") as stream:
            np.savez(stream, rows=rows)
    elif how == "cut":
        path.write_bytes(good[:-1])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "huge":
        path.write_bytes(good.replace(f"({len(rows)},)".encode(), b"(9" + b"9" * 12 + b",)", 1)[: len(good)])
    elif how == "other type":
        np.save(path, np.zeros(len(rows) * rows.dtype.itemsize, dtype=np.int8))
    elif how == "impossible":
        rows["status"] = 77
        np.save(path, rows)
    elif how == "folder":
        path.unlink()
        path.mkdir()
    elif how == "pipe":
        path.unlink()
        os.mkfifo(path)


HOSTILE = ["pickle", "objects", "zip", "cut", "empty", "huge", "other type", "impossible"]


@pytest.mark.parametrize("how", HOSTILE)
def test_that_a_spoilt_chunk_is_computed_again(tmp_path, monkeypatch, whole, how):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "parts"
    interrupted_sweep(folder, 2)
    spoil(chunk_files(folder)[0], how)
    counts: list[int] = []
    assert bits(run_sweep(SWEEP, folder, compute=counting(counts), chunk=CHUNK)) == bits(whole)
    assert sum(counts) == SWEEP.size - CHUNK
    assert not (tmp_path / "hacked").exists()
    counts.clear()
    run_sweep(SWEEP, folder, compute=counting(counts))
    assert counts == []


@pytest.mark.parametrize(
    "header", ["{[]: 1}", "(((", "{'descr': '1,,i', 'fortran_order': False, 'shape': (2,)}"]
)
def test_that_a_chunk_whose_header_is_no_literal_of_numpy_is_computed_again(tmp_path, whole, header):
    folder = tmp_path / "parts"
    interrupted_sweep(folder, 2)
    path = chunk_files(folder)[0]
    text = header.ljust(path.read_bytes().index(b"}") + 100).encode()
    rows = np.load(path)
    path.write_bytes(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + rows.tobytes())
    assert bits(run_sweep(SWEEP, folder, chunk=CHUNK)) == bits(whole)


def test_that_any_changed_bit_of_a_chunk_is_found_and_said(tmp_path, whole, caplog):
    folder = tmp_path / "parts"
    interrupted_sweep(folder, 2)
    path = chunk_files(folder)[0]
    good = path.read_bytes()
    places = np.unique(np.linspace(0, len(good) - 1, 30, dtype=int))
    for place in places:
        path.write_bytes(good[:place] + bytes([good[place] ^ (1 << place % 8)]) + good[place + 1 :])
        caplog.clear()
        assert bits(run_sweep(SWEEP, folder, chunk=CHUNK)) == bits(whole)
        (said,) = [record.getMessage() for record in caplog.records]
        assert said == f"{path}: is damaged; what it held is computed again"
        assert path.read_bytes() == good


def test_that_a_chunk_of_another_place_or_another_sweep_is_computed_again(tmp_path, whole):
    folder, others = tmp_path / "parts", tmp_path / "others"
    interrupted_sweep(folder, 2)
    first, second = chunk_files(folder)
    kept = first.read_bytes(), second.read_bytes()
    first.write_bytes(kept[1])
    second.write_bytes(kept[0])
    assert bits(run_sweep(SWEEP, folder, chunk=CHUNK)) == bits(whole)
    interrupted_sweep(others, 1, replace(SWEEP, experiment=replace(NOISY, seed=8)))
    first.write_bytes(chunk_files(others)[0].read_bytes())
    assert bits(run_sweep(SWEEP, folder, chunk=CHUNK)) == bits(whole)


def test_that_a_sweep_that_is_started_twice_at_once_says_who_is_at_work(tmp_path, whole):
    folder = tmp_path / "parts"
    refused = []

    def again(share):
        if not refused:
            with pytest.raises(InUseError) as caught:
                run_sweep(SWEEP, folder)
            refused.append(str(caught.value))
            remove_parts(folder)  # which is not done to somebody who is at work
        return True

    assert bits(run_sweep(SWEEP, folder, again, chunk=CHUNK)) == bits(whole)
    (said,) = refused
    assert said.startswith(f"{folder}: process {os.getpid()} on ")
    assert "has been at work on this sweep since 20" in said
    assert not (folder / LOCK).exists()
    assert len(chunk_files(folder)) == -(-SWEEP.size // CHUNK)


def test_that_what_a_killed_sweep_has_held_is_taken_over(tmp_path, whole):
    folder = tmp_path / "parts"
    interrupted_sweep(folder, 1)
    (folder / LOCK).write_text('{"process": 1, "host": "elsewhere", "since": "yesterday"}')
    assert bits(run_sweep(SWEEP, folder, chunk=CHUNK)) == bits(whole)
    (folder / LOCK).touch()
    remove_parts(folder)
    assert not folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX's")
@pytest.mark.parametrize("how", ["folder", "pipe"])
def test_that_what_is_no_file_in_a_chunks_place_is_neither_read_nor_replaced(tmp_path, how):
    folder = tmp_path / "parts"
    interrupted_sweep(folder, 2)
    spoil(chunk_files(folder)[0], how)
    with pytest.raises(WriteError):
        run_sweep(SWEEP, folder, chunk=CHUNK)


def test_that_chunks_beyond_the_sweep_are_not_looked_at(tmp_path, whole):
    folder = tmp_path / "parts"
    interrupted_sweep(folder, 1)
    first = chunk_files(folder)[0].read_bytes()
    for name in ("0000000180-0000000200", "0000000040-0000000020", "9999999979-9999999999"):
        (folder / f"{name}.npy").write_bytes(first)
    assert bits(run_sweep(SWEEP, folder)) == bits(whole)


def test_that_only_what_belongs_to_a_sweep_is_removed(tmp_path):
    folder = tmp_path / "parts"
    interrupted_sweep(folder, 2)
    (folder / "letter.txt").touch()
    remove_parts(folder)
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
    (folder / "letter.txt").unlink()
    (folder / ".0000000000-0000000020.abc.part.npy").touch()
    interrupted_sweep(folder, 1)  # what a power cut leaves behind is no obstacle
    remove_parts(folder)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"axes": ()}, "found 0 hyperparameters, allowed are 1 to 4"),
        ({"axes": (RATES, RATES)}, "found learning_rate twice, allowed are different hyperparameters"),
        ({"axes": (replace(RATES, name="rate"),)}, "unknown number of momentum 'rate'; known: "),
        ({"axes": (replace(MOMENTA, high=2.0),)}, "momentum: found 2.0, allowed is a number from 0 to 1"),
        ({"seeds": 0}, "seeds: found 0, allowed is a whole number from 1 to 10,000"),
        (
            {"axes": (replace(RATES, points=1024), replace(MOMENTA, points=1024)), "seeds": 17},
            "found 17,825,792 runs, allowed are 16,777,216",
        ),
    ],
)
def test_that_what_is_no_sweep_is_refused(more, words):
    with pytest.raises(InputError) as caught:
        replace(SWEEP, **more)
    assert str(caught.value).startswith(words)


def test_that_a_chunk_has_whole_blocks_and_about_the_same_work():
    assert chunk_size(replace(NOISY, steps=1)) == 131_072
    assert chunk_size(replace(NOISY, steps=100_000)) == 960
    assert chunk_size(replace(NOISY, balls=NOISY.balls[:1], steps=1_000_000)) == 64


def test_that_a_description_tells_what_the_numbers_depend_on():
    described = SWEEP.description()
    assert json.loads(json.dumps(described)) == described
    typed = on_formula("x**2 + 2*y**2", (1.0, 1.0), ball("momentum"))
    assert Sweep(typed, 0, (RATES,)).description() != Sweep(NOISY, 1, (RATES,)).description()


def test_that_chunks_with_noise_of_another_ball_are_not_taken_for_those_of_this_one(tmp_path):
    own = Sweep(replace(NOISY, common_noise=False), 1, (RATES,))
    described = own.description()
    assert described["noise of ball"] == 1
    assert "noise of ball" not in SWEEP.description()
    before = {key: value for key, value in described.items() if key != "noise of ball"}
    Parts(tmp_path / "parts", before, own.size, 2)
    with pytest.raises(InputError, match="of another noise of ball"):
        run_sweep(own, tmp_path / "parts")


def test_that_basins_in_chunks_are_the_same():
    experiment = on_library("himmelblau", ball("momentum"), steps=40)

    def in_chunks(batch, progress):
        return run_chunks(batch, progress, size=100)

    told: list[float] = []
    (whole,) = basin_maps(experiment, 30)
    (cut,) = basin_maps(experiment, 30, lambda share: not told.append(share), in_chunks)
    for field in fields(Cells):
        assert getattr(whole.cells, field.name).tobytes() == getattr(cut.cells, field.name).tobytes()
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(CancelledError):
        basin_maps(experiment, 30, lambda share: share < 0.5, in_chunks)


@pytest.mark.parametrize("address", ["", "nowhere", "ftp://a:1", "tcp://a b:1", "inproc://1.2.3/1", "a:b"])
def test_that_what_is_no_address_is_refused(address):
    with pytest.raises(InputError, match="allowed is an address such as"), connected(address):
        pass


def test_that_a_worker_that_differs_is_refused():
    identity, *sent = _sent(SWEEP.batch(0, 3))
    assert _run(identity, *sent).last.shape == (3,)
    with pytest.raises(ClusterError, match=r"a worker has version .*, here it is 0\.0"):
        _run(("0.0", identity[1]), *sent)
    with pytest.raises(ClusterError, match="another landscape or optimizer of that name"):
        _run((identity[0], "other"), *sent)


class LostOnce:
    """A chunk that is finished, then lost with its worker, then finished again, as Dask tells it."""

    def __init__(self, result):
        self.states, self.computed = iter(["lost", "lost", "pending", "pending"]), result

    @property
    def status(self):
        return next(self.states, "finished")

    def add_done_callback(self, callback):
        callback(self)

    def result(self):
        assert self.status == "finished"
        return self.computed


class OneWorker:
    status = "running"

    def nthreads(self):
        return {"worker": 1}

    def submit(self, function, *arguments, key):
        return LostOnce(function(*arguments))


def test_that_a_chunk_is_awaited_again_when_it_is_lost_with_its_worker(tmp_path, whole):
    computer = Cluster(OneWorker(), "tcp://127.0.0.1:1")
    assert bits(run_sweep(SWEEP, tmp_path / "parts", compute=computer.compute, chunk=64)) == bits(whole)


class Wrong(OneWorker):
    """A cluster that changes a number of the first chunks on their way."""

    def __init__(self, times):
        self.times = times

    def cancel(self, futures, force):
        pass

    def submit(self, function, *arguments, key):
        result, checksum = function(*arguments)
        if self.times > 0:
            self.times -= 1
            loss = result.loss.copy()
            loss[0] = np.nextafter(loss[0], np.inf)
            result = replace(result, loss=loss)
        return LostOnce((result, checksum))


def test_that_a_chunk_that_a_cluster_gives_back_damaged_is_computed_again(tmp_path, whole):
    computer = Cluster(Wrong(2), "tcp://127.0.0.1:1")
    assert bits(run_sweep(SWEEP, tmp_path / "parts", compute=computer.compute, chunk=64)) == bits(whole)
    computer = Cluster(Wrong(99), "tcp://127.0.0.1:1")
    with pytest.raises(ClusterError, match="come back damaged"):
        run_sweep(SWEEP, tmp_path / "others", compute=computer.compute, chunk=64)


class GoneScheduler(OneWorker):
    status = "closed"

    def __init__(self, state):
        self.state = state

    def submit(self, function, *arguments, key):
        return GivenUp(self.state)


class GivenUp:
    def __init__(self, status):
        self.status = status

    def add_done_callback(self, callback):
        if self.status != "pending":
            callback(self)


@pytest.mark.parametrize("state", ["pending", "cancelled"])
def test_that_a_scheduler_that_has_gone_is_said(tmp_path, state):
    computer = Cluster(GoneScheduler(state), "tcp://127.0.0.1:1")
    with pytest.raises(ClusterError, match=r"the scheduler at tcp://127\.0\.0\.1:1 has gone"):
        run_sweep(SWEEP, tmp_path / "parts", compute=computer.compute)


@pytest.mark.filterwarnings("default")  # what Dask warns of is not ours
def test_that_a_cluster_gives_the_same_bits_though_a_worker_is_lost(tmp_path, monkeypatch, whole):
    distributed = pytest.importorskip("distributed")
    folder = tmp_path / "parts"
    with local_cluster(tmp_path, workers=2) as cluster, connected(cluster.address) as computer:
        with pytest.raises(CancelledError):
            run_sweep(SWEEP, folder, lambda share: share < 0.2, computer.compute, 3)
        assert len(chunk_files(folder)) < SWEEP.size // 3
        with distributed.Client(cluster.address, set_as_default=False) as client:
            assert eventually(
                lambda: client.run_on_scheduler(lambda dask_scheduler: not dask_scheduler.tasks)
            )

        def progress(share):
            if share > 0.5 and cluster.workers[0].poll() is None:
                cluster.workers[0].kill()
                cluster.workers[0].wait()
            return True

        result = run_sweep(SWEEP, folder, progress, computer.compute, 3)
        assert cluster.workers[0].poll() is not None
        assert bits(result) == bits(whole)

        monkeypatch.setattr("momentum_lab.simulation.cluster.__version__", "0.0")
        with pytest.raises(ClusterError, match=r"a worker has version .*, here it is 0\.0"):
            run_sweep(SWEEP, tmp_path / "others", compute=computer.compute)
