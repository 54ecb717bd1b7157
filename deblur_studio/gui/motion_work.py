"""Jobs about the motion of a photo: see it, look closer, read and write files of it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deblur_studio.diagnosis.see_motion import ARCHITECTURE, DETAILED, PREVIEW, see_motion
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.gui.document import Document
from deblur_studio.gui.looking import Job, look
from deblur_studio.gui.shown_motion import ShownMotion, closer_look, first_look, from_file, full_size
from deblur_studio.gui.work import TellingContext
from deblur_studio.gui.writing_colours import write_colours
from deblur_studio.photo.flow_files import CHANNELS, read_flow, write_flow
from deblur_studio.photo.writing import told_as_photo_error

#: What the colours of a motion are written as; the other kinds are those of `flow_files.CHANNELS`.
PICTURE = "picture"


@dataclass(frozen=True, eq=False)
class Imported:
    """What a file says of a document's motion; None if its size, (width, height), is not the photo's."""

    document: Document
    path: Path
    size: tuple[int, int]
    shown: ShownMotion | None


def see(document: Document, engine: EngineSettings, region: Region | None = None) -> Job:
    """A job that sees how a photo moved: all of it at first sight, or a region closely (`Seen`, `Unseen`).

    Where a region is given, something was seen of the document before.
    """
    pixels = document.photo.pixels
    before = document.seen

    def work(context: JobContext) -> ShownMotion:
        if region is None or before is None:
            seen = see_motion(pixels, most=PREVIEW, engine=engine, context=context)
            context.checkpoint()
            return first_look(seen)
        seen = see_motion(
            pixels, region=region, most=DETAILED, before=before.first, engine=engine, context=context
        )
        context.checkpoint()
        return closer_look(before, seen)

    return look(document, region, work, ARCHITECTURE)


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
            write_colours(shown.picture, shown.size, path, overwrite)
        else:
            with told_as_photo_error(path):  # a large photo's may not fit into memory
                flow, trusted = full_size(shown)
                flow = np.where(trusted[..., None], flow[..., : CHANNELS[kind]], np.float32(np.nan))
            write_flow(path, flow, overwrite=overwrite)
        return path

    return work
