"""Lessons for tests: the small one of the test data, with something else in it, as a folder or a zip."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

BOWL = Path(__file__).parent.parent / "data" / "lessons" / "bowl"


def contents() -> dict[str, bytes]:
    """Return the files of the small lesson by their names."""
    files = sorted(path for path in BOWL.rglob("*") if path.is_file())
    return {path.relative_to(BOWL).as_posix(): path.read_bytes() for path in files}


def folder_with(where: Path, changes: Mapping[str, tuple[str, str]]) -> Path:
    """Return a copy of the small lesson in which texts of files are replaced."""
    folder = where / "bowl"
    shutil.copytree(BOWL, folder)
    for name, (old, new) in changes.items():
        path = folder / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new), encoding="utf-8")
    return folder


def zip_of(path: Path, files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """Return a zip with some files."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
