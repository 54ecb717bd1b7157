"""`python -m training frames`: make pairs to train on of high-speed video."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path

import torch

from deblur_studio.errors import UserError
from deblur_studio.photo.photo import shown
from deblur_studio.photo.writing import disk_reason
from training.frames import WINDOW, FrameOptions, make_pairs
from training.raft_teacher import raft_teacher
from training.teacher import DIS, Teacher
from training.video import VideoError, opened

TEACHERS = ("dis", "raft")

log = logging.getLogger(__name__)


def add_frames_arguments(recipes: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `frames` to what `python -m training` knows."""
    default = FrameOptions()
    parser = recipes.add_parser("frames", help="pairs with motion from your own high-speed video")
    parser.add_argument("videos", type=Path, nargs="+", metavar="VIDEO", help="at best 120 frames a second")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pairs; what is there is kept")
    parser.add_argument(
        "--window",
        type=window,
        default=default.window,
        metavar="N",
        help=f"frames of a mean, odd, or from-to; default: {WINDOW[0]}-{WINDOW[1]}, drawn for each",
    )
    parser.add_argument(
        "--every", type=int, metavar="N", help="a window begins every N frames; default: no overlap"
    )
    parser.add_argument(
        "--gamma", type=float, default=default.gamma, help="light is value ** gamma; default: 2.2"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="the most pairs of a video")
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument(
        "--teacher",
        choices=TEACHERS,
        default="dis",
        help="who tells the flow: DIS of OpenCV, or RAFT-small if you imported its weights",
    )


def window(text: str) -> tuple[int, int]:
    """Least and most frames, "9" or "7-13"."""
    least, _, most = text.partition("-")
    return int(least), int(most or least)


def run_frames(options: argparse.Namespace) -> None:
    """Make the pairs of all videos; those that cannot be used do not keep the others from it.

    Raises:
        UserError, ValueError: the options do not do, a video cannot be used or a file not be written.
    """
    how = FrameOptions(options.window, options.every, options.gamma, options.limit, options.seed)
    require_names(options.videos)
    for video in options.videos:  # mistyped names are said at once, not after an hour
        opened(video).release()
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"Cannot make the folder {shown(options.out)}: {disk_reason(error)}.") from error
    teacher = teacher_named(options.teacher)
    mistakes, pairs = [], 0
    for video in options.videos:
        try:
            outcome = make_pairs(video, options.out, how, teacher)
        except VideoError as error:
            mistakes.append(str(error))
            continue
        log.info("%s: %s", video.name, outcome.words())
        pairs += outcome.pairs
    log.info("%s holds %d pairs of these videos", options.out, pairs)
    if mistakes:
        raise UserError(" ".join(mistakes))


def teacher_named(name: str) -> Teacher:
    """The teacher of that name.

    Raises:
        UserError: its weights were not imported, or their file is damaged.
    """
    if name == "dis":
        return DIS()
    raft = raft_teacher("cuda" if torch.cuda.is_available() else "cpu")
    if raft is None:
        raise UserError(
            "There are no weights of RAFT-small: import raft-small.pth (deblur-studio weights import), or "
            "leave out --teacher."
        )
    return raft


def require_names(videos: Sequence[Path]) -> None:
    """Raise UserError where two videos would write the same files."""
    seen: dict[str, Path] = {}
    for video in videos:
        # Some disks take upper and lower case for the same.
        other = seen.setdefault(video.stem.lower(), video)
        if other is not video:
            raise UserError(
                f"The pairs of {shown(other)} and {shown(video)} would have the same names; "
                "give them folders of their own with --out."
            )
