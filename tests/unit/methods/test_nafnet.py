"""The NAFNet method over real pixels, with tiny weights made in the test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from deblur_studio import places, weights
from deblur_studio.engine import EngineSettings, JobContext, Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings
from deblur_studio.methods.pipeline import fix
from deblur_studio.photo import Metadata, Photo
from tests.unit.weights import tiny

CPU = EngineSettings(device="cpu", precision="fp32")


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tiny weights "one" and "two" as the user's, none bundled."""
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")
    folder = places.user_weights_folder()
    tiny.install(folder, "one", seed=1)
    tiny.install(folder, "two", seed=2)
    return folder


def photo(height: int = 50, width: int = 70, grey: bool = False) -> Photo:
    y, x = np.mgrid[0:height, 0:width]
    waves = [0.5 + 0.4 * np.sin((c + 1) * x / 9 + (c + 2) * y / 11) for c in range(3)]
    pixels = np.stack([waves[0]] * 3 if grey else waves, axis=-1).astype(np.float32)
    return Photo(pixels, None, Metadata(), 8, grey, Path("p.png"), "PNG")


def test_it_computes_the_network() -> None:
    one = photo()
    result = fix(one, "nafnet", FixSettings(parameters={"weights": "one"}, engine=CPU), JobContext())
    x = torch.from_numpy(one.pixels).permute(2, 0, 1)[None]
    with torch.no_grad():
        expected = weights.load("one")(x).clamp(0, 1)[0].permute(1, 2, 0).numpy()
    # The photo is smaller than the attention's windows, so that the local form equals the global one; the
    # engine pads by reflection where the network pads with zeros, which shows near the right and lower edge.
    np.testing.assert_allclose(result.pixels[:32, :48], expected[:32, :48], atol=2e-3)
    assert np.abs(result.pixels - one.pixels).max() > 0.01


def test_the_result_says_how_it_was_made() -> None:
    result = fix(photo(), "auto", FixSettings(parameters={"weights": "two"}, engine=CPU), JobContext())
    assert result.weights == "two"
    assert result.weights_sha256 == weights.find("two").card.sha256
    assert (result.device, result.precision) == ("cpu", "fp32")
    assert result.replaced == ()
    assert set(result.timings) == {"load", "network", "total"}


def test_other_weights_give_another_result_and_the_first_come_back() -> None:
    def run(name: str) -> np.ndarray:
        settings = FixSettings(parameters={"weights": name}, engine=CPU)
        return fix(photo(), "nafnet", settings, JobContext()).pixels

    first, second, again = run("one"), run("two"), run("one")
    assert np.abs(first - second).max() > 0.005
    assert np.array_equal(first, again)


def test_weights_damaged_between_two_photos_are_not_used(installed: Path) -> None:
    settings = FixSettings(parameters={"weights": "one"}, engine=CPU)
    fix(photo(), "nafnet", settings, JobContext())
    path = installed / "one.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(UserError, match="is damaged"):
        fix(photo(), "nafnet", settings, JobContext())


def test_a_region_is_what_the_whole_gives_there() -> None:
    one = photo(150, 170)
    settings = FixSettings(parameters={"weights": "one"}, engine=CPU)
    region = Region(20, 30, 60, 50)
    full = fix(one, "nafnet", settings, JobContext()).pixels
    part = fix(one, "nafnet", FixSettings(1.0, region, {"weights": "one"}, CPU), JobContext()).pixels
    np.testing.assert_allclose(part, full[30:80, 20:80], atol=1e-6)


@pytest.mark.parametrize("grey", [False, True])
def test_what_is_shown_on_the_way_ends_as_the_result(grey: bool) -> None:
    one = photo(150, 170, grey)
    middle = Region(70, 60, 20, 20)
    canvas, parts = one.pixels.copy(), []

    class Screen(JobContext):
        shows = True

        def wanted(self) -> Region:
            return middle

        def show(self, region: Region, pixels: np.ndarray) -> None:
            parts.append(region)
            canvas[region.y : region.bottom, region.x : region.right] = pixels

    tiles = EngineSettings(device="cpu", precision="fp32", tile=64)
    settings = FixSettings(parameters={"weights": "one"}, engine=tiles)
    result = fix(one, "nafnet", settings, Screen())
    assert len(parts) > 1
    assert parts[0].overlap(middle)
    assert np.array_equal(canvas, result.pixels)


def test_grey_stays_grey() -> None:
    result = fix(
        photo(grey=True), "nafnet", FixSettings(parameters={"weights": "one"}, engine=CPU), JobContext()
    )
    assert np.ptp(result.pixels, axis=2).max() == 0


def test_without_weights_the_user_is_told(installed: Path) -> None:
    for path in installed.iterdir():
        path.unlink()
    with pytest.raises(UserError, match=r"no weights for NAFNet.*import"):
        fix(photo(), "nafnet", FixSettings(engine=CPU), JobContext())
