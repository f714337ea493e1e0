from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.experiment import Ball, new_ball
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.views import surface
from momentum_lab.gui.views.surface import NO_OPENGL, SurfaceView, opengl_available
from momentum_lab.gui.views.view import Drawing, View
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.run import Run

OpenView = Callable[..., SurfaceView]
SIZE = (640, 480)


def run_of(landscape: str = "himmelblau", *optimizers: str, steps: int = 200) -> Run:
    chosen = LANDSCAPES[landscape].landscape()
    names = optimizers or ("gradient_descent", "momentum", "adam")
    balls = tuple(new_ball(name, chosen) for name in names)
    return simulate(Experiment(LandscapeChoice(name=landscape), chosen.start, balls, steps=steps))


@pytest.fixture
def open_view(qtbot: QtBot) -> OpenView:
    assert opengl_available(), "these tests need a display with OpenGL: scripts/with_xvfb"

    def open_one(run: Run, step: int, size: tuple[int, int] = SIZE) -> SurfaceView:
        view = SurfaceView()
        qtbot.addWidget(view.widget)
        view.widget.resize(*size)
        view.show_run(run, step)
        with qtbot.waitExposed(view.widget):
            view.widget.show()
        return view

    return open_one


def canvas_of(view: SurfaceView) -> QWidget:
    canvas = view.widget.findChild(QWidget)
    assert canvas is not None
    return canvas


def picture_of(view: SurfaceView) -> QImage:
    QApplication.processEvents()
    return view.widget.grab().toImage()


def color_at(image: QImage, at: QPointF, ratio: float = 1.0) -> QColor:
    return image.pixelColor(round(at.x() * ratio), round(at.y() * ratio))


def is_of_hue(seen: QColor, wanted: str, tolerance: int = 14) -> bool:
    away = abs(seen.hue() - QColor(wanted).hue())
    return seen.hsvSaturationF() > 0.3 and min(away, 360 - away) <= tolerance


def hue_near(image: QImage, at: QPointF, wanted: str, reach: int = 3) -> bool:
    around = range(-reach, reach + 1)
    return any(is_of_hue(color_at(image, at + QPointF(dx, dy)), wanted) for dx in around for dy in around)


def position_of(view: SurfaceView, ball: int) -> QPointF:
    at = view.ball_position_on_screen(ball)
    assert at is not None
    return at


def test_that_it_is_a_view(open_view: OpenView) -> None:
    view: View = open_view(run_of(), 0)
    assert view.widget.isVisible()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_each_ball_has_its_colour_at_its_place(open_view: OpenView, theme) -> None:
    run = run_of("elliptic_bowl", "gradient_descent", "momentum", "adam", "adagrad")
    view = open_view(run, 8)
    view.set_look(theme, Drawing())
    image = picture_of(view)
    for index, ball in enumerate(run.experiment.balls):
        assert is_of_hue(color_at(image, position_of(view, index)), ball.color), ball.optimizer


def test_that_a_ball_moves_when_the_playhead_does(open_view: OpenView) -> None:
    run = run_of("elliptic_bowl", "momentum")
    color = run.experiment.balls[0].color
    view = open_view(run, 0)
    before = position_of(view, 0)
    view.show_step(100)
    after = position_of(view, 0)
    image = picture_of(view)
    assert (after - before).manhattanLength() > 50
    assert is_of_hue(color_at(image, after), color)
    view.show_step(0)
    assert not is_of_hue(color_at(picture_of(view), after), color)


def test_that_the_trail_lies_on_the_surface_up_to_the_playhead(open_view: OpenView) -> None:
    run = run_of("elliptic_bowl", "gradient_descent", steps=100)
    color = run.experiment.balls[0].color
    view = open_view(run, 100, (900, 700))
    view.set_look(LIGHT, Drawing(line_width=3.0))
    middle = run.position[0, 2:4].mean(axis=0)
    loss = run.experiment.landscape.build().loss(tuple(middle))
    at = view.project(float(middle[0]), float(middle[1]), loss)
    assert hue_near(picture_of(view), at, color)
    view.show_step(0)
    assert not hue_near(picture_of(view), at, color)
    view.set_look(LIGHT, Drawing(line_width=5.0, path_ahead=True))
    assert hue_near(picture_of(view), at, color)


