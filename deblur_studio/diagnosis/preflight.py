"""What is missing before a training for a camera can start, in sentences for a photographer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deblur_studio.diagnosis.look import Look
from deblur_studio.diagnosis.scenes import hold_out, scenes

#: With fewer scenes than this among the photos, a training learns the scenes and not the camera.
_FEW_SCENES = 5
#: A camera with less than this part of the photos does not count as mixed in.
_STRAY = 0.1


@dataclass(frozen=True)
class Needs:
    """How much a training needs at least: photos of each kind, photos to check on, the shorter side in px."""

    blurry: int = 20
    sharp: int = 20
    held_out: int = 3
    side: int = 256


def lacking(
    looks_blurry: Sequence[Look], looks_sharp: Sequence[Look], needs: Needs | None = None
) -> list[str]:
    """What keeps a training from starting, each a sentence that says what to do; empty when all is there."""
    needs = needs or Needs()
    large_blurry, large_sharp = (
        [each for each in looks if min(each.width, each.height) >= needs.side]
        for looks in (looks_blurry, looks_sharp)
    )
    missing = [
        *_count(large_blurry, needs.blurry, "blurry", "add photos of this camera with its blur"),
        *_count(large_sharp, needs.sharp, "sharp", "add sharp photos of this camera, of anything"),
    ]
    small = len(looks_blurry) + len(looks_sharp) - len(large_blurry) - len(large_sharp)
    if small and missing:
        what = "photo is" if small == 1 else "photos are"
        missing.append(f"{small} {what} smaller than {needs.side} px: add the full-size files instead.")
    missing += _on_both_sides(looks_blurry, looks_sharp)
    missing += _held_out(large_blurry, needs)
    return missing + _other_camera(large_blurry, large_sharp)


def advice(looks_blurry: Sequence[Look], looks_sharp: Sequence[Look]) -> list[str]:
    """What would make a training better but does not keep it from starting, each a sentence."""
    told = []
    every = cameras([*looks_blurry, *looks_sharp])
    total = sum(every.values())
    mixed = [name for name, count in every.items() if name and count >= _STRAY * total]
    if len(mixed) > 1:
        told.append(
            f"The photos come from {len(mixed)} cameras ({_names(mixed)}); a correction works best for one:"
            " choose the photos of one camera."
        )
    for looks, words in ((looks_blurry, "blurry"), (looks_sharp, "sharp")):
        count = len(set(scenes(looks)))
        if len(looks) >= _FEW_SCENES and count < _FEW_SCENES:
            told.append(
                f"The {len(looks)} {words} photos show only {_scenes(count)}; photos from other places and"
                " days help more than more of the same."
            )
    return told


def cameras(looks: Sequence[Look]) -> dict[str, int]:
    """How many photos each camera took, most first; "" stands for those that do not say."""
    counted = Counter(each.camera for each in looks)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _count(looks: Sequence[Look], needed: int, words: str, how: str) -> list[str]:
    count = len(looks)
    if count >= needed:
        return []
    photos = "photo" if count == 1 else "photos"
    return [f"{count or 'No'} {words} {photos}; {needed} are needed: {how}."]


def _on_both_sides(blurry: Sequence[Look], sharp: Sequence[Look]) -> list[str]:
    both = sorted({each.path for each in blurry} & {each.path for each in sharp})
    if not both:
        return []
    what = f"{both[0].name} is" if len(both) == 1 else f"{len(both)} photos ({both[0].name}, ...) are"
    return [f"{what} among the blurry and the sharp photos; leave each in one of them."]


def _held_out(blurry: Sequence[Look], needs: Needs) -> list[str]:
    """Whether enough photos can be set aside, so that none of their scenes is trained on."""
    if len(blurry) < max(needs.held_out + 1, needs.blurry):
        return []  # told already
    train, held = hold_out(blurry, least=needs.held_out)
    if len(held) >= needs.held_out and len(train) >= needs.blurry // 2:
        return []
    count = len(set(scenes(blurry)))
    if count == 1:
        return [
            "All blurry photos are from one burst or show one scene, so none can be set aside to check the"
            " result: add blurry photos of other scenes."
        ]
    return [
        f"The blurry photos show only {_scenes(count)}, too few to set some aside to check the result: add"
        " blurry photos of other scenes."
    ]


def _other_camera(blurry: Sequence[Look], sharp: Sequence[Look]) -> list[str]:
    """Blurry photos of one camera and sharp ones of another teach the cameras apart, not the blur."""
    first, second = (set(cameras(looks)) for looks in (blurry, sharp))
    if not first or not second or "" in first | second or first & second:
        return []
    one, other = _names(sorted(first)), _names(sorted(second))
    return [
        f"The blurry photos are from {one} and the sharp ones from {other}:"
        " choose blurry and sharp photos of the same camera."
    ]


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")


def _scenes(count: int) -> str:
    return "one scene" if count == 1 else f"{count} scenes"
