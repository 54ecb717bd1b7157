"""The sample photos that come with the program."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from deblur_studio.places import data_folder, user_folder

log = logging.getLogger(__name__)


def samples_folder() -> Path:
    """A folder of the user's own with the samples in it, so that results can be saved beside them.

    Where it cannot be made, the program's own folder.
    """
    shipped = data_folder("resources") / "samples"
    own = user_folder() / "samples"
    try:
        own.mkdir(parents=True, exist_ok=True)
        for photo in shipped.iterdir():
            if not (own / photo.name).exists():
                shutil.copyfile(photo, own / photo.name)
    except OSError as error:
        log.warning("the samples cannot be copied to %s: %s", own, error)
        return shipped
    return own
