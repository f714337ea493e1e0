"""One small file of every kind with an experiment in it, by Pillow, PyAV, Qt and our own writers."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from laboratory import ball, on_formula
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PyQt6.QtGui import QPainter, QPdfWriter
from PyQt6.QtSvg import QSvgGenerator

from momentum_lab.containers import html, png, svg, xml
from momentum_lab.containers.attachments import Attachment
from momentum_lab.export import write_data
from momentum_lab.simulation import simulate

PICTURES = [Image.new("RGB", (8, 6), (40 * i, 90, 200)) for i in range(3)]


def png_of(text: str) -> bytes:
    return png.with_experiment(by_pillow("PNG"), text)


def info(text: str) -> PngInfo:
    result = PngInfo()
    result.add_itxt(png.KEYWORD, text)
    return result


def png_by_pillow(text: str) -> bytes:
    return by_pillow("PNG", pnginfo=info(text))


def apng(text: str) -> bytes:
    return by_pillow("PNG", pnginfo=info(text), save_all=True, append_images=PICTURES[1:])


def gif_of(text: str) -> bytes:
    return by_pillow("GIF", comment=text.encode(), save_all=True, append_images=PICTURES[1:])


def webp(text: str) -> bytes:
    packet = xml.packet(text, "a <title>")
    return by_pillow("WEBP", xmp=packet, save_all=True, append_images=PICTURES[1:])


def by_pillow(kind: str, **options: object) -> bytes:
    stream = BytesIO()
    PICTURES[0].save(stream, format=kind, **options)
    return stream.getvalue()


def mp4_of(text: str) -> bytes:
    stream = BytesIO()
    with av.open(stream, "w", format="mp4") as film:
        film.metadata["comment"] = text
        track = film.add_stream("mpeg4", rate=10)
        track.width, track.height, track.pix_fmt = 32, 32, "yuv420p"
        for shade in range(3):
            pixels = np.full((32, 32, 3), 60 * shade, np.uint8)
            film.mux(track.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        film.mux(track.encode())
    return stream.getvalue()


def svg_of(text: str) -> bytes:
    buffer, generator = QBuffer(), QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(40, 30))
    generator.setTitle("a <title> & </desc>")
    generator.setDescription("words")
    painter = QPainter(generator)
    painter.drawLine(0, 0, 40, 30)
    painter.end()
    return svg.with_experiment(buffer.data().data(), text, "a <title> \ufffe")


def pdf(text: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setDocumentXmpMetadata(QByteArray(xml.packet(text, "a <title>")))
    painter = QPainter(writer)
    painter.drawLine(0, 0, 40, 30)
    painter.end()
    return buffer.data().data()


def html_of(text: str) -> bytes:
    """A report with a figure's experiment in it, beside other links."""
    link = html.link(Attachment("figure-1.toml", text.encode()), "save")
    other = html.link(Attachment("other.json", b"{}"), "other")
    return f"<!DOCTYPE html>\n<html><body><a href='#x'>x</a>{other}{link}</body></html>".encode()


PICTURE_KINDS = {
    ".png": png_of,
    ".PNG": png_by_pillow,
    ".apng": apng,
    ".gif": gif_of,
    ".webp": webp,
    ".mp4": mp4_of,
    ".svg": svg_of,
    ".pdf": pdf,
    ".html": html_of,
}
DATA_KINDS = (".csv", ".json", ".npz")


def small_run(title: str = "Löß <&> 'x' \ufffe"):
    return simulate(on_formula("x**4 + y**2", (3.0, 1.0), ball("adam", label="<b>"), steps=3, title=title))


def data_file(folder: Path, suffix: str) -> Path:
    path = folder / f"run{suffix}"
    write_data(small_run(), path)
    return path


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
