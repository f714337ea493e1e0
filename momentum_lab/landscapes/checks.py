"""What the description of a landscape may hold, whether a file, a panel or a command gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from momentum_lab.core.checks import checked_number
from momentum_lab.core.errors import InputError, located, quoted
from momentum_lab.core.messages import counted, message
from momentum_lab.landscapes.minima import Domain, Point

AXES: Final = ("x", "y")
LARGEST_NUMBER: Final = 1e12
"""How large what stands in a description may be: parameters, constants, losses."""
FARTHEST: Final = 1e9
"""How far from the origin a domain may reach, and a start may lie."""
LARGEST_ROTATION: Final = 360.0
SMALLEST_CONDITIONING: Final = 1e-4
LARGEST_CONDITIONING: Final = 1e4


def limited_number(value: object, limit: float = LARGEST_NUMBER) -> float:
    """Return ``value`` as a float of at most ``limit``, or raise :class:`InputError`."""
    return checked_number(value, -limit, limit)


def bounds_around(value: float) -> tuple[float, float]:
    """Return bounds for a parameter of which only the value is known."""
    reach = min(4.0 * abs(value), LARGEST_NUMBER) or 1.0
    return -reach, reach


def checked_interval(value: object) -> tuple[float, float]:
    """Return ``value`` as a lower and a higher number, or raise :class:`InputError`."""
    allowed = message(
        "allowed are a lower and a higher number, both from -{farthest:g} to {farthest:g}", farthest=FARTHEST
    )
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise InputError("found {found}, {allowed}", found=quoted(value), allowed=allowed)
    low, high = (limited_number(end, FARTHEST) for end in value)
    # An interval of a few roundings has no points for a grid in it.
    if not high - low > 1e-9 * max(abs(low), abs(high), 1e-3):
        raise InputError("found {found}, {allowed}", found=quoted([low, high]), allowed=allowed)
    return low, high


def checked_domain(domain: object, dimension: int | None = None) -> Domain:
    """Return a domain of one or two intervals, or of exactly ``dimension``.

    Raises
    ------
    InputError
        An interval is none, in which case the place is its axis, or their number is wrong.
    """
    if not isinstance(domain, Sequence) or len(domain) not in ((1, 2) if dimension is None else (dimension,)):
        if dimension is None:
            raise InputError("found {found}, allowed is 1 or 2 intervals", "domain", found=quoted(domain))
        raise InputError(
            "found {found}, allowed is {dimension} of x and y, in this order",
            "domain",
            found=quoted(domain),
            dimension=dimension,
        )
    intervals = []
    for axis, interval in zip(AXES, domain, strict=False):
        with located(axis):
            intervals.append(checked_interval(interval))
    return tuple(intervals)


def checked_point(value: object, dimension: int) -> Point:
    """Return ``value`` as a point, or raise :class:`InputError`."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != dimension:
        raise InputError(
            counted(
                "found {found}, allowed is a list of one number",
                "found {found}, allowed is a list of {count} numbers",
                count=dimension,
                found=quoted(value),
            )
        )
    return tuple(limited_number(coordinate, FARTHEST) for coordinate in value)


def checked_rotation(value: object, dimension: int) -> float:
    """Return ``value`` as an angle in degrees; a landscape of one dimension has only 0."""
    with located("rotation"):
        angle = limited_number(value, LARGEST_ROTATION)
        if dimension == 1 and angle != 0.0:
            raise InputError(
                "found {found}, allowed is 0 for a landscape of one dimension", found=quoted(value)
            )
    return angle


def checked_conditioning(value: object, dimension: int) -> float:
    """Return ``value`` as a factor of the curvature along y; a landscape of one dimension has only 1."""
    with located("conditioning"):
        factor = limited_number(value)
        if dimension == 1 and factor != 1.0:
            raise InputError(
                "found {found}, allowed is 1 for a landscape of one dimension", found=quoted(value)
            )
        return checked_number(value, SMALLEST_CONDITIONING, LARGEST_CONDITIONING)
