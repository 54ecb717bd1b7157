"""What the reconstruction loss of a camera's training compares, with and without an imported VGG."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.weights.importing import import_weights
from tests.unit.training.cameras.camera_helpers import TINY, Listener, make_plan, shapes
from tests.unit.training.test_features import installed_vgg
from training.blur.render import BlurSettings
from training.cameras import events, presets
from training.cameras.known import CameraLook, RenderedBlur
from training.cameras.patches import Patches
from training.cameras.plan import CameraPlan
from training.cameras.preparing import FEATURES_FILE, Prepared, compared_features, encoder, prepare_all
from training.cameras.train import train_camera, translator
from training.features import EncoderFeatures, VGGFeatures, content_features
from training.recipes.blur2blur import Blur2BlurOptions, Blur2BlurRecipe, Material

CPU = torch.device("cpu")
BLUR = BlurSettings(shortest=8, longest=12, sharp_chance=0, tiny_chance=0, noise_chance=0, jpeg_chance=0)


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The smallest size, on one core."""
    monkeypatch.setattr(presets, "PRESETS", (TINY,))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def recipe(content: VGGFeatures | None, **changes: object) -> Blur2BlurRecipe:
    torch.manual_seed(0)
    features = encoder(CPU)
    photos = [Patches(np.stack([shapes(n, 160) for n in range(first, first + 4)])) for first in (0, 4)]
    known = RenderedBlur(BLUR)
    material = Material(photos[0], photos[1], known, CameraLook(None, 0.0), features, content=content)
    options = Blur2BlurOptions(**{"crop": 96, "batch": 2, "critic": 8, **changes})  # type: ignore[arg-type]
    network = translator(TINY)
    with torch.no_grad():  # so that it changes the photo, and there is something to compare
        for layer in network.modules():
            if isinstance(layer, torch.nn.Conv2d) and layer.out_channels == 3:
                torch.nn.init.normal_(layer.weight, 0, 0.1)
    return Blur2BlurRecipe(network, material, options, CPU, lambda _: {})


def vgg(tmp_path: Path) -> VGGFeatures:
    installed_vgg(tmp_path)
    content = content_features(encoder(CPU))
    assert isinstance(content, VGGFeatures)
    content.calibrate(torch.rand(4, 3, 96, 96))
    return content


def test_reconstruction_compares_by_vgg_and_the_critic_does_not(tmp_path: Path) -> None:
    with_vgg, without = recipe(vgg(tmp_path)), recipe(None)
    try:
        assert isinstance(with_vgg.features, VGGFeatures)
        assert isinstance(without.features, EncoderFeatures)
        losses = [r.loss(0).item() for r in (with_vgg, without)]
        assert losses[0] != pytest.approx(losses[1], rel=1e-3)
        x = torch.rand(2, 3, 96, 96)
        assert torch.equal(with_vgg.critic(x), without.critic(x))
        # Not even its loss on the same step differs.
        terms = [r.critic_terms(0, 0).item() for r in (with_vgg, without)]
        assert terms[0] == terms[1]
    finally:
        with_vgg.close()
        without.close()


def test_without_reconstruction_the_features_do_not_matter(tmp_path: Path) -> None:
    recipes = [recipe(content, reconstruction=0.0) for content in (vgg(tmp_path), None)]
    try:
        losses = [r.loss(0).item() for r in recipes]
    finally:
        for each in recipes:
            each.close()
    assert losses[0] == losses[1]


def prepared(plan: CameraPlan) -> Prepared:
    return prepare_all(plan, Listener(), CPU)


def test_preparing_takes_the_encoder_for_everything(tmp_path: Path) -> None:
    found = prepared(make_plan(tmp_path))
    assert found.material.compared is found.material.features is found.bench.features


def test_preparing_takes_the_vgg_for_the_reconstruction_alone(tmp_path: Path) -> None:
    before = prepared(make_plan(tmp_path / "a")).bench.usual
    installed_vgg(tmp_path)
    found = prepared(make_plan(tmp_path / "b"))
    assert isinstance(found.material.compared, VGGFeatures)
    assert len(found.material.compared.strengths) == 3
    assert isinstance(found.material.features, EncoderFeatures)
    assert found.bench.features is found.material.features
    assert torch.equal(found.bench.usual, before)


def test_the_card_tells_that_the_vgg_was_used(tmp_path: Path) -> None:
    installed_vgg(tmp_path)
    outcome = train_camera(make_plan(tmp_path), Listener(), CPU)
    assert isinstance(outcome, events.Finished)
    card = weights.find(outcome.result).card
    assert card.settings["features"] == "relu2_2, relu3_3, relu4_3 of vgg16"


def test_a_vgg_that_comes_or_goes_meanwhile_changes_no_training(tmp_path: Path) -> None:
    one, two = (make_plan(tmp_path / name) for name in "ab")
    own = encoder(CPU)
    for plan in (one, two):
        plan.save()
    assert compared_features(one, own) is own
    installed_vgg(tmp_path)
    assert compared_features(one, own) is own
    assert compared_features(two, own).source == "vgg16"
    assert json.loads((two.folder / FEATURES_FILE).read_text()) == {"weights": "vgg16"}
    weights.remove(weights.find("vgg16"))
    assert compared_features(one, own) is own
    with pytest.raises(UserError, match="not installed any more: import it again, or start a new training"):
        compared_features(two, own)
    import_weights(tmp_path / "vgg16.pth")
    assert isinstance(compared_features(two, own), VGGFeatures)
    # What cannot be read is chosen anew.
    (two.folder / FEATURES_FILE).write_text("[")
    assert compared_features(two, own).source == "vgg16"
