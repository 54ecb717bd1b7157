"""How a photo was taken, from its EXIF block: camera, lens, exposure; and the words for it.

Source: Exif 2.32 (CIPA DC-008), sections 4.6.4 and 4.6.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import ImageCms

from deblur_studio.photo.colour import PROFILE_ERRORS
from deblur_studio.photo.exif import EXIF_IFD, without_prefix
from deblur_studio.photo.ifd import ASCII, UNDEFINED, BlockError, Directory, IfdReader

_MAKE, _MODEL, _CHANGED = 271, 272, 306
_EXPOSURE, _F_NUMBER, _TAKEN, _SHUTTER_APEX, _APERTURE_APEX = 33434, 33437, 36867, 37377, 37378
_SENSITIVITY, _OUTPUT_SENSITIVITY, _RECOMMENDED_INDEX, _ISO_SPEED = 34855, 34865, 34866, 34867
_FOCAL_LENGTH, _FOCAL_LENGTH_35MM, _LENS_MAKE, _LENS_MODEL = 37386, 41989, 42035, 42036
_SIGNED_RATIONAL = 10
_ISO_TOO_LARGE = 65535  # what does not fit into 16 bits stands in a tag of its own
_LONGEST_TEXT = 120


@dataclass(frozen=True)
class Shot:
    """What the camera wrote about the exposure; None is what it did not write, or what makes no sense.

    Attributes:
        camera: maker and model, the maker only once.
        lens: model of the lens.
        exposure: exposure time in seconds.
        f_number: focal length divided by aperture.
        iso: sensitivity.
        focal_length: in millimetres.
        focal_length_35mm: in millimetres, what gives the same field of view on 24 x 36 mm.
        taken: "2024-05-01 18:20:05", in the camera's own time.
    """

    camera: str | None = None
    lens: str | None = None
    exposure: float | None = None
    f_number: float | None = None
    iso: int | None = None
    focal_length: float | None = None
    focal_length_35mm: float | None = None
    taken: str | None = None


def shot(block: bytes | None) -> Shot:
    """What an EXIF block says about how the photo was taken. Never raises: damaged values are None."""
    if not block:
        return Shot()
    try:
        reader = IfdReader(without_prefix(block))
        first, _ = reader.directory(reader.first)
    except BlockError:
        return Shot()
    values = _Values(reader, first | _exif_directory(reader, first))
    lens = values.text(_LENS_MODEL)
    return Shot(
        camera=_with_maker(values.text(_MAKE), values.text(_MODEL)),
        lens=_with_maker(values.text(_LENS_MAKE), lens) if lens else None,
        exposure=values.within(_EXPOSURE, 1e-7, 1e6) or values.power_of_two(_SHUTTER_APEX, -1.0),
        f_number=values.within(_F_NUMBER, 0.3, 1000) or values.power_of_two(_APERTURE_APEX, 0.5),
        iso=_iso(values),
        focal_length=values.within(_FOCAL_LENGTH, 0.1, 100_000),
        focal_length_35mm=values.within(_FOCAL_LENGTH_35MM, 0.1, 65534),
        taken=_moment(values.text(_TAKEN)) or _moment(values.text(_CHANGED)),
    )


def exposure_text(seconds: float) -> str:
    """An exposure time as cameras show it: "1/15 s", "0.5 s", "30 s"."""
    if seconds < 0.3:
        return f"1/{round(1 / seconds)} s"
    return f"{seconds:.1f}".removesuffix(".0") + " s"


def f_number_text(f_number: float) -> str:
    """An aperture: "f/2.8", "f/0.95", "f/11"."""
    digits = f"{f_number:.2f}" if f_number < 1 else f"{f_number:.1f}"
    return "f/" + digits.removesuffix(".0")


def iso_text(iso: int) -> str:
    """A sensitivity: "ISO 800"."""
    return f"ISO {iso}"


def focal_length_text(millimetres: float) -> str:
    """A focal length: "50 mm", "5.7 mm"."""
    return (f"{millimetres:.1f}".removesuffix(".0") if millimetres < 100 else f"{millimetres:.0f}") + " mm"


def profile_name(icc: bytes | None) -> str:
    """What people call a colour profile; "sRGB" when there is none, "" when it has no name."""
    if icc is None:
        return "sRGB"
    try:
        name = ImageCms.ImageCmsProfile(BytesIO(icc)).profile.profile_description or ""
    except PROFILE_ERRORS:
        return ""
    name = _printable(name)
    if name.lower().startswith("srgb"):
        return "sRGB"
    # Only Adobe may call a profile by its own name; everybody else's equal one is "compatible with" it.
    return name.removeprefix("Compatible with ")


class _Values:
    """Values of a directory by tag; what is absent or of the wrong kind is None."""

    def __init__(self, reader: IfdReader, directory: Directory) -> None:
        self._reader, self._directory = reader, directory

    def text(self, tag: int) -> str | None:
        entry = self._directory.get(tag)
        if entry is None or entry.type not in (ASCII, UNDEFINED, 1):
            return None
        raw = self._reader.bytes(entry)[: 4 * _LONGEST_TEXT].partition(b"\0")[0]
        try:
            words = raw.decode("utf-8")  # against the standard, and common
        except UnicodeDecodeError:
            words = raw.decode("latin-1")
        return _printable(words)[:_LONGEST_TEXT].strip() or None

    def within(self, tag: int, low: float, high: float) -> float | None:
        entry = self._directory.get(tag)
        number = self._reader.rational(entry) if entry is not None else None
        return number if number is not None and low <= number <= high else None

    def power_of_two(self, tag: int, factor: float) -> float | None:
        """An APEX value, the logarithm of what it stands for."""
        entry = self._directory.get(tag)
        if entry is None or entry.count < 1:
            return None
        apex = self._reader.rational(entry)
        if entry.type == _SIGNED_RATIONAL:
            raw, order = self._reader.bytes(entry), "little" if self._reader.order == "<" else "big"
            above = int.from_bytes(raw[:4], order, signed=True)  # type: ignore[arg-type]
            below = int.from_bytes(raw[4:8], order, signed=True)  # type: ignore[arg-type]
            apex = above / below if below else None
        return float(2 ** (factor * apex)) if apex is not None and -17 <= apex <= 23 else None


def _exif_directory(reader: IfdReader, first: Directory) -> Directory:
    numbers = reader.numbers(first[EXIF_IFD]) if EXIF_IFD in first else []
    try:
        return reader.directory(numbers[0])[0] if numbers else {}
    except BlockError:
        return {}


def _iso(values: _Values) -> int | None:
    usual = values.within(_SENSITIVITY, 1, 1e8)
    if usual is not None and usual != _ISO_TOO_LARGE:
        return round(usual)
    others = (values.within(tag, 1, 1e8) for tag in (_ISO_SPEED, _RECOMMENDED_INDEX, _OUTPUT_SENSITIVITY))
    return next((round(number) for number in others if number is not None), None)


def _with_maker(maker: str | None, model: str | None) -> str | None:
    """One name of both: "Canon" and "Canon EOS R5" are "Canon EOS R5", not "Canon Canon EOS R5"."""
    if not maker or not model:
        return model or maker
    if maker.split()[0].casefold() in model.casefold().split():
        return model
    return f"{maker} {model}"


def _moment(written: str | None) -> str | None:
    try:
        moment = datetime.strptime((written or "")[:19], "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment.year > 1825 else None


def _printable(words: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())
