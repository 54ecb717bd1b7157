"""Jobs about the focus of a photo: see it, look closer, write files of it. No Qt."""

from __future__ import annotations

from pathlib import Path

from deblur_studio.diagnosis.see_focus import ARCHITECTURE, DETAILED, EDGES, PREVIEW, see_focus
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.gui.document import Document
from deblur_studio.gui.looking import Job, look
from deblur_studio.gui.shown_focus import ShownFocus, closer_look, first_look, full_size
from deblur_studio.gui.work import TellingContext
from deblur_studio.gui.writing_colours import write_colours
from deblur_studio.photo.map_files import write_map
from deblur_studio.photo.writing import told_as_photo_error
from deblur_studio.weights import AUTO

#: How a map is made: by a network, or from edges alone.
NETWORK = "network"
MAPS = (NETWORK, EDGES)
#: What the colours of a map are written as; the other kinds are those of `map_files.SUFFIXES`.
PICTURE = "picture"


def see(document: Document, by: str, engine: EngineSettings, region: Region | None = None) -> Job:
    """A job that sees where a photo is in focus: all of it at first sight, or a region closely.

    Where a region is given, something was seen of the document before. By is one of `MAPS`; edges are seen
    as closely as they can be at first sight.
    """
    pixels = document.photo.pixels
    before = document.focuses.get(by)

    def work(context: JobContext) -> ShownFocus:
        if by == EDGES:
            seen = see_focus(pixels, most=DETAILED, chosen=EDGES, engine=engine, context=context)
        else:
            most = PREVIEW if region is None else DETAILED
            seen = see_focus(pixels, region=region, most=most, chosen=AUTO, engine=engine, context=context)
        context.checkpoint()
        return first_look(seen) if region is None or before is None else closer_look(before, seen)

    return look(document, region, work, ARCHITECTURE if by == NETWORK else "")


def write_focus(shown: ShownFocus, path: Path, kind: str, overwrite: bool) -> Job:
    """A job that writes a map, with a value for each pixel of the photo, and returns the path.

    Where the photo tells nothing it is written as unknown. The kind is a suffix of `map_files.SUFFIXES`, or
    `PICTURE`: the colours as a PNG.
    """

    def work(_: TellingContext) -> Path:
        if kind == PICTURE:
            write_colours(shown.picture, shown.size, path, overwrite)
        else:
            with told_as_photo_error(path):  # a large photo's may not fit into memory
                sigma = full_size(shown)
            write_map(path, sigma, overwrite=overwrite)
        return path

    return work
