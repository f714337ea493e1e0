"""Random formulas whose minima are known from elsewhere: in closed form, by enumeration, or by roots.

Each family yields cases from one generator, so that all cases are the same at every run. Every minimum of a
case that lies inside of the domain is among its ``minima``.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

BOX = ((-2.0, 2.0), (-2.0, 2.0))
LINE = ((-3.0, 3.0),)


@dataclass(frozen=True)
class Case:
    formula: str
    domain: tuple[tuple[float, float], ...]
    minima: tuple[tuple[float, ...], ...]


def number(value: float) -> str:
    """A number as it is typed, in brackets where it is negative."""
    return f"({value!r})" if value < 0 else repr(value)


def plane(normal: Sequence[float], constant: float) -> str:
    return f"({number(normal[0])}*x + {number(normal[1])}*y + {number(constant)})"


def bowl(middle: Sequence[float], stretch: Sequence[float] = (1.0, 1.0)) -> str:
    x, y = middle
    return f"({number(stretch[0])}*(x - {number(x)})**2 + {number(stretch[1])}*(y - {number(y)})**2)"


def lies_inside(point: Sequence[float], domain: Sequence[Sequence[float]], margin: float = 0.02) -> bool:
    """Whether a point lies inside, and not so near to the border that a grid may not see it."""
    return all(
        low + margin * (high - low) < p < high - margin * (high - low)
        for p, (low, high) in zip(point, domain, strict=True)
    )


def oblique_kinks(random: np.random.Generator) -> Iterator[Case]:
    """``a*abs(n.p + c) + |p - m|**2``: the way from m along n is that of soft thresholding."""
    while True:
        weight = 10.0 ** random.uniform(-1, 2)
        normal, middle, constant = random.normal(size=2), random.uniform(-1.8, 1.8, 2), random.normal()
        square = float(normal @ normal)
        value = float(normal @ middle) + constant
        way = math.copysign(min(weight / 2.0, abs(value) / square), value)
        point = tuple((middle - way * normal).tolist())
        if lies_inside(point, BOX):
            text = f"{number(weight)}*abs{plane(normal.tolist(), constant)} + {bowl(middle.tolist())}"
            yield Case(text, BOX, (point,))


def sums_of_kinks(random: np.random.Generator) -> Iterator[Case]:
    """Sums of two to four oblique kinks and a bowl, which is convex: the lowest of all pieces' own minima."""
    while True:
        count = int(random.integers(2, 5))
        weights = 10.0 ** random.uniform(-1, 1.5, count)
        normals, constants = random.normal(size=(count, 2)), random.normal(size=count) * 0.7
        middle, bend = random.uniform(-1.5, 1.5, 2), 10.0 ** random.uniform(-1, 0.5)
        point = lowest_of_pieces(weights, normals, constants, middle, bend)
        if lies_inside(point, BOX):
            kinks = [
                f"{number(w)}*abs{plane(n, c)}"
                for w, n, c in zip(weights.tolist(), normals.tolist(), constants.tolist(), strict=True)
            ]
            text = " + ".join([*kinks, f"{number(bend)}*{bowl(middle.tolist())}"])
            if len(text) < 480:
                yield Case(text, BOX, (point,))


def lowest_of_pieces(
    weights: np.ndarray, normals: np.ndarray, constants: np.ndarray, middle: np.ndarray, bend: float
) -> tuple[float, ...]:
    """Return the minimum of the sum: it is a vertex, the lowest point of an edge, or that of a piece."""

    def loss(point: np.ndarray) -> float:
        return float(weights @ np.abs(normals @ point + constants) + bend * ((point - middle) ** 2).sum())

    candidates = []
    for signs in itertools.product((-1.0, 1.0), repeat=len(weights)):
        slope = (np.array(signs) * weights) @ normals
        free = middle - slope / (2.0 * bend)
        candidates.append(free)
        for normal, constant in zip(normals, constants, strict=True):  # the nearest point of the edge
            candidates.append(free - normal * (normal @ free + constant) / (normal @ normal))
    for one, other in itertools.combinations(range(len(weights)), 2):
        candidates.append(np.linalg.solve(normals[[one, other]], -constants[[one, other]]))
    return tuple(min(candidates, key=loss).tolist())


