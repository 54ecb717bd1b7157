"""Pictures from and to the clipboard."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from deblur_studio.atomic import replacing
from deblur_studio.gui.document import Document
from deblur_studio.photo import to_display
from deblur_studio.places import user_folder


def keep_pasted(image: QImage) -> Path:
    """Keep a pasted picture as a PNG file among the user's data, so that it opens like any photo.

    Raises:
        OSError: it cannot be written.
    """
    folder = user_folder() / "pasted"
    folder.mkdir(parents=True, exist_ok=True)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # Qt takes the name as text or bytes
    path = folder / f"{datetime.now():%Y-%m-%d %H.%M.%S}.png"
    with replacing(path, overwrite=True) as file:
        file.write(bytes(buffer.data().data()))
    return path


def image_of(document: Document) -> QImage:
    """What the document shows as its result, in sRGB."""
    pixels = np.ascontiguousarray(to_display(document.output()))
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
