"""Thin lenses, apertures, scenes with depth, and photos of them that are out of focus."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from tests.unit.training.blur_helpers import CLEAN, generator, texture
from training.blur import aperture, depth_layers, depth_scenes, lens
from training.blur.aperture import BELL, DISC, Aperture
from training.blur.defocus import DefocusSettings, camera, render
from training.blur.depth_layers import DepthScene, gather
from training.blur.lens import Lens, circles, draw_focus, draw_lens, sigmas

STILL = replace(CLEAN, margin=24, sharp_chance=1.0)
SETTINGS = DefocusSettings(sharp_chance=0.0, camera=STILL)


def one_lens(focal: float, distance: float, f_number: float, width: float) -> Lens:
    told = (focal, 1 / distance, focal / f_number, width)
    return Lens(*(torch.tensor([each]) for each in told))


def bells(sigma: float, count: int = 1) -> Aperture:
    return Aperture(torch.full((count,), BELL), torch.zeros(count))


def scene(light: Tensor, inverse: float = 1.0) -> DepthScene:
    full = torch.ones_like(light[:, :1])[:, None]
    return DepthScene(light[:, None], full, inverse * full)


class TestLens:
    @pytest.mark.parametrize(
        ("focal", "distance", "f_number", "depth"),
        [(0.05, 2.0, 1.8, 5.0), (0.085, 1.2, 2.8, 0.9), (0.07, 10.0, 4.0, 1000.0)],
    )
    def test_circles_are_those_of_the_equation(
        self, focal: float, distance: float, f_number: float, depth: float
    ) -> None:
        """c = a |x - S1| / x, a = f1 D / S1, in millimetres on a sensor of 36 mm."""
        image = focal * distance / (distance - focal)
        alpha = image / distance * (focal / f_number)
        expected = alpha * abs(depth - distance) / depth / 0.036 * 6000
        found = circles(torch.full((1, 1, 2, 2), 1 / depth), one_lens(focal, distance, f_number, 6000))
        torch.testing.assert_close(found, torch.full((1, 1, 2, 2), expected), rtol=1e-4, atol=1e-4)

    def test_what_is_in_focus_is_sharp(self) -> None:
        circle = circles(torch.full((1, 1, 1, 1), 1 / 3.0), one_lens(0.05, 3.0, 1.4, 6000))
        assert float(circle) == pytest.approx(0, abs=1e-3)
        assert sigmas(circle) == 0

    def test_sigma_is_a_quarter_of_what_a_circle_exceeds_a_pixel_by(self) -> None:
        told = sigmas(torch.tensor([0.0, 0.7, 1.0, 5.0, 29.0])).tolist()
        assert told == pytest.approx([0, 0, 0, 1, 7])

    def test_apertures_are_as_wide_as_the_bound_asks(self) -> None:
        nearest, farthest = torch.full((8,), 1.2), torch.full((8,), 0.1)
        focus = torch.linspace(0.1, 1.2, 8)
        largest = torch.linspace(2, 29, 8)
        drawn = draw_lens(nearest, farthest, focus, largest, generator())
        ends = circles(torch.stack([nearest, farthest], dim=1)[..., None, None], drawn)
        torch.testing.assert_close(ends.amax(dim=(1, 2, 3)), largest)
        torch.testing.assert_close(drawn.f_number, drawn.focal / drawn.diameter)

    def test_focus_is_on_a_point_or_beyond_all(self) -> None:
        depths = torch.rand(200, 9, generator=generator()) + 0.2
        on = draw_focus(depths, 0.0, generator())
        assert ((depths - on[:, None]).abs().amin(dim=1) == 0).all()
        nearer = (depths <= on[:, None]).float().mean()
        assert nearer > 0.65
        beyond = draw_focus(depths, 1.0, generator())
        assert ((beyond > depths.amax(dim=1)) | (beyond < depths.amin(dim=1))).all()
        assert 0.3 < float((beyond > depths.amax(dim=1)).float().mean()) < 0.7


class TestAperture:
    @pytest.mark.parametrize("blades", aperture.BLADES)
    @pytest.mark.parametrize("sigma", [0.5, 1.0, 2.5, 6.0])
    def test_every_shape_has_the_variance_of_its_sigma(self, blades: int, sigma: float) -> None:
        shape = Aperture(torch.tensor([blades]), torch.tensor([0.3]))
        response = aperture.responses(torch.tensor([sigma]), shape, (96, 96))
        kernel = torch.fft.irfft2(response, s=(96, 96)).roll((48, 48), dims=(-2, -1))[0, 0]
        place = torch.arange(96) - 48.0
        assert kernel.sum() == pytest.approx(1, abs=1e-4)
        for axis in (0, 1):
            share = kernel.sum(dim=axis)
            assert float((share * place).sum()) == pytest.approx(0, abs=0.02)
            assert float((share * place**2).sum()) == pytest.approx(sigma**2, rel=0.04)

    def test_a_disc_is_even_and_twice_sigma_wide(self) -> None:
        kernel = aperture.shapes(torch.tensor([5.0]), Aperture(torch.tensor([DISC]), torch.zeros(1)))[0]
        middle = kernel.shape[-1] // 2
        assert kernel[middle, middle + 9] == pytest.approx(float(kernel[middle, middle]), rel=1e-4)
        assert kernel[middle, middle + 11] == 0

    def test_a_hexagon_has_six_corners(self) -> None:
        kernel = aperture.shapes(torch.tensor([8.0]), Aperture(torch.tensor([6]), torch.zeros(1)))[0]
        middle = kernel.shape[-1] // 2
        angle = torch.linspace(0, 2 * torch.pi, 361)[:-1]
        # Between the sides' distance from the middle and that of the corners.
        x, y = (middle + 16.5 * f(angle) for f in (torch.cos, torch.sin))
        inside = kernel[y.round().long(), x.round().long()] > kernel.max() / 2
        assert int((inside & ~inside.roll(1)).sum()) == 6


class TestGather:
    def test_an_even_surface_is_convolved(self) -> None:
        light = texture(2, 96)
        sigma = torch.full((2, 1, 1, 96, 96), 2.0)
        found = gather(scene(light), sigma, bells(2.0, 2))
        response = aperture.bells(torch.tensor([2.0]), (96, 96))
        expected = torch.fft.irfft2(torch.fft.rfft2(light) * response, s=(96, 96))
        torch.testing.assert_close(
            found[..., 12:-12, 12:-12], expected[..., 12:-12, 12:-12], atol=2e-3, rtol=0
        )

    def test_without_blur_nothing_changes(self) -> None:
        light = texture(1, 64)
        found = gather(scene(light), torch.zeros(1, 1, 1, 64, 64), bells(0))
        torch.testing.assert_close(found, light, atol=1e-5, rtol=0)

    @pytest.mark.parametrize("blades", [BELL, DISC, 6])
    def test_changing_blur_is_right_everywhere(self, blades: int) -> None:
        """Thin bright lines across a slanted surface: each is as wide as the sigma there."""
        side = 128
        light = torch.zeros(1, 3, side, side)
        light[..., 64, :] = 1
        ramp = torch.linspace(1, 5, side).expand(1, 1, 1, side, side)
        found = gather(scene(light), ramp, Aperture(torch.tensor([blades]), torch.zeros(1)))[0, 0]
        place = torch.arange(side) - 64.0
        for column in (30, 64, 100):
            share = found[:, column] / found[:, column].sum()
            spread = float((share * place**2).sum()) ** 0.5
            assert spread == pytest.approx(float(ramp[0, 0, 0, 0, column]), rel=0.06)

    def test_a_plain_world_stays_plain(self) -> None:
        """Neither slanted surfaces nor rims of objects add or lose light."""
        side = 96
        light = torch.full((1, 2, 3, side, side), 0.5)
        cover = torch.ones(1, 2, 1, side, side)
        cover[:, 1] = 0
        cover[:, 1, :, 30:60, 30:60] = 1
        sigma = torch.stack(
            [torch.linspace(0, 6, side).expand(1, 1, side, side), torch.full((1, 1, side, side), 3.0)], 1
        )
        found = gather(DepthScene(light, cover, cover), sigma, bells(0))
        torch.testing.assert_close(found, torch.full_like(found, 0.5), atol=2e-3, rtol=0)

    def test_behind_a_soft_rim_is_the_true_background(self) -> None:
        """A dark object out of focus before a sharp background: its rim mixes both as its blur says."""
        side = 96
        light = torch.zeros(1, 2, 3, side, side)
        light[:, 0] = 0.8
        cover = torch.ones(1, 2, 1, side, side)
        cover[:, 1, ..., :48] = 0
        sigma = torch.zeros(1, 2, 1, side, side)
        sigma[:, 1] = 4
        found = gather(DepthScene(light, cover, cover), sigma, bells(0))[0, 0, 48]
        edge = 0.5 * (1 + torch.erf((torch.arange(side) - 47.5) / (4 * 2**0.5)))
        torch.testing.assert_close(found[16:-16], 0.8 * (1 - edge)[16:-16], atol=0.01, rtol=0)

    def test_a_sharp_object_keeps_its_rim_before_blur(self) -> None:
        side = 96
        light = torch.zeros(1, 2, 3, side, side)
        light[:, 1] = 1
        cover = torch.ones(1, 2, 1, side, side)
        cover[:, 1, ..., :48] = 0
        sigma = torch.zeros(1, 2, 1, side, side)
        sigma[:, 0] = 5
        found = gather(DepthScene(light, cover, cover), sigma, bells(0))[0, 0, 48]
        torch.testing.assert_close(found[:48], torch.zeros(48), atol=1e-4, rtol=0)
        torch.testing.assert_close(found[48:], torch.ones(48), atol=1e-4, rtol=0)


class TestScenes:
    def test_nearer_objects_come_later_and_hide_what_is_behind(self) -> None:
        made = depth_scenes.composed(texture(6, 96), DefocusSettings(object_chance=1.0), generator())
        assert (made.inverse[:, 1:] >= made.inverse[:, :1]).all()
        assert (made.cover[:, 0] == 1).all()
        assert (made.cover[:, 1] > 0).flatten(1).any(dim=1).all()
        seen = made.visible(made.inverse)
        hidden = made.cover[:, -1] >= 0.5
        assert (seen[hidden] == made.inverse[:, -1][hidden]).all()

    def test_what_is_unknown_takes_after_its_surroundings(self) -> None:
        values = torch.linspace(0, 1, 64).expand(1, 1, 48, 64).clone()
        known = torch.ones(1, 1, 48, 64)
        known[..., 20:30, 20:30] = 0
        found = depth_scenes.filled_in(values * known, known)
        torch.testing.assert_close(found, values, atol=0.12, rtol=0)
        assert (found[known > 0] == values[known > 0]).all()
        torch.testing.assert_close(depth_scenes.filled_in(known * 0.3, known), torch.full_like(known, 0.3))

    def test_slabs_together_show_the_photo(self) -> None:
        light = texture(1, 96)
        inverse = torch.linspace(0.1, 1, 96).expand(1, 1, 96, 96).clone()
        inverse[..., 30:60, 30:60] = 0.9
        made = depth_scenes.measured(light, inverse)
        torch.testing.assert_close(made.sharp, light)
        torch.testing.assert_close(made.visible(made.inverse), inverse)
        assert (made.cover[:, 0] == 1).all()
        # Far surfaces do not come before near ones.
        assert (made.cover[:, -1] == 0).any()


class TestRender:
    def test_the_same_seed_gives_the_same(self) -> None:
        one, two, other = (render(texture(3, 112), SETTINGS, generator(s)) for s in (5, 5, 6))
        assert torch.equal(one.photo, two.photo)
        assert torch.equal(one.sigma, two.sigma)
        assert not torch.equal(one.sigma, other.sigma)
        assert one.photo.shape == one.sharp.shape == (3, 3, 64, 64)
        assert one.sigma.shape == (3, 1, 64, 64)

    def test_labels_stay_within_the_bound_and_differ(self) -> None:
        made = render(texture(24, 112), SETTINGS, generator())
        assert made.sigma.min() >= 0
        assert 4 < made.sigma.max() <= 7.0001
        assert (made.sigma == 0).any()

    def test_sharp_pictures_are_left_and_labelled_so(self) -> None:
        made = render(texture(4, 112), replace(SETTINGS, sharp_chance=1.0), generator())
        assert (made.sigma == 0).all()
        torch.testing.assert_close(made.photo, made.sharp, atol=0.6 / 255, rtol=0)

    def test_the_label_is_the_blur_of_the_photo(self) -> None:
        """A plain scene, missed by the lens: what takes its sharp picture to the photo is the sigma told."""
        flat = replace(
            SETTINGS,
            missed_chance=1.0,
            slant_chance=0.0,
            hill_chance=0.0,
            object_chance=0.0,
            aperture_weights=(1, 0, 0),
        )
        made = render(texture(4, 144), flat, generator(2))
        for number in range(4):
            sigma = made.sigma[number].mean()
            assert made.sigma[number].std() < 1e-3
            response = aperture.bells(sigma[None], (96, 96))
            again = torch.fft.irfft2(torch.fft.rfft2(made.sharp[number]) * response[0], s=(96, 96))
            inner = slice(24, -24)
            error = (again - made.photo[number])[..., inner, inner].abs().max()
            assert error < 0.012

    def test_motion_is_no_defocus(self) -> None:
        moving = replace(STILL, sharp_chance=0.0, shortest=8.0, longest=14.0)
        how = replace(SETTINGS, shake_chance=1.0, shaken_sharp_chance=1.0, camera=moving)
        made = render(texture(4, 112), how, generator())
        assert (made.sigma == 0).all()
        assert (made.length >= 8).all()
        assert (made.photo - made.sharp).abs().mean(dim=(1, 2, 3)).min() > 0.01

    def test_cameras_move_in_their_share_of_pictures_most_of_them_in_focus(self) -> None:
        moving = replace(STILL, sharp_chance=0.0, shortest=8.0, longest=14.0)
        made = render(texture(80, 64), DefocusSettings(camera=moving), generator(3))
        moved, sharp = made.length > 0, made.sigma.amax(dim=(1, 2, 3)) == 0
        assert 0.15 < float(moved.float().mean()) < 0.45
        assert 0.35 < float(sharp[moved].float().mean()) < 0.8
        assert float(sharp[~moved].float().mean()) < 0.3

    def test_without_shake_nothing_moves(self) -> None:
        moving = replace(STILL, sharp_chance=0.0, shortest=8.0, longest=14.0)
        how = replace(SETTINGS, sharp_chance=1.0, shake_chance=0.0, camera=moving)
        made = render(texture(4, 112), how, generator())
        assert (made.length == 0).all()
        torch.testing.assert_close(made.photo, made.sharp, atol=0.6 / 255, rtol=0)

    def test_depth_that_was_measured_makes_the_label(self) -> None:
        inverse = torch.full((2, 1, 112, 112), 0.2)
        inverse[..., 56:] = 1.0
        made = render(texture(2, 112), replace(SETTINGS, missed_chance=0.0), generator(), inverse)
        left, right = made.sigma[..., :30], made.sigma[..., 34:]
        for part in (left, right):
            assert (part.amax(dim=(1, 2, 3)) - part.amin(dim=(1, 2, 3))).max() < 1e-4
        # One of both is in focus.
        assert (torch.minimum(left.amin(dim=(1, 2, 3)), right.amin(dim=(1, 2, 3))) == 0).all()
        assert (torch.maximum(left.amax(dim=(1, 2, 3)), right.amax(dim=(1, 2, 3))) > 0).all()

    def test_cameras_add_noise(self) -> None:
        still = {"sharp_chance": 1.0, "tiny_chance": 0.0}
        noisy = camera(noise_chance=1.0, least_noise=0.02, most_noise=0.02, jpeg_chance=0.0, **still)
        made = render(torch.full((2, 3, 112, 112), 0.5), replace(SETTINGS, camera=noisy), generator())
        assert made.photo.std() > 0.004

    def test_settings_name_every_mistake(self) -> None:
        with pytest.raises(ValueError, match="missed_chance, most_objects, aperture_weights"):
            DefocusSettings(missed_chance=2, most_objects=0, aperture_weights=(1, 1))


def test_levels_are_close_enough() -> None:
    """Between two levels a blur is a mixture: of the right variance, and little more peaked."""
    for low, high in zip(depth_layers.LEVELS[2:], depth_layers.LEVELS[3:], strict=False):
        assert high / low < 1.45
    assert depth_layers.LEVELS[-1] > lens.MOST_SIGMA
