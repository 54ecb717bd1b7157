"""Focus in the real window: the card, the layer over the photo, the marks of the sharpest plane, files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from deblur_studio import weights
from deblur_studio.diagnosis.see_focus import EDGES
from deblur_studio.gui import looking
from deblur_studio.gui.focus_work import NETWORK
from deblur_studio.gui.viewer.bar import PHOTO
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from deblur_studio.gui.watch import State
from deblur_studio.photo.map_files import read_map
from tests.gui.desk import Desk, photo_of, picture
from tests.gui.eye import Eye, FocusEye

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def eye(monkeypatch: pytest.MonkeyPatch) -> FocusEye:
    Eye().put_in_place(monkeypatch)
    made = FocusEye().put_in_place(monkeypatch)
    made.sigma = 0.5
    return made


def viewer(desk: Desk) -> ViewerPane:
    return desk.window.fix_tab.viewer


def see(desk: Desk, path: Path) -> None:
    desk.open(path)
    desk.qtbot.waitUntil(lambda: desk.studio.focus.state is State.SEEN, timeout=60_000)


def painted(desk: Desk) -> QImage:
    """What is seen once nothing is painted coarser than it should be."""
    seen = photo_of(viewer(desk))
    while viewer(desk).view.photo_item.incomplete:
        seen = photo_of(viewer(desk))
    return seen


def test_the_layer_has_its_place_at_once_and_opens_when_it_is_known(
    eye: FocusEye, desk: Desk, folder: Path
) -> None:
    eye.open.clear()
    desk.open(folder / "a.png")
    what = viewer(desk).bar.what
    assert what is not None
    assert not what.button("Focus").isEnabled()
    assert what.button("Focus").toolTip() == "Focus is not known yet"
    for name in ("show_focus", "mark_focus"):
        assert not desk.window.actions_table[name].isEnabled()
    eye.open.set()
    desk.qtbot.waitUntil(lambda: what.button("Focus").isEnabled(), timeout=60_000)
    assert viewer(desk).bar.what is what, "the row was not built anew"
    desk.qtbot.mouseClick(what.button("Focus"), LEFT)
    shown = desk.studio.focus.shown
    assert shown is not None
    assert viewer(desk).content.layer is shown.picture
    assert viewer(desk).content.strokes is None, "those are of the motion"
    assert viewer(desk)._opacity_card.isVisible()


def test_a_key_lays_it_over_and_takes_it_away(eye: FocusEye, desk: Desk, folder: Path) -> None:
    see(desk, folder / "a.png")
    bare = photo_of(viewer(desk))
    desk.key(Qt.Key.Key_O)
    assert viewer(desk).layer() == "Focus"
    assert photo_of(viewer(desk)) != bare
    desk.key(Qt.Key.Key_M)
    assert viewer(desk).layer() == "Motion"
    desk.key(Qt.Key.Key_O)
    desk.key(Qt.Key.Key_O)
    assert viewer(desk).layer() == PHOTO
    assert photo_of(viewer(desk)) == bare


def test_the_keys_are_on_the_cheat_sheet(eye: FocusEye, desk: Desk) -> None:
    rows = {(text, keys) for _, text, keys in desk.window.actions_table.rows()}
    assert {("Focus", "O"), ("Focus peaking", "P")} <= rows


def test_the_sharpest_plane_is_marked_by_key_and_switch(eye: FocusEye, desk: Desk, folder: Path) -> None:
    see(desk, folder / "a.png")
    panel = desk.window.fix_tab.focus_panel
    bare = photo_of(viewer(desk))
    desk.key(Qt.Key.Key_P)
    assert panel.peaking.isChecked()
    assert photo_of(viewer(desk)) != bare
    assert viewer(desk).layer() == PHOTO, "over the photo itself"
    marks = viewer(desk).content.marks
    desk.window.fix_tab.hold_original(True)
    assert photo_of(viewer(desk)) == bare
    desk.window.fix_tab.hold_original(False)
    see(desk, folder / "b.jpg")
    assert viewer(desk).content.marks not in (None, marks), "those of the other photo"
    desk.keeper.rebuild()
    assert desk.window.fix_tab.focus_panel.peaking.isChecked(), "another theme forgets nothing"
    assert viewer(desk).content.marks is not None
    desk.window.fix_tab.cards["focus"].set_folded(False)
    desk.qtbot.mouseClick(desk.window.fix_tab.focus_panel.peaking, LEFT)
    assert viewer(desk).content.marks is None
    desk.studio.close_photo()
    assert viewer(desk).content.marks is None


def test_marks_are_in_step_with_the_photo(eye: FocusEye, desk: Desk, tmp_path: Path) -> None:
    eye.sigma = 0.5
    see(desk, picture(tmp_path / "large.png", 1500, 1000))
    desk.key(Qt.Key.Key_P)
    pane = viewer(desk)
    pane.zoom_actual()
    here = painted(desk)
    camera = pane.view.camera
    assert camera is not None
    pane.view.go(camera.panned(-64, 0))
    moved = pane.view.camera
    assert moved is not None
    shift = moved.origin[0] - camera.origin[0]
    there = painted(desk)
    assert shift == -64
    strip = here.rect().adjusted(64, 0, 0, -80)  # without the opacity of layers below
    assert here.copy(strip) == there.copy(strip.translated(-64, 0))


def test_the_value_follows_the_mouse(eye: FocusEye, desk: Desk, folder: Path) -> None:
    eye.sigma = 3.2
    see(desk, folder / "a.png")
    panel, view = desk.window.fix_tab.focus_panel, viewer(desk).view
    view.hovered.emit((80, 60))
    assert panel.value.text() == "sigma 3.2 px"
    assert panel.chart.mark == pytest.approx(3.2)
    view.hovered.emit(None)
    assert panel.value.text() == "point at the photo"


def test_a_fix_keeps_the_focus_and_the_layer(eye: FocusEye, desk: Desk, folder: Path) -> None:
    see(desk, folder / "a.png")
    desk.key(Qt.Key.Key_O)
    shown = desk.studio.focus.shown
    desk.fix()
    assert desk.studio.focus.shown is shown
    assert viewer(desk).layer() == "Focus"
    see(desk, folder / "b.jpg")
    assert viewer(desk).layer() == "Focus", "it stays chosen"


def test_another_map_is_chosen_and_remembered(eye: FocusEye, desk: Desk, folder: Path) -> None:
    see(desk, folder / "a.png")
    panel = desk.window.fix_tab.focus_panel
    network = viewer(desk)._layers["Focus"]
    panel.map_chosen.emit(EDGES)
    desk.qtbot.waitUntil(lambda: desk.studio.focus.state is State.SEEN, timeout=60_000)
    assert panel.maps.current() == EDGES
    assert viewer(desk)._layers["Focus"] not in (None, network)
    desk.keeper.rebuild()
    assert desk.window.fix_tab.focus_panel.maps.current() == EDGES


def test_without_weights_the_card_says_that_edges_serve(eye: FocusEye, desk: Desk, folder: Path) -> None:
    eye.weights = False
    see(desk, folder / "a.png")
    card = desk.window.fix_tab.cards["focus"]
    assert card.heading.extra.text() == "no weights: by edges"
    eye.weights = True
    desk.window.fix_tab.on_weights()
    desk.qtbot.waitUntil(lambda: desk.studio.focus.state is State.SEEN, timeout=60_000)
    assert card.heading.extra.text() == ""


def test_of_a_shaken_photo_the_card_says_that_it_may_be_motion(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, folder: Path
) -> None:
    motion = Eye().put_in_place(monkeypatch)
    focus = FocusEye().put_in_place(monkeypatch)
    focus.weights = False  # edges cannot tell a smear from softness
    motion.open.clear()
    desk.open(folder / "a.png")
    card = desk.window.fix_tab.cards["focus"]
    assert "shaken" not in card.heading.summary.whole
    motion.open.set()
    desk.qtbot.waitUntil(lambda: desk.studio.focus.state is State.SEEN, timeout=60_000)
    sentence = "This photo is shaken; what looks soft here may be motion, see Motion."
    assert desk.window.fix_tab.focus_panel.words.whole == sentence
    assert card.heading.summary.whole == sentence
    motion.motion = (0.0, 0.0)
    see(desk, folder / "b.jpg")
    assert desk.window.fix_tab.focus_panel.words.whole.startswith("Nothing is in focus")


def test_real_weights_are_used_as_soon_as_they_are_installed(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, tmp_path: Path
) -> None:
    from tests.unit.diagnosis import focusing, moving

    Eye().put_in_place(monkeypatch)
    monkeypatch.setattr(looking, "choose", weights.choose)
    moving.hide_bundled(tmp_path, monkeypatch)
    desk.open(picture(tmp_path / "a.png"))
    card = desk.window.fix_tab.cards["focus"]
    desk.qtbot.waitUntil(lambda: card.heading.extra.text() == "no weights: by edges", timeout=60_000)
    focusing.install(2.5)
    desk.window.fix_tab.on_weights()
    desk.qtbot.waitUntil(lambda: desk.studio.focus.state is State.SEEN, timeout=60_000)
    shown = desk.studio.focus.shown
    assert shown is not None
    assert not shown.by_edges
    assert shown.sigma == pytest.approx(2.5, abs=0.1)
    assert card.heading.extra.text() == ""
    panel = desk.window.fix_tab.focus_panel
    assert panel.maps.current() == NETWORK
    assert panel.maps.button(NETWORK).isEnabled()


def test_export_asks_for_a_name(
    eye: FocusEye, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(desk, folder / "a.png")
    suggested: list[str] = []

    def choose_save(_: object, title: str, name: str, kinds: str) -> tuple[str, str]:
        suggested.append(Path(name).name)
        return str(folder / "chosen"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose_save)
    desk.window.fix_tab.focus_panel.export_actions[".npz"].trigger()
    desk.qtbot.waitUntil((folder / "chosen.npz").exists, timeout=60_000)
    desk.qtbot.waitUntil(lambda: not desk.studio.files.busy, timeout=60_000)
    assert suggested == ["a_focus.npz"]
    assert read_map(folder / "chosen.npz").shape == (120, 160)
    assert any("chosen.npz" in notice for notice in desk.notices())
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    desk.window.fix_tab.focus_panel.export_actions[".png"].trigger()
    assert not desk.studio.files.busy


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", [(1280, 720), (960, 600)])
def test_the_button_is_in_sight_in_a_low_window(
    eye: FocusEye, desk: Desk, folder: Path, size: tuple[int, int], language: str
) -> None:
    desk.studio.settings.language = language
    desk.keeper.rebuild()
    desk.window.resize(*size)
    see(desk, folder / "a.png")
    tab = desk.window.fix_tab
    desk.qtbot.waitUntil(lambda: not tab.column._soon.isActive())
    button, area = tab.fix_panel.button, tab.column.viewport()
    assert button.mapTo(area, button.rect().bottomLeft()).y() < area.height()
    assert tab.cards["focus"].is_folded()
    assert tab.cards["focus"].heading.summary.whole == tab.focus_panel.words.whole
    tab.remember()
    assert desk.studio.settings.folded == [], "the window did that, not the user"


def test_what_the_user_opens_in_a_low_window_is_remembered(eye: FocusEye, desk: Desk, folder: Path) -> None:
    desk.window.resize(1280, 720)
    see(desk, folder / "a.png")
    tab = desk.window.fix_tab
    desk.qtbot.mouseClick(tab.cards["focus"].heading, LEFT)
    assert not tab.cards["focus"].is_folded()
    assert tab.cards["motion"].is_folded(), "it gives way to the button"
    tab.remember()
    assert desk.studio.settings.opened == ["focus"]
    desk.keeper.rebuild()
    tab = desk.window.fix_tab
    desk.qtbot.waitUntil(lambda: tab.column.viewport().height() > 400)
    assert not tab.cards["focus"].is_folded()
    assert tab.cards["motion"].is_folded()


def test_the_window_closes_while_it_is_looking(eye: FocusEye, desk: Desk, folder: Path) -> None:
    eye.open.clear()
    desk.open(folder / "a.png")
    desk.qtbot.waitUntil(lambda: bool(eye.asked), timeout=60_000)
    desk.end()
    assert eye.ended == ["cancelled"]
    assert not desk.studio.focus._soon.isActive()
