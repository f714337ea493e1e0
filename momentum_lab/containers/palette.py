"""The colours of a film that can have few of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from momentum_lab.containers.film import Pixels
from momentum_lab.containers.patches import Cells, as_pixels, four_bytes

COLORS: Final = 255
BOXES: Final = 191
"""How many of the colours are those that there is most of; the others are for what differs from them."""
UNKNOWN: Final = 255
"""In the place of an index: a colour that has not been looked for."""
AT_ONCE: Final = 4096


class Palette:
    """255 colours that suit all the glimpses of a film, and for any colour which of them is the nearest.

    A colour counts by the root of its pixels, so that a ball is not lost in the landscape. Of those that
    share a place in the palette the most frequent has it: what is of one colour keeps just that. The last
    places are for the colours that would change most.
    """

    def __init__(self, glimpses: Iterable[Pixels]) -> None:
        seen = [np.unique(four_bytes(image), return_counts=True) for image in glimpses]
        cells, places = np.unique(np.concatenate([cells for cells, _ in seen]), return_inverse=True)
        counts = np.bincount(places, weights=np.concatenate([counts for _, counts in seen]))
        every = as_pixels(cells[None, :])[0, :, :3].astype(np.int32)
        weights = np.ceil(np.sqrt(counts)).astype(int)
        shared = _in_boxes(cells, weights)
        rare_first = np.argsort(counts, kind="stable")
        chosen = np.tile(every[rare_first[-1]], (COLORS, 1))
        chosen[shared[rare_first]] = every[rare_first]
        errors = weights * ((every - chosen[shared]) ** 2).sum(axis=1)
        for place in range(BOXES, COLORS):
            chosen[place] = every[errors.argmax()]
            np.minimum(errors, weights * ((every - chosen[place]) ** 2).sum(axis=1), out=errors)
        self.colors: Pixels = chosen.astype(np.uint8)
        self._nearest = np.full(1 << 24, UNKNOWN, np.uint8)

    def indices(self, image: Pixels) -> NDArray[np.uint8]:
        """Return for each pixel which colour of the palette is the nearest."""
        cells = four_bytes(image) & 0xFFFFFF
        indices: NDArray[np.uint8] = self._nearest[cells]
        unknown = np.unique(cells[indices == UNKNOWN])
        if not unknown.size:
            return indices
        for part in np.array_split(unknown, 1 + unknown.size // AT_ONCE):
            asked = as_pixels(part[None, :])[0, :, None, :3].astype(np.int32)
            self._nearest[part] = ((asked - self.colors) ** 2).sum(axis=2).argmin(axis=1)
        nearest: NDArray[np.uint8] = self._nearest[cells]
        return nearest


def _in_boxes(cells: Cells, weights: NDArray[np.int_]) -> NDArray[np.uint8]:
    """Return which of ``BOXES`` boxes of alike colours each of some colours is in: Pillow's median cut."""
    from PIL import Image  # only who writes a film needs it

    weighted = Image.fromarray(as_pixels(np.repeat(cells, weights)[None, :])).convert("RGB")
    boxes: NDArray[np.uint8] = np.array(weighted.quantize(BOXES))[0, np.cumsum(weights) - 1]
    return boxes
