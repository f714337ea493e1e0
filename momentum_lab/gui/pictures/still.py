"""Pictures that stand still: PNG, and SVG and PDF as drawings, in which only what has to be is an image."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PyQt6.QtGui import QFontInfo, QImage, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PyQt6.QtSvg import QSvgGenerator
from PyQt6.QtWidgets import QApplication

from momentum_lab.containers import png, svg, xml
from momentum_lab.core.progress import Progress, done_aside, unwatched
from momentum_lab.core.provenance import __version__
from momentum_lab.experiment.embedded import embedded_text, embedded_title
from momentum_lab.figures.targets import PRINT_DPI
from momentum_lab.gui.pictures.images_aside import ImagesAside
from momentum_lab.gui.pictures.sheet import Sheet

LOGICAL_DPI = 96
INCH = 0.0254


_SIZE = re.compile(r'width="[^"]*"\s+height="[^"]*"')


@contextmanager
def _painting(device: QPaintDevice, painter: QPainter | None = None) -> Iterator[QPainter]:
    """Give a painter that is ended in any case: a device that dies under its painter ends the process."""
    painter = painter or QPainter()
    if not painter.begin(device):
        raise OSError("the picture could not be stored")
    try:
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
            | QPainter.RenderHint.LosslessImageRendering,  # or else a PDF holds them as JPEG
            True,
        )
        yield painter
    finally:
        painter.end()


def draw_image(figure: Sheet, step: int, scale: float, progress: Progress = unwatched) -> QImage:
    """Return the figure at a step as an image, without transparency unless its options say so."""
    size = QSize(round(figure.width * scale), round(figure.height * scale))
    kinds = QImage.Format
    image = QImage(size, kinds.Format_ARGB32_Premultiplied if figure.is_transparent else kinds.Format_RGB32)
    if image.isNull():
        raise MemoryError
    image.fill(Qt.GlobalColor.transparent if figure.is_transparent else Qt.GlobalColor.white)
    with _painting(image) as painter:
        painter.scale(size.width() / figure.width, size.height() / figure.height)
        figure.draw(painter, step, scale, progress)
    return image


def write_png(figure: Sheet, step: int, scale: float, path: Path, progress: Progress) -> None:
    """Write a PNG."""
    path.write_bytes(png_of(figure, draw_image(figure, step, scale, progress), scale, progress))


def png_of(figure: Sheet, image: QImage, scale: float, progress: Progress = unwatched) -> bytes:
    """Return an image of a figure, ``scale`` times as fine, as a PNG that carries the experiment."""
    if figure.is_transparent:
        image = image.convertToFormat(QImage.Format.Format_ARGB32)
    per_metre = round(72 * scale / figure.point / INCH)
    image.setDotsPerMeterX(per_metre)
    image.setDotsPerMeterY(per_metre)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.setText("Software", f"Momentum Lab {__version__}")
    if not done_aside(lambda: image.save(buffer, "PNG"), progress):  # of a large one, that takes a second
        raise OSError("the picture could not be encoded")
    return png.with_experiment(buffer.data().data(), embedded_text(figure.experiment))


def write_svg(figure: Sheet, step: int, scale: float, path: Path, progress: Progress) -> None:
    """Write an SVG."""
    path.write_bytes(svg_of(figure, step, progress))  # Qt does not tell when a disk is full


def svg_of(figure: Sheet, step: int, progress: Progress = unwatched) -> bytes:
    """Return the figure at a step as an SVG that carries the experiment: lines as paths, text as text."""
    title = embedded_title(figure.experiment)
    generator, buffer = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11), QBuffer()  # SVG Tiny cannot clip
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(round(figure.width), round(figure.height)))
    generator.setViewBox(QRectF(0, 0, figure.width, figure.height))
    generator.setResolution(LOGICAL_DPI)
    generator.setTitle(title)
    generator.setDescription(f"Momentum Lab {__version__}")
    images = ImagesAside()
    with _painting(generator, images):
        figure.draw(images, step, _image_scale(figure), progress)
    drawn = buffer.data().data().decode()
    size = f'width="{figure.width * figure.point:.4f}pt" height="{figure.height * figure.point:.4f}pt"'
    named = f'font-family="{QFontInfo(QApplication.font()).family()}, sans-serif"'
    drawn = drawn.replace(f'font-family="{QApplication.font().family()}"', named)
    sized = images.filled(_SIZE.sub(size, drawn, count=1), progress)
    return svg.with_experiment(sized.encode(), embedded_text(figure.experiment), title)


def write_pdf(figure: Sheet, step: int, scale: float, path: Path, progress: Progress) -> None:
    """Write a PDF of one page that is as large as the figure, fonts embedded."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator(f"Momentum Lab {__version__}")
    title = embedded_title(figure.experiment)
    writer.setTitle(title)
    writer.setDocumentXmpMetadata(QByteArray(xml.packet(embedded_text(figure.experiment), title)))
    points = QSizeF(figure.width * figure.point, figure.height * figure.point)
    page = QPageSize(points, QPageSize.Unit.Point, "figure", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setResolution(LOGICAL_DPI)
    with _painting(writer) as painter:
        unit = figure.point * LOGICAL_DPI / 72
        painter.scale(unit, unit)
        figure.draw(painter, step, _image_scale(figure), progress)
    path.write_bytes(buffer.data().data())


def _image_scale(figure: Sheet) -> float:
    """Return the pixels to a logical one of the images within a drawing."""
    return PRINT_DPI / 72 * figure.point
