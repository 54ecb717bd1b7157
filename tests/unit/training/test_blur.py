"""The renderer as a whole: pairs that obey the physics they stand for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from tests.unit.training.blur_helpers import CLEAN, generator, texture
from training.blur import response
from training.blur.render import draw_shot, render, take
from training.blur.settings import BlurSettings

# Everything that can happen does, often.
ALL = BlurSettings(
    margin=16,
    longest=20.0,
    rotation_chance=0.5,
    object_chance=0.5,
    rolling_chance=0.3,
    saturation_chance=0.5,
    lights_chance=0.3,
    noise_chance=0.7,
    demosaic_chance=0.4,
    jpeg_chance=0.5,
)


def test_renders_the_same_batch_twice_and_another_for_another_seed() -> None:
    pictures = texture(8)
    first, again = (render(pictures, ALL, generator(3)) for _ in range(2))
    assert torch.equal(first.blurry, again.blurry)
    assert torch.equal(first.sharp, again.sharp)
    assert first.blurry.shape == first.sharp.shape == (8, 3, 64, 64)
    assert not torch.equal(first.blurry, render(pictures, ALL, generator(4)).blurry)
    for picture in (first.blurry, first.sharp):
        assert 0 <= picture.min() <= picture.max() <= 1


def test_pictures_that_are_not_square_keep_their_size() -> None:
    rendered = render(texture(4)[..., :80], ALL, generator(), with_labels=True)
    assert rendered.blurry.shape == rendered.sharp.shape == (4, 3, 64, 48)
    assert rendered.flow_forward is not None
    assert rendered.occluded is not None
    assert rendered.flow_forward.shape == (4, 2, 64, 48)
    assert rendered.occluded.shape == (4, 1, 64, 48)


def test_labels_are_made_only_on_demand_and_change_nothing() -> None:
    pictures = texture(6)
    plain, labelled = (render(pictures, ALL, generator(1), wanted) for wanted in (False, True))
    assert plain.flow_forward is plain.flow_backward is plain.occluded is None
    assert torch.equal(plain.blurry, labelled.blurry)


def test_without_blur_noise_and_jpeg_the_photo_comes_through() -> None:
    pictures = texture(8)
    weights = (1.0,) * len(response.RESPONSES)
    still = replace(CLEAN, sharp_chance=1.0, response_weights=weights, object_chance=1.0, rotation_chance=1.0)
    rendered = render(pictures, still, generator())
    torch.testing.assert_close(rendered.sharp, pictures[..., 16:-16, 16:-16], atol=1e-3, rtol=0)
    assert (rendered.blurry - rendered.sharp).abs().max() < 0.51 / 255, "more than 8 bits take away"
    torch.testing.assert_close(rendered.blurry * 255, (rendered.blurry * 255).round(), atol=1e-4, rtol=0)
    assert rendered.length.max() == 0


def test_blur_keeps_the_light_and_lowers_the_detail() -> None:
    rendered = render(texture(8), CLEAN, generator())
    means = [x.mean(dim=(1, 2, 3)) for x in (rendered.blurry, rendered.sharp)]
    assert (means[0] - means[1]).abs().max() < 0.05
    detail = [x.diff(dim=3).abs().mean() for x in (rendered.blurry, rendered.sharp)]
    assert detail[0] < 0.8 * detail[1]


@pytest.mark.parametrize("name", response.RESPONSES)
def test_energy_is_kept_in_light_under_every_response(name: str) -> None:
    """A bright spot far from the border gives as much light blurry as sharp."""
    chosen = tuple(float(each == name) for each in response.RESPONSES)
    # Levels of a file, which rounding leaves alone.
    pictures = torch.full((6, 3, 96, 96), 51 / 255)
    pictures[..., 44:52, 44:52] = 230 / 255
    settings = replace(CLEAN, response_weights=chosen, rotation_chance=0.5)
    shot = draw_shot(6, (64, 64), settings, generator())
    rendered = take(pictures, shot, settings, generator())
    sums = [response.decode(x, shot.response).sum(dim=(1, 2, 3)) for x in (rendered.blurry, rendered.sharp)]
    torch.testing.assert_close(sums[0], sums[1], rtol=5e-3, atol=0)


def test_a_batch_is_its_pictures_alone() -> None:
    """What is drawn depends on the whole batch; what is made of it does not."""
    settings = replace(ALL, object_chance=0.0, noise_chance=0.0, lights_chance=0.0)
    pictures = texture(6)
    shot = draw_shot(6, (64, 64), settings, generator())
    together = take(pictures, shot, settings, generator())
    assert shot.motion.composed.any()
    assert not shot.motion.composed.all()
    for number in range(6):
        one = torch.tensor([number])
        motion = {
            name: value[one] for name, value in vars(shot.motion).items() if value is not None and len(value)
        }
        values = {name: value[one] for name, value in vars(shot).items() if isinstance(value, torch.Tensor)}
        lone = replace(
            shot, response=shot.response.take(one), motion=replace(shot.motion, **motion), **values
        )
        alone = take(pictures[one], lone, settings, generator())
        torch.testing.assert_close(alone.sharp, together.sharp[one])
        torch.testing.assert_close(alone.blurry, together.blurry[one], atol=1e-4, rtol=0)


def test_the_sharp_partner_is_not_shifted() -> None:
    """Shifting the sharp picture by a pixel in any direction must fit the mean blur less well."""
    rendered = render(texture(64), replace(CLEAN, longest=6.0), generator())
    sharp, blurry = rendered.sharp, rendered.blurry

    def misfit(dx: int, dy: int) -> float:
        return (sharp.roll((dy, dx), (2, 3)) - blurry)[..., 4:-4, 4:-4].square().mean().item()

    best = misfit(0, 0)
    assert all(misfit(dx, dy) > best for dx, dy in [(1, 0), (-1, 0), (0, 1), (0, -1)])


def test_lengths_follow_the_settings() -> None:
    settings = replace(CLEAN, margin=32, longest=60.0, sharp_chance=0.2, tiny_chance=0.2)
    length = draw_shot(2000, (64, 64), settings, generator()).motion.length
    shares = [(length == 0), (length > 0) & (length < 2.5), (length > 2.5)]
    assert [each.float().mean().item() for each in shares] == pytest.approx([0.2, 0.2, 0.6], abs=0.03)
    assert 50 < length.max() <= 60.1
    assert length[length > 0].min() >= 0.49


def test_only_moving_objects_move_before_a_still_camera() -> None:
    settings = replace(CLEAN, object_chance=1.0, still_chance=1.0)
    rendered = render(texture(6), settings, generator(), with_labels=True)
    assert rendered.flow_forward is not None
    assert rendered.flow_backward is not None
    path = rendered.flow_forward - rendered.flow_backward
    still = path.norm(dim=1) < 0.01
    assert still.any(dim=(1, 2)).float().mean() > 0.6
    assert rendered.length.min() > 1
    difference = (rendered.blurry - rendered.sharp).abs().amax(dim=1)
    assert difference[~still].mean() > 3 * difference[still].mean()


def test_flow_of_a_moving_camera_is_its_path() -> None:
    shot = draw_shot(4, (64, 64), CLEAN, generator())
    rendered = take(texture(4), shot, CLEAN, generator(), with_labels=True)
    ends = shot.motion.path[:, 64], shot.motion.path[:, 64 + 256]
    for flow, end in zip((rendered.flow_backward, rendered.flow_forward), ends, strict=True):
        assert flow is not None
        torch.testing.assert_close(flow, end[:, :, None, None].expand_as(flow), atol=0.01, rtol=0)
    assert rendered.occluded is not None
    assert rendered.occluded.max() == 0


def test_lights_leave_trails_that_clip() -> None:
    """A trail of a lamp is longer than what could be seen of a white point as small."""
    dark = torch.full((24, 3, 96, 96), 0.02)
    settings = replace(CLEAN, lights_chance=1.0, shortest=12.0, longest=12.0)
    rendered = render(dark, settings, generator())
    clipped = (rendered.blurry > 0.99).any(dim=1).flatten(1).sum(dim=1)
    sharp = (rendered.sharp > 0.99).any(dim=1).flatten(1).sum(dim=1)
    assert (clipped > 1.3 * sharp).float().mean() > 0.4
    without = render(dark, replace(settings, lights_chance=0.0), generator())
    assert without.blurry.max() < 0.1


@pytest.mark.parametrize("name", ["linear", "srgb", "measured"])
def test_noise_is_as_strong_in_grey_under_every_response(name: str) -> None:
    chosen = tuple(float(each == name) for each in response.RESPONSES)
    settings = replace(
        CLEAN, response_weights=chosen, sharp_chance=1.0, noise_chance=1.0, soft_chance=0.0, least_noise=0.02,
        most_noise=0.02,
    )  # fmt: skip
    rendered = render(torch.full((24, 3, 96, 96), 0.5), settings, generator())
    spread = (rendered.blurry - rendered.sharp).std(dim=(1, 2, 3))
    assert spread.min() > 0.009
    assert spread.max() < 0.065
    assert spread.mean().item() == pytest.approx(0.03, abs=0.012)


def test_revived_highlights_streak_brighter() -> None:
    pictures = torch.full((8, 3, 96, 96), 0.1)
    pictures[..., 46:50, 46:50] = 1.0
    settings = replace(CLEAN, shortest=8.0, longest=8.0)
    shot = draw_shot(8, (64, 64), settings, generator())
    revived = replace(shot, revival=torch.full((8,), 1.5))
    plain, bright = (take(pictures, each, settings, generator()) for each in (shot, revived))
    assert (bright.blurry - plain.blurry).amax(dim=(1, 2, 3)).min() > 0.15
    assert torch.equal(plain.sharp, bright.sharp)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (
            {"sharp_chance": 2.0, "jpeg_chance": -1.0, "shortest": 5.0, "longest": 3.0},
            "sharp_chance, jpeg_chance, sharp_chance and tiny_chance, shortest and longest",
        ),
        (
            {"longest": 80.0, "most_objects": 0, "longest_readout": 2.0, "reference": "end"},
            "longest and margin, most_objects, longest_readout, reference",
        ),
        (
            {"response_weights": (1.0,), "darkest": 2.0, "margin": 21},
            "response_weights, darkest and brightest",
        ),
        ({"sharp_chance": 0.7, "tiny_chance": 0.6}, "sharp_chance and tiny_chance"),
    ],
)
def test_settings_name_every_mistake(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=f"out of range: {named}$"):
        BlurSettings(**wrong)


@pytest.mark.parametrize("preset", [BlurSettings.flagship, BlurSettings.shake])
def test_presets_take_changes(preset) -> None:  # type: ignore[no-untyped-def]
    assert preset() != BlurSettings()
    assert preset(longest=31.0).longest == 31.0
    with pytest.raises(ValueError, match="worst_jpeg"):
        preset(worst_jpeg=0)
