"""Batches on the workers of a Dask cluster.

What is sent is the text of the experiment and arrays, what comes back are arrays. Dask itself runs whatever
reaches a scheduler or a worker: a cluster is for a network, or behind certificates, that one trusts.
"""

from __future__ import annotations

import hashlib
import logging
import queue
import re
import time
import uuid
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from functools import lru_cache
from itertools import chain, count
from typing import TYPE_CHECKING, Final, TypeAlias

from momentum_lab.core.arrays import Floats, Seeds
from momentum_lab.core.errors import CancelledError, InputError, MomentumLabError, one_line, quoted
from momentum_lab.core.messages import Message, message
from momentum_lab.core.provenance import __version__
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import dumps, loads
from momentum_lab.simulation.batch import Batch, BatchResult, run_batch
from momentum_lab.simulation.chunks import Underway, meaning_of

if TYPE_CHECKING:
    from distributed import Client, Future


TIMEOUT: Final = 10.0
"""Seconds in which a scheduler has to answer."""
POLL: Final = 0.1
"""Seconds between two looks at whether to go on."""
IN_FLIGHT: Final = 4
"""Chunks that are submitted for each thread of the cluster, so that none has to wait for the next …"""
LEAST_IN_FLIGHT: Final = 32
"""… and at least so many, for clusters that grow with what there is to do."""
MOST_DAMAGED: Final = 3
"""Chunks that may come back damaged, and are computed again, before it is given up."""
_COUNT_EVERY: Final = 2.0
_ADDRESS: Final = re.compile(r"((tcp|tls)://)?[^\s/]{1,255}:[0-9]{1,5}")
_COMING: Final = ("pending", "lost")
"""What Dask says of a chunk that it is going to compute, or to compute again."""

_Queue: TypeAlias = "queue.SimpleQueue[Future]"


class ClusterError(MomentumLabError):
    """The cluster could not be reached, or could not do it."""


class Cluster:
    """A Dask cluster as what computes chunks; see :data:`~momentum_lab.simulation.chunks.Compute`.

    A chunk whose worker is lost is computed by another one: that is Dask's doing.
    """

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address
        self._threads, self._counted = 0, 0.0

    @property
    def threads(self) -> int:
        """How many threads the workers have together; 0 while there is no worker."""
        if not self._counted or time.monotonic() - self._counted > _COUNT_EVERY:
            self._threads, self._counted = sum(self._client.nthreads().values()), time.monotonic()
        return self._threads

    def compute(
        self, chunks: Iterable[Batch], underway: Underway
    ) -> Generator[tuple[int, BatchResult], None, None]:
        """Yield the number of a chunk and what became of it, as they finish.

        Raises
        ------
        ClusterError
            The scheduler is gone, or a chunk could not be computed.
        CancelledError
            ``underway`` returned False.
        """
        outstanding: dict[Future, tuple[int, Batch]] = {}
        finished: _Queue = queue.SimpleQueue()
        lost: list[Future] = []
        coming: Iterator[tuple[int, Batch]] = enumerate(chunks)
        name, sent, damaged = f"momentum-lab-{uuid.uuid4().hex}", count(), 0
        try:
            while True:
                for number, chunk in _next(coming, self._room(len(outstanding))):
                    future = self._client.submit(_run_and_seal, *_sent(chunk), key=f"{name}-{next(sent)}")
                    outstanding[future] = number, chunk
                    future.add_done_callback(finished.put)
                if not outstanding:
                    return
                if not underway(0.0):
                    raise CancelledError("the chunks were cancelled")
                if (done := self._one_of(finished, lost)) is None:
                    continue
                number, chunk = outstanding.pop(done)
                if (result := self._result(done)) is not None:
                    yield number, result
                else:
                    damaged += 1
                    if damaged > MOST_DAMAGED:
                        raise ClusterError("chunks come back damaged from the cluster, again and again")
                    coming = chain([(number, chunk)], coming)
        finally:
            if outstanding and self._client.status == "running":
                self._client.cancel(list(outstanding), force=True)

    def _room(self, outstanding: int) -> int:
        return max(LEAST_IN_FLIGHT, IN_FLIGHT * self.threads) - outstanding

    def _one_of(self, finished: _Queue, lost: list[Future]) -> Future | None:
        """Return a chunk that is finished and still there, or None after a moment.

        A chunk is lost with the worker that has computed it; the scheduler has it computed again.
        """
        for future in lost:
            if future.status not in _COMING:
                lost.remove(future)
                return future
        try:
            future = finished.get(timeout=POLL)
        except queue.Empty:
            if self._client.status in ("closing", "closed"):
                raise self._gone() from None
            return None
        if future.status in _COMING:
            lost.append(future)
            return None
        return future

    def _result(self, future: Future) -> BatchResult | None:
        """Return what a finished chunk has given; None if it is not what the worker has sealed."""
        if future.status == "cancelled":
            raise self._gone()
        try:
            result, checksum = future.result()
        except MomentumLabError:
            raise
        except Exception as error:  # whatever went wrong elsewhere
            raise ClusterError(_failed(error)) from error
        if not isinstance(result, BatchResult):
            raise ClusterError("the cluster gave back something else than a chunk")
        return result if checksum == _checksum(result) else None

    def _gone(self) -> ClusterError:
        return ClusterError("the scheduler at {address} has gone, or has begun anew", address=self._address)


