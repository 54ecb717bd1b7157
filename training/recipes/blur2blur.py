"""Blur2Blur: a translator that turns a camera's own blur into blur that a deblurring network knows.

Pham et al., CVPR 2024. B are blurry photos of the camera, K is known blur on its sharp photos. The
translator G changes B so that a critic D takes it for K, and keeps the content by comparing features with
the input; the deblurring network then does the rest. METHODS 1.3 to 1.6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from deblur_studio.networks.patchgan import PatchGAN
from training.blur.draws import uniform
from training.cameras.judge import turn, turn_back
from training.cameras.known import Blur, CameraLook
from training.cameras.optics import Optics, seen_through
from training.cameras.patches import Patches
from training.datasets import to_tensor
from training.distributed import average, rank
from training.features import EncoderFeatures, FrozenFeatures, feature_loss
from training.gan import gradient_penalty, hinge_critic, hinge_translator, real_penalty, top_share
from training.loop import Workers
from training.losses import charbonnier
from training.projected import ProjectedCritic
from training.recipes.deblur import shares

# Side, px, of the areas whose means are compared.
TONE_AREA = 32
# Side, px, of the areas within which a plain photo keeps about to one value, and about how far it may stray.
PLAIN_AREA, PLAIN_RANGE = 17, 0.04
# A quarter of it must still hold a patch of the critic.
LEAST_CROP = 96
PENALTIES = ("gradient", "real", "none")
JUDGES = ("features", "patches")


@dataclass(frozen=True)
class Blur2BlurOptions:
    """How the translator is trained. What is as in the paper is said; `published` changes the rest to it.

    Attributes:
        crop, batch: of a step, px and crops; seed: of every random choice.
        judge: what the critic looks at: "features" of a frozen deblurring network (`training.projected`), or
            "patches" of the pixels, at three sizes, as published, which takes very many steps.
        critic: width of the critic.
        rate: learning rate of the critic.
        reconstruction: weight of the features' difference from the input (0.8 in the published code).
        levels: weights of the features' levels, finest first.
        tone: weight of the change of local means, which no blur changes (see `tone_loss`); plain: of any
            change where there is nothing that could be blurred (see `plain_loss`); turning: of what differs
            when the photo is turned first, patterns that the translator makes up (nearly twice the work).
        pairs: weight of the difference from known blur, given the same blur as a camera with the measured
            optics would show it (`training.cameras.calibrate`).
        adversarial: weight of the paper's loss, critic and reconstruction together, beside the other terms.
        penalty: "gradient" (WGAN-GP, as published), "real" (R1) or "none", which does for a critic of
            features, whose layers are bounded already; penalty_weight: of it, for a step; penalty_every:
            computed only every so many steps, so many times as strong.
        top: share of the pictures that count for the translator at first; 1 for all of them always.
        jitter: how far brightness, contrast and saturation are changed, on both sides alike.
        blind: how far gain and offset of every channel are changed in what the critic sees, so that it looks
            at blur, and not at which colours the photos of either side happen to have.
        matched: known blur gets the camera's noise and JPEG; without, the critic tells the two apart by them.
        direct: the critic compares with sharp photos instead of K: a GAN that deblurs, for comparison.
        half: compute in bf16.
    """

    crop: int = 128
    batch: int = 4
    seed: int = 1
    judge: str = "features"
    critic: int = 64
    rate: float = 2e-4
    reconstruction: float = 0.8
    levels: tuple[float, ...] = (1.0, 0.5, 0.25)
    tone: float = 1000.0
    plain: float = 10_000.0
    turning: float = 0.0
    pairs: float = 100.0
    adversarial: float = 0.1
    penalty: str = "none"
    penalty_weight: float = 1e-4
    penalty_every: int = 4
    top: float = 1.0
    jitter: float = 0.05
    blind: float = 0.2
    matched: bool = True
    direct: bool = False
    half: bool = False

    def __post_init__(self) -> None:
        wrong = []
        if self.penalty not in PENALTIES:
            wrong.append(f"penalty must be one of {', '.join(PENALTIES)}")
        if self.judge not in JUDGES:
            wrong.append(f"judge must be one of {', '.join(JUDGES)}")
        if self.crop < LEAST_CROP or self.crop % 16:
            wrong.append("crop must be a multiple of 16, at least 96")
        if min(self.batch, self.critic, self.penalty_every) < 1:
            wrong.append("batch, critic and penalty_every must be at least 1")
        if not 0 < self.top <= 1:
            wrong.append("top must be above 0, at most 1")
        weights = (self.reconstruction, self.tone, self.plain, self.turning, self.pairs, self.adversarial)
        least = min(*weights, *self.levels, self.penalty_weight, self.jitter, self.blind)
        if least < 0 or self.rate <= 0:
            wrong.append("weights and jitter must not be negative, and the rate must be above 0")
        if wrong:
            raise ValueError("; ".join(wrong))


def published(options: Blur2BlurOptions) -> Blur2BlurOptions:
    """The options with the paper's critic, as far as its code tells (METHODS 1.3 and 1.4)."""
    return replace(
        options,
        judge="patches",
        penalty="gradient",
        tone=0.0,
        plain=0.0,
        turning=0.0,
        blind=0.0,
        pairs=0.0,
        adversarial=1.0,
    )


