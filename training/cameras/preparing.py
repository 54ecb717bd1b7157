"""From a plan's photos to what a training needs: crops, noise, known blur, networks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from deblur_studio import weights
from deblur_studio.atomic import replacing
from deblur_studio.errors import UserError
from deblur_studio.networks.nafnet import NAFNet
from training.cameras import events, grain
from training.cameras.arguments import CODES
from training.cameras.calibrate import SIDE as CALIBRATED_SIDE
from training.cameras.calibrate import try_cameras
from training.cameras.coded import coded_blur, codes_wanted
from training.cameras.company import Company, obey
from training.cameras.held_out import Bench, read_parts
from training.cameras.known import Blur, CameraLook, RenderedBlur, matched, rendered
from training.cameras.optics import Optics
from training.cameras.patches import Patches, Request, prepare
from training.cameras.plan import CameraPlan
from training.cameras.qualities import jpeg_quality, usual_size
from training.coded_blur import CodedBlur
from training.datasets import to_tensor
from training.features import EncoderFeatures, FrozenFeatures, content_features
from training.recipes.blur2blur import Material

# Crops that the camera's noise is measured on.
MEASURED = 300
# Crops that the camera's noise is tried on.
TRIED = 40
# Crops of sharp photos that results are compared with.
REFERENCES = 64
# Crops of either kind that the camera's optics are measured on, and how many are made at once.
POOL, POOLED = 640, 16
FACTS_FILE, OPTICS_FILE, FEATURES_FILE = "camera.json", "optics.json", "features.json"
CPU = torch.device("cpu")
# Weights whose encoder the critic and the judge look through, and the reconstruction loss without a VGG.
FEATURES = "nafnet-shake"


@dataclass(frozen=True)
class Prepared:
    """Everything a training needs, read from the plan's photos."""

    material: Material
    bench: Bench
    base: weights.Entry
    device: torch.device
    half: bool
    left_out: tuple[str, ...]


def prepare_all(plan: CameraPlan, company: Company, device: torch.device) -> Prepared:
    """Read the photos, measure the camera, load the networks.

    Raises:
        UserError: photos or weights do not do.
        StoppedEarly: that was wanted.
    """
    base = weights.find(plan.base)
    deblur = weights.load(base)
    half = faster_in_half(device)
    held_out, unread = read_parts(plan.held_out, plan.shown)
    if not held_out:
        raise UserError(f"None of the held-out photos can be read: {' '.join(unread[:3])}")
    codes, unread_pairs = codes_of_pairs(plan, company, device)
    blurry, sharp = read_patches(plan, company)
    blur, look, optics = known_blur(plan, company, (blurry, sharp), rendered(base.card.settings), codes)
    features = encoder(device)
    content = compared_features(plan, features).to(device)
    crops = to_tensor(blurry.draw(8, plan.size.crop, (plan.seed, 8)), device)
    for each in (features, content):
        each.calibrate(crops)
    own = to_tensor(sharp.draw(REFERENCES, sharp.side, (plan.seed, 7)), device)
    return Prepared(
        material=Material(
            blurry, sharp, blur if codes is None else codes.to(device), look, features, optics, content
        ),
        bench=Bench(held_out, deblur, features, own, device, half),
        base=base,
        device=device,
        half=half,
        left_out=(*unread, *unread_pairs, *blurry.left_out, *sharp.left_out),
    )


def codes_of_pairs(
    plan: CameraPlan, company: Company, device: torch.device
) -> tuple[CodedBlur | None, tuple[str, ...]]:
    """The blur of known pairs and a sentence on each pair that has none to give; None if it is rendered.

    Raises:
        UserError: weights or pairs do not do.
        StoppedEarly: that was wanted.
    """
    if plan.known_blur != CODES:
        return None, ()

    def code_done(done: int) -> None:
        obey(company)
        company.tell(events.Stage("preparing", done, chores(plan)))

    return coded_blur(plan, device, code_done)


def known_blur(
    plan: CameraPlan,
    company: Company,
    patches: tuple[Patches, Patches],
    renderer: RenderedBlur,
    codes: CodedBlur | None,
) -> tuple[Blur, CameraLook, Optics]:
    """Known blur, the noise and JPEG that match it to the camera, and the camera's optics.

    The optics are measured with rendered blur either way, since only of that the lengths are known. Codes
    bring paths of their own; rendered ones get as long as the camera's seem to be.

    Raises:
        StoppedEarly: that was wanted.
    """
    blurry, sharp = patches
    found = camera_look(plan, blurry)
    crops = to_tensor(sharp.draw(TRIED, sharp.side, (plan.seed, 9)), CPU)

    def look_on(blur: Blur) -> CameraLook:
        return matched(found, blur(crops, torch.Generator().manual_seed(plan.seed)))

    with torch.no_grad():
        look = look_on(renderer)
        optics = camera_optics(plan, patches, renderer, look, company)
        if codes is not None:
            return codes, look_on(codes), optics
    return renderer.with_shakes(*optics.usual_shakes), look, optics


