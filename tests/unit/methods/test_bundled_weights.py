"""The weights that come with the program: they sharpen what is blurry, leave what is sharp, show no tiles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from deblur_studio import weights
from deblur_studio.engine import EngineSettings, JobContext, Region
from deblur_studio.methods import FixSettings, Restoration
from deblur_studio.methods.pipeline import fix
from deblur_studio.metrics import psnr, to_8bit
from deblur_studio.photo import Metadata, Photo
from tools.samples import SAMPLES, blur


def picture(file: str) -> NDArray[np.uint8]:
    with Image.open(Path(skimage.data.__file__).parent / file) as source:
        return np.asarray(source.convert("RGB"))


def run(pixels: NDArray[np.uint8], tile: int | None = None, region: Region | None = None) -> Restoration:
    photo = Photo(pixels.astype(np.float32) / 255, None, Metadata(), 8, False, Path("made.png"), "PNG")
    engine = EngineSettings(device="cpu", precision="fp32", tile=tile)
    return fix(photo, "nafnet", FixSettings(engine=engine, region=region), JobContext())


def test_every_file_is_what_its_card_says() -> None:
    library = weights.installed()
    bundled = [entry for entry in library.entries if entry.origin == "bundled"]
    assert bundled
    assert not library.problems
    for entry in bundled:
        weights.verify(entry)
        assert entry.card.command.startswith("python -m training ")
        assert entry.card.gain is not None
        assert entry.card.gain > 0
        network = weights.load(entry)
        assert sum(p.numel() for p in network.parameters()) == entry.card.parameters


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.rendered], ids=lambda s: s.name)
def test_rendered_shake_becomes_less(sample) -> None:  # type: ignore[no-untyped-def]
    blurry, sharp = blur(picture(sample.file), sample, seed=11)
    restoration = run(blurry)
    assert not restoration.replaced
    assert psnr(to_8bit(restoration.pixels), sharp) > psnr(blurry, sharp)


@pytest.mark.parametrize("file", ["astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg"])
def test_sharp_photos_come_back_as_they_were(file: str) -> None:
    sharp = picture(file)
    assert psnr(to_8bit(run(sharp).pixels), sharp) >= 38


def test_tiles_do_not_show() -> None:
    """At most two steps of 255, hardly ever one, between one pass over a photo and small tiles."""
    blurry, _ = blur(picture("hubble_deep_field.jpg"), SAMPLES[0], seed=0)
    whole, tiled = run(blurry, 2048), run(blurry, 768)
    assert not np.array_equal(whole.pixels, tiled.pixels), "there was only one tile"
    difference = np.abs(whole.pixels - tiled.pixels)
    assert difference.max() <= 2 / 255
    assert (difference > 1 / 255).mean() < 1e-3


def test_a_region_is_exactly_what_the_whole_gives_there() -> None:
    blurry, _ = blur(picture("astronaut.png"), SAMPLES[0], seed=0)
    region = Region(101, 57, 150, 99)
    whole = run(blurry, 304).pixels[region.y : region.bottom, region.x : region.right]
    assert np.array_equal(run(blurry, 304, region).pixels, whole)
