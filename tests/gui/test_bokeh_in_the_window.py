"""Keeping bokeh in the real window: set before or after a fix, seen, undone, and written."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from deblur_studio.diagnosis import see_focus as module
from deblur_studio.diagnosis.see_focus import SeenFocus
from deblur_studio.engine import EngineSettings
from deblur_studio.engine.context import JobContext
from deblur_studio.errors import UserError
from deblur_studio.gui.document import Document, Step
from deblur_studio.methods import FixSettings, auto
from deblur_studio.methods.auto import Choice
from deblur_studio.methods.pipeline import fix
from deblur_studio.photo import read
from tests.gui.desk import Desk, photo_of
from tests.gui.eye import Eye, FocusEye
from tests.unit.gui import focuses

METHOD, TINY = "nafnet", {"weights": "tiny"}
CPU = EngineSettings(device="cpu")


class Look:
    """Stands in for what tells how soft a photo is: the left half is sharp, the right one is not.

    asked: the widths of the photos. open: while it is not set, nobody gets an answer. error: raised instead.
    """

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.open = threading.Event()
        self.open.set()
        self.error: Exception | None = None

    def __call__(self, pixels: NDArray[np.float32], *, context: JobContext, **_: object) -> SeenFocus:
        height, width = pixels.shape[:2]
        self.asked.append(width)
        while not self.open.wait(0.005):
            context.checkpoint()
        if self.error is not None:
            raise self.error
        return focuses.seen((width, height), 5.0, scale=0.5, sharp=slice(0, width // 4), by_edges=True)


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Look:
    Eye().put_in_place(monkeypatch)
    FocusEye().put_in_place(monkeypatch)
    made = Look()
    monkeypatch.setattr(module, "see_focus", made)
    return made


def document_of(desk: Desk) -> Document:
    assert desk.studio.document is not None
    return desk.studio.document


def fixed(desk: Desk) -> Step:
    desk.studio.fix(METHOD, TINY)
    desk.qtbot.waitUntil(lambda: not desk.studio.fixing, timeout=60_000)
    return document_of(desk).step


def switch(desk: Desk) -> None:
    desk.window.fix_tab.fix_panel.bokeh.switch.click()


def drag_to(desk: Desk, sigma: float) -> None:
    """Drag the slider there and let go."""
    controls = desk.window.fix_tab.fix_panel.bokeh
    slider = controls.slider.slider
    slider.setSliderDown(True)
    slider.setValue(controls.slider._position(sigma))
    slider.setSliderDown(False)
    desk.qtbot.waitUntil(lambda: desk.studio.bokeh.limit == sigma, timeout=60_000)


def seen(desk: Desk) -> NDArray[np.uint8]:
    """What the viewer shows of the result."""
    after = desk.window.fix_tab.viewer.content.after
    assert after is not None
    return after.part(0, 0, 0, 160, 120)


def known(desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: desk.studio.bokeh.kept is not None, timeout=60_000)


def test_it_is_off_and_nobody_looks(look: Look, desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    assert fixed(desk).keep_bokeh is None
    assert look.asked == []


def test_a_fix_leaves_alone_what_is_soft_and_writes_what_the_command_line_does(
    look: Look, desk: Desk, folder: Path
) -> None:
    desk.open(folder / "a.png")
    switch(desk)
    step = fixed(desk)
    assert step.keep_bokeh == 1.5
    photo = read(folder / "a.png")
    settings = FixSettings(1.0, None, TINY, CPU, 1.5)
    line = fix(photo, METHOD, settings, JobContext())
    written = document_of(desk).output().pixels
    np.testing.assert_array_equal(written, line.pixels)
    np.testing.assert_array_equal(written[:, 85:], photo.pixels[:, 85:])
    assert not np.array_equal(written[:, :75], photo.pixels[:, :75])
    np.testing.assert_allclose(seen(desk) / 255.0, np.rint(written * 255) / 255, atol=3 / 255)


def test_another_limit_is_a_step_and_computes_nothing(
    look: Look, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(folder / "a.png")
    whole = fixed(desk)
    unkept = seen(desk)

    def never(*_: object) -> None:
        raise AssertionError("a network was asked")

    monkeypatch.setattr("deblur_studio.methods.network_method.NetworkMethod.apply", never)
    switch(desk)
    desk.qtbot.waitUntil(lambda: document_of(desk).step.keep_bokeh == 1.5, timeout=60_000)
    assert document_of(desk).step.result is whole.result
    assert not np.array_equal(seen(desk), unkept)
    drag_to(desk, 3.0)
    drag_to(desk, 6.0)
    assert [step.keep_bokeh for step in document_of(desk).steps] == [None, None, 1.5, 3.0, 6.0]
    np.testing.assert_array_equal(seen(desk), unkept, "nothing is so soft")
    assert look.asked == [160], "the map is made once"
    assert document_of(desk).unsaved


def test_undo_and_redo_take_it_along(look: Look, desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    fixed(desk)
    controls = desk.window.fix_tab.fix_panel.bokeh
    switch(desk)
    desk.qtbot.waitUntil(lambda: document_of(desk).step.keep_bokeh == 1.5, timeout=60_000)
    drag_to(desk, 2.5)
    control = Qt.KeyboardModifier.ControlModifier
    desk.key(Qt.Key.Key_Z, control)
    assert controls.slider.value() == 1.5
    desk.key(Qt.Key.Key_Z, control)
    assert not controls.switch.isChecked()
    desk.key(Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert controls.switch.isChecked()
    assert document_of(desk).step.keep_bokeh == 1.5
    desk.studio.set_strength(0.5)
    assert document_of(desk).step.keep_bokeh == 1.5


def test_what_stays_is_tinted_while_the_slider_is_held_or_the_eye_is_on(
    look: Look, desk: Desk, folder: Path
) -> None:
    desk.open(folder / "a.png")
    pane, controls = desk.window.fix_tab.viewer, desk.window.fix_tab.fix_panel.bokeh
    switch(desk)
    known(desk)
    assert pane.content.veil is None, "nobody looks at the mask"
    bare = photo_of(pane)
    controls.slider.slider.setSliderDown(True)
    assert pane.content.veil is not None
    veiled = photo_of(pane)
    assert veiled != bare
    # The photo lies in the middle, as large as it is.
    left, right = (veiled.width() // 2 + side for side in (-40, 40))
    rows = range(0, veiled.height(), 7)
    assert all(veiled.pixel(left, y) == bare.pixel(left, y) for y in rows), "what is sharpened is clear"
    assert any(veiled.pixel(right, y) != bare.pixel(right, y) for y in rows)
    controls.slider.slider.setSliderDown(False)
    desk.qtbot.waitUntil(lambda: pane.content.veil is None, timeout=60_000)
    assert photo_of(pane) == bare
    controls.eye.click()
    assert photo_of(pane) == veiled
    desk.window.fix_tab.hold_original(True)
    assert photo_of(pane) == bare
    desk.window.fix_tab.hold_original(False)
    switch(desk)
    assert photo_of(pane) == bare


def test_the_tint_is_in_step_with_the_photo(look: Look, desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    switch(desk)
    known(desk)
    desk.window.fix_tab.fix_panel.bokeh.eye.click()
    pane = desk.window.fix_tab.viewer
    for _ in range(3):
        pane.zoom_in()
    camera = pane.view.camera
    assert camera is not None
    here = photo_of(pane)
    pane.view.go(camera.panned(-32, 0))
    moved = pane.view.camera
    assert moved is not None
    shift = round(moved.origin[0] - camera.origin[0])
    assert shift
    strip = here.rect().adjusted(-shift, 0, 0, -80)
    assert here.copy(strip) == photo_of(pane).copy(strip.translated(shift, 0))


def test_while_a_fix_grows_bokeh_is_kept_in_it_already(
    look: Look, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(folder / "a.png")
    switch(desk)
    grown = []
    desk.studio.patched.connect(lambda _: grown.append(desk.window.fix_tab.viewer.content.after))
    fixed(desk)
    before = document_of(desk).before
    assert grown
    assert all(after is not None and after.at(150, 60) == before.at(150, 60) for after in grown)


def test_what_auto_keeps_can_be_seen_and_taken_back(
    look: Look, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = Choice(METHOD, 1.0, 3.0, "much", 1.0, "Auto takes NAFNet, and leaves alone what is soft.")
    monkeypatch.setattr(auto, "chosen_for", lambda *_: choice)
    desk.open(folder / "a.png")
    desk.studio.fix("auto", TINY)
    desk.qtbot.waitUntil(lambda: not desk.studio.fixing, timeout=60_000)
    controls = desk.window.fix_tab.fix_panel.bokeh
    assert controls.switch.isChecked()
    assert controls.slider.value() == 3.0
    line = fix(read(folder / "a.png"), "auto", FixSettings(parameters=TINY, engine=CPU), JobContext())
    np.testing.assert_array_equal(document_of(desk).output().pixels, line.pixels)
    result = document_of(desk).step.result
    assert result is not None
    assert result.restoration.notes.count(choice.why) == 1
    switch(desk)
    desk.qtbot.waitUntil(lambda: document_of(desk).step.keep_bokeh is None, timeout=60_000)
    unkept = FixSettings(parameters=TINY, engine=CPU)
    line = fix(read(folder / "a.png"), METHOD, unkept, JobContext())
    np.testing.assert_array_equal(document_of(desk).output().pixels, line.pixels)
    desk.open(folder / "b.jpg")
    assert desk.studio.bokeh.limit is None, "the user set nothing"


def test_what_auto_leaves_as_it_is_keeps_its_reason(
    look: Look, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = Choice("", 0.0, None, "hopeless", 0.0, "It cannot be rescued.")
    monkeypatch.setattr(auto, "chosen_for", lambda *_: choice)
    desk.open(folder / "a.png")
    desk.studio.fix("auto", TINY)
    desk.qtbot.waitUntil(lambda: not desk.studio.fixing, timeout=60_000)
    result = document_of(desk).step.result
    assert result is not None
    assert result.restoration.notes == (choice.why,)
    np.testing.assert_array_equal(document_of(desk).output().pixels, document_of(desk).photo.pixels)


def test_what_is_set_while_it_is_fixed_counts_in_the_end(look: Look, desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    switch(desk)
    desk.studio.fix(METHOD, TINY)
    drag_to(desk, 2.0)
    desk.qtbot.waitUntil(lambda: not desk.studio.fixing, timeout=60_000)
    desk.qtbot.waitUntil(lambda: document_of(desk).step.keep_bokeh == 2.0, timeout=60_000)
    assert desk.studio.bokeh.limit == 2.0


def test_what_is_set_before_the_map_is_known_is_done_once_it_is(look: Look, desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    fixed(desk)
    look.open.clear()
    switch(desk)
    told = desk.window.fix_tab.fix_panel.bokeh.told
    assert told.text() == "looking…"
    drag_to(desk, 2.0)
    assert document_of(desk).step.keep_bokeh is None
    look.open.set()
    desk.qtbot.waitUntil(lambda: document_of(desk).step.keep_bokeh == 2.0, timeout=60_000)
    assert told.text() == "50 % sharpened"
    assert len(document_of(desk).steps) == 3


def test_a_fix_does_not_wait_for_a_map_nobody_needs_any_more(look: Look, desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    look.open.clear()
    switch(desk)
    desk.qtbot.waitUntil(lambda: look.asked == [160], timeout=60_000)
    switch(desk)
    assert fixed(desk).keep_bokeh is None
    look.open.set()


def test_a_photo_whose_softness_cannot_be_told_is_fixed_whole_and_says_why(
    look: Look, desk: Desk, folder: Path
) -> None:
    desk.open(folder / "a.png")
    look.error = UserError("There is not enough memory.")
    switch(desk)
    desk.qtbot.waitUntil(lambda: bool(desk.notices()), timeout=60_000)
    sentence = "Bokeh cannot be kept: how soft the photo is cannot be told. There is not enough memory."
    assert desk.notices() == [sentence]
    assert not desk.window.fix_tab.fix_panel.bokeh.switch.isChecked()
    assert fixed(desk).keep_bokeh is None


def test_other_photos_and_other_themes_forget_nothing(look: Look, desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    switch(desk)
    fixed(desk)
    desk.open(folder / "b.jpg")
    known(desk)
    assert desk.studio.bokeh.limit == 1.5, "the wish holds for the next photo"
    switch(desk)
    desk.keeper.rebuild()
    assert not desk.window.fix_tab.fix_panel.bokeh.switch.isChecked()
    desk.open(folder / "a.png")
    assert desk.studio.bokeh.limit == 1.5, "what was kept in this one"
    desk.keeper.rebuild()
    assert desk.window.fix_tab.fix_panel.bokeh.switch.isChecked()
    after = desk.window.fix_tab.viewer.content.after
    assert after is not None
    assert after.at(150, 60) == document_of(desk).before.at(150, 60)


def test_other_weights_make_another_map_and_leave_steps_as_they_are(
    look: Look, desk: Desk, folder: Path
) -> None:
    desk.open(folder / "a.png")
    switch(desk)
    fixed(desk)
    step = document_of(desk).step
    pixels = document_of(desk).output().pixels
    made = len(look.asked)
    desk.window.fix_tab.on_weights()
    assert document_of(desk).step is step
    np.testing.assert_array_equal(document_of(desk).output().pixels, pixels)
    drag_to(desk, 2.0)
    desk.qtbot.waitUntil(lambda: document_of(desk).step.keep_bokeh == 2.0, timeout=60_000)
    assert len(look.asked) == made + 1


def test_the_window_closes_while_it_looks(look: Look, desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    look.open.clear()
    switch(desk)
    desk.qtbot.waitUntil(lambda: look.asked == [160], timeout=60_000)
    desk.end()
    assert document_of(desk).defocus is None
