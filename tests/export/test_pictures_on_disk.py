"""Pictures and the disk: the whole file or the old one."""

import os
import shutil
import subprocess
import sys

import pytest

FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
from momentum_lab.cli.main import main
sys.exit(main(["export", "overshoot", sys.argv[1], "--view", "contour", "--set", "run.steps=3"]))
"""


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "gif", "webp", "apng", "mp4"])
def test_that_a_full_disk_leaves_the_old_picture(tmp_path, suffix):
    target = tmp_path / f"picture.{suffix}"
    target.write_text("what was there")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(target)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "cannot be written" in done.stderr
    assert target.read_text() == "what was there"
    assert os.listdir(tmp_path) == [target.name]


OWN_DISK = """
set -e
mount -t tmpfs -o size=12k tmpfs "$1"
printf 'what was there' > "$1/$2"
if [ "$3" = read-only ]; then mount -o remount,ro "$1"; fi
status=0
"$4" -m momentum_lab export overshoot "$1/$2" --view contour --set run.steps=3 || status=$?
ls -A "$1"; cat "$1/$2"
exit $status
"""


def may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    trial = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="only the superuser may mount a small disk")
@pytest.mark.parametrize("kind", ["full", "read-only"])
@pytest.mark.parametrize("suffix", ["png", "pdf", "gif"])
def test_that_a_small_disk_and_a_read_only_one_keep_what_they_had(tmp_path, suffix, kind):
    name = f"picture.{suffix}"
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", OWN_DISK, "sh", str(tmp_path), name, kind, sys.executable],
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "cannot be written" in done.stderr
    assert done.stdout == f"{name}\nwhat was there"
