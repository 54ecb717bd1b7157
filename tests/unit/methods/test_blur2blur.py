"""A trained camera as a method: a translator, then the deblurring network it was trained for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from deblur_studio import places, weights
from deblur_studio.engine import Cancelled, EngineSettings, JobContext, Progress, Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, needs, registry
from deblur_studio.methods.blur2blur import CONVERTED
from deblur_studio.methods.pipeline import fix, whole
from deblur_studio.methods.recipe import recipe_of, replay
from deblur_studio.networks.mimo_unet import MIMOUNet
from deblur_studio.photo import Metadata, Photo, read
from tests.unit.weights import tiny

CPU = EngineSettings(device="cpu", precision="fp32")
METHOD = "blur2blur:mine"


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Deblurring weights "base" and a camera "mine" trained for them, as the user's; none bundled."""
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")
    folder = places.user_weights_folder()
    tiny.install(folder, "base", seed=1)
    install_camera(folder, "mine")
    return folder


def install_camera(folder: Path, name: str, base: str = "base", base_sha: str | None = None) -> None:
    torch.manual_seed(5)
    network = MIMOUNet(4, 1, train_size=64)
    for parameter in network.parameters():
        parameter.data *= 0.6  # a change that can be seen, and no more
    weights.write_weights(
        folder,
        name,
        network.state_dict(),
        title="My old camera",
        architecture="Blur2Blur",
        arguments={"width": 4, "blocks": 1, "train_size": 64},
        trained_on="a test",
        recipe="blur2blur",
        command="none",
        minutes=1,
        machine="none",
        results={},
        licence="own",
        settings={"base": base, "base_sha256": base_sha or weights.find("base").card.sha256},
    )


def photo(height: int = 60, width: int = 80, grey: bool = False) -> Photo:
    y, x = np.mgrid[0:height, 0:width]
    waves = [0.5 + 0.3 * np.sin((c + 1) * x / 9 + (c + 2) * y / 11) for c in range(3)]
    pixels = np.stack([waves[0]] * 3 if grey else waves, axis=-1).astype(np.float32)
    return Photo(pixels, None, Metadata(), 8, grey, Path("p.png"), "PNG")


def settings(region: Region | None = None) -> FixSettings:
    return FixSettings(engine=CPU, region=region)


def test_a_camera_is_a_method_as_long_as_it_is_installed(installed: Path) -> None:
    assert registry.names()[-1] == METHOD
    spec = registry.get("BLUR2BLUR:mine").spec
    assert spec.title == "Blur2Blur: My old camera"
    assert [entry.card.name for entry in needs.usable(spec)] == ["mine"]
    weights.remove(weights.find("mine"))
    assert METHOD not in registry.names()
    with pytest.raises(UserError, match="no method"):
        registry.get(METHOD)


def test_two_cameras_are_two_methods_with_weights_of_their_own(installed: Path) -> None:
    install_camera(installed, "other")
    specs = [method.spec for method in registry.methods() if method.spec.needs == ("Blur2Blur",)]
    assert [spec.weights for spec in specs] == ["mine", "other"]
    assert [len(needs.usable(spec)) for spec in specs] == [1, 1]


def test_it_is_the_translator_and_then_the_deblurring_network() -> None:
    one = photo()
    result = fix(one, METHOD, settings(), JobContext())
    x = torch.from_numpy(one.pixels).permute(2, 0, 1)[None]
    with torch.no_grad():
        converted = weights.load("mine")(x)[-1].clamp(0, 1)
    layer = result.layers[CONVERTED]
    np.testing.assert_allclose(layer, converted[0].permute(1, 2, 0).numpy(), atol=2e-3)
    assert np.abs(layer - one.pixels).mean() > 0.002, "this camera's translator must do something"
    between = Photo(layer, None, Metadata(), 8, False, Path("p.png"), "PNG")
    behind = fix(between, "nafnet", FixSettings(parameters={"weights": "base"}, engine=CPU), JobContext())
    np.testing.assert_array_equal(result.pixels, behind.pixels)
    assert result.weights == "mine"
    assert result.more_weights == {"base": weights.find("base").card.sha256}


def test_a_region_is_as_in_the_whole_photo() -> None:
    one, region = photo(300, 400), Region(120, 90, 64, 48)
    whole = fix(one, METHOD, settings(), JobContext())
    part = fix(one, METHOD, settings(region), JobContext())
    rows, columns = slice(90, 138), slice(120, 184)
    np.testing.assert_allclose(part.pixels, whole.pixels[rows, columns], atol=0.5 / 255)
    np.testing.assert_allclose(part.layers[CONVERTED], whole.layers[CONVERTED][rows, columns], atol=0.5 / 255)


def test_grey_photos_stay_grey() -> None:
    result = fix(photo(grey=True), METHOD, settings(), JobContext())
    assert np.ptp(result.pixels, axis=2).max() == 0


class Follower(JobContext):
    """Keeps what is told and shown; cancels after so many reports."""

    shows = True

    def __init__(self, most: int = 10**9) -> None:
        self.told: list[Progress] = []
        self.shown: list[np.ndarray] = []
        self.most = most

    def report(self, progress: Progress) -> None:
        self.told.append(progress)

    def checkpoint(self) -> None:
        if len(self.told) >= self.most:
            raise Cancelled

    def show(self, region: Region, pixels: np.ndarray) -> None:
        self.shown.append(pixels)


def test_progress_counts_both_networks_and_shows_only_the_result() -> None:
    follower = Follower()
    result = fix(photo(), METHOD, settings(), follower)
    shares = [each.done / each.total for each in follower.told]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert any(0.4 < share < 0.6 for share in shares)
    np.testing.assert_allclose(follower.shown[-1], result.pixels, atol=1e-6)


def test_it_can_be_cancelled_between_the_networks() -> None:
    with pytest.raises(Cancelled):
        fix(photo(), METHOD, settings(), Follower(1))


def test_missing_deblurring_weights_are_named(installed: Path) -> None:
    weights.remove(weights.find("base"))
    with pytest.raises(UserError, match=r"My old camera was trained for the deblurring weights base"):
        fix(photo(), METHOD, settings(), JobContext())


def test_other_deblurring_weights_of_that_name_are_told(installed: Path) -> None:
    install_camera(installed, "older", base_sha="0" * 64)
    result = fix(photo(), "blur2blur:older", settings(), JobContext())
    assert any("have changed since this camera was trained" in note for note in result.notes)
    assert fix(photo(), METHOD, settings(), JobContext()).notes == ()


def test_a_recipe_keeps_both_weights_and_misses_each(installed: Path, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    Image.fromarray((photo().pixels * 255).astype(np.uint8)).save(path)
    one = read(path)
    restoration = fix(one, METHOD, settings(), JobContext())
    recipe = recipe_of(one, restoration, whole(one, restoration), tmp_path / "out.png")
    assert [used.name for used in recipe.weights] == ["mine", "base"]
    assert replay(recipe, one, tmp_path / "out.png", JobContext()).same
    weights.find("base").path.with_suffix(".json").unlink()
    with pytest.raises(UserError, match="the weights base are not installed"):
        replay(recipe, one, tmp_path / "out.png", JobContext())
