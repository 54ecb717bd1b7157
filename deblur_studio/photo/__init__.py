"""One photo and its file: decoders, encoders, metadata, colour.

Pixels are RGB, (H, W, 3) float32 in 0..1, in the encoding of the file's own ICC profile, upright.
"""

from deblur_studio.photo.colour import to_display
from deblur_studio.photo.photo import PIXEL_LIMIT, Metadata, Photo, PhotoError, Written
from deblur_studio.photo.reading import read
from deblur_studio.photo.shot import Shot, profile_name, shot
from deblur_studio.photo.sniff import OutputFormat, is_photo_file, output_formats
from deblur_studio.photo.thumbnail import thumbnail
from deblur_studio.photo.writing import default_format, write

__all__ = [
    "PIXEL_LIMIT",
    "Metadata",
    "OutputFormat",
    "Photo",
    "PhotoError",
    "Shot",
    "Written",
    "default_format",
    "is_photo_file",
    "output_formats",
    "profile_name",
    "read",
    "shot",
    "thumbnail",
    "to_display",
    "write",
]
