"""What refers to itself is collected in the thread of the windows, and there alone."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PyQt6.QtGui import QPixmap, QPixmapCache
from pytestqt.qtbot import QtBot

from momentum_lab.gui.widgets.rubbish import RubbishCollector, collect


class Loop:
    """Refers to itself, and tells in which thread it goes."""

    def __init__(self, went: list[int]) -> None:
        self.itself, self._went = self, went

    def __del__(self) -> None:
        self._went.append(threading.get_ident())


@pytest.fixture
def collector() -> Iterator[RubbishCollector]:
    collector = RubbishCollector()
    yield collector
    collector.stop()
    assert gc.isenabled()


def test_that_a_thread_that_makes_much_collects_nothing(qtbot: QtBot, collector: RubbishCollector) -> None:
    went: list[int] = []

    def make() -> None:
        Loop(went)
        kept = [[n] for n in range(50_000)]  # Python's own collector would have come by
        assert len(kept) == 50_000

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    assert went == []
    qtbot.waitUntil(lambda: went == [threading.get_ident()])


def test_that_pixels_that_can_be_drawn_again_are_let_go(qapp: object) -> None:
    key = QPixmapCache.insert(QPixmap(300, 200))
    assert QPixmapCache.find(key) is not None
    collect()
    assert QPixmapCache.find(key) is None
