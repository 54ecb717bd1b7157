"""Responses, noise, mosaic, highlights, lamps and JPEG."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from tests.unit.training.blur_helpers import generator, texture
from training.blur import jpeg, response, sensor
from training.blur.response import RESPONSES

RANDOM = response.draw_response(40, (0.0, 0.0, 0.0, 0.0, 0.0, 1.0), generator())


def ramp(pictures: int = 1, count: int = 400) -> torch.Tensor:
    return torch.linspace(0, 1, count).view(1, 1, 1, -1).repeat(pictures, 1, 1, 1)


@pytest.mark.parametrize("name", RESPONSES)
def test_responses_invert_and_rise_from_black_to_white(name: str) -> None:
    camera = RANDOM if name == "random" else response.named(name, 1, torch.device("cpu"))
    values = ramp(len(camera.index))
    light = response.decode(values, camera)
    torch.testing.assert_close(response.encode(light, camera), values, atol=1e-3, rtol=0)
    assert (light.diff(dim=-1) > 0).all(), "not monotone"
    encoded = response.encode(values, camera)
    assert (encoded.diff(dim=-1) >= 0).all(), "not monotone"
    for curve in (light, encoded):
        assert curve[..., 0].abs().max() < 1e-6
        assert (curve[..., -1] - 1).abs().max() < 1e-6


def test_random_responses_differ_and_stay_plausible() -> None:
    middle = response.curve_points(RANDOM)[:, 16]
    assert middle.std() > 0.05
    assert middle.min() > 0.3
    assert middle.max() < 0.97


def test_a_mixed_batch_gives_each_picture_its_own_response() -> None:
    mixed = response.draw_response(12, (1.0,) * len(RESPONSES), generator())
    assert len(mixed.index.unique()) > 3
    pictures = texture(12, 16)
    whole = response.decode(pictures, mixed)
    for number in range(12):
        alone = response.decode(pictures[number : number + 1], mixed.take(torch.tensor([number])))
        torch.testing.assert_close(whole[number : number + 1], alone)


@pytest.mark.parametrize(("name", "grey"), [("linear", 0.5), ("gamma22", 0.7297), ("srgb", 0.7354)])
def test_half_black_half_white_averages_as_the_camera_has_it(name: str, grey: float) -> None:
    camera = response.named(name, 1, torch.device("cpu"))
    halves = torch.tensor([0.0, 1.0]).view(1, 1, 1, 2)
    mean = response.encode(response.decode(halves, camera).mean(dim=-1, keepdim=True), camera)
    assert mean.item() == pytest.approx(grey, abs=1e-3)


def test_noise_has_the_stated_strength() -> None:
    light = torch.full((2, 3, 128, 128), 0.5)
    gain, read = torch.tensor([0.0004, 0.0]), torch.tensor([0.0, 0.01])
    for soft in (False, True):
        noisy = sensor.add_noise(light, gain, read, torch.tensor([soft, soft]), generator())
        spread = (noisy - light).std(dim=(1, 2, 3))
        torch.testing.assert_close(spread, torch.tensor([(0.0004 * 0.5) ** 0.5, 0.01]), rtol=0.05, atol=0)


def test_the_variance_of_noise_grows_evenly_with_light() -> None:
    levels = torch.tensor([0.1, 0.3, 0.5, 0.7, 0.9])
    light = levels.view(-1, 1, 1, 1).expand(-1, 3, 160, 160)
    gain, read = torch.full((5,), 0.002), torch.full((5,), 0.01)
    noise = sensor.noise_like(light, gain, read, generator())
    variance = noise.var(dim=(1, 2, 3))
    slope, least = np.polyfit(levels.numpy(), variance.numpy(), 1)
    assert slope == pytest.approx(0.002, rel=0.05)
    assert least == pytest.approx(1e-4, rel=0.25)


def test_revived_highlights_change_clipped_light_only() -> None:
    light = torch.tensor([0.2, 0.9, 1.0]).view(1, 1, 1, 3).expand(1, 3, 1, 3)
    revived = sensor.revive_highlights(light, torch.tensor([1.5]))
    torch.testing.assert_close(revived[0, 0, 0], torch.tensor([0.2, 0.9, 2.5]))


def test_lamps_are_small_and_brighter_than_white() -> None:
    lit = sensor.lamps(20, 64, 64, generator())
    assert (lit >= 0).all()
    assert lit.amax() > 10
    assert ((lit.amax(dim=1) > 0.5).float().mean(dim=(1, 2)) < 0.15).all()
    assert (lit.amax(dim=(1, 2, 3)) > 1).float().mean() > 0.8


@pytest.mark.parametrize("phase", range(4))
def test_each_phase_of_the_mosaic_gives_a_flat_colour_back(phase: int) -> None:
    colour = torch.tensor([0.7, 0.4, 0.2]).view(1, 3, 1, 1).expand(1, 3, 12, 14)
    where = sensor.sites(torch.tensor([phase]), 12, 14)
    raw = sensor.mosaic(colour, where)
    assert sorted(raw.unique().tolist()) == pytest.approx([0.2, 0.4, 0.7])
    assert (raw[0, 0] == 0.4).float().mean() == 0.5
    torch.testing.assert_close(sensor.demosaic(raw, where), colour, atol=1e-6, rtol=0)


def test_demosaicing_keeps_more_than_straight_interpolation() -> None:
    picture = texture(1, 96)[:, :1].expand(-1, 3, -1, -1)
    where = sensor.sites(torch.tensor([0]), 96, 96)
    raw = sensor.mosaic(picture, where)
    pixels = (raw[0, 0].numpy() * 65535).round().astype(np.uint16)
    # OpenCV names patterns by the second row's second and third pixel: this is one that begins with red.
    straight = cv2.cvtColor(pixels, cv2.COLOR_BayerBG2RGB).transpose(2, 0, 1) / 65535
    losses = [
        np.abs(seen - picture[0].numpy())[:, 4:-4, 4:-4].mean()
        for seen in (sensor.demosaic(raw, where)[0].numpy(), straight)
    ]
    assert losses[0] < 0.7 * losses[1]


def test_the_mosaic_makes_noise_of_red_and_blue_stronger() -> None:
    light = torch.full((1, 3, 128, 128), 0.3)
    balance = torch.tensor([[2.2, 1.0, 1.7]])
    grain = torch.tensor([0.0]), torch.tensor([0.01])
    seen = sensor.through_mosaic(light, *grain, balance, torch.tensor([2]), generator())
    assert (seen.mean(dim=(2, 3)) - 0.3).abs().max() < 1e-3
    red, green, blue = seen.std(dim=(2, 3))[0].tolist()
    assert red > 1.4 * green
    assert blue > 1.2 * green


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
