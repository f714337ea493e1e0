"""Predictions that are drawn: a cross on the map, a curve in the panel; by mouse and by keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import OpenWindow
from drawn_lesson import CURVE, POINT, lesson_of, two_balls
from driving import ALT, LEFT, SHIFT, bowl, has_near, held, key, picture_of, type_into
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from momentum_lab.experiment.experiment import LandscapeChoice
from momentum_lab.experiment.presets import preset
from momentum_lab.figures.options import PictureOptions
from momentum_lab.figures.predicted import Predicted, PredictedPoint
from momentum_lab.figures.themes import DARK, LIGHT
from momentum_lab.gui.lessons.curve_sketch import CurveSketch
from momentum_lab.gui.lessons.drawn_curve import BETWEEN, HANDLES, POINTS, DrawnCurve, rounded
from momentum_lab.gui.lessons.sketch_axis import SketchAxis, sketch_axis
from momentum_lab.gui.lessons.step_widgets.curve import CurveStep
from momentum_lab.gui.lessons.step_widgets.point import PointStep
from momentum_lab.gui.pictures.software.surface import SoftwareSurface
from momentum_lab.gui.pictures.subject import RunSubject
from momentum_lab.gui.pictures.writing import export_picture
from momentum_lab.gui.views.value_axis import ValueAxis
from momentum_lab.gui.views.view import Drawing
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons.judging import curve_in, is_logarithmic
from momentum_lab.lessons.lesson import AnswerKind, LessonStep, Measure, Prediction, StepText
from momentum_lab.simulation.engine import simulate

Key = Qt.Key
GREEN = two_balls().balls[1].color
GIVEN = {"loss": True, "x": True, "path_length": True, "update_norm": False}
"""Of which quantities the start tells how their curves begin, on the axis on which they are drawn."""
WORDS = StepText("Where will it be?", {}, "So it is.")


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[[QWidget], None]]:
    """Show a widget of a step, as wide as the panel gives it room."""
    there: list[QWidget] = []

    def show(widget: QWidget) -> None:
        there.append(widget)
        widget.resize(300, 420)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)

    yield show
    for widget in there:
        widget.stop()  # type: ignore[attr-defined]
        widget.close()
        widget.deleteLater()


def opened(window: MainWindow, *steps: LessonStep) -> None:
    window.session.lessons.open(lesson_of(*steps))


def seen_to_its_end(window: MainWindow, qtbot: QtBot) -> None:
    """Let the page's run be shown to its end."""
    session = window.session
    qtbot.waitUntil(lambda: session.run is not None and session.run.is_complete)
    session.go_to_last()
    qtbot.waitUntil(lambda: session.lessons.is_finished)


