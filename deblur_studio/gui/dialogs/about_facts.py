"""What the program consists of, and under which licences. No Qt."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Library:
    """A library: its name, version ("" if that cannot be found out), licence and home page."""

    name: str
    version: str
    licence: str
    home: str


@dataclass(frozen=True)
class WeightsLine:
    """Weights of a network: title, licence, what they were trained on."""

    title: str
    licence: str
    trained_on: str


# Names on the package index with licence and home page: the frozen program may have no metadata to ask, and
# what a wheel bundles is not in its metadata at all.
KNOWN = (
    ("PySide6-Essentials", "LGPL-3.0-only", "https://doc.qt.io/qtforpython"),
    ("shiboken6", "LGPL-3.0-only", "https://doc.qt.io/qtforpython"),
    ("torch", "BSD-3-Clause", "https://pytorch.org"),
    ("numpy", "BSD-3-Clause", "https://numpy.org"),
    ("opencv-python", "Apache-2.0 (FFmpeg: LGPL-2.1)", "https://opencv.org"),
    ("pillow", "MIT-CMU", "https://python-pillow.github.io"),
    ("rawpy", "MIT (LibRaw: LGPL-2.1 or CDDL-1.0)", "https://github.com/letmaik/rawpy"),
    ("pi-heif", "BSD-3-Clause (libheif, libde265: LGPL-3.0)", "https://github.com/bigcat88/pillow_heif"),
    ("tifffile", "BSD-3-Clause", "https://github.com/cgohlke/tifffile"),
    ("safetensors", "Apache-2.0", "https://github.com/huggingface/safetensors"),
    ("scikit-image", "BSD-3-Clause", "https://scikit-image.org"),
    ("scipy", "BSD-3-Clause", "https://scipy.org"),
    ("matplotlib", "PSF-based", "https://matplotlib.org"),
    (
        "qtawesome",
        "MIT (Font Awesome Free: CC-BY-4.0, SIL OFL 1.1)",
        "https://github.com/spyder-ide/qtawesome",
    ),
    ("QtPy", "MIT", "https://github.com/spyder-ide/qtpy"),
    ("psutil", "BSD-3-Clause", "https://github.com/giampaolo/psutil"),
    ("platformdirs", "MIT", "https://github.com/tox-dev/platformdirs"),
)


def libraries() -> tuple[Library, ...]:
    """The libraries the program stands on, as they are installed."""
    return tuple(_library(name, licence, home) for name, licence, home in KNOWN)


def _library(name: str, licence: str, home: str) -> Library:
    try:
        known: Mapping[str, str] = metadata(name)  # type: ignore[assignment]  # a mailbox message behaves as one
        version, stated = known["Version"] or "", known["License-Expression"] or ""
    except (PackageNotFoundError, KeyError, OSError):
        return Library(name, "", licence, home)
    # The list knows what is bundled; a package that changed its licence outright says so itself.
    return Library(name, version, licence if licence.startswith(stated) or "(" in licence else stated, home)


def weights_lines() -> tuple[WeightsLine, ...]:
    """The weights that come with the program or were added by the user, from their cards."""
    from deblur_studio import weights

    try:
        entries = weights.installed().entries
    except OSError as error:
        log.warning("the weights cannot be listed: %s", error)
        return ()
    return tuple(WeightsLine(e.card.title, e.card.licence, e.card.trained_on) for e in entries)


def as_text(version: str) -> str:
    """Versions of everything, for a report."""
    lines = {library.name: library.version for library in libraries() if library.version}
    return json.dumps({"Deblur Studio": version, **lines}, indent=2)