def polyhedra(random: np.random.Generator) -> Iterator[Case]:
    """Sums of three to five kinks alone: the lowest vertex, where it is the only one."""
    while True:
        count = int(random.integers(3, 6))
        weights = 10.0 ** random.uniform(-0.7, 0.7, count)
        normals, constants = random.normal(size=(count, 2)), random.normal(size=count) * 0.7
        points = [
            np.linalg.solve(normals[[one, other]], -constants[[one, other]])
            for one, other in itertools.combinations(range(count), 2)
        ]
        losses = [float(weights @ np.abs(normals @ point + constants)) for point in points]
        order = np.argsort(losses)
        point = tuple(points[order[0]].tolist())
        if lies_inside(point, BOX) and losses[order[1]] > losses[order[0]] + 0.02:
            kinks = [
                f"{number(w)}*abs{plane(n, c)}"
                for w, n, c in zip(weights.tolist(), normals.tolist(), constants.tolist(), strict=True)
            ]
            if len(" + ".join(kinks)) < 480:
                yield Case(" + ".join(kinks), BOX, (point,))


def maxima_of_bowls(random: np.random.Generator) -> Iterator[Case]:
    """The maximum of two or three bowls and a plane: convex, solved as a program with constraints."""
    while True:
        count = int(random.integers(2, 4))
        middles = random.uniform(-1.6, 1.6, (count, 2))
        stretches = 10.0 ** random.uniform(-0.7, 1.0, (count, 2))
        heights = random.normal(size=count) * 0.5
        slope = random.normal(size=2)

        def pieces(
            point: np.ndarray,
            middles: np.ndarray = middles,
            stretches: np.ndarray = stretches,
            heights: np.ndarray = heights,
            slope: np.ndarray = slope,
        ) -> np.ndarray:
            return np.append((stretches * (point - middles) ** 2).sum(axis=1) + heights, slope @ point)

        point = lowest_maximum(pieces)
        if point is not None and lies_inside(point, BOX):
            text = plane(slope.tolist(), 0.0)
            for middle, stretch, height in zip(
                middles.tolist(), stretches.tolist(), heights.tolist(), strict=True
            ):
                text = f"max({text}, {bowl(middle, stretch)} + {number(height)})"
            yield Case(text, BOX, (point,))


def lowest_maximum(pieces: Callable[[np.ndarray], np.ndarray]) -> tuple[float, ...] | None:
    """Return the point with the lowest maximum of convex pieces, from the best of some programs; or None."""
    found = []
    for start in itertools.product((-1.0, 0.5), repeat=2):
        point = np.array(start)
        result = minimize(
            lambda z: z[2],
            np.array([*start, float(pieces(point).max())]),
            jac=lambda z: np.array([0.0, 0.0, 1.0]),
            constraints=[{"type": "ineq", "fun": lambda z: z[2] - pieces(z[:2])}],
            method="SLSQP",
            options={"ftol": 1e-15, "maxiter": 500},
        )
        found.append((float(pieces(result.x[:2]).max()), tuple(result.x[:2].tolist())))
    found.sort()
    # Where two programs do not agree, neither is a judge.
    return found[0][1] if math.dist(found[0][1], found[1][1]) < 1e-4 else None


