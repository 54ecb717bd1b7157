"""Measuring a camera's softness, halos and shakes on unpaired photos."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import torch

from tests.unit.training.cameras.camera_helpers import shapes
from training.blur.render import BlurSettings
from training.cameras.calibrate import SIDE, Tried, nearest, try_cameras
from training.cameras.known import CameraLook, Pool, RenderedBlur
from training.cameras.optics import Optics, likely, seen_through
from training.cameras.preparing import read_optics
from training.cameras.texture import RINGS, describe, fingerprint, sectors

LOOK = CameraLook(None, 90.0)
BLUR = RenderedBlur(
    BlurSettings(
        sharp_chance=0, tiny_chance=0, noise_chance=0, jpeg_chance=0, object_chance=0, lights_chance=0
    )
)


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def camera(count: int = 1, **changes: float) -> Optics:
    """One kind of camera, `count` times: as good as perfect but for the changes."""
    values = {
        "radius": 0.0,
        "spread": 0.0,
        "halo": 0.0,
        "reach": 2.0,
        "shortest": 4.0,
        "longest": 20.0,
        "trembling": 0.0,
    }
    return Optics(**{name: torch.full((count,), value) for name, value in {**values, **changes}.items()})


def sharp(first: int, count: int) -> torch.Tensor:
    """Pictures of discs (count, 3, SIDE + margins, ...)."""
    side = SIDE + 2 * BLUR.settings.margin
    pictures = [torch.from_numpy(shapes(number, side)) for number in range(first, first + count)]
    return torch.stack(pictures).permute(0, 3, 1, 2).float() / 255


@cache
def pool() -> Pool:
    with torch.no_grad():
        return BLUR.pool(iter(sharp(0, 64).split(16)), generator(1))


@torch.no_grad()
def photos(optics: Optics) -> Iterator[torch.Tensor]:
    """Blurry photos, of scenes that are not in the pool, that a camera took."""
    blur = BLUR.with_shakes(*optics.usual_shakes)
    for number, part in enumerate(sharp(500, 48).split(16)):
        own = optics.of(torch.zeros(len(part), dtype=torch.long))
        known = blur(part, generator(50 + number))
        yield LOOK.put_on(seen_through(known, own, generator(number)), generator(number))


@cache
@torch.no_grad()
def cameras() -> Tried:
    return try_cameras(pool(), LOOK, 100, seed=3)


@torch.no_grad()
def measured(optics: Optics) -> Optics:
    return cameras().like(photos(optics))


class TestCalibrate:
    def test_finds_how_soft_a_lens_is(self) -> None:
        plain, soft = measured(camera()), measured(camera(radius=2.5))
        assert float(plain.radius.mean()) < 0.6
        assert float(soft.radius.mean()) == pytest.approx(2.5, abs=0.6)

    def test_finds_halos(self) -> None:
        plain, sharpened = measured(camera()), measured(camera(halo=1.2))
        assert float(sharpened.halo.mean()) > float(plain.halo.mean()) + 0.4

    def test_finds_how_long_shakes_are(self) -> None:
        short = measured(camera(shortest=3, longest=9))
        long = measured(camera(shortest=15, longest=45))
        assert long.usual_shakes[1] > 2 * short.usual_shakes[1]

    @torch.no_grad()
    def test_is_repeatable(self) -> None:
        few = [try_cameras(pool(), LOOK, 3, seed=3) for _ in range(2)]
        assert torch.equal(few[0].prints, few[1].prints)
        assert torch.equal(few[0].cameras.radius, few[1].cameras.radius)
        assert few[0].prints.unique(dim=0).shape[0] == 3

    @torch.no_grad()
    def test_tells_how_far_it_is_and_can_be_stopped(self) -> None:
        heard = []

        def tried(done: int, total: int) -> None:
            heard.append((done, total))
            if done == 2:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            try_cameras(pool(), LOOK, 50, seed=3, tried=tried)
        assert heard == [(1, 50), (2, 50)]

    def test_a_fingerprint_like_no_other_does_no_harm(self) -> None:
        prints, targets = (
            torch.randn(40, 12, generator=generator(1)),
            torch.randn(40, 6, generator=generator(2)),
        )
        chosen = nearest(prints, targets, torch.full((12,), 1e6))
        assert len(chosen.unique()) == 8


class TestTexture:
    def test_contrast_adds_a_constant_and_softness_takes_fine_detail(self) -> None:
        picture = sharp(0, 1)[..., :SIDE, :SIDE]
        soft = seen_through(picture, camera(radius=2.0), generator(1))
        rings = describe(picture)[0, :7] - describe(soft)[0, :7]
        assert rings[-1] > rings[0] + 1
        fainter = describe(0.5 + 0.5 * (picture - 0.5))[0, :5] - describe(picture)[0, :5]
        assert fainter.std() < 0.05 * fainter.abs().mean()

    def test_turning_a_picture_changes_nothing(self) -> None:
        picture = sharp(0, 1)[..., :SIDE, :SIDE]
        straight, turned = describe(picture), describe(torch.rot90(picture, 1, (-2, -1)))
        assert torch.allclose(straight[:, :RINGS], turned[:, :RINGS], atol=0.05)
        assert torch.allclose(straight[:, 3 * RINGS :], turned[:, 3 * RINGS :], atol=1e-4)

    def test_every_frequency_belongs_to_at_most_one_part(self) -> None:
        covered = sectors(64).sum(dim=0)
        assert covered.max() <= 2  # on the line between two sectors
        assert float((covered == 1).float().mean()) > 0.6

    def test_a_fingerprint_is_means_and_spread(self) -> None:
        rows = torch.tensor([[1.0, 2.0], [3.0, 2.0]])
        assert torch.allclose(fingerprint(rows), torch.tensor([2.0, 2.0, 2**0.5, 0.0]))


class TestOptics:
    def test_perfect_optics_leave_pictures_as_they_are(self) -> None:
        picture = sharp(0, 2)
        seen = seen_through(picture, camera(2), generator(1))
        assert (seen - picture).abs().max() < 0.02

    def test_softness_spreads_light_and_keeps_its_amount(self) -> None:
        point = torch.zeros(1, 3, 33, 33)
        point[..., 16, 16] = 1.0
        seen = seen_through(point, camera(radius=3.0), generator(1)) ** 2.2
        assert float(seen.sum()) == pytest.approx(3.0, rel=0.02)
        assert seen[0, 0, 16, 16] < 0.06

    def test_halos_overshoot_at_edges(self) -> None:
        edge = torch.full((1, 3, 32, 32), 0.4)
        edge[..., 16:] = 0.6
        seen = seen_through(edge, camera(halo=1.0), generator(1))
        assert seen.max() > 0.66
        assert seen.min() < 0.34

    def test_tables_come_back_and_damaged_ones_are_refused(self) -> None:
        found = likely(5, generator(1))
        again = Optics.from_table(found.to_table())
        assert torch.equal(again.radius, found.radius)
        table = found.to_table()
        for damaged in (
            {**table, "halo": [1.0]},
            {**table, "radius": [float("nan")] * 5},
            {**table, "reach": []},
        ):
            with pytest.raises(ValueError, match="not a table"):
                Optics.from_table(damaged)

    def test_a_file_that_cannot_be_read_is_none(self, tmp_path: Path) -> None:
        file = tmp_path / "optics.json"
        assert read_optics(file) is None
        for damaged in (b"", b"{}", b"[1]", b'{"radius": 3}', bytes(200)):
            file.write_bytes(damaged)
            assert read_optics(file) is None
        file.write_text(json.dumps(likely(3, generator(1)).to_table()))
        assert len(read_optics(file) or ()) == 3

    def test_pictures_are_of_cameras_drawn_at_random(self) -> None:
        drawn = likely(4, generator(1)).draw(200, generator(2))
        assert len(drawn) == 200
        assert len(drawn.longest.unique()) == 4


def test_a_pool_gives_blur_of_the_wanted_kind() -> None:
    lengths = torch.tensor([1.0, 5.0, 9.0, 40.0, 6.0, 30.0])
    trembling = torch.tensor([0.0, 0.0, 0.0, 0.0, 1.0, 1.0])
    made = Pool(lengths[:, None, None, None].expand(6, 3, 2, 2), lengths, trembling)

    def given(*wanted: float) -> list[float]:
        return made.like(*wanted, 40, generator(1))[:, 0, 0, 0].tolist()

    assert set(given(4, 10, 0)) == {5.0, 9.0}
    assert set(given(50, 60, 0)) == {40.0}
    assert set(given(4, 10, 1)) == {6.0}
    assert given(4, 10, 0.25).count(6.0) == 10
    assert set(
        Pool(made.pictures[:4], lengths[:4], trembling[:4]).like(4, 6, 1, 5, generator(1)).flatten().tolist()
    ) == {5.0}
