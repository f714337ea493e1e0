"""Where code that runs is kept: in folders to which nobody else has access, made in no other's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from momentum_lab.core.private_folder import UnsafeFolderError, is_private_file, private_folder

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners and modes are POSIX's")
MASKS = [0o000, 0o002, 0o022, 0o077, 0o777]


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o7777


@pytest.fixture
def mask():
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def be_somebody_else_than_who_has(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        os.chown(path, 4242, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)


@pytest.mark.parametrize("bits", MASKS)
def test_that_what_is_made_is_for_the_person_alone_whatever_the_mask(tmp_path, mask, bits) -> None:
    mask(bits)
    folder = private_folder(tmp_path / "cache" / "program" / "code")
    assert [mode_of(path) for path in (folder, folder.parent, folder.parent.parent)] == [0o700] * 3
    assert private_folder(folder) == folder


@pytest.mark.parametrize("kind", [FileExistsError, IsADirectoryError, PermissionError])
def test_that_whatever_a_system_says_of_making_a_folder_again_is_no_obstacle(
    tmp_path, monkeypatch, kind
) -> None:
    make = Path.mkdir

    def mkdir(path: Path, mode: int = 0o777) -> None:
        if path.is_dir():
            raise kind(str(path))
        make(path, mode)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    for _ in range(2):
        assert private_folder(tmp_path / "cache" / "code").is_dir()


@pytest.mark.parametrize("mode", [0o755, 0o711, 0o750])
def test_that_others_may_no_longer_look_into_it(tmp_path, mode) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code").chmod(mode)
    private_folder(tmp_path / "code")
    assert mode_of(tmp_path / "code") == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770, 0o775, 0o720, 0o702])
def test_that_a_folder_to_which_others_may_write_is_refused(tmp_path, mode) -> None:
    folder = tmp_path / "code"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(UnsafeFolderError, match=f"others may write to {folder}"):
        private_folder(folder)
    assert mode_of(folder) == mode


@pytest.mark.parametrize(("mode", "is_refused"), [(0o777, True), (0o770, True), (0o1777, False)])
def test_that_a_folder_in_which_others_may_put_another_in_its_place_is_refused(
    tmp_path, mode, is_refused
) -> None:
    above = tmp_path / "shared"
    above.mkdir()
    above.chmod(mode)
    if is_refused:
        with pytest.raises(UnsafeFolderError, match=f"others may write to {above}"):
            private_folder(above / "deep" / "code")
        assert not list(above.iterdir())
    else:
        assert mode_of(private_folder(above / "deep" / "code")) == 0o700


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_that_what_belongs_to_somebody_else_is_refused_and_left_alone(tmp_path, monkeypatch, depth) -> None:
    """So it is for root with a person's HOME: nothing of root's comes into a person's folder."""
    folder = tmp_path / "a" / "b" / "code"
    theirs = folder.parents[depth - 1] if depth else folder
    theirs.mkdir(parents=True)
    be_somebody_else_than_who_has(theirs, monkeypatch)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UnsafeFolderError, match="belongs to somebody else"):
        private_folder(folder)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("where", ["code", "cache"])
def test_that_a_link_is_as_safe_as_what_it_leads_to(tmp_path, where) -> None:
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    wanted = tmp_path / "cache" / "code" if where == "cache" else tmp_path / "code"
    (tmp_path / where).symlink_to("other" if where == "cache" else other)
    assert private_folder(wanted) == wanted
    reached = other / "code" if where == "cache" else other
    assert reached.is_dir()
    other.chmod(0o777)
    with pytest.raises(UnsafeFolderError, match=f"others may write to {other}"):
        private_folder(wanted)


def test_that_links_in_circles_and_files_in_its_place_are_errors_of_the_disk(tmp_path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    (tmp_path / "file").touch(mode=0o600)
    for path in (tmp_path / "one" / "code", tmp_path / "file", tmp_path / "file" / "code"):
        with pytest.raises(OSError):  # noqa: PT011 - of several kinds
            private_folder(path)


@pytest.mark.parametrize("path", ["cache/code", ".", "../code"])
def test_that_a_path_from_wherever_one_is_is_refused(tmp_path, monkeypatch, path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnsafeFolderError, match="no path from the root on"):
        private_folder(Path(path))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("mode", "is_own"), [(0o600, True), (0o644, True), (0o664, False), (0o606, False)])
def test_that_a_file_that_others_could_have_written_is_not_ones_own(
    tmp_path, monkeypatch, mode, is_own
) -> None:
    path = tmp_path / "file"
    path.touch()
    path.chmod(mode)
    assert is_private_file(path.lstat()) == is_own
    (tmp_path / "link").symlink_to(path)
    assert not is_private_file((tmp_path / "link").lstat())
    somebody_else = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody_else)
    assert not is_private_file(path.lstat())
