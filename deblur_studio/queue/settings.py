"""How the photos of a queue are fixed and written: the settings of the single view, and where results go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.methods.base import FixSettings
from deblur_studio.methods.registry import AUTO
from deblur_studio.photo.sniff import output_formats
from deblur_studio.queue.template import DEFAULT, Template

AS_PHOTO = 0


class Existing(StrEnum):
    """What becomes of a photo whose result would take the name of a file that is there."""

    SKIP = "skip"
    REPLACE = "replace"
    NUMBER = "number"


@dataclass(frozen=True)
class QueueSettings:
    """How photos are fixed and written.

    Attributes:
        method: a name from the registry, or "auto".
        fix: the very settings of the single view.
        folder: where results go, in the subfolders in which the photos were found; None: beside each photo.
        template: of their names (`deblur_studio.queue.template`).
        format: "JPEG", "PNG", "TIFF" or "WEBP"; None for each photo's own.
        quality: 1..100, for JPEG and WebP.
        bits: 8, 16 or 32 per channel; 0 as the photo.
        existing: what becomes of files that are there: the photo is passed over (skip), the file replaced,
            or a number put behind the name. A photo of the queue is never replaced.
        recipe: whether a recipe is written beside each result.

    Raises:
        UserError: a value is impossible.
    """

    method: str = AUTO
    fix: FixSettings = field(default_factory=FixSettings)
    folder: Path | None = None
    template: str = DEFAULT
    format: str | None = None
    quality: int = 95
    bits: int = AS_PHOTO
    existing: Existing = Existing.SKIP
    recipe: bool = False

    def __post_init__(self) -> None:
        Template(self.template)
        formats = [known.name for known in output_formats()]
        if self.format is not None and self.format not in formats:
            raise UserError(f"Results are written as {', '.join(formats)}, not as {self.format}.")
        if not 1 <= self.quality <= 100:
            raise UserError(f"The quality must be from 1 to 100, not {self.quality}.")
        if self.bits not in (AS_PHOTO, 8, 16, 32):
            raise UserError(f"Results have 8, 16 or 32 bits, not {self.bits}.")

    def to_json(self) -> dict[str, Any]:
        """The settings in types that JSON has."""
        region, engine = self.fix.region, self.fix.engine
        return {
            "method": self.method,
            "strength": self.fix.strength,
            "region": None if region is None else [region.x, region.y, region.width, region.height],
            "parameters": dict(self.fix.parameters),
            "engine": None if engine is None else dict(vars(engine)),
            "keep_bokeh": self.fix.keep_bokeh,
            "folder": None if self.folder is None else str(self.folder.absolute()),
            "template": self.template,
            "format": self.format,
            "quality": self.quality,
            "bits": self.bits,
            "existing": str(self.existing),
            "recipe": self.recipe,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> QueueSettings:
        """The settings that `to_json` told.

        Raises:
            UserError, KeyError, TypeError, ValueError: these are none.
        """
        region, engine, folder = told["region"], told["engine"], told["folder"]
        return cls(
            method=str(told["method"]),
            fix=FixSettings(
                strength=float(told["strength"]),
                region=None if region is None else Region(*region),
                parameters=dict(told["parameters"]),
                engine=None if engine is None else EngineSettings(**engine),
                keep_bokeh=told["keep_bokeh"],
            ),
            folder=None if folder is None else Path(folder),
            template=told["template"],
            format=told["format"],
            quality=told["quality"],
            bits=told["bits"],
            existing=Existing(told["existing"]),
            recipe=bool(told["recipe"]),
        )
