"""Train DMENet to tell defocus, on photos rendered out of focus and, where there are some, on real ones.

Lee, Lee, Cho, Lee: "Deep Defocus Map Estimation Using Domain Adaptation", CVPR 2019: B learns maps, with
auxiliary heads and the content of maps; D makes the features of real photos look like those of rendered ones;
S says of real photos what is blurred. Every loss has a weight, and 0 leaves its part out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.dmenet import MOST_SIGMA, DMENet, Told
from deblur_studio.networks.dmenet_critic import Calibration, FeatureCritic, cross_entropy
from training import defocus_loss
from training.blur.defocus import Defocused, DefocusSettings, render
from training.datasets import Picture, SharpPhotos, to_tensor
from training.defocus_photos import LayeredPhotos
from training.distributed import average
from training.echoes import Echoes
from training.features import FrozenFeatures
from training.recipes.deblur import BEFORE_ALL, middle, shares
from training.weak_masks import clear_cases, trusted

CRITIC_RATE = 1e-4
# Sigma, px, from which maps of half the size are compared.
COMPARED = 1.5
# Held-out photos that are checked on, at most: out of focus, and in focus but moved.
MOST_CHECKS = 24
CHECKED: Mapping[str, Any] = {"sharp_chance": 0.0, "shaken_sharp_chance": 0.0}
SHAKEN: Mapping[str, Any] = {"shake_chance": 1.0, "shaken_sharp_chance": 1.0}
# Paths, px, of which some blur can be seen.
MOVED = 2.5


@dataclass(frozen=True)
class DefocusTerms:
    """How much each loss weighs; the published weights, where none is said to be ours.

    Attributes:
        absolute: of the absolute error of the map, beside the squared one; ours.
        auxiliary: of the auxiliary maps' errors.
        halves: of the error of the map of the photo at half the size, where half the sigma is true; ours. The
            weight is of sigma in pixels of the photo.
        content: of differences of features of maps. The published 1e-4 is for features of VGG19 as strong as
            they happen to be; here they are of strength 1.
        adversarial: of the critic's verdict on features of real photos, and of its own loss.
        calibration: of what is said to be blurred in real photos.
    """

    absolute: float = 0.0
    auxiliary: float = 1.0
    halves: float = 0.0
    content: float = 0.0
    adversarial: float = 0.0
    calibration: float = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError naming every weight that is none."""
        if wrong := [name for name, value in vars(self).items() if not 0 <= value < float("inf")]:
            raise ValueError(f"weights of losses are at least 0: {', '.join(wrong)}")


@dataclass(frozen=True)
class DefocusOptions:
    """Crops of `crop` pixels, `batch` of them a step, everything drawn from `seed` and the step's number.

    uses: in how many steps every rendered picture is trained on; depth_share: of the rendered ones, how many
    are of photos with measured depth, about; half: compute in bf16.
    """

    crop: int = 128
    batch: int = 8
    seed: int = 1
    uses: int = 1
    depth_share: float = 0.2
    half: bool = False
    settings: DefocusSettings = field(default_factory=DefocusSettings)


@dataclass(frozen=True)
class Photos:
    """What is trained on.

    sharp: crops with margins. depth: the same with inverse depths, or None. real: crops without margins, for
    the critic, and with weak masks for calibration, or None. masked: the same with masks, or None.
    """

    sharp: SharpPhotos
    depth: LayeredPhotos | None = None
    real: SharpPhotos | None = None
    masked: LayeredPhotos | None = None


class Learning(nn.Module):
    """What the optimiser trains: the network, and the calibration that is needed for training alone."""

    def __init__(self, whole: DMENet, calibration: Calibration | None) -> None:
        super().__init__()
        self.whole = whole
        self.calibration = calibration


