"""Train Blur2Blur for one camera, from a plan to a verdict: what the wizard and the command line call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.networks.mimo_unet import MIMOUNet
from training.cameras import events
from training.cameras.company import Company
from training.cameras.events import Event
from training.cameras.held_out import save_pictures
from training.cameras.judge import means
from training.cameras.keeper import Keeper, KeptRecipe
from training.cameras.plan import CameraPlan
from training.cameras.preparing import Prepared, prepare_all
from training.cameras.presets import Preset
from training.cameras.verdict import verdict, words
from training.deblurrers import start_mimo
from training.distributed import rank
from training.loop import LoopOptions, StoppedEarly, Trainer
from training.recipes.blur2blur import Blur2BlurOptions

# Checks and savings of the state in a training.
CHECKS = 10
ARCHITECTURE = "Blur2Blur"
# Learning rate of the critic.
CRITIC_RATE = 1e-3


def device_of(plan: CameraPlan) -> torch.device:
    """The device that the plan means.

    Raises:
        UserError: it is not there.
    """
    from deblur_studio.engine import devices

    return torch.device(devices.resolve(plan.device).name)


def translator(size: Preset) -> MIMOUNet:
    """A new translator that answers with the photo as it is: its last convolutions are zero.

    Where bundled deblurring weights of its size exist, the other layers begin with theirs, which know edges
    and blur already.
    """
    network = MIMOUNet(size.width, size.blocks, train_size=size.crop)
    entry = next((each for each in weights.installed().entries if fits(each, size)), None)
    if entry is not None:
        network.load_state_dict({name: value.float() for name, value in weights.load_state(entry).items()})
    start_mimo(network)
    return network


def fits(entry: weights.Entry, size: Preset) -> bool:
    """Whether these are bundled weights of a MIMO-UNet of that size."""
    card = entry.card
    same = (card.arguments.get("width"), card.arguments.get("blocks")) == (size.width, size.blocks)
    return entry.source == "bundled" and card.architecture == "MIMO-UNet" and same


def options_of(plan: CameraPlan, half: bool, **changes: Any) -> Blur2BlurOptions:
    """What the plan's preset means for the recipe."""
    size = plan.size
    options = Blur2BlurOptions(
        crop=size.crop, batch=size.batch, seed=plan.seed, critic=size.critic, rate=CRITIC_RATE, half=half
    )
    return replace(options, **changes)


def train_camera(plan: CameraPlan, company: Company, device: torch.device, **changes: Any) -> Event:
    """Train, or go on training, what a plan says; judge it; write the result into the plan's folder.

    changes: of the recipe's options, for comparisons.

    Returns:
        Finished, or Stopped if the company wanted that.

    Raises:
        UserError: photos, weights or disk do not do.
    """
    step = 0
    try:
        prepared = prepare_all(plan, company, device)
        material = prepared.material
        measured = material.optics.usual if material.optics is not None else {}
        company.tell(events.Prepared(len(material.blurry), len(material.sharp), prepared.left_out, measured))
        trainer, keeper = trainer_of(plan, prepared, company, changes)
        step = trainer.step
        company.tell(events.Stage("training", trainer.step, plan.length))
        try:
            trainer.run()
        finally:
            step = trainer.step
            assert keeper.recipe is not None
            keeper.recipe.close()
        company.tell(events.Stage("judging"))
        return finish(plan, prepared, trainer, keeper)
    except StoppedEarly:
        return events.Stopped(step, plan.length)


