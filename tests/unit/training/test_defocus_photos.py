"""Photos with measured depth or masks, and weak masks of photos without."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor

from deblur_studio.errors import UserError
from tests.unit.diagnosis.made import dragged, scenery, smeared
from training.blur.aperture import bells
from training.blur.defocus import DefocusSettings, camera, render
from training.defocus_photos import LayeredPhotos, read_depth_photos, read_masked_photos
from training.weak_masks import CELL, clear_cases, edge_sigma, trusted


def write(path: Path, values: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.asarray(values))


def photo(height: int = 60, width: int = 80) -> object:
    return np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)


class TestDepth:
    def test_disparities_and_depths_become_inverse_depths(self, tmp_path: Path) -> None:
        ramp = np.tile(np.linspace(50, 200, 80), (60, 1))
        write(tmp_path / "one_left.png", photo())
        write(tmp_path / "one_gt.png", ramp.astype(np.uint8))
        write(tmp_path / "twoL.png", photo())
        np.savez(tmp_path / "two_disp.npz", ramp.astype(np.float32))
        (tmp_path / "two_disp.npz").rename(tmp_path / "twoGT.npz")
        write(tmp_path / "three.png", photo())
        np.save(tmp_path / "three_depth.npy", (1000 / ramp).astype(np.float32))
        found = {each.name: each.values for each in read_depth_photos(tmp_path)}
        assert set(found) == {"one_left", "twoL", "three"}
        for values in found.values():
            assert values.max() == pytest.approx(1)
            np.testing.assert_allclose(values[30], ramp[30] / 200, atol=0.01)

    def test_holes_are_filled_in(self, tmp_path: Path) -> None:
        values = np.full((60, 80), 100, np.float32)
        values[20:30, 20:30], values[0, 0], values[5, 5] = 0, np.nan, np.inf
        write(tmp_path / "x.png", photo())
        np.save(tmp_path / "x_disp.npy", values)
        np.testing.assert_allclose(read_depth_photos(tmp_path)[0].values, 1, atol=1e-4)

    def test_what_does_not_do_is_left_out(self, tmp_path: Path) -> None:
        write(tmp_path / "small.png", photo())
        np.save(tmp_path / "small_disp.npy", np.ones((30, 40), np.float32))
        write(tmp_path / "broken.png", photo())
        (tmp_path / "broken_disp.npz").write_bytes(b"PK\x03\x04 and no more")
        write(tmp_path / "empty.png", photo())
        np.save(tmp_path / "empty_disp.npy", np.zeros((60, 80), np.float32))
        write(tmp_path / "alone.png", photo())
        with pytest.raises(UserError, match="There are no photos with a file of their depth"):
            read_depth_photos(tmp_path)


class TestMasks:
    def test_photos_and_masks_lie_in_two_folders(self, tmp_path: Path) -> None:
        mask = np.zeros((60, 80), np.uint8)
        mask[:, 40:] = 255
        write(tmp_path / "image" / "out_1.jpg", photo())
        write(tmp_path / "gt" / "out_1.png", mask)
        write(tmp_path / "image" / "out_2.jpg", photo())
        (found,) = read_masked_photos(tmp_path)
        assert (found.values == (mask > 0)).all()
        with pytest.raises(UserError, match="image/ with masks in gt/"):
            read_masked_photos(tmp_path / "gt")

    def test_crops_keep_photo_and_mask_together(self, tmp_path: Path) -> None:
        mask = (
            np.random.default_rng(1).integers(0, 2, (6, 8), dtype=np.uint8).repeat(16, 0).repeat(16, 1) * 255
        )
        write(tmp_path / "image" / "a.png", np.repeat(mask[..., None], 3, axis=2))
        write(tmp_path / "gt" / "a.png", mask)
        photos = LayeredPhotos(read_masked_photos(tmp_path), 48)
        pictures, values = photos.crops(6, (1, 2), torch.device("cpu"))
        assert ((pictures.mean(dim=1, keepdim=True) - values).abs() < 0.5).float().mean() > 0.97
        assert len({each.mean().item() for each in values}) > 2
        assert torch.equal(photos.crops(6, (1, 2), torch.device("cpu"))[1], values)
        with pytest.raises(UserError, match="at least 200 pixels"):
            LayeredPhotos(photos.photos, 200)


class TestWeakMasks:
    def edges(self, sigma: float, side: int = 192) -> Tensor:
        """Stripes 48 px wide, blurred."""
        line = (torch.arange(side) // 48 % 2).float() * 0.6 + 0.2
        pictures = line.expand(1, 3, side, side)
        response = bells(torch.tensor([sigma]), (side, side))
        return torch.fft.irfft2(torch.fft.rfft2(pictures) * response, s=(side, side))

    @pytest.mark.parametrize("sigma", [1.0, 1.5, 2.0, 3.0, 4.5])
    def test_the_blur_of_edges_is_found(self, sigma: float) -> None:
        told, slope = edge_sigma(self.edges(sigma))
        strongest = slope[0, 0].argmax(dim=1)
        found = told[0, 0].gather(1, strongest[:, None])
        assert float(found.median()) == pytest.approx(sigma, rel=0.25, abs=0.15)

    def squares(self, sigma: float, side: int = 192) -> Tensor:
        """Stripes in both directions."""
        stripes = self.edges(sigma, side)
        return (stripes + stripes.mT) / 2

    def test_clear_cases_are_told_and_others_are_not(self) -> None:
        blurred, known = clear_cases(self.squares(4.0))
        assert (blurred * known).sum() > 0.5 * blurred.numel()
        blurred, known = clear_cases(self.edges(0.1))
        assert blurred.sum() == 0
        assert known.sum() > 0.5 * known.numel()
        assert clear_cases(torch.full((1, 3, 64, 64), 0.5))[1].sum() == 0
        middling = clear_cases(self.squares(1.5))[1]
        assert middling.mean() < 0.3

    def test_edges_in_one_direction_may_be_soft_by_motion(self) -> None:
        blurred, known = clear_cases(self.edges(4.0))
        assert blurred.sum() == 0
        assert known.mean() < 0.3

    def scene(self, sigma: float = 0.0, length: int = 0, degrees: float = 30.0) -> Tensor:
        """A scene out of focus or moved, (1, 3, 384, 384) in 0..1."""
        picture = scenery(384, 384, seed=2)
        picture = smeared(picture, sigma) if sigma else picture
        picture = dragged(picture, length, degrees) if length else picture
        return torch.from_numpy(picture).permute(2, 0, 1)[None] / 255

    @pytest.mark.parametrize("degrees", [0.0, 30.0, 45.0, 90.0, 140.0])
    def test_motion_is_not_known_to_be_defocus(self, degrees: float) -> None:
        """What edges along the motion tell, that it is in focus, is true."""
        assert clear_cases(self.scene(length=24, degrees=degrees))[0].mean() < 0.01
        assert clear_cases(self.scene(sigma=4.0))[0].mean() > 0.5

    def test_shaken_scenes_are_hardly_ever_called_out_of_focus(self) -> None:
        """With the renderer's own crooked paths, noise and response."""
        crops = torch.cat([self.scene()] * 6)
        settings = DefocusSettings(
            shake_chance=1.0, shaken_sharp_chance=1.0, object_chance=0.0, camera=camera(shortest=10.0)
        )
        made = render(crops, settings, torch.Generator().manual_seed(2))
        moved = made.photo[made.length > 8]
        assert len(moved) > 2
        assert clear_cases(moved)[0].mean() < 0.05

    def test_a_soft_thing_in_a_shaken_photo_is_not_known(self) -> None:
        """All that is soft there may be so by the shake."""
        picture = self.scene(sigma=4.0)
        moved = self.scene(length=20)
        assert clear_cases(picture)[0][..., 192:].mean() > 0.5
        picture[..., :192] = moved[..., :192]
        assert clear_cases(picture)[0][..., :160].mean() < 0.02

    def test_noise_is_no_sharpness(self) -> None:
        noisy = 0.5 + 0.004 * torch.randn(1, 3, 96, 96, generator=torch.Generator().manual_seed(0))
        assert clear_cases(noisy)[1].sum() == 0

    def test_soft_places_of_a_sharp_photo_are_not_trusted(self) -> None:
        side = 192
        both = torch.cat([self.edges(0.1), self.edges(5.0)], dim=2)
        told = trusted(both)
        assert told.shape == (1, 1, 2 * side, side)
        assert told[..., : side - 2 * CELL, :].min() == 1
        assert told[..., side + 2 * CELL :, :].mean() < 0.3
        assert math.isclose(float(told.max()), 1)
