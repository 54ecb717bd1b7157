"""The status line, and its words about a photo."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel

from deblur_studio.photo import Photo, profile_name, shot
from deblur_studio.photo.shot import exposure_text, f_number_text, focal_length_text, iso_text


def photo_facts(photo: Photo) -> str:
    """Size, depth, profile, exposure: "6000 × 4000 · 16 bit · Adobe RGB · 1/15 s f/2.8 ISO 800 · 50 mm"."""
    facts = shot(photo.metadata.exif)
    depth = QCoreApplication.translate("Status", "{bits} bit").format(bits=photo.bits)
    parts = [f"{photo.width} × {photo.height}", depth, profile_name(photo.metadata.icc)]
    exposure = []
    if facts.exposure is not None:
        exposure.append(exposure_text(facts.exposure))
    if facts.f_number is not None:
        exposure.append(f_number_text(facts.f_number))
    if facts.iso is not None:
        exposure.append(iso_text(facts.iso))
    if exposure:
        parts.append(" ".join(exposure))
    if facts.focal_length is not None:
        parts.append(focal_length_text(facts.focal_length))
    return " · ".join(parts)


def quiet_line(name: str) -> QLabel:
    """A line of it, by its name for screen readers."""
    line = QLabel()
    line.setProperty("role", "quiet")
    line.setAccessibleName(name)
    return line
