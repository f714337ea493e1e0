"""NPZ: the experiment is an array of one text; no other member is looked at, and nothing is unpickled."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import BinaryIO, Final

import numpy as np

from momentum_lab.containers.source import Source
from momentum_lab.containers.text import LARGEST_PART, check_size, decoded
from momentum_lab.core.errors import InputError, quoted

MEMBER: Final = "experiment.npy"
LARGEST_DIRECTORY: Final = 1_000_000
"""Bytes of a table of contents that are read: a run has a dozen members."""
_LARGEST_MEMBER: Final = LARGEST_PART + 4096
"""Four bytes a character, after a header."""
_BOUNDED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Compressions, as numpy writes them, that give no more bytes than are asked for; the others do."""
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(OSError, EOFError, ValueError, RuntimeError, LookupError),
)


def found(source: Source) -> str | None:
    """Return the text."""
    try:
        with zipfile.ZipFile(_Frugal(source.stream)) as archive:
            if MEMBER not in archive.namelist():
                return None
            entry = archive.getinfo(MEMBER)
            if entry.compress_type not in _BOUNDED:
                what = f"compressed in the way {entry.compress_type}"
                raise InputError(f"the member {MEMBER!r} is {what}; allowed are stored and deflated")
            check_size(entry.file_size, _LARGEST_MEMBER)
            with archive.open(MEMBER) as member:
                data = member.read(_LARGEST_MEMBER + 1)
    except InputError:
        raise
    except _BROKEN as error:
        raise InputError(f"is not an archive of arrays that can be read ({error})") from error
    return _text(data[:_LARGEST_MEMBER])


def _text(data: bytes) -> str:
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        if version != (1, 0):
            raise ValueError(f"version {version}")
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    except Exception as error:  # numpy evaluates the header as a literal, which fails in many ways
        raise InputError(f"the member {MEMBER!r} is no array ({error})") from error
    content = stream.read()
    if dtype.kind != "U" or shape != () or dtype.itemsize != len(content):
        what = f"an array of {quoted(dtype)} of the shape {shape}"
        raise InputError(f"the member {MEMBER!r} is {what}; allowed is one text")
    return decoded(content, "utf-32-be" if dtype.byteorder == ">" else "utf-32-le")


class _Frugal(io.RawIOBase):
    """A file of which no more is read at a time than a table of contents may have."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int = -1) -> bytes:
        if size > LARGEST_DIRECTORY:
            raise InputError(f"has a table of contents larger than the {LARGEST_DIRECTORY:,} bytes allowed")
        return self._stream.read(size if size >= 0 else LARGEST_DIRECTORY)
