"""Formulas as they are written by hand, drawn in the window's colours at any size."""

from __future__ import annotations

import warnings
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PyQt6.QtGui import QFontDatabase, QFontInfo, QFontMetrics, QPainter, QPaintEvent, QPixmap
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import QSizePolicy, QWidget

from momentum_lab.core.errors import InputError
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.formulas import parse
from momentum_lab.formulas.mathml import continued, document, terms
from momentum_lab.formulas.mathml_work import MOST_WORK, work_of
from momentum_lab.gui.widgets.formula_width import width_of
from momentum_lab.landscapes.checks import AXES
from momentum_lab.landscapes.grammar import formula_grammar

if TYPE_CHECKING:
    from types import ModuleType

LINE_GAP: Final = 0.35
SHRUNK: Final = 0.85
"""A line gets this much smaller before it is broken."""
INDENT: Final = 1.5
FAINT: Final = 0.3
"""How much is seen of a formula that is out of date."""
MARGIN: Final = 2.0
"""Slanted letters reach a little out of the room that they are given."""
OF_FONT: Final = 1.25
"""Letters of formulas, which have scripts, are this much larger than those of the text around them."""
UNSTROKED: Final = '<svg stroke-width="0" '
"""Letters are areas. In a PDF, Qt would draw lines around them all the same, which makes them bold."""
SMALLEST: Final = 0.5
"""Scripts of scripts are no smaller than this share of the size."""
SET_AT: Final = 20
"""Pixels of letters as they are set: once, for all sizes and colours, for it takes some ten milliseconds."""
_ANY_COLOR: Final = "currentColor"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of mathematics as a drawing in no colour yet, with its size in logical pixels.

    ``packed`` is the drawing, compressed to some 3 to 12 kB. ``ascent`` is how much is above the line.
    """

    packed: bytes
    width: float
    height: float
    ascent: float

    def colored(self, color: str) -> bytes:
        """Return the drawing in a colour."""
        return zlib.decompress(self.packed).replace(_ANY_COLOR.encode(), color.encode())


def drawn(mathml: str, size: int) -> Line:
    """Return MathML as a drawing in letters of ``size`` logical pixels."""
    line, scale = _as_set(mathml), size / SET_AT
    return Line(line.packed, scale * line.width, scale * line.height, scale * line.ascent)


@lru_cache(maxsize=192)  # those of all cards, the inspector and a lesson
def _as_set(mathml: str) -> Line:
    colored = mathml.replace("<math ", f'<math mathcolor="{_ANY_COLOR}" ', 1)
    svg = _library().Math(colored, size=SET_AT).svg().replace("<svg ", UNSTROKED, 1).encode()
    box = QSvgRenderer(QByteArray(svg)).viewBoxF()
    return Line(zlib.compress(svg), box.width(), box.height(), -box.top())


@lru_cache(maxsize=256)
def lines(rows: tuple[str, ...], size: int, width: float) -> tuple[Line, ...]:
    """Return a formula on as few lines as ``width`` allows, broken between two of its rows.

    Nothing is set but what is returned: how much goes on a line is told by about how wide it will be.
    """
    widths = [size * width_of(document(row)) for row in rows]
    if SHRUNK * sum(widths) <= width or len(rows) == 1:
        return (drawn(document(*rows), size),)
    groups, room = [[rows[0]]], width - widths[0]
    for row, needed in zip(rows[1:], widths[1:], strict=True):
        if needed > room:
            groups.append([])
            row = continued(row)
            room = width - INDENT * size
        groups[-1].append(row)
        room -= needed
    return tuple(drawn(document(*group), size) for group in groups)


@lru_cache(maxsize=1)
def _library() -> ModuleType:
    # Imported with the first formula, so that the window need not wait for it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its way to its own font is an old one
        import ziamath

    ziamath.config.svg2 = False  # Qt draws SVG Tiny, which has no symbols to refer to
    ziamath.config.minsizefraction = SMALLEST
    library: ModuleType = ziamath
    return library


def pixels(widget: QWidget, ratio: float) -> QSize:
    """Return how many pixels a widget has on a screen with ``ratio`` pixels for each logical one."""
    return (widget.size().toSizeF() * ratio).toSize()


class FormulaLabel(QWidget):
    """Shows a formula; on several lines where it is long, smaller where a line alone is too long.

    What is not a formula, and what is nested too deeply to be laid out, is shown as it was typed.

    Parameters
    ----------
    size
        Of its letters in logical pixels; 0 for what suits the font of the widget.
    """

    def __init__(self, size: int = 0) -> None:
        super().__init__()
        self._given_size = size
        self._theme: Theme = LIGHT
        self._text = ""
        self._rows: tuple[str, ...] = ()
        self._picture: QPixmap | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(60)

    @property
    def is_mathematics(self) -> bool:
        """Whether the formula is set as mathematics, not as it was typed."""
        return bool(self._rows)

    def show_formula(self, formula: str, dimension: int, parameters: tuple[str, ...] = ()) -> None:
        """Show the formula of a landscape."""
        self._text, self._rows = formula, ()
        try:
            rows = terms(parse(formula, formula_grammar(dimension), parameters), AXES[:dimension])
        except InputError:
            rows = ()
        if rows and work_of(document(*rows)) <= MOST_WORK:
            self._rows = rows
        self.setAccessibleName(formula)
        self._renew()

    def show_rows(self, text: str, rows: tuple[str, ...]) -> None:
        """Show rows of MathML, which stand for a text; without any, or with too many, the text."""
        if rows and work_of(document(*rows)) > MOST_WORK:
            rows = ()
        if (text, rows) != (self._text, self._rows):
            self._text, self._rows = text, rows
            self.setAccessibleName(text)
            self._renew()

    def prepare(self, rows: tuple[str, ...]) -> None:
        """Set rows that will be shown in the present width, so that showing them takes no time."""
        if rows and work_of(document(*rows)) <= MOST_WORK:
            lines(rows, self._size, max(self.width() - 2 * MARGIN, 1.0))

    def changeEvent(self, a0: QEvent | None) -> None:
        """Set the formula anew in larger or smaller type."""
        super().changeEvent(a0)
        if a0 is not None and a0.type() == QEvent.Type.FontChange:
            self._renew()

    @property
    def _size(self) -> int:
        return self._given_size or round(OF_FONT * QFontInfo(self.font()).pixelSize())

    def set_theme(self, theme: Theme) -> None:
        """Write in the colours of another theme."""
        self._theme = theme
        self._renew()

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow label is taller."""
        return True

    def heightForWidth(self, a0: int) -> int:
        """Return the height of all lines."""
        if not self._rows:
            return self._text_height(a0)
        scale, shown = self._laid_out(a0)
        height = sum(line.height for line in shown) + LINE_GAP * self._size * (len(shown) - 1)
        return round(scale * height + 2 * MARGIN)

    def sizeHint(self) -> QSize:
        """Ask for three hundred pixels' width; how high it is then, is not worth finding out."""
        return QSize(max(self.width(), 300), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Be as tall as the lines need at the present width."""
        return QSize(60, self.heightForWidth(max(self.width(), 60)))

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Paint the lines, or the text."""
        ratio = self.devicePixelRatioF()
        if self._rows and (self._picture is None or self._picture.size() != pixels(self, ratio)):
            self._picture = self._drawn(ratio)
        painter = QPainter(self)
        if self._rows and self._picture is not None:
            painter.setOpacity(1.0 if self.isEnabled() else FAINT)
            painter.drawPixmap(0, 0, self._picture)
        else:
            painter.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
            painter.setPen(self.palette().text().color())
            painter.drawText(self.rect(), int(Qt.TextFlag.TextWrapAnywhere), self._text)
        painter.end()

    def _drawn(self, ratio: float) -> QPixmap:
        picture = QPixmap(pixels(self, ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, shown = self._laid_out(self.width())
        scale *= min(1.0, self.height() / self.heightForWidth(self.width()))
        top = MARGIN
        for index, line in enumerate(shown):
            left = MARGIN + (INDENT * self._size * scale if index else 0.0)
            place = QRectF(left, top, line.width * scale, line.height * scale)
            QSvgRenderer(QByteArray(line.colored(self._theme.text))).render(painter, place)
            top += (line.height + LINE_GAP * self._size) * scale
        painter.end()
        return picture

    def _laid_out(self, width: int) -> tuple[float, tuple[Line, ...]]:
        """Return the lines, and by how much they are scaled down to fit."""
        room = max(width - 2 * MARGIN, 1.0)
        shown = lines(self._rows, self._size, room)
        widest = max(line.width + (INDENT * self._size if i else 0.0) for i, line in enumerate(shown))
        return min(1.0, room / widest), shown

    def _text_height(self, width: int) -> int:
        metrics = QFontMetrics(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        wrapped = int(Qt.TextFlag.TextWrapAnywhere)
        return metrics.boundingRect(0, 0, width, 10_000, wrapped, self._text).height() + 2

    def _renew(self) -> None:
        self._picture = None
        self.updateGeometry()
        self.update()
