"""What a figure shows of a run at a step: one list of primitives, whatever draws it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeAlias

from momentum_lab.experiment.appearance import DASHES
from momentum_lab.figures.boldness import Boldness
from momentum_lab.figures.contrast import edge_for
from momentum_lab.figures.curves import Counting
from momentum_lab.figures.primitives import (
    BALL_SIZE,
    Casing,
    Dots,
    Marker,
    Polyline,
    Primitive,
)
from momentum_lab.figures.scene_trail import Place, Stretch, Trail
from momentum_lab.landscapes.minima import Domain
from momentum_lab.simulation.run import Run, Status


class Inks(Protocol):
    """The colours that a scene takes from a theme, as ``#rrggbb``."""

    @property
    def base(self) -> str:
        """What lies behind everything."""
        ...

    @property
    def text(self) -> str:
        """What is written, and the starts."""
        ...

    @property
    def muted(self) -> str:
        """The edge of the ground of one dimension."""
        ...

    @property
    def outline(self) -> str:
        """What goes around balls."""
        ...

    @property
    def minimum(self) -> str:
        """The signs of minima."""
        ...

    @property
    def landscape(self) -> tuple[str, ...]:
        """The colours of the ground, from the lowest loss to the highest."""
        ...

    @property
    def is_dark(self) -> bool:
        """Whether light is written on dark."""
        ...

    @property
    def is_grey(self) -> bool:
        """Whether colours are told apart by their lightness alone."""
        ...


Overlay: TypeAlias = Callable[[Run, int, Inks], Iterable[Primitive]]
"""Returns what else is shown on the ground of a run at a step.

Its areas lie under the trails, everything else over the balls.
"""
SeenOverlay: TypeAlias = Callable[[Run, int, Inks, Domain], Iterable[Primitive]]
"""The same where that depends on which part of the ground is seen."""
CurveOverlay: TypeAlias = Callable[[Run, str, Counting, Inks], Iterable[Primitive]]
"""Returns what else is shown of a quantity of a run, by its key, over its steps: in counts and values."""


@dataclass(frozen=True, slots=True)
class Overlays:
    """What is shown besides a run: on its ground, and over its steps.

    ``has_theory`` says whether curves are shown that theory knows of a run before it is there.
    """

    on_ground: tuple[Overlay, ...] = ()
    over_steps: tuple[CurveOverlay, ...] = ()
    has_theory: bool = True


NO_OVERLAYS: Final = Overlays()


class Wanted(Protocol):
    """What a person wants to be drawn of a run, and how."""

    @property
    def line_width(self) -> float:
        """Width of a trail, in logical pixels."""
        ...

    @property
    def path_ahead(self) -> bool:
        """Whether the path after the playhead is shown, faintly."""
        ...

    @property
    def dots(self) -> int:
        """A dot on the trail every so many steps; 0 for none."""
        ...

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """What is shown besides, on the ground."""
        ...

    @property
    def boldness(self) -> Boldness:
        """How bold all of it is drawn."""
        ...

    @property
    def arrows(self) -> SeenOverlay | None:
        """What shows of which parts a step consists; None for nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Manner:
    """How trails and balls are set off from the ground, which differs between flat figures and solid ones.

    Attributes
    ----------
    ahead_opacity
        Of the path after the playhead.
    has_even_dashes
        Whether that path, which is thinner, has the dashes of the one before.
    lost_opacity
        Of a ball that has diverged.
    casing
        Width of the edge of trails to either side.
    enough
        Contrast with all that is behind it from which on a trail needs no edge.
    on_landscape
        Whether that is the landscape, or plain.
    dot_size, dot_rim, most_dots
        Diameter of dots and width of their outline; and how many there may be on one trail: those of longer
        ones lie farther apart.
    """

    ahead_opacity: float
    has_even_dashes: bool
    lost_opacity: float
    casing: float
    enough: float
    on_landscape: bool
    dot_size: float
    dot_rim: float
    most_dots: int


CLEAR: Final = 3.0
"""Contrast at which a line can be told from what is behind it (WCAG 2.1, 1.4.11)."""
FLAT: Final = Manner(
    ahead_opacity=0.35,
    has_even_dashes=False,
    lost_opacity=1.0,
    casing=0.6,
    enough=CLEAR,
    on_landscape=True,
    dot_size=5.8,
    dot_rim=0.7,
    most_dots=2_000,
)
"""Seen from above, or from the side."""
CHART: Final = replace(FLAT, casing=0.35, enough=1.8, on_landscape=False)
"""Numbers over steps, on plain ground: only what is about as light or as dark as that has an edge."""
SOLID: Final = Manner(
    ahead_opacity=0.45,
    has_even_dashes=True,
    lost_opacity=0.4,
    casing=0.6,
    enough=CLEAR,
    on_landscape=True,
    dot_size=0.42 * BALL_SIZE,
    dot_rim=1.2,
    most_dots=400,
)
"""On a surface that is lit, where a thin line without an edge would be pale."""
CHANGED: Final = "diamond"
"""The shape of the mark where a ball is changed in the middle of its run: hollow, in the ball's colour."""
CHANGED_SIZE: Final = 8.0
CHANGED_RIM: Final = 1.6
AHEAD: Final = 0.6
"""Width of the path after the playhead, in that of the one before."""


