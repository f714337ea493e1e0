"""Folders and zips that are no lessons, or would do harm: one clear line each, and nothing is written."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import struct
import sys
import warnings
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from lesson_files import BOWL, contents, zip_of

from momentum_lab.cli.main import main
from momentum_lab.core.errors import InputError
from momentum_lab.lessons.layout import LARGEST_FILE, LARGEST_LESSON, MOST_FILES
from momentum_lab.lessons.lesson_problems import examined
from momentum_lab.lessons.reading import read_lesson

Maker = Callable[[Path], Path]
FOLDERS: dict[str, tuple[Maker, str]] = {}
ZIPS: dict[str, tuple[Maker, str]] = {}


def hostile(table: dict[str, tuple[Maker, str]], said: str) -> Callable[[Maker], Maker]:
    """Put what makes something hostile into a table, with words of the line that is said of it."""

    def put(maker: Maker) -> Maker:
        table[maker.__name__] = maker, said
        return maker

    return put


def folder(where: Path, name: str = "bowl") -> Path:
    shutil.copytree(BOWL, where / name)
    return where / name


def written(where: Path, name: str, content: bytes) -> Path:
    made = folder(where)
    (made / name).parent.mkdir(exist_ok=True, parents=True)
    (made / name).write_bytes(content)
    return made


def zipped(where: Path, name: str, content: bytes = b"x") -> Path:
    return zip_of(where / "bowl.zip", contents() | {name: content})


def entry(name: str, mode: int = 0, system: int = 3) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr, info.create_system = mode << 16, system
    return info


def zip_with_entry(where: Path, info: zipfile.ZipInfo, content: bytes = b"x") -> Path:
    path = zip_of(where / "bowl.zip", contents())
    with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name is there twice
        archive.writestr(info, content)
    return path


def patched(path: Path, name: bytes, other: bytes) -> Path:
    """Put other bytes in the place of some in a zip, in the entry and in the directory at its end."""
    data = path.read_bytes()
    assert name in data
    assert len(name) == len(other)
    path.write_bytes(data.replace(name, other))
    return path


def directory_patched(path: Path, offset: int, value: bytes) -> Path:
    """Put bytes into all entries of the directory at a zip's end."""
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + offset : place + offset + len(value)] = value
        place = data.find(b"PK\x01\x02", place + 4)
    path.write_bytes(bytes(data))
    return path


@hostile(FOLDERS, "link")
def file_that_is_a_link_out(where: Path) -> Path:
    made = folder(where)
    (where / "secret").write_text("secret", encoding="utf-8")
    (made / "README.md").symlink_to(where / "secret")
    return made


@hostile(FOLDERS, "link")
def experiments_that_are_a_link(where: Path) -> Path:
    made = folder(where)
    shutil.move(made / "experiments", where / "elsewhere")
    (made / "experiments").symlink_to(where / "elsewhere")
    return made


@hostile(FOLDERS, "link")
def link_to_nowhere(where: Path) -> Path:
    made = folder(where)
    (made / "README.md").symlink_to("/nonexistent")
    return made


@hostile(FOLDERS, "link")
def link_to_itself(where: Path) -> Path:
    made = folder(where)
    (made / "README.md").symlink_to("README.md")
    return made


@hostile(FOLDERS, "not a regular file")
def pipe_in_the_place_of_text(where: Path) -> Path:
    made = folder(where)
    (made / "text.toml").unlink()
    os.mkfifo(made / "text.toml")
    return made


@hostile(FOLDERS, "not a regular file")
def pipe_among_the_experiments(where: Path) -> Path:
    made = folder(where)
    os.mkfifo(made / "experiments" / "pipe.toml")
    return made


@hostile(FOLDERS, "not a regular file")
def socket_in_the_folder(where: Path) -> Path:
    made = folder(where)
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(made)  # the path of a socket has to be short
        try:
            listening.bind("README.md")
        finally:
            os.chdir(here)
    return made


@hostile(FOLDERS, "a regular file")
def device_as_a_lesson(_where: Path) -> Path:
    return Path("/dev/null")


