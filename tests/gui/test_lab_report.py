"""Pictures and tables taken into a report by a key; the dialogs of reports, notes and classes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Dialogs, OpenWindow
from lessons_at_work import small_lesson
from PyQt6.QtCore import QBuffer, QSizeF, Qt
from PyQt6.QtGui import QColor, QDesktopServices, QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QInputDialog, QLineEdit, QTableWidget
from pytestqt.qtbot import QtBot

from momentum_lab.containers.attachments import Attachment
from momentum_lab.core.files import reading
from momentum_lab.experiment import preset
from momentum_lab.experiment.embedded import embedded_text, files_in, read, read_all
from momentum_lab.experiment.file import loads
from momentum_lab.export.document import Paper, Picture
from momentum_lab.export.document_html import write_html
from momentum_lab.gui.reports import fitted_pictures, record_figures
from momentum_lab.gui.reports.class_dialog import ClassDialog
from momentum_lab.gui.reports.drawings import picture
from momentum_lab.gui.reports.notes_view import TeacherNotes
from momentum_lab.gui.reports.report_dialog import NO_PICTURES, ReportDialog
from momentum_lab.gui.window.main_window import MainWindow
from momentum_lab.lessons import find_lesson
from momentum_lab.lessons.class_results import StudentFile, class_results
from momentum_lab.lessons.lesson import StepKind
from momentum_lab.lessons.record import Answered, LessonRecord, key_of
from momentum_lab.lessons.record_file import load_record, record_of

BOWL = Path(__file__).parent.parent / "data" / "lessons" / "bowl"


@pytest.fixture
def lab(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window in which a lesson is open, at a page without predictions."""
    window = open_window("ravine", size=(1300, 860))
    session = window.session
    session.lessons.book._folder = tmp_path / "records"
    session.lessons.open(small_lesson(steps=30))
    qtbot.waitUntil(lambda: session.clock.is_settled)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    return window


def dialog_of(window: MainWindow) -> ReportDialog:
    dialog = ReportDialog(window, window.session)
    dialog.show_report()
    return dialog


def close(dialog) -> None:
    dialog.close()
    dialog.deleteLater()


def test_that_one_key_takes_the_picture_and_another_the_table_into_the_report(lab, qtbot):
    session = lab.session
    session.go_to(12)
    lab.actions_by_name["add_picture"].trigger()
    lab.actions_by_name["add_table"].trigger()
    picture, table = session.lessons.record.figures
    assert loads(picture.experiment) == session.experiment
    assert picture.step == 12
    assert "step 12" in picture.caption
    assert table.table[0][0] == "ball"
    assert len(table.table) == 1 + len(session.experiment.balls)
    assert read(session.lessons.book.folder / picture.file) == session.experiment
    assert [key.toString() for key in lab.actions_by_name["add_picture"].shortcuts()] == ["Ctrl+D"]


@pytest.mark.parametrize("loops", [False, True])
def test_that_what_plays_goes_on_and_the_picture_is_of_the_step_at_which_the_key_was_pressed(
    lab, qtbot, loops: bool
):
    session = lab.session
    session.set_loop(loops)
    session.go_to(3)
    session.play()
    qtbot.waitUntil(lambda: session.step > 4)
    for name in ("add_picture", "add_table", "add_picture"):
        session.play()
        step = session.step
        lab.actions_by_name[name].trigger()
        assert session.is_playing
        figure = session.lessons.record.figures[-1]
        if figure.file:
            assert figure.step == step
            assert f"step {step}" in figure.caption
    session.pause()
    lab.actions_by_name["add_table"].trigger()
    assert not session.is_playing
    assert len(session.lessons.record.figures) == 4


def test_that_no_dialog_takes_the_keys_while_a_picture_is_drawn(lab, qtbot, monkeypatch):
    modal = []

    def drawn_slowly(run, options, shown, progress, predicted):
        for share in range(20):
            progress(share / 20)
            qtbot.wait(30)
            modal.append(QApplication.activeModalWidget())
        return picture(run, options, shown, progress, predicted)

    monkeypatch.setattr(record_figures, "picture", drawn_slowly)
    lab.actions_by_name["add_picture"].trigger()
    lab.actions_by_name["add_table"].trigger()
    assert modal == [None] * 20
    assert [bool(each.table) for each in lab.session.lessons.record.figures] == [False, True]
    assert QApplication.overrideCursor() is None


def test_that_the_report_is_seen_before_its_pictures_are_drawn(lab, qtbot):
    seen = []

    def draw(parent):
        seen.append((parent.isVisible(), parent.size(), parent.view.toPlainText()))
        return NO_PICTURES, None

    dialog = ReportDialog(lab, lab.session, draw)
    dialog.show()
    qtbot.waitUntil(lambda: "Drawing" not in dialog.view.toPlainText())
    assert seen == [(True, dialog.size(), "Drawing the report…")]
    assert dialog.width() > 600
    close(dialog)


