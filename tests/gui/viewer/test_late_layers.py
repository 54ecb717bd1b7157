"""What the viewer tells of the photo it is given, and layers that come later than the photo."""

from __future__ import annotations

import weakref

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from deblur_studio.gui.viewer.peaks import Peaks
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from tests.gui.viewer.conftest import flat, settled

RED, GREEN = (200, 30, 20), (0, 250, 0)


def test_the_same_part_of_another_photo_is_told_again(pane: ViewerPane, qtbot: QtBot) -> None:
    pane.set_pictures(flat(RED, 300, 200), None)
    qtbot.waitUntil(lambda: not pane._soon.isActive())
    with qtbot.waitSignal(pane.visible_changed) as told:
        pane.set_pictures(flat(GREEN, 300, 200), None)
    assert told.args == [pane.visible_region()]
    with qtbot.waitSignal(pane.visible_changed) as gone:
        pane.set_pictures(None, None)
    assert gone.args == [None]


def test_a_layer_that_is_not_there_yet_keeps_its_place_and_opens_when_it_comes(
    pane: ViewerPane, qtbot: QtBot
) -> None:
    pane.set_pictures(flat(RED, 300, 200), None)
    pane.set_layers({"Motion": None})
    row = pane.bar.what
    assert row is not None
    assert not row.button("Motion").isEnabled()
    assert row.current() == pane.layer() == ""
    pane.set_layer("Motion")
    assert row.current() == pane.layer() == "", "there is nothing to show yet"
    picture = flat(GREEN, 300, 200)
    pane.set_layers({"Motion": picture})
    assert pane.bar.what is row
    assert row.button("Motion").isEnabled()
    assert row.current() == pane.layer() == "Motion"
    assert pane.content.layer is picture


def marked() -> tuple[Picture, Peaks]:
    """A photo with a grid of lines, in focus on its right half."""
    pixels = np.full((200, 300, 3), 60, np.uint8)
    pixels[:, ::20] = 200
    photo = Picture.build(pixels)
    sigma = np.full((20, 30), 6.0, np.float32)
    sigma[:, 15:] = 0.5
    return photo, Peaks(photo, sigma, np.ones((20, 30), bool), 1.0)


def test_marks_lie_over_photo_result_and_layer_and_hide_nothing_else(pane: ViewerPane) -> None:
    photo, marks = marked()
    pane.set_pictures(photo, flat(RED, 300, 200))
    pane.set_how("split")
    pane.set_layers({"Focus": flat(GREEN, 300, 200)})
    for layer in ("", "Focus"):
        pane.set_layer(layer)
        pane.set_marks(None)
        bare = settled(pane).astype(int)
        pane.set_marks(marks)
        changed = np.abs(settled(pane) - bare).max(axis=2) > 20
        middle = changed.shape[1] // 2
        assert changed[:, middle + 20 :].any()
        assert not changed[:, : middle - 20].any(), "it is not in focus there"
        assert changed.mean() < 0.25, "what is between the lines stays"
    pane.hold_original(True)
    held = settled(pane)
    pane.set_marks(None)
    np.testing.assert_array_equal(settled(pane), held)


def test_marks_go_with_their_photo(pane: ViewerPane) -> None:
    photo, marks = marked()
    pane.set_pictures(photo, None)
    pane.set_marks(marks)
    settled(pane)
    gone = weakref.ref(marks)
    pane.set_pictures(flat(RED, 300, 200), None)
    del marks
    assert gone() is None


def test_in_a_narrow_bar_icons_show_how_the_photo_is_shown(pane: ViewerPane, qtbot: QtBot) -> None:
    pane.set_pictures(flat(RED, 300, 200), None)
    pane.set_layers({"Motion": None, "Focus": None})
    button = pane.bar.how.button("side")
    style = Qt.ToolButtonStyle

    def wide(width: int) -> None:
        pane.resize(width, 600)
        qtbot.waitUntil(lambda: pane.bar.width() == width)

    wide(900)
    assert button.toolButtonStyle() == style.ToolButtonTextOnly
    # Letters are of another width on every machine.
    assert pane.bar.what is not None
    wide(pane.bar.how.width_with_labels() + pane.bar.what.sizeHint().width())
    assert button.toolButtonStyle() == style.ToolButtonIconOnly
    assert not button.icon().isNull()
    assert button.accessibleName() == "Side by side"
    row = pane.bar.what
    assert row is not None
    qtbot.waitUntil(lambda: row.geometry().right() <= pane.bar.width())
    assert row.button("Focus").width() >= row.button("Focus").sizeHint().width()
    wide(900)
    assert button.toolButtonStyle() == style.ToolButtonTextOnly