@hostile(FOLDERS, "a regular file")
def pipe_as_a_lesson(where: Path) -> Path:
    os.mkfifo(where / "bowl.zip")
    return where / "bowl.zip"


@hostile(FOLDERS, "the folder")
def folder_in_the_folder(where: Path) -> Path:
    return written(where, "pictures/a.toml", b"")


@hostile(FOLDERS, "the folder")
def too_deep_a_folder(where: Path) -> Path:
    return written(where, "experiments/more/a.toml", b"")


@hostile(FOLDERS, "'evil.py'")
def program_in_the_folder(where: Path) -> Path:
    return written(where, "evil.py", b"import os")


@hostile(FOLDERS, "'picture.png'")
def picture_in_the_folder(where: Path) -> Path:
    return written(where, "picture.png", b"\x89PNG")


@hostile(FOLDERS, "'page.html'")
def page_of_the_web_in_the_folder(where: Path) -> Path:
    return written(where, "page.html", b"<script>")


@hostile(FOLDERS, "experiments/Slow.toml")
def capital_in_the_name_of_an_experiment(where: Path) -> Path:
    return written(where, "experiments/Slow.toml", b"")


@hostile(FOLDERS, r"'experiments/a\\")
def backslash_in_a_name(where: Path) -> Path:
    return written(where, "experiments/a\\..\\b.toml", b"")


@hostile(FOLDERS, "'experiments/a\\nb.toml'")
def line_end_in_a_name(where: Path) -> Path:
    return written(where, "experiments/a\nb.toml", b"")


@hostile(FOLDERS, "'experiments/a\\u202eb.toml'")
def writing_direction_in_a_name(where: Path) -> Path:
    return written(where, "experiments/a\u202eb.toml", b"")


@hostile(FOLDERS, "experiments/\\udcff.toml")
def name_that_is_not_utf_8(where: Path) -> Path:
    return written(where, os.fsdecode(b"experiments/\xff.toml"), b"")


@hostile(FOLDERS, f"{LARGEST_FILE:,} bytes")
def huge_structure(where: Path) -> Path:
    return written(where, "lesson.toml", b"#" * (LARGEST_FILE + 1))


@hostile(FOLDERS, f"{LARGEST_FILE:,} bytes")
def huge_file_with_a_hole(where: Path) -> Path:
    made = folder(where)
    with (made / "text.toml").open("wb") as stream:
        stream.truncate(1 << 40)
    return made


@hostile(FOLDERS, f"{LARGEST_LESSON:,} bytes")
def too_much_in_all(where: Path) -> Path:
    made = folder(where)
    for number in range(11):
        (made / "experiments" / f"e{number}.toml").write_bytes(b"#" * LARGEST_FILE)
    return made


@hostile(FOLDERS, f"{MOST_FILES} files")
def too_many_files(where: Path) -> Path:
    made = folder(where)
    for number in range(MOST_FILES + 1):
        (made / "experiments" / f"e{number}.toml").write_bytes(b"")
    return made


@hostile(FOLDERS, f"{MOST_FILES} files")
def very_many_unknown_files(where: Path) -> Path:
    made = folder(where)
    for number in range(1_000):
        (made / f"a{number}").write_bytes(b"")
    return made


@hostile(FOLDERS, "not UTF-8")
def structure_that_is_not_text(where: Path) -> Path:
    return written(where, "lesson.toml", b"\xff\xfe\x00")


@hostile(FOLDERS, "not UTF-8")
def experiment_in_another_encoding(where: Path) -> Path:
    return written(where, "experiments/slow.toml", "schema = 1".encode("utf-16"))


@hostile(FOLDERS, "is not valid TOML")
def structure_that_is_no_toml(where: Path) -> Path:
    return written(where, "lesson.toml", b"schema = ")


@hostile(FOLDERS, "nested too deeply")
def structure_of_lists_in_lists(where: Path) -> Path:
    return written(where, "lesson.toml", b"a = " + b"[" * 100_000)


