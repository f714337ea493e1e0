"""Pictures that stand still: PNG, and SVG and PDF as drawings."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QMarginsF, QRect, QSize, QSizeF, Qt
from PyQt6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PyQt6.QtSvg import QSvgGenerator

from momentum_lab import __version__
from momentum_lab.core.files import WriteError
from momentum_lab.gui.pictures.figure import Figure

LOGICAL_DPI = 96


def draw_image(figure: Figure, step: int, scale: float) -> QImage:
    """Return the figure at a step as an image without transparency."""
    size = QSize(round(figure.width * scale), round(figure.height * scale))
    image = QImage(size, QImage.Format.Format_RGB32)
    if image.isNull():
        raise WriteError(f"there is not enough memory for {size.width()} x {size.height()} pixels")
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform, True)
    painter.scale(scale, scale)
    figure.draw(painter, step)
    painter.end()
    return image


def write_png(figure: Figure, step: int, scale: float, path: Path) -> None:
    """Write a PNG."""
    image = draw_image(figure, step, scale)
    image.setText("Software", f"Momentum Lab {__version__}")
    if not image.save(str(path), "PNG"):
        raise OSError("the picture could not be encoded or stored")


def write_svg(figure: Figure, step: int, scale: float, path: Path) -> None:
    """Write an SVG: lines as paths, text as text."""
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(QSize(figure.width, figure.height))
    generator.setViewBox(QRect(0, 0, figure.width, figure.height))
    generator.setResolution(LOGICAL_DPI)
    generator.setTitle(figure.run.experiment.title or "Momentum Lab")
    generator.setDescription(f"Momentum Lab {__version__}")
    painter = QPainter()
    if not painter.begin(generator):
        raise OSError("the drawing could not be stored")
    figure.draw(painter, step)
    painter.end()


def write_pdf(figure: Figure, step: int, scale: float, path: Path) -> None:
    """Write a PDF of one page that is as large as the figure, fonts embedded."""
    writer = QPdfWriter(str(path))
    writer.setCreator(f"Momentum Lab {__version__}")
    writer.setTitle(figure.run.experiment.title or "Momentum Lab")
    points = QSizeF(figure.width * 72 / LOGICAL_DPI, figure.height * 72 / LOGICAL_DPI)
    page = QPageSize(points, QPageSize.Unit.Point, "figure", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setResolution(LOGICAL_DPI * 10)
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError("the drawing could not be stored")
    painter.scale(10.0, 10.0)
    figure.draw(painter, step)
    painter.end()
