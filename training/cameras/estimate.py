"""How long each preset takes on this machine: measured on a step or two, then remembered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import torch

from deblur_studio import __version__
from deblur_studio.engine import devices
from deblur_studio.engine.remember import recall, remember
from training.blur.render import BlurSettings
from training.cameras.events import Estimate
from training.cameras.known import CameraLook, RenderedBlur, rendered
from training.cameras.optics import likely
from training.cameras.patches import Patches
from training.cameras.preparing import encoder, faster_in_half
from training.cameras.presets import PRESETS, Preset
from training.cameras.train import ARCHITECTURE, CHECKS, translator
from training.features import content_features
from training.loop import LoopOptions, Trainer
from training.recipes.blur2blur import Blur2BlurOptions, Blur2BlurRecipe, Material

# Steps that are timed, after one that is not.
STEPS = 2
# A check of the held-out photos takes about as long as so many steps.
STEPS_PER_CHECK = 10
# And a possible camera that is tried (`calibrate`) about as long as a small part of one.
STEPS_PER_TRY = 0.15
# As many cameras as are usually found.
MATCHES = 20


def estimates(device_name: str = "auto", anew: bool = False) -> Iterator[Estimate]:
    """One estimate a preset, smallest first; measured where nothing is remembered or `anew` is asked for.

    Raises:
        UserError: there is no such device.
    """
    device = devices.resolve(device_name)
    machine = f"{device.title} {torch.get_num_threads()}"
    # A VGG that was imported takes its time.
    compared = content_features(encoder(torch.device("cpu"))).source
    for preset in PRESETS:
        key = f"training {ARCHITECTURE} {preset} {machine} {compared} {__version__}"
        known = None if anew else recall(key)
        if not isinstance(known, dict):
            seconds, memory = measure(preset, torch.device(device.name))
            known = {"seconds": seconds, "memory": memory}
            remember(key, known)
        yield Estimate(preset.name, known["seconds"], known["memory"], preset.disk_mb, device.name)


def measure(preset: Preset, device: torch.device) -> tuple[float, float]:
    """Seconds of the whole training and MB of memory, from a few steps on noise.

    On a CPU one crop for each core is trained on, and the time of the whole batch is told from that.
    """
    half = faster_in_half(device)
    cores = torch.get_num_threads()
    batch = preset.batch if device.type != "cpu" else min(preset.batch, max(1, cores))
    before = _memory(device)
    recipe = noise_recipe(preset, batch, device, half)
    trainer = Trainer(recipe, LoopOptions(folder=Path(), steps=STEPS + 1, rate=preset.rate))
    peak = before
    try:
        trainer.train_step()
        trainer.step = recipe.options.penalty_every  # a step that has the penalty, and one that has not
        peak = max(peak, _memory(device))
        start, busy = time.perf_counter(), time.process_time()
        for _ in range(STEPS):
            trainer.train_step()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        seconds = time.perf_counter() - start
        if device.type == "cpu":
            # What other programs take now they will not take for hours: count this one's own time.
            seconds = min(seconds, (time.process_time() - busy) / recipe.parts)
        each = seconds / STEPS * preset.batch / batch
        peak = max(peak, _memory(device))
    finally:
        trainer.workers.close()
        recipe.close()
    memory = (peak - before) / 1e6 * (preset.batch / batch if device.type != "cpu" else 1.0)
    steps = preset.steps + CHECKS * STEPS_PER_CHECK + preset.tries * STEPS_PER_TRY
    return each * steps, round(memory + 300)


def noise_recipe(preset: Preset, batch: int, device: torch.device, half: bool) -> Blur2BlurRecipe:
    """The recipe of a preset on noise."""
    noise = np.random.default_rng(1).integers(0, 256, (4, preset.patch, preset.patch, 3), dtype=np.uint8)
    patches = Patches(noise)
    options = Blur2BlurOptions(
        crop=preset.crop, batch=batch, critic=preset.critic, rate=preset.rate, half=half
    )
    blur: RenderedBlur = rendered({"blur": vars(BlurSettings())})
    optics = likely(MATCHES, torch.Generator().manual_seed(1))
    features = encoder(device)
    content = content_features(features).to(device)
    material = Material(patches, patches, blur, CameraLook(None, 90.0), features, optics, content)
    return Blur2BlurRecipe(translator(preset), material, options, device, lambda _: {})


def _memory(device: torch.device) -> float:
    """Bytes taken: on a graphics card the most since the program began, else of the process now."""
    if device.type == "cuda":
        return float(torch.cuda.max_memory_allocated(device))
    return float(psutil.Process().memory_info().rss)