@hostile(FOLDERS, "parts")
def key_of_very_many_parts(where: Path) -> Path:
    return written(where, "text.toml", b"a" + b".a" * 50_000 + b" = 1")


@hostile(FOLDERS, "the file is missing")
def folder_without_a_lesson(where: Path) -> Path:
    (where / "empty").mkdir()
    return where / "empty"


@hostile(FOLDERS, "as the name of a lesson")
def folder_with_a_bad_name(where: Path) -> Path:
    return folder(where, "My lesson; rm -rf ~")


@hostile(FOLDERS, "a word of the command")
def folder_called_as_a_command(where: Path) -> Path:
    return folder(where, "check")


@hostile(FOLDERS, "no such folder")
def nothing_at_all(where: Path) -> Path:
    return where / "nothing"


@hostile(FOLDERS, "cannot be the name")
def name_that_is_too_long(where: Path) -> Path:
    return where / ("a" * 5_000)


@hostile(ZIPS, "'../evil.toml'")
def escape_upwards(where: Path) -> Path:
    return zipped(where, "../evil.toml")


@hostile(ZIPS, "'experiments/../../evil.toml'")
def escape_through_experiments(where: Path) -> Path:
    return zipped(where, "experiments/../../evil.toml")


@hostile(ZIPS, "'/etc/passwd'")
def absolute_name(where: Path) -> Path:
    return zipped(where, "/etc/passwd")


@hostile(ZIPS, "'C:/evil.toml'")
def drive_letter(where: Path) -> Path:
    return zipped(where, "C:/evil.toml")


@hostile(ZIPS, "'c:evil.toml'")
def drive_letter_alone(where: Path) -> Path:
    return zipped(where, "c:evil.toml")


@hostile(ZIPS, "allowed are names within the lesson")
def backslashes(where: Path) -> Path:
    return patched(zipped(where, "experiments/a+b.toml"), b"experiments/a+b", b"experiments\\a\\b")


@hostile(ZIPS, "allowed are names within the lesson")
def network_path(where: Path) -> Path:
    return zipped(where, "//server/share/a.toml")


@hostile(ZIPS, "'./lesson.toml'")
def dot_in_a_name(where: Path) -> Path:
    return zipped(where, "./lesson.toml")


@hostile(ZIPS, "allowed are names within the lesson")
def empty_part_in_a_name(where: Path) -> Path:
    return zipped(where, "experiments//a.toml")


@hostile(ZIPS, "allowed are names within the lesson")
def null_in_a_name(where: Path) -> Path:
    return patched(zipped(where, "README+md"), b"README+md", b"README\x00md")


@hostile(ZIPS, "link")
def link_in_a_zip(where: Path) -> Path:
    return zip_with_entry(where, entry("README.md", stat.S_IFLNK | 0o777), b"/etc/passwd")


@hostile(ZIPS, "special file")
def device_in_a_zip(where: Path) -> Path:
    return zip_with_entry(where, entry("README.md", stat.S_IFCHR | 0o666))


@hostile(ZIPS, "special file")
def pipe_in_a_zip(where: Path) -> Path:
    return zip_with_entry(where, entry("README.md", stat.S_IFIFO | 0o666))


@hostile(ZIPS, "twice, allowed is once")
def two_of_one_name(where: Path) -> Path:
    return zip_with_entry(where, entry("lesson.toml"), b"schema = 1")


@hostile(ZIPS, "'LESSON.TOML'")
def two_that_differ_in_case(where: Path) -> Path:
    return zipped(where, "LESSON.TOML")


@hostile(ZIPS, "encrypted")
def encrypted_files(where: Path) -> Path:
    path = zip_of(where / "bowl.zip", contents(), zipfile.ZIP_STORED)
    return directory_patched(path, 8, struct.pack("<H", 1))


@hostile(ZIPS, "compressed by method")
def unknown_compression(where: Path) -> Path:
    return directory_patched(zip_of(where / "bowl.zip", contents()), 10, struct.pack("<H", 12))