def casing_of(color: str, behind: tuple[str, ...], manner: Manner) -> Casing | None:
    """Return the edge of a line of a colour on a ground that runs through some, where it needs one."""
    edge = edge_for(color, behind, manner.enough)
    return Casing(edge, manner.casing) if edge else None


class RunScene:
    """The trails and balls of a run, in the coordinates that ``place`` gives to its steps.

    ``trails`` are those of the visible balls.
    """

    has_stalks = False
    """Whether lines lead from balls to what they do not lie on."""

    def __init__(self, run: Run, place: Place, manner: Manner = CHART) -> None:
        self.run = run
        self.trails: Final = self._made_trails(run, place)
        self._manner = manner

    def at(self, step: int, inks: Inks, wanted: Wanted, seen: Domain | None = None) -> list[Primitive]:
        """Return what is shown at a step: all trails, then dots and balls, so that no trail covers a ball.

        ``seen`` is what the figure shows of its coordinates; None for all there is.
        """
        shown: list[Primitive] = []
        for trail in self.trails:
            shown += self._lines(trail, step, inks, wanted)
        for trail in self.trails:
            shown += self._ends(trail, step, inks, wanted)
        if wanted.dots:
            shown += [self._dots(trail, step, inks, wanted.dots) for trail in self.trails]
        shown += [self._changes(trail, step, inks) for trail in self.trails if trail.look.changes]
        # The first balls of the list lie over the others.
        shown += [self._ball(trail, step, inks) for trail in reversed(self.trails)]
        return shown

    def _made_trails(self, run: Run, place: Place) -> tuple[Trail, ...]:
        """Return the trails of what is to be seen."""
        shown = [index for index, ball in enumerate(run.experiment.balls) if ball.visible]
        return tuple(Trail(run, index, place) for index in shown)

    def _lines(self, trail: Trail, step: int, inks: Inks, wanted: Wanted) -> Iterator[Polyline]:
        """Yield the path ahead where it is wanted, and the one that has been walked."""
        last = self._end_of(trail)
        end = min(step, last)
        width, dash, manner = wanted.line_width, DASHES[trail.look.marker], self._manner
        color = trail.look.color
        if wanted.path_ahead and end < last:
            unit = width if manner.has_even_dashes else 0.0
            ahead = Stretch(trail, end, last)
            yield Polyline(ahead, color, AHEAD * width, manner.ahead_opacity, dash, unit)
        walked = Stretch(trail, 0, end, is_walked=True)
        yield Polyline(walked, color, width, dash=dash, casing=self._casing(color, inks))

    def _casing(self, color: str, inks: Inks) -> Casing | None:
        """Return the edge of a line of a colour, where it needs one."""
        behind = inks.landscape if self._manner.on_landscape else (inks.base,)
        return casing_of(color, behind, self._manner)

    def _end_of(self, trail: Trail) -> int:
        """Return the step at which the line along a trail ends."""
        return trail.last

    def _ends(self, trail: Trail, step: int, inks: Inks, wanted: Wanted) -> Iterator[Primitive]:
        """Yield what stands at the end of such a line that goes on where it is not shown."""
        yield from ()

    def _dots(self, trail: Trail, step: int, inks: Inks, every: int) -> Dots:
        """Return dots at the start and every so many steps, up to the playhead."""
        manner, look = self._manner, trail.look
        points = trail.dots(step, every, manner.most_dots)
        return Dots(points, look.marker, look.color, inks.outline, manner.dot_size, manner.dot_rim)

    def _changes(self, trail: Trail, step: int, inks: Inks) -> Dots:
        """Return hollow marks where the ball is changed, up to the playhead."""
        _, points = trail.changes(step)
        return Dots(points, CHANGED, inks.base, trail.look.color, CHANGED_SIZE, CHANGED_RIM)

    def _ball(self, trail: Trail, step: int, inks: Inks) -> Marker:
        opacity = self._manner.lost_opacity
        if opacity < 1.0 and self.run.status_at(trail.ball, step) is not Status.DIVERGED:
            opacity = 1.0
        look, at = trail.look, trail.at(min(step, trail.last))[0]
        return Marker(at, look.marker, look.color, inks.outline, opacity=opacity, ball=trail.ball)
