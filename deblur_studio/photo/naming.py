"""How results are named: for the command line, the window and batches alike."""

from __future__ import annotations

from pathlib import Path

from deblur_studio.photo.photo import Photo
from deblur_studio.photo.sniff import output_formats
from deblur_studio.photo.writing import default_format

SUFFIX = "_deblurred"


def suffix_for(photo: Photo, source: Path, wanted: str | None) -> str:
    """The suffix of the result: the source's own where it suits the format that will be written.

    Args:
        photo: what will be written.
        source: the file it came from.
        wanted: "JPEG", "PNG", "TIFF" or "WEBP"; None for the photo's default format.
    """
    formats = {each.name: each for each in output_formats()}
    suffixes = formats[wanted].suffixes if wanted else default_format(photo).suffixes
    return source.suffix if source.suffix.lower() in suffixes else suffixes[0]


def result_name(photo: Photo, source: Path, wanted: str | None) -> str:
    """The name under which the result of a photo is written: "IMG_1.CR3" gives "IMG_1_deblurred.tif"."""
    return source.stem + SUFFIX + suffix_for(photo, source, wanted)
