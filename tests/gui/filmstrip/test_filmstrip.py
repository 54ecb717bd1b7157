"""The filmstrip: everything slow happens on one thread, what can be seen comes first, only users choose."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from deblur_studio.gui import theme
from deblur_studio.gui.filmstrip import Filmstrip
from deblur_studio.gui.filmstrip.model import PhotoModel, Role
from deblur_studio.gui.filmstrip.orders import Stamp
from deblur_studio.gui.filmstrip.worker import Thumb, as_image
from deblur_studio.photo import PhotoError, thumbnail

ROOT = Path(__file__).resolve().parents[3]


class Maker:
    """Makes grey thumbnails and keeps a record; waits at the gate when it is closed."""

    def __init__(self) -> None:
        self.made: list[Path] = []
        self.threads: set[int] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    def __call__(self, path: Path, side: int) -> np.ndarray:
        self.threads.add(threading.get_ident())
        self.made.append(path)
        self.entered.set()
        self.gate.wait(20)
        if "broken" in path.name:
            raise PhotoError(f"Cannot open {path.name}: it is cut short.")
        return np.full((20, 30, 3), 90, np.uint8)


@pytest.fixture
def maker():
    maker = Maker()
    yield maker
    maker.gate.set()


@pytest.fixture
def strip(qtbot, maker):
    strip = Filmstrip(make=maker)
    qtbot.addWidget(strip)
    strip.resize(148, 600)
    strip.show()
    yield strip
    maker.gate.set()
    strip.shut_down()


@pytest.fixture
def folder(tmp_path):
    """2,000 small JPEGs, all of them the same bytes."""
    Image.new("RGB", (24, 16), (90, 120, 60)).save(tmp_path / "IMG_0.jpg")
    for number in range(1, 2000):
        os.link(tmp_path / "IMG_0.jpg", tmp_path / f"IMG_{number}.jpg")
    return tmp_path


def paths(count: int) -> list[Path]:
    return [Path(f"/photos/IMG_{number}.jpg") for number in range(count)]


def chosen_by(strip: Filmstrip) -> list[Path]:
    seen: list[Path] = []
    strip.chosen.connect(seen.append)
    return seen


def test_nothing_is_decoded_or_listed_in_the_windows_thread(strip, maker, folder, qtbot, monkeypatch):
    listing_threads = set()
    scan = os.scandir

    def watched(place):
        listing_threads.add(threading.get_ident())
        return scan(place)

    monkeypatch.setattr(os, "scandir", watched)
    with qtbot.waitSignal(strip.listed, timeout=20000) as listed:
        strip.open_folder(folder)
    assert [path.name for path in listed.args[0][8:11]] == ["IMG_8.jpg", "IMG_9.jpg", "IMG_10.jpg"]
    assert strip.paths() == listed.args[0]
    assert len(strip.paths()) == 2000
    qtbot.waitUntil(lambda: len(maker.made) >= 5, timeout=10000)
    strip.set_current(folder / "IMG_1999.jpg")
    qtbot.waitUntil(lambda: folder / "IMG_1999.jpg" in maker.made, timeout=10000)
    assert len(maker.threads) == 1
    assert threading.get_ident() not in maker.threads | listing_threads
    assert len(maker.made) < 200, "only what can be seen, and a page around it"


def test_the_newest_visible_photos_win(strip, maker, qtbot):
    maker.gate.clear()
    strip.set_paths(paths(3000))
    qtbot.waitUntil(maker.entered.is_set, timeout=5000)
    for row in (500, 1500, 2500):  # flown over while the worker is busy with the first photo
        strip.view.scrollTo(strip.model.index(row), strip.view.ScrollHint.PositionAtTop)
        qtbot.wait(40)
    maker.gate.set()
    seen = strip.view.visible_rows()
    qtbot.waitUntil(lambda: {strip.model.path(row) for row in seen} <= set(maker.made), timeout=10000)
    first = maker.made[0]
    others = [int(path.stem.removeprefix("IMG_")) for path in maker.made if path != first]
    assert others[: len(seen)] == list(seen), "what can be seen now, and before anything else"
    assert not [row for row in others if row < 2000], "what was flown over is not made"


def test_every_visible_photo_gets_its_picture(strip, qtbot):
    strip.set_paths(paths(100))
    last = strip.view.visible_rows()[-1]
    qtbot.waitUntil(lambda: strip.model.index(last).data(Role.THUMB) is not None, timeout=10000)
    assert strip.model.index(0).data(Role.THUMB).image.size().width() == 30


def test_setting_ten_thousand_paths_looks_at_none_of_them(qapp):
    class Untouchable:
        """A path that must not even be compared or named."""

        __hash__ = None

        def __getattribute__(self, name):
            raise AssertionError(f"{name} of a photo was asked for")

    model = PhotoModel()
    model.set_paths([Untouchable()] * 10_000)
    assert model.rowCount() == 10_000


def test_the_model_is_a_sound_model(qapp, tmp_path):
    model = PhotoModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_paths(paths(5))
    model.set_state(paths(5)[2], "saved")
    model.accept(Thumb(paths(5)[1], None, None, "Cannot open it."))
    model.set_paths([])
    assert tester.model() is model


class TestChoosing:
    @pytest.mark.parametrize(
        ("key", "row"),
        [
            (Qt.Key.Key_Down, 6),
            (Qt.Key.Key_Right, 6),
            (Qt.Key.Key_Up, 4),
            (Qt.Key.Key_Left, 4),
            (Qt.Key.Key_Home, 0),
            (Qt.Key.Key_End, 49),
        ],
    )
    def test_keys(self, strip, qtbot, key, row):
        strip.set_paths(paths(50))
        strip.set_current(paths(50)[5])
        seen = chosen_by(strip)
        qtbot.keyClick(strip.view, key)
        assert seen == [paths(50)[row]]
        assert strip.current() == paths(50)[row]

    def test_a_page(self, strip, qtbot):
        strip.set_paths(paths(50))
        strip.set_current(paths(50)[0])
        seen = chosen_by(strip)
        qtbot.keyClick(strip.view, Qt.Key.Key_PageDown)
        assert 2 <= paths(50).index(seen[0]) <= 8
        qtbot.keyClick(strip.view, Qt.Key.Key_PageUp)
        assert seen[-1] == paths(50)[0]

    def test_a_click(self, strip, qtbot):
        strip.set_paths(paths(50))
        seen = chosen_by(strip)
        place = strip.view.visualRect(strip.model.index(2)).center()
        qtbot.mouseClick(strip.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert seen == [paths(50)[2]]
        qtbot.mouseMove(strip.view.viewport(), QPoint(20, 20))
        assert seen == [paths(50)[2]]

    def test_typing_a_name(self, strip, qtbot):
        strip.set_paths([Path(name) for name in ("apple.jpg", "Beach.jpg", "boat.jpg", "zoo.jpg")])
        seen = chosen_by(strip)
        qtbot.keyClicks(strip.view, "bo")
        assert strip.current() == Path("boat.jpg")
        assert seen[-1] == Path("boat.jpg")

    def test_next_and_previous_stop_at_the_ends(self, strip):
        strip.set_paths(paths(3))
        seen = chosen_by(strip)
        for _ in range(5):
            strip.next()
        strip.previous()
        assert seen == [paths(3)[row] for row in (0, 1, 2, 1)]

    def test_the_program_chooses_without_a_word(self, strip):
        seen = chosen_by(strip)
        strip.set_current(paths(9)[4])
        strip.set_paths(paths(9))
        assert strip.current() == paths(9)[4], "framed as soon as it is listed"
        strip.set_paths(paths(9)[3:])
        assert strip.current() == paths(9)[4], "stays when the list changes"
        strip.set_current(None)
        assert strip.current() is None
        assert seen == []

    def test_a_photo_far_down_is_brought_into_sight(self, strip, qtbot):
        strip.set_paths(paths(10_000))
        strip.set_current(paths(10_000)[9000])
        qtbot.waitUntil(lambda: 9000 in strip.view.visible_rows(), timeout=5000)


class TestWords:
    def test_a_state_is_seen_and_heard(self, strip):
        strip.set_paths(paths(3))
        strip.set_state(paths(3)[1], "saved")
        index = strip.model.index(1)
        assert index.data(Role.STATE) == "saved"
        assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "IMG_1.jpg, saved"
        strip.set_state(paths(3)[1], "")
        assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "IMG_1.jpg"

    def test_the_tool_tip_has_the_state_in_words(self, strip):
        strip.set_paths(paths(1))
        strip.set_state(paths(1)[0], "fixed")
        index = strip.model.index(0)
        assert index.data(Qt.ItemDataRole.ToolTipRole) == f"{paths(1)[0]}\nfixed"
        assert not index.data(Role.SAVED)
        strip.set_state(paths(1)[0], "fixed", saved=True)
        assert index.data(Role.SAVED)
        strip.set_state(paths(1)[0], "")
        assert index.data(Qt.ItemDataRole.ToolTipRole) == str(paths(1)[0])
        assert not index.data(Role.SAVED)

    def test_a_state_is_a_mark_at_the_end_of_the_name(self, strip, qtbot):
        strip.set_paths([Path("/photos/astronaut.jpg")])
        line = strip.view.visualRect(strip.model.index(0))
        line.setTop(line.bottom() - 24)

        def shown() -> set[str]:
            image = strip.view.viewport().grab(line).toImage()
            width = image.width()
            return {
                image.pixelColor(x, y).name()
                for x in range(width * 3 // 4, width)
                for y in range(image.height())
            }

        tokens = theme.current()
        assert not {tokens.accent, tokens.ok} & shown()
        strip.set_state(Path("/photos/astronaut.jpg"), "fixed")
        assert tokens.accent in shown()
        strip.set_state(Path("/photos/astronaut.jpg"), "saved", saved=True)
        assert tokens.ok in shown()
        assert tokens.accent not in shown()

    def test_an_unreadable_file_says_why(self, strip, qtbot):
        strip.set_paths([Path("/photos/broken.jpg")])
        index = strip.model.index(0)
        qtbot.waitUntil(lambda: index.data(Role.THUMB) is not None, timeout=5000)
        assert index.data(Qt.ItemDataRole.ToolTipRole) == "Cannot open broken.jpg: it is cut short."
        assert "cannot be opened" in index.data(Qt.ItemDataRole.AccessibleTextRole)

    def test_a_folder_that_is_gone_is_said(self, strip, qtbot, tmp_path):
        with qtbot.waitSignal(strip.failed, timeout=5000) as failed:
            strip.open_folder(tmp_path / "gone")
        assert "there is no such folder" in failed.args[0]

    def test_an_empty_folder_is_said(self, strip, qtbot, tmp_path):
        with qtbot.waitSignal(strip.listed, timeout=5000) as listed:
            strip.open_folder(tmp_path)
        assert listed.args[0] == []


def test_only_the_last_folder_is_listed(strip, qtbot, folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "only.jpg").write_bytes(b"")
    lists = []
    strip.listed.connect(lists.append)
    strip.open_folder(folder)
    strip.open_folder(other)
    qtbot.waitUntil(lambda: bool(lists), timeout=10000)
    assert lists == [[other / "only.jpg"]]
    assert strip.paths() == [other / "only.jpg"]


def test_a_photo_that_changed_is_made_again(qtbot, tmp_path):
    path = tmp_path / "a.png"
    Image.new("RGB", (30, 20), (200, 0, 0)).save(path)
    strip = Filmstrip(make=thumbnail)
    qtbot.addWidget(strip)
    strip.resize(148, 300)
    strip.show()
    strip.set_paths([path])
    index = strip.model.index(0)

    def red() -> int:
        thumb = index.data(Role.THUMB)
        return -1 if thumb is None else thumb.image.pixelColor(5, 5).red()

    qtbot.waitUntil(lambda: red() == 200, timeout=5000)
    Image.new("RGB", (30, 21), (20, 0, 0)).save(path)
    os.utime(path, ns=(1, 1))
    strip.resize(148, 310)
    qtbot.waitUntil(lambda: red() == 20, timeout=5000)
    strip.shut_down()


def test_memory_stays_within_its_limit(qapp):
    model = PhotoModel(cache_bytes=1 << 20)
    model.set_paths(paths(100))
    picture = as_image(np.zeros((100, 150, 3), np.uint8))
    for path in paths(100):
        model.accept(Thumb(path, Stamp(1, 1, 160), picture))
    kept = [row for row in range(100) if model.index(row).data(Role.THUMB) is not None]
    assert kept[-1] == 99
    assert 10 <= len(kept) <= 17


def test_closing_in_the_middle_leaves_no_thread(qtbot, folder):
    strip = Filmstrip()
    qtbot.addWidget(strip)
    strip.resize(148, 600)
    strip.show()
    strip.open_folder(folder)
    qtbot.waitUntil(lambda: strip._worker is not None and strip._worker.is_running(), timeout=5000)
    worker = strip._worker
    strip.close()
    assert not worker.is_running()
    strip.set_paths(paths(5))  # nothing starts again
    assert strip._worker is None


def test_a_file_that_never_comes_does_not_hold_up_the_end_of_the_program():
    code = textwrap.dedent(
        """
        import os, time
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from pathlib import Path
        from PySide6.QtWidgets import QApplication
        from deblur_studio.gui.filmstrip import Filmstrip
        app = QApplication([])
        waiting, _ = os.pipe()
        reached = []
        def hang(path, side):
            reached.append(path)
            os.read(waiting, 1)
        strip = Filmstrip(make=hang)
        strip.resize(148, 300); strip.show(); strip.set_paths([Path("a.jpg")])
        while not reached:
            app.processEvents()
        began = time.monotonic()
        strip.shut_down(patience=200)
        assert time.monotonic() - began < 5
        del strip
        print("over", flush=True)
        """
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.returncode, result.stdout) == (0, "over\n"), result.stderr