def lowest_of_bowls(random: np.random.Generator) -> Iterator[Case]:
    """The minimum of two to four bowls, some with kinks: the middle of each, where it is the lowest."""
    while True:
        count = int(random.integers(2, 5))
        middles = random.uniform(-1.8, 1.8, (count, 2)).round(4)
        heights = random.uniform(0.0, 0.5, count).round(4)
        weights = (10.0 ** random.uniform(0, 1, (count, 2))).round(3)
        turns = random.uniform(0, math.pi, count)
        kinked = random.uniform(size=count) < 0.6

        def losses(
            point: np.ndarray,
            middles: np.ndarray = middles,
            heights: np.ndarray = heights,
            weights: np.ndarray = weights,
            turns: np.ndarray = turns,
            kinked: np.ndarray = kinked,
        ) -> np.ndarray:
            away = point - middles
            along = np.cos(turns) * away[:, 0] + np.sin(turns) * away[:, 1]
            across = np.cos(turns) * away[:, 1] - np.sin(turns) * away[:, 0]
            sides = np.where(kinked, np.abs(along), along**2), np.where(kinked, np.abs(across), across**2)
            return weights[:, 0] * sides[0] + weights[:, 1] * sides[1] + heights

        # Each is the lowest in its middle and around it as far as a grid can see.
        around = [
            (0.0, 0.0),
            *((math.cos(turn) / 8, math.sin(turn) / 8) for turn in np.arange(0.0, 6.2, 0.2)),
        ]
        minima = [
            tuple(middle.tolist())
            for i, middle in enumerate(middles)
            if all(losses(middle + step).argmin() == i for step in np.array(around))
        ]
        if len(minima) == count and all(lies_inside(point, BOX) for point in minima):
            text = ""
            for i in range(count):
                c, s = round(math.cos(turns[i]), 6), round(math.sin(turns[i]), 6)
                x, y = middles[i].tolist()
                shape = "abs({})" if kinked[i] else "({})**2"
                away = f"{number(c)}*(x - {number(x)}) + {number(s)}*(y - {number(y)})"
                aside = f"{number(c)}*(y - {number(y)}) - {number(s)}*(x - {number(x)})"
                one, other = shape.format(away), shape.format(aside)
                piece = (
                    f"{number(weights[i, 0].item())}*{one} + {number(weights[i, 1].item())}*{other} + "
                    f"{number(heights[i].item())}"
                )
                text = f"min({text}, {piece})" if text else piece
            if len(text) < 490:
                yield Case(text, BOX, tuple(minima))


def bent_kinks(random: np.random.Generator) -> Iterator[Case]:
    """``a*abs(x - m) + b*abs(y - s*x**2 - t)``: a kink along a parabola, and one across it."""
    while True:
        weights = 10.0 ** random.uniform((-0.5, 0.5), (0.5, 2.0))
        middle, bend, height = random.uniform(-1.5, 1.5), random.uniform(-1.0, 1.0), random.uniform(-1, 1)
        point = (middle, bend * middle**2 + height)
        if lies_inside(point, BOX):
            one, other = weights.tolist()
            valley = f"{number(other)}*abs(y - {number(bend)}*x**2 - {number(height)})"
            yield Case(f"{number(one)}*abs(x - {number(middle)}) + {valley}", BOX, (point,))


def cusps(random: np.random.Generator) -> Iterator[Case]:
    """The same with a root, whose slope beside the valley has no bound: the kind of Bukin's sixth."""
    while True:
        middle, bend = random.uniform(-1.5, 1.5), random.uniform(-0.5, 0.5)
        one, other = (10.0 ** random.uniform((-1.0, 0.0), (0.5, 1.0))).tolist()
        point = (middle, bend * middle**2)
        if lies_inside(point, BOX):
            valley = f"{number(other)}*sqrt(abs(y - {number(bend)}*x**2))"
            yield Case(f"{number(one)}*abs(x - {number(middle)}) + {valley}", BOX, (point,))


def cones(random: np.random.Generator) -> Iterator[Case]:
    """``w*sqrt(q) + n.p`` with a bowl q: the tip, as long as the plane rises less than the cone."""
    while True:
        middle, weight = random.uniform(-1.6, 1.6, 2), 10.0 ** random.uniform(-0.5, 1)
        turn, lean = random.uniform(0, 2 * math.pi), random.uniform(0, 0.8) * weight
        slope = (lean * math.cos(turn), lean * math.sin(turn))
        text = f"{number(weight)}*sqrt({bowl(middle.tolist())}) + {plane(slope, 0.0)}"
        yield Case(text, BOX, (tuple(middle.tolist()),))


