"""What refers to itself is collected in the thread of the windows, and there alone."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest
from conftest import OpenWindow
from driving import key
from PyQt6 import sip
from PyQt6.QtCore import QObject, QPoint, Qt
from PyQt6.QtGui import QImage, QPixmap, QPixmapCache
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QComboBox, QMenu, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.gui.widgets.rubbish import RubbishCollector, collect

PIECES = """
import sys
from itertools import pairwise
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget
from momentum_lab.gui import application

def shown(app, *arguments):
    window = QWidget()
    window.show()
    QTimer.singleShot(300, app.quit)  # what the display tells is read in a thread meanwhile
    app.exec()
    lines = open("/proc/self/maps").read().splitlines()
    for line, behind in pairwise(lines):
        (begin, end), rights, inode = line.split()[0].split("-"), line.split()[1], line.split()[4]
        if int(begin, 16) % 2**26 == 0 and (rights, inode) == ("rw-p", "0") and behind.startswith(end):
            if behind.split()[1] == "---p" and int(behind.split()[0].split("-")[1], 16) % 2**26 == 0:
                print(line)
    return 0

application._open = shown
sys.exit(application.run_app(None))
"""
"""Opens the app, and tells which pieces of memory glibc has made for threads: 64 MB, opened bit by bit."""


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


class Malloc(ctypes.Structure):
    """What glibc tells of its memory; all of it is in bytes."""

    _fields_ = (
        ("before", ctypes.c_size_t * 7),
        ("in_use", ctypes.c_size_t),
        ("after", ctypes.c_size_t * 2),
    )


def has_mallinfo() -> bool:
    return sys.platform.startswith("linux") and hasattr(ctypes.CDLL(None), "mallinfo2")


def in_use() -> int:
    libc = ctypes.CDLL(None)
    libc.mallinfo2.restype = Malloc
    return int(libc.mallinfo2().in_use)


@pytest.mark.skipif(not has_mallinfo(), reason="asks glibc what is in use")
def test_that_fields_that_are_gone_leave_no_rules_of_the_style_sheet(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet("QSpinBox { color: red; }")
    window.show()

    def come_and_go(number: int) -> None:
        boxes = [QSpinBox(window) for _ in range(number)]
        for box in boxes:
            box.show()
        for box in boxes:
            sip.delete(box)

    come_and_go(50)
    collect()
    before, number = in_use(), 600
    come_and_go(number)
    collect()
    assert in_use() - before < 600 * number  # bytes; the rules of each are twice as many


def test_that_what_a_window_has_is_no_rubbish(open_window: OpenWindow, collector: RubbishCollector) -> None:
    window = open_window()
    key(window, Qt.Key.Key_X)  # parts that are made when they are first seen
    key(window, Qt.Key.Key_L)
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()  # many are filled only now
    del menu
    known = {sip.unwrapinstance(each): weakref.ref(each) for each in [window, *window.findChildren(QObject)]}
    made = {place: known[place] for place in known if known[place]() is not None}
    assert len(made) > 1000  # what Python has made, not only asked for
    collect()
    there = {sip.unwrapinstance(each): each for each in window.findChildren(QObject)}
    assert [there[place].objectName() for place in made if place in there and made[place]() is None] == []


def test_that_menus_leave_no_picture_and_open_as_before(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()

    def pictures() -> list[QImage]:
        taken = []
        for menu in menus:
            menu.popup(window.mapToGlobal(QPoint(5, 5)))
            qtbot.waitUntil(menu.isVisible)
            taken.append(menu.grab().toImage())
            collect()
            assert menu.isVisible()
            menu.close()
        return taken

    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()  # many are filled only now
    qts_own = [
        menu for menu in window.menuBar().findChildren(QMenu) if not menu.title()
    ]  # for what has no room
    menus = [menu for menu in window.findChildren(QMenu) if not menu.isEmpty() and menu not in qts_own]
    assert len(menus) > 20
    before = pictures()
    collect()
    assert [menu.title() for menu in menus if menu.windowHandle() is not None] == []
    assert pictures() == before


def test_that_lists_of_choosers_leave_no_picture_and_open_as_before(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window()
    choosers = [box for box in window.findChildren(QComboBox) if box.isVisible() and box.isEnabled()]
    assert len(choosers) > 4

    def pictures() -> list[QImage]:
        taken = []
        for box in choosers:
            box.showPopup()
            shown = box.view().window()
            qtbot.waitUntil(shown.isVisible)
            QTest.qWait(20)
            taken.append(shown.grab().toImage())
            collect()
            assert shown.isVisible()
            box.hidePopup()
        return taken

    before = pictures()
    collect()
    assert [box.accessibleName() for box in choosers if box.view().window().windowHandle() is not None] == []
    assert pictures() == before
    chosen = choosers[0].currentIndex()
    choosers[0].showPopup()
    view = choosers[0].view()
    qtbot.waitUntil(view.isVisible)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert choosers[0].currentIndex() == chosen + 1
    assert not view.isVisible()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux for the pieces of memory")
def test_that_threads_of_the_app_take_no_memory_of_their_own() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PIECES], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
