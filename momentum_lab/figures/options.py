"""What a picture shall be like, checked before anything is drawn."""

from __future__ import annotations

import math
from typing import Final

from momentum_lab.core.errors import InputError, located, unknown
from momentum_lab.core.messages import Message, message
from momentum_lab.core.tables import integer, number
from momentum_lab.core.values import dataclass
from momentum_lab.figures.arrow_choice import LEAST_ZOOM, MOST_ZOOM, OFF, WHOSE
from momentum_lab.figures.curves import LOSS, USUAL_CURVES, check_curves, curves_of
from momentum_lab.figures.grid import check_grid
from momentum_lab.figures.heights import HEIGHTS, SUITED
from momentum_lab.figures.targets import POINT_MM, SCREEN_DPI, Unit
from momentum_lab.figures.themes import LIGHT, THEMES
from momentum_lab.figures.views import ALL, CURVES, VIEW_TITLES, proportions

MOST_PIXELS: Final = 100_000_000
LEAST_LENGTH, MOST_LENGTH = 64, 20_000
"""Of a side, in logical pixels."""


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """What to draw, and how large.

    Attributes
    ----------
    step
        The step up to which trails are drawn; None is the last.
    size
        Width and height in logical pixels, in which lines and type are measured; None suits the view.
    scale
        Pixels of the picture for each logical pixel; drawings for print want 2 or 3.
    point
        Points (1/72 inch) on paper for each logical pixel.
    is_transparent
        Nothing is put behind the picture; not for films.
    is_grey
        Balls and landscape are told apart by their lightness, markers and dashes alone.
    dots
        A dot every so many steps; 0 for none.
    has_log_steps
        Steps run by powers of ten.
    curves
        What is shown over the steps in pictures of all views and of curves: quantities by their keys, with
        commas; empty for what is usual.
    counts_evaluations
        They are shown over gradient evaluations in place of steps.
    arrows
        Whose steps are shown as arrows at the last step that is drawn: one of
        :data:`~momentum_lab.figures.arrow_choice.WHOSE`. In small multiples any but "off" is those of each.
    arrow_zoom
        How much arrows are enlarged; None for what suits.
    ball
        The number of the ball that is chosen, counted from 0.
    height
        How losses become heights of the surface, and colours of the map: one of
        :data:`~momentum_lab.figures.heights.HEIGHTS`.
    grid
        "balls" for a small picture of each, or "KEY=VALUE,VALUE" for one of each value; empty for none.
    is_growing
        The height of ``size`` is what suits the view alone: with a table or small multiples it may be more.
    unit
        In which the user counts lengths.
    """

    view: str = ALL
    step: int | None = None
    size: tuple[float, float] | None = None
    scale: float = 1.0
    point: float = 0.75
    theme: str = LIGHT.name
    is_transparent: bool = False
    is_grey: bool = False
    dots: int = 0
    has_log_steps: bool = False
    has_title: bool = True
    has_legend: bool = True
    has_table: bool = False
    curves: str = ""
    counts_evaluations: bool = False
    arrows: str = OFF
    arrow_zoom: float | None = None
    ball: int = 0
    height: str = SUITED
    grid: str = ""
    is_growing: bool = False
    unit: Unit = "px"

    def __post_init__(self) -> None:
        if self.view not in VIEW_TITLES:
            raise InputError(unknown("unknown view {name}", self.view, VIEW_TITLES))
        if self.theme not in THEMES:
            raise InputError(unknown("unknown theme {name}", self.theme, THEMES))
        if self.step is not None:
            with located("step"):
                integer(0, 10**9)(self.step)
        with located("scale"):
            number(0.1, 20.0)(self.scale)
        with located("point"):
            number(0.01, 100.0)(self.point)
        with located("dots"):
            integer(0, 10**9)(self.dots)
        with located("curves"):
            if self.curves and self.view not in (ALL, CURVES):
                raise InputError("is for the views {one} and {other}", one=CURVES, other=ALL)
            check_curves(self.curves)
        self._check_drawing()
        with located("size"):
            for length in self.logical_size:
                if not LEAST_LENGTH <= length <= MOST_LENGTH:
                    found, low, high = (v * self._in_unit for v in (length, LEAST_LENGTH, MOST_LENGTH))
                    raise InputError(
                        "found {found:.4g} {unit}, allowed is {low:.4g} to {high:.6g} {unit}",
                        found=found,
                        unit=self.unit,
                        low=low,
                        high=high,
                    )
            width, height = self.pixels
            if width * height > MOST_PIXELS:
                raise InputError(
                    "found {width} x {height} pixels, allowed are {most_pixels:,} in all",
                    width=width,
                    height=height,
                    most_pixels=MOST_PIXELS,
                )
        with located("grid"):
            check_grid(self.grid)
            if self.grid and self.view == ALL:
                raise InputError("a grid is of one view; found {view!r}", view=ALL)

    def _check_drawing(self) -> None:
        if self.height not in HEIGHTS:
            raise InputError(unknown("unknown choice {name}", self.height, HEIGHTS), "height")
        if self.arrows not in WHOSE:
            raise InputError(unknown("unknown choice {name}", self.arrows, WHOSE), "arrows")
        with located("arrow scale"):
            if self.arrow_zoom is not None:
                number(LEAST_ZOOM, MOST_ZOOM)(self.arrow_zoom)
        with located("ball"):
            integer(0, 10**9)(self.ball)

    @property
    def _in_unit(self) -> float:
        """A logical pixel in the unit that a person gave."""
        return self.point * (POINT_MM if self.unit == "mm" else SCREEN_DPI / 72)

    @property
    def logical_size(self) -> tuple[float, float]:
        """Width and height in logical pixels."""
        return self.size or proportions(self.view).size

    @property
    def shown_curves(self) -> tuple[str, ...]:
        """The quantities that are shown over the steps, by their keys."""
        if self.curves:
            return curves_of(self.curves)
        return USUAL_CURVES if self.view == CURVES else (LOSS,)

    @property
    def grows(self) -> bool:
        """Whether the height is not the user's."""
        return self.is_growing or self.size is None

    def too_small(self, width: float, height: float) -> Message:
        """Return what is wrong where such a size, in logical pixels, would be needed."""
        unit = self._in_unit
        found = " x ".join(f"{round(unit * length, 1):g}" for length in self.logical_size)
        least = " x ".join(str(math.ceil(unit * length - 1e-6)) for length in (width, height))
        return message(
            "found {found} {unit}, too small for this: at least {least} {unit}",
            found=found,
            least=least,
            unit=self.unit,
        )

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of a picture that is made of pixels."""
        width, height = self.logical_size
        return round(width * self.scale), round(height * self.scale)

    @property
    def millimetres(self) -> tuple[float, float]:
        """Width and height on paper."""
        width, height = self.logical_size
        return width * self.point * 25.4 / 72, height * self.point * 25.4 / 72
