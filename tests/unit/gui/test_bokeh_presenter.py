"""What the controls for keeping bokeh know."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.gui.document import Defocus, KeptBokeh
from deblur_studio.gui.panels.bokeh_presenter import BokehPresenter
from deblur_studio.gui.viewer.picture import Picture

PHOTO, RESULT = (Picture.build(np.full((100, 200, 3), value, np.uint8)) for value in (40, 200))


def half(limit: float = 1.5) -> KeptBokeh:
    sigma = np.full((25, 50), 0.3, np.float32)
    sigma[:, 25:] = 5
    return KeptBokeh(limit, Defocus(sigma, by_edges=True))


@pytest.fixture
def presenter() -> BokehPresenter:
    made = BokehPresenter()
    made.kept = half()
    made.limit = 1.5
    return made


def test_results_are_mixed_once_the_map_is_known(presenter: BokehPresenter) -> None:
    seen = presenter.over(PHOTO, RESULT)
    assert seen.at(20, 50) == (200, 200, 200)
    assert seen.at(180, 50) == (40, 40, 40)
    assert presenter.over(PHOTO, RESULT) is seen, "the same until something changes"
    presenter.kept = KeptBokeh(6.0, presenter.kept.defocus)  # type: ignore[union-attr]
    assert presenter.over(PHOTO, RESULT) is not seen
    assert presenter.over(PHOTO, RESULT).at(180, 50) == (200, 200, 200)
    presenter.kept = None
    assert presenter.over(PHOTO, RESULT) is RESULT


def test_the_veil_is_there_while_the_slider_is_held_or_the_eye_is_on(presenter: BokehPresenter) -> None:
    assert presenter.veil(PHOTO) is None
    presenter.held = True
    veil = presenter.veil(PHOTO)
    assert veil is not None
    assert presenter.veil(PHOTO) is veil
    presenter.held, presenter.eye = False, True
    assert presenter.veil(PHOTO) is veil
    assert presenter.veil(None) is None
    presenter.limit = None
    assert not presenter.veiled
    assert presenter.veil(PHOTO) is None


def test_how_much_is_sharpened(presenter: BokehPresenter) -> None:
    assert presenter.share == pytest.approx(50, abs=4)
    presenter.kept = None
    assert presenter.share is None
