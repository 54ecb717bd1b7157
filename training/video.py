"""Videos, frame by frame: however long they are, one frame is in memory."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from deblur_studio.errors import UserError
from deblur_studio.photo.photo import shown
from deblur_studio.photo.quiet import stderr_kept
from training.datasets import Picture

log = logging.getLogger(__name__)


class VideoError(UserError):
    """A video cannot be used; the text is one sentence for the user."""


def opened(path: Path) -> cv2.VideoCapture:
    """A video, ready to be read from its first frame on.

    Raises:
        VideoError: there is no such file, or it is no video.
    """
    if path.is_dir():
        raise VideoError(f"Cannot read {shown(path)}: it is a folder; name the videos in it.")
    if not path.is_file():
        raise VideoError(f"Cannot read {shown(path)}: there is no such file; check its name.")
    if not os.access(path, os.R_OK):
        raise VideoError(f"Cannot read {shown(path)}: reading it is not permitted; change its permissions.")
    # The whole path, by FFmpeg alone: else names with a colon or a percent sign are taken for addresses or
    # for series of pictures. What FFmpeg prints about broken files is said in our words instead.
    with stderr_kept():
        video = cv2.VideoCapture(str(path.absolute()), cv2.CAP_FFMPEG)
    if not video.isOpened():
        raise VideoError(f"Cannot read {shown(path)}: it is no video that can be read, or it is damaged.")
    return video


def frames_of(path: Path) -> Iterator[Picture]:
    """The frames (H, W, 3) uint8 RGB of a video in order, upright.

    A video that is cut short gives the frames it has, with a line in the log.

    Raises:
        VideoError: there is no such file, or it is no video.
    """
    video = opened(path)
    try:
        # Some files only guess at it.
        promised = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
        read = 0
        while True:
            with stderr_kept():
                there, frame = video.read()
            if not there:
                break
            read += 1
            yield np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), np.uint8)
        if read < 0.95 * promised:
            log.warning(
                "%s: only %d of about %d frames can be read; it seems to be damaged",
                path.name,
                read,
                promised,
            )
    finally:
        video.release()
