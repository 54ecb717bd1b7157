"""The status line's words about a photo."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from deblur_studio.photo import Photo, profile_name, shot


def photo_facts(photo: Photo) -> str:
    """Size, depth, profile, exposure: "6000 × 4000 · 16 bit · Adobe RGB · 1/15 s f/2.8 ISO 800 · 50 mm"."""
    facts = shot(photo.metadata.exif)
    depth = QCoreApplication.translate("Status", "{bits} bit").format(bits=photo.bits)
    parts = [f"{photo.width} × {photo.height}", depth, profile_name(photo.metadata.icc)]
    exposure = " ".join(text for text in (facts.exposure_text, facts.aperture_text, facts.iso_text) if text)
    parts += [text for text in (exposure, facts.focal_text) if text]
    return " · ".join(parts)