def checked_address(address: str) -> str:
    """Return what may be the address of a scheduler, or raise :class:`InputError`."""
    if not _ADDRESS.fullmatch(address):
        raise InputError(
            "found {found}, allowed is an address such as tcp://10.0.0.1:8786", found=quoted(address)
        )
    return address


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Connect to the scheduler at an address such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    InputError
        That is no address.
    ClusterError
        Dask is not installed, or nothing answers there.
    """
    checked_address(address)
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            "a cluster needs the package distributed: pip install 'momentum-lab[cluster]'"
        ) from None
    with _silent():
        try:
            client = Client(address, timeout=TIMEOUT, set_as_default=False, name="momentum-lab")
        except Exception as error:  # of several kinds, from Dask and below
            raise ClusterError("no scheduler answers at {address}", address=address) from error
        try:
            yield Cluster(client, address)
        finally:
            client.close(timeout=TIMEOUT)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep Dask's log out of the terminal: what a person has to know is an error with one line."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _next(coming: Iterator[tuple[int, Batch]], most: int) -> Iterator[tuple[int, Batch]]:
    for _ in range(most):
        if (item := next(coming, None)) is None:
            return
        yield item


def _failed(error: Exception) -> Message:
    said = one_line(f"{type(error).__name__}: {error}", 260)
    if isinstance(error, ImportError | AttributeError):
        text = (
            "a chunk failed on the cluster ({said}); scheduler and workers need the same Momentum Lab as here"
        )
        return message(text, said=said)
    return message("a chunk failed on the cluster ({said})", said=said)


_Arrays = tuple[Floats | None, Mapping[str, Floats], Seeds | None]


def _sent(batch: Batch) -> tuple[tuple[str, str], str, int, _Arrays]:
    """Return what a worker needs to compute a batch."""
    identity = (__version__, meaning_of(batch.experiment, batch.ball))
    return identity, dumps(batch.experiment), batch.ball, (batch.starts, dict(batch.values), batch.seeds)


def _run(identity: tuple[str, str], experiment: str, ball: int, arrays: _Arrays) -> BatchResult:
    """Compute a batch, on a worker; its threads are Dask's to share out."""
    if identity[0] != __version__:
        raise ClusterError(
            "a worker has version {version} of Momentum Lab, here it is {identity}",
            version=__version__,
            identity=identity[0],
        )
    described = _read(experiment)
    if meaning_of(described, ball) != identity[1]:
        raise ClusterError("a worker has another landscape or optimizer of that name than there is here")
    starts, values, seeds = arrays
    return run_batch(Batch(described, ball, starts, values, seeds), threads=1)


def _run_and_seal(
    identity: tuple[str, str], experiment: str, ball: int, arrays: _Arrays
) -> tuple[BatchResult, bytes]:
    """Compute a batch, on a worker, which may keep the result on a disk until it is asked for."""
    result = _run(identity, experiment, ball, arrays)
    return result, _checksum(result)


def _checksum(result: BatchResult) -> bytes:
    digest = hashlib.sha256()
    for field in fields(result):
        numbers = getattr(result, field.name)
        digest.update(f"{numbers.dtype.str}{numbers.shape}".encode())
        digest.update(numbers.tobytes())
    return digest.digest()


@lru_cache(maxsize=16)
def _read(experiment: str) -> Experiment:
    return loads(experiment)