def trainer_of(
    plan: CameraPlan, prepared: Prepared, company: Company, changes: Mapping[str, Any]
) -> tuple[Trainer, Keeper]:
    """The loop and its keeper, at the state that was saved last, if any."""
    torch.manual_seed(plan.seed)
    network = translator(plan.size)
    if plan.start:
        network.load_state_dict(start_state(plan))
    keeper = Keeper(plan, prepared.bench, company)
    recipe = KeptRecipe(
        network,
        prepared.material,
        options_of(plan, prepared.half, **changes),
        prepared.device,
        keeper.judge,
        lambda: trainer.progress,
    )
    recipe.keeper, keeper.recipe = keeper, recipe
    loop = LoopOptions(
        folder=plan.folder,
        steps=plan.length,
        rate=plan.size.rate,
        betas=(0.5, 0.999),
        weight_decay=0.0,
        check_steps=max(1, plan.length // CHECKS),
        resume=True,
    )
    trainer = Trainer(recipe, loop, watch=keeper)
    return trainer, keeper


def start_state(plan: CameraPlan) -> dict[str, Tensor]:
    """The tensors of the translator that the plan starts from.

    Raises:
        UserError: there is none, or it is of another size.
    """
    assert plan.start is not None
    entry = weights.find(plan.start)
    size = (entry.card.arguments.get("width"), entry.card.arguments.get("blocks"))
    if entry.card.architecture != ARCHITECTURE or size != (plan.size.width, plan.size.blocks):
        raise UserError(
            f"{plan.start} is no translator of the size {plan.preset}, so training cannot go on from it. "
            "Choose the size it was trained with, or start anew."
        )
    return {name: value.float() for name, value in weights.load_state(entry).items()}


def finish(plan: CameraPlan, prepared: Prepared, trainer: Trainer, keeper: Keeper) -> Event:
    """Judge the best translator, write it with its card, and the pictures of every held-out photo."""
    network = translator(plan.size).to(prepared.device)
    network.load_state_dict(keeper.best)
    looked = prepared.bench.compare(network.eval())
    comparisons = [each.comparison for each in looked]
    outcome, measures = verdict(comparisons), means(comparisons)
    text = words(outcome, comparisons)
    shown = []
    for number, each in enumerate(looked):
        files = save_pictures(each, plan.folder / "pictures", f"held-out-{number + 1:02}")
        gain = f"{each.comparison.score:+.1f}"
        shown.append({"name": each.name, "gain": gain, **files})
    result = plan.folder / "result"
    if rank() == 0:
        write_result(plan, prepared, trainer, keeper, outcome, measures, text)
    return events.Finished(outcome, text, measures, tuple(shown), str(result / f"{plan.name}.safetensors"))


def write_result(
    plan: CameraPlan,
    prepared: Prepared,
    trainer: Trainer,
    keeper: Keeper,
    outcome: str,
    measures: Mapping[str, float],
    text: str,
) -> None:
    """The translator and its card, in the plan's folder."""
    card = prepared.base.card
    optics = prepared.material.optics
    measured = optics.usual if optics is not None else {}
    weights.write_weights(
        plan.folder / "result",
        plan.name,
        keeper.best,
        title=plan.title,
        architecture=ARCHITECTURE,
        arguments={"width": plan.size.width, "blocks": plan.size.blocks, "train_size": plan.size.crop},
        trained_on=f"{len(plan.blurry)} blurry and {len(plan.sharp)} sharp photos of {plan.title}",
        recipe="blur2blur",
        command="deblur-studio train",
        minutes=round(trainer.seconds / 60, 1),
        machine=prepared.device.type,
        results={"verdict": outcome, "held_out": {k: round(v, 4) for k, v in measures.items()}},
        licence="the photographer's own",
        notes=f"{text} The translator of step {keeper.best_step} of {trainer.step} was kept.",
        settings={
            "base": card.name,
            "base_sha256": card.sha256,
            "preset": plan.preset,
            "steps": trainer.step,
            "features": prepared.material.compared.words,
            "known_blur": blur_words(plan),
            "measured": {name: round(value, 2) for name, value in measured.items()},
        },
        half=True,
    )


def blur_words(plan: CameraPlan) -> str:
    """Where known blur came from, for the card."""
    if plan.kernel_codes is None or plan.code_pairs is None:
        return plan.known_blur
    return (
        f"{Path(plan.kernel_codes).name.removesuffix('.safetensors')} on the pairs in {plan.code_pairs.name}"
    )
