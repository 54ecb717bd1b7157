"""What is seen of motion with a network that sees the same everywhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deblur_studio.diagnosis.see_motion import detailed, see_motion
from deblur_studio.engine import Cancelled, JobContext, Region
from deblur_studio.errors import UserError
from tests.unit.diagnosis import moving


@pytest.fixture(autouse=True)
def own_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moving.hide_bundled(tmp_path, monkeypatch)


def test_a_photo_of_its_own_size_gets_the_networks_flow() -> None:
    moving.install((9, 0), (-9, 0))
    seen = see_motion(moving.textured(200, 300))
    assert seen.flow.shape == (200, 300, 4)
    assert (seen.scale, seen.size, seen.region) == (1.0, (300, 200), Region(0, 0, 300, 200))
    np.testing.assert_allclose(seen.flow, np.broadcast_to([9, 0, -9, 0], seen.flow.shape), atol=0.01)
    assert seen.motion.kind == "shake"
    assert seen.motion.axis == pytest.approx(0, abs=0.5)
    assert seen.motion.length == pytest.approx(18, abs=0.1)
    assert seen.weights == "moving"


def test_lengths_are_those_of_the_photo_itself() -> None:
    moving.install((3, -4), (-3, 4))
    seen = see_motion(moving.textured(400, 600), most=60_000)
    assert seen.scale == pytest.approx(0.5)
    assert seen.flow.shape == (200, 300, 4)
    assert seen.motion.length == pytest.approx(20, abs=0.2)
    # Up and to the right, counter-clockwise.
    assert seen.motion.axis == pytest.approx(np.degrees(np.arctan2(4, 3)), abs=0.5)
    told = seen.at(300, 200)
    assert told is not None
    assert told == pytest.approx((20, 53.13), abs=0.2)


def test_the_way_goes_to_the_right_whichever_way_it_was_learned() -> None:
    moving.install((-9, 2), (9, -2))
    seen = see_motion(moving.textured(120, 120))
    assert (seen.flow[..., 0] > seen.flow[..., 2]).all()


def test_what_moved_far_is_looked_at_from_further_away() -> None:
    moving.install((40, 0), (-40, 0))
    pixels = moving.textured(200, 300)
    preview = see_motion(pixels)
    assert preview.motion.longest == pytest.approx(80, abs=1)
    assert see_motion(pixels, before=preview).scale == pytest.approx(0.5, abs=0.01)


def test_a_region_is_covered_alone() -> None:
    moving.install((9, 0), (-9, 0))
    seen = see_motion(moving.textured(300, 400), region=Region(100, 50, 120, 80))
    assert seen.flow.shape == (80, 120, 4)
    assert seen.at(99, 60) is None
    assert seen.at(101, 51) is not None


def test_where_nothing_is_to_be_seen_nothing_is_told() -> None:
    moving.install((9, 0), (-9, 0))
    seen = see_motion(moving.textured(200, 400, plain_from=200))
    assert seen.trusted[:, :180].all()
    assert not seen.trusted[:, 230:].any()
    assert seen.at(300, 100) is None
    assert see_motion(np.full((200, 300, 3), 0.5, np.float32)).motion.kind == "unknown"


def test_noise_and_burnt_out_places_are_no_detail() -> None:
    rng = np.random.default_rng(2)
    noisy = 0.5 + 0.03 * rng.standard_normal((200, 300, 3)).astype(np.float32)
    assert detailed(noisy).mean() < 0.02
    burnt = np.clip(moving.textured(200, 300) + 0.75, 0, 1)
    assert not detailed(burnt).any()
    assert detailed(moving.textured(200, 300) + 0.01 * rng.standard_normal((200, 300, 3))).all()


def test_without_weights_it_says_so() -> None:
    with pytest.raises(UserError, match="no weights for DeblurFlow"):
        see_motion(moving.textured(64, 64))


def test_it_can_be_stopped() -> None:
    moving.install((9, 0), (-9, 0))

    class Stop(JobContext):
        def checkpoint(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        see_motion(moving.textured(64, 64), context=Stop())