def test_that_a_click_on_the_map_puts_the_cross_and_not_the_start(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(two_balls(), only="contour")
    opened(window, POINT)
    session, view = window.session, window.views["contour"]
    qtbot.waitUntil(lambda: session.run is not None)
    window.session.toggle_maximized("contour")
    canvas = view.widget.viewport()
    at = view.pixel_of((2.0, 1.5))
    with held(canvas, view.pixel_of((1.0, -1.0)), at):
        pass
    place = session.predictions.drawn(POINT)
    assert place is not None
    assert place == pytest.approx((2.0, 1.5), abs=0.05)
    assert session.experiment.start == two_balls().start
    assert not session.model.can_undo or session.experiment == two_balls()
    image = picture_of(view.widget)
    assert has_near(image, view.pixel_of((place[0], place[1])), GREEN)


def test_that_a_click_puts_the_cross_while_a_place_is_asked_for_whatever_was_changed(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(two_balls(), only="contour")
    session, view, frame = window.session, window.views["contour"], window.view_area.frames["contour"]
    assert "start" in frame.hint
    opened(window, POINT)
    session.toggle_maximized("contour")
    qtbot.waitUntil(lambda: session.run is not None)
    for number, change in enumerate(
        (
            lambda: key(window, Key.Key_2, ALT),
            lambda: session.editor.take_values(0, {"learning_rate": 0.01}),
            lambda: session.editor.move_start((2.0, 2.0)),
        )
    ):
        change()
        assert "cross" in frame.hint
        before, to = session.experiment, (1.0 + number, -1.0)
        QTest.mouseClick(view.widget.viewport(), LEFT, pos=view.pixel_of(to).toPoint())
        assert session.experiment == before
        assert session.predictions.drawn(POINT) == pytest.approx(to, abs=0.05)
        assert has_near(picture_of(view.widget), view.pixel_of(session.predictions.drawn(POINT)), GREEN)
    session.document.show(bowl(), "another landscape")
    session.editor.change_landscape(LandscapeChoice("saddle"))
    assert "start" in frame.hint
    session.lessons.close()
    assert "start" in frame.hint


def test_that_after_the_answer_a_click_moves_the_start_again(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(two_balls(), only="contour")
    opened(window, POINT)
    session = window.session
    assert session.predictions.place((1.0, 1.0))
    session.lessons.answer("place", (1.0, 1.0))
    seen_to_its_end(window, qtbot)
    assert not session.predictions.place((0.0, 0.0))
    assert session.predictions.drawn(POINT) == (1.0, 1.0)


def test_that_the_cross_is_moved_by_arrows_and_numbers_and_kept_with_its_distance(
    open_window: OpenWindow, qtbot: QtBot, shown
) -> None:
    window = open_window(two_balls())
    opened(window, POINT)
    session = window.session
    step = PointStep(session, POINT, WORDS)
    shown(step)
    step.show_state()
    step.map.setFocus(Qt.FocusReason.TabFocusReason)
    assert step.given() is None
    assert not step.keep.isEnabled()
    for code, times in ((Key.Key_Right, 4), (Key.Key_Up, 2)):
        for _ in range(times):
            QTest.keyClick(step.map, code)
    start = two_balls().start
    assert step.map.at == pytest.approx((start[0] + 4 * 12 / 40, start[1] + 2 * 8 / 40))
    QTest.keyClick(step.map, Key.Key_Left, SHIFT)
    assert step.map.at is not None
    assert step.map.at[0] == pytest.approx(start[0] + 4 * 12 / 40 - 12 / 200)
    assert "cross is at" in step.map.accessibleDescription()
    type_into(step.boxes[0], "0.5")
    assert step.map.at[0] == 0.5
    assert session.step == 0  # the arrows were not the playhead's
    step.keep.click()
    answered = session.lessons.answered("place")
    assert answered is not None
    assert answered.given == step.map.at
    seen_to_its_end(window, qtbot)
    qtbot.waitUntil(lambda: session.lessons.answered("place").outcome is not None)
    outcome = session.lessons.answered("place").outcome
    assert session.run is not None
    there = session.run.at(1, 10).position[0]
    assert outcome.distance == pytest.approx(float(np.hypot(*(there - np.array(step.map.at)))))
    step.show_state()
    assert not step.map.isEnabled()


def test_that_the_small_map_shows_the_cross_where_it_was_clicked(
    open_window: OpenWindow, qtbot: QtBot, shown
) -> None:
    window = open_window(two_balls())
    opened(window, POINT)
    step = PointStep(window.session, POINT, WORDS)
    shown(step)
    step.show_state()
    step.set_theme(LIGHT)
    QTest.mouseClick(step.map, LEFT, pos=step.map.pixel_of((3.0, -2.0)).toPoint())
    assert step.map.at == pytest.approx((3.0, -2.0), abs=0.1)
    assert has_near(picture_of(step.map), step.map.pixel_of(step.map.at), GREEN)
    assert window.session.predictions.drawn(POINT) == step.map.at


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_the_way_from_the_cross_to_the_ball_is_drawn_when_its_step_is_shown(
    open_window: OpenWindow, qtbot: QtBot, theme: str
) -> None:
    window = open_window(two_balls(), only="contour")
    session, view = window.session, window.views["contour"]
    session.looks.set_theme(theme)
    opened(window, POINT)
    session.toggle_maximized("contour")
    session.lessons.answer("place", (4.0, 3.0))
    seen_to_its_end(window, qtbot)
    assert session.run is not None
    came = session.run.at(1, 10).position[0]
    spots = [view.pixel_of(tuple(np.array([4.0, 3.0]) + share * (came - [4.0, 3.0]))) for share in (0.2, 0.4)]
    session.go_to(9)
    before = picture_of(view.widget)
    session.go_to(10)
    after = picture_of(view.widget)
    assert has_near(before, view.pixel_of((4.0, 3.0)), GREEN)
    assert not any(has_near(before, spot, GREEN, 5) for spot in spots)
    assert all(has_near(after, spot, GREEN, 5) for spot in spots)


def test_that_a_curve_is_drawn_by_its_handles_and_by_a_free_stroke(
    qtbot: QtBot, dialog_parent: QWidget
) -> None:
    sketch = CurveSketch("loss", 60, SketchAxis(ValueAxis("log", 1e-6, 1e2), 1.0))
    sketch.setParent(dialog_parent)
    sketch.setGeometry(0, 0, 320, 200)
    sketch.show()
    assert not sketch.is_drawn
    middle = sketch.spot(3).toPoint()
    with held(sketch, middle, middle + QPoint(0, 40)):
        pass
    assert sketch.is_drawn
    values = sketch.values
    assert values[3 * BETWEEN] < 0.1
    assert values[2 * BETWEEN] == values[4 * BETWEEN] == 1.0
    assert sketch.spot(3).toPoint().y() == pytest.approx(middle.y() + 40, abs=1)
    begin, end = sketch.spot(4) + QPointF(4, 30), sketch.spot(6) + QPointF(0, 60)
    with held(sketch, begin, end):
        pass
    drawn = np.log10(sketch.values)
    assert drawn[-1] == pytest.approx(np.log10(sketch.values[-1]))
    assert np.all(np.diff(drawn[4 * BETWEEN + 4 :]) <= 1e-3)
    assert sketch.values[:BETWEEN] == values[:BETWEEN]


@pytest.mark.parametrize("handle", range(HANDLES - 1))
@pytest.mark.parametrize("is_given", [True, False])
def test_that_a_stroke_that_begins_at_a_point_draws_and_a_given_start_stays(
    dialog_parent: QWidget, handle: int, is_given: bool
) -> None:
    sketch = CurveSketch("loss", 60, SketchAxis(ValueAxis("log", 1e-6, 1e2), 1.0, 0.0, is_given))
    sketch.setParent(dialog_parent)
    sketch.setGeometry(0, 0, 320, 200)
    sketch.show()
    begin, last = sketch.spot(handle), sketch.spot(HANDLES - 1)
    end = last + QPointF(0, 0.4 * (last.x() - begin.x()))
    way = [begin + share * (end - begin) for share in np.linspace(0.0, 1.0, 24).tolist()]
    with held(sketch, *way):
        pass
    drawn = np.log10(sketch.values)
    assert drawn[-1] < -0.3
    assert sketch.values[0] == pytest.approx(1.0, rel=0.1)
    assert np.all(np.diff(drawn[handle * BETWEEN :]) < 1e-3)
    line = np.linspace(0.0, drawn[-1], POINTS - handle * BETWEEN)
    assert drawn[handle * BETWEEN :] == pytest.approx(line, abs=0.15)
    with held(sketch, sketch.spot(0), sketch.spot(0) + QPointF(0, 20), sketch.spot(0) + QPointF(0, 50)):
        pass
    assert (sketch.values[0] == 1.0) is is_given


def test_that_the_start_is_given_where_it_tells_how_the_curve_begins() -> None:
    given = {name: sketch_axis(two_balls(), asked(name, 1), None).is_given for name in GIVEN}
    assert given == GIVEN


def test_that_a_curve_is_drawn_by_keys_alone_and_its_keys_are_not_the_windows(
    open_window: OpenWindow, qtbot: QtBot, shown
) -> None:
    window = open_window(two_balls())
    opened(window, CURVE)
    step = CurveStep(window.session, CURVE, WORDS)
    shown(step)
    step.show_state()
    sketch = step.sketch
    sketch.setFocus(Qt.FocusReason.TabFocusReason)
    assert sketch.handle == HANDLES - 1
    for code in [Key.Key_Down] * 12 + [Key.Key_Left] + [Key.Key_Down] * 6 + [Key.Key_Home]:
        QTest.keyClick(sketch, code)
    assert sketch.handle == 1  # the start is given
    QTest.keyClick(sketch, Key.Key_Left)
    assert sketch.handle == 1
    assert window.session.step == 0
    first = sketch.values[0]
    assert sketch.values[-1] < sketch.values[-1 - BETWEEN] < first
    assert "6 points" in sketch.accessibleDescription()
    QTest.keyClick(sketch, Key.Key_Up, SHIFT)
    assert first < sketch.values[BETWEEN] < 1.5 * first
    assert sketch.values[0] == first
    assert window.session.predictions.drawn(CURVE) == sketch.values
    step.keep.click()
    answered = window.session.lessons.answered("curve")
    assert answered is not None
    assert answered.given == sketch.values
    seen_to_its_end(window, qtbot)
    qtbot.waitUntil(lambda: window.session.lessons.answered("curve").outcome is not None)
    outcome = window.session.lessons.answered("curve").outcome
    step.show_state()
    assert len(outcome.value) == POINTS


def test_that_the_curve_is_shown_among_those_of_the_run_once_that_may_be_seen(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(two_balls(), only="loss")
    opened(window, CURVE)
    session, view = window.session, window.views["loss"]
    values = rounded(np.geomspace(4.0, 0.02, POINTS))
    session.predictions.draw(CURVE, values)
    assert not session.predictions.shown.curves
    session.lessons.answer("curve", values)
    seen_to_its_end(window, qtbot)
    session.toggle_maximized("loss")
    assert session.predictions.shown.curves
    image = picture_of(view.widget)
    steps = np.linspace(0.0, 40.0, POINTS)
    spots = [view.pixel_of(float(steps[i]), values[i]) for i in range(10, 90, 4)]
    assert sum(has_near(image, spot, GREEN, 3) for spot in spots) > 12
    session.editor.move_start((1.0, 1.0))  # another run than the page asks about
    assert not session.predictions.shown.curves


def test_that_what_was_foretold_is_in_pictures_too(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(two_balls())
    opened(window, POINT, CURVE)
    session = window.session
    session.lessons.answer("place", (4.0, 3.0))
    session.lessons.answer("curve", rounded(np.geomspace(4.0, 0.02, POINTS)))
    seen_to_its_end(window, qtbot)
    assert session.run is not None
    subject = RunSubject(session.run, predicted=session.predictions.shown)
    for view in ("contour", "loss"):
        options = PictureOptions(view=view, step=40, size=(500, 400))
        subject.write(tmp_path / f"{view}.svg", options, None, lambda _share: True)  # type: ignore[arg-type]
        export_picture(session.run, tmp_path / f"{view}_plain.svg", options)
        drawn, plain = ((tmp_path / f"{view}{end}.svg").read_text() for end in ("", "_plain"))
        assert "predicted" in drawn
        assert "predicted" not in plain
    options = PictureOptions(view="contour", size=(500, 400), grid="balls")
    subject.write(tmp_path / "grid.svg", options, None, lambda _share: True)  # type: ignore[arg-type]
    assert "predicted" not in (tmp_path / "grid.svg").read_text()


def test_that_the_cross_lies_on_the_surface(qtbot: QtBot) -> None:
    run = simulate(two_balls())
    surface = SoftwareSurface()
    over = Predicted((PredictedPoint(1, (3.0, 2.0)),)).overlays
    images = []
    for overlays in ((), over.on_ground):
        surface.set_look(DARK, Drawing(overlays=overlays))
        surface.show_run(run, 0)
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        images.append(_painted(surface, image))
    assert images[0] != images[1]


def _painted(surface: SoftwareSurface, image: QImage) -> QImage:
    painter = QPainter(image)
    surface.draw_picture(painter, image.width(), image.height(), 1.0)
    painter.end()
    return image


def asked(quantity: str, ball: int = 0) -> Prediction:
    return Prediction(AnswerKind.CURVE, measure=Measure(ball, quantity=quantity), near=0.3)


@pytest.mark.parametrize(
    ("name", "quantity", "kind"),
    [("ravine", "loss", "log"), ("ravine", "x", "linear"), ("two_basins", "loss", "linear")],
)
def test_that_the_axis_of_losses_and_places_tells_nothing_of_the_run(
    name: str, quantity: str, kind: str
) -> None:
    experiment = preset(name)
    found = sketch_axis(experiment, asked(quantity), None)
    assert found.axis.low <= found.first <= found.axis.high
    assert found.axis.kind == kind
    assert sketch_axis(replace(experiment, steps=7), asked(quantity), None) == found


def test_that_an_axis_of_anything_else_has_room_for_what_will_come_and_more() -> None:
    slope = replace(two_balls(), steps=60)
    for quantity in ("velocity_norm", "gradient_norm", "update_norm", "path_length"):
        found = sketch_axis(slope, asked(quantity, 1), None)
        values = curve_in(simulate(slope), asked(quantity, 1))
        largest = float(np.nanmax(np.abs(values)))
        assert 2.0 * largest <= found.axis.high <= 101.0 * largest
        assert (found.axis.kind == "log") is is_logarithmic(asked(quantity, 1), values)
        assert found.axis.low <= found.first <= found.axis.high
        assert found.least == 0.0


def test_that_nothing_is_drawn_below_what_can_be_and_a_drag_beyond_the_plot_makes_the_axis_longer(
    dialog_parent: QWidget,
) -> None:
    sketch = CurveSketch("length", 60, SketchAxis(ValueAxis("linear", 0.0, 1.0), 0.0, 0.0))
    sketch.setParent(dialog_parent)
    sketch.setGeometry(0, 0, 320, 200)
    sketch.show()
    sketch.setFocus()
    for _ in range(5):
        QTest.keyClick(sketch, Key.Key_Down)
    assert min(sketch.values) == 0.0
    corner = QPoint(round(sketch.spot(6).x()), 0)
    with held(sketch, sketch.spot(6).toPoint(), *[corner - QPoint(0, i) for i in range(12)]):
        pass
    assert 1.3 < sketch.values[-1] < 3.5
    assert sketch.spot(6).y() > 0


def test_that_a_losses_axis_is_even_where_somebody_wants_it_so() -> None:
    found = sketch_axis(preset("ravine"), asked("loss"), "linear")
    assert found.axis.kind == "linear"
    assert found.axis.high >= 2 * found.first - 1e-9


def test_that_moving_a_handle_leaves_the_others_where_they_are() -> None:
    curve = DrawnCurve.level(1.0)
    for handle in range(HANDLES):
        moved = curve.moved(handle, 3.0)
        assert moved.handles[handle] == 3.0
        assert np.delete(moved.handles, handle).tolist() == [1.0] * (HANDLES - 1)


@pytest.mark.parametrize("way", [((0.25, 0.0), (0.5, 4.0)), ((0.5, 4.0), (0.25, 0.0))])
def test_that_a_stroke_draws_what_is_between_its_ends_whichever_way_it_goes(way) -> None:
    drawn = DrawnCurve.level(1.0).drawn(*way)
    first, last = round(0.25 * (POINTS - 1)), round(0.5 * (POINTS - 1))
    assert drawn.heights[first] == 0.0
    assert drawn.heights[last] == 4.0
    assert np.all(drawn.heights[:first] == 1.0)
    assert np.all(drawn.heights[last + 1 :] == 1.0)
    assert np.allclose(np.diff(drawn.heights[first : last + 1], n=2), 0.0)
    assert DrawnCurve.through(drawn.heights).heights.tolist() == drawn.heights.tolist()


def test_that_in_the_lab_panel_a_prediction_is_drawn_and_kept_by_keys_alone(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(two_balls(), size=(1280, 860))
    opened(window, POINT, CURVE)
    lab, session = window.parts["lab"], window.session
    qtbot.waitUntil(lambda: lab.page is not None)
    point, curve = (card.widget for card in lab.page.cards)
    lab.page.question.setFocus()
    tab_to(window, point.map)
    for code in (Key.Key_Right, Key.Key_Right, Key.Key_Up):
        key(window, code)
    assert session.step == 0
    tab_to(window, point.keep)
    key(window, Key.Key_Space)
    assert session.lessons.answered("place") is not None
    assert window.focusWidget() is curve.sketch  # whose turn has come
    for code in (Key.Key_Down, Key.Key_Down, Key.Key_Left, Key.Key_Down, Key.Key_Home):
        key(window, code)
    assert curve.sketch.handle == 1
    assert curve.sketch.values[-1] < curve.sketch.values[0]
    tab_to(window, curve.keep)
    key(window, Key.Key_Space)
    assert session.lessons.answered("curve") is not None
    assert not session.lessons.is_sealed
    qtbot.waitUntil(lambda: session.run is not None and session.run.is_complete)
    assert session.is_playing
    assert lab.isAncestorOf(window.focusWidget())
    key(window, Key.Key_Home)
    key(window, Key.Key_Right)
    assert session.step == 1  # the keys are the playhead's again


def tab_to(window: MainWindow, widget: QWidget) -> None:
    """Go on by Tab to a widget that is not far."""
    for _ in range(5):
        if window.focusWidget() is not widget:
            key(window, Key.Key_Tab)
    assert window.focusWidget() is widget


def test_that_another_page_shows_nothing_of_what_was_drawn_on_the_one_before(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(two_balls(), size=(1280, 860))
    lesson = lesson_of(POINT)
    other = replace(lesson.pages[0], id="other", steps=())
    words = replace(
        lesson.texts["en"], pages={**lesson.texts["en"].pages, "other": lesson.texts["en"].pages["draw"]}
    )
    window.session.lessons.open(replace(lesson, pages=(*lesson.pages, other), texts={"en": words}))
    qtbot.waitUntil(lambda: window.parts["lab"].page is not None)
    assert window.session.predictions.place((1.0, 1.0))
    assert window.view_area.drawing.overlays
    window.session.lessons.next_page()
    assert not window.view_area.drawing.overlays
    assert not window.session.predictions.place((1.0, 1.0))
    window.session.lessons.close()
    assert not window.session.predictions.place((1.0, 1.0))
