"""Motion in the real window: the card, the layer over the photo, strokes in step with it, files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from deblur_studio.gui.viewer.bar import PHOTO
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from deblur_studio.gui.watch import State
from deblur_studio.photo.flow_files import read_flow, write_flow
from tests.gui.desk import Desk, photo_of, picture
from tests.gui.eye import Eye
from tests.unit.gui.motions import flow


@pytest.fixture
def eye(monkeypatch: pytest.MonkeyPatch) -> Eye:
    return Eye().put_in_place(monkeypatch)


def viewer(desk: Desk) -> ViewerPane:
    return desk.window.fix_tab.viewer


def see(desk: Desk, path: Path) -> None:
    desk.open(path)
    desk.qtbot.waitUntil(lambda: desk.studio.motion.state is State.SEEN, timeout=60_000)


def test_the_layer_has_its_place_at_once_and_opens_when_it_is_known(
    eye: Eye, desk: Desk, folder: Path
) -> None:
    eye.open.clear()
    desk.open(folder / "a.png")
    what = viewer(desk).bar.what
    assert what is not None
    assert not what.button("Motion").isEnabled()
    assert what.button("Motion").toolTip() == "Motion is not known yet"
    assert not desk.window.actions_table["show_motion"].isEnabled()
    eye.open.set()
    desk.qtbot.waitUntil(lambda: what.button("Motion").isEnabled(), timeout=60_000)
    assert viewer(desk).bar.what is what, "the row was not built anew"
    desk.qtbot.mouseClick(what.button("Motion"), Qt.MouseButton.LeftButton)
    shown = desk.studio.motion.shown
    assert shown is not None
    assert viewer(desk).content.layer is shown.picture
    assert viewer(desk).view.strokes_item.lines
    assert viewer(desk)._opacity_card.isVisible()


def test_a_key_lays_it_over_and_takes_it_away(eye: Eye, desk: Desk, folder: Path) -> None:
    see(desk, folder / "a.png")
    bare = photo_of(viewer(desk))
    desk.key(Qt.Key.Key_M)
    assert viewer(desk).layer() == "Motion"
    assert photo_of(viewer(desk)) != bare
    desk.key(Qt.Key.Key_M)
    assert viewer(desk).layer() == PHOTO
    assert photo_of(viewer(desk)) == bare


def test_strokes_are_in_step_with_the_photo_and_gone_while_the_original_is_held(
    eye: Eye, desk: Desk, tmp_path: Path
) -> None:
    see(desk, picture(tmp_path / "large.png", 3000, 2000))
    desk.key(Qt.Key.Key_M)
    pane = viewer(desk)
    pane.zoom_actual()
    item = pane.view.strokes_item
    first = {(line.x1(), line.y1()) for line in item.lines}
    camera = pane.view.camera
    assert camera is not None
    pane.view.go(camera.panned(-64, 0))
    moved = pane.view.camera
    assert moved is not None
    shift = (moved.origin[0] - camera.origin[0]) / pane.view.ratio
    second = {(line.x1() - shift, line.y1()) for line in item.lines}
    assert shift == -64
    assert len({(round(x), round(y)) for x, y in first} & {(round(x), round(y)) for x, y in second}) > 5
    desk.window.fix_tab.hold_original(True)
    assert item.lines == []
    desk.window.fix_tab.hold_original(False)
    assert item.lines


def test_arrows_and_their_flip_reach_the_photo(eye: Eye, desk: Desk, folder: Path) -> None:
    see(desk, folder / "a.png")
    desk.key(Qt.Key.Key_M)
    panel, item = desk.window.fix_tab.flow_panel, viewer(desk).view.strokes_item
    assert item.heads == []
    line = item.lines[0]
    desk.qtbot.mouseClick(panel.arrows, Qt.MouseButton.LeftButton)
    assert len(item.heads) == len(item.lines)
    desk.qtbot.mouseClick(panel.flip, Qt.MouseButton.LeftButton)
    turned = item.lines[0]
    assert (turned.p1(), turned.p2()) == (line.p2(), line.p1())
    desk.keeper.rebuild()
    assert desk.window.fix_tab.flow_panel.arrows.isChecked(), "another theme forgets nothing"
    assert desk.window.fix_tab.flow_panel.words.whole == panel.words.whole


def test_the_value_follows_the_mouse(eye: Eye, desk: Desk, folder: Path) -> None:
    see(desk, folder / "a.png")
    panel, view = desk.window.fix_tab.flow_panel, viewer(desk).view
    view.hovered.emit((80, 60))
    assert panel.value.text() == "13 px along 23°"
    assert panel.wheel.mark is not None
    view.hovered.emit(None)
    assert panel.value.text() == "point at the photo"


def test_a_fix_keeps_the_motion_and_the_layer(eye: Eye, desk: Desk, folder: Path) -> None:
    see(desk, folder / "a.png")
    desk.key(Qt.Key.Key_M)
    shown = desk.studio.motion.shown
    desk.fix()
    assert desk.studio.motion.shown is shown
    assert viewer(desk).layer() == "Motion"
    see(desk, folder / "b.jpg")
    assert viewer(desk).layer() == "Motion", "it stays chosen"
    desk.open(folder / "a.png")
    assert desk.studio.motion.shown is shown


def test_export_and_import_ask_for_names(
    eye: Eye, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(desk, folder / "a.png")
    suggested: list[str] = []

    def choose_save(_: object, title: str, name: str, kinds: str) -> tuple[str, str]:
        suggested.append(Path(name).name)
        return str(folder / "chosen"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose_save)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(folder / "given.npz"), ""))
    panel = desk.window.fix_tab.flow_panel
    panel.export_actions[".flo"].trigger()
    desk.qtbot.waitUntil((folder / "chosen.flo").exists, timeout=60_000)
    desk.qtbot.waitUntil(lambda: not desk.studio.files.busy, timeout=60_000)
    assert suggested == ["a_motion.flo"]
    assert read_flow(folder / "chosen.flo").shape == (120, 160, 2)
    assert any("chosen.flo" in notice for notice in desk.notices())
    panel.export_actions[".flo"].trigger()
    desk.qtbot.waitUntil(lambda: any("already" in notice for notice in desk.notices()), timeout=60_000)
    write_flow(folder / "given.npz", flow(0.0, -20.0, 160, 120))
    panel.import_action.trigger()
    desk.qtbot.waitUntil(lambda: desk.studio.motion.state is State.IMPORTED, timeout=60_000)
    assert panel.words.whole.startswith("Camera shake, 20 px along 90 degrees")
    assert desk.window.fix_tab.cards["motion"].heading.extra.text() == "imported"
    panel.own_action.trigger()
    assert desk.studio.motion.state is State.SEEN


def test_a_dialog_that_is_left_changes_nothing(
    eye: Eye, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(desk, folder / "a.png")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    panel = desk.window.fix_tab.flow_panel
    panel.export_actions[".npz"].trigger()
    panel.import_action.trigger()
    assert not desk.studio.files.busy
    assert desk.studio.motion.state is State.SEEN


def test_the_window_closes_while_it_is_looking(eye: Eye, desk: Desk, folder: Path) -> None:
    eye.open.clear()
    desk.open(folder / "a.png")
    desk.qtbot.waitUntil(lambda: bool(eye.asked), timeout=60_000)
    desk.end()
    assert eye.ended == ["cancelled"]
    assert not desk.studio.motion._soon.isActive()


def test_without_a_photo_the_card_waits_quietly(eye: Eye, desk: Desk, folder: Path) -> None:
    panel = desk.window.fix_tab.flow_panel
    assert panel.words.whole.startswith("Open a photo")
    see(desk, folder / "a.png")
    desk.studio.close_photo()
    assert panel.words.whole.startswith("Open a photo")
    assert viewer(desk).bar.what is None
    assert list(desk.window.fix_tab.cards)[:3] == ["motion", "focus", "fix"], "why comes before the fix"


def test_the_mouse_on_the_photo_is_what_is_asked_about(eye: Eye, desk: Desk, folder: Path) -> None:
    see(desk, folder / "a.png")
    view = viewer(desk).view
    middle = view.viewport().rect().center()
    QTest.mouseMove(view.viewport(), middle + QPoint(3, 3))
    desk.qtbot.waitUntil(
        lambda: desk.window.fix_tab.flow_panel.value.text() == "13 px along 23°", timeout=60_000
    )
