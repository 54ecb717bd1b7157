"""The loop that every recipe runs in: optimiser, schedule, average of weights, checks, saving, resuming."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import torch
from torch import Tensor, nn

from training.checkpoints import load_state, save_state
from training.curves import draw, write_table
from training.distributed import average, rank, same

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Recipe(Protocol):
    """What the loop needs of a kind of training."""

    network: nn.Module
    # Parts of a batch that are worked on side by side: 1 on a GPU, which is fullest with the whole batch.
    parts: int

    def loss(self, step: int, part: int) -> Tensor:
        """The loss of one part of a batch, drawn from these numbers alone: a resumed run repeats it."""
        ...

    def finish(self, step: int) -> None:
        """Whatever else there is to do once the network has taken a step: train a discriminator, say."""
        ...

    def validate(self, network: nn.Module) -> Mapping[str, float]:
        """Measures on held-out material, all larger-is-better first."""
        ...

    def state(self) -> Mapping[str, Any]:
        """What the recipe needs, beside the network, to go on as if it had not been stopped."""
        ...

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state` returned."""
        ...


class Watch(Protocol):
    """Whoever follows a training from outside."""

    def stepped(self, trainer: Trainer, loss: float) -> bool:
        """A step is done. True stops the training once its state is saved; time spent here does not count."""
        ...

    def checked(self, trainer: Trainer, row: Mapping[str, float]) -> None:
        """The averaged weights were measured."""
        ...


class StoppedEarly(Exception):  # noqa: N818 - a request that was granted, not an error
    """Raised by `Trainer.run` when its watch has stopped it; the state is saved."""


@dataclass(frozen=True)
class LoopOptions:
    """How long and how to train.

    Exactly one of `minutes` (of training, checks included, over all resumed runs) and `steps` ends it.
    check_minutes, or, if given, check_steps lie between two checks; the state is saved after each.
    """

    folder: Path
    minutes: float | None = None
    steps: int | None = None
    rate: float = 1e-3
    final_rate: float = 1e-6
    warm_up: int = 100
    clip: float = 1.0
    weight_decay: float = 1e-4
    betas: tuple[float, float] = (0.9, 0.95)
    average: float = 0.999
    check_minutes: float = 5.0
    check_steps: int | None = None
    resume: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise ValueError naming every option that does not fit."""
        wrong = []
        if (self.minutes is None) == (self.steps is None):
            wrong.append("give either minutes or steps")
        if any(limit is not None and limit <= 0 for limit in (self.minutes, self.steps)):
            wrong.append("the length of training must be above zero")
        if not 0 < self.final_rate <= self.rate:
            wrong.append("the learning rate must be above zero and at least the final one")
        if not 0 <= self.average < 1:
            wrong.append("the average must be in 0..1, without 1")
        if wrong:
            raise ValueError("; ".join(wrong))


def learning_rate(options: LoopOptions, step: int, progress: float) -> float:
    """Linear warm-up over the first steps, then half a cosine over `progress` 0..1 down to the final rate."""
    warm = min(1.0, (step + 1) / max(1, options.warm_up))
    fall = 0.5 * (1 + math.cos(math.pi * min(max(progress, 0.0), 1.0)))
    return warm * (options.final_rate + (options.rate - options.final_rate) * fall)


class Average:
    """Exponential moving average of a network's weights, slower as training goes on."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {name: value.detach().clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Take in the weights after `step`; early on the average is short, so that the start is forgotten."""
        decay = min(self.decay, (step + 1) / (step + 10))
        for name, value in network.state_dict().items():
            average = self.weights[name]
            if average.is_floating_point():
                average.lerp_(value, 1 - decay)
            else:
                average.copy_(value)


