"""The contact sheet of rendered blur."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from deblur_studio.errors import UserError
from tests.unit.training.blur_helpers import CLEAN, generator, texture
from training import preview
from training.blur.render import BlurSettings, draw_shot, take


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of three photos of 160 px."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number, picture in enumerate(texture(3, 160)):
        Image.fromarray(preview.to_pixels(picture)).save(folder / f"{number}.png")
    return folder


def told(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    preview.add_preview_arguments(parser.add_subparsers(dest="recipe"))
    return parser.parse_args(["preview", *arguments])


def test_writes_a_sheet_of_four_columns(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "sheet.png"
    arguments = ["--photos", str(photos), "--out", str(out), "--rows", "3", "--crop", "64"]
    preview.run_preview(told(*arguments))
    first = np.asarray(Image.open(out))
    step = 64 + preview.GAP
    assert first.shape == (3 * (step + preview.CAPTION) + preview.GAP, 4 * step + preview.GAP, 3)
    # Something of the photo in the first two tiles of the first row, and words above.
    top = preview.GAP + preview.CAPTION
    for column in range(2):
        left = preview.GAP + column * step
        assert first[top : top + 64, left : left + 64].std() > 10
    assert first[preview.GAP : top].max() > 200
    preview.run_preview(told(*arguments))
    assert np.array_equal(first, np.asarray(Image.open(out))), "the same seed gives another sheet"
    preview.run_preview(told(*arguments, "--seed", "2", "--preset", "flagship"))
    assert not np.array_equal(first, np.asarray(Image.open(out)))


def test_says_what_is_wrong(photos: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    out = str(tmp_path / "sheet.png")
    with pytest.raises(UserError, match="There are no photos in"):
        preview.run_preview(told("--photos", str(empty), "--out", out))
    with pytest.raises(UserError, match="at least 1 row"):
        preview.run_preview(told("--photos", str(photos), "--out", out, "--rows", "0"))
    with pytest.raises(ValueError, match="none of the 3 photos is at least 464 pixels"):
        preview.run_preview(told("--photos", str(photos), "--out", out, "--crop", "400"))
    with pytest.raises(UserError, match="cannot be written"):
        preview.run_preview(
            told("--photos", str(photos), "--out", str(photos), "--crop", "64", "--rows", "1")
        )


def test_captions_tell_what_was_drawn() -> None:
    settings = BlurSettings(
        margin=16,
        longest=20.0,
        sharp_chance=0.0,
        rotation_chance=1.0,
        object_chance=1.0,
        still_chance=0.0,
        most_objects=1,
        rolling_chance=1.0,
        response_weights=(0.0, 0.0, 1.0, 0.0, 0.0, 0.0),
        saturation_chance=1.0,
        lights_chance=1.0,
        noise_chance=1.0,
        soft_chance=1.0,
        demosaic_chance=1.0,
        jpeg_chance=1.0,
    )
    shot = draw_shot(1, (64, 64), settings, generator())
    rendered = take(texture(1), shot, settings, generator(), with_labels=True)
    caption = preview.captions_of(shot, rendered)[0]
    for words in (
        "px",
        "turning",
        "objects: 1",
        "rolling shutter",
        "srgb",
        "noise",
        "soft",
        "mosaic",
        "lamps",
    ):
        assert words in caption
    assert f"JPEG {float(shot.quality):.0f}" in caption
    plain = draw_shot(1, (64, 64), CLEAN, generator())
    caption = preview.captions_of(plain, take(texture(1), plain, CLEAN, generator()))[0]
    assert "linear, exposure 1.00" in caption.splitlines()[1]
    assert not any(words in caption for words in ("turning", "object", "noise", "JPEG", "lamps", "mosaic"))


def test_flow_is_white_at_rest_and_opposite_ways_differ() -> None:
    flow = np.zeros((2, 1, 3), np.float32)
    flow[0, 0] = [0, 30, -30]
    rest, right, left = preview.flow_colours(flow)[0]
    assert rest.tolist() == [255, 255, 255]
    assert right.tolist() == [255, 0, 0]
    assert left[0] == 0


def test_tiles_are_blurry_sharp_flow_and_occlusion() -> None:
    shot = draw_shot(1, (64, 64), CLEAN, generator())
    rendered = take(texture(1), shot, CLEAN, generator(), with_labels=True)
    blurry, sharp, _, hidden = preview.tiles(rendered, 0)
    assert sharp.astype(int).std() > blurry.astype(int).std()
    assert hidden.max() == 0
    assert blurry.dtype == np.uint8
    torch.testing.assert_close(
        torch.from_numpy(sharp[5, 6] / 255), rendered.sharp[0, :, 5, 6].double(), atol=3e-3, rtol=0
    )
