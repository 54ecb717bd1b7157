"""The training loop: learns, saves, and goes on after a kill as if nothing had happened."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from training.checkpoints import load_state, save_state
from training.loop import Average, LoopOptions, Trainer, learning_rate


class Line:
    """Fit y = 3x - 1 with batches drawn from the step's number."""

    def __init__(self, parts: int = 1) -> None:
        self.network: nn.Module = nn.Linear(1, 1)
        nn.init.zeros_(self.network.weight)  # type: ignore[arg-type]
        nn.init.zeros_(self.network.bias)  # type: ignore[arg-type]
        self.poison: set[int] = set()
        self.parts = parts
        self.finished = 0

    def finish(self, step: int) -> None:
        self.finished += 1

    def state(self) -> dict[str, int]:
        return {"finished": self.finished}

    def restore(self, state: Mapping[str, int]) -> None:
        self.finished = state["finished"]

    def loss(self, step: int, part: int) -> Tensor:
        x = torch.rand(16, 1, generator=torch.Generator().manual_seed(step * 10 + part))
        error = (self.network(x) - (3 * x - 1)).square().mean()
        return error * float("nan") if step in self.poison else error

    def validate(self, network: nn.Module) -> dict[str, float]:
        with torch.no_grad():
            return {"line_gain": -float((network(torch.ones(1, 1)) - 2).abs())}


def options(folder: Path, steps: int = 60, **changes: object) -> LoopOptions:
    values: dict[str, object] = {"steps": steps, "rate": 0.1, "warm_up": 5, "average": 0.9, **changes}
    return LoopOptions(folder, **values)  # type: ignore[arg-type]


def test_learns(tmp_path: Path) -> None:
    trainer = Trainer(Line(), options(tmp_path, 300))
    weights = trainer.run()
    assert weights["weight"].item() == pytest.approx(3, abs=0.1)
    assert weights["bias"].item() == pytest.approx(-1, abs=0.1)


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("parts", [1, 3])
def test_a_resumed_run_ends_with_the_same_weights(tmp_path: Path, parts: int) -> None:
    whole = Trainer(Line(parts), options(tmp_path / "whole")).run()

    class Dying(Line):
        def loss(self, step: int, part: int) -> Tensor:
            if step == 37:
                raise Killed
            return super().loss(step, part)

    # A check, and so a saving, after every step: the kill loses nothing but the step it falls into.
    with pytest.raises(Killed):
        Trainer(Dying(parts), options(tmp_path / "cut", check_minutes=0)).run()
    resumed = Trainer(Line(parts), options(tmp_path / "cut", check_minutes=0, resume=True))
    assert resumed.step == 37
    weights = resumed.run()
    for name, value in whole.items():
        assert torch.equal(weights[name], value), name
    with (tmp_path / "cut" / "curves.csv").open() as file:
        steps = [int(row["step"]) for row in csv.DictReader(file)]
    assert steps == list(range(61)), "the curve has a hole or a double"
    assert (tmp_path / "cut" / "curves.png").stat().st_size > 1000


def test_minutes_end_the_run_and_count_over_resumed_parts(tmp_path: Path) -> None:
    class Clock:
        now = 1000.0

        def __call__(self) -> float:
            self.now += 1.0
            return self.now

    first = Trainer(Line(), options(tmp_path, steps=None, minutes=1.0, check_minutes=0.2), Clock())  # type: ignore[arg-type]
    first.run()
    assert first.seconds == pytest.approx(60, abs=3)
    again = Trainer(Line(), options(tmp_path, steps=None, minutes=2.0, resume=True), Clock())  # type: ignore[arg-type]
    assert again.progress == pytest.approx(0.5, abs=0.03)
    again.run()
    assert again.seconds == pytest.approx(120, abs=3)


def test_a_batch_gone_wrong_leaves_the_weights_alone(tmp_path: Path) -> None:
    recipe = Line()
    recipe.poison = {0, 1, 2}
    trainer = Trainer(recipe, options(tmp_path, 3))
    weights = trainer.run()
    assert weights["weight"].item() == 0
    recipe.poison = {5}
    assert torch.isfinite(Trainer(recipe, options(tmp_path / "b", 20)).run()["weight"]).all()


def test_parts_side_by_side_give_the_gradient_of_the_whole_batch(tmp_path: Path) -> None:
    recipe = Line(4)
    trainer = Trainer(recipe, options(tmp_path))
    loss = trainer.gradients()
    together = torch.stack([recipe.loss(0, part) for part in range(4)]).mean()
    expected = torch.autograd.grad(together, list(recipe.network.parameters()))
    trainer.workers.close()
    assert loss == pytest.approx(together.item())
    for parameter, gradient in zip(recipe.network.parameters(), expected, strict=True):
        assert parameter.grad is not None
        torch.testing.assert_close(parameter.grad, gradient)


def test_learning_rate_warms_up_and_falls_to_its_end(tmp_path: Path) -> None:
    o = options(tmp_path, rate=1e-3, final_rate=1e-6, warm_up=100)
    assert learning_rate(o, 0, 0.0) == pytest.approx(1e-5)
    assert learning_rate(o, 99, 0.0) == pytest.approx(1e-3)
    assert learning_rate(o, 500, 0.5) == pytest.approx(5.005e-4)
    assert learning_rate(o, 999, 1.0) == pytest.approx(1e-6)
    assert learning_rate(o, 999, 1.7) == pytest.approx(1e-6)


def test_average_forgets_the_start_quickly() -> None:
    network = nn.Linear(1, 1)
    average = Average(network, 0.999)
    nn.init.constant_(network.weight, 5.0)
    for step in range(50):
        average.update(network, step)
    assert average.weights["weight"].item() == pytest.approx(5.0, abs=0.1)


def test_options_name_every_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"minutes or steps.*learning rate.*average"):
        LoopOptions(tmp_path, rate=-1.0, average=1.0)


def test_saving_fails_without_harming_the_old_state(tmp_path: Path) -> None:
    path = tmp_path / "state.pt"
    save_state(path, {"step": 1})
    with pytest.raises(Exception, match="pickle"):
        save_state(path, {"step": lambda: 2})
    assert load_state(path) == {"step": 1}


def test_the_recipe_finishes_every_step_and_its_state_is_kept(tmp_path: Path) -> None:
    line = Line()
    line.poison = {3}
    Trainer(line, options(tmp_path, steps=8)).run()
    assert line.finished == 7, "a step that was left out is not finished"
    again = Line()
    Trainer(again, options(tmp_path, steps=8, resume=True))
    assert again.finished == 7
