"""Where windows and docks come to lie, on screens of any size."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QRect, QSize

from momentum_lab.gui.docks.floating import place_beside
from momentum_lab.gui.widgets.screen import put_right

OPEN = """
import os
import sys
from pathlib import Path
from momentum_lab.experiment.presets import preset
from momentum_lab.gui.widgets.qt_application import application
from momentum_lab.gui.widgets.settings import stored_settings
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.session import Session
app = application()
window = MainWindow(Session(preset("double_well"), stored_settings(Path(sys.argv[1]))))
window.show()
app.processEvents()
if len(sys.argv) > 2:
    window.setWindowState(window.windowState().WindowNoState)
    window.setGeometry(*map(int, sys.argv[2:]))
    app.processEvents()
screen = window.screen().availableGeometry()
print(screen.contains(window.frameGeometry()), *window.normalGeometry().getRect(), *screen.getRect())
for part in ("transport", "status", "panel"):
    widget = window.parts[part]
    place = widget.rect().translated(widget.mapToGlobal(widget.rect().topLeft()))
    print(widget.isVisible(), screen.contains(place))
window.close()
sys.stdout.flush()
os._exit(0)  # Qt's screens that are not there do not always come to a good end
"""


class Screens:
    """Screens that are not there, for a program of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, *screens: tuple[int, int, int, int], then: tuple[int, ...] = ()) -> list[list[str]]:
        """Open the window on screens, each x, y, width, height, and say where it and its parts are."""
        described = [
            {"name": f"screen {i}", "x": x, "y": y, "width": w, "height": h, "logicalDpi": 96, "dpr": 1}
            for i, (x, y, w, h) in enumerate(screens)
        ]
        (self._folder / "screens.json").write_text(json.dumps({"screens": described}))
        environment = {"QT_QPA_PLATFORM": f"offscreen:configfile={self._folder / 'screens.json'}"}
        command = [sys.executable, "-c", OPEN, str(self._folder / "settings.ini"), *map(str, then)]
        done = subprocess.run(
            command, env=os.environ | environment, capture_output=True, text=True, check=True, timeout=60
        )
        return [line.split() for line in done.stdout.splitlines()]


@pytest.mark.parametrize("size", [(1366, 768), (960, 540), (1920, 1080)], ids=str)
def test_that_the_first_window_is_on_the_screen_with_all_its_parts(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    (is_inside, _, _, width, height, *_), *parts = Screens(tmp_path).open((0, 0, *size))
    assert is_inside == "True"
    assert all(part == ["True", "True"] for part in parts)
    assert (int(width), int(height)) == (min(1440, size[0] - 16), min(900, size[1] - 48))


def test_that_a_window_of_a_screen_that_is_gone_comes_to_the_one_that_is_there(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    beside = (1920, 0, 2560, 1440)
    first, *_ = screens.open((0, 0, 1920, 1080), beside, then=(2200, 100, 1800, 1200))
    assert first[1:5] == ["2200", "100", "1800", "1200"]
    assert screens.open((0, 0, 1920, 1080), beside)[0][1:5] == ["2200", "100", "1800", "1200"]
    (is_inside, *_), *parts = screens.open((0, 0, 1366, 768))
    assert is_inside == "True"
    assert all(part == ["True", "True"] for part in parts)


ROOMS = st.lists(
    st.builds(
        QRect,
        st.integers(-4000, 4000),
        st.integers(-3000, 3000),
        st.integers(640, 4000),
        st.integers(480, 3000),
    ),
    min_size=1,
    max_size=3,
)
PLACES = st.builds(
    QRect, st.integers(-9000, 9000), st.integers(-9000, 9000), st.integers(1, 5000), st.integers(1, 5000)
)


@given(PLACES, ROOMS)
def test_that_a_remembered_window_is_wholly_on_a_screen(place: QRect, rooms: list[QRect]) -> None:
    found = put_right(place, rooms)
    assert any(room.contains(found) for room in rooms)
    assert found.size() == place.size().boundedTo(found.size())
    assert put_right(found, rooms) == found
    kept = [room for room in rooms if room.adjusted(8, 40, -8, -8).contains(place)]
    if len(rooms) == 1 and kept:
        assert found == place


@given(PLACES, ROOMS, st.data())
def test_that_a_floating_dock_is_on_a_screen_and_covers_the_map_only_if_it_must(
    window: QRect, rooms: list[QRect], data: st.DataObject
) -> None:
    home = data.draw(st.sampled_from(rooms))
    window = put_right(window, [home])
    size = QSize(300, 400)
    uncovered = QRect(window.center(), window.bottomRight())
    found = QRect(place_beside(size, window, uncovered, rooms), size)
    assert any(room.contains(found) for room in rooms)
    if home.right() - window.right() >= size.width() or window.left() - home.left() >= size.width():
        assert not found.intersects(uncovered)
