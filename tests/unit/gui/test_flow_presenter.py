"""The Motion panel's logic: what is under the mouse, what is marked, where files go."""

from __future__ import annotations

from pathlib import Path

import pytest

from deblur_studio.gui.motion_work import PICTURE
from deblur_studio.gui.panels.flow_presenter import KINDS, FlowPresenter, Mark
from deblur_studio.gui.shown_motion import first_look
from tests.unit.gui.motions import seen


@pytest.fixture
def presenter() -> FlowPresenter:
    made = FlowPresenter()
    made.shown = first_look(seen((200, 100), (0.0, -12.0), blind=slice(0, 50)))
    return made


def test_the_wheel_marks_the_motion_of_the_photo_until_something_is_pointed_at(
    presenter: FlowPresenter,
) -> None:
    photo = presenter.mark()
    assert photo is not None
    assert (photo.length, photo.axis) == (pytest.approx(12), pytest.approx(90))
    assert presenter.here() is None
    presenter.point_at((150, 50))
    assert presenter.here() == presenter.mark() == Mark(12.0, 90.0)
    presenter.point_at((10, 50))
    assert presenter.pointing
    assert presenter.here() is None
    assert presenter.mark() is None, "nothing can be told there"
    presenter.point_at(None)
    assert presenter.mark() is not None


def test_a_photo_that_did_not_move_has_no_mark(presenter: FlowPresenter) -> None:
    presenter.shown = first_look(seen((200, 100), (0.2, 0.0)))
    assert presenter.mark() is None
    presenter.shown = None
    assert presenter.mark() is None
    assert presenter.strokes() is None


def test_strokes_are_the_same_until_something_changes(presenter: FlowPresenter) -> None:
    one = presenter.strokes()
    assert presenter.strokes() is one
    presenter.arrows = True
    other = presenter.strokes()
    assert other is not one
    assert other is not None
    assert other.arrows


@pytest.mark.parametrize(
    ("kind", "name"), [(".flo", "a_motion.flo"), (".npz", "a_motion.npz"), (PICTURE, "a_motion_colours.png")]
)
def test_files_go_beside_the_photo(kind: str, name: str) -> None:
    assert KINDS[kind].suggested(Path("/photos/a.jpg")) == Path("/photos") / name


@pytest.mark.parametrize(
    ("chosen", "kind", "path", "overwrite"),
    [
        ("x.flo", ".flo", "x.flo", True),
        ("x.FLO", ".flo", "x.FLO", True),
        ("x", ".flo", "x.flo", False),
        ("x.jpg", PICTURE, "x.jpg.png", False),
    ],
)
def test_a_name_gets_its_ending_and_then_replaces_nothing(
    chosen: str, kind: str, path: str, overwrite: bool
) -> None:
    assert KINDS[kind].completed(Path(chosen)) == (Path(path), overwrite)
