"""Jobs about the motion of a photo: see it, look closer, read and write files of it. No Qt."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np

from deblur_studio.atomic import replacing
from deblur_studio.diagnosis.see_motion import ARCHITECTURE, DETAILED, PREVIEW, see_motion
from deblur_studio.engine.context import Cancelled
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.gui.document import Document
from deblur_studio.gui.shown_motion import ShownMotion, closer_look, first_look, from_file, full_size
from deblur_studio.gui.work import Quiet, TellingContext
from deblur_studio.photo import Metadata, png_write
from deblur_studio.photo.flow_files import CHANNELS, read_flow, write_flow
from deblur_studio.photo.quiet import opencv
from deblur_studio.photo.writing import told_as_photo_error
from deblur_studio.weights import choose

log = logging.getLogger(__name__)

#: What the colours of a motion are written as; the other kinds are those of `flow_files.CHANNELS`.
PICTURE = "picture"


class Why(Enum):
    """Why a motion is not known."""

    NO_WEIGHTS = "no weights"
    FAILED = "failed"


@dataclass(frozen=True, eq=False)
class Seen:
    """The motion of a document's photo, as far as `region` (None: all, at first sight) was asked for."""

    document: Document
    region: Region | None
    shown: ShownMotion


@dataclass(frozen=True, eq=False)
class Unseen:
    """It could not be seen; for a failure, reason is a sentence."""

    document: Document
    region: Region | None
    why: Why
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Imported:
    """What a file says of a document's motion; None if its size, (width, height), is not the photo's."""

    document: Document
    path: Path
    size: tuple[int, int]
    shown: ShownMotion | None


Job = Callable[[TellingContext], object]


def see(document: Document, engine: EngineSettings, region: Region | None = None) -> Job:
    """A job that sees how a photo moved: all of it at first sight, or a region closely (`Seen`, `Unseen`).

    Where a region is given, something was seen of the document before. It fails without an error: motion
    is looked at unasked, and must not disturb.
    """
    before = document.seen

    def work(context: TellingContext) -> object:
        pixels = document.photo.pixels
        try:
            choose(ARCHITECTURE)
        except UserError as error:
            log.info("no motion: %s", error)
            return Unseen(document, region, Why.NO_WEIGHTS)
        try:
            if region is None or before is None:
                seen = see_motion(pixels, most=PREVIEW, engine=engine, context=Quiet(context))
                context.checkpoint()
                return Seen(document, None, first_look(seen))
            seen = see_motion(
                pixels,
                region=region,
                most=DETAILED,
                before=before.first,
                engine=engine,
                context=Quiet(context),
            )
            context.checkpoint()
            return Seen(document, region, closer_look(before, seen))
        except Cancelled:
            raise
        except UserError as error:
            return Unseen(document, region, Why.FAILED, str(error))
        except Exception:  # whatever it is, a photo can be fixed without it
            log.exception("the motion could not be seen")
            return Unseen(document, region, Why.FAILED)

    return work


def read_motion(document: Document, path: Path) -> Job:
    """A job that reads a file of motion for a document (`Imported`)."""
    photo = document.photo

    def work(context: TellingContext) -> Imported:
        flow = read_flow(path)
        context.checkpoint()
        size = int(flow.shape[1]), int(flow.shape[0])
        fits = size == (photo.width, photo.height)
        return Imported(document, path, size, from_file(flow, path.name) if fits else None)

    return work


def write_motion(shown: ShownMotion, path: Path, kind: str, overwrite: bool) -> Job:
    """A job that writes a motion, with a vector for each pixel of the photo, and returns the path.

    Where the photo tells nothing the motion is written as unknown. The kind is a suffix of
    `flow_files.CHANNELS`, or `PICTURE`: the colours as a PNG.
    """

    def work(_: TellingContext) -> Path:
        if kind == PICTURE:
            _write_picture(shown, path, overwrite)
        else:
            with told_as_photo_error(path):  # a large photo's may not fit into memory
                flow, trusted = full_size(shown)
                flow = np.where(trusted[..., None], flow[..., : CHANNELS[kind]], np.float32(np.nan))
            write_flow(path, flow, overwrite=overwrite)
        return path

    return work


def _write_picture(shown: ShownMotion, path: Path, overwrite: bool) -> None:
    with told_as_photo_error(path):
        pixels = opencv().resize(
            shown.picture.levels[0], shown.size, interpolation=opencv().INTER_NEAREST_EXACT
        )
        with replacing(path, overwrite) as file:
            png_write.encode(pixels, Metadata(), file)
