"""Open a photo of any supported format: `read`."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

import numpy as np

from deblur_studio.photo import colour, exif, heif, png, raster, raw, sniff, tiff, xmp
from deblur_studio.photo.decoded import Decoded, Decoder, RefusedError, Samples
from deblur_studio.photo.photo import Floats, Metadata, Photo, PhotoError, shown

_BIGGEST_FILE = 6 << 30

_DECODERS: dict[str, Decoder] = {
    "JPEG": raster.decode_jpeg,
    "PNG": png.decode,
    "TIFF": tiff.decode,
    "WEBP": raster.decode_webp,
    "AVIF": raster.decode_avif,
    "HEIF": heif.decode,
    "RAW": raw.decode,
}
_TITLES = {"WEBP": "WebP", "RAW": "camera RAW", "HEIF": "HEIC"}


def read(path: str | PathLike[str]) -> Photo:
    """Open a photo; its format is decided by its content.

    Args:
        path: the file.

    Returns:
        Upright pixels, alpha and metadata; see `Photo`. What had to be repaired or converted is in its notes.

    Raises:
        PhotoError: the file is missing, unreadable, no photo, damaged or too large; one sentence says which.
    """
    place = Path(path)
    with explained(place):
        data = contents(place)
        promised = sniff.named_format(place)
        name = sniff.format_of(data, promised)
        if name is None:
            what = sniff.stranger(data)
            raise RefusedError(f"it is {what}; choose a {sniff.READABLE} file")
        decoded = decoded_as(name, data)
        if promised is not None and promised != name:
            what = f"named {place.suffix} but holds {_title(name)}"
            decoded.notes.insert(0, f"The file is {what}; it was read as that.")
        return _photo(place, name, decoded)


@contextmanager
def explained(place: Path) -> Iterator[None]:
    """Turn a refusal inside, or a lack of memory, into the one sentence for the user.

    Raises:
        PhotoError: the sentence names the file.
    """
    try:
        yield
    except RefusedError as error:
        raise PhotoError(f"Cannot open {shown(place)}: {error}.") from error
    except MemoryError as error:
        reason = "there is not enough memory for it; close other programs or make it smaller"
        raise PhotoError(f"Cannot open {shown(place)}: {reason}.") from error


def contents(place: Path) -> bytes:
    """The bytes of an ordinary file.

    Raises:
        RefusedError: it cannot be read, or is no file that could hold a photo.
    """
    try:
        with open(place, "rb", opener=without_waiting) as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise RefusedError("it is not a file; choose a photo")
            if facts.st_size == 0:
                raise RefusedError("the file is empty; copy it again from where it came")
            if facts.st_size > _BIGGEST_FILE:
                raise RefusedError(f"the file is larger than {_BIGGEST_FILE >> 30} GB; make it smaller first")
            return file.read()
    except FileNotFoundError as error:
        raise RefusedError("there is no such file; check the name") from error
    except IsADirectoryError as error:
        raise RefusedError("it is a folder; choose a photo inside it") from error
    except PermissionError as error:
        if place.is_dir():  # what Windows says of a folder
            raise RefusedError("it is a folder; choose a photo inside it") from error
        raise RefusedError("reading it is not permitted; change its permissions") from error
    except ValueError as error:  # a zero byte in the name
        raise RefusedError("there is no such file; check the name") from error
    except OSError as error:
        what = error.strerror or "unknown error"
        raise RefusedError(f"it could not be read ({what}); check the disk and the name") from error


def without_waiting(name: str, flags: int) -> int:
    """Opening a named pipe must not wait for somebody to write into it."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def decoded_as(name: str, data: bytes) -> Decoded:
    """Decode by the decoder of a format.

    Raises:
        RefusedError: the data is damaged, too large or of an unknown kind.
    """
    decoder: Callable[[bytes], Decoded] = _DECODERS[name]
    try:
        return decoder(data)
    except (RefusedError, MemoryError):
        raise
    except Exception as error:  # image libraries raise nearly everything on damaged files
        cut = isinstance(error, EOFError) or "truncated" in str(error).lower()
        what = "it is cut short" if cut else f"its {_title(name)} data is damaged"
        raise RefusedError(f"{what}; copy it again from where it came") from error


