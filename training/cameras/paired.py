"""Pairs of blurry and sharp files, and how one such source gives blurry and sharp photos of other scenes.

Blur2Blur (CVPR 2024) is trained on unpaired photos, and tried on data sets that are paired: 60 % of one
gives the blurry photos and the rest the sharp ones, so that no photo's partner is ever seen.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deblur_studio.diagnosis.look import look
from deblur_studio.diagnosis.scenes import scenes
from deblur_studio.errors import UserError
from deblur_studio.photo import is_photo_file

log = logging.getLogger(__name__)

# The share of the scenes that gives blurry photos, and how many scenes there must be.
BLURRY_SHARE, LEAST_SCENES = 0.6, 5
# The name of a frame: that of its clip, which has a digit, and its number. IMG_0001 is no frame of a clip
# IMG, and 20240131_120000 is a moment.
_FRAME = re.compile(r"(?P<clip>.*\d.*?)[_-](?P<number>\d+)")
_DAY = re.compile(r".*(?:19|20)\d\d[01]\d[0-3]\d")


@dataclass(frozen=True)
class PairFile:
    """The files NAME_blur.* and NAME_sharp.*."""

    name: str
    blurry: Path
    sharp: Path


def find_pairs(folder: Path) -> list[PairFile]:
    """The pairs of a folder, sorted by name; files without a partner are left out, with a line in the log.

    Raises:
        UserError: there is no such folder, or no pair in it.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is no folder.")
    files = sorted(path for path in folder.iterdir() if is_photo_file(path))
    ends = ("_blur", "_sharp")
    blurry, sharp = ({p.stem.removesuffix(end): p for p in files if p.stem.endswith(end)} for end in ends)
    for name in sorted(blurry.keys() ^ sharp.keys()):
        log.warning("left out %s in %s: its partner is missing", name, folder)
    both = sorted(blurry.keys() & sharp.keys())
    if not both:
        raise UserError(f"{folder} holds no pairs: photos named NAME_blur and NAME_sharp are looked for.")
    return [PairFile(name, blurry[name], sharp[name]) for name in both]


def clip(name: str) -> str | None:
    """The clip of a frame by the pair's name: "000" of "000_00000009"; None if the name is of no frame."""
    found = _FRAME.fullmatch(name)
    return None if found is None or _DAY.fullmatch(found["clip"]) else found["clip"]


def by_scene(pairs: Sequence[PairFile]) -> list[list[PairFile]]:
    """The pairs of each scene, in order of the first name.

    Frames of a clip are one scene. Of other pairs the sharp photos are looked at: bursts and near-duplicates
    are one scene (`deblur_studio.diagnosis.scenes`).
    """
    groups: dict[tuple[str, object], list[PairFile]] = defaultdict(list)
    single = []
    for pair in pairs:
        name = clip(pair.name)
        if name is None:
            single.append(pair)
        else:
            groups["clip", name].append(pair)
    for pair, number in zip(single, scenes([look(pair.sharp) for pair in single]), strict=True):
        groups["look", number].append(pair)
    return sorted(groups.values(), key=lambda group: group[0].name)


@dataclass(frozen=True)
class Split:
    """Photos of disjoint scenes: blurry ones to train on and to judge by, and sharp ones."""

    blurry: tuple[Path, ...]
    held_out: tuple[Path, ...]
    sharp: tuple[Path, ...]


def split(folder: Path, seed: int, every: int, least: int) -> Split:
    """Divide the pairs of a folder: 60 % of the scenes give blurry photos, the others sharp ones.

    One of so many (`every`) of the blurry photos is held out, but at least so many (`least`), in whole scenes
    of their own. The same for the same files and seed.

    Raises:
        UserError: there are too few scenes.
    """
    pairs = find_pairs(folder)
    groups = by_scene(pairs)
    if len(groups) < LEAST_SCENES:
        scene = "one scene" if len(groups) == 1 else f"only {len(groups)} scenes"
        raise UserError(
            f"The {len(pairs)} pairs in {folder} show {scene}; {LEAST_SCENES} are needed, since blurry and "
            "sharp photos are taken from different ones. Add pairs of other scenes."
        )
    order = np.random.default_rng(seed).permutation(len(groups))
    count = round(BLURRY_SHARE * len(groups))
    blurry, sharp = ([groups[i] for i in part] for part in (order[:count], order[count:]))
    held_out = checked_scenes(blurry, every, least)
    train = [group for group in blurry if group not in held_out]
    return Split(
        tuple(sorted(pair.blurry for group in train for pair in group)),
        tuple(sorted(pair.blurry for group in held_out for pair in group)),
        tuple(sorted(pair.sharp for group in sharp for pair in group)),
    )


def checked_scenes(groups: Sequence[list[PairFile]], every: int, least: int) -> list[list[PairFile]]:
    """The scenes that are held out, small ones first: many of them tell more than a large one."""
    wanted = max(least, sum(map(len, groups)) // every)
    chosen: list[list[PairFile]] = []
    for group in sorted(groups, key=len):  # stable: in the order given among equals
        if sum(map(len, chosen)) >= wanted or len(chosen) == len(groups) - 1:
            break
        chosen.append(group)
    return chosen
