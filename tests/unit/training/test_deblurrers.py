"""Every network that can be trained: its start, its loss, and the fight against a discriminator."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from deblur_studio.weights.architectures import ARCHITECTURES
from training.blur.render import BlurSettings
from training.datasets import SharpPhotos
from training.deblurrers import DEBLURRERS, Deblurrer, deblurrer
from training.loop import LoopOptions, Trainer
from training.losses import judged_false, judged_real, scales_l1, scales_spectrum
from training.recipes.adversarial import AdversarialRecipe
from training.recipes.deblur import DeblurOptions, DeblurRecipe, shares

TINY = {
    "nafnet": {"width": 8, "enc_blocks": (1,), "middle_blocks": 1, "dec_blocks": (1,), "shuffle": 2},
    "mimo-unet": {"width": 8, "blocks": 1},
    "deepdeblur": {"width": 8, "blocks": 1},
}
BLUR = BlurSettings(margin=16, shortest=6, longest=10, noise_chance=0, jpeg_chance=0, sharp_chance=0)


def tiny(kind: Deblurrer) -> Deblurrer:
    return replace(kind, size=TINY[kind.name])


def outputs(kind: Deblurrer, x: Tensor) -> list[Tensor]:
    answer = kind.network(64)(x)
    return list(answer) if isinstance(answer, list) else [answer]


@pytest.fixture
def photos(tmp_path: Path) -> SharpPhotos:
    noise = np.random.default_rng(0).integers(0, 256, (36, 36, 3), np.uint8)
    Image.fromarray(noise).resize((288, 288), Image.Resampling.BICUBIC).save(tmp_path / "a.png")
    return SharpPhotos([tmp_path / "a.png"], 96)


@pytest.mark.parametrize("kind", DEBLURRERS, ids=lambda kind: kind.name)
class TestEveryNetwork:
    def test_starts_from_the_photo_as_it_is(self, kind: Deblurrer) -> None:
        torch.manual_seed(0)
        x = torch.rand(1, 3, 64, 64)
        assert torch.allclose(outputs(tiny(kind), x)[-1], x, atol=1e-5)

    def test_the_bundled_size_is_one_the_program_can_load(self, kind: Deblurrer) -> None:
        row = next(row for row in ARCHITECTURES if row.name == kind.architecture)
        with torch.device("meta"):
            state = kind.network(160).state_dict()
            stored = row.build(**kind.arguments(160)).state_dict()
        assert {k: v.shape for k, v in state.items()} == {k: v.shape for k, v in stored.items()}
        assert row.recognises(state)

    def test_the_loss_is_least_for_the_sharp_picture(self, kind: Deblurrer) -> None:
        torch.manual_seed(0)
        sharp = torch.rand(2, 3, 64, 64)
        exact = outputs(tiny(kind), sharp)
        wrong = outputs(tiny(kind), (sharp + 0.1 * torch.randn_like(sharp)).clamp(0, 1))
        assert kind.loss(exact, sharp) < kind.loss(wrong, sharp)

    def test_a_few_steps_sharpen(self, kind: Deblurrer, photos: SharpPhotos) -> None:
        torch.manual_seed(0)
        options = DeblurOptions(crop=64, batch=2, blur=BLUR)
        small = tiny(kind)
        recipe = DeblurRecipe(small.network(64), photos, [], [], options, torch.device("cpu"), small.loss)
        rate = 1e-4 if kind.name == "deepdeblur" else 3e-3
        optimiser = torch.optim.Adam(recipe.network.parameters(), rate)

        def error() -> float:
            blurry, sharp = recipe.batch(0)
            with torch.no_grad():
                return float((recipe.outputs(recipe.network, blurry)[-1] - sharp).abs().mean())

        before = error()
        for _ in range(12):
            optimiser.zero_grad()
            recipe.loss(0).backward()
            optimiser.step()
        assert error() < 0.99 * before

    def test_answers_to_sizes_that_are_no_multiple(self, kind: Deblurrer, photos: SharpPhotos) -> None:
        small = tiny(kind)
        recipe = DeblurRecipe(
            small.network(64),
            photos,
            [],
            [],
            DeblurOptions(crop=64, batch=2),
            torch.device("cpu"),
            small.loss,
        )
        picture = torch.rand(1, 3, 37, 50)
        assert torch.allclose(recipe.answer(recipe.network, picture), picture, atol=1e-5)


def test_an_unknown_network_is_named() -> None:
    with pytest.raises(ValueError, match="'unet' to train; known: nafnet, mimo-unet, deepdeblur"):
        deblurrer("unet")


def test_scales_add_up() -> None:
    outputs = [torch.full((1, 3, 4, 4), 0.5), torch.full((1, 3, 8, 8), 0.3)]
    targets = [torch.full((1, 3, 4, 4), 0.4), torch.full((1, 3, 8, 8), 0.5)]
    assert scales_l1(outputs, targets).item() == pytest.approx(0.1 + 0.2, abs=1e-6)


def test_the_spectrum_of_an_even_error_is_one_number() -> None:
    # An even error of e over n pixels has a spectrum of n e at frequency 0 and 0 elsewhere; with real and
    # imaginary parts counted apart, that is a mean of n e / 2n.
    output, target = torch.full((1, 3, 8, 8), 0.7), torch.full((1, 3, 8, 8), 0.5)
    assert scales_spectrum([output], [target]).item() == pytest.approx(0.1, abs=1e-5)


def test_batches_are_shared_evenly_among_cores() -> None:
    assert [shares(batch, cores) for batch, cores in ((8, 2), (6, 4), (5, 2), (1, 8), (4, 0))] == [
        2,
        3,
        1,
        1,
        1,
    ]


class TestAdversarial:
    def recipe(self, photos: SharpPhotos, batch: int = 2) -> AdversarialRecipe:
        torch.manual_seed(0)
        kind = tiny(deblurrer("deepdeblur"))
        options = DeblurOptions(crop=256, batch=batch, blur=BLUR)
        return AdversarialRecipe(
            kind.network(256), photos, [], [], options, torch.device("cpu"), kind.loss, weight=1.0
        )

    def test_verdicts(self) -> None:
        sure = torch.tensor([8.0])
        assert judged_real(sure) < 0.01 < 5 < judged_false(sure)
        assert judged_real(torch.zeros(1)).item() == pytest.approx(np.log(2))

    def test_small_crops_are_refused(self, photos: SharpPhotos) -> None:
        kind = tiny(deblurrer("deepdeblur"))
        with pytest.raises(ValueError, match="at least 256 pixels"):
            AdversarialRecipe(
                kind.network(64),
                photos,
                [],
                [],
                DeblurOptions(crop=64, batch=2),
                torch.device("cpu"),
                kind.loss,
                1.0,
            )

    def test_both_learn_and_a_resumed_run_goes_on_with_the_same_discriminator(
        self, tmp_path: Path, photos: SharpPhotos
    ) -> None:
        large = SharpPhotos([tmp_path / "a.png"], 288)
        recipe = self.recipe(large)
        before = {name: value.clone() for name, value in recipe.critic.state_dict().items()}
        network = {name: value.clone() for name, value in recipe.network.state_dict().items()}
        trainer = Trainer(recipe, LoopOptions(tmp_path / "run", steps=1, rate=1e-4, warm_up=1))
        trainer.run()
        after = recipe.critic.state_dict()
        assert any(not torch.equal(before[name], after[name]) for name in before)
        assert any(not torch.equal(network[name], v) for name, v in recipe.network.state_dict().items())
        again = self.recipe(large)
        Trainer(again, LoopOptions(tmp_path / "run", steps=1, rate=1e-4, resume=True))
        assert all(torch.equal(value, after[name]) for name, value in again.critic.state_dict().items())
