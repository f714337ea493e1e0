"""Why a file cannot be read or written is said in the language of the program, whatever the system speaks."""

from __future__ import annotations

import ast
import errno
from pathlib import Path

import pytest

import momentum_lab
from momentum_lab.core.errors import InputError
from momentum_lab.core.files import WriteError, read_text, write_text
from momentum_lab.core.languages import languages, set_language
from momentum_lab.core.messages import ENGLISH, LANGUAGE
from momentum_lab.core.system_errors import reason

GERMAN = "Datei oder Verzeichnis nicht gefunden"
SPEAKS_FOR_ITSELF = {"core/private_folder.py"}
"""What makes an error of the system, with the system's words, and does not show it."""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOENT, "No such file or directory"),
        (errno.EACCES, "Permission denied"),
        (errno.ENOSPC, "No space left on device"),
        (errno.EDOM, "error EDOM of the system"),
    ],
)
def test_that_a_reason_is_the_programs(number: int, said: str) -> None:
    assert str(reason(OSError(number, GERMAN, "x.csv"))) == said


def test_that_an_error_without_a_number_says_what_it_says() -> None:
    assert str(reason(OSError("the pipe has been cut"))) == "the pipe has been cut"
    assert str(reason(ValueError("not that"))) == "not that"


def test_that_windows_is_understood() -> None:
    error = OSError(errno.EACCES, "Der Prozess kann nicht zugreifen")
    error.winerror = 32  # as it is there of a file that is open elsewhere
    assert str(reason(error)) == "another program uses it"


@pytest.mark.parametrize("code", languages())
def test_that_it_is_said_in_each_language(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "no" / "x.toml"
    monkeypatch.setattr("tempfile.mkstemp", refusing)
    set_language(code)
    try:
        with pytest.raises(WriteError) as unwritten:
            write_text(path, "x")
        with pytest.raises(InputError) as unread:
            read_text(path, 100)
        told = [str(each.value) for each in (unwritten, unread)]
        assert all(str(reason(OSError(errno.ENOENT, GERMAN))) in each for each in told)
    finally:
        LANGUAGE.speak(ENGLISH)
    assert any("No such file" in each for each in told) == (code == ENGLISH)


def refusing(**_places: object) -> tuple[int, str]:
    raise FileNotFoundError(errno.ENOENT, GERMAN, "no/x.toml")


def test_that_nobody_shows_the_words_of_the_system() -> None:
    root = Path(momentum_lab.__file__).parent
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "strerror"
    }
    assert found == SPEAKS_FOR_ITSELF