def test_that_colours_tell_low_from_high(open_view: OpenView) -> None:
    landscape = LANDSCAPES["elliptic_bowl"].landscape()
    view = open_view(run_of("elliptic_bowl", "gradient_descent"), 0)
    (_, right), (_, back) = landscape.domain
    image = picture_of(view)
    low, high = (0.9 * right, 0.0), (0.9 * right, 0.9 * back)
    valley, hill = (color_at(image, view.project(*p, landscape.loss(p))) for p in (low, high))
    assert valley.lightnessF() > hill.lightnessF() + 0.1
    view.set_look(DARK, Drawing())
    image = picture_of(view)
    valley, hill = (color_at(image, view.project(*p, landscape.loss(p))) for p in (low, high))
    assert valley.lightnessF() < hill.lightnessF() - 0.1
    assert color_at(image, QPointF(2, 2)) == QColor(DARK.base)


def test_that_a_second_view_and_a_reopened_one_draw(open_view: OpenView, qtbot: QtBot) -> None:
    run = run_of("elliptic_bowl", "adam")
    color = run.experiment.balls[0].color
    first, second = open_view(run, 5), open_view(run, 5)
    for view in (first, second):
        assert is_of_hue(color_at(picture_of(view), position_of(view, 0)), color)
    first.widget.close()
    third = open_view(run, 5)
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(second.widget)
    window.resize(*SIZE)
    with qtbot.waitExposed(window):
        window.show()
    for view in (second, third):
        assert is_of_hue(color_at(picture_of(view), position_of(view, 0)), color)


@pytest.mark.usefixtures("qapp")
def test_that_a_picture_needs_no_window_and_has_any_resolution() -> None:
    run = run_of("elliptic_bowl", "momentum")
    view = SurfaceView()
    view.show_run(run, 6)
    view.widget.resize(400, 300)
    small, large = view.render_image(400, 300), view.render_image(400, 300, 2.0)
    assert (small.width(), small.height()) == (400, 300)
    assert (large.width(), large.height()) == (800, 600)
    view.widget.layout().activate()
    at = position_of(view, 0)
    for image, ratio in ((small, 1.0), (large, 2.0)):
        assert is_of_hue(color_at(image, at, ratio), run.experiment.balls[0].color)
    view.widget.deleteLater()


def test_that_a_picture_leaves_the_window_as_it_is(open_view: OpenView) -> None:
    view = open_view(run_of("elliptic_bowl", "momentum"), 6)
    view.set_look(LIGHT, Drawing(smooth=False))  # without a graphics card edges get smooth in a while
    before = picture_of(view)
    view.render_image(300, 300, 1.5)
    assert picture_of(view) == before


def test_that_a_picture_that_is_too_large_is_refused_in_words(open_view: OpenView) -> None:
    view = open_view(run_of("elliptic_bowl", "momentum"), 6)
    with pytest.raises(MomentumLabError, match="too large"):
        view.render_image(100_000, 100)


def test_that_a_landscape_of_one_dimension_clears_the_view(open_view: OpenView) -> None:
    view = open_view(run_of("elliptic_bowl", "momentum"), 0)
    image = view.render_image(500, 400)
    view.show_run(run_of("parabola", "momentum"), 0)
    empty = view.render_image(500, 400)
    assert image != empty
    assert {empty.pixelColor(x, y).name() for x in range(0, 500, 7) for y in range(0, 400, 7)} == {LIGHT.base}


@pytest.mark.parametrize("learning_rate", [0.9, 3.0, 1e6])
def test_that_diverging_balls_are_drawn_without_complaint(open_view: OpenView, learning_rate: float) -> None:
    chosen = LANDSCAPES["elliptic_bowl"].landscape()
    ball = new_ball("gradient_descent", chosen, {"learning_rate": learning_rate})
    run = simulate(Experiment(LandscapeChoice(name="elliptic_bowl"), chosen.start, (ball,), steps=2000))
    view = open_view(run, 0)
    for step in (0, 1, 5, 50, 2000):
        view.show_step(step)
        picture_of(view)
    assert view.ball_position_on_screen(0) is None


