"""What is seen of defocus with a network that sees the same everywhere, and by edges."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deblur_studio.diagnosis.see_focus import EDGES, SeenFocus, see_focus
from deblur_studio.engine import Cancelled, JobContext, Region
from deblur_studio.errors import UserError
from tests.unit.diagnosis import focusing, made, moving


class Stop(JobContext):
    def checkpoint(self) -> None:
        raise Cancelled


@pytest.fixture(autouse=True)
def own_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moving.hide_bundled(tmp_path, monkeypatch)


class TestByANetwork:
    def test_a_photo_of_its_own_size_gets_the_networks_map(self) -> None:
        focusing.install(2.5)
        seen = see_focus(moving.textured(200, 300))
        assert seen.sigma.shape == seen.trusted.shape == (200, 300)
        assert (seen.scale, seen.size, seen.region) == (1.0, (300, 200), Region(0, 0, 300, 200))
        assert seen.sigma.dtype == np.float32
        np.testing.assert_allclose(seen.sigma, 2.5, atol=0.01)
        assert seen.focus.kind == "nothing"
        assert seen.focus.median == pytest.approx(2.5, abs=0.01)
        assert seen.weights == "focusing"
        assert not seen.by_edges

    def test_sigma_is_that_of_the_photo_itself(self) -> None:
        focusing.install(1.5)
        seen = see_focus(moving.textured(400, 600), most=60_000)
        assert seen.scale == pytest.approx(0.5)
        assert seen.sigma.shape == (200, 300)
        assert seen.at(300, 200) == pytest.approx(3, abs=0.02)
        assert seen.focus.sharpest == pytest.approx(3, abs=0.02)

    def test_a_region_is_covered_alone(self) -> None:
        focusing.install(0.5)
        seen = see_focus(moving.textured(300, 400), region=Region(100, 50, 120, 80))
        assert seen.sigma.shape == (80, 120)
        assert seen.at(99, 60) is None
        assert seen.at(100.5, 49.9) is None
        assert seen.at(101, 51) == pytest.approx(0.5, abs=0.01)
        assert seen.at(220, 60) is None
        assert seen.focus.kind == "all"

    def test_what_a_small_look_cannot_tell_from_sharp_is_sharp(self) -> None:
        focusing.install(0.3)
        pixels = made.scenery(600, 400).astype(np.float32) / 255
        seen = see_focus(pixels, most=6000)
        assert seen.at(300, 200) == pytest.approx(1.9, abs=0.05)
        assert seen.focus.limit == pytest.approx(0.35 / seen.scale)
        assert seen.focus.kind == "all"
        focusing.install(0.6, "softer")
        assert see_focus(pixels, most=6000, chosen="softer").focus.kind == "nothing"

    def test_where_nothing_is_to_be_seen_nothing_is_told(self) -> None:
        focusing.install(2.0)
        seen = see_focus(moving.textured(200, 500, plain_from=200))
        assert seen.trusted[:, :180].all()
        assert not seen.trusted[:, 250:].any()
        assert seen.at(400, 100) is None
        assert see_focus(np.full((200, 300, 3), 0.5, np.float32)).focus.kind == "unknown"

    def test_soft_detail_is_trusted_as_well(self) -> None:
        focusing.install(2.0)
        soft = made.smeared(made.scenery(600, 400), 6).astype(np.float32) / 255
        assert see_focus(soft).trusted.mean() > 0.9

    @pytest.mark.parametrize("shape", [(1, 1), (2, 300), (40, 3)])
    def test_photos_of_a_few_pixels_are_unknown(self, shape: tuple[int, int]) -> None:
        focusing.install(2.0)
        seen = see_focus(np.full((*shape, 3), 0.4, np.float32))
        assert seen.sigma.shape == shape
        assert seen.focus.kind == "unknown"

    def test_without_weights_it_says_so(self) -> None:
        with pytest.raises(UserError, match="no weights for DMENet"):
            see_focus(moving.textured(64, 64))

    def test_it_can_be_stopped(self) -> None:
        focusing.install(2.0)
        with pytest.raises(Cancelled):
            see_focus(moving.textured(64, 64), context=Stop())


class TestByEdges:
    """Without any weights installed."""

    def half_soft(self) -> SeenFocus:
        picture = made.scenery(600, 400)
        picture[:, 300:] = made.smeared(picture, 3)[:, 300:]
        return see_focus(picture.astype(np.float32) / 255, chosen=EDGES, most=60_000)

    def test_sigma_is_that_of_the_photo_itself(self) -> None:
        seen = self.half_soft()
        assert seen.sigma.shape == seen.trusted.shape == (200, 300)
        assert seen.scale == pytest.approx(0.5)
        sharp, soft = (float(np.median(seen.sigma[:, part])) for part in (np.s_[20:120], np.s_[180:280]))
        assert soft == pytest.approx(3, rel=0.2)
        assert sharp < 0.8
        assert seen.focus.kind == "part"
        assert seen.by_edges
        assert (seen.weights, seen.weights_sha256, seen.device) == ("", "", "cpu")

    def test_a_region_is_covered_alone(self) -> None:
        pixels = made.scenery(600, 400).astype(np.float32) / 255
        pixels[:, 300:] = 0.5
        seen = see_focus(pixels, chosen=EDGES, region=Region(40, 20, 200, 100))
        assert seen.sigma.shape == (100, 200)
        assert seen.focus.kind == "all"
        assert seen.at(39, 60) is None
        assert see_focus(pixels, chosen=EDGES, region=Region(320, 0, 200, 200)).focus.kind == "unknown"

    def test_regions_outside_are_refused(self) -> None:
        with pytest.raises(UserError):
            see_focus(moving.textured(64, 64), chosen=EDGES, region=Region(10, 0, 60, 60))

    def test_it_can_be_stopped(self) -> None:
        with pytest.raises(Cancelled):
            see_focus(moving.textured(64, 64), chosen=EDGES, context=Stop())