def _photo(place: Path, name: str, decoded: Decoded) -> Photo:
    notes = decoded.notes
    block, facts = _checked_exif(decoded, notes)
    orientation = decoded.orientation or facts.orientation
    icc = _checked_icc(decoded, facts.adobe_rgb, notes)
    packet = None
    if decoded.xmp:
        packet, note = xmp.checked(decoded.xmp)
        notes.extend([note] if note else [])
    bits = {1: 8, 2: 16}.get(decoded.colour.dtype.itemsize, 32)
    dpi = decoded.dpi or facts.dpi
    if dpi is not None and orientation >= 5:
        dpi = (dpi[1], dpi[0])
    pixels, headroom = _floats(upright(decoded.colour, orientation), decoded.maximum, notes)
    alpha = None
    if decoded.alpha is not None:
        alpha = np.clip(_scaled(upright(decoded.alpha, orientation), decoded.maximum), 0, 1)
    grey = decoded.colour.ndim == 2
    if grey:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
        headroom = None if headroom is None else np.repeat(headroom[..., None], 3, axis=2)
    return Photo(
        pixels=pixels,
        alpha=alpha,
        metadata=Metadata(block, icc, packet, dpi),
        bits=bits,
        grey=grey,
        path=place,
        format=name,
        notes=tuple(dict.fromkeys(notes)),
        headroom=headroom,
    )


def upright(samples: Samples, orientation: int) -> Samples:
    """Apply an EXIF orientation (1..8) to (H, W[, C]) samples."""
    turned = samples
    if orientation >= 5:
        turned = np.swapaxes(turned, 0, 1)
    if orientation in (2, 3, 6, 7):
        turned = turned[:, ::-1]
    if orientation in (3, 4, 7, 8):
        turned = turned[::-1]
    return np.ascontiguousarray(turned)


def _scaled(samples: Samples, maximum: float) -> Floats:
    floats: Floats = samples.astype(np.float32)
    if maximum != 1.0:
        floats /= np.float32(maximum)
    return floats


def _floats(samples: Samples, maximum: float, notes: list[str]) -> tuple[Floats, Floats | None]:
    """0..1 floats, and for floating-point files with more the factor that gives their values back exactly.

    A few highlights above 1 stay highlights: the pixel is 1 and the factor is its value. When most of the
    photo lies above 1, the file has another white, and a power of two brings it into 0..1 first.
    """
    floats = _scaled(samples, maximum)
    if samples.dtype != np.float32:
        return floats, None
    if floats.min() < 0:
        notes.append("Negative values were set to 0.")
        np.maximum(floats, 0, out=floats)
    if floats.max() <= 1:
        return floats, None
    scale = np.float32(1)
    if np.median(floats) > 1:
        scale = np.float32(2.0 ** np.ceil(np.log2(np.quantile(floats, 0.995))))
    floats /= scale
    headroom: Floats = np.maximum(floats, 1) * scale
    return np.minimum(floats, 1), headroom


def _checked_exif(decoded: Decoded, notes: list[str]) -> tuple[bytes | None, exif.Facts]:
    block = None
    if decoded.exif:
        block, note = exif.checked(decoded.exif)
        notes.extend([note] if note else [])
    return block, exif.facts(block) if block else exif.Facts(1, None, False)


def _checked_icc(decoded: Decoded, adobe_rgb: bool, notes: list[str]) -> bytes | None:
    grey = decoded.colour.ndim == 2
    if decoded.icc:
        problem = colour.profile_problem(decoded.icc, "GRAY" if grey else "RGB")
        if problem is None:
            return decoded.icc
        notes.append(problem)
    elif adobe_rgb and not grey:
        notes.append("The camera marked the photo as Adobe RGB without a profile; one was attached.")
        return colour.adobe_rgb_profile()
    return None


def _title(name: str) -> str:
    return _TITLES.get(name, name)
