"""Write the colours of something that was seen in a photo as a picture of the photo's size. No Qt."""

from __future__ import annotations

from pathlib import Path

from deblur_studio.atomic import replacing
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.photo import Metadata, png_write
from deblur_studio.photo.quiet import opencv
from deblur_studio.photo.writing import told_as_photo_error


def write_colours(picture: Picture, size: tuple[int, int], path: Path, overwrite: bool) -> None:
    """Write a picture as a PNG of that width and height.

    Raises:
        PhotoError: it cannot be written; nothing was changed and no partial file is left.
    """
    with told_as_photo_error(path):
        cv2 = opencv()
        pixels = cv2.resize(picture.levels[0], size, interpolation=cv2.INTER_NEAREST_EXACT)
        with replacing(path, overwrite) as file:
            png_write.encode(pixels, Metadata(), file)
