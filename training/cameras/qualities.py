"""Facts of photo files that the known blur is matched to: how large photos are, how hard they are packed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from PIL import Image

from deblur_studio.diagnosis.jpeg_quality import quality_of

# Looking at this many files is enough to know what is usual.
MOST = 40


def some(paths: Sequence[Path]) -> Sequence[Path]:
    """At most MOST of the paths, evenly spread."""
    return paths if len(paths) <= MOST else [paths[i * len(paths) // MOST] for i in range(MOST)]


def usual(paths: Sequence[Path], fact: Callable[[Image.Image], float | None]) -> float | None:
    """The median of a fact over the files that have it."""
    found = []
    for path in some(paths):
        try:
            with Image.open(path) as file:
                value = fact(file)
        except (OSError, ValueError, Image.DecompressionBombError):
            continue
        if value is not None:
            found.append(value)
    return median(found) if found else None


def usual_size(paths: Sequence[Path]) -> int:
    """The usual longer side, px; 0 if no file tells."""
    return round(usual(paths, lambda file: float(max(file.size))) or 0)


def jpeg_quality(paths: Sequence[Path]) -> float:
    """The usual quality of JPEG files on libjpeg's scale of 1 to 100; 0 if most files are no JPEG."""
    value = usual(paths, _quality)
    return float(value or 0)


def _quality(file: Image.Image) -> float:
    return float(quality_of(getattr(file, "quantization", None)))
