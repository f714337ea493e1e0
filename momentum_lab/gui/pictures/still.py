"""Pictures that stand still: PNG, and SVG and PDF as drawings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QSize, QSizeF, Qt
from PyQt6.QtGui import QImage, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PyQt6.QtSvg import QSvgGenerator

from momentum_lab import __version__
from momentum_lab.core.files import WriteError
from momentum_lab.experiment.carried import carried_text, carried_title, png, svg, xml
from momentum_lab.gui.pictures.figure import Figure

LOGICAL_DPI = 96


@contextmanager
def _painting(device: QPaintDevice) -> Iterator[QPainter]:
    """Give a painter that is ended in any case: a device that dies under its painter ends the process."""
    painter = QPainter()
    if not painter.begin(device):
        raise OSError("the picture could not be stored")
    try:
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform, True
        )
        yield painter
    finally:
        painter.end()


def draw_image(figure: Figure, step: int, scale: float) -> QImage:
    """Return the figure at a step as an image without transparency."""
    size = QSize(round(figure.width * scale), round(figure.height * scale))
    image = QImage(size, QImage.Format.Format_RGB32)
    if image.isNull():
        raise WriteError(f"there is not enough memory for {size.width()} x {size.height()} pixels")
    image.fill(Qt.GlobalColor.white)
    with _painting(image) as painter:
        painter.scale(scale, scale)
        figure.draw(painter, step)
    return image


def write_png(figure: Figure, step: int, scale: float, path: Path) -> None:
    """Write a PNG."""
    path.write_bytes(png_of(figure, draw_image(figure, step, scale)))


def png_of(figure: Figure, image: QImage) -> bytes:
    """Return an image of a figure as a PNG that carries the experiment."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.setText("Software", f"Momentum Lab {__version__}")
    if not image.save(buffer, "PNG"):
        raise OSError("the picture could not be encoded")
    return png.with_experiment(buffer.data().data(), carried_text(figure.run.experiment))


def write_svg(figure: Figure, step: int, scale: float, path: Path) -> None:
    """Write an SVG."""
    path.write_bytes(svg_of(figure, step))  # Qt does not tell when a disk is full


def svg_of(figure: Figure, step: int) -> bytes:
    """Return the figure at a step as an SVG that carries the experiment: lines as paths, text as text."""
    experiment = figure.run.experiment
    generator, buffer = QSvgGenerator(), QBuffer()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(figure.width, figure.height))
    generator.setViewBox(QRect(0, 0, figure.width, figure.height))
    generator.setResolution(LOGICAL_DPI)
    generator.setTitle(carried_title(experiment))
    generator.setDescription(f"Momentum Lab {__version__}")
    with _painting(generator) as painter:
        figure.draw(painter, step)
    return svg.with_experiment(buffer.data().data(), carried_text(experiment), carried_title(experiment))


def write_pdf(figure: Figure, step: int, scale: float, path: Path) -> None:
    """Write a PDF of one page that is as large as the figure, fonts embedded."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator(f"Momentum Lab {__version__}")
    title = carried_title(figure.run.experiment)
    writer.setTitle(title)
    writer.setDocumentXmpMetadata(QByteArray(xml.packet(carried_text(figure.run.experiment), title)))
    points = QSizeF(figure.width * 72 / LOGICAL_DPI, figure.height * 72 / LOGICAL_DPI)
    page = QPageSize(points, QPageSize.Unit.Point, "figure", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setResolution(LOGICAL_DPI)
    with _painting(writer) as painter:
        figure.draw(painter, step)
    path.write_bytes(buffer.data().data())