def faster_in_half(device: torch.device) -> bool:
    """Whether bf16 pays here: on graphics cards, and on CPUs where a measured probe says so."""
    if device.type == "cuda":
        return True
    if device.type != "cpu":
        return False
    from deblur_studio.engine import devices, precision

    return precision.choose(devices.cpu()) == "bf16"


def encoder(device: torch.device) -> EncoderFeatures:
    """The features that the critic and the judge look at, on the device."""
    network = weights.load(FEATURES, local_size=None)
    assert isinstance(network, NAFNet)
    return EncoderFeatures(network, source=FEATURES).to(device)


def compared_features(plan: CameraPlan, encoder: EncoderFeatures) -> FrozenFeatures:
    """The features of the reconstruction loss: of the user's VGG, if there is one, else those of the encoder.

    Which weights they are of is kept in the plan's folder: a training that goes on must compare as it did,
    whatever was imported meanwhile.

    Raises:
        UserError: the weights with which it began are gone or damaged.
    """
    file = plan.folder / FEATURES_FILE
    try:
        name = str(json.loads(file.read_text(encoding="utf-8"))["weights"])
    except (OSError, ValueError, KeyError, TypeError):
        name = None
    content = content_features(encoder, name)
    if name is None:
        with replacing(file, overwrite=True) as stream:
            stream.write(json.dumps({"weights": content.source}).encode())
    return content


def read_patches(plan: CameraPlan, company: Company) -> tuple[Patches, Patches]:
    """The crops of the blurry and of the sharp photos; the latter no larger than the former usually are."""
    size = plan.size
    total = chores(plan)
    before = codes_wanted(plan)

    def photo_done(done: int, _: int) -> None:
        obey(company)
        company.tell(events.Stage("preparing", before + done, total))

    longest = round(camera_facts(plan)["size"])
    blurry = prepare(
        Request(plan.blurry, size.patch, size.patches, plan.seed), plan.folder / "blurry.npy", photo_done
    )
    before += min(len(plan.blurry), size.patches)
    sharp = prepare(
        Request(plan.sharp, size.patch, size.patches, plan.seed, longest),
        plan.folder / "sharp.npy",
        photo_done,
    )
    return blurry, sharp


def photos_read(plan: CameraPlan) -> int:
    """How many photos give crops."""
    return sum(min(len(photos), plan.size.patches) for photos in (plan.blurry, plan.sharp))


def chores(plan: CameraPlan) -> int:
    """How many things there are to be done before training: codes, photos and cameras that are tried."""
    return codes_wanted(plan) + photos_read(plan) + plan.size.tries


def camera_optics(
    plan: CameraPlan, patches: tuple[Patches, Patches], blur: RenderedBlur, look: CameraLook, company: Company
) -> Optics:
    """Possible optics of the camera (`calibrate`), kept in the plan's folder.

    patches: of blurry and of sharp photos.

    Raises:
        StoppedEarly: that was wanted.
    """
    file = plan.folder / OPTICS_FILE
    if (kept := read_optics(file)) is not None:
        return kept
    blurry, sharp = patches
    tries = plan.size.tries
    before = chores(plan) - tries

    def crops(kind: Patches, side: int, most: int) -> Iterator[Tensor]:
        for first in range(0, most, POOLED):
            yield to_tensor(kind.draw(min(POOLED, most - first), side, (plan.seed, 10, first)), CPU)

    def tried(done: int, _: int) -> None:
        obey(company)
        company.tell(events.Stage("preparing", before + done, before + tries))

    generator = torch.Generator().manual_seed(plan.seed)
    most = min(POOL, 2 * tries)
    pool = blur.pool(crops(sharp, sharp.side, most), generator)
    found = try_cameras(pool, look, tries, plan.seed, tried).like(
        crops(blurry, min(CALIBRATED_SIDE, plan.size.crop), most)
    )
    with replacing(file, overwrite=True) as stream:
        stream.write(json.dumps(found.to_table()).encode())
    return found


def read_optics(file: Path) -> Optics | None:
    """What `camera_optics` wrote; None if there is nothing that can be used."""
    try:
        return Optics.from_table(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def camera_look(plan: CameraPlan, blurry: Patches) -> CameraLook:
    """Noise and JPEG quality as measured on the camera's blurry photos."""
    numbers = np.linspace(0, len(blurry) - 1, min(MEASURED, len(blurry))).astype(int)
    measured = grain.measure([np.asarray(blurry.pictures[number]) for number in numbers])
    return CameraLook(measured.quieter_half(), camera_facts(plan)["quality"])


def camera_facts(plan: CameraPlan) -> dict[str, float]:
    """Usual size ("size", px) and JPEG quality ("quality") of the blurry photos.

    Kept in the plan's folder: a training that goes on must find the same, whatever became of the photos.
    """
    file = plan.folder / FACTS_FILE
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {name: float(kept[name]) for name in ("size", "quality")}
    except (OSError, ValueError, KeyError, TypeError):
        facts = {"size": float(usual_size(plan.blurry)), "quality": jpeg_quality(plan.blurry)}
        plan.folder.mkdir(parents=True, exist_ok=True)
        with replacing(file, overwrite=True) as stream:
            stream.write(json.dumps(facts).encode())
        return facts
