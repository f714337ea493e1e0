"""The compiler's results on the disk: a file for each, with a checksum, in a folder of the person's alone.

What is kept is code that runs. The checksum finds what a disk or a slip has changed; it keeps nobody out who
may write there, for they could write the checksum, too. Against them stands the folder: see
:func:`~momentum_lab.core.private_folder.private_folder`.
"""

from __future__ import annotations

import hashlib
import logging
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.files import replacing
from momentum_lab.core.messages import message
from momentum_lab.core.private_folder import UnsafeFolderError, is_private_file, private_folder
from momentum_lab.core.system_errors import reason

MOST_BYTES: Final = 128 * 2**20
"""What is kept in all, some thousand functions: those that were used last."""
_LARGEST: Final = 32 * 2**20
_HEAD: Final = b"momentum-lab machine code 1\n"
_CHECKSUM: Final = hashlib.sha256().digest_size


class CodeStore:
    """Results by their names, in a folder.

    Whatever is wrong with a file, or with the folder, nothing is there: a result is then made anew.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._most_bytes = folder, most_bytes

    @property
    def keeps(self) -> bool:
        """Whether there is a place for results; if not, what is written cannot be read later."""
        return self._is_usable() and os.access(self._folder, os.W_OK)

    def read(self, name: str) -> bytes | None:
        """Return the result of a name, just as it was written; None if it is not there, or not that."""
        if not self._is_usable():
            return None
        path = self._path(name)
        try:
            if not is_private_file(path.lstat()):
                return None
            with path.open("rb") as stream:
                content = stream.read(_LARGEST + 1)
        except OSError:
            return None
        result = content[len(_HEAD) + _CHECKSUM :]
        if content != _sealed(name, result):
            _log().info("kept machine code is damaged, and made anew: %s", path)
            return None
        with suppress(OSError):
            os.utime(path)  # what is used stays
        return result

    def write(self, name: str, result: bytes) -> None:
        """Keep a result if there is a place for it; of too many, those go that were used longest ago."""
        if not self._is_usable() or len(_sealed(name, result)) > _LARGEST:
            return
        path = self._path(name)
        try:
            with replacing(path) as temporary:
                temporary.write_bytes(_sealed(name, result))
            path.chmod(0o600)
            self._shrink()
        except (OSError, MomentumLabError):
            _log().info("machine code is not kept", exc_info=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.nbc"

    def _is_usable(self) -> bool:
        try:
            private_folder(self._folder)
        except UnsafeFolderError as error:
            said = message("compiled code is not kept, but compiled anew each time: {error}", error=error)
            _warn(str(said))
            return False
        except (OSError, ValueError) as error:
            _log().info("there is no place for machine code: %s", reason(error))
            return False
        return True

    def _shrink(self) -> None:
        """Remove what was used longest ago, whoever has left it, until there is room for some more."""
        found = [(path, path.stat()) for path in self._folder.rglob("*") if path.is_file()]
        size = sum(stat.st_size for _path, stat in found)
        if size <= self._most_bytes:
            return
        for path, stat in sorted(found, key=lambda each: each[1].st_mtime):
            if size <= 0.75 * self._most_bytes:
                return
            with suppress(OSError):
                path.unlink()
                size -= stat.st_size


def _sealed(name: str, result: bytes) -> bytes:
    """Return the content of a file: a result of another name is damage, too."""
    return _HEAD + hashlib.sha256(name.encode() + b"\0" + result).digest() + result


def _log() -> logging.Logger:
    return logging.getLogger("momentum_lab")


@lru_cache(maxsize=16)
def _warn(sentence: str) -> None:
    """Say something once."""
    _log().warning("%s", sentence)
