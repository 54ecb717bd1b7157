"""Where the results of the queue go, how they are called and written. No Qt."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from deblur_studio.errors import UserError
from deblur_studio.gui.queue.rows import How
from deblur_studio.queue.jobs import likely_suffix
from deblur_studio.queue.settings import Existing, QueueSettings
from deblur_studio.queue.template import DEFAULT, Named, Template


@dataclass(frozen=True)
class Output:
    """What the card asks.

    Attributes:
        beside: results go beside their photos; else into the folder, in the subfolders of the photos.
        folder: its path; may be empty while `beside`.
        template, format, quality, existing, recipe: as in `QueueSettings`; format "" is each photo's own.
        recursive: whether folders inside folders are added, too.
    """

    beside: bool = True
    folder: str = ""
    template: str = DEFAULT
    format: str = ""
    quality: int = 95
    existing: str = Existing.SKIP.value
    recipe: bool = False
    recursive: bool = True

    def to_json(self) -> dict[str, Any]:
        """In types that JSON has."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Output:
        """What `to_json` told; the defaults where it makes no sense."""
        fresh = cls()
        given = {
            name: value
            for name, value in told.items()
            if name in asdict(fresh) and type(value) is type(getattr(fresh, name))
        }
        try:
            output = cls(**given)
            if not 1 <= output.quality <= 100:
                raise ValueError
            Existing(output.existing)
            QueueSettings(format=output.format or None)
        except (ValueError, UserError):
            return fresh
        return output

    @property
    def target(self) -> Path | None:
        """The folder of the results; None: beside each photo."""
        return None if self.beside else Path(self.folder).expanduser()

    def settings(self, how: How) -> QueueSettings:
        """The settings of a queue of photos that are fixed so.

        Raises:
            UserError: the template cannot be used, or the folder not.
        """
        if not self.beside:
            check_folder(self.folder)
        return QueueSettings(
            method=how.method,
            fix=how.fix,
            folder=self.target,
            template=self.template,
            format=self.format or None,
            quality=self.quality,
            existing=Existing(self.existing),
            recipe=self.recipe,
        )

    def example(self, photo: Path, how: How, now: datetime) -> str:
        """What the result of a photo would be called.

        Raises:
            UserError: that is no name.
        """
        named = Named(photo.stem, how.method, how.fix.strength, 1, now)
        return Template(self.template).render(named) + likely_suffix(photo, self.format or None)


def check_folder(text: str) -> None:
    """Whether results can go into a folder, which may have to be made.

    Raises:
        UserError: they cannot.
    """
    if not text.strip():
        raise UserError("Choose a folder for the results.")
    folder = Path(text).expanduser()
    if not folder.is_absolute():
        raise UserError(f"{text} is not a whole path: choose the folder with Browse.")
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise UserError(f"{there} is a file: choose a folder for the results.")
    if not os.access(there, os.W_OK):
        raise UserError(f"Nothing can be written into {there}: choose another folder.")
