"""The Focus panel's logic: what is under the mouse, what is marked, where files go."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deblur_studio.gui.focus_work import PICTURE
from deblur_studio.gui.panels.focus_presenter import KINDS, FocusPresenter
from deblur_studio.gui.shown_focus import first_look
from deblur_studio.gui.viewer.picture import Picture
from tests.unit.gui.focuses import seen

PHOTO = Picture.build(np.zeros((100, 200, 3), np.uint8))


@pytest.fixture
def presenter() -> FocusPresenter:
    made = FocusPresenter()
    made.shown = first_look(seen((200, 100), 3.2, blind=slice(0, 50), sharp=slice(150, 200)))
    return made


def test_what_is_pointed_at_is_told(presenter: FocusPresenter) -> None:
    assert presenter.here() is None
    presenter.point_at((100, 50))
    assert presenter.here() == pytest.approx(3.2)
    presenter.point_at((10, 50))
    assert presenter.pointing
    assert presenter.here() is None, "nothing can be told there"
    presenter.point_at(None)
    assert not presenter.pointing


def test_how_much_is_in_focus(presenter: FocusPresenter) -> None:
    assert presenter.share == 33
    presenter.shown = first_look(seen((200, 100), blind=slice(None)))
    assert presenter.share is None, "nothing is known"
    presenter.shown = None
    assert presenter.share is None


def test_marks_are_the_same_until_something_changes(presenter: FocusPresenter) -> None:
    assert presenter.peaks(PHOTO) is None, "they are not wanted"
    presenter.peaking = True
    one = presenter.peaks(PHOTO)
    assert one is not None
    assert presenter.peaks(PHOTO) is one
    assert presenter.peaks(Picture.build(PHOTO.levels[0])) is not one
    assert presenter.peaks(None) is None
    presenter.shown = None
    assert presenter.peaks(PHOTO) is None


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (".png", "a_focus.png"),
        (".npy", "a_focus.npy"),
        (".npz", "a_focus.npz"),
        (PICTURE, "a_focus_colours.png"),
    ],
)
def test_files_go_beside_the_photo(kind: str, name: str) -> None:
    assert KINDS[kind].suggested(Path("/photos/a.jpg")) == Path("/photos") / name