class Workers:
    """Threads that share the CPU's cores, one core each.

    Networks of this size are made of many small steps. Splitting each step over the cores makes all wait for
    the slowest core after every one of them; splitting the batch lets each core run on its own.
    """

    def __init__(self, parts: int) -> None:
        self.pool: ThreadPoolExecutor | None = None
        if parts > 1:
            cores = min(parts, torch.get_num_threads())
            self.pool = ThreadPoolExecutor(
                cores, "training", initializer=torch.set_num_threads, initargs=(1,)
            )

    def map(self, work: Callable[[int], Result], numbers: Iterable[int]) -> Iterator[Result]:
        """Results in the order of the numbers."""
        return map(work, numbers) if self.pool is None else self.pool.map(work, numbers)

    def close(self) -> None:
        """End the threads."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)


class Trainer:
    """One run of training. `run` returns when time or steps are over; everything it does is in `folder`."""

    def __init__(
        self,
        recipe: Recipe,
        options: LoopOptions,
        clock: Callable[[], float] = time.monotonic,
        watch: Watch | None = None,
    ) -> None:
        self.recipe = recipe
        self.options = options
        self.clock = clock
        self.watch = watch
        self.optimiser = torch.optim.AdamW(
            recipe.network.parameters(),
            options.rate,
            betas=options.betas,
            weight_decay=options.weight_decay,
        )
        self.average = Average(recipe.network, options.average)
        self.step = 0
        self.seconds = 0.0
        self.workers = Workers(recipe.parts)
        self.rows: list[dict[str, float]] = []
        self.state_file = options.folder / "state.pt"
        if options.resume and self.state_file.exists():
            self.restore(load_state(self.state_file))

    def state(self) -> dict[str, Any]:
        """All that a resumed run needs to go on as if it had not been stopped."""
        return {
            "network": self.recipe.network.state_dict(),
            "average": self.average.weights,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "rows": self.rows,
            "extra": dict(self.options.extra),
            "recipe": dict(self.recipe.state()),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state` returned."""
        self.recipe.network.load_state_dict(state["network"])
        self.average.weights = {name: value.clone() for name, value in state["average"].items()}
        self.optimiser.load_state_dict(state["optimiser"])
        self.recipe.restore(state.get("recipe", {}))
        self.step, self.seconds, self.rows = state["step"], state["seconds"], list(state["rows"])
        log.info("resumed at step %d after %.1f minutes", self.step, self.seconds / 60)

    @property
    def progress(self) -> float:
        """How much of the training is done, 0..1."""
        if self.options.steps is not None:
            return self.step / self.options.steps
        return self.seconds / (60 * (self.options.minutes or 1))

    def run(self) -> dict[str, Tensor]:
        """Train to the end; returns the averaged weights.

        Raises:
            StoppedEarly: the watch wanted that.
            OSError: the state cannot be written; the one written last stays.
        """
        try:
            return self.run_to_the_end()
        finally:
            self.workers.close()

    def run_to_the_end(self) -> dict[str, Tensor]:
        """See `run`."""
        self.options.folder.mkdir(parents=True, exist_ok=True)
        start = self.clock() - self.seconds
        checked, last = self.seconds, self.step
        if self.step == 0:
            # A look at the checks before any training: a mistake there should not cost an hour.
            self.check(float("nan"))
        losses: list[float] = []
        while self.progress < 1:
            losses.append(self.train_step())
            self.seconds = same(self.clock() - start)
            if self.step in (20, 100):
                log.info("step %d, %.2f s a step", self.step, self.seconds / self.step)
            if self.due(self.seconds - checked, self.step - last):
                self.check(sum(losses) / len(losses))
                losses = []
                self.seconds = checked = same(self.clock() - start)
                last = self.step
                self.save()
            if self.watch is not None:
                asked = self.clock()
                stop = self.watch.stepped(self, losses[-1] if losses else self.rows[-1]["loss"])
                start += self.clock() - asked
                if stop:
                    self.save()
                    raise StoppedEarly
        if rank() == 0:
            draw(self.options.folder / "curves.png", self.rows)
        return self.average.weights

    def due(self, seconds: float, steps: int) -> bool:
        """Whether it is time for a check, so much after the last."""
        if self.progress >= 1:
            return True
        if self.options.check_steps is not None:
            return steps >= self.options.check_steps
        return seconds >= 60 * self.options.check_minutes

    def save(self) -> None:
        """Write the state; of several processes, the first one does."""
        if rank() == 0:
            save_state(self.state_file, self.state())

    def train_step(self) -> float:
        """One batch; returns its loss. A batch whose loss or gradient is not finite is skipped."""
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(self.options, self.step, self.progress)
        loss = self.gradients()
        norm = nn.utils.clip_grad_norm_(self.recipe.network.parameters(), self.options.clip)
        if torch.isfinite(norm):
            self.optimiser.step()
            self.average.update(self.recipe.network, self.step)
            self.recipe.finish(self.step)
        else:
            log.warning("step %d left out: its gradient is not finite", self.step)
        self.step += 1
        return loss

    def gradients(self) -> float:
        """Put the mean gradient of the batch's parts into the parameters; returns the mean loss."""
        parameters = [p for p in self.recipe.network.parameters() if p.requires_grad]

        def part(number: int) -> tuple[float, Sequence[Tensor]]:
            loss = self.recipe.loss(self.step, number)
            return loss.item(), torch.autograd.grad(loss, parameters)

        # Added up in the order of the parts, whichever was done first: a step must be repeatable exactly.
        results = list(self.workers.map(part, range(self.recipe.parts)))
        for parameter, *each in zip(parameters, *(gradients for _, gradients in results), strict=True):
            parameter.grad = torch.stack(each).mean(dim=0) if len(each) > 1 else each[0]
        average([parameter.grad for parameter in parameters if parameter.grad is not None])
        return sum(loss for loss, _ in results) / len(results)

    def check(self, loss: float) -> None:
        """Measure the averaged weights and write the row to the log and to curves.csv; one process does."""
        if rank():
            return
        network = self.recipe.network
        training = {name: value.detach().clone() for name, value in network.state_dict().items()}
        network.load_state_dict(self.average.weights)
        measures = dict(self.recipe.validate(network.eval()))
        network.load_state_dict(training)
        network.train()
        row = {"step": self.step, "minutes": round(self.seconds / 60, 2), "loss": round(loss, 4), **measures}
        self.rows.append(row)
        log.info("%s", "  ".join(f"{key} {value:.4g}" for key, value in row.items()))
        write_table(self.options.folder / "curves.csv", self.rows)
        if self.watch is not None:
            self.watch.checked(self, row)
