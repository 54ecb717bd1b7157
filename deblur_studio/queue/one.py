"""One file fixed: read, restored, written, with its recipe. Single runs and queues share it.

The recipe is written before the result, so that a result that is there has its recipe whatever happens.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from deblur_studio.atomic import replacing
from deblur_studio.bootstrap import report_fault
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.settings import ReplacedTile
from deblur_studio.errors import UserError
from deblur_studio.methods import registry
from deblur_studio.methods.base import FixSettings, Restoration
from deblur_studio.methods.pipeline import fix, whole
from deblur_studio.methods.recipe import recipe_of
from deblur_studio.photo import Photo, Written, read, write
from deblur_studio.photo.sidecar import Recipe, facts_of, sidecar_of, write_recipe


@dataclass(frozen=True)
class Export:
    """How a result is written, as for `photo.write`; bits: 0 as the photo; recipe: one beside it, too."""

    format: str | None = None
    quality: int = 95
    bits: int = 0
    overwrite: bool = False
    recipe: bool = False


@dataclass(frozen=True)
class Done:
    """A photo that was fixed: facts, no pixels.

    source, output, recipe: files; no recipe if none was asked for. width, height: px. seconds: all of it.
    The others are as in `Restoration`.
    """

    source: Path
    output: Path
    recipe: Path | None
    method: str
    weights: str
    strength: float
    seconds: float
    width: int
    height: int
    device: str
    precision: str
    peak_memory_mb: float
    replaced: tuple[ReplacedTile, ...]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As `--json` tells it."""
        more: dict[str, object] = {} if self.recipe is None else {"recipe": str(self.recipe)}
        return {
            "input": str(self.source),
            "output": str(self.output),
            "method": self.method,
            "weights": self.weights,
            "strength": self.strength,
            "seconds": round(self.seconds, 3),
            "width": self.width,
            "height": self.height,
            "device": self.device,
            "precision": self.precision,
            "peak_memory_mb": round(self.peak_memory_mb, 1),
            "replaced_tiles": [{"region": str(tile.region), "reason": tile.reason} for tile in self.replaced],
            "notes": list(self.notes),
            **more,
        }


def fix_file(
    source: Path,
    place: Callable[[Photo], Path],
    method: str,
    settings: FixSettings,
    export: Export,
    context: JobContext,
    before_writing: Callable[[Path], None] = lambda path: None,
) -> Done:
    """Read, fix and write one photo.

    Args:
        source: the photo.
        place: says where the result goes, before the long work starts, so that it is not in vain.
        method, settings: as for `pipeline.fix`.
        export: how it is written.
        context: is told about progress and may cancel; after the fix, writing is not interrupted.
        before_writing: is told the file just before anything is written.

    Raises:
        UserError: the photo cannot be read, fixed or written, or `place` refused; nothing was written.
        Cancelled: the context said so.
    """
    start = time.perf_counter()
    context.checkpoint()
    facts = facts_of(source) if export.recipe else None
    photo = read(source)
    target = place(photo)
    restoration = fix(photo, method, settings, context)
    context.checkpoint()
    result = whole(photo, restoration)
    if export.bits:
        result = replace(result, bits=export.bits)
    recipe = None
    if export.recipe:
        recipe = recipe_of(
            photo, restoration, result, target, format=export.format, quality=export.quality, source=facts
        )
    before_writing(target)
    with _beside(target, recipe) as sidecar:
        written = write(
            result,
            target,
            method=registry.get(restoration.method or method).spec.title,
            format=export.format,
            quality=export.quality,
            overwrite=export.overwrite,
        )
    return _done(photo, method, settings, restoration, written, sidecar, start)


@contextmanager
def _beside(target: Path, recipe: Recipe | None) -> Iterator[Path | None]:
    """Write the recipe of a result that is written inside; if that fails, all is as it was.

    Raises:
        UserError: the recipe cannot be written.
    """
    if recipe is None:
        yield None
        return
    path = sidecar_of(target)
    before = path.read_bytes() if path.is_file() else None
    write_recipe(recipe, path, overwrite=True)
    try:
        yield path
    except BaseException:
        with suppress(OSError):
            if before is None:
                path.unlink()
            else:
                with replacing(path, overwrite=True) as file:
                    file.write(before)
        raise


def _done(
    photo: Photo,
    method: str,
    settings: FixSettings,
    restoration: Restoration,
    written: Written,
    recipe: Path | None,
    start: float,
) -> Done:
    used = restoration.settings or settings
    return Done(
        source=photo.path,
        output=written.path,
        recipe=recipe,
        method=restoration.method or registry.get(method).spec.name,
        weights=restoration.weights,
        strength=used.strength,
        seconds=time.perf_counter() - start,
        width=photo.width,
        height=photo.height,
        device=restoration.device,
        precision=restoration.precision,
        peak_memory_mb=restoration.peak_memory_mb,
        replaced=restoration.replaced,
        notes=(*photo.notes, *restoration.notes, *written.notes),
    )


def told(error: Exception, source: Path) -> tuple[str, bool]:
    """What went wrong with a photo, as one sentence; and whether it is a fault of ours."""
    if isinstance(error, UserError):
        return str(error), False
    if isinstance(error, MemoryError):
        return f"There is not enough memory to fix {source}: try a part of it with --region.", False
    if isinstance(error, OSError):
        return f"{error.filename or source}: {error.strerror or error}.", False
    return f"{source}: {report_fault(error)}", True