@hostile(ZIPS, "'inner.zip'")
def zip_in_a_zip(where: Path) -> Path:
    inner = zip_of(where / "inner.zip", contents()).read_bytes()
    return zipped(where, "inner.zip", inner)


@hostile(ZIPS, f"{LARGEST_FILE:,} bytes")
def bomb_that_says_so(where: Path) -> Path:
    return zipped(where, "README.md", b"\0" * 50_000_000)


@hostile(ZIPS, "is not a zip that can be read")
def bomb_that_says_it_is_small(where: Path) -> Path:
    path = zip_of(where / "bowl.zip", {"README.md": b"\0" * 50_000_000} | contents())
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    path.write_bytes(bytes(data))
    return path


@hostile(ZIPS, f"{LARGEST_LESSON:,} bytes")
def many_that_are_large_together(where: Path) -> Path:
    many = {f"experiments/e{number}.toml": b"#" * LARGEST_FILE for number in range(11)}
    return zip_of(where / "bowl.zip", contents() | many)


@hostile(ZIPS, f"{LARGEST_LESSON:,} bytes")
def zip_that_is_large_itself(where: Path) -> Path:
    path = zip_of(where / "bowl.zip", contents())
    with path.open("r+b") as stream:
        stream.truncate(1 << 40)
    return path


@hostile(ZIPS, f"{MOST_FILES} files")
def zip_of_too_many(where: Path) -> Path:
    return zip_of(
        where / "bowl.zip", {f"experiments/e{number}.toml": b"" for number in range(MOST_FILES + 1)}
    )


@hostile(ZIPS, f"{MOST_FILES} files")
def zip_of_very_many_folders(where: Path) -> Path:
    return zip_of(where / "bowl.zip", {f"experiments/{number}/": b"" for number in range(20_000)})


@hostile(ZIPS, "allowed is the folder")
def too_deep_in_a_zip(where: Path) -> Path:
    return zip_of(
        where / "bowl.zip", {f"bowl/{k}": v for k, v in contents().items()} | {"bowl/experiments/a/": b""}
    )


@hostile(ZIPS, "found the file 'bowl/")
def lesson_and_others_beside_it(where: Path) -> Path:
    return zip_of(where / "bowl.zip", {f"bowl/{k}": v for k, v in contents().items()} | {"README.md": b""})


@hostile(ZIPS, "as the name of a lesson")
def zip_of_a_folder_with_a_bad_name(where: Path) -> Path:
    return zip_of(where / "bowl.zip", {f"Bowl 2/{k}": v for k, v in contents().items()})


@hostile(ZIPS, "a word of the command")
def zip_called_as_a_command(where: Path) -> Path:
    return zip_of(where / "report.zip", contents())


@hostile(ZIPS, "is not a zip that can be read")
def text_called_a_zip(where: Path) -> Path:
    (where / "bowl.zip").write_text("no zip", encoding="utf-8")
    return where / "bowl.zip"


@hostile(ZIPS, "is not a zip that can be read")
def empty_file_called_a_zip(where: Path) -> Path:
    (where / "bowl.zip").write_bytes(b"")
    return where / "bowl.zip"


