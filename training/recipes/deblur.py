"""Train a deblurring network on pairs rendered from sharp photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.blur.render import BlurSettings, render
from training.datasets import Pair, Picture, SharpPhotos, to_tensor
from training.deblurrers import Loss, nafnet_loss
from training.echoes import Echoes, Pairs

# Random numbers have no negative seeds: steps before the first count from here on.
BEFORE_ALL = 2**31
# Pairs whose PSNR, dB, is below this count as blurry in checks.
BLURRY = 35.0


@dataclass(frozen=True)
class DeblurOptions:
    """Crops of `crop` pixels, `batch` of them a step, everything drawn from `seed` and the step's number.

    uses: in how many steps every rendered picture is trained on (`training.echoes`).
    """

    crop: int = 192
    batch: int = 8
    seed: int = 1
    uses: int = 1
    blur: BlurSettings = field(default_factory=BlurSettings)
    half: bool = False


class DeblurRecipe:
    """A network on rendered blur, with the loss of its paper."""

    def __init__(
        self,
        network: nn.Module,
        photos: SharpPhotos,
        held_out: Sequence[Picture],
        pairs: Sequence[Pair],
        options: DeblurOptions,
        device: torch.device,
        loss: Loss = nafnet_loss,
    ) -> None:
        self.network = network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.network.train()
        self.photos = photos
        self.options = options
        self.device = device
        self.loss_of = loss
        if options.batch % options.uses:
            raise ValueError(f"batch must be a multiple of the {options.uses} uses of every picture")
        fresh = options.batch // options.uses
        self.parts = 1 if device.type == "cuda" else shares(fresh, torch.get_num_threads())
        self.echoes = Echoes(self.rendered, options.uses)
        self.pairs = pairs
        self.checks = self.render_checks(held_out)

    def autocast(self) -> torch.autocast:
        """bf16 where asked for; the weights and their average stay in float32."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.options.half)

    def batch(self, step: int, part: int = 0) -> Pairs:
        """Blurry and sharp pictures of a part of a step: the same for the same numbers, seed and kind of
        device."""
        return self.echoes.batch(step, part)

    @torch.no_grad()
    def rendered(self, step: int, part: int) -> Pairs:
        """Pairs made anew; steps may be negative (`echoes.source`)."""
        count = self.options.batch // self.options.uses // self.parts
        number = step if step >= 0 else BEFORE_ALL - step
        crops = self.photos.crops(count, (self.options.seed, number, part))
        generator = torch.Generator(self.device)
        generator.manual_seed((self.options.seed * 1_000_003 + number) * 64 + part)
        pairs = render(to_tensor(crops, self.device), self.options.blur, generator)
        return pairs.blurry, pairs.sharp

    def loss(self, step: int, part: int = 0) -> Tensor:
        """The loss of a part of the step's batch."""
        blurry, sharp = self.batch(step, part)
        return self.loss_of(self.outputs(self.network, blurry), sharp)

    def outputs(self, network: nn.Module, blurry: Tensor) -> list[Tensor]:
        """The network's answers, coarse to fine; the last is of full size."""
        with self.autocast():
            output = network(blurry.contiguous(memory_format=torch.channels_last))
        return list(output) if isinstance(output, list | tuple) else [output]

    def finish(self, step: int) -> None:
        """Nothing is left to do after a step."""

    def state(self) -> Mapping[str, Any]:
        """The network and its optimiser are all that a resumed run needs."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Nothing was saved."""

    def render_checks(self, held_out: Sequence[Picture]) -> list[tuple[Tensor, Tensor]]:
        """Middle crops of the held-out photos with blur that never changes, one at a time."""
        checks = []
        settings = replace(self.options.blur, sharp_chance=0.0, tiny_chance=0.0)
        side = self.options.crop + 2 * settings.margin
        for number, picture in enumerate(held_out):
            top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
            if min(top, left) < 0:
                continue
            crop = np.ascontiguousarray(picture[top : top + side, left : left + side])
            generator = torch.Generator(self.device).manual_seed(7 + number)
            rendered = render(to_tensor([crop], self.device), settings, generator)
            # The gain on what is nearly sharp says little; `sharp_psnr` looks after it.
            if psnr(rendered.blurry, rendered.sharp) < BLURRY:
                checks.append((rendered.blurry, rendered.sharp))
        return checks

    @torch.inference_mode()
    def validate(self, network: nn.Module) -> dict[str, float]:
        """PSNR gains, dB, on held-out photos and the middles of pairs; how sharp photos are kept."""
        measures = {}
        if self.checks:
            measures["held_out_gain"] = float(np.mean([self.gain(network, b, s) for b, s in self.checks]))
            kept = [psnr(self.answer(network, s), s) for _, s in self.checks]
            measures["sharp_psnr"], measures["sharp_least"] = float(np.mean(kept)), float(np.min(kept))
        families: dict[str, list[float]] = {}
        for pair in self.pairs:
            blurry, sharp = (middle(to_tensor([p], self.device), 384) for p in (pair.blurry, pair.sharp))
            families.setdefault(pair.name.split("_")[0], []).append(self.gain(network, blurry, sharp))
        for family, gains in families.items():
            measures[f"{family}_gain"] = float(np.mean(gains))
            measures[f"{family}_least"] = float(np.min(gains))
        return measures

    def answer(self, network: nn.Module, blurry: Tensor) -> Tensor:
        """The network's answer in 0..1, (1, 3, H, W) of any size."""
        height, width = blurry.shape[-2:]
        # No network here needs more; crops and pairs are multiples already.
        padded = nn.functional.pad(blurry, (0, -width % 16, 0, -height % 16), mode="replicate")
        return self.outputs(network, padded)[-1].float().clamp(0, 1)[..., :height, :width]

    def gain(self, network: nn.Module, blurry: Tensor, sharp: Tensor) -> float:
        """PSNR won over doing nothing, dB."""
        return psnr(self.answer(network, blurry), sharp) - psnr(blurry, sharp)


def shares(batch: int, cores: int) -> int:
    """Into how many equal parts to divide a batch, at most one a core.

    Convolutions of several pictures at once cost less than one after another: with two cores, three pictures
    each in bf16 took 0.6 of the time of one each in fp32.
    """
    return max(parts for parts in range(1, max(1, cores) + 1) if batch % parts == 0)


def middle(picture: Tensor, side: int) -> Tensor:
    """The middle `side` x `side` pixels of (1, C, H, W), or all of a smaller picture."""
    height, width = picture.shape[-2:]
    top, left = max(0, (height - side) // 2), max(0, (width - side) // 2)
    return picture[..., top : top + side, left : left + side]


def psnr(output: Tensor, target: Tensor) -> float:
    """Peak signal-to-noise ratio of float pictures in 0..1, dB, at most 80."""
    return -10 * float(torch.log10((output - target).square().mean().clamp_min(1e-8)))
