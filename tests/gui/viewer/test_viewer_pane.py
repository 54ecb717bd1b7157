"""The viewer in use: what it shows in each way, and what it does with pictures, layers and strength."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio.engine.region import Region
from deblur_studio.gui import theme
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from tests.gui.viewer.conftest import flat, grabbed, settled, smooth

RED, BLUE, GREEN = (200, 30, 20), (10, 40, 220), (0, 250, 0)


def colour(shown: np.ndarray, x: int, y: int) -> tuple[int, int, int]:
    return tuple(int(value) for value in shown[y, x])


def pair(pane: ViewerPane, width: int = 3000, height: int = 2000) -> tuple[Picture, Picture]:
    before, after = flat(RED, width, height), flat(BLUE, width, height)
    pane.set_pictures(before, after)
    return before, after


def test_without_a_photo_the_placeholder_is_shown(pane: ViewerPane) -> None:
    placeholder = QLabel("Drop a photo")
    pane.set_placeholder(placeholder)
    assert placeholder.isVisible()
    assert not pane.view.isVisible()
    assert pane.visible_region() is None
    pair(pane)
    assert not placeholder.isVisible()
    assert pane.view.isVisible()
    pane.set_pictures(None, None)
    assert placeholder.isVisible()


@pytest.mark.parametrize(
    ("how", "left", "right"), [("before", RED, RED), ("after", BLUE, BLUE), ("split", RED, BLUE)]
)
def test_each_way_shows_what_it_says(pane: ViewerPane, how: str, left: object, right: object) -> None:
    pair(pane)
    pane.set_how(how)
    shown = settled(pane)
    height, width = shown.shape[:2]
    assert colour(shown, width // 4, height // 3) == left
    assert colour(shown, 3 * width // 4, height // 3) == right


def test_the_line_of_a_split_is_exactly_between(pane: ViewerPane) -> None:
    pair(pane)
    pane.zoom_actual()
    pane.set_how("split")
    pane.view.set_fraction(0.25)
    shown = settled(pane)
    line = round(shown.shape[1] * 0.25)
    assert (shown[10, : line - 3] == RED).all()
    assert (shown[10, line + 3 :] == BLUE).all()


def test_side_by_side_shows_the_same_place_in_both_and_moves_in_step(pane: ViewerPane, qtbot: QtBot) -> None:
    pixels = smooth(3000, 2000)
    pane.set_pictures(Picture.build(pixels), Picture.build(255 - pixels))
    pane.set_how("side")
    qtbot.waitUntil(lambda: abs(pane.view.width() - pane.second.width()) <= 1)
    for step in (pane.zoom_in, pane.zoom_actual, lambda: pane.second.go(pane.second.camera.panned(-90, 40))):
        step()
        assert pane.view.camera is not None
        assert pane.second.camera is not None
        assert pane.view.camera.zoom == pane.second.camera.zoom
        assert (pane.view.camera.x, pane.view.camera.y) == (pane.second.camera.x, pane.second.camera.y)
    settled(pane)
    left, right = grabbed(pane.view.viewport()), grabbed(pane.second.viewport())
    width = min(left.shape[1], right.shape[1])
    together = left[:, :width].astype(int) + right[:, :width]
    assert np.abs(together - 255).max() <= 2


def test_without_a_result_every_way_shows_the_photo_alone(pane: ViewerPane) -> None:
    pane.set_pictures(flat(RED, 900, 600), None)
    pane.set_titles("Before", "After")
    for how in ("before", "split", "side", "after"):
        pane.set_how(how)
        assert pane.how() == how
        assert not pane.second.isVisible()
        assert pane.view.divider() is None
        assert not pane.view.left_badge.isVisible()
        assert not pane.view.right_badge.isVisible()
        shown = settled(pane)
        assert colour(shown, shown.shape[1] // 2, shown.shape[0] // 2) == RED


def test_the_strength_blends_and_its_ends_are_exact(pane: ViewerPane) -> None:
    pair(pane)
    pane.set_how("after")
    middle = (300, 200)
    for strength in (0.0, 0.5, 1.0):
        pane.set_strength(strength)
        expected = [round(b + (a - b) * strength) for b, a in zip(RED, BLUE, strict=True)]
        got = colour(settled(pane), *middle)
        assert np.abs(np.subtract(got, expected)).max() <= (0 if strength in (0.0, 1.0) else 1)


def test_holding_shows_the_original_until_released(pane: ViewerPane) -> None:
    pair(pane)
    pane.set_titles("Before", "After")
    for how in ("split", "after", "side"):
        pane.set_how(how)
        pane.hold_original(True)
        for view in (pane.view, pane.second):
            if view.isVisible():
                shown = grabbed(view.viewport())
                assert colour(shown, shown.shape[1] - 40, shown.shape[0] // 2) == RED
                assert view.divider() is None
                assert not view.right_badge.isVisible()
        pane.hold_original(False)
        last = pane.second if how == "side" else pane.view
        shown = grabbed(last.viewport())
        assert colour(shown, shown.shape[1] - 40, shown.shape[0] // 2) == BLUE


def test_a_patched_part_is_painted_after_refresh(pane: ViewerPane) -> None:
    before, _ = pair(pane)
    growing = before.copy()
    pane.set_after(growing)
    pane.set_how("after")
    pane.zoom_actual()
    assert (settled(pane) == RED).all()
    seen = pane.visible_region()
    assert seen is not None
    growing.patch(seen.x + 50, seen.y + 60, np.full((70, 80, 3), GREEN, np.uint8))
    pane.refresh(Region(seen.x + 50, seen.y + 60, 80, 70))
    shown = settled(pane)
    assert (shown[60:130, 50:130] == GREEN).all()
    shown[60:130, 50:130] = RED
    assert (shown == RED).all()


class Painted(QObject):
    """Collects what is repainted of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        self.calm = 0
        widget.installEventFilter(self)

    def rests(self) -> bool:
        """Whether nothing was repainted in the last calls; forgets what there was.

        A window that was just shown is activated and exposed some time later, and then repainted whole.
        """
        self.calm = self.calm + 1 if self.region.isEmpty() else 0
        self.region = QRegion()
        return self.calm >= 8

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