@hostile(ZIPS, "is not a zip that can be read")
def half_a_zip(where: Path) -> Path:
    path = zip_of(where / "bowl.zip", contents())
    data = path.read_bytes()
    path.write_bytes(data[len(data) // 2 :])
    return path


@hostile(ZIPS, "is not a zip that can be read")
def zip_with_other_bytes(where: Path) -> Path:
    path = zip_of(where / "bowl.zip", contents(), zipfile.ZIP_STORED)
    return patched(path, b"minutes = 10", b"minutes = 20")


@hostile(ZIPS, "is not a zip that can be read")
def directory_that_points_nowhere(where: Path) -> Path:
    return directory_patched(zip_of(where / "bowl.zip", contents()), 42, struct.pack("<I", 0xFFFFFFF0))


@hostile(ZIPS, "is not a zip that can be read")
def entries_that_lie_on_each_other(where: Path) -> Path:
    return directory_patched(zip_of(where / "bowl.zip", contents()), 42, struct.pack("<I", 0))


@hostile(ZIPS, "the file is missing")
def empty_zip(where: Path) -> Path:
    return zip_of(where / "bowl.zip", {})


@hostile(ZIPS, "'evil.py'")
def program_in_a_zip(where: Path) -> Path:
    return zipped(where, "evil.py")


@hostile(ZIPS, "not UTF-8")
def zip_of_what_is_not_text(where: Path) -> Path:
    return zip_of(where / "bowl.zip", contents() | {"text.toml": b"\xff\xfe"})


@hostile(FOLDERS, "a number of thousands of digits")
def folder_with_an_endless_number(where: Path) -> Path:
    return written(where, "lesson.toml", b"minutes = " + b"9" * 5_000)


@hostile(FOLDERS, "control characters")
def folder_with_notes_that_steer(where: Path) -> Path:
    return written(where, "teacher.md", (BOWL / "teacher.md").read_bytes() + b"\x1b[2J")


def turned(where: Path, name: str, old: str, sign: str) -> Path:
    content = (BOWL / name).read_text(encoding="utf-8")
    assert old in content
    return written(where, name, content.replace(old, f"{sign}{old}", 1).encode())


for _sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
    for _name, _old in (
        ("text.toml", "Give it some momentum."),
        ("teacher.md", "Noise."),
        ("text.de.toml", "Ohne Moment"),
    ):
        _case = f"{_name} turned by {ord(_sign):x}"
        FOLDERS[_case] = partial(turned, name=_name, old=_old, sign=_sign), "control characters"

CASES = {**FOLDERS, **ZIPS}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.skipif(sys.platform == "win32", reason="such files cannot be made there")
def test_that_a_hostile_lesson_is_refused_in_one_line_and_nothing_is_written(case, tmp_path, capsys):
    make, said = CASES[case]
    where = tmp_path / "there"
    where.mkdir()
    source = make(where)
    before = listed(tmp_path)
    with pytest.raises(InputError) as caught:
        read_lesson(source)
    line = str(caught.value)
    assert said in line
    assert "\n" not in line
    assert len(line) <= 400
    assert main(["lesson", "check", str(source)]) == 2
    out = capsys.readouterr().out
    assert line in out.splitlines()
    assert listed(tmp_path) == before


def listed(folder: Path) -> list[tuple[str, int, int]]:
    """Return all that lies in a folder: names, kinds and times."""
    found = []
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        found.append((str(path), status.st_mode, status.st_mtime_ns))
    return found


def test_that_there_are_enough_of_them():
    assert len(CASES) >= 60


@pytest.mark.parametrize("prefix", ["", "bowl/"])
def test_that_what_desktops_add_is_passed_over(tmp_path, prefix):
    files = {prefix + name: content for name, content in contents().items()}
    added = {
        f"{prefix}.DS_Store": b"\0",
        f"__MACOSX/{prefix}._lesson.toml": b"\0",
        f"{prefix}Thumbs.db": b"\0",
    }
    assert read_lesson(zip_of(tmp_path / "bowl.zip", files | added)) == read_lesson(BOWL)


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_that_a_lesson_is_the_same_whatever_ends_its_lines_and_marks_its_beginning(tmp_path, end, mark):
    files = {name: mark + content.replace(b"\n", end) for name, content in contents().items()}
    assert examined(zip_of(tmp_path / "bowl.zip", files)) == (read_lesson(BOWL), [])
    made = folder(tmp_path)
    for name, content in files.items():
        (made / name).write_bytes(content)
    assert read_lesson(made) == read_lesson(BOWL)


def test_that_a_lesson_is_the_same_from_a_folder_its_file_and_a_zip(tmp_path):
    path = zip_of(tmp_path / "other.zip", {f"bowl/{name}": content for name, content in contents().items()})
    assert read_lesson(path) == read_lesson(BOWL) == read_lesson(BOWL / "lesson.toml")