def turned_wells(random: np.random.Generator) -> Iterator[Case]:
    """Turned sums of a double well along each axis: minima where both cubics have their outer roots."""
    while True:
        turn, tilts = random.uniform(0, math.pi), random.uniform(-0.2, 0.2, 2)
        widths, weights = random.uniform(0.4, 1.0, 2), 10.0 ** random.uniform(-0.5, 1.5, 2)
        c, s = math.cos(turn), math.sin(turn)
        along, across = plane((c, s), 0.0), plane((-s, c), 0.0)
        roots = []
        for tilt, width in zip(tilts, widths, strict=True):  # of the slope of (u**2 - width**2)**2 + tilt*u
            found = np.roots([4.0, 0.0, -4.0 * width**2, tilt])
            real = found[np.abs(found.imag) < 1e-9].real
            roots.append([r for r in real.tolist() if 12.0 * r**2 - 4.0 * width**2 > 0.1])
        minima = [(c * u - s * v, s * u + c * v) for u, v in itertools.product(*roots)]
        if len(minima) >= 2 and all(lies_inside(point, BOX) for point in minima):
            wells = [
                f"{number(w)}*(({u}**2 - {number(width**2)})**2 + {number(tilt)}*{u})"
                for w, u, width, tilt in zip(
                    weights.tolist(), (along, across), widths.tolist(), tilts.tolist(), strict=True
                )
            ]
            yield Case(" + ".join(wells), BOX, tuple(minima))


def polynomials(random: np.random.Generator) -> Iterator[Case]:
    """Polynomials of one variable of degree 4 or 6: the roots of the slope that curve upwards."""
    while True:
        stationary = np.sort(random.uniform(-2.8, 2.8, int(random.choice([3, 5]))))
        if np.diff(stationary).min() < 0.15:
            continue
        slope = np.poly(stationary)
        coefficients = np.polyint(slope)
        text = " + ".join(
            f"{number(c)}*x**{len(coefficients) - 1 - i}" for i, c in enumerate(coefficients.tolist()[:-1])
        )
        minima = tuple((p,) for p in stationary.tolist() if np.polyval(np.polyder(slope), p) > 0.0)
        yield Case(text, LINE, minima)


def broken_lines(random: np.random.Generator) -> Iterator[Case]:
    """Sums of kinks up and down in one variable: a minimum where the slope turns from down to up."""
    while True:
        count = int(random.integers(2, 7))
        places = np.sort(random.uniform(-2.7, 2.7, count))
        weights, tilt = random.normal(size=count), random.normal()
        slopes = tilt + np.array([weights[:i].sum() - weights[i:].sum() for i in range(count + 1)])
        if np.abs(slopes).min() < 0.05 or (count > 1 and np.diff(places).min() < 0.1):
            continue
        minima = tuple((places[i].item(),) for i in range(count) if slopes[i] < 0.0 < slopes[i + 1])
        kinks = [
            f"{number(w)}*abs(x - {number(p)})"
            for w, p in zip(weights.tolist(), places.tolist(), strict=True)
        ]
        yield Case(" + ".join([*kinks, f"{number(tilt)}*x"]), LINE, minima)


FAMILIES: dict[str, tuple[Callable[[np.random.Generator], Iterator[Case]], int]] = {
    "oblique kinks": (oblique_kinks, 150),
    "sums of kinks": (sums_of_kinks, 80),
    "polyhedra": (polyhedra, 60),
    "maxima of bowls": (maxima_of_bowls, 50),
    "lowest of bowls": (lowest_of_bowls, 50),
    "bent kinks": (bent_kinks, 50),
    "cusps": (cusps, 40),
    "cones": (cones, 40),
    "turned wells": (turned_wells, 60),
    "polynomials": (polynomials, 80),
    "broken lines": (broken_lines, 100),
}
"""The families, and how many cases of each are looked at."""
SEED = 20260


def cases(family: str, count: int | None = None, seed: int = SEED) -> list[Case]:
    """Return the first cases of a family."""
    generate, usual = FAMILIES[family]
    return list(itertools.islice(generate(np.random.default_rng(seed)), count or usual))
