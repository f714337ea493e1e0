"""The camera of the 3-D view in numpy: from the box to what is seen."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QMatrix4x4

from momentum_lab.core.arrays import Floats
from momentum_lab.core.values import dataclass
from momentum_lab.gui.views.gl import camera
from momentum_lab.gui.views.gl.camera import Lens


@dataclass(frozen=True, slots=True, eq=False)
class Eye:
    """Looks through a lens at the middle of the box, from an azimuth and elevation in degrees.

    ``scale`` samples are one logical pixel.
    """

    lens: Lens
    azimuth: float
    elevation: float
    scale: float

    @property
    def turned(self) -> Floats:
        """The matrix (4, 4) from the box to coordinates in which the eye is the origin and looks along -z."""
        matrix = QMatrix4x4()
        matrix.translate(0.0, 0.0, -camera.DISTANCE)
        matrix.rotate(self.elevation - 90.0, 1.0, 0.0, 0.0)
        matrix.rotate(self.azimuth + 90.0, 0.0, 0.0, -1.0)
        matrix.translate(0.0, 0.0, -camera.MIDDLE)
        return _array(matrix)

    def seen(self, points: Floats) -> Floats:
        """Return points (…, 3) of the box as the eye sees them."""
        return np.asarray(points @ self.turned[:3, :3].T + self.turned[:3, 3])

    def screen(self, seen: Floats) -> Floats:
        """Return seen points (…, 3) as samples from the top left, and their depth: nearer is less."""
        projection = _array(self.lens.projection())
        clip = np.concatenate([seen, np.ones((*seen.shape[:-1], 1))], axis=-1) @ projection.T
        place = clip[..., :3] / clip[..., 3:]
        size = self.scale * np.array([self.lens.width, self.lens.height])
        xy = 0.5 * size * (1.0 + place[..., :2] * (1.0, -1.0))
        return np.concatenate([xy, place[..., 2:]], axis=-1)

    def project(self, point: Floats) -> QPointF:
        """Return where a point (3,) of the box is seen, in logical pixels."""
        x, y, _depth = self.screen(self.seen(np.asarray(point, dtype=np.float64))) / self.scale
        return QPointF(float(x), float(y))

    def spots(self, points: Floats) -> Floats:
        """Return where points (n, 3) of the box are seen, (n, 2), in logical pixels."""
        return self.screen(self.seen(points))[:, :2] / self.scale


def _array(matrix: QMatrix4x4) -> Floats:
    return np.array(matrix.data(), dtype=np.float64).reshape(4, 4).T
