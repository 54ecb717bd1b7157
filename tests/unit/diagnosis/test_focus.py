"""A map of defocus becomes facts and words."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from deblur_studio.diagnosis.focus import Focus, focus_of

HEIGHT, WIDTH = 180, 240


def flat(sigma: float) -> np.ndarray:
    return np.full((HEIGHT, WIDTH), sigma, np.float32)


def with_subject(top: int, left: int, inside: float = 0.4, outside: float = 4.0) -> np.ndarray:
    sigma = flat(outside)
    sigma[top : top + 60, left : left + 80] = inside
    return sigma


def test_all_in_focus() -> None:
    found = focus_of(flat(0.4))
    assert found.kind == "all"
    assert found.words == "all of it is in focus"
    assert (found.share, found.place, found.background) == (1, "", 0)
    assert found.median == pytest.approx(0.4)
    assert found.confidence > 0.9


def test_nothing_in_focus() -> None:
    sigma = flat(5)
    sigma[120:, :80] = 2.3
    found = focus_of(sigma)
    assert found.kind == "nothing"
    assert found.words == "nothing is in focus, the lower left least soft with 2.3 px"
    assert (found.share, found.stands_out) == (0, False)
    assert found.sharpest == pytest.approx(2.3)


def test_a_subject_before_a_soft_background() -> None:
    found = focus_of(with_subject(60, 80))
    assert found.kind == "part"
    assert found.stands_out
    assert found.words == "focus lies on the middle, the background is 4 px soft"
    assert found.share == pytest.approx(1 / 9)
    assert found.background == pytest.approx(4)
    assert found.median == pytest.approx(4)


@pytest.mark.parametrize(
    ("top", "left", "place"),
    [(0, 0, "upper left"), (0, 160, "upper right"), (60, 160, "middle right"), (120, 80, "lower middle")],
)
def test_the_ninth_of_the_frame(top: int, left: int, place: str) -> None:
    assert focus_of(with_subject(top, left)).place == place


def test_a_slanted_plane_has_no_background() -> None:
    """Focus that drifts off, and a background hardly softer, are no subject that stands out."""
    slanted = np.broadcast_to(np.linspace(0.2, 2.4, WIDTH, dtype=np.float32), (HEIGHT, WIDTH))
    found = focus_of(slanted)
    assert found.kind == "part"
    assert not found.stands_out
    assert found.words == "focus lies on the upper left, the rest is 1.7 px soft"
    assert not focus_of(with_subject(60, 80, outside=1.8)).stands_out


def test_scattered_focus_is_no_subject() -> None:
    sigma = flat(6)
    sigma[::30, ::30] = 0.3
    sigma[5::30, 5::30] = 0.3
    sigma = np.kron(sigma[::3, ::3], np.ones((3, 3), np.float32))
    found = focus_of(sigma)
    assert found.kind == "part"
    assert not found.stands_out


def test_only_what_is_trusted_counts() -> None:
    sigma = with_subject(60, 80)
    trusted = sigma < 1
    assert focus_of(sigma, trusted).kind == "all"
    sigma[~trusted] = np.nan
    assert focus_of(sigma).kind == "all"
    assert focus_of(sigma, ~trusted).kind == "unknown"


def test_too_little_to_tell() -> None:
    trusted = np.zeros((HEIGHT, WIDTH), bool)
    trusted[0, :40] = True
    found = focus_of(flat(0.3), trusted)
    assert found == Focus("unknown", limit=found.limit)
    assert found.words == "too little detail to tell the focus"
    trusted[:30] = True
    some = focus_of(flat(0.3), trusted)
    assert some.kind == "all"
    assert some.confidence < focus_of(flat(0.3)).confidence


def test_large_photos_are_seen_from_further() -> None:
    """1.1 px are soft in a photo of two megapixels, and sharp in one of 24."""
    assert focus_of(flat(1.1), size=(1620, 1080)).kind == "nothing"
    large = focus_of(flat(1.1), size=(6000, 4000))
    assert large.kind == "all"
    assert large.limit == pytest.approx(1.2, abs=0.01)
    assert large.confidence < 0.7  # close to the limit


def test_coarse_and_fine_maps_agree() -> None:
    coarse = with_subject(60, 80)
    fine = np.kron(coarse, np.ones((5, 5), np.float32))
    a, b = focus_of(coarse, size=(1200, 900)), focus_of(fine)
    for name in ("kind", "place", "words", "stands_out"):
        assert getattr(a, name) == getattr(b, name)
    assert a.share == pytest.approx(b.share, abs=0.01)


def test_json() -> None:
    found = focus_of(with_subject(60, 80))
    told = json.loads(json.dumps(found.to_json()))
    assert told["words"] == found.words
    assert set(told) == {each.name for each in dataclasses.fields(Focus)} | {"words"}
    assert all(type(value) in (str, float, bool) for value in found.to_json().values())


def test_small_and_wrong_maps() -> None:
    assert focus_of(np.full((1, 1), 0.5)).kind == "unknown"
    assert focus_of(np.full((4, 4), 0.5)).kind == "all"
    for wrong in (np.zeros((4, 4), np.int32), np.zeros((4, 4, 1)), np.zeros((0, 4))):
        with pytest.raises(ValueError, match="must be"):
            focus_of(wrong)
    with pytest.raises(ValueError, match="the mask"):
        focus_of(flat(1), np.ones((4, 4), bool))


def test_what_is_too_fine_to_be_told_counts_as_sharp() -> None:
    sigma = np.full((40, 60), 1.8, np.float32)
    assert focus_of(sigma).kind == "nothing"
    assert focus_of(sigma, finest=2.0).kind == "all"
    assert focus_of(sigma, finest=2.0).limit == 2.0
    assert focus_of(sigma, finest=0.3).limit == 1.0
