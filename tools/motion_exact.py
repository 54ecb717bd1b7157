"""How right the motion is that is seen in blur of which the flow is known: held-out photos, rendered blurry.

Axis, length and their errors are those of `training.flow_loss`, at textured points that moved by 4 to 40 px.
Errors are medians over the points of a picture, then over the pictures: whichever has more counts no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from deblur_studio.diagnosis.see_motion import SeenMotion
from training import flow_loss
from training.blur.settings import BlurSettings
from training.datasets import Picture, to_tensor
from training.labelled import Labelled
from training.recipes.deblur import DeblurOptions, middle
from training.recipes.flow import labelled

Floats = NDArray[np.float32]
#: Tells the motion in a photo (H, W, 3) in 0..1 as the program does.
Tell = Callable[[Floats], SeenMotion]

#: What moves. Noise, response, lights and JPEG are drawn as for trainings.
SETS: Mapping[str, Mapping[str, float]] = {
    "steady": {"object_chance": 0.0, "rotation_chance": 0.0, "shaky_chance": 0.0},
    "turning": {"object_chance": 0.0, "rotation_chance": 1.0, "shaky_chance": 0.0},
    "objects": {"object_chance": 1.0, "rotation_chance": 0.0},
}
#: Px of the path; every photo is rendered once with each.
LENGTHS = ((4.0, 8.0), (8.0, 16.0), (16.0, 40.0))
#: Eighths of the half turn, the first about 0 degrees.
DIRECTIONS = 8
RIGHT_AXIS = 10.0  # degrees
#: A picture with fewer points than this in a bin says nothing of it.
LEAST_POINTS = 200
LEAST_SIDE = 128


@dataclass(frozen=True, eq=False)
class Points:
    """What is true and what was told at N measurable points of one picture.

    axis: degrees 0..180, counter-clockwise from the right; length: px; both true. axis_error: degrees 0..90;
    ratio: of the told length to the true one; trusted: where the program would show it.
    end_point_error: px, mean over all points of the picture. name: of the photo.
    """

    name: str
    end_point_error: float
    axis: Floats = field(repr=False)
    length: Floats = field(repr=False)
    axis_error: Floats = field(repr=False)
    ratio: Floats = field(repr=False)
    trusted: NDArray[np.bool_] = field(repr=False)

    def at(self, chosen: NDArray[np.bool_]) -> Points:
        """Some of the points."""
        kept = {
            name: getattr(self, name)[chosen] for name in ("axis", "length", "axis_error", "ratio", "trusted")
        }
        return replace(self, **kept)


def rendered(
    photos: Iterable[tuple[str, Picture]], changes: Mapping[str, Any], side: int, seed: int = 1
) -> Iterator[tuple[str, Labelled]]:
    """The middles of photos, each with motions of all `LENGTHS`: what they show depends on the seed alone.

    photos: names and (H, W, 3) uint8; those too small are left out. changes: of `BlurSettings`; side: of the
    blurry pictures, px, at most.
    """
    for number, (name, picture) in enumerate(photos):
        for bin_number, (shortest, longest) in enumerate(LENGTHS):
            settings = BlurSettings(
                shortest=shortest,
                longest=longest,
                even_chance=1.0,
                sharp_chance=0.0,
                tiny_chance=0.0,
                reference="middle",
                **changes,
            )
            if min(picture.shape[:2]) < LEAST_SIDE + 2 * settings.margin:
                continue
            crop = middle(to_tensor([picture], torch.device("cpu")), side + 2 * settings.margin)
            generator = torch.Generator().manual_seed((seed * 1009 + number) * len(LENGTHS) + bin_number)
            with torch.inference_mode():
                yield name, labelled(crop, DeblurOptions(blur=settings), generator)


def measured(name: str, made: Labelled, tell: Tell) -> Points:
    """Ask about one rendered picture, and compare."""
    seen = tell(np.ascontiguousarray(made.blurry[0].permute(1, 2, 0).numpy()))
    # What could not be told is told wrong, not left out.
    told = torch.from_numpy(np.nan_to_num(seen.flow)).permute(2, 0, 1)[None]
    chosen = flow_loss.measurable(made.flow, flow_loss.textured(made.sharp))[0, 0]
    u, v = flow_loss.way(made.flow)[0][:, chosen]
    length = flow_loss.length(made.flow)[0, 0][chosen]
    return Points(
        name=name,
        end_point_error=float(flow_loss.end_point_error(told, made.flow).mean()),
        axis=torch.rad2deg(torch.atan2(-v, u)).remainder(180).numpy(),
        length=length.numpy(),
        axis_error=flow_loss.axis_error(told, made.flow)[0, 0][chosen].numpy(),
        ratio=(flow_loss.length(told)[0, 0][chosen] / length).numpy(),
        trusted=seen.trusted[chosen.numpy()],
    )


def summary(pictures: Sequence[Points]) -> dict[str, float | int]:
    """The figures of some pictures: of those that have enough points; `pictures` says how many."""
    enough = [each for each in pictures if len(each.axis) >= LEAST_POINTS]
    if not enough:
        return {"pictures": 0}

    def middle_of(values: Callable[[Points], Floats]) -> float:
        return float(np.median([np.median(values(each)) for each in enough]))

    return {
        "pictures": len(enough),
        "axis_error": middle_of(lambda each: each.axis_error),
        "axis_within": float(np.mean([(each.axis_error <= RIGHT_AXIS).mean() for each in enough])),
        "length_error": middle_of(lambda each: np.abs(each.ratio - 1)),
        "length_ratio": middle_of(lambda each: each.ratio),
        "end_point_error": float(np.mean([each.end_point_error for each in enough])),
    }


def figures(pictures: Sequence[Points]) -> dict[str, Any]:
    """All figures of a set: of all its points, of those that are trusted, by direction and by length.

    trusted_share: of the measurable points.
    """
    found: dict[str, Any] = summary(pictures)
    total = sum(len(each.axis) for each in pictures)
    found["trusted_share"] = sum(int(each.trusted.sum()) for each in pictures) / max(total, 1)
    # End points are compared over whole pictures: the parts have no such figure of their own.
    parts = {
        "trusted": {"": [each.at(each.trusted) for each in pictures]},
        "by_direction": {
            f"{degrees:g}": [each.at(_direction(each) == number) for each in pictures]
            for number, degrees in enumerate(np.arange(DIRECTIONS) * 180 / DIRECTIONS)
        },
        "by_length": {
            f"{low:g}-{high:g}": [each.at((each.length >= low) & (each.length < high)) for each in pictures]
            for low, high in (*LENGTHS[:-1], (LENGTHS[-1][0], np.nextafter(LENGTHS[-1][1], np.inf)))
        },
    }
    for title, groups in parts.items():
        told = {name: summary(group) for name, group in groups.items()}
        for each in told.values():
            each.pop("end_point_error", None)
        found[title] = told.get("", told)
    return found


def _direction(points: Points) -> NDArray[np.int64]:
    width = 180 / DIRECTIONS
    numbers: NDArray[np.int64] = np.floor(points.axis / width + 0.5).astype(np.int64) % DIRECTIONS
    return numbers


def still(photos: Iterable[tuple[str, Picture]], tell: Tell, side: int) -> dict[str, Any]:
    """The lengths (px) that are told for sharp photos: their mean and median over all points and over the
    textured ones, each averaged over the photos, the largest median, and what kinds of motion are seen."""
    rows: list[tuple[float, ...]] = []
    kinds: dict[str, int] = {}
    for _, picture in photos:
        if min(picture.shape[:2]) < LEAST_SIDE:
            continue
        sharp = middle(to_tensor([picture], torch.device("cpu")), side)
        seen = tell(np.ascontiguousarray(sharp[0].permute(1, 2, 0).numpy()))
        kinds[seen.motion.kind] = kinds.get(seen.motion.kind, 0) + 1
        way = np.nan_to_num(seen.flow)
        lengths = np.hypot(way[..., 0] - way[..., 2], way[..., 1] - way[..., 3])
        textured = lengths[flow_loss.textured(sharp)[0, 0].numpy()]
        if textured.size < LEAST_POINTS:
            continue
        rows.append(tuple(float(of(values)) for values in (lengths, textured) for of in (np.mean, np.median)))
    if not rows:
        return {"photos": 0}
    names = ("mean", "median", "textured_mean", "textured_median")
    means = dict(zip(names, np.mean(rows, axis=0).tolist(), strict=True))
    return {"photos": len(rows), **means, "largest_median": float(np.max(rows, axis=0)[1]), "kinds": kinds}
