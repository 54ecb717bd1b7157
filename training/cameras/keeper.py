"""Follows a training: judges the translator at every check and keeps the best one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from training.cameras import events
from training.cameras.company import Company, obey
from training.cameras.held_out import Bench, Looked, save_pictures
from training.cameras.judge import means
from training.cameras.plan import CameraPlan
from training.loop import StoppedEarly, Trainer
from training.recipes.blur2blur import Blur2BlurRecipe

# So many held-out photos are looked at in a check; the verdict looks at all.
CHECKED = 8


class Keeper:
    """Judges the translator at every check, keeps the best, tells the company (`training.loop.Watch`).

    Of a training that was stopped, the state holds the best translator so far.
    """

    def __init__(self, plan: CameraPlan, bench: Bench, company: Company) -> None:
        self.plan = plan
        self.bench = bench
        self.company = company
        self.best: dict[str, Tensor] = {}
        self.best_score = -math.inf
        self.best_step = 0
        self.recipe: Blur2BlurRecipe | None = None
        self._looked: list[Looked] = []
        self._new = False

    def judge(self, network: nn.Module) -> Mapping[str, float]:
        """Measures of the averaged translator; it is kept if it is the best."""
        self._looked = self.bench.compare(network, CHECKED)
        measures = means([each.comparison for each in self._looked])
        self._new = measures["score"] > self.best_score or not self.best
        if self._new:
            self.best_score = measures["score"]
            self.best = {name: value.detach().cpu().clone() for name, value in network.state_dict().items()}
        return measures

    def checked(self, trainer: Trainer, row: Mapping[str, float]) -> None:
        """See `Watch.checked`."""
        if self._new:
            self.best_step = trainer.step
        files = save_pictures(self._looked[0], self.plan.folder / "pictures", "shown")
        measures = {name: value for name, value in row.items() if name not in ("step", "minutes", "loss")}
        self.company.tell(events.Checked(trainer.step, measures, self._new, files))

    def stepped(self, trainer: Trainer, loss: float) -> bool:
        """See `Watch.stepped`."""
        critic = self.recipe.critic_loss if self.recipe is not None else math.nan
        left = trainer.seconds / max(1e-9, trainer.progress) - trainer.seconds
        self.company.tell(
            events.Step(trainer.step, self.plan.length, trainer.seconds, max(0.0, left), loss, critic)
        )
        try:
            obey(self.company)
        except StoppedEarly:
            return True
        return False

    def state(self) -> dict[str, Any]:
        """The best translator, its score and its step."""
        return {"best": self.best, "score": self.best_score, "step": self.best_step}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state` returned."""
        self.best, self.best_score, self.best_step = dict(state["best"]), state["score"], state["step"]


class KeptRecipe(Blur2BlurRecipe):
    """The recipe, whose state holds the keeper's, too."""

    keeper: Keeper

    def state(self) -> Mapping[str, Any]:
        """Critic and keeper."""
        return {**super().state(), "keeper": self.keeper.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """See `state`."""
        super().restore(state)
        self.keeper.restore(state["keeper"])
