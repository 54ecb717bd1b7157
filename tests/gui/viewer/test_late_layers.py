"""What the viewer tells of the photo it is given, and layers that come later than the photo."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from tests.gui.viewer.conftest import flat

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
