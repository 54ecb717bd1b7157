"""The noise taken out of a field of motion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.motion_settled import settled

SIZE = (400, 300)
EVERYWHERE = np.ones((75, 100), bool)
Field = NDArray[np.float32]


def field(u: float, v: float, noise: float = 0.0, seed: int = 0) -> Field:
    """(75, 100, 4) of a way (u, v), lengths and signs drawn for each point."""
    rng = np.random.default_rng(seed)
    longer = np.exp(noise * rng.standard_normal((75, 100, 1)))
    sign = rng.choice([-1.0, 1.0], (75, 100, 1))
    ahead = sign * longer * np.array([u, v]) / 2
    return np.concatenate([ahead, -ahead], axis=2).astype(np.float32)


def ways(flow: Field) -> Field:
    return flow[..., :2] - flow[..., 2:]


def lengths(flow: Field) -> Field:
    return np.hypot(*np.moveaxis(ways(flow), 2, 0))


def test_points_that_agree_get_the_motion_of_the_frame() -> None:
    noisy = field(12, -5, noise=0.3)
    found = settled(noisy, EVERYWHERE, SIZE)
    before, after = lengths(noisy), lengths(found)
    assert np.median(np.abs(after / 13 - 1)) < 0.1
    assert np.median(np.abs(after / 13 - 1)) < np.median(np.abs(before / 13 - 1)) / 2
    # Which end is which stays as it was.
    assert ((ways(found) * ways(noisy)).sum(axis=2) > 0).mean() > 0.99


def test_all_of_it_is_made_longer() -> None:
    found = settled(field(12, -5), EVERYWHERE, SIZE, 1.5)
    np.testing.assert_allclose(lengths(found), 19.5, rtol=0.02)


def test_what_moved_otherwise_keeps_its_own() -> None:
    flow = field(12, 0)
    flow[20:40, 30:50] = [0, 4, 0, -4]
    found = settled(flow, EVERYWHERE, SIZE, 1.5)
    np.testing.assert_allclose(ways(found)[25:35, 35:45], np.broadcast_to([0, 12], (10, 10, 2)), atol=1e-3)
    np.testing.assert_allclose(lengths(found)[50:, :], 18, rtol=0.02)


def test_what_is_still_stays_as_it_is() -> None:
    flow = field(0.4, 0.2, noise=0.5)
    np.testing.assert_array_equal(settled(flow, EVERYWHERE, SIZE, 1.5), flow)


def test_a_thing_before_a_still_camera_may_be_none_and_is_not_made_longer() -> None:
    flow = field(0.2, 0.0)
    flow[20:40, 30:50] = [5, 0, -5, 0]
    np.testing.assert_array_equal(settled(flow, EVERYWHERE, SIZE, 1.5), flow)


def test_a_turn_stays_a_turn() -> None:
    y, x = np.mgrid[:75, :100]
    across, down = (x + 0.5) / 100 * 400 - 200, (y + 0.5) / 75 * 300 - 150
    way = np.stack([-0.1 * down, 0.1 * across], axis=2)
    rng = np.random.default_rng(3)
    noisy = way * np.exp(0.25 * rng.standard_normal((75, 100, 1)))
    found = ways(settled(np.concatenate([noisy / 2, -noisy / 2], 2).astype(np.float32), EVERYWHERE, SIZE))
    far = np.hypot(across, down) > 60
    off = np.hypot(*np.moveaxis(found - way, 2, 0)) / np.hypot(*np.moveaxis(way, 2, 0))
    assert np.median(off[far]) < 0.08


def test_nothing_known_is_nothing_changed() -> None:
    flow = field(12, -5)
    flow[10:20] = np.nan
    nowhere = np.zeros_like(EVERYWHERE)
    np.testing.assert_array_equal(settled(flow, nowhere, SIZE, 1.5), flow)
    found = settled(flow, EVERYWHERE, SIZE, 1.5)
    assert np.isnan(found[10:20]).all()
    assert np.isfinite(found[30:]).all()