def test_that_numbers_that_are_not_finite_are_drawn_without_complaint(open_view: OpenView) -> None:
    run = run_of("elliptic_bowl", "gradient_descent", "adam", steps=50)
    position = run.position.copy()
    position[0, 10:] = np.nan
    position[1, 20] = np.inf
    position[1, 21] = (1e300, -1e300)
    view = open_view(replace(run, position=position, last=np.array([9, 50])), 50)
    for step in (9, 10, 20, 21, 50):
        view.show_step(step)
        picture_of(view)
        assert view.ball_position_on_screen(0) is not None
    assert (view.ball_position_on_screen(1) is None) == (not np.isfinite(position[1, 50]).all())


def test_that_a_hidden_ball_is_not_drawn(open_view: OpenView) -> None:
    run = run_of("elliptic_bowl", "momentum")
    view = open_view(run, 10)
    at, color = position_of(view, 0), run.experiment.balls[0].color
    hidden = replace(run.experiment, balls=(replace(run.experiment.balls[0], visible=False),))
    view.show_run(replace(run, experiment=hidden), 10)
    assert view.ball_position_on_screen(0) is None
    assert not is_of_hue(color_at(picture_of(view), at), color)


def test_that_a_landscape_without_loss_in_places_has_holes(open_view: OpenView) -> None:
    choice = LandscapeChoice(formula="sqrt(x**2 + y**2 - 1)", domain=((-2.0, 2.0), (-2.0, 2.0)))
    experiment = Experiment(choice, (1.5, 1.2), (Ball("gradient_descent"),), steps=40)
    view = open_view(simulate(experiment), 1)
    image = picture_of(view)
    assert is_of_hue(color_at(image, position_of(view, 0)), experiment.balls[0].color or "#d55e00")


class Recorder(QMainWindow):
    def __init__(self) -> None:
        super().__init__()
        self.keys: list[int] = []

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        assert a0 is not None
        self.keys.append(a0.key())


def test_that_keys_reach_the_window(open_view: OpenView, qtbot: QtBot) -> None:
    view = open_view(run_of("elliptic_bowl", "momentum"), 0)
    window = Recorder()
    qtbot.addWidget(window)
    window.setCentralWidget(view.widget)
    with qtbot.waitExposed(window):
        window.show()
    before = view.project(0.0, 0.0, 0.0)
    keys = [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Space]
    for key in keys:
        QTest.keyClick(canvas_of(view), key)
    assert window.keys == keys
    assert view.project(0.0, 0.0, 0.0) == before


def test_that_the_mouse_orbits_moves_zooms_and_a_double_click_resets(open_view: OpenView) -> None:
    view = open_view(run_of("himmelblau", "momentum"), 0)
    canvas = canvas_of(view)
    places = [view.project(1.0, 1.0, 0.0)]

    def drag(button: Qt.MouseButton) -> None:
        QTest.mousePress(canvas, button, pos=QPoint(200, 200))
        move = QPointF(260, 230)
        event = QEvent.Type.MouseMove
        sent = QMouseEvent(
            event, move, canvas.mapToGlobal(move), button, button, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(canvas, sent)
        QTest.mouseRelease(canvas, button, pos=move.toPoint())
        places.append(view.project(1.0, 1.0, 0.0))

    drag(Qt.MouseButton.LeftButton)
    before = places[-1]
    drag(Qt.MouseButton.RightButton)
    moved = places[-1] - before
    assert moved.x() == pytest.approx(60, abs=12)
    assert moved.y() == pytest.approx(30, abs=8)
    for turn in (120, 120000, -240000):
        wheel = QWheelEvent(
            QPointF(200, 200),
            QPointF(200, 200),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas, wheel)
        places.append(view.project(1.0, 1.0, 0.0))
        picture_of(view)
    assert len({(round(p.x(), 3), round(p.y(), 3)) for p in places}) == len(places)
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton)
    for _ in range(3):  # the legend has gone out of the way, and comes back
        picture_of(view)
        QApplication.processEvents()
    assert view.project(1.0, 1.0, 0.0) == places[0]


def test_that_of_another_size_nothing_is_taken_from_what_was_kept(open_view: OpenView) -> None:
    view = open_view(run_of("elliptic_bowl", "momentum"), 6)
    drawn = canvas_of(view).renderer
    for size in (QSize(240, 180), QSize(300, 200), QSize(240, 180)):
        drawn.begin_moved(size, is_still_the_same=True, is_smooth=False)
        in_parts = drawn.moved(size)
        assert in_parts == drawn.whole(size, is_smooth=False)


