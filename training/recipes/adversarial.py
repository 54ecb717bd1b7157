"""Fine-tune a deblurring network against a discriminator, as DeepDeblur was.

Nah, Kim, Lee: "Deep Multi-scale Convolutional Neural Network for Dynamic Scene Deblurring", CVPR 2017,
section 3.3; scales and weights as in the authors' later PyTorch form: pixels of 0..255, one step of the
discriminator for every step of the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from deblur_studio.networks.deepdeblur import DeepDeblurDiscriminator
from training.datasets import Pair, Picture, SharpPhotos
from training.deblurrers import Loss
from training.losses import judged_false, judged_real
from training.recipes.deblur import DeblurOptions, DeblurRecipe

# The discriminator folds this many rows and columns into one verdict.
LEAST_CROP = 256


class AdversarialRecipe(DeblurRecipe):
    """The loss of the network's paper and `weight` times what a discriminator finds wrong with the result."""

    def __init__(
        self,
        network: nn.Module,
        photos: SharpPhotos,
        held_out: Sequence[Picture],
        pairs: Sequence[Pair],
        options: DeblurOptions,
        device: torch.device,
        loss: Loss,
        weight: float,
    ) -> None:
        """Make a discriminator that knows nothing yet.

        Raises:
            ValueError: the crops are too small for it.
        """
        if options.crop < LEAST_CROP:
            raise ValueError(f"adversarial training needs crops of at least {LEAST_CROP} pixels")
        super().__init__(network, photos, held_out, pairs, options, device, loss)
        self.weight = weight
        self.critic = DeepDeblurDiscriminator().to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimiser = torch.optim.Adam(self.critic.parameters(), 1e-4)
        # What each part of the step showed the discriminator: (made by the network, sharp).
        self.shown: dict[int, tuple[Tensor, Tensor]] = {}

    def loss(self, step: int, part: int = 0) -> Tensor:
        """See `Recipe.loss`; both terms are in the published proportion, for pixels of 0..255, over 255."""
        blurry, sharp = self.batch(step, part)
        outputs = self.outputs(self.network, blurry)
        self.shown[part] = (outputs[-1].detach(), sharp)
        verdict = judged_real(self.judge(outputs[-1]))
        return self.loss_of(outputs, sharp) + self.weight / 255 * verdict

    def judge(self, pictures: Tensor) -> Tensor:
        """The discriminator's logits for pictures in 0..1."""
        with self.autocast():
            logits: Tensor = self.critic((255 * pictures).contiguous(memory_format=torch.channels_last))
        return logits

    def finish(self, step: int) -> None:
        """Train the discriminator on what it was shown in this step."""
        self.optimiser.zero_grad()
        for made, sharp in self.shown.values():
            loss = (judged_false(self.judge(made)) + judged_real(self.judge(sharp))) / len(self.shown)
            loss.backward()
        self.optimiser.step()
        self.shown.clear()

    def state(self) -> Mapping[str, Any]:
        """The discriminator and its optimiser."""
        return {"critic": self.critic.state_dict(), "optimiser": self.optimiser.state_dict()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on with a discriminator that was saved."""
        if state:
            self.critic.load_state_dict(state["critic"])
            self.optimiser.load_state_dict(state["optimiser"])
