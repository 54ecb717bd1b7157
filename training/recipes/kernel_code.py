"""Train a network that reads the blur between two pictures as a code and puts it onto other pictures.

Tran et al.: "Explore Image Deblurring via Encoded Blur Kernel Space", CVPR 2021, with two changes. The
published loss is summed over all numbers of a batch; here it is their mean, so that the learning rate does
not depend on the crops' size. And rendered blur can be put onto two pictures alike, so that the code of one
is also asked to blur the other, which is what Blur2Blur will do with it; the published training has nothing
but pairs, and asks each code for its own blurry picture alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from deblur_studio.networks.kernel_wizard import MULTIPLE, KernelWizard
from training.blur.render import Rendered, draw_shot, take
from training.datasets import Pair, Picture, SharpPhotos, to_tensor
from training.losses import charbonnier
from training.recipes.deblur import BLURRY, DeblurOptions, DeblurRecipe, middle, psnr

# Half the published width, and less than half the depth. Features of a quarter of the size stand for 4 x 4
# pixels of three colours each: with much fewer channels, fine detail cannot be told.
SIZE: dict[str, Any] = {"width": 32, "code": 256, "blocks": 4, "trunk": 8, "code_blocks": 2}
# What the code must not tell of: the camera whose blur is copied adds noise and JPEG of its own.
CLEAN = ("noise_chance=0", "demosaic_chance=0", "jpeg_chance=0", "lights_chance=0", "bokeh_chance=0")


def new_network(crop: int, **changes: Any) -> KernelWizard:
    """A network of our own size, or with changes of it, that gives sharp pictures back nearly as they are.

    The codes pass eleven layers on their way in and ten on their way out. Drawn as torch does by default, the
    layers weaken them so much that the network learns without looking at them: in one run of 300 steps on
    two blurs of one picture it came 2 dB nearer to them, with its own code or the other. Drawn so that their
    strength is kept, it came 12 dB nearer in 200 steps, and 0.6 dB with the other code.
    """
    network = KernelWizard(**{**SIZE, **changes}, train_size=crop)
    for part in (network.feature_extractor[:6], network.kernel_extractor, network.adapter):
        for layer in part.modules():
            if isinstance(layer, nn.ConvTranspose2d):  # of 4 x 4 taps, 2 x 2 meet at each point
                nn.init.normal_(layer.weight, 0, (2 / (4 * layer.in_channels)) ** 0.5)
            elif isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight)
    last = network.recon_trunk[-1]
    assert isinstance(last, nn.Conv2d)
    nn.init.normal_(last.weight, 0, 0.02)
    nn.init.zeros_(last.bias)  # type: ignore[arg-type]
    return network


class KernelCodeRecipe(DeblurRecipe):
    """Kernel extractor and adapter on rendered blur, for the loop of all recipes.

    network: a `KernelWizard`; a `vae` one is trained as one without a distribution of codes.
    transfer: whether half of the loss is on pictures that got the same blur as those the codes are read from.
    """

    def __init__(
        self,
        network: KernelWizard,
        photos: SharpPhotos,
        held_out: Sequence[Picture],
        pairs: Sequence[Pair],
        options: DeblurOptions,
        device: torch.device,
        transfer: bool = True,
    ) -> None:
        """Render what is checked on.

        Raises:
            ValueError: the crops' side is no multiple of 128 pixels.
        """
        if options.crop % MULTIPLE:
            raise ValueError(
                f"kernel codes need crops of a multiple of {MULTIPLE} pixels, not {options.crop}"
            )
        self.transfer = transfer
        self.wizard = network
        super().__init__(network, photos, held_out, pairs, options, device)
        self.twins = self.render_twins(held_out)

    def loss(self, step: int, part: int = 0) -> Tensor:
        """See `Recipe.loss`."""
        first, second = self.two(step, part)
        with self.autocast():
            features = self.wizard.features(first.sharp)
            code = self.wizard.code_of(features, self.wizard.features(first.blurry))
            loss = charbonnier(self.wizard.with_code(first.sharp, features, code), first.blurry)
            if not self.transfer:
                return loss
            return (loss + charbonnier(self.wizard.adapt(second.sharp, code), second.blurry)) / 2

    def two(self, step: int, part: int = 0) -> tuple[Rendered, Rendered]:
        """Pairs of a part of a step, and of other pictures that moved just alike."""
        count = self.options.batch // self.parts
        crops = to_tensor(self.photos.crops(2 * count, (self.options.seed, step, part)), self.device)
        seed = (self.options.seed * 1_000_003 + step) * 64 + part
        return self.alike(crops[:count], crops[count:], torch.Generator(self.device).manual_seed(seed))

    @torch.no_grad()
    def alike(self, first: Tensor, second: Tensor, generator: torch.Generator) -> tuple[Rendered, Rendered]:
        """Two batches of sharp pictures (B, 3, H, W) with the same blur, margins cut off."""
        blur = self.options.blur
        height, width = (side - 2 * blur.margin for side in first.shape[-2:])
        shot = draw_shot(len(first), (height, width), blur, generator)
        return take(first, shot, blur, generator), take(second, shot, blur, generator)

    def render_checks(self, held_out: Sequence[Picture]) -> list[tuple[Tensor, Tensor]]:
        """None of a single picture: see `render_twins`."""
        return []

    def render_twins(self, held_out: Sequence[Picture]) -> list[tuple[Rendered, Rendered]]:
        """Middles of the held-out photos, each with the next one, with blur that never changes."""
        side = self.options.crop + 2 * self.options.blur.margin
        large = [picture for picture in held_out if min(picture.shape[:2]) >= side]
        crops = [middle(to_tensor([np.ascontiguousarray(p)], self.device), side) for p in large]
        twins = []
        for number, (one, other) in enumerate(zip(crops, crops[1:] + crops[:1], strict=True)):
            generator = torch.Generator(self.device).manual_seed(7 + number)
            first, second = self.alike(one, other, generator)
            if len(crops) > 1 and psnr(second.blurry, second.sharp) < BLURRY:
                twins.append((first, second))
        return twins

    @torch.inference_mode()
    def validate(self, network: nn.Module) -> dict[str, float]:
        """How much nearer to the blurry picture the adapted one is than the sharp one, dB.

        transfer_gain: with the code of another picture, of held-out photos; own_gain: with its own code;
        FAMILY_gain: with its own code, of the middles of pairs.
        """
        assert isinstance(network, KernelWizard)
        measures = {}
        if self.twins:
            gains = [self.gains(network, first, second) for first, second in self.twins]
            measures["transfer_gain"] = float(np.mean([transfer for transfer, _ in gains]))
            measures["own_gain"] = float(np.mean([own for _, own in gains]))
        families: dict[str, list[float]] = {}
        for pair in self.pairs:
            blurry, sharp = (to_tensor([p], self.device) for p in (pair.blurry, pair.sharp))
            side = min(2 * MULTIPLE, min(sharp.shape[-2:]) // MULTIPLE * MULTIPLE)
            if side:
                blurry, sharp = middle(blurry, side), middle(sharp, side)
                own = self.gain(network, blurry, sharp)
                families.setdefault(pair.name.split("_")[0], []).append(own)
        return measures | {f"{name}_gain": float(np.mean(gains)) for name, gains in families.items()}

    def gains(self, network: KernelWizard, first: Rendered, second: Rendered) -> tuple[float, float]:
        """What the code of the first gains on the second, and what that of the second does, dB."""
        with self.autocast():
            adapted = network.adapt(second.sharp, network.code(first.sharp, first.blurry))
        before = psnr(second.sharp, second.blurry)
        return psnr(shown(adapted), second.blurry) - before, self.gain(network, second.blurry, second.sharp)

    def gain(self, network: nn.Module, blurry: Tensor, sharp: Tensor) -> float:
        """PSNR towards the blurry picture won by adapting with its own code, dB."""
        with self.autocast():
            adapted = network(sharp, blurry)
        return psnr(shown(adapted), blurry) - psnr(sharp, blurry)


def shown(picture: Tensor) -> Tensor:
    """A network's answer as a picture in 0..1."""
    return picture.float().clamp(0, 1)
