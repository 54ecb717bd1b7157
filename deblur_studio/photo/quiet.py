"""Keep image libraries from printing: their complaints become errors and notes of ours."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageFile

# Warning filters, Pillow's limits and file descriptor 2 belong to the whole process.
_process_wide = threading.RLock()


@dataclass
class Said:
    """What was printed on the error stream inside `stderr_kept`; filled when the block ends."""

    text: str = ""


@contextmanager
def pillow() -> Iterator[None]:
    """Pillow without warnings; its pixel limit is off, since ours is checked before decoding."""
    with _process_wide, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, truncated = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
        Image.MAX_IMAGE_PIXELS = None
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = limit, truncated


@contextmanager
def stderr_kept() -> Iterator[Said]:
    """Collect what C libraries print on file descriptor 2, where there is one."""
    said = Said()
    with _process_wide:
        if sys.stderr is not None:
            with suppress(OSError, ValueError):
                sys.stderr.flush()
        try:
            kept = os.dup(2)
        except OSError:  # a windowed program without a console
            yield said
            return
        with tempfile.TemporaryFile() as sink:
            os.dup2(sink.fileno(), 2)
            try:
                yield said
            finally:
                os.dup2(kept, 2)
                os.close(kept)
                sink.seek(0)
                said.text = sink.read(65536).decode("utf-8", "replace")


def opencv() -> Any:
    """OpenCV, imported late: it is slow to load and rewrites Qt's environment variables."""
    kept = {name: os.environ.get(name) for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")}
    first = "cv2" not in sys.modules
    import cv2

    if first:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    return cv2


def opencv_decode(data: bytes) -> tuple[Any, str]:
    """The samples of an encoded picture as OpenCV has them (BGR; None when it failed), and what it said."""
    import numpy as np

    cv2 = opencv()
    log = cv2.utils.logging
    with stderr_kept() as said:
        level = log.getLogLevel()
        log.setLogLevel(log.LOG_LEVEL_ERROR)
        try:
            samples = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        except cv2.error:
            samples = None
        finally:
            log.setLogLevel(level)
    if samples is not None and samples.ndim == 3:
        order = [2, 1, 0, 3][: samples.shape[2]]
        samples = samples[..., order] if samples.shape[2] >= 3 else samples
    return samples, said.text


def tifffile() -> Any:
    """tifffile, imported late, with its log kept from the console."""
    import tifffile as library

    logger = logging.getLogger("tifffile")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return library