def test_that_notes_for_the_teacher_are_not_shown_to_the_class(lab, qtbot):
    said = []
    lab.session.lessons.set_teacher(True)
    lab.session.said.subscribe(said.append)
    lab.session.lessons.set_teacher(True)
    lab.session.looks.set_projected(True)
    lab.actions_by_name["teacher_notes"].trigger()
    assert said[-1].startswith("Notes for the teacher are not for the class")
    assert not [each for each in lab.findChildren(TeacherNotes) if each.isVisible()]
    lab.session.looks.set_projected(False)


def test_that_without_a_lesson_there_is_nothing_to_report(open_window):
    window = open_window("ravine")
    for name in ("add_picture", "add_table", "lesson_report", "teacher_notes", "worksheet", "answer_key"):
        assert not window.actions_by_name[name].isEnabled()
    assert window.actions_by_name["class_results"].isEnabled()


def test_that_what_tells_answers_is_a_teachers_until_everything_is_answered(lab):
    lessons, telling = lab.session.lessons, ("teacher_notes", "answer_key")

    def is_there() -> set[bool]:
        return {lab.actions_by_name[name].isEnabled() for name in telling}

    assert is_there() == {False}
    assert all("teacher mode" in lab.actions_by_name[name].toolTip() for name in telling)
    assert lab.actions_by_name["worksheet"].isEnabled()
    lessons.set_teacher(True)
    assert is_there() == {True}
    lessons.set_teacher(False)
    assert is_there() == {False}
    steps = [(page.id, step) for page in lessons.lesson.pages for step in page.steps]
    asked = {key_of(page, step.id): Answered("a") for page, step in steps if step.kind is not StepKind.TRY}
    *most, last = asked.items()
    lessons.book.put(replace(lessons.record, answers=dict(most)))
    assert is_there() == {False}
    lessons.book.put(replace(lessons.record, answers=dict([*most, last])))
    assert is_there() == {True}


def test_that_no_picture_is_taken_of_a_run_that_is_hidden(lab, qtbot):
    session, said = lab.session, []
    session.lessons.go_to_page(1)
    session.said.subscribe(said.append)
    lab.actions_by_name["add_picture"].trigger()
    lab.actions_by_name["add_table"].trigger()
    assert session.lessons.record.figures == ()
    assert "prediction" in said[-1]


