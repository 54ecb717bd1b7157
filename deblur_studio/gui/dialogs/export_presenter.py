"""Where and how a result is saved: defaults, what a format keeps and loses, what cannot be. No Qt."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from io import BytesIO
from pathlib import Path
from typing import Protocol

import numpy as np

from deblur_studio.photo import OutputFormat, Photo, default_format, output_formats
from deblur_studio.photo.naming import result_name
from deblur_studio.photo.writing import LARGEST_SIDE

SOURCE = "source"
AS_PHOTO = 0
QUALITY_FORMATS = ("JPEG", "WEBP")
_PATCH, _PATCHES = 96, 4


class Remembered(Protocol):
    """What the settings remember of the last export (`deblur_studio.gui.settings.Settings`)."""

    export_format: str
    export_quality: int
    export_bits: int
    last_folder: str


@dataclass(frozen=True)
class ExportChoice:
    """What the user decided.

    Attributes:
        path: the file to write, with its suffix.
        format: "JPEG", "PNG", "TIFF" or "WEBP".
        quality: 1..100, for JPEG and WebP (100 is lossless WebP).
        bits: 8, 16 or 32 (floating point) per channel; 0 as the photo, as far as the format goes.
        overwrite: an existing file is to be replaced, and the user knows.
    """

    path: Path
    format: str
    quality: int = 95
    bits: int = AS_PHOTO
    overwrite: bool = False

    def to(self, path: Path, *, overwrite: bool) -> ExportChoice:
        """The same for another file; its suffix, where it names a format, decides about that."""
        format = format_named(path.name) or self.format
        bits = self.bits if self.bits in format_of(format).bits else AS_PHOTO
        return replace(self, path=path, format=format, bits=bits, overwrite=overwrite)


class Mistake(StrEnum):
    """Why a choice cannot be saved as it is."""

    NO_NAME = "no-name"
    BAD_NAME = "bad-name"
    NO_FOLDER = "no-folder"
    READ_ONLY = "read-only"
    IS_FOLDER = "is-folder"
    TOO_LARGE = "too-large"
    EXISTS = "exists"
    IS_SOURCE = "is-source"


class Fact(Enum):
    """What will be kept, changed or lost."""

    DEPTH_LOST = "depth-lost"
    DEPTH_GAINED = "depth-gained"
    ALPHA_LOST = "alpha-lost"
    ABOVE_WHITE_LOST = "above-white-lost"
    GREY_LOST = "grey-lost"
    LOSSLESS = "lossless"
    PROFILE_AND_EXIF_KEPT = "profile-and-exif-kept"
    PROFILE_KEPT = "profile-kept"
    EXIF_KEPT = "exif-kept"


@dataclass(frozen=True)
class Size:
    """Of the file, in bytes: measured on samples of the photo, or a bound for lossless formats."""

    bytes: int
    at_most: bool


def default_target(photo: Photo, settings: Remembered) -> Path:
    """NAME_deblurred beside the source; for a photo without a folder in the last one, else at home."""
    folder = photo.path.parent
    if not photo.path.is_absolute() or not folder.is_dir():
        last = Path(settings.last_folder)
        folder = last if settings.last_folder and last.is_dir() else Path.home()
    return folder / result_name(photo, photo.path, _wanted(settings))


def default_choice(photo: Photo, settings: Remembered) -> ExportChoice:
    """What the dialog shows first."""
    kind = _wanted(settings) or default_format(photo).name
    bits = settings.export_bits if settings.export_bits in format_of(kind).bits else AS_PHOTO
    quality = min(100, max(1, settings.export_quality))
    return ExportChoice(default_target(photo, settings), kind, quality, bits)


def remember(settings: Remembered, photo: Photo, choice: ExportChoice) -> None:
    """Put a choice into the settings, so that the next photo starts with it."""
    settings.export_format = SOURCE if choice.format == default_format(photo).name else choice.format
    settings.export_quality = choice.quality
    # 32 bits stay an exception: for whole sessions they would only fill the disk.
    settings.export_bits = choice.bits if choice.bits in (8, 16) else AS_PHOTO


def prepared(photo: Photo, choice: ExportChoice) -> Photo:
    """The photo in the depth that was chosen, to be handed to `photo.write`."""
    return photo if choice.bits == AS_PHOTO else replace(photo, bits=choice.bits)


def format_of(name: str) -> OutputFormat:
    """The format of that name.

    Raises:
        KeyError: there is none.
    """
    return {each.name: each for each in output_formats()}[name]


def format_named(name: str) -> str | None:
    """The format that a file's name asks for by its suffix, or None."""
    suffix = Path(name).suffix.lower()
    return next((each.name for each in output_formats() if suffix in each.suffixes), None)


def completed(name: str, format: str) -> str:
    """A file's name with a suffix that suits the format; another format's suffix is replaced.

    Of no name a bare suffix is made, so that it cannot be taken for the name of its folder.
    """
    name = name.strip()
    suffixes = format_of(format).suffixes
    path = Path(name)
    if path.suffix.lower() in suffixes or name.lower() in suffixes:
        return name
    stem = name[: -len(path.suffix)] if format_named(name) else name
    return stem.rstrip(".") + suffixes[0]


