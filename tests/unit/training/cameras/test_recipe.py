"""The Blur2Blur recipe: what translator and critic see, and that they learn from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from deblur_studio.networks.mimo_unet import MIMOUNet
from tests.unit.training.cameras.camera_helpers import TINY, shapes
from training.blur.render import BlurSettings
from training.cameras.known import CameraLook, RenderedBlur
from training.cameras.optics import Optics
from training.cameras.patches import Patches
from training.cameras.preparing import encoder
from training.cameras.train import translator
from training.features import EncoderFeatures, feature_loss
from training.loop import LoopOptions, Trainer
from training.recipes.blur2blur import (
    Blur2BlurOptions,
    Blur2BlurRecipe,
    Material,
    jittered,
    pair_loss,
    plain_loss,
    published,
    pyramid,
    tone_loss,
)

CPU = torch.device("cpu")
BLUR = BlurSettings(shortest=8, longest=12, sharp_chance=0, tiny_chance=0, noise_chance=0, jpeg_chance=0)


@pytest.fixture(scope="module")
def features() -> EncoderFeatures:
    return encoder(CPU)


@pytest.fixture
def made(features: EncoderFeatures) -> Iterator[list[Blur2BlurRecipe]]:
    """Recipes made in the test; their threads end with it."""
    kept: list[Blur2BlurRecipe] = []
    yield kept
    for each in kept:
        each.close()


def recipe(
    features: EncoderFeatures, kept: list[Blur2BlurRecipe], optics: Optics | None = None, **changes: object
) -> Blur2BlurRecipe:
    torch.manual_seed(0)
    given: dict[str, object] = {"crop": 96, "batch": 2, "critic": 8, "rate": 2e-3}
    options = Blur2BlurOptions(**{**given, **changes})  # type: ignore[arg-type]
    blurry = Patches(np.stack([shapes(number, 160) for number in range(4)]))
    sharp = Patches(np.stack([shapes(number, 160) for number in range(4, 8)]))
    material = Material(blurry, sharp, RenderedBlur(BLUR), CameraLook(None, 0.0), features, optics)
    kept.append(Blur2BlurRecipe(translator(TINY), material, options, CPU, lambda network: {"score": 0.0}))
    return kept[-1]


def test_a_new_translator_leaves_photos_as_they_are() -> None:
    photo = torch.rand(1, 3, 64, 64)
    outputs = translator(TINY)(photo)
    assert torch.equal(outputs[-1], photo)
    assert [tuple(o.shape[-2:]) for o in outputs] == [(16, 16), (32, 32), (64, 64)]


def test_the_smallest_preset_begins_with_what_bundled_weights_know() -> None:
    from training.cameras.presets import QUICK

    network = translator(QUICK)
    assert isinstance(network, MIMOUNet)
    new = MIMOUNet(QUICK.width, QUICK.blocks)
    assert network.Encoder[0].state_dict().keys() == new.Encoder[0].state_dict().keys()
    torch.manual_seed(0)
    assert all(
        torch.equal(a, b) for a, b in zip(network.parameters(), translator(QUICK).parameters(), strict=True)
    )
    assert network.ConvsOut[0].main[0].weight.abs().max() == 0


def soft_optics() -> Optics:
    """Of a camera that is out of focus by three pixels."""
    values = {
        "radius": 3.0,
        "spread": 0.0,
        "halo": 0.0,
        "reach": 2.0,
        "shortest": 8.0,
        "longest": 12.0,
        "trembling": 0.0,
    }
    return Optics(**{name: torch.tensor([value]) for name, value in values.items()})


def test_pairs_are_the_same_blur_with_and_without_what_the_camera_adds(
    features: EncoderFeatures, made: list[Blur2BlurRecipe]
) -> None:
    r = recipe(features, made, optics=soft_optics())
    seen, known = r.pairs(3, 0)
    assert seen.shape == known.shape == (2 // r.parts, 3, 96, 96)
    assert torch.equal(seen, r.pairs(3, 0)[0])
    assert known.diff(dim=-1).square().mean() > 1.5 * seen.diff(dim=-1).square().mean()
    # Soft, and otherwise the same picture.
    soft = [torch.nn.functional.avg_pool2d(each, 16) for each in (seen, known)]
    assert (soft[0] - soft[1]).abs().mean() < 0.02


def test_a_step_along_the_gradient_of_pairs_brings_the_camera_nearer_to_known_blur(
    features: EncoderFeatures, made: list[Blur2BlurRecipe]
) -> None:
    r = recipe(features, made, optics=soft_optics(), adversarial=0.0, tone=0.0, plain=0.0)
    seen, known = r.pairs(5, 0)

    def error() -> float:
        with torch.no_grad():
            return pair_loss(r.network(seen), known).item()

    before = error()
    for _ in range(5):
        gradients = torch.autograd.grad(r.loss(5, 0), list(r.network.parameters()), allow_unused=True)
        length = sum(g.square().sum() for g in gradients if g is not None) ** 0.5
        with torch.no_grad():
            for parameter, gradient in zip(r.network.parameters(), gradients, strict=True):
                if gradient is not None:
                    parameter -= 0.001 * gradient / length
    assert error() < before - 1e-5


def test_a_camera_that_was_not_measured_has_no_pairs(
    features: EncoderFeatures, made: list[Blur2BlurRecipe]
) -> None:
    with_pairs, without = (recipe(features, made, pairs=weight) for weight in (100.0, 0.0))
    assert with_pairs.loss(0).item() == without.loss(0).item()


def test_steps_are_repeatable_and_differ(features: EncoderFeatures, made: list[Blur2BlurRecipe]) -> None:
    r = recipe(features, made)
    assert torch.equal(r.blurry(3, 1), r.blurry(3, 1))
    assert torch.equal(r.known(3, 1), r.known(3, 1))
    assert not torch.equal(r.blurry(3, 1), r.blurry(3, 0))
    assert not torch.equal(r.known(3), r.known(4))
    assert r.blurry(0).shape == r.known(0).shape == (2 // r.parts, 3, 96, 96)


def test_the_critic_compares_with_known_blur_or_with_sharp_photos(
    features: EncoderFeatures, made: list[Blur2BlurRecipe]
) -> None:
    def roughness(pictures: torch.Tensor) -> float:
        return pictures.diff(dim=-1).square().mean().item() + pictures.diff(dim=-2).square().mean().item()

    blurred = roughness(torch.cat([recipe(features, made).known(step) for step in range(4)]))
    sharp = roughness(torch.cat([recipe(features, made, direct=True).known(step) for step in range(4)]))
    assert sharp > 1.3 * blurred


def test_the_critic_learns_to_tell_the_two_apart(
    features: EncoderFeatures, made: list[Blur2BlurRecipe]
) -> None:
    r = recipe(features, made)
    losses = []
    for step in range(30):
        for part in range(r.parts):
            r.loss(step, part)
        r.finish(step)
        losses.append(r.critic_loss)
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:3])
    assert not r.shown


def test_the_translator_follows_the_critic_and_the_input_holds_it_back(
    features: EncoderFeatures, made: list[Blur2BlurRecipe], tmp_path: Path
) -> None:
    changes = []
    for number, weight in enumerate((0.0, 20.0)):
        r = recipe(features, made, reconstruction=weight, tone=0.0, plain=0.0, adversarial=1.0)
        trainer = Trainer(r, LoopOptions(tmp_path / str(number), steps=25, rate=2e-3, warm_up=1))
        trainer.run()
        with torch.no_grad():
            photo = r.blurry(0)
            changes.append((r.network(photo)[-1] - photo).abs().mean().item())
    assert changes[0] > 1.2 * changes[1]
    assert changes[0] > 0.003


@pytest.mark.parametrize("penalty", ["gradient", "real", "none"])
@pytest.mark.parametrize("judge", ["features", "patches"])
def test_every_critic_trains_with_every_penalty(
    features: EncoderFeatures, made: list[Blur2BlurRecipe], penalty: str, judge: str
) -> None:
    r = recipe(features, made, judge=judge, penalty=penalty, penalty_weight=0.1, penalty_every=2, top=0.5)
    before = [parameter.clone() for parameter in r.critic.parameters()]
    for step in range(2):
        for part in range(r.parts):
            r.loss(step, part)
        r.finish(step)
    moved = [not torch.equal(a, b) for a, b in zip(before, r.critic.parameters(), strict=True)]
    assert any(moved)
    assert np.isfinite(r.critic_loss)


def test_features_see_blur_and_are_calibrated(features: EncoderFeatures) -> None:
    sharp = torch.from_numpy(shapes(1, 128)).permute(2, 0, 1)[None] / 255
    soft = torch.nn.functional.avg_pool2d(sharp, 5, 1, 2)
    features.calibrate(sharp)
    for level in features(sharp):
        assert level.std().item() == pytest.approx(1, abs=0.3)
    zero = feature_loss(features, [sharp], [sharp], (1, 1, 1))
    assert zero.item() == 0
    assert feature_loss(features, [soft], [sharp], (1, 1, 1)).item() > 0.1
    assert not any(parameter.requires_grad for parameter in features.parameters())


def test_jitter_is_mild_and_each_pictures_own() -> None:
    pictures = torch.rand(6, 3, 32, 32) * 0.5 + 0.25
    changed = jittered(pictures, 0.05, torch.Generator().manual_seed(1))
    differences = (changed - pictures).abs().mean(dim=(1, 2, 3))
    assert differences.max() < 0.06
    assert len(differences.unique()) == 6
    assert torch.equal(jittered(pictures, 0.0, torch.Generator()), pictures)
    assert [tuple(each.shape[-2:]) for each in pyramid(pictures)] == [(8, 8), (16, 16), (32, 32)]


def test_the_critics_features_are_frozen_and_not_its_own(
    features: EncoderFeatures, made: list[Blur2BlurRecipe]
) -> None:
    r = recipe(features, made)
    names = r.critic.state_dict()
    assert names
    assert all(name.startswith("heads.") for name in names)
    before = [parameter.clone() for parameter in features.parameters()]
    for part in range(r.parts):
        r.loss(0, part)
    r.finish(0)
    assert all(torch.equal(a, b) for a, b in zip(before, features.parameters(), strict=True))
    assert r.critic(torch.rand(2, 3, 96, 96)).shape[0] == 2


def test_local_means_are_held_and_blur_is_free() -> None:
    picture = torch.rand(2, 3, 96, 96)
    soft = torch.nn.functional.avg_pool2d(picture, 3, 1, 1, count_include_pad=False)
    assert tone_loss(soft, picture) < 2e-4
    assert tone_loss(picture + 0.02, picture).item() == pytest.approx(4e-4, rel=1e-3)


def test_only_plain_parts_are_held() -> None:
    picture = torch.full((1, 3, 96, 96), 0.5)
    picture[..., 48:] = torch.rand(1, 3, 96, 48, generator=torch.Generator().manual_seed(1)).round()
    changed = picture.clone()
    changed[..., 60:] += 0.1
    assert plain_loss(changed, picture) < 1e-5
    changed = picture.clone()
    changed[..., :36] += 0.1
    assert plain_loss(changed, picture).item() == pytest.approx(0.01 * 36 / 96, rel=0.01)
    # Noise leaves a wall plain.
    noisy = torch.full((1, 3, 96, 96), 0.5) + 0.01 * torch.randn(1, 3, 96, 96)
    assert plain_loss(noisy + 0.1, noisy).item() > 0.007


def test_the_published_critic_is_an_option(features: EncoderFeatures, made: list[Blur2BlurRecipe]) -> None:
    paper = published(Blur2BlurOptions())
    assert (paper.judge, paper.penalty, paper.penalty_weight) == ("patches", "gradient", 1e-4)
    r = recipe(features, made, judge="patches")
    assert [tuple(x.shape[-2:]) for x in r.judged(pyramid(torch.rand(1, 3, 96, 96)), 0, 0, 4)] == [
        (24, 24),
        (48, 48),
        (96, 96),
    ]


def test_wrong_options_are_all_named() -> None:
    with pytest.raises(ValueError, match=r"penalty.*judge.*crop.*batch.*top.*weights"):
        Blur2BlurOptions(penalty="tax", judge="jury", crop=70, batch=0, top=0, jitter=-1)
