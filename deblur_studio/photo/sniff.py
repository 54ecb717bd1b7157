"""Which format a file is in: by its first bytes; its name only makes a note."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from deblur_studio.photo.ifd import BlockError, IfdReader

RAW_SUFFIXES = frozenset((
    ".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".srf", ".sr2", ".raf",
    ".orf", ".rw2", ".pef", ".srw", ".erf", ".mrw", ".3fr", ".iiq", ".rwl",
))  # fmt: skip
SUFFIXES: dict[str, str] = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG",
    ".png": "PNG", ".apng": "PNG",
    ".tif": "TIFF", ".tiff": "TIFF",
    ".webp": "WEBP",
    ".heic": "HEIF", ".heif": "HEIF", ".hif": "HEIF",
    ".avif": "AVIF",
    **dict.fromkeys(RAW_SUFFIXES, "RAW"),
}  # fmt: skip

READABLE = "JPEG, PNG, TIFF, WebP, HEIC, AVIF or camera RAW"

_RAW_MAGICS = (
    b"FUJIFILMCCD-RAW", b"IIU\0", b"IIRO", b"IIRS", b"MMOR", b"\0MRM",
)  # fmt: skip
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"))
_STRANGERS = (
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"%PDF", "a PDF document"),
    (b"8BPS", "a Photoshop document"),
    (b"gimp xcf", "a GIMP document"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\x76\x2f\x31\x01", "an OpenEXR picture"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"<svg", "an SVG drawing"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)
_CFA, _LINEAR_RAW = 32803, 34892
_PHOTOMETRIC, _SUB_IFDS, _DNG_VERSION, _MAKE = 262, 330, 50706, 271


@dataclass(frozen=True)
class OutputFormat:
    """A format that photos can be written in: its name, its usual suffix first, its depths in bits."""

    name: str
    suffixes: tuple[str, ...]
    bits: tuple[int, ...]
    alpha: bool


_OUTPUT = (
    OutputFormat("JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), (8,), False),
    OutputFormat("PNG", (".png",), (8, 16), True),
    OutputFormat("TIFF", (".tif", ".tiff"), (8, 16, 32), True),
    OutputFormat("WEBP", (".webp",), (8,), True),
)


def output_formats() -> tuple[OutputFormat, ...]:
    """The formats that `write` knows."""
    return _OUTPUT


def is_photo_file(path: str | PathLike[str]) -> bool:
    """Whether the name looks like a photo's (for listing folders; the content is not looked at)."""
    name = Path(path).name
    return not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES


def named_format(path: Path) -> str | None:
    """The format that the name promises, or None."""
    return SUFFIXES.get(path.suffix.lower())


def format_of(data: bytes, promised: str | None) -> str | None:
    """The format of a file's bytes, or None; ``promised`` only decides between TIFF and RAW."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith(_RAW_MAGICS):
        return "RAW"
    if data[4:8] == b"ftyp":
        return _iso_media_format(data)
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "RAW" if _is_raw_tiff(data, promised) else "TIFF"
    if data[6:10] == b"HEAP" and data[:2] in (b"II", b"MM"):  # Canon CRW
        return "RAW"
    return None


def stranger(data: bytes) -> str:
    """What a file is that is no photo for us: "a GIF picture", "a text", "not a photo"."""
    start = data[:512].lstrip()
    for magic, what in _STRANGERS:
        if data.startswith(magic) or start[: len(magic)].lower() == magic.lower():
            return what
    try:
        text = data[:512].decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        text = data[: error.start].decode("utf-8") if error.start > 500 else ""
    return "a text" if text and all(c.isprintable() or c in "\r\n\t" for c in text) else "no photo"


def _iso_media_format(data: bytes) -> str | None:
    (size,) = struct.unpack(">I", data[:4])
    box = data[8 : max(16, min(size, 512))]
    brands = {box[:4], *(box[i : i + 4] for i in range(8, len(box) - 3, 4))}
    if b"crx " in brands:
        return "RAW"
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    if brands & _HEIF_BRANDS or brands & {b"mif1", b"msf1"}:
        return "HEIF"
    return None


def _is_raw_tiff(data: bytes, promised: str | None) -> bool:
    """Camera RAW in TIFF clothes: a DNG, or sensor data in the first directory or below it."""
    if data[8:10] == b"CR":
        return True
    try:
        reader = IfdReader(data)
        first, _ = reader.directory(reader.first)
        directories = [first]
        if _SUB_IFDS in first:
            offsets = reader.numbers(first[_SUB_IFDS])[:8]
            directories += [reader.directory(offset)[0] for offset in offsets]
    except BlockError:
        return promised == "RAW"
    if _DNG_VERSION in first:
        return True
    photometrics = [n for d in directories if _PHOTOMETRIC in d for n in reader.numbers(d[_PHOTOMETRIC])]
    if _CFA in photometrics or _LINEAR_RAW in photometrics:
        return True
    return promised == "RAW" and _MAKE in first
