"""Pictures and the disk: the whole file or the old one."""

import os
import subprocess
import sys

import pytest

FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
from momentum_lab.cli import main
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
