"""Train a network that restores a photo and tells the motion in it, on blur rendered with its exact flow.

Jung et al., Journal of Korea Multimedia Society 22(10), 2019, and IEEE TIP 30, p. 8170, 2021: the sum of a
loss of the picture and one of the flow. Here the flow is the renderer's own instead of a teacher's guess, and
its two ends may be exchanged (`training.flow_loss`). The picture's loss is NAFNet's, or as in the first paper
differences of features and a Wasserstein critic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from deblur_studio.networks.deblur_flow import DeblurFlow
from deblur_studio.networks.deblur_flow_critic import DeblurFlowCritic
from training import flow_loss as motion
from training.blur.render import render
from training.datasets import Pair, Picture, SharpPhotos, to_tensor
from training.distributed import average
from training.features import FrozenFeatures, feature_loss
from training.gan import gradient_penalty
from training.labelled import Labelled, joined, turned
from training.losses import psnr_loss
from training.recipes.deblur import BEFORE_ALL, DeblurOptions, DeblurRecipe, middle
from training.recorded import Recorded

TASKS = ("both", "restore", "flow")
CONTENTS = ("psnr", "features")
# Of the levels of features, finest first: VGG's conv3_3, which they stand for, is at a quarter of the size.
LEVELS = (0.5, 1.0, 1.0)
PENALTY = 10.0  # of the critic's slope (Gulrajani et al., NIPS 2017)


@dataclass(frozen=True)
class FlowOptions:
    """What is learned, and how much each mistake weighs.

    Attributes:
        task: "both", or one of the decoders alone, "restore" or "flow"; the other is left as it is.
        content: of the restored picture: "psnr" as of NAFNet, in dB, or "features" of a frozen network.
        critic: weight of a Wasserstein critic's verdict on restored pictures (0.01 in DeblurGAN, for losses
            of features); 0 for none.
        flow: weight of the error of the flow, in units of 20 px.
        reblur: weight of the restored picture's difference from the photo once it is blurred along the flow.
        window: side of the regions whose forward and backward flow change places together, px; None for
            whole pictures.
        relative: px; an error counts by the true length plus this, as 15 px over it: long motions are few but
            have large errors, and what is told of short ones should be right, too. 0: all px are alike.
        length: weight of wrong lengths, in logarithms; of networks that tell doubled angles.
        hidden, flat: how much points count for the flow that something passes before, or without texture.
    """

    task: str = "both"
    content: str = "psnr"
    critic: float = 0.0
    flow: float = 3.0
    reblur: float = 0.0
    window: int | None = motion.WINDOW
    relative: float = 5.0
    length: float = 0.0
    hidden: float = 0.3
    flat: float = 0.3

    def __post_init__(self) -> None:
        """Raise ValueError naming every option that does not fit."""
        wrong = []
        if self.task not in TASKS:
            wrong.append(f"the task is one of {', '.join(TASKS)}")
        if self.content not in CONTENTS:
            wrong.append(f"the loss of the picture is one of {', '.join(CONTENTS)}")
        if min(self.critic, self.flow, self.reblur, self.relative, self.length) < 0:
            wrong.append("weights of losses are at least 0")
        if self.reblur and self.task != "both":
            wrong.append("blurring again needs the picture and the flow")
        if self.critic and self.task == "flow":
            wrong.append("a critic judges pictures, and there are none to judge")
        if self.window is not None and (self.window < 1 or self.window % 2 == 0):
            wrong.append("the window has an odd side of at least 1")
        if not (0 <= self.hidden <= 1 and 0 < self.flat <= 1):
            wrong.append("hidden points count 0 to 1, flat ones more than 0 to 1")
        if wrong:
            raise ValueError("; ".join(wrong))

    @property
    def restores(self) -> bool:
        """Whether pictures are restored."""
        return self.task != "flow"

    @property
    def moves(self) -> bool:
        """Whether flow is learned."""
        return self.task != "restore"


class FlowRecipe(DeblurRecipe):
    """`DeblurFlow` on rendered blur, for the loop of all recipes."""

    def __init__(
        self,
        network: DeblurFlow,
        photos: SharpPhotos,
        held_out: Sequence[Picture],
        pairs: Sequence[Pair],
        options: DeblurOptions,
        device: torch.device,
        terms: FlowOptions | None = None,
        features: FrozenFeatures | None = None,
        recorded: Recorded | None = None,
    ) -> None:
        """Render what is checked on.

        features: for the loss of that name; recorded: pairs from video, for their share of every batch.

        Raises:
            ValueError: the network, the crops or the features do not do for what is asked.
        """
        self.terms = terms or FlowOptions()
        self.features = features
        self.recorded = recorded
        self.require_fitting(network, options)
        super().__init__(network, photos, held_out, pairs, options, device)
        self.both = network
        # The loop wants a gradient of every weight that is trained.
        coarse = network.cues.flow if network.cues is not None else None
        unused = {"restore": (network.flow, coarse), "flow": (network.restoration,)}
        for part in unused.get(self.terms.task, ()):
            if part is not None:
                part.requires_grad_(False)
        # Statistics of a batch come from all of it, and are kept in the order of the steps.
        if any(name.endswith("running_mean") for name in network.state_dict()):
            self.parts = 1
        self.motions = self.render_motions(held_out) if self.terms.moves else []
        self.judge = Judge(device, options.seed) if self.terms.critic else None
        if self.features is not None:
            self.features.to(device).calibrate(self.batch(0)[1][:, :3])

    def require_fitting(self, network: DeblurFlow, options: DeblurOptions) -> None:
        """See `__init__`."""
        if self.terms.moves and network.flow is None:
            raise ValueError("the network has no decoder for flow; train it to restore alone")
        if options.crop % network.traits.multiple:
            raise ValueError(f"crops must be a multiple of {network.traits.multiple} pixels")
        if self.terms.critic and options.crop < DeblurFlowCritic.LEAST_SIDE:
            raise ValueError(f"a critic needs crops of at least {DeblurFlowCritic.LEAST_SIDE} pixels")
        if (self.terms.content == "features") != (self.features is not None):
            raise ValueError("features are given for the loss of that name, and only for it")
        if self.recorded is not None and self.recorded.side != options.crop:
            raise ValueError("crops of recorded pairs are as large as those of rendered ones")

    @torch.no_grad()
    def rendered(self, step: int, part: int) -> tuple[Tensor, Tensor]:
        """Blurry pictures, and sharp ones with all that is known as further channels (B, 9, H, W)."""
        if not self.terms.moves and self.recorded is None:
            return super().rendered(step, part)
        count = self.options.batch // self.options.uses // self.parts
        number = step if step >= 0 else BEFORE_ALL - step
        seed = (self.options.seed, number, part)
        made = [] if self.recorded is None else self.recorded.crops(count, seed, self.device)
        if len(made) < count:
            crops = to_tensor(self.photos.crops(count - len(made), seed), self.device)
            generator = torch.Generator(self.device)
            generator.manual_seed((self.options.seed * 1_000_003 + number) * 64 + part)
            made = [labelled(crops, self.options, generator), *made]
        pairs = joined(made)
        return pairs.packed() if self.terms.moves else (pairs.blurry, pairs.sharp)

    def labels(self, step: int, part: int = 0) -> Labelled:
        """What a part of a step trains on: the same for the same numbers, seed and kind of device."""
        blurry, packed = self.batch(step, part)
        pairs = Labelled.unpacked(blurry, packed)
        # Where pictures were turned to be used again, the flow changed its places, but not its directions.
        pieces = pairs.flow.chunk(self.options.uses)
        return replace(pairs, flow=torch.cat([turned(piece, use) for use, piece in enumerate(pieces)]))

    def loss(self, step: int, part: int = 0) -> Tensor:
        """See `Recipe.loss`."""
        if not self.terms.moves:
            blurry, sharp = self.batch(step, part)
            return self.of_picture(self.outputs(self.network, blurry)[-1].float(), sharp, part)
        pairs = self.labels(step, part)
        photo = laid_out(pairs.blurry)
        if not self.terms.restores:
            with self.autocast():
                told = self.both.told(self.both.encode(photo))
            return self.of_flow(told.float(), pairs)
        with self.autocast():
            features = self.both.encode(photo)
            restored, told = self.both.restored(photo, features), self.both.told(features)
        restored, told = restored.float(), told.float()
        loss = self.of_picture(restored, pairs.sharp, part) + self.of_flow(told, pairs)
        if self.terms.reblur:
            flow = self.both.ends(told)
            loss = loss + self.terms.reblur * motion.reblur_loss(restored, flow, pairs.blurry)
        return loss

    def of_picture(self, restored: Tensor, sharp: Tensor, part: int) -> Tensor:
        """The loss of restored pictures."""
        if self.features is None:
            loss = psnr_loss(restored, sharp)
        else:
            with self.autocast():
                loss = feature_loss(self.features, [restored], [sharp], LEVELS)
        if self.judge is not None:
            loss = loss - self.terms.critic * self.judge.verdict(restored, sharp, part)
        return loss

    def of_flow(self, told: Tensor, pairs: Labelled) -> Tensor:
        """The weighted loss of what the network's decoder says of the flow."""
        weight = pairs.known * (1 - (1 - self.terms.hidden) * pairs.occluded)
        weight = weight * torch.where(motion.textured(pairs.sharp), 1.0, self.terms.flat)
        if self.terms.relative:
            weight = weight * motion.relative_weight(pairs.flow, self.terms.relative)
        if self.both.doubled:
            loss = self.terms.flow * motion.doubled_loss(told, pairs.flow, weight)
            if self.terms.length:
                loss = loss + self.terms.length * motion.length_loss(told, pairs.flow, weight)
            return loss
        return self.terms.flow * motion.flow_loss(told, pairs.flow, weight, self.terms.window)

    def outputs(self, network: nn.Module, blurry: Tensor) -> list[Tensor]:
        """The restored photo alone."""
        assert isinstance(network, DeblurFlow)
        with self.autocast():
            return [network.restore(laid_out(blurry))]

    def finish(self, step: int) -> None:
        """Train the critic, if there is one, on what it was shown in this step."""
        if self.judge is not None:
            self.judge.learn(step)

    def state(self) -> Mapping[str, Any]:
        """The critic and its optimiser, if there is one."""
        return {} if self.judge is None else self.judge.state()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on with a critic that was saved."""
        if self.judge is not None and state:
            self.judge.restore(state)

    @torch.no_grad()
    def render_motions(self, held_out: Sequence[Picture]) -> list[Labelled]:
        """Middles of the held-out photos with motions, of 4 to 40 px where possible, that never change."""
        blur, (least, most) = self.options.blur, motion.MEASURED
        shortest, longest = min(max(blur.shortest, least), blur.longest), min(blur.longest, most)
        settings = replace(blur, shortest=shortest, longest=longest, sharp_chance=0.0, tiny_chance=0.0)
        side = self.options.crop + 2 * settings.margin
        found = []
        for number, picture in enumerate(held_out):
            if min(picture.shape[:2]) < side:
                continue
            crop = middle(torch.from_numpy(picture).permute(2, 0, 1)[None], side).to(self.device) / 255
            generator = torch.Generator(self.device).manual_seed(7 + number)
            found.append(labelled(crop, replace(self.options, blur=settings), generator))
        return found

    @torch.inference_mode()
    def validate(self, network: nn.Module) -> dict[str, float]:
        """The gains of `DeblurRecipe` where pictures are restored, and `moved` where flow is learned."""
        assert isinstance(network, DeblurFlow)
        measures = super().validate(network) if self.terms.restores else {}
        return measures | (self.moved(network) if self.terms.moves else {})

    @torch.inference_mode()
    def moved(self, network: DeblurFlow) -> dict[str, float]:
        """How right the flow is on held-out photos with motions of 4 to 40 px.

        axis_within: share of the textured points whose axis is right by 10 degrees; axis_error, degrees, and
        length_error, relative: their median over the textured points of a photo, and over the photos;
        end_point_error: px, mean over all points, whichever end is forward; still_length: px from start to
        end that are seen in sharp photos, mean.
        """
        axes, lengths, ends, still = [], [], [], []
        for pairs in self.motions:
            flow = self.flow(network, pairs.blurry)
            chosen = motion.measurable(pairs.flow, motion.textured(pairs.sharp))
            if chosen.any():
                axes.append(motion.axis_error(flow, pairs.flow)[chosen])
                lengths.append(float(motion.length_error(flow, pairs.flow)[chosen].median()))
            ends.append(float(motion.end_point_error(flow, pairs.flow, self.terms.window).mean()))
            still.append(float(motion.length(self.flow(network, pairs.sharp)).mean()))
        measures = {}
        if axes:
            measures["axis_within"] = float(np.mean([float((each <= 10).float().mean()) for each in axes]))
            measures["axis_error"] = float(np.median([float(each.median()) for each in axes]))
            measures["length_error"] = float(np.median(lengths))
        if ends:
            measures["end_point_error"] = float(np.mean(ends))
            measures["still_length"] = float(np.mean(still))
        return measures

    def flow(self, network: DeblurFlow, photo: Tensor) -> Tensor:
        """The flow (B, 4, H, W) px that the network sees in photos."""
        with self.autocast():
            return network.motion(laid_out(photo)).float()


class Judge:
    """A Wasserstein critic of restored pictures, and its optimiser with the numbers of Gulrajani et al., NIPS
    2017; it takes one step for every step of the network."""

    def __init__(self, device: torch.device, seed: int) -> None:
        self.critic = DeblurFlowCritic().to(device)
        self.optimiser = torch.optim.Adam(self.critic.parameters(), 1e-4, betas=(0.5, 0.9))
        self.seed = seed
        # What each part of the step showed: (restored, sharp).
        self.shown: dict[int, tuple[Tensor, Tensor]] = {}

    def verdict(self, restored: Tensor, sharp: Tensor, part: int) -> Tensor:
        """How sharp restored pictures (B, 3, H, W) look, mean; keeps both for `learn`."""
        self.shown[part] = (restored.detach(), sharp)
        with torch.autocast(restored.device.type, enabled=False):
            result: Tensor = self.critic(restored.float()).mean()
        return result

    def learn(self, step: int) -> None:
        """A step of the critic on what it was shown."""
        self.optimiser.zero_grad()
        for part, (restored, sharp) in sorted(self.shown.items()):
            generator = torch.Generator().manual_seed((self.seed * 1_000_003 + step) * 64 + part)
            mix = torch.rand(len(sharp), 1, 1, 1, generator=generator).to(sharp.device)
            worse = self.critic(restored).mean() - self.critic(sharp).mean()
            loss = worse + PENALTY * gradient_penalty(self.critic, sharp, restored, mix)
            (loss / len(self.shown)).backward()
        average([p.grad for p in self.critic.parameters() if p.grad is not None])
        self.optimiser.step()
        self.shown.clear()

    def state(self) -> dict[str, Any]:
        """Weights and moments."""
        return {"critic": self.critic.state_dict(), "optimiser": self.optimiser.state_dict()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state` gave."""
        self.critic.load_state_dict(state["critic"])
        self.optimiser.load_state_dict(state["optimiser"])


def labelled(crops: Tensor, options: DeblurOptions, generator: torch.Generator) -> Labelled:
    """Crops (B, 3, H, W) with margins, blurred, with all that is known of it."""
    made = render(crops, options.blur, generator, with_labels=True)
    assert made.flow_forward is not None
    assert made.flow_backward is not None
    assert made.occluded is not None
    flow = torch.cat([made.flow_forward, made.flow_backward], dim=1)
    return Labelled(made.blurry, made.sharp, flow, made.occluded, torch.ones_like(made.occluded))


def laid_out(pictures: Tensor) -> Tensor:
    """Channels last, as the networks' weights are."""
    return pictures.contiguous(memory_format=torch.channels_last)
