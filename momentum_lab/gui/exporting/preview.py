"""A look at the picture as it will be, drawn when nothing has changed for a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from PyQt6.QtCore import QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPalette, QPen, QPixmap, QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from momentum_lab.core.errors import MomentumLabError, error_words
from momentum_lab.core.messages import words
from momentum_lab.core.progress import Progress
from momentum_lab.figures.options import PictureOptions
from momentum_lab.gui.explore.worker import Worker
from momentum_lab.gui.pictures.sheet import Sheet
from momentum_lab.gui.pictures.still import draw_image
from momentum_lab.gui.pictures.subject import Subject
from momentum_lab.simulation.preparation import Compiler

QUIET: Final = 150
"""Milliseconds without a change after which it is drawn."""
POLL: Final = 40
FAINT: Final = 0.35
SQUARE: Final = 8
"""Side of the squares that show through what is transparent."""
MARGIN: Final = 10


class Preview(QWidget):
    """Shows the same figure that will be written, as small as there is room for.

    What has to be computed first is computed beside the window; making the figure and drawing it are two
    turns of the event loop.
    """

    failed = pyqtSignal(str)
    """It cannot be drawn, and why."""

    def __init__(self, subject: Subject, compiler: Compiler) -> None:
        super().__init__()
        self._subject = subject
        self._options: PictureOptions | None = None
        self._sheet: Sheet | None = None
        self._image: QImage | None = None
        self._problem = ""
        self._worker = Worker(compiler)
        self._quiet = self._timer(self._begin, QUIET)
        self._drawing = self._timer(self._draw, 0)
        self._poll = self._timer(self._take, POLL)
        self.setMinimumSize(240, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(words("preview"))

    @property
    def image(self) -> QImage | None:
        """What was drawn last; None as long as there is nothing."""
        return self._image

    @property
    def is_current(self) -> bool:
        """Whether it shows what was asked for last."""
        return self._options is not None and not any(
            timer.isActive() for timer in (self._quiet, self._drawing, self._poll)
        )

    def sizeHint(self) -> QSize:
        """Be large enough to see something."""
        return QSize(520, 440)

    def show_options(self, options: PictureOptions) -> None:
        """Draw with other options, soon."""
        if options != self._options:
            self._options = options
            self.setAccessibleDescription("")
            self._give_up()
            self._quiet.start()
            self.update()

    def show_problem(self, text: str) -> None:
        """Say why there is no picture."""
        self._options, self._problem = None, text
        self.setAccessibleDescription(text)
        self._give_up()
        self.update()

    def stop(self) -> None:
        """Draw no more."""
        self._give_up()
        self._worker.close()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Draw for another size."""
        super().resizeEvent(a0)
        if self._options is not None:
            self._quiet.start()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Paint the picture in the middle; faintly while it is out of date."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window))
        if self._image is not None and self._options is not None:
            self._paint_image(painter, self._image, self._options.theme)
        else:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            said = self._problem if self._options is None else words("Drawing…")
            painter.drawText(self.rect().adjusted(20, 20, -20, -20), flags, said)
        painter.end()

    def _paint_image(self, painter: QPainter, image: QImage, theme: str) -> None:
        painter.setOpacity(1.0 if self.is_current else FAINT)
        size = image.deviceIndependentSize()
        place = QRectF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2, 0.0, 0.0)
        place.setSize(size)
        if image.hasAlphaChannel():
            painter.drawTiledPixmap(place, _squares(theme))
        painter.drawImage(place, image)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _timer(self, call: Callable[[], None], milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    def _begin(self) -> None:
        """Compute what is missing, or make the figure at once."""
        options = self._options
        if options is None:
            return
        try:
            if self._subject.computing(options, lambda _share: True) is None:
                self._make(options)
                return
        except (MomentumLabError, MemoryError) as error:
            self._fail(error_words(error))
            return

        def job(progress: Progress) -> Iterator[object]:
            return self._subject.computing(options, progress) or iter(())

        self._worker.submit(job)
        self._poll.start()

    def _take(self) -> None:
        if not self._worker.is_done:
            self._poll.start()
            return
        error = self._worker.error
        if isinstance(error, MomentumLabError | MemoryError):
            self._fail(error_words(error))
        elif error is not None:
            raise error
        elif self._options is not None:
            self._make(self._options)

    def _make(self, options: PictureOptions) -> None:
        try:
            self._sheet = self._subject.sheet(options)
        except (MomentumLabError, MemoryError) as error:
            self._fail(error_words(error))
            return
        self._drawing.start()

    def _draw(self) -> None:
        """Draw the figure that was made the turn before."""
        sheet, options = self._sheet, self._options
        if sheet is None or options is None:
            return
        ratio = self.devicePixelRatioF()
        room = (self.width() - 2 * MARGIN) / sheet.width, (self.height() - 2 * MARGIN) / sheet.height
        try:
            image = draw_image(sheet, self._subject.step(options), ratio * min(room))
            image.setDevicePixelRatio(ratio)
            self._image = image
        except (MomentumLabError, MemoryError) as error:
            self._fail(error_words(error))
        finally:
            self._close_sheet()
        self.update()

    def _give_up(self) -> None:
        for timer in (self._quiet, self._drawing, self._poll):
            timer.stop()
        self._worker.cancel()
        self._close_sheet()

    def _fail(self, problem: str) -> None:
        self.show_problem(problem)
        self.failed.emit(problem)

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            self._sheet.close()
            self._sheet = None


def _squares(theme: str) -> QPixmap:
    """Return two by two squares, as they are put behind what is transparent."""
    light, dark = ("#3a3f47", "#2b3037") if theme == "dark" else ("#ffffff", "#e3e6ea")
    pixmap = QPixmap(2 * SQUARE, 2 * SQUARE)
    pixmap.fill(QColor(light))
    painter = QPainter(pixmap)
    for x, y in ((0, 0), (SQUARE, SQUARE)):
        painter.fillRect(x, y, SQUARE, SQUARE, QColor(dark))
    painter.end()
    return pixmap
