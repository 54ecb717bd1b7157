"""Measure how right the motion is that the program sees in photos.

    python -m tools.motion_figures --photos DIR --levin DIR --real DIR [--weights NAME_OR_FILE] [-o FILE]

Of sharp photos the held-out ones are rendered with blur of which the flow is known; levin2009 has measured
kernels; of real photos nothing is known, and what is told is listed. Everything goes through `see_motion`, as
in the window. What is not asked for is left out.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from deblur_studio import weights
from deblur_studio.atomic import replacing
from deblur_studio.commands.output import table
from deblur_studio.diagnosis.see_motion import ARCHITECTURE, DETAILED, PREVIEW, SeenMotion, see_motion
from deblur_studio.engine import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.photo import read
from tools import motion_exact, motion_kernels
from tools.contact_sheet import photos_of
from tools.motion_exact import Floats, Tell
from training.datasets import Picture, find_photos, hold_out, read_rgb

#: What is aimed at, beside the figures: degrees, shares, px.
AIMS = {"axis_error": 10.0, "length_error": 0.2, "still": 1.0, "levin": 15.0}
ACROSS = ("axis_error", "axis_within", "length_error", "length_ratio")


def in_detail(pixels: Floats, chosen: str, engine: EngineSettings) -> tuple[SeenMotion, float]:
    """A first look, then one in detail, as the window does; with the seconds of both."""
    first = see_motion(pixels, most=PREVIEW, chosen=chosen, engine=engine)
    second = see_motion(pixels, most=DETAILED, before=first, chosen=chosen, engine=engine)
    return second, first.seconds + second.seconds


def exact(folder: Path, tell: Tell, sets: Sequence[str], options: argparse.Namespace) -> dict[str, Any]:
    """The figures of rendered blur, and those of the sharp photos.

    Raises:
        UserError: there are no photos.
    """
    held_out = hold_out(find_photos([folder]))[1][: options.most]
    photos: list[tuple[str, Picture]] = [
        (path.stem, picture) for path in held_out if (picture := read_rgb(path)) is not None
    ]
    if not photos:
        raise UserError(f"There are not enough photos in {folder} to hold some out.")
    found: dict[str, Any] = {"held_out": [name for name, _ in photos], "side": options.side}
    for title in sets:
        made = motion_exact.rendered(photos, motion_exact.SETS[title], options.side)
        found[title] = motion_exact.figures([motion_exact.measured(*each, tell) for each in made])
        print(exact_words(title, found[title]), flush=True)
    found["still"] = motion_exact.still(photos, tell, options.side)
    print(still_words(found["still"]), flush=True)
    return found


def real(given: Sequence[Path], chosen: str, engine: EngineSettings) -> list[dict[str, Any]]:
    """What is told of photos of which nothing is known."""
    rows = []
    for path in photos_of(given):
        try:
            photo = read(path)
        except UserError as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        seen, seconds = in_detail(photo.pixels, chosen, engine)
        motion = seen.motion
        rows.append(
            {
                "photo": path.stem,
                "size": list(seen.size),
                "kind": motion.kind,
                "axis": motion.axis,
                "length": motion.length,
                "confidence": motion.confidence,
                "words": motion.words,
                "trusted": float(seen.trusted.mean()),
                "scale": seen.scale,
                "seconds": seconds,
            }
        )
    return rows


def cell(name: str, value: float | None) -> str:
    """A figure as it stands in a table; empty where there is none."""
    if value is None or not math.isfinite(value):
        return ""
    if name in ("axis_within", "length_error", "extent_error"):
        return f"{value:.0%}"
    return f"{value:.2f}" if name.endswith("ratio") else f"{value:.1f}"


def exact_words(title: str, found: Mapping[str, Any]) -> str:
    """A table of one set."""
    groups = {"all": found, "trusted": found["trusted"]}
    groups |= {f"along {name} deg": each for name, each in found["by_direction"].items()}
    groups |= {f"{name} px": each for name, each in found["by_length"].items()}
    rows = [
        (name, str(each["pictures"]), *(cell(figure, each.get(figure)) for figure in ACROSS))
        for name, each in groups.items()
    ]
    heading = (title.upper(), "PICTURES", "AXIS deg", "WITHIN 10 deg", "LENGTH OFF BY", "LENGTH RATIO")
    return (
        f"{table(heading, rows)}\nends off by {cell('px', found.get('end_point_error'))} px in the mean; "
        f"{found['trusted_share']:.0%} of these points are trusted; aims: {AIMS['axis_error']:g} deg, "
        f"{AIMS['length_error']:.0%}\n"
    )


def still_words(found: Mapping[str, Any]) -> str:
    """A line about the sharp photos."""
    if not found["photos"]:
        return "no sharp photo is large enough"
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found["kinds"].items()))
    return (
        f"{found['photos']} sharp photos: told to move {found['mean']:.2f} px in the mean, "
        f"{found['median']:.2f} px at the median (textured {found['textured_mean']:.2f}, "
        f"{found['textured_median']:.2f}; one photo {found['largest_median']:.2f}); aim: below "
        f"{AIMS['still']:g} px; {kinds}\n"
    )


def kernel_words(found: Mapping[str, Any]) -> str:
    """Tables of levin2009."""
    columns = ("axis", "told_axis", "axis_error", "extent", "told_extent")
    rows = [
        (
            row["name"] + (" mirrored" if row["mirrored"] else ""),
            *(cell(name, row[name]) for name in columns),
            f"{row['ratio']:.1f}",
            row["words"],
        )
        for row in found["rows"]
    ]
    heading = ("LEVIN2009", "AXIS deg", "TOLD", "OFF BY", "EXTENT px", "TOLD", "RATIO", "WORDS")
    groups = [
        (
            name.replace("_", " "),
            str(found[name]["photos"]),
            *(cell(figure, found[name].get(figure)) for figure in ("axis_error", "extent_error", "constant")),
        )
        for name in ("elongated", "all", "elongated_with_mirrored")
    ]
    totals = ("MEDIANS", "PHOTOS", "AXIS deg", "EXTENT OFF BY", "A CONSTANT AXIS deg")
    return (
        f"{table(heading, rows)}\n\n{table(totals, groups)}\n"
        f"elongated from a ratio of {found['elongated_from']:g}; aim: {AIMS['levin']:g} deg\n"
    )


def real_words(rows: Sequence[Mapping[str, Any]]) -> str:
    """A table of real photos."""
    lines = [
        (
            row["photo"],
            row["kind"],
            cell("axis", row["axis"]),
            cell("length", row["length"]),
            f"{row['confidence']:.2f}",
            f"{row['seconds']:.2f}",
            row["words"],
        )
        for row in rows
    ]
    return table(("PHOTO", "KIND", "AXIS deg", "LENGTH px", "CONFIDENCE", "SECONDS", "WORDS"), lines)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.motion_figures", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--photos", type=Path, metavar="DIR", help="the sharp photos of the training")
    parser.add_argument("--levin", type=Path, metavar="DIR", help="levin2009, with its .mat files")
    parser.add_argument("--real", type=Path, nargs="+", default=[], help="blurry photos, or folders of them")
    parser.add_argument(
        "--weights", default=weights.AUTO, help="a name, or a .safetensors file with its card"
    )
    parser.add_argument("--device", default="auto")
    parser.add_argument("--sets", nargs="+", choices=list(motion_exact.SETS), default=["steady", "objects"])
    parser.add_argument("--side", type=int, default=640, help="of rendered pictures, px, at most")
    parser.add_argument("--most", type=int, help="held-out photos; default: all")
    parser.add_argument("-o", "--out", type=Path, help="a JSON file of all figures")
    options = parser.parse_args(given)
    if not (options.photos or options.levin or options.real):
        parser.error("name what to measure on: --photos, --levin or --real")
    if not motion_exact.LEAST_SIDE <= options.side <= math.isqrt(DETAILED):
        # Beyond it the program would look at a smaller picture than the flow is known for.
        parser.error(f"--side is {motion_exact.LEAST_SIDE} to {math.isqrt(DETAILED)} px")
    return options


def figures(options: argparse.Namespace) -> dict[str, Any]:
    """Measure and print what was asked for.

    Raises:
        UserError: there are no such weights or photos.
    """
    entry = weights.choose(ARCHITECTURE, options.weights)
    engine = EngineSettings(device=options.device)
    tell: Tell = partial(see_motion, chosen=options.weights, engine=engine)
    found: dict[str, Any] = {"weights": entry.card.name, "weights_sha256": entry.card.sha256, "aims": AIMS}
    if options.photos:
        found["exact"] = exact(options.photos, tell, options.sets, options)
    if options.levin:
        found["levin2009"] = motion_kernels.figures(options.levin, tell)
        print(kernel_words(found["levin2009"]), flush=True)
    if options.real:
        found["real"] = real(options.real, options.weights, engine)
        print(real_words(found["real"]), flush=True)
    return found


def finite(value: Any) -> Any:
    """JSON has neither infinity nor NaN: they become null."""
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def main(given: Sequence[str] | None = None) -> int:
    """Run the command line; its exit code."""
    options = arguments(given)
    try:
        found = figures(options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    if options.out:
        with replacing(options.out, overwrite=True) as file:
            file.write((json.dumps(finite(found), indent=1) + "\n").encode())
        print(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
