"""Known blur from pairs of a known data set instead of the renderer: its codes, kept in a plan's folder."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from deblur_studio import weights
from deblur_studio.atomic import replacing
from deblur_studio.errors import UserError
from deblur_studio.metrics import to_8bit
from deblur_studio.networks.kernel_wizard import MULTIPLE, KernelWizard
from deblur_studio.photo import PhotoError, read
from training.cameras.arguments import CODES
from training.cameras.known import MARGIN
from training.cameras.paired import PairFile, find_pairs
from training.cameras.patches import MOST_PER_PHOTO
from training.cameras.plan import CameraPlan
from training.coded_blur import CodedBlur, places, read_codes
from training.datasets import Pair

ARCHITECTURE = "KernelWizard"
CODES_FILE = "codes.npz"
# Codes that are read, at most, and pairs that are needed: from fewer, the critic learns those few blurs.
MOST_CODES, LEAST_PAIRS = 600, 8


def codes_wanted(plan: CameraPlan) -> int:
    """How many codes a plan's training reads from pairs."""
    return min(MOST_CODES, plan.size.patches) if plan.known_blur == CODES else 0


def coded_blur(
    plan: CameraPlan,
    device: torch.device,
    code_done: Callable[[int], None] = lambda done: None,
) -> tuple[CodedBlur, tuple[str, ...]]:
    """The blur of the plan's pairs, on the CPU, and a sentence on each pair that gave none.

    The codes are kept in the plan's folder: a training that goes on uses them again, whatever became of the
    pairs. device: where they are read; code_done: told how many are; may raise to stop.

    Raises:
        UserError: the weights are missing, damaged or of another network, or there are too few pairs.
    """
    assert plan.kernel_codes is not None
    entry = weights.find(plan.kernel_codes)
    if entry.card.architecture != ARCHITECTURE:
        raise UserError(
            f"{plan.kernel_codes} are weights of {entry.card.architecture}, which reads no codes of blur. "
            f"Name weights of {ARCHITECTURE}: 'python -m training kernel-code' makes some, and published "
            "ones can be imported."
        )
    wizard = weights.load(entry)
    assert isinstance(wizard, KernelWizard)
    wanted = request(plan, entry.card.sha256)
    file = plan.folder / CODES_FILE
    kept = kept_codes(file, wanted)
    if kept is None:
        kept = new_codes(plan, wizard.to(device), device, code_done)
        keep_codes(file, wanted, *kept)
    codes, left_out = kept
    return CodedBlur(wizard.to("cpu"), codes, MARGIN), left_out


def side_of(plan: CameraPlan) -> int:
    """Side, px, of the places whose codes are read: that of the crops they are put onto."""
    return -(-plan.size.patch // MULTIPLE) * MULTIPLE


def request(plan: CameraPlan, sha256: str) -> dict[str, Any]:
    """Plain values: codes that were read for the same request are used again."""
    return {
        "weights": sha256,
        "pairs": str(plan.code_pairs),
        "side": side_of(plan),
        "count": codes_wanted(plan),
        "seed": plan.seed,
    }


def new_codes(
    plan: CameraPlan, wizard: KernelWizard, device: torch.device, code_done: Callable[[int], None]
) -> tuple[Tensor, tuple[str, ...]]:
    """Codes (N, C, rows, columns) of random places of the plan's pairs, and a sentence on each pair left out.

    Raises:
        UserError: there are too few pairs.
    """
    assert plan.code_pairs is not None
    files = find_pairs(plan.code_pairs)
    side, most = side_of(plan), codes_wanted(plan)
    each = max(1, min(MOST_PER_PHOTO, -(-most // len(files))))
    order = np.random.default_rng(plan.seed).permutation(len(files)).tolist()
    codes: list[Tensor] = []
    left_out: list[str] = []
    for index in order:
        if sum(map(len, codes)) >= most and len(codes) >= LEAST_PAIRS:
            break
        rng = np.random.default_rng((plan.seed, index))
        try:
            pair = read_pair(files[index])
            codes.append(read_codes(wizard, places(pair, side, each, rng), device))
        except PhotoError as error:
            left_out.append(str(error))
        except ValueError as error:
            left_out.append(f"The pair {error}.")
        code_done(min(most, sum(map(len, codes))))
    if len(codes) < LEAST_PAIRS:
        reasons = f" {' '.join(left_out[:3])}" if left_out else ""
        raise UserError(
            f"Blur can be read from {len(codes)} of the {len(files)} pairs in {plan.code_pairs}; at least "
            f"{LEAST_PAIRS} are needed, {side} pixels wide and high or larger.{reasons}"
        )
    return torch.cat(codes), tuple(left_out)


def read_pair(files: PairFile) -> Pair:
    """The pictures of a pair.

    Raises:
        PhotoError: a file cannot be read.
        ValueError: the two are not of one size.
    """
    blurry, sharp = (to_8bit(read(path).pixels) for path in (files.blurry, files.sharp))
    if blurry.shape != sharp.shape:
        sizes = " and ".join(f"{picture.shape[1]} x {picture.shape[0]}" for picture in (blurry, sharp))
        raise ValueError(f"{files.name} has pictures of two sizes, {sizes} pixels")
    return Pair(files.name, blurry, sharp)


def kept_codes(file: Path, wanted: dict[str, Any]) -> tuple[Tensor, tuple[str, ...]] | None:
    """What `keep_codes` wrote for the same request; None if there is nothing that can be used."""
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as stored:
            notes = json.loads(str(stored["notes"]))
            if notes["request"] != wanted:
                return None
            return torch.from_numpy(stored["codes"]), tuple(notes["left_out"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def keep_codes(file: Path, wanted: dict[str, Any], codes: Tensor, left_out: tuple[str, ...]) -> None:
    """Write codes and what they were read from.

    Raises:
        OSError: that cannot be done.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    notes = json.dumps({"request": wanted, "left_out": left_out})
    with replacing(file, overwrite=True) as stream:
        np.savez(stream, codes=codes.numpy(), notes=np.array(notes))