@pytest.mark.parametrize("zoom", [0.3, 1.0, 3.0])
def test_a_refresh_repaints_that_part_alone(pane: ViewerPane, qtbot: QtBot, zoom: float) -> None:
    pair(pane)
    pane.set_how("after")
    view = pane.view
    assert view.camera is not None
    view.go(view.camera.zoomed(zoom))
    settled(pane)
    painted = Painted(view.viewport())
    seen = pane.visible_region()
    assert seen is not None
    part = Region(seen.x + seen.width // 3, seen.y + seen.height // 3, seen.width // 8, seen.height // 8)
    pane.refresh(part)  # Qt may repaint all of an item once after its geometry changed
    qtbot.waitUntil(painted.rests)
    pane.refresh(part)
    qtbot.waitUntil(lambda: not painted.region.isEmpty())
    left, top = view.camera.to_view(part.x, part.y)
    right, bottom = view.camera.to_view(part.right, part.bottom)
    must = QRect(QPoint(int(left), int(top)), QPoint(int(right) - 1, int(bottom) - 1))
    assert painted.region.contains(must.topLeft())
    assert painted.region.contains(must.bottomRight())
    got = painted.region.boundingRect()
    assert got.contains(must)
    assert got.width() * got.height() < view.viewport().width() * view.viewport().height() / 20


def test_another_result_leaves_view_and_divider_alone(pane: ViewerPane) -> None:
    pair(pane)
    pane.zoom_actual()
    assert pane.view.camera is not None
    pane.view.go(pane.view.camera.panned(120, -50))
    pane.view.set_fraction(0.3)
    camera = pane.view.camera
    pane.set_after(flat(GREEN, 3000, 2000))
    assert pane.view.camera == camera
    assert pane.view.fraction == 0.3


def test_what_is_visible_is_told_once_and_only_when_it_changes(pane: ViewerPane, qtbot: QtBot) -> None:
    told: list[Region | None] = []
    pane.visible_changed.connect(told.append)
    pair(pane)
    qtbot.waitUntil(lambda: told == [Region(0, 0, 3000, 2000)])
    for _ in range(5):
        pane.zoom_in()
    pane.zoom_actual()
    assert len(told) == 1  # not before the event loop turns
    qtbot.waitUntil(lambda: len(told) == 2)
    size = pane.view.viewport().size()
    assert told[1] == pane.visible_region()
    assert (told[1].width, told[1].height) == (size.width(), size.height())
    pane.set_strength(0.4)
    pane.set_how("after")
    QApplication.processEvents()
    QApplication.processEvents()
    assert len(told) == 2
    pane.set_pictures(None, None)
    qtbot.waitUntil(lambda: told[2:] == [None])


def test_fit_stays_fit_when_the_window_changes(pane: ViewerPane, qtbot: QtBot) -> None:
    pair(pane)
    pane.set_how("before")
    pane.resize(520, 610)
    qtbot.waitUntil(lambda: pane.view.width() == 520)
    assert pane.zoom() == pytest.approx(520 / 3000)
    pane.resize(900, 380)
    qtbot.waitUntil(lambda: pane.view.width() == 900)
    assert pane.zoom() == pytest.approx(pane.view.viewport().height() / 2000)


def test_the_view_comes_back_for_the_same_and_for_another_size(pane: ViewerPane) -> None:
    pair(pane)
    pane.zoom_actual()
    assert pane.view.camera is not None
    pane.view.go(pane.view.camera.centred(1900, 700))
    pane.view._divide(0.7)
    state, seen = pane.view_state(), pane.visible_region()
    pair(pane)
    assert pane.zoom() < 1
    pane.restore_view(state)
    assert pane.visible_region() == seen
    assert pane.view.fraction == 0.7
    pane.set_pictures(flat(RED, 6000, 4000), None, keep_view=True)
    assert pane.zoom() == 1.0
    assert pane.view.camera is not None
    assert (pane.view.camera.x, pane.view.camera.y) == pytest.approx((3800, 1400))
    pane.restore_view(None)
    assert pane.zoom() == 1.0


def test_layers_are_offered_laid_over_and_kept_for_the_next_photo(pane: ViewerPane, qtbot: QtBot) -> None:
    pair(pane)
    pane.set_how("before")
    assert pane.bar.what is None
    height = pane.bar.height()
    pane.set_layers({"Motion": flat(GREEN, 300, 200)})
    QApplication.processEvents()
    assert pane.bar.what is not None
    assert pane.bar.height() == height
    assert colour(settled(pane), 300, 200) == RED
    assert not pane._opacity.isVisible()
    qtbot.mouseClick(pane.bar.what.button("Motion"), Qt.MouseButton.LeftButton)
    assert pane._opacity.isVisible()
    mixed = [round(r + (g - r) * 0.6) for r, g in zip(RED, GREEN, strict=True)]
    assert np.abs(np.subtract(colour(settled(pane), 300, 200), mixed)).max() <= 1
    pane._opacity.slider.setFocus()
    qtbot.keyClick(pane._opacity.slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: colour(settled(pane), 300, 200) == GREEN)
    qtbot.waitSignal(pane._opacity.settled)
    pair(pane)
    assert pane.bar.what is None
    assert not pane._opacity.isVisible()
    assert colour(settled(pane), 300, 200) == RED
    pane.set_layers({"Motion": flat(GREEN, 300, 200), "Focus": flat(BLUE, 300, 200)})
    assert pane.bar.what.current() == "Motion"
    assert colour(settled(pane), 300, 200) == GREEN
    qtbot.waitUntil(lambda: not pane._opacity._pause.isActive())


def test_choosing_how_by_mouse_says_so_and_by_program_does_not(pane: ViewerPane, qtbot: QtBot) -> None:
    pair(pane)
    with qtbot.assertNotEmitted(pane.how_changed):
        pane.set_how("after")
    with qtbot.waitSignal(pane.how_changed) as said:
        qtbot.mouseClick(pane.bar.how.button("side"), Qt.MouseButton.LeftButton)
    assert said.args == ["side"]
    assert pane.second.isVisible()
    pane.set_how("nonsense")
    assert pane.how() == "split"


@pytest.mark.parametrize("width", [300, 500, 900])
def test_badges_never_cover_each_other_nor_the_line(pane: ViewerPane, qtbot: QtBot, width: int) -> None:
    pair(pane, 4000, 800)
    pane.set_titles("Before", "After · a method with quite a long name · 80 %")
    pane.resize(max(width, pane.minimumSizeHint().width()), 420)
    QApplication.processEvents()
    view = pane.view
    for fraction in (0.0, 0.1, 0.3, 0.5, 0.8, 1.0):
        view.set_fraction(fraction)
        divider = view.divider()
        assert divider is not None
        if view.left_badge.isVisible():
            assert view.left_badge.geometry().right() < divider.x
        if view.right_badge.isVisible():
            assert view.right_badge.geometry().left() > divider.x
    view.set_fraction(0.97)
    assert view.left_badge.text() == "Before"
    assert not view.right_badge.isVisible()


def test_badges_are_on_the_photo_where_they_fit_else_in_the_views_corners(pane: ViewerPane) -> None:
    view = pane.view
    for width, height, on_photo in ((400, 200, True), (60, 300, False), (400, 20, False), (4000, 3000, True)):
        pair(pane, width, height)
        pane.set_titles("Before", "After")
        QApplication.processEvents()
        left, top, right, _ = (round(value / view.ratio) for value in view.camera.frame)
        if not on_photo:
            left, top, right = 0, 0, view.viewport().width()
        assert view.left_badge.pos() == QPoint(left + 12, top + 12)
        assert view.right_badge.geometry().right() + 1 == right - 12 or not view.right_badge.isVisible()
        assert view.right_badge.y() == top + 12


def test_badges_stay_on_the_photo_while_the_line_is_moved(pane: ViewerPane) -> None:
    pair(pane, 300, 200)
    pane.set_titles("Before", "After · a method")
    QApplication.processEvents()
    view = pane.view
    left, top, right, _ = (round(value / view.ratio) for value in view.camera.frame)
    for fraction in (0.0, 0.4, 0.5, 0.6, 1.0):
        view.set_fraction(fraction)
        for badge in (view.left_badge, view.right_badge):
            assert badge.y() == top + 12
            if badge.isVisible():
                assert left <= badge.x() <= badge.geometry().right() <= right


@pytest.mark.parametrize("surround", ["theme", "black", "grey", "white"])
def test_the_surround_has_the_colour_asked_for(pane: ViewerPane, surround: str) -> None:
    pane.set_pictures(flat(RED, 50, 50), None)
    pane.set_surround(surround)
    token = theme.current().surround if surround == "theme" else getattr(theme.current(), surround)
    wanted = tuple(int(token[place : place + 2], 16) for place in (1, 3, 5))
    shown = settled(pane)
    assert colour(shown, 5, 5) == wanted
    assert colour(shown, shown.shape[1] // 2, shown.shape[0] // 2) == RED


def test_names_for_those_who_cannot_see_follow_the_state(pane: ViewerPane, qtbot: QtBot) -> None:
    pair(pane)
    pane.zoom_actual()
    qtbot.waitUntil(lambda: pane.view.accessibleName() == "Before and after, split, zoom 100 %")
    assert "50 %" in pane.view.accessibleDescription()
    pane.hold_original(True)
    qtbot.waitUntil(lambda: pane.view.accessibleName() == "Original, zoom 100 %")
    pane.hold_original(False)
    pane.set_how("side")
    qtbot.waitUntil(lambda: "after" in pane.second.accessibleName())
    assert pane.bar.how.accessibleName()


def test_pictures_are_let_go(pane: ViewerPane) -> None:
    before, after = pair(pane)
    pane.set_layers({"Motion": flat(GREEN, 300, 200)})
    pane._choose_layer("Motion")
    pane.set_how("side")
    settled(pane)
    grabbed(pane.second.viewport())
    gone = [weakref.ref(before), weakref.ref(after), weakref.ref(pane._layers["Motion"])]
    assert pane.cache.bytes > 0
    pane.set_pictures(None, None)
    del before, after
    gc.collect()
    assert [ref() for ref in gone] == [None, None, None]
    assert pane.cache.bytes == 0


def test_an_old_result_is_let_go_when_a_new_one_comes(pane: ViewerPane) -> None:
    _, after = pair(pane)
    settled(pane)
    gone = weakref.ref(after)
    del after
    pane.set_after(flat(GREEN, 3000, 2000))
    gc.collect()
    assert gone() is None


def test_files_can_be_dropped_through_it(pane: ViewerPane) -> None:
    for view in (pane.view, pane.second):
        assert not view.acceptDrops()
        assert not view.viewport().acceptDrops()
