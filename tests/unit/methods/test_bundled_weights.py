"""The weights that come with the program: they sharpen what is blurry, leave what is sharp, show no tiles."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from deblur_studio import weights
from deblur_studio.engine import EngineSettings, JobContext, Region
from deblur_studio.methods import FixSettings, Restoration, registry
from deblur_studio.methods.pipeline import fix
from deblur_studio.metrics import psnr, to_8bit
from deblur_studio.photo import Metadata, Photo
from tools.samples import SAMPLES, blur
from training.datasets import detail, find_photos, hold_out, read_pairs, read_rgb


def picture(file: str) -> NDArray[np.uint8]:
    with Image.open(Path(skimage.data.__file__).parent / file) as source:
        return np.asarray(source.convert("RGB"))


# The methods that work as the program comes.
METHODS = [
    method.spec.name
    for method in registry.METHODS
    if any(
        e.origin == "bundled" and e.card.architecture in method.spec.needs
        for e in weights.installed().entries
    )
]


def run(
    method: str, pixels: NDArray[np.uint8], tile: int | None = None, region: Region | None = None
) -> Restoration:
    photo = Photo(pixels.astype(np.float32) / 255, None, Metadata(), 8, False, Path("made.png"), "PNG")
    engine = EngineSettings(device="cpu", precision="fp32", tile=tile)
    return fix(photo, method, FixSettings(engine=engine, region=region), JobContext())


def sharpest(photo: NDArray[np.uint8], side: int = 256) -> NDArray[np.uint8]:
    """The part with most detail: some of these photos have backgrounds that are meant to be blurry."""
    height, width = photo.shape[:2]
    corners = product(range(0, height - side + 1, side // 2), range(0, width - side + 1, side // 2))
    parts = [np.ascontiguousarray(photo[y : y + side, x : x + side]) for y, x in corners]
    return max(parts, key=detail)


def test_what_comes_with_weights() -> None:
    assert METHODS == ["nafnet", "deblur-flow", "mimo-unet", "deepdeblur"]


def test_every_file_is_what_its_card_says() -> None:
    library = weights.installed()
    bundled = [entry for entry in library.entries if entry.origin == "bundled"]
    assert bundled
    assert not library.problems
    for entry in bundled:
        weights.verify(entry)
        assert entry.card.command.startswith("python -m training ")
        restores = any(entry.card.architecture in registry.get(name).spec.needs for name in METHODS)
        if restores:
            assert entry.card.gain is not None
            assert entry.card.gain > 0
        else:
            assert entry.card.results
        network = weights.load(entry)
        assert sum(p.numel() for p in network.parameters()) == entry.card.parameters


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.rendered], ids=lambda s: s.name)
def test_rendered_shake_becomes_less(sample, method: str) -> None:  # type: ignore[no-untyped-def]
    blurry, sharp = blur(picture(sample.file), sample, seed=11)
    restoration = run(method, blurry)
    assert not restoration.replaced
    assert psnr(to_8bit(restoration.pixels), sharp) > psnr(blurry, sharp)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("file", ["astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg"])
def test_sharp_photos_come_back_as_they_were(file: str, method: str) -> None:
    sharp = picture(file)
    assert psnr(to_8bit(run(method, sharp).pixels), sharp) >= 38


@pytest.mark.parametrize("method", METHODS)
def test_sharp_photos_held_out_from_training_come_back_as_they_were(method: str, check_data: Path) -> None:
    _, held_out = hold_out(find_photos([check_data / "sharp"]))
    kept = {}
    for path in held_out:
        photo = read_rgb(path)
        assert photo is not None
        sharp = sharpest(photo)
        kept[path.stem] = psnr(to_8bit(run(method, sharp).pixels), sharp)
    assert len(kept) >= 20
    assert min(kept.values()) >= 38, kept


@pytest.mark.parametrize("method", METHODS)
def test_motion_of_real_cameras_becomes_less(method: str, check_data: Path) -> None:
    """On cameras that no network here was trained for: every family of pairs gains, and no pair loses."""
    gains: dict[str, list[float]] = {}
    for number, pair in enumerate(read_pairs(check_data / "pairs")):
        if pair.name.startswith("reds") and number % 3:  # five of fifteen will do
            continue
        blurry, sharp = pair.blurry[160:560, 320:960], pair.sharp[160:560, 320:960]
        gain = psnr(to_8bit(run(method, blurry).pixels), sharp) - psnr(blurry, sharp)
        gains.setdefault(pair.name.split("_")[0], []).append(gain)
    assert set(gains) == {"gopro", "reds"}
    for family in gains.values():
        assert np.mean(family) > 0.05
        assert min(family) >= -0.05


@pytest.mark.parametrize("method", METHODS)
def test_tiles_do_not_show(method: str) -> None:
    """At most one step of 255 between one pass over a photo and small tiles."""
    blurry, _ = blur(picture("hubble_deep_field.jpg"), SAMPLES[0], seed=0)
    whole, tiled = run(method, blurry, 2048), run(method, blurry, 768)
    assert not np.array_equal(whole.pixels, tiled.pixels), "there was only one tile"
    assert np.abs(whole.pixels - tiled.pixels).max() <= 1 / 255


@pytest.mark.parametrize("method", METHODS)
def test_a_region_is_exactly_what_the_whole_gives_there(method: str) -> None:
    blurry, _ = blur(picture("astronaut.png"), SAMPLES[0], seed=0)
    region = Region(101, 57, 150, 99)
    whole = run(method, blurry, 304).pixels[region.y : region.bottom, region.x : region.right]
    assert np.array_equal(run(method, blurry, 304, region).pixels, whole)
