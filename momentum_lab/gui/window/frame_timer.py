"""The one timer of a window: it tells the session's clock the time."""

from __future__ import annotations

import math
import time
from typing import Final

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication

from momentum_lab.session.clock import Clock

OFTENER: Final = 1.4
"""Frames for each picture of a screen: of as many, every now and then one would be shown twice.

A timer knows nothing of when the screen takes the next one.
"""
LEAST_RATE, MOST_RATE = 60.0, 240.0
"""Pictures a second of a screen; one without a rate says 0, or what is far off."""


class FrameTimer(QObject):
    """Ticks a clock as often as it wants, and rests while it wants nothing."""

    _called = pyqtSignal()

    def __init__(self, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._is_called = False
        queued = Qt.ConnectionType.QueuedConnection  # comes before what is painted; a timer comes after it
        self._called.connect(self._tick_at_once, queued)  # type: ignore[call-arg]
        rates = [screen.refreshRate() for screen in QGuiApplication.screens()]
        clock.keep_pace(OFTENER * min(max([LEAST_RATE, *rates]), MOST_RATE))
        self._leave = clock.woken.subscribe(self._wind)
        self._wind()

    def stop(self) -> None:
        """Tick no more."""
        self._leave()
        self._is_called = False
        self._timer.stop()

    def _tick_at_once(self) -> None:
        if self._is_called:  # else it was stopped meanwhile
            self._is_called = False
            self._tick()

    def _tick(self) -> None:
        try:
            self._clock.tick(time.monotonic())
        finally:  # what went wrong with one run must not stop the next
            self._wind()

    def _wind(self) -> None:
        """Have the next tick come when the clock wants it; one that is on its way already comes as it was."""
        delay = self._clock.delay
        if delay is None:
            self._timer.stop()
            return
        if delay == 0.0:
            if not self._is_called:
                self._is_called = True
                self._called.emit()
            return
        interval = math.ceil(1000 * delay)
        if not self._timer.isActive() or self._timer.interval() != interval:
            self._timer.start(interval)
