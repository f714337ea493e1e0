"""The arrows of a step, read as pixels at computed places: on maps, surfaces, curves and paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import OpenWindow
from driving import distance, has_near, key, picture_of
from laboratory import ball, on_formula
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QFont, QImage, QPainter
from PyQt6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from momentum_lab.figures.arrow_choice import CHOSEN, EVERY, OFF
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.primitives import Caption, Marker
from momentum_lab.figures.scene import Overlays
from momentum_lab.figures.step_arrows import LANE, StepArrows, arrow_inks
from momentum_lab.figures.themes import DARK, LIGHT, THEMES
from momentum_lab.gui.pictures.figure import Figure
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.pictures.still import draw_image
from momentum_lab.gui.pictures.writing import export_picture
from momentum_lab.gui.views.contour import ContourView
from momentum_lab.gui.views.curve import CurveView
from momentum_lab.gui.views.surface import SurfaceView, opengl_available
from momentum_lab.gui.views.texts import caption_box
from momentum_lab.gui.views.view import Drawing
from momentum_lab.session.look import Looks
from momentum_lab.simulation import simulate
from momentum_lab.simulation.anatomy import anatomy

SIZE = (640, 480)
STEP, ZOOM = 5, 4.0
PLANE = on_formula(
    "0.3*x**2 + 0.1*(x - y)**2 + 0.2*y**2",
    (-6.0, 5.0),
    ball("momentum", learning_rate=0.4, momentum=0.8),
    steps=30,
    domain=((-8.0, 8.0), (-6.0, 6.0)),
)
LINE_OF_ONE = on_formula(
    "0.2*x**2", (-6.0,), ball("momentum", learning_rate=0.2, momentum=0.7), steps=30, domain=((-8.0, 8.0),)
)
Key = Qt.Key


def drawing(zoom: float = ZOOM) -> Drawing:
    return Drawing(arrows=StepArrows(0, zoom), has_legend=False)


def tips(run, step: int = STEP, zoom: float = ZOOM) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Tail and tip of each arrow on the ground, by what it is."""
    inside = anatomy(run, 0, step + 1)
    start = np.array(inside.position)
    turn, end = start + zoom * np.array(inside.gradient_part), start + zoom * np.array(inside.update)
    return {"gradient": (start, turn), "carried": (turn, end), "movement": (start, end)}


def assert_tips_seen(image: QImage, run, pixel_of, theme, tolerance: int = 40) -> None:
    """Each part's colour is just behind where its tip has to be, and not beyond it.

    The sum is seen behind the head of the carried part, which ends where it ends.
    """
    inks = arrow_inks(theme)
    ends = {name: [pixel_of(place) for place in way] for name, way in tips(run).items()}
    assert min(distance(*way) for way in ends.values()) > 20.0, "too short to be read"
    for name, color in (("gradient", inks.gradient), ("carried", inks.carried)):
        tail, tip = ends[name]
        back = (tail - tip) / distance(tail, tip)
        assert has_near(image, tip + 4.0 * back, color, reach=1, tolerance=tolerance), name
        assert not has_near(image, tip - 6.0 * back, color, reach=1, tolerance=tolerance), name
    tail, tip = ends["movement"]
    assert has_near(image, tail + 0.6 * (tip - tail), inks.movement, reach=1, tolerance=tolerance)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_that_on_the_map_the_tips_are_where_the_parts_lead(qtbot: QtBot, theme) -> None:
    run, view = simulate(PLANE), ContourView()
    qtbot.addWidget(view.widget)
    view.widget.resize(*SIZE)
    view.set_look(theme, drawing())
    view.show_run(run, STEP)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)  # the axes find their widths
    assert_tips_seen(picture_of(view.widget), run, lambda place: view.pixel_of(tuple(place)), theme)
    view.set_look(theme, Drawing(has_legend=False))
    gone = view.pixel_of(tuple(sum(tips(run)["gradient"]) / 2))
    assert not has_near(picture_of(view.widget), gone, arrow_inks(theme).gradient, tolerance=30)