@dataclass(frozen=True)
class Material:
    """What is trained on: crops of the blurry and the sharp photos, known blur, the camera's noise and JPEG.

    features: for a critic that looks at them; content: for the reconstruction loss, the same unless given;
    optics: what the camera may be like, if that was measured.
    """

    blurry: Patches
    sharp: Patches
    blur: Blur
    look: CameraLook
    features: EncoderFeatures
    optics: Optics | None = None
    content: FrozenFeatures | None = None

    @property
    def compared(self) -> FrozenFeatures:
        """The features of the reconstruction loss."""
        return self.features if self.content is None else self.content


# The averaged translator, in evaluation mode -> measures; called by the loop at every check.
Judge = Callable[[nn.Module], Mapping[str, float]]


class Blur2BlurRecipe:
    """Translator and critic, a step of each in turn (`training.loop.Recipe`)."""

    def __init__(
        self,
        network: nn.Module,
        material: Material,
        options: Blur2BlurOptions,
        device: torch.device,
        judge: Judge,
        progress: Callable[[], float] = lambda: 1.0,
    ) -> None:
        """Take a translator that answers with its input, and make a critic that knows nothing.

        progress: how much of the training is done, 0..1, for `options.top`.
        """
        self.network = network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.network.train()
        self.material = material
        self.look = material.look if options.matched else CameraLook(None, 0.0)
        self.options = options
        self.device = device
        self.judge = judge
        self.progress = progress
        self.parts = 1 if device.type == "cuda" else shares(options.batch, torch.get_num_threads())
        material.features.to(device)
        self.features = material.compared.to(device)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(options.seed)
            critic = self.new_critic()
        self.critic = critic.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimiser = torch.optim.Adam(self.critic.parameters(), options.rate, betas=(0.5, 0.999))
        self.workers = Workers(self.parts)
        self.shown: dict[int, list[Tensor]] = {}
        self.critic_loss = float("nan")

    def new_critic(self) -> nn.Module:
        """A critic of the kind that the options name."""
        if self.options.judge == "patches":
            return PatchGAN(self.options.critic)
        return ProjectedCritic(self.material.features, self.options.critic)

    def judged(self, pictures: Sequence[Tensor], step: int, part: int, kind: int) -> list[Tensor]:
        """The sizes of pictures (a quarter, half, full) that the critic looks at, as it sees them."""
        if self.options.judge == "patches":
            return self.shaded(pictures, step, part, kind)
        return [pictures[-1]]

    def autocast(self) -> torch.autocast:
        """bf16 where asked for."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.options.half)

    def generator(self, step: int, part: int, kind: int) -> Generator:
        """Random numbers for one purpose of one part of a step: the same in every run."""
        number = ((self.options.seed * 1_000_003 + step) * 64 + part) * 8 + kind
        return torch.Generator(self.device).manual_seed(number * 1021 + rank())

    def drawn(self, patches: Patches, step: int, part: int, kind: int, side: int) -> Tensor:
        """Crops (B, 3, side, side) in 0..1."""
        seed = (self.options.seed, kind, step, part, rank())
        return to_tensor(patches.draw(self.options.batch // self.parts, side, seed), self.device)

    @torch.no_grad()
    def blurry(self, step: int, part: int = 0) -> Tensor:
        """Photos of the camera (B, 3, crop, crop)."""
        crops = self.drawn(self.material.blurry, step, part, 1, self.options.crop)
        return jittered(crops, self.options.jitter, self.generator(step, part, 1))

    @torch.no_grad()
    def known(self, step: int, part: int = 0) -> Tensor:
        """What the critic takes for real (B, 3, crop, crop): known blur on the camera's sharp photos."""
        generator = self.generator(step, part, 2)
        crops = self.drawn(self.material.sharp, step, part, 2, self.material.sharp.side)
        if self.options.direct:
            margin = (self.material.sharp.side - self.options.crop) // 2
            pictures = crops[..., margin:-margin, margin:-margin]
        else:
            pictures = self.look.put_on(self.material.blur(crops, generator), generator)
        return jittered(pictures, self.options.jitter, generator)

    @torch.no_grad()
    def pairs(self, step: int, part: int) -> tuple[Tensor, Tensor]:
        """Known blur as the camera would show it, and as it is: (B, 3, crop, crop) each.

        Noise is on the first only: a translator that takes some of it away helps the network behind it.
        """
        assert self.material.optics is not None
        generator = self.generator(step, part, 7)
        crops = self.drawn(self.material.sharp, step, part, 7, self.material.sharp.side)
        known = self.material.blur(crops, generator)
        optics = self.material.optics.draw(len(known), generator)
        seen = self.look.put_on(seen_through(known, optics, generator), generator)
        colours = generator.get_state()
        seen = jittered(seen, self.options.jitter, generator)
        generator.set_state(colours)
        return seen, jittered(known, self.options.jitter, generator)

    def loss(self, step: int, part: int = 0) -> Tensor:
        """The translator's loss on a part of a step's batch."""
        blurry = self.blurry(step, part)
        paired = self.pairs(step, part) if self.options.pairs and self.material.optics is not None else None
        with self.autocast():
            outputs = list(self.network(blurry.contiguous(memory_format=torch.channels_last)))
            logits = [self.critic(x) for x in self.judged(outputs, step, part, 4)]
            share = top_share(self.progress(), self.options.top)
            loss = hinge_translator(logits, share)
            if self.options.reconstruction:
                targets = pyramid(blurry)
                loss = loss + self.options.reconstruction * feature_loss(
                    self.features, outputs, targets, self.options.levels
                )
            loss = self.options.adversarial * loss
            loss = loss + self.options.tone * tone_loss(outputs[-1], blurry)
            loss = loss + self.options.plain * plain_loss(outputs[-1], blurry)
            if self.options.turning:
                turned = turn_back(self.network(turn(blurry))[-1])
                loss = loss + self.options.turning * (turned.float() - outputs[-1].float()).square().mean()
            if paired is not None:
                seen, wanted = paired
                loss = loss + self.options.pairs * pair_loss(self.network(seen), wanted)
            # Whatever is switched off, every output has a gradient.
            loss = loss + 0.0 * sum(output.mean() for output in outputs)
        self.shown[part] = [output.detach().float() for output in outputs]
        return loss

    def shaded(self, pictures: Sequence[Tensor], step: int, part: int, kind: int) -> list[Tensor]:
        """All scales of pictures as the critic sees them: each channel with its own gain and offset."""
        amount = self.options.blind
        if not amount:
            return list(pictures)
        size, generator = (len(pictures[0]), 3, 1, 1), self.generator(step, part, kind)
        gain = 1 + uniform(-amount, amount, size, generator)
        offset = uniform(-amount, amount, size, generator)
        return [gain * x + offset for x in pictures]

    def finish(self, step: int) -> None:
        """Train the critic on what the translator made in this step."""
        parameters = list(self.critic.parameters())

        def part(number: int) -> tuple[float, list[Tensor]]:
            loss = self.critic_terms(step, number)
            return loss.item(), list(torch.autograd.grad(loss, parameters))

        results = list(self.workers.map(part, range(self.parts)))
        gradients = [torch.stack(each).mean(dim=0) for each in zip(*(g for _, g in results), strict=True)]
        average(gradients)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        if all(torch.isfinite(gradient).all() for gradient in gradients):
            self.optimiser.step()
        self.critic_loss = sum(loss for loss, _ in results) / len(results)
        self.shown.clear()

    def critic_terms(self, step: int, part: int) -> Tensor:
        """The critic's loss on a part of a step's batch, with its penalty."""
        options = self.options
        made = self.judged(self.shown[part], step, part, 5)
        real = self.judged(pyramid(self.known(step, part)), step, part, 6)
        with self.autocast():
            loss = hinge_critic([self.critic(r) for r in real], [self.critic(m) for m in made])
        if options.penalty == "none" or not options.penalty_weight or step % options.penalty_every:
            return loss
        if options.penalty == "real":
            penalty = real_penalty(self.critic, real[-1])
        else:
            mix = uniform(0, 1, (len(made[-1]), 1, 1, 1), self.generator(step, part, 3))
            penalty = gradient_penalty(self.critic, real[-1], made[-1], mix)
        return loss + options.penalty_weight * options.penalty_every * penalty

    def validate(self, network: nn.Module) -> Mapping[str, float]:
        """The judge's measures."""
        return self.judge(network)

    def state(self) -> Mapping[str, Any]:
        """The critic and its optimiser."""
        return {"critic": self.critic.state_dict(), "optimiser": self.optimiser.state_dict()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on with a critic that was saved."""
        self.critic.load_state_dict(state["critic"])
        self.optimiser.load_state_dict(state["optimiser"])

    def close(self) -> None:
        """End the threads."""
        self.workers.close()


def pyramid(pictures: Tensor) -> list[Tensor]:
    """A quarter, half and full size of (B, 3, H, W), bilinear, as the translator's outputs."""
    smaller = [
        F.interpolate(pictures, scale_factor=scale, mode="bilinear", align_corners=False)
        for scale in (0.25, 0.5)
    ]
    return [*smaller, pictures]


def pair_loss(outputs: Sequence[Tensor], wanted: Tensor) -> Tensor:
    """Mean softened |difference| of a quarter, half and full size from pictures (B, 3, H, W)."""
    sizes = zip(outputs, pyramid(wanted), strict=True)
    return torch.stack([charbonnier(output.float(), target) for output, target in sizes]).mean()


def tone_loss(output: Tensor, blurry: Tensor) -> Tensor:
    """Mean squared difference of local means, for (B, 3, H, W).

    Blur moves light about but neither makes nor takes any: means over areas wider than it stay. Without this
    term the translator learns, before anything else, the colours that the sharp photos happen to have.
    """
    means = F.avg_pool2d((output.float() - blurry), TONE_AREA, stride=TONE_AREA // 2)
    return means.square().mean()


def plain_loss(output: Tensor, blurry: Tensor) -> Tensor:
    """Mean squared change where a photo is plain, for (B, 3, H, W).

    Wherever a picture is the same all around, it is the same blurred by anything: what a translator changes
    there is noise that it makes stronger, or a pattern of its own.
    """
    with torch.no_grad():
        smooth = F.avg_pool2d(blurry.mean(dim=1, keepdim=True), 5, 1, 2, count_include_pad=False)
        highest, lowest = (F.max_pool2d(sign * smooth, PLAIN_AREA, 1, PLAIN_AREA // 2) for sign in (1, -1))
        plainness = torch.exp(-(((highest + lowest) / PLAIN_RANGE) ** 2))
    return (plainness * (output.float() - blurry).square()).mean()


def jittered(pictures: Tensor, amount: float, generator: Generator) -> Tensor:
    """(B, 3, H, W) with brightness, contrast and saturation changed a little, each picture its own way."""
    if not amount:
        return pictures
    size = (len(pictures), 1, 1, 1)
    brightness, contrast, saturation = (1 + uniform(-amount, amount, size, generator) for _ in range(3))
    grey = pictures.mean(dim=1, keepdim=True)
    coloured = grey + saturation * (pictures - grey)
    middle = grey.mean(dim=(2, 3), keepdim=True)
    return ((coloured - middle) * contrast + middle * brightness).clamp(0, 1)