def typed(text: str, cursor: int) -> str:
    """A name while it is typed: behind a suffix just written, the suffix of the old name goes.

    So "a.jpg|.jpg", typed over the stem of "b.jpg", becomes "a.jpg", and "a.png|.jpg" becomes "a.png".

    Args:
        text: the whole name.
        cursor: how many letters of it are before the cursor.
    """
    written, rest = text[:cursor], text[cursor:]
    suffixes = {suffix for each in output_formats() for suffix in each.suffixes}
    return written if format_named(written) and rest.lower() in suffixes else text


def written_bits(photo: Photo, choice: ExportChoice) -> int:
    """The depth of the file."""
    limit = choice.bits or photo.bits
    return max(depth for depth in format_of(choice.format).bits if depth <= limit)


def mistakes(choice: ExportChoice, photo: Photo) -> list[Mistake]:
    """Everything that keeps a choice from being saved, the first thing to mend first; empty if it can be."""
    name = choice.path.name
    if not name or name.lower() in format_of(choice.format).suffixes:
        return [Mistake.NO_NAME]
    if "\0" in name or name in (".", ".."):
        return [Mistake.BAD_NAME]
    found = []
    if max(photo.width, photo.height) > LARGEST_SIDE[choice.format]:
        found.append(Mistake.TOO_LARGE)
    folder = choice.path.parent
    try:
        if not folder.is_dir():
            found.append(Mistake.NO_FOLDER)
        elif choice.path.is_dir():
            found.append(Mistake.IS_FOLDER)
        elif not os.access(folder, os.W_OK):
            found.append(Mistake.READ_ONLY)
        elif choice.path.exists() and not choice.overwrite:
            found.append(Mistake.IS_SOURCE if replaces_source(choice, photo) else Mistake.EXISTS)
    except OSError:  # a name too long to ask for, a drive that is gone
        found.append(Mistake.BAD_NAME)
    return found


def replaces_source(choice: ExportChoice, photo: Photo) -> bool:
    """Whether the file to be written is the photo's own, by whatever name."""
    try:
        return os.path.samefile(choice.path, photo.path)
    except OSError:
        return False


def facts(photo: Photo, choice: ExportChoice) -> list[Fact]:
    """What the file will keep and lose of the photo; losses first."""
    kind = format_of(choice.format)
    bits = written_bits(photo, choice)
    metadata = photo.metadata
    both = metadata.icc is not None and metadata.exif is not None
    told = {
        Fact.DEPTH_LOST: bits < photo.bits,
        Fact.ALPHA_LOST: photo.alpha is not None and not kind.alpha,
        Fact.ABOVE_WHITE_LOST: photo.headroom is not None and bits < 32,
        Fact.GREY_LOST: photo.grey and choice.format == "WEBP",
        Fact.DEPTH_GAINED: bits > photo.bits,
        Fact.LOSSLESS: choice.format == "WEBP" and choice.quality == 100,
        Fact.PROFILE_AND_EXIF_KEPT: both,
        Fact.PROFILE_KEPT: metadata.icc is not None and not both,
        Fact.EXIF_KEPT: metadata.exif is not None and not both,
    }
    return [fact for fact, holds in told.items() if holds]


def estimate(photo: Photo, choice: ExportChoice) -> Size:
    """How large the file will be: for JPEG and WebP by encoding parts of the photo (some 10 ms)."""
    channels = 1 if photo.grey and choice.format != "WEBP" else 3
    channels += photo.alpha is not None and format_of(choice.format).alpha
    if choice.format not in QUALITY_FORMATS:
        return Size(photo.width * photo.height * channels * written_bits(photo, choice) // 8, at_most=True)
    from PIL import Image

    mosaic = _mosaic(photo)
    if channels == 1:
        mosaic = mosaic[..., 0]
    options: dict[str, object] = {"quality": choice.quality}
    if choice.format == "JPEG":
        options["subsampling"] = 0
    else:
        options |= {"lossless": choice.quality == 100, "method": 4 if choice.quality < 100 else 1}
    encoded = BytesIO()
    Image.fromarray(np.ascontiguousarray(mosaic)).save(encoded, choice.format, **options)
    share = photo.width * photo.height / (mosaic.shape[0] * mosaic.shape[1])
    return Size(round(encoded.tell() * share), at_most=False)


def _mosaic(photo: Photo) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Patches from all over the photo side by side, (H, W, 3); a small photo whole."""
    side = _PATCH * _PATCHES
    if photo.height <= side or photo.width <= side:
        part = photo.pixels[:side, :side]
    else:
        rows = np.linspace(0, photo.height - _PATCH, _PATCHES).astype(int)
        columns = np.linspace(0, photo.width - _PATCH, _PATCHES).astype(int)
        part = np.concatenate(
            [
                np.concatenate([photo.pixels[y : y + _PATCH, x : x + _PATCH] for x in columns], axis=1)
                for y in rows
            ],
            axis=0,
        )
    return (np.clip(part, 0, 1) * 255 + 0.5).astype(np.uint8)


def _wanted(settings: Remembered) -> str | None:
    """The format the settings ask for; None for the photo's own."""
    known = {each.name for each in output_formats()}
    return settings.export_format if settings.export_format in known else None