def test_that_on_the_surface_the_tips_are_where_the_parts_lead_with_opengl_and_without(qtbot: QtBot) -> None:
    assert opengl_available(), "this test needs a display with OpenGL: scripts/with_xvfb"
    run, view = simulate(PLANE), SurfaceView()
    qtbot.addWidget(view.widget)
    view.set_look(LIGHT, drawing())
    view.show_run(run, STEP)
    view.widget.resize(*SIZE)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    landscape = run.experiment.landscape.build()

    def pixel_of(place) -> QPointF:
        return view.project(*place.tolist(), landscape.loss(place.tolist()))

    assert_tips_seen(view.render_image(*SIZE), run, pixel_of, LIGHT, 80)
    surface = SoftwareSurface()
    surface.set_look(LIGHT, drawing())
    surface.show_run(run, STEP)
    without = QImage(*SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(without)
    surface.draw_picture(painter, *SIZE, 1.0)
    painter.end()
    assert_tips_seen(without, run, pixel_of, LIGHT, 80)


def test_that_on_a_curve_the_arrows_lie_along_the_axis_above_each_other(qtbot: QtBot) -> None:
    run, view = simulate(LINE_OF_ONE), CurveView()
    qtbot.addWidget(view.widget)
    view.widget.resize(*SIZE)
    view.set_look(LIGHT, drawing())
    view.show_run(run, STEP)
    with qtbot.waitExposed(view.widget):
        view.widget.show()
    picture_of(view.widget)
    image, inks, loss = picture_of(view.widget), arrow_inks(LIGHT), float(run.at(0, STEP).loss[0])
    lanes = {"movement": 1, "gradient": 2, "carried": 3}
    for name, (tail, tip) in tips(run).items():
        up = QPointF(0.0, -LANE * lanes[name] * Drawing().line_width)
        begin, end = (view.pixel_of((float(x[0]), loss)) + up for x in (tail, tip))
        back = (begin - end) / distance(begin, end)
        assert has_near(image, end + 4.0 * back, getattr(inks, name), reach=1), name
        assert not has_near(image, end - 5.0 * back, getattr(inks, name), reach=1), name


def middle_of(image: QImage, color: str) -> np.ndarray:
    """The middle of all pixels of a colour."""
    packed = image.convertToFormat(QImage.Format.Format_RGBX8888)
    flat = np.frombuffer(packed.constBits().asstring(packed.sizeInBytes()), np.uint8)
    pixels = flat.reshape(packed.height(), packed.width(), 4)[..., :3].astype(int)
    is_so = (np.abs(pixels - list(bytes.fromhex(color[1:]))) <= 6).all(axis=-1)
    assert is_so.sum() > 10, color
    return np.argwhere(is_so).mean(axis=0)[::-1]


def test_that_in_an_exported_drawing_the_tips_are_where_the_parts_lead(qapp, tmp_path: Path) -> None:
    run = simulate(PLANE)
    marks = {"#00ff00": np.array([-7.0, -5.0]), "#ff8800": np.array([7.0, 5.0])}

    def marked(run, step, inks):
        return [Marker(at, "square", color, color) for color, at in marks.items()]

    options = PictureOptions(
        view="contour", size=(400, 320), step=STEP, arrows=CHOSEN, arrow_zoom=ZOOM, has_legend=False
    )
    export_picture(run, tmp_path / "one.svg", options, overlays=Overlays((marked,)))
    image = QImage(800, 640, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    QSvgRenderer(str(tmp_path / "one.svg")).render(painter, QRectF(0.0, 0.0, 800.0, 640.0))
    painter.end()
    (low, high), (first, last) = (list(marks.values()), [middle_of(image, color) for color in marks])

    def pixel_of(place) -> QPointF:
        return QPointF(*(first + (place - low) / (high - low) * (last - first)))

    assert_tips_seen(image, run, pixel_of, LIGHT)
    drawn = (tmp_path / "one.svg").read_text()
    assert f"step {STEP + 1}: arrows ×{ZOOM:g}" in drawn


def test_that_each_frame_of_a_film_has_the_arrows_of_its_step(qapp) -> None:
    run = simulate(PLANE)
    options = PictureOptions(view="contour", size=(320, 256), arrows=EVERY, arrow_zoom=ZOOM, has_legend=False)
    figure, color = Figure(run, options), arrow_inks(LIGHT).gradient
    seen = [middle_of(draw_image(figure, step, 2.0), color) for step in (0, STEP, 0)]
    figure.close()
    assert np.hypot(*(seen[1] - seen[0])) > 40.0
    np.testing.assert_array_equal(seen[0], seen[2])
    bare = Figure(run, replace(options, arrows=OFF))
    image = draw_image(bare, STEP, 2.0)
    bare.close()
    with pytest.raises(AssertionError, match=color):
        middle_of(image, color)


def contour_of(window) -> ContourView:
    return window.views["contour"]


def drawn_arrows(window) -> StepArrows | None:
    return window.view_area.drawing.arrows


def test_that_a_key_shows_and_hides_the_arrows_of_the_chosen_ball(open_window: OpenWindow) -> None:
    window = open_window("ravine", only="contour")
    assert drawn_arrows(window) is None
    key(window, Key.Key_A)
    assert drawn_arrows(window) == StepArrows(0, None, window.view_area.drawing.line_width)
    window.session.select_ball(1)
    assert drawn_arrows(window).ball == 1
    window.actions_by_name["arrows_all"].trigger()
    window.actions_by_name["arrow_zoom_10"].trigger()
    assert (drawn_arrows(window).ball, drawn_arrows(window).zoom) == (None, 10.0)
    key(window, Key.Key_A)
    assert drawn_arrows(window) is None
    key(window, Key.Key_A)
    assert drawn_arrows(window).ball is None
    assert Looks(window.session.settings).look.arrow_zoom == 10.0


def test_that_the_window_shows_the_step_that_begins_at_the_ball_and_names_its_arrows(
    open_window: OpenWindow,
) -> None:
    window = open_window(PLANE, only="contour")
    window.session.looks.set_arrow_zoom(ZOOM)
    window.session.looks.set_arrows(CHOSEN)
    window.session.go_to(STEP)
    run, view = window.session.run, contour_of(window)
    picture_of(window)
    image = picture_of(view.widget)
    assert_tips_seen(image, run, lambda place: view.pixel_of(tuple(place)), LIGHT)
    window.session.looks.toggle_theme()
    image = picture_of(view.widget)
    assert_tips_seen(image, run, lambda place: view.pixel_of(tuple(place)), DARK)


def legend_texts(window, name: str) -> list[str]:
    return [entry.text for entry in window.views[name].legend._entries]


def test_that_the_legend_says_which_arrow_is_which_where_there_are_arrows(open_window: OpenWindow) -> None:
    window = open_window("ravine")
    key(window, Key.Key_A)
    window.session.select_ball(1)
    parts = ["−gradient part", "carried part", "the step: their sum"]
    assert legend_texts(window, "contour")[-3:] == parts
    assert "carried part" not in legend_texts(window, "loss")
    window.session.looks.set_arrows(EVERY)
    assert len(legend_texts(window, "contour")) == 4 + 5
    key(window, Key.Key_A)
    assert len(legend_texts(window, "contour")) == 4


def test_that_zoomed_in_arrows_are_enlarged_less(open_window: OpenWindow) -> None:
    window = open_window(PLANE, only="contour")
    window.session.looks.set_arrows(CHOSEN)
    window.session.go_to(20)
    view, run = contour_of(window), window.session.run
    said = []
    for share in (1.0, 0.05):
        at = run.at(0, 20).position[0]
        view._plot.vb.setRange(
            QRectF(at[0] - 8 * share, at[1] - 6 * share, 16 * share, 12 * share), padding=0.0
        )
        picture_of(view.widget)
        said.append(StepArrows(0).zoom_at(run, 20, view._trails._seen()))
    assert said[1] < said[0]


def test_that_what_is_said_in_a_corner_is_in_one_that_hides_no_ball(qapp) -> None:
    bounds, font = QRectF(0.0, 0.0, 400.0, 300.0), QFont()
    caption = Caption("step 4: arrows ×5", "#000000", np.empty((0, 2)))

    def place(*spots: tuple[float, float], covered: QRectF | None = None) -> tuple[bool, bool]:
        """Whether it is right, and whether it is below."""
        box = caption_box(caption, bounds, font, np.array(spots).reshape(-1, 2), covered)
        assert bounds.contains(box)
        return box.center().x() > 200.0, box.center().y() > 150.0

    right_below, left_above, left_below = (380.0, 285.0), (20.0, 15.0), (20.0, 285.0)
    assert place() == (True, True)
    assert place(right_below) == (False, False)
    assert place(right_below, left_above) == (False, True)
    assert place(right_below, left_above, left_below) == (True, False)
    assert place(right_below, left_above, left_below, (380.0, 15.0)) == (True, True)
    legend = QRectF(250.0, 180.0, 150.0, 120.0)
    assert place(covered=legend) == (False, False)
    assert place(left_above, left_below, covered=legend) == (True, False)
    for width in (400.0, 110.0):
        narrow = QRectF(0.0, 0.0, width, 300.0)
        box = caption_box(caption, narrow, font, np.empty((0, 2)))
        assert narrow.contains(box)
    assert caption_box(caption, QRectF(0.0, 0.0, 30.0, 300.0), font, np.empty((0, 2))).isEmpty()
