"""Pairs of a blurry and a sharp picture with the motion between, made of high-speed video.

Nah, Kim and Lee, "Deep Multi-scale Convolutional Neural Network for Dynamic Scene Deblurring", CVPR 2017,
section 2: the mean of an odd number of successive frames, in light, is what a longer exposure would have
taken; the frame in the middle is its sharp partner. As in Jung et al. (2019), a teacher tells the flow from
there to the last frame and to the first.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from deblur_studio.atomic import replacing
from deblur_studio.errors import UserError
from deblur_studio.metrics import to_8bit
from deblur_studio.photo import Metadata, png_write, read
from deblur_studio.photo.flow_files import write_flow
from deblur_studio.photo.photo import shown
from deblur_studio.photo.writing import disk_reason
from training.datasets import Picture
from training.recorded import BLUR, ENDINGS, FLOW, KNOWN, SHARP, beside
from training.teacher import LEAST_SIDE, Exposure, LostError, Teacher, exposure
from training.video import VideoError, frames_of

log = logging.getLogger(__name__)

# Frames of Nah et al., at 240 a second.
WINDOW = (7, 13)
# A window is still where less than a share of what is known moves by less than so many px, start to end.
MOVED_SHARE, MOVED = 0.02, 2.0
# Less than this share of a picture known is nothing to learn flow from.
LEAST_KNOWN = 0.03
# A cut: frames that differ by so many times as much as any others of the window, and by so many levels.
JUMP, JUMP_LEVELS = 3.0, 10.0
# px from frame to frame from which on the mean shows separate pictures instead of a trail.
COARSE = 8.0
ROUNDED = 64  # parts of a px that flow is written in
SAY_EVERY = 20


@dataclass(frozen=True)
class FrameOptions:
    """Which frames are averaged, and how.

    Attributes:
        window: least and most frames of a mean, odd, at least 3; each window draws its number.
        every: frames from the middle of a window to that of the next; None for the most of a window, so that
            windows do not overlap.
        gamma: of the video: light is value ** gamma.
        limit: the most pairs of a video; None for all.
        seed: of the drawn numbers.
    """

    window: tuple[int, int] = WINDOW
    every: int | None = None
    gamma: float = 2.2
    limit: int | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        """Raise ValueError naming every option that does not fit."""
        wrong = []
        least, most = self.window
        if not (3 <= least <= most <= 99 and least % 2 and most % 2):
            wrong.append("a window has an odd number of frames from 3 to 99, the least first")
        if self.every is not None and self.every < 1:
            wrong.append("windows are at least 1 frame apart")
        if not 1 <= self.gamma <= 4:
            wrong.append("gamma is 1 to 4")
        if self.limit is not None and self.limit < 1:
            wrong.append("the limit is at least 1 pair")
        if self.seed < 0:
            wrong.append("the seed is at least 0")
        if wrong:
            raise ValueError("; ".join(wrong))


@dataclass
class Outcome:
    """What came of a video.

    Attributes:
        frames: read.
        written, kept: pairs made, and there from earlier.
        still, cut: windows left out without motion, and across cuts or where nothing could be followed.
        coarse: pairs written whose motion is too fast for their frames.
    """

    frames: int = 0
    written: int = 0
    kept: int = 0
    still: int = 0
    cut: int = 0
    coarse: int = 0

    @property
    def pairs(self) -> int:
        """Pairs that are there now."""
        return self.written + self.kept

    def words(self) -> str:
        """One or two sentences."""
        told = (
            f"{self.frames} frames, {self.written} pairs written, {self.kept} there already; left out: "
            f"{self.still} windows without motion, {self.cut} across cuts or with motion that is lost."
        )
        if self.coarse:
            told += (
                f" In {self.coarse} pairs things move more than {COARSE:g} px from frame to frame, which "
                "leaves gaps in the blur: more frames a second, or a smaller picture, would close them."
            )
        return told


@dataclass(frozen=True)
class Window:
    """Successive frames (H, W, 3) uint8; middle: the number in the video of the one in their middle."""

    middle: int
    frames: tuple[Picture, ...]

    @property
    def sharp(self) -> Picture:
        """The frame in the middle."""
        return self.frames[len(self.frames) // 2]


def make_pairs(video: Path, out: Path, options: FrameOptions, teacher: Teacher) -> Outcome:
    """Write what can be learned from a video: files NAME_000123 + `training.recorded.ENDINGS`.

    Files that are there are kept, so that it can be interrupted and begun again. out: a folder that exists.

    Raises:
        VideoError: the video cannot be read or has too few frames, or too small ones.
        UserError: a file cannot be written, or is there already and something else.
    """
    outcome = Outcome()
    for window in windows(counted(frames_of(video), outcome), options):
        require_size(video, window.sharp)
        make_pair(out / f"{video.stem}_{window.middle:06}", window, options.gamma, teacher, outcome)
        tried = outcome.pairs + outcome.still + outcome.cut
        if tried % SAY_EVERY == 0:
            log.info("%s: %s", video.name, outcome.words())
        if outcome.pairs == options.limit:
            break
    if outcome.frames < options.window[1]:
        raise VideoError(
            f"Cannot use {shown(video)}: {outcome.frames} frames can be read, and a window takes up to "
            f"{options.window[1]}; choose a longer video or a smaller --window."
        )
    return outcome


def counted(frames: Iterable[Picture], outcome: Outcome) -> Iterator[Picture]:
    """The frames, counted."""
    for frame in frames:
        outcome.frames += 1
        yield frame


def require_size(video: Path, frame: Picture) -> None:
    """Raise VideoError where a frame is too small for any teacher."""
    if min(frame.shape[:2]) < LEAST_SIDE:
        raise VideoError(
            f"Cannot use {shown(video)}: its frames are {frame.shape[1]} x {frame.shape[0]}, and at least "
            f"{LEAST_SIDE} pixels a side are needed; choose a larger video."
        )


def windows(frames: Iterable[Picture], options: FrameOptions) -> Iterator[Window]:
    """The windows of a video in order; at most as many frames as the largest has are held."""
    least, most = options.window
    every = options.every or most
    held: deque[Picture] = deque(maxlen=most)
    for number, frame in enumerate(frames):
        if held and held[-1].shape != frame.shape:
            held.clear()  # some files change their size on the way
        held.append(frame)
        first = number - most + 1
        if len(held) < most or first % every:
            continue
        rng = np.random.default_rng((options.seed, first))
        margin = (most - int(rng.integers(least // 2, most // 2 + 1)) * 2 - 1) // 2
        yield Window(number - most // 2, tuple(held)[margin : most - margin])


def make_pair(start: Path, window: Window, gamma: float, teacher: Teacher, outcome: Outcome) -> None:
    """Write the files of a window that begin with a path, or count why not."""
    if jumps(window.frames):
        outcome.cut += 1
        return
    blurry = averaged(window.frames, gamma)
    require_same(beside(start, BLUR), blurry)
    require_same(beside(start, SHARP), window.sharp)
    if all(beside(start, ending).is_file() for ending in ENDINGS):
        outcome.kept += 1
        return
    try:
        motion = exposure(teacher, window.frames)
    except LostError:
        outcome.cut += 1
        return
    reason = unfit(motion)
    if reason is not None:
        outcome.still += reason == "still"
        outcome.cut += reason == "cut"
        return
    write_pair(start, blurry, window.sharp, motion)
    outcome.written += 1
    fastest = float(np.percentile(length(motion)[motion.reliable], 98))
    outcome.coarse += fastest > COARSE * (len(window.frames) - 1)


def jumps(frames: Sequence[Picture]) -> bool:
    """Whether two successive frames differ far more than any others: a cut."""
    small = [cv2.resize(each, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) for each in frames]
    differences = [float(cv2.absdiff(a, b).mean()) for a, b in pairwise(small)]
    second, most = sorted(differences)[-2:]
    return most > JUMP * second + JUMP_LEVELS


def averaged(frames: Sequence[Picture], gamma: float) -> Picture:
    """The mean of frames (H, W, 3) uint8 in light, (mean of value ** gamma) ** (1 / gamma)."""
    table = ((np.arange(256) / 255) ** gamma).astype(np.float32)
    total = np.zeros(frames[0].shape, np.float32)
    for frame in frames:
        total += table[frame]
    return np.asarray(np.rint(255 * (total / len(frames)) ** (1 / gamma)), np.uint8)


def length(motion: Exposure) -> np.ndarray:
    """(H, W) px from the first frame to the last, straight."""
    return np.asarray(np.linalg.norm(motion.forward - motion.backward, axis=2))


def unfit(motion: Exposure) -> str | None:
    """The count of `Outcome` that a window goes to whose motion is not to be learned from; else None."""
    known = motion.reliable
    if known.mean() >= LEAST_KNOWN:
        return "still" if (length(motion)[known] >= MOVED).mean() < MOVED_SHARE else None
    # Where nothing can be relied on, small guesses come from lack of texture.
    return "cut" if (length(motion) >= MOVED).mean() >= 0.5 else "still"


def require_same(path: Path, picture: Picture) -> None:
    """Raise UserError where there is a file already that does not hold this picture."""
    if not path.exists():
        return
    there = to_8bit(read(path).pixels)
    # Another processor may round the other way.
    if there.shape != picture.shape or cv2.absdiff(there, picture).max() > 1:
        raise UserError(
            f"{shown(path)} is there already and is of another video or was made with other options; "
            "choose another folder."
        )


def write_pair(start: Path, blurry: Picture, sharp: Picture, motion: Exposure) -> None:
    """Write the four files of a pair, each of them whole or not at all; the flow is the last.

    Raises:
        UserError: the disk is full or cannot be written to.
    """
    known = np.where(motion.reliable, 255, 0).astype(np.uint8)[..., None]
    for ending, samples in ((BLUR, blurry), (SHARP, sharp), (KNOWN, known)):
        path = beside(start, ending)
        try:
            with replacing(path, True) as file:
                png_write.encode(samples, Metadata(), file)
        except OSError as error:
            raise UserError(f"Cannot write {shown(path)}: {disk_reason(error)}.") from error
    # No teacher is that exact, and rounded values take a third of the space.
    flow = np.rint(np.concatenate([motion.forward, motion.backward], axis=2) * ROUNDED) / np.float32(ROUNDED)
    write_flow(beside(start, FLOW), flow, overwrite=True)