class DefocusRecipe:
    """`DMENet` on rendered and real photos, for the loop of all recipes."""

    def __init__(
        self,
        network: DMENet,
        photos: Photos,
        held_out: Sequence[Picture],
        options: DefocusOptions,
        device: torch.device,
        terms: DefocusTerms | None = None,
        features: FrozenFeatures | None = None,
    ) -> None:
        """Render what is checked on. features: for the loss of content.

        Raises:
            ValueError: the network, the crops or the photos do not do for what is asked.
        """
        self.terms = terms or DefocusTerms()
        self.options, self.device, self.photos, self.features = options, device, photos, features
        self.require_fitting(network)
        learning = Learning(network, Calibration() if self.terms.calibration else None)
        self.network = learning.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.network.train()
        self.whole = network
        self.judge = Judge(network, device) if self.terms.adversarial else None
        # Statistics of a batch come from all of it, and are kept in the order of the steps.
        normalised = any(name.endswith("running_mean") for name in self.network.state_dict())
        alone = normalised or self.judge is not None or device.type == "cuda"
        self.parts = 1 if alone else shares(options.batch // options.uses, torch.get_num_threads())
        self.echoes = Echoes(self.rendered, options.uses)
        self.checks = self.render_checks(held_out, replace(options.settings, **CHECKED))
        self.shaken = self.render_checks(held_out, replace(options.settings, **SHAKEN))
        if self.features is not None:
            self.features.to(device).calibrate(self.batch(0)[1].expand(-1, 3, -1, -1))

    def require_fitting(self, network: DMENet) -> None:
        """See `__init__`."""
        terms, options = self.terms, self.options
        wrong = []
        if options.batch % options.uses:
            wrong.append(f"a batch is a multiple of the {options.uses} uses of every picture")
        multiple = network.traits.multiple * (2 if terms.halves else 1)
        if options.crop % multiple:
            wrong.append(f"crops must be a multiple of {multiple} pixels")
        if network.circles:
            wrong.append("maps are trained as sigma, not as circles")
        if bool(terms.auxiliary) != (network.heads is not None):
            wrong.append("auxiliary heads are for their loss, and only for it")
        if bool(terms.content) != (self.features is not None):
            wrong.append("features are given for the loss of content, and only for it")
        if terms.adversarial and self.photos.real is None:
            wrong.append("a critic of features needs real photos")
        if terms.calibration and self.photos.real is None and self.photos.masked is None:
            wrong.append("calibration needs real photos, with masks or without")
        if wrong:
            raise ValueError("; ".join(wrong))

    def autocast(self) -> torch.autocast:
        """bf16 where asked for; the weights and their average stay in float32."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.options.half)

    def batch(self, step: int, part: int = 0) -> tuple[Tensor, Tensor, Tensor]:
        """Photos (B, 3, H, W), maps (B, 1, H, W) in 0..1 and how much their points count (B, 1, H, W): the
        same for the same numbers, seed and kind of device."""
        photo, packed = self.echoes.batch(step, part)
        return photo, packed[:, :1], packed[:, 1:]

    @torch.no_grad()
    def rendered(self, step: int, part: int) -> tuple[Tensor, Tensor]:
        """Photos made anew, and maps with weights as a further channel; steps may be negative."""
        count = self.options.batch // self.options.uses // self.parts
        number = step if step >= 0 else BEFORE_ALL - step
        seed = (self.options.seed, number, part)
        generator = torch.Generator(self.device)
        generator.manual_seed((self.options.seed * 1_000_003 + number) * 64 + part)
        made, deep = [], 0
        if self.photos.depth is not None:
            deep = int(np.random.default_rng((*seed, 1)).binomial(count, self.options.depth_share))
        if deep and self.photos.depth is not None:
            crops, inverse = self.photos.depth.crops(deep, seed, self.device)
            made.append(render(crops, self.options.settings, generator, inverse))
        if deep < count:
            crops = to_tensor(self.photos.sharp.crops(count - deep, seed), self.device)
            made.append(render(crops, self.options.settings, generator))
        photo, packed = zip(*(packed_of(each) for each in made), strict=True)
        return torch.cat(photo), torch.cat(packed)

    def loss(self, step: int, part: int = 0) -> Tensor:
        """See `Recipe.loss`."""
        photo, true, weight = self.batch(step, part)
        told = self.told(photo)
        terms = self.terms
        loss = defocus_loss.map_loss(told.map, true, weight, terms.absolute)
        if terms.auxiliary:
            loss = loss + terms.auxiliary * defocus_loss.auxiliary_loss(told.auxiliary, true, weight)
        if terms.halves:
            small = [F.avg_pool2d(each, 2) for each in (photo, true, weight)]
            half = 2 * self.told(small[0]).map
            loss = loss + terms.halves * defocus_loss.map_loss(half, small[1], small[2], terms.absolute)
        if self.features is not None:
            loss = loss + terms.content * defocus_loss.content_loss(self.features, told.map.float(), true)
        if not (terms.adversarial or terms.calibration):
            return loss
        reals, blurred, known = self.real(step, part)
        told_real = self.told(reals)
        if self.judge is not None:
            verdict = self.judge.verdict(told.feature, told_real.feature, part)
            loss = loss + terms.adversarial * verdict
        calibration = self.network.calibration
        if calibration is not None:
            said = calibration(told_real.map.float())
            loss = loss + terms.calibration * cross_entropy(said, blurred, known)
        return loss

    def told(self, photo: Tensor) -> Told:
        """What the network says, in training."""
        with self.autocast():
            return self.whole.told(photo.contiguous(memory_format=torch.channels_last))

    @torch.no_grad()
    def real(self, step: int, part: int) -> tuple[Tensor, Tensor, Tensor]:
        """Real photos of a part of a step (B, 3, H, W), what is blurred in them, and where that is known.

        Of photos with masks and without, half each.
        """
        count, seed = self.options.batch // self.parts, (self.options.seed, step, part, 2)
        found: list[tuple[Tensor, Tensor, Tensor]] = []
        masked, real = self.photos.masked, self.photos.real
        with_masks = 0 if masked is None else count if real is None else count // 2
        if masked is not None and with_masks:
            photos, blurred = masked.crops(with_masks, seed, self.device)
            found.append((photos, blurred, torch.ones_like(blurred)))
        if real is not None and with_masks < count:
            photos = to_tensor(real.crops(count - with_masks, seed), self.device)
            found.append((photos, *clear_cases(photos)))
        photos, blurred, known = (torch.cat(each) for each in zip(*found, strict=True))
        return photos, blurred, known

    def finish(self, step: int) -> None:
        """Train the critic, if there is one, on what it was shown in this step."""
        if self.judge is not None:
            self.judge.learn()

    def state(self) -> Mapping[str, Any]:
        """The critic and its optimiser, if there is one."""
        return {} if self.judge is None else self.judge.state()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on with a critic that was saved."""
        if self.judge is not None and state:
            self.judge.restore(state)

    @torch.no_grad()
    def render_checks(self, held_out: Sequence[Picture], settings: DefocusSettings) -> list[Defocused]:
        """Middles of the held-out photos, taken in a way that never changes."""
        margin, crop = settings.camera.margin, self.options.crop
        found = []
        for number, picture in enumerate(held_out[:MOST_CHECKS]):
            sides = [side for side in (2 * crop, crop) if min(picture.shape[:2]) >= side + 2 * margin]
            if not sides:
                continue
            cut = middle(torch.from_numpy(picture).permute(2, 0, 1)[None], sides[0] + 2 * margin)
            generator = torch.Generator(self.device).manual_seed(7 + number)
            found.append(render(cut.to(self.device) / 255, settings, generator))
        return found

    @torch.inference_mode()
    def validate(self, network: nn.Module) -> dict[str, float]:
        """How right maps are on held-out photos out of focus.

        map_mse, map_mae: mean errors of maps in 0..1; sharp_sigma: px, median told of the same photos through
        a pinhole; shaken_sigma: px, the same of them in focus, but moved by at least 2.5 px;
        half_error: share by which sigma at half the size is not half as much, median over the points that
        have at least 1.5 px and detail around them, then over the photos.
        """
        assert isinstance(network, Learning)
        whole, errors, sharp, halves = network.whole, [], [], []
        for check in self.checks:
            told = self.map(whole, check.photo)
            errors.append(defocus_loss.map_errors(told, check.sigma / MOST_SIGMA))
            sharp.append(float(whole.in_pixels(self.map(whole, check.sharp)).median()))
            half = self.map(whole, F.avg_pool2d(check.photo, 2))
            sigmas = whole.in_pixels(told), whole.in_pixels(half)
            where = (check.sigma >= COMPARED) & defocus_loss.textured(check.photo)
            halves.append(defocus_loss.half_error(*sigmas, where))
        compared = [each for each in halves if each is not None]
        moved = [check.photo for check in self.shaken if float(check.length) >= MOVED]
        shaken = [float(whole.in_pixels(self.map(whole, photo)).median()) for photo in moved]
        measures = {}
        if errors:
            measures["map_mse"], measures["map_mae"] = (float(each) for each in np.mean(errors, axis=0))
            measures["sharp_sigma"] = float(np.median(sharp))
        if shaken:
            measures["shaken_sigma"] = float(np.median(shaken))
        if compared:
            measures["half_error"] = float(np.median(compared))
        return measures

    def map(self, network: DMENet, photo: Tensor) -> Tensor:
        """The map (B, 1, H, W) of photos of any size."""
        height, width = photo.shape[-2:]
        multiple = network.traits.multiple
        padded = F.pad(photo, (0, -width % multiple, 0, -height % multiple), mode="replicate")
        with self.autocast():
            told: Tensor = network(padded.contiguous(memory_format=torch.channels_last))
        return told.float()[..., :height, :width]


class Judge:
    """The critic of features and its optimiser; it takes one step for every step of the network."""

    def __init__(self, network: DMENet, device: torch.device) -> None:
        self.critic = FeatureCritic(network.width, network.width).to(device)
        self.optimiser = torch.optim.Adam(self.critic.parameters(), CRITIC_RATE)
        # What each part of the step showed: features of rendered and of real photos.
        self.shown: dict[int, tuple[Tensor, Tensor]] = {}

    def verdict(self, rendered: Tensor, real: Tensor, part: int) -> Tensor:
        """How far features of real photos (B, C, H, W) are taken for real; keeps both for `learn`."""
        rendered, real = rendered.float(), real.float()
        self.shown[part] = (rendered.detach(), real.detach())
        with torch.autocast(real.device.type, enabled=False):
            return cross_entropy(self.critic(real), 1.0)

    def learn(self) -> None:
        """A step of the critic on what it was shown: rendered is 1, real is 0."""
        self.optimiser.zero_grad()
        for _, (rendered, real) in sorted(self.shown.items()):
            loss = cross_entropy(self.critic(rendered), 1.0) + cross_entropy(self.critic(real), 0.0)
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


def packed_of(made: Defocused) -> tuple[Tensor, Tensor]:
    """Photos, and maps with how much their points count: not where the scene itself was soft."""
    return made.photo, torch.cat([made.sigma / MOST_SIGMA, trusted(made.sharp)], dim=1)


def weights_of(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What is of use once trained, of a state of `Learning`: the network without its auxiliary heads."""
    named = {k.removeprefix("whole."): v for k, v in state.items() if k.startswith("whole.")}
    return {name: value for name, value in named.items() if not name.startswith("heads.")}