def test_that_the_whole_box_fits_at_every_size(open_view: OpenView) -> None:
    landscape = LANDSCAPES["himmelblau"].landscape()
    (left, right), (front, back) = landscape.domain
    for width, height in ((400, 300), (1200, 900), (300, 700), (1400, 400)):
        view = open_view(run_of("himmelblau", "momentum"), 0, (width, height))
        corners = [(x, y, z) for x in (left, right) for y in (front, back) for z in (0.0, 1e9)]
        places = [view.project(*corner) for corner in corners]
        assert all(0 <= p.x() <= width and 0 <= p.y() <= height for p in places)
        xs, ys = [p.x() for p in places], [p.y() for p in places]
        assert max((max(xs) - min(xs)) / width, (max(ys) - min(ys)) / height) > 0.6
        view.widget.close()


def test_that_other_parameters_keep_the_camera_and_another_landscape_does_not(open_view: OpenView) -> None:
    run = run_of("himmelblau", "momentum")
    view = open_view(run, 0)
    home = view.project(3.0, 2.0, 0.0)
    canvas = canvas_of(view)
    canvas.orbit(25.0, 5.0)
    turned = view.project(3.0, 2.0, 0.0)
    assert turned != home
    view.show_run(run_of("himmelblau", "adam"), 3)
    assert view.project(3.0, 2.0, 0.0) == turned
    view.show_run(run_of("saddle", "adam"), 3)
    view.show_run(run, 3)
    assert view.project(3.0, 2.0, 0.0) == home


def test_that_without_opengl_a_sentence_takes_its_place(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surface, "opengl_available", lambda: False)
    view = SurfaceView()
    qtbot.addWidget(view.widget)
    run = run_of()
    view.show_run(run, 3)
    view.show_step(5)
    view.set_look(DARK, Drawing())
    label = view.widget.findChild(QLabel)
    assert label is not None
    assert label.text() == str(NO_OPENGL)
    assert view.ball_position_on_screen(0) is None
    with pytest.raises(MomentumLabError):
        view.render_image(100, 100)


ALONE = """
import sys
from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QSurfaceFormat
from PyQt6.QtWidgets import QApplication
if sys.argv[1] != "none":
    wanted = QSurfaceFormat()
    kind, version = sys.argv[1].split()
    wanted.setVersion(*map(int, version.split(".")))
    if kind == "core":
        wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    else:
        wanted.setRenderableType(QSurfaceFormat.RenderableType.OpenGLES)
    QSurfaceFormat.setDefaultFormat(wanted)
app = QApplication([])
from momentum_lab.gui.views.surface import SurfaceView, opengl_available
from tests.gui.test_surface import color_at, is_of_hue, picture_of, run_of
assert opengl_available() == (sys.argv[1] != "none")
run = run_of("elliptic_bowl", "momentum")
view = SurfaceView()
view.widget.resize(500, 400)
view.show_run(run, 6)
view.widget.show()
app.processEvents()
if sys.argv[1] == "none":
    sys.exit()
for image in (picture_of(view), view.render_image(500, 400)):
    assert is_of_hue(color_at(image, view.ball_position_on_screen(0)), run.experiment.balls[0].color)
"""


@pytest.mark.parametrize(
    ("profile", "system"),
    [
        ("core 3.3", {"QT_QPA_PLATFORM": "xcb"}),
        ("core 4.1", {"QT_QPA_PLATFORM": "xcb", "QT_XCB_GL_INTEGRATION": "xcb_egl"}),
        ("es 2.0", {"QT_QPA_PLATFORM": "xcb"}),
        ("es 3.0", {"QT_QPA_PLATFORM": "xcb", "QT_XCB_GL_INTEGRATION": "xcb_egl"}),
        ("none", {"QT_QPA_PLATFORM": "offscreen"}),
    ],
)
def test_that_it_works_alone_on_every_kind_of_opengl_and_starts_without(
    profile: str, system: dict[str, str]
) -> None:
    """Without shared contexts, too: a process that forgot to ask for them."""
    environment = os.environ | system
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", ALONE, profile],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr


def test_that_a_long_jump_follows_the_surface(qapp: QApplication) -> None:
    from momentum_lab.gui.views.gl.heightmap import height_map
    from momentum_lab.gui.views.gl.trails import LIFT, PIECE, trails_of

    run = run_of("two_basins", "gradient_descent", steps=3)
    position = run.position.copy()
    position[0, :] = [(-1.6, 0.0), (1.6, 0.1), (1.6, 30.0), (-1.6, 0.5)]
    heights = height_map(run.ground)
    trails = trails_of(GroundScene(replace(run, position=position)), heights)
    ends = trails.geometry.vertices.reshape(-1, 4, 10)[:, 0, 4:7].astype(float)
    assert np.abs(ends[:, 2] - heights.height_at(ends[:, :2])).max() < 3 * LIFT
    assert trails.walked(0, 0) == 0
    assert trails.walked(0, 1) > 1.0 / PIECE
    assert trails.walked(0, 2) > trails.walked(0, 1)
    assert (np.abs(ends[:, 1]) <= heights.half[1] + LIFT).all()


def test_that_a_ball_at_rest_costs_nothing(qapp: QApplication) -> None:
    from momentum_lab.gui.views.gl.heightmap import height_map
    from momentum_lab.gui.views.gl.trails import trails_of

    run = run_of("elliptic_bowl", "gradient_descent", steps=20_000)
    trails = trails_of(GroundScene(run), height_map(run.ground))
    assert len(trails.step) < 1000
    assert trails.walked(0, 20_000) == len(trails.step)


def test_that_of_a_long_run_a_trail_reaches_the_ball_at_any_step(qapp: QApplication) -> None:
    from momentum_lab.gui.views.gl.heightmap import height_map
    from momentum_lab.gui.views.gl.trails import LIFT, tails_of

    landscape = LANDSCAPES["rosenbrock"].landscape()
    balls = tuple(
        new_ball("gradient_descent", landscape).with_values(learning_rate=rate) for rate in (1e-4, 2e-4)
    )
    choice = LandscapeChoice(name="rosenbrock")
    run = simulate(Experiment(choice, landscape.start, balls, steps=40_000, noise=9.0))
    heights = height_map(landscape.ground)
    scene = GroundScene(run)
    for step in (17_003, 31_111, 39_993):
        tails = tails_of(scene, heights, step)
        assert tails is not None
        for ball in (0, 1):
            x, y = tails.geometry.vertices[4 * tails.first[ball + 1] - 1, 4:6]
            steps = run.chosen(ball, np.array([run.kept[run.row(step)], step])).position
            kept, there = heights.on_surface(heights.in_box(steps), LIFT)
            assert np.hypot(x - there[0], y - there[1]) < 1e-6
            assert np.hypot(*(there - kept)[:2]) > 1e-5
    assert tails_of(GroundScene(run_of(steps=2_000)), heights, 777) is None


def test_that_a_ball_rests_on_the_surface(qapp: QApplication) -> None:
    from momentum_lab.gui.views.gl.heightmap import height_map

    heights = height_map(LANDSCAPES["rosenbrock"].landscape().ground)
    place = heights.in_box(np.array([[1.0, 1.0], [-1.5, 2.0], [2.0, 3.0]]))
    centers = heights.resting(place, 0.04)
    turn = np.linspace(0.0, 2.0 * math.pi, 50)
    for center in centers:
        for reach in (0.01, 0.02, 0.03):
            around = center[:2] + reach * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
            clear = center[2] - heights.height_at(around) - math.sqrt(0.04**2 - reach**2)
            assert np.nanmin(clear) > -0.006
    assert np.isnan(heights.height_at(heights.in_box(np.array([9.0, 9.0]))))


def test_that_a_scene_of_which_only_the_balls_are_drawn_again_looks_as_if_all_were(
    open_view: OpenView,
) -> None:
    run = run_of("himmelblau", "momentum", "adam", "adagrad")
    view = open_view(run, 0)
    view.set_look(DARK, Drawing(smooth=False))
    canvas = canvas_of(view)
    for step in (1, 5, 30, 2):
        view.show_step(step)
        in_parts = picture_of(view)
        canvas.update()
        assert picture_of(view) == in_parts, step
