"""The renderer obeys the physics it stands for."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor

from training.blur import camera, jpeg, psf, sensor, trajectory
from training.blur.render import BlurSettings, move_camera, render

# Blur alone: one camera response, no noise, no saturation, no JPEG, the exposure left as it is.
CLEAN = BlurSettings(
    margin=16,
    longest=20.0,
    sharp_chance=0.0,
    response_weights=(0.0, 0.0, 0.0, 1.0),
    saturation_chance=0.0,
    noise_chance=0.0,
    jpeg_chance=0.0,
    darkest=1.0,
    brightest=1.0,
)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def texture(count: int = 4, side: int = 96, seed: int = 0) -> Tensor:
    """Smooth random pictures (count, 3, side, side) in 0.1..0.9."""
    noise = torch.rand((count, 3, side // 4, side // 4), generator=generator(seed))
    grown = torch.nn.functional.interpolate(noise, size=(side, side), mode="bicubic", align_corners=False)
    return grown.clamp(0, 1) * 0.8 + 0.1


@pytest.mark.parametrize("make", [trajectory.smooth_path, trajectory.shaky_path])
def test_paths_have_unit_length_and_differ(make) -> None:  # type: ignore[no-untyped-def]
    paths = make(16, 64, generator())
    assert paths.shape == (16, 64, 2)
    torch.testing.assert_close(paths.diff(dim=1).norm(dim=2).sum(dim=1), torch.ones(16))
    ends = (paths[:, -1] - paths[:, 0]).norm(dim=1)
    assert ends.std() > 0.005, "all paths look alike"


def test_shaky_paths_stay_closer_to_home_than_smooth_ones() -> None:
    smooth, shaky = (make(64, 64, generator()) for make in (trajectory.smooth_path, trajectory.shaky_path))
    spans = [(p[:, -1] - p[:, 0]).norm(dim=1).mean() for p in (smooth, shaky)]
    assert spans[0] > spans[1]


def test_psf_sums_to_one_and_is_centred() -> None:
    length = torch.full((8,), 20.0)
    paths = trajectory.camera_paths(8, 128, length, torch.arange(8) % 2 == 0, generator())
    kernels = psf.splat(paths, 24)
    torch.testing.assert_close(kernels.sum(dim=(1, 2)), torch.ones(8))
    offsets = torch.arange(-24.0, 25.0)
    assert (kernels.sum(dim=1) @ offsets).abs().max() < 0.02
    assert (kernels.sum(dim=2) @ offsets).abs().max() < 0.02


def test_convolution_moves_light_the_way_of_the_path() -> None:
    point = torch.zeros(1, 1, 32, 32)
    point[..., 16, 16] = 1.0
    moved = psf.convolve(point, psf.splat(torch.tensor([[[5.0, -3.0]]]), 8))
    assert moved.flatten().argmax() == 13 * 32 + 21


def test_convolution_agrees_with_opencv() -> None:
    picture = texture(1, 64)
    kernel = psf.splat(
        trajectory.camera_paths(1, 64, torch.tensor([9.0]), torch.tensor([False]), generator()), 8
    )
    ours = psf.convolve(picture, kernel)[0, 0, 8:-8, 8:-8]
    # OpenCV correlates; turning the kernel round makes it a convolution.
    theirs = cv2.filter2D(picture[0, 0].numpy(), -1, kernel[0].flip(0, 1).numpy())[8:-8, 8:-8]
    np.testing.assert_allclose(ours.numpy(), theirs, atol=1e-5)


def test_rotation_without_roll_is_the_planar_shift_near_the_axis() -> None:
    path = trajectory.camera_paths(2, 20, torch.tensor([6.0, 12.0]), torch.tensor([False, True]), generator())
    pictures = texture(2)
    still = torch.zeros(2, 20)
    focal = torch.full((2,), 5000.0)
    turned = camera.average_of_warps(
        pictures, camera.rotation_homographies(path, still, focal), torch.full((2, 2), 48.0), 16
    )
    planar = psf.convolve(pictures, psf.splat(path, 16))[..., 16:-16, 16:-16]
    assert (turned - planar).abs().max() < 0.02


def test_roll_blurs_far_from_the_axis_and_not_on_it() -> None:
    pictures = texture(1, 128)
    roll = torch.linspace(-0.05, 0.05, 20)[None]
    still = torch.zeros(1, 20, 2)
    homographies = camera.rotation_homographies(still, roll, torch.tensor([1000.0]))
    blurred = camera.average_of_warps(pictures, homographies, torch.full((1, 2), 63.5), 16)
    change = (blurred - pictures[..., 16:-16, 16:-16]).abs().mean(dim=(0, 1))
    assert change[46:50, 46:50].mean() < 0.2 * change[:8, :8].mean()


@pytest.mark.parametrize("response", range(len(sensor.RESPONSES)))
def test_responses_invert(response: int) -> None:
    ramp = torch.linspace(0.002, 1, 256).view(1, 1, 1, -1).expand(1, 3, 1, -1)
    index = torch.tensor([response])
    torch.testing.assert_close(sensor.encode(sensor.decode(ramp, index), index), ramp, atol=2e-4, rtol=0)


def test_noise_has_the_stated_strength() -> None:
    light = torch.full((2, 3, 128, 128), 0.5)
    gain, read = torch.tensor([0.0004, 0.0]), torch.tensor([0.0, 0.01])
    for soft in (False, True):
        noisy = sensor.add_noise(light, gain, read, torch.tensor([soft, soft]), generator())
        spread = (noisy - light).std(dim=(1, 2, 3))
        torch.testing.assert_close(spread, torch.tensor([(0.0004 * 0.5) ** 0.5, 0.01]), rtol=0.05, atol=0)


def test_revived_highlights_change_clipped_light_only() -> None:
    light = torch.tensor([0.2, 0.9, 1.0]).view(1, 1, 1, 3).expand(1, 3, 1, 3)
    revived = sensor.revive_highlights(light, torch.tensor([1.5]))
    torch.testing.assert_close(revived[0, 0, 0], torch.tensor([0.2, 0.9, 2.5]))


@pytest.mark.parametrize("quality", [30, 75, 95])
def test_jpeg_agrees_with_a_real_encoder(quality: int) -> None:
    picture = texture(1, 96)
    pixels = (picture[0].permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    flags = [cv2.IMWRITE_JPEG_QUALITY, quality]
    _, coded = cv2.imencode(".jpg", pixels[..., ::-1], flags)
    decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert decoded is not None
    real = decoded[..., ::-1].astype(float)
    source = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None] / 255
    ours = jpeg.jpeg(source, torch.tensor([float(quality)]))[0].permute(1, 2, 0).numpy() * 255
    loss = np.abs(real - pixels).mean()
    assert np.abs(ours - real).mean() < 0.35 * loss + 0.4, "the simulated loss is not the real one"


def test_renders_the_same_batch_twice_and_another_for_another_seed() -> None:
    pictures = texture(6, 96)
    settings = BlurSettings(margin=16)
    first, again = (render(pictures, settings, generator(3)) for _ in range(2))
    assert torch.equal(first.blurry, again.blurry)
    assert first.blurry.shape == first.sharp.shape == (6, 3, 64, 64)
    assert not torch.equal(first.blurry, render(pictures, settings, generator(4)).blurry)
    assert 0 <= first.blurry.min() <= first.blurry.max() <= 1


def test_without_blur_noise_and_jpeg_the_photo_comes_through() -> None:
    pictures = texture(4, 96)
    rendered = render(pictures, replace(CLEAN, sharp_chance=1.0), generator())
    torch.testing.assert_close(rendered.blurry, pictures[..., 16:-16, 16:-16], atol=1e-4, rtol=0)
    torch.testing.assert_close(rendered.blurry, rendered.sharp, atol=1e-4, rtol=0)


def test_blur_keeps_the_light_and_lowers_the_detail() -> None:
    rendered = render(texture(8, 96), CLEAN, generator())
    means = [x.mean(dim=(1, 2, 3)) for x in (rendered.blurry, rendered.sharp)]
    assert (means[0] - means[1]).abs().max() < 0.05
    detail = [x.diff(dim=3).abs().mean() for x in (rendered.blurry, rendered.sharp)]
    assert detail[0] < 0.8 * detail[1]


def test_the_sharp_partner_is_not_shifted() -> None:
    """Shifting the sharp picture by a pixel in any direction must fit the mean blur less well."""
    rendered = render(texture(64, 96), replace(CLEAN, longest=6.0), generator())
    sharp, blurry = rendered.sharp, rendered.blurry

    def misfit(dx: int, dy: int) -> float:
        return (sharp.roll((dy, dx), (2, 3)) - blurry)[..., 4:-4, 4:-4].square().mean().item()

    best = misfit(0, 0)
    assert all(misfit(dx, dy) > best for dx, dy in [(1, 0), (-1, 0), (0, 1), (0, -1)])


def test_no_path_leaves_the_margin() -> None:
    settings = replace(CLEAN, rotation_chance=0.5)
    light = torch.ones(8, 3, 96, 96)
    length = torch.full((8,), 500.0)
    blurred = move_camera(
        light, length, torch.zeros(8, dtype=torch.bool), torch.arange(8) < 4, settings, generator()
    )
    torch.testing.assert_close(blurred, torch.ones(8, 3, 64, 64), atol=1e-4, rtol=0)


def test_settings_name_every_mistake() -> None:
    with pytest.raises(ValueError, match="sharp_chance, jpeg_chance, shortest and longest"):
        BlurSettings(sharp_chance=2.0, jpeg_chance=-1.0, shortest=5.0, longest=3.0)