def test_that_captions_are_edited_and_figures_moved_and_removed_by_keys(lab, qtbot):
    for _ in range(3):
        lab.actions_by_name["add_table"].trigger()
    dialog = dialog_of(lab)
    dialog.show()
    lines, record = dialog.figures.list, lambda: lab.session.lessons.record.figures
    lines.item(0).setText("the  first")
    assert record()[0].caption == "the first"
    lines.setFocus()
    lines.setCurrentRow(0)
    QTest.keyClick(lines, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert record()[1].caption == "the first"
    assert lines.currentRow() == 1
    QTest.keyClick(lines, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert record()[0].caption == "the first"
    QTest.keyClick(lines, Qt.Key.Key_Delete)
    assert len(record()) == 2
    assert "the first" not in [each.caption for each in record()]
    close(dialog)


def test_that_a_caption_that_is_being_edited_is_not_edited_twice(lab, qtbot, qtlog):
    lab.actions_by_name["add_table"].trigger()
    dialog = dialog_of(lab)
    dialog.show()
    lines = dialog.figures.list
    for _ in range(2):  # the button's key leaves the keyboard in the line
        dialog.figures.edit_chosen()
        (editor,) = lines.findChildren(QLineEdit)
    editor.setText("a table")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [each.caption for each in lab.session.lessons.record.figures] == ["a table"])
    assert [record.message for record in qtlog.records] == []
    close(dialog)


def test_that_the_report_is_shown_as_it_is_changed(lab, qtbot):
    lab.actions_by_name["add_picture"].trigger()
    dialog = dialog_of(lab)
    dialog.show()
    dialog.student.clear()
    QTest.keyClicks(dialog.student, "Grace")
    qtbot.waitUntil(lambda: "Grace" in dialog.view.toPlainText())
    assert lab.session.lessons.record.student == "Grace"
    assert "Figure 1: " in dialog.view.toPlainText()
    close(dialog)


def test_that_a_picture_is_read_and_decoded_once_however_often_the_report_is_shown(lab, qtbot, monkeypatch):
    for _ in range(2):
        lab.actions_by_name["add_picture"].trigger()
    read_files, decoded = [], []

    class Counted(QImage):
        @staticmethod
        def fromData(png: bytes) -> QImage:
            decoded.append(png)
            return QImage.fromData(png)

    def counted_reading(path: Path):
        read_files.append(path.name)
        return reading(path)

    monkeypatch.setattr(record_figures, "reading", counted_reading)
    monkeypatch.setattr(fitted_pictures, "QImage", Counted)
    dialog = dialog_of(lab)
    files = [each.file for each in lab.session.lessons.record.figures]
    for name in ("Ada", "Grace"):
        lab.session.lessons.set_student(name)
        dialog.show_report()
        assert name in dialog.view.toPlainText()
    lines = dialog.figures.list
    lines.item(0).setText("another caption")
    dialog.show_report()
    assert "another caption" in dialog.view.toPlainText()
    assert read_files == files
    assert len(decoded) == len(files)
    close(dialog)


def test_that_of_pictures_no_more_are_kept_than_there_is_room_for():
    def block(shade: int) -> Picture:
        image = QImage(40, 30, QImage.Format.Format_RGB32)
        image.fill(QColor(shade, 0, 0))
        return Picture(png_bytes(image))

    def png_bytes(image: QImage) -> bytes:
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        return buffer.data().data()

    page, one, two = QSizeF(20.0, 100.0), block(10), block(20)
    whole = fitted_pictures.FittedPictures()
    first = whole.fitted(one, page, 1.0)
    assert first is not None
    assert (first.width, first.height, first.image.width()) == (20.0, 15.0, 20)
    assert whole.fitted(one, page, 1.0) is first
    assert whole.fitted(two, page, 1.0) is not first
    assert whole.fitted(one, page, 1.0) is first
    small = fitted_pictures.FittedPictures(len(one.png) + first.image.sizeInBytes())
    kept = small.fitted(one, page, 1.0)
    assert small.fitted(one, page, 1.0) is kept
    small.fitted(two, page, 1.0)
    assert small.fitted(one, page, 1.0) is not kept
    assert small.fitted(Picture(b"no picture"), page, 1.0) is None


@pytest.mark.parametrize("suffix", [".html", ".pdf", ".json"])
def test_that_the_report_is_written_and_opened_where_it_is_wanted(
    lab, qtbot, tmp_path, monkeypatch, dialogs: Dialogs, suffix
):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    lab.session.lessons.set_student("Grace")
    lab.actions_by_name["add_picture"].trigger()
    dialogs.file = str(tmp_path / f"report{suffix}")
    dialog = dialog_of(lab)
    dialog.format.setCurrentIndex(dialog.format.findData(suffix))
    dialog.write()
    assert dialogs.proposed[-1].endswith(f"grace-small{suffix}")
    assert opened == [dialogs.file]
    path = Path(dialogs.file)
    if suffix == ".json":
        assert load_record(path).student == "Grace"
    else:
        assert read_all(path)[0].experiment == lab.session.experiment
        assert record_of(files_in(path)[-1].content.decode()).student == "Grace"
    close(dialog)


def test_that_it_is_told_where_no_program_opens_the_report(lab, tmp_path, monkeypatch, dialogs: Dialogs):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    said: list[str] = []
    lab.session.said.subscribe(said.append)
    dialogs.file = str(tmp_path / "report.html")
    dialog = dialog_of(lab)
    dialog.write()
    assert said == [f"Wrote {dialogs.file}; there is no program here that opens such a file"]
    dialog.opens.setChecked(False)
    dialog.write()
    assert said[1:] == [f"Wrote {dialogs.file}"]
    close(dialog)


def test_that_a_report_that_cannot_be_written_is_told(lab, tmp_path, dialogs: Dialogs):
    dialogs.file = str(tmp_path / "nowhere" / "report.html")
    dialog = dialog_of(lab)
    dialog.write()
    assert dialogs.take_error()[0] == "The report could not be written"
    close(dialog)


def test_that_the_notes_for_the_teacher_are_shown_under_their_heads(lab, qtbot):
    lesson = find_lesson(str(BOWL))
    dialog = TeacherNotes(lab, lesson, lesson.texts["en"])
    dialog.show()
    shown = dialog.view.toPlainText()
    for head in ("Complex controls", "What the model leaves out", "Driving questions", "How to customise"):
        assert head in shown
    close(dialog)


def test_that_a_class_is_shown_and_saved(lab, tmp_path, dialogs: Dialogs):
    lesson = find_lesson(str(BOWL))
    files = [
        StudentFile("a", LessonRecord("bowl", student="<b>Ada</b>")),
        StudentFile("b", LessonRecord("x")),
    ]
    dialog = ClassDialog(lab, lab.session, class_results(lesson, files))
    table = dialog.tabs.widget(0)
    assert isinstance(table, QTableWidget)
    assert table.item(0, 0).text() == "<b>Ada</b>"
    assert dialog.tabs.tabText(1) == "Left out (1)"
    dialogs.file = str(tmp_path / "class.csv")
    dialog.save()
    assert (tmp_path / "class.csv").read_text("utf-8").startswith("student,file,")
    close(dialog)


def test_that_of_a_report_with_several_figures_it_is_asked_which_to_open(lab, tmp_path, monkeypatch):
    path, asked = tmp_path / "report.html", []
    names = ("ravine", "saddle")
    files = [
        Attachment(f"figure-{n}.toml", embedded_text(preset(p)).encode()) for n, p in enumerate(names, 1)
    ]
    write_html(Paper("A", "en", attachments=tuple(files)), path)

    def choose(_parent, _title, _text, titles, *_more):
        asked.append(titles)
        return titles[1], True

    monkeypatch.setattr(QInputDialog, "getItem", choose)
    assert lab.documents.open(path)
    assert lab.session.experiment == preset(names[1])
    assert asked[0][0].startswith("figure-1: ")
    monkeypatch.setattr(QInputDialog, "getItem", lambda *_all: ("", False))
    assert not lab.documents.open(path)
    assert lab.session.experiment == preset(names[1])
