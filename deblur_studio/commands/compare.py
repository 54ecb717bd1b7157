"""`deblur-studio compare`: what several methods make of one photo, on one sheet."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from deblur_studio.atomic import replacing
from deblur_studio.bootstrap import report_fault
from deblur_studio.commands.codes import CANCELLED, DONE, FAULT, MISTAKE
from deblur_studio.commands.output import complain, say, say_json, table
from deblur_studio.commands.progress import TerminalContext
from deblur_studio.diagnosis.measures import Measures, measures, telling_part
from deblur_studio.engine.context import Cancelled
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, registry
from deblur_studio.methods.choice import ORIGINAL, MethodChoice, parse
from deblur_studio.methods.needs import missing, require
from deblur_studio.methods.pipeline import NOWHERE, cut, fix
from deblur_studio.methods.self_check import self_check
from deblur_studio.photo import Photo, read, to_display
from deblur_studio.visuals.comparison_sheet import Box, Column, comparison_sheet, telling_boxes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deblur_studio.engine import EngineSettings

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
MOST_METHODS, BY_DEFAULT = 8, 3


@dataclass(frozen=True, eq=False)
class Compared:
    """What a method made of the photo, or of the region of it that was asked for.

    Attributes:
        pixels: (H, W, 3) uint8, for the screen.
        consistency, explained: see `diagnosis.consistency`; None where they cannot be told.
        facts: what else `--json` tells.
    """

    choice: MethodChoice
    title: str
    pixels: NDArray[np.uint8]
    measured: Measures
    seconds: float
    consistency: float | None = None
    explained: float | None = None
    facts: dict[str, object] = field(default_factory=dict)


def run(options: argparse.Namespace) -> int:
    """Compare methods on the photo that the options name; returns the exit code."""
    choices = chosen(options.methods)
    target = target_of(options)
    engine = engine_settings(options)
    photo = read(options.photo)
    region = None if options.region is None else Region(*options.region)
    if region is not None:
        region.require_inside(photo.height, photo.width)
    comparison = Comparison(photo, region, engine)
    code = DONE
    with TerminalContext(len(choices)) as context:
        for choice in choices:
            context.begin(choice.text())
            try:
                comparison.add(choice, context)
            except (Cancelled, KeyboardInterrupt):
                context.clear()
                complain("deblur-studio: Cancelled.")
                return CANCELLED
            except Exception as error:
                context.clear()
                code = max(code, comparison.failed_with(choice, error), key=[DONE, MISTAKE, FAULT].index)
            context.clear()
    if len(comparison.done) == 1:
        complain("deblur-studio: No method worked, so there is nothing to compare.")
        if options.json:
            say_json({"input": str(options.photo), "failed": comparison.failed})
        return code
    size = (options.crop, options.crop)
    boxes = telling_boxes([each.pixels for each in comparison.compared], options.crops, size)
    write(target, sheet(comparison, boxes), options.overwrite)
    tell(options, comparison, boxes, target)
    return code


def chosen(texts: list[str] | None) -> list[MethodChoice]:
    """What is to be compared, each once, after a look whether it can be; None: the first that can.

    Raises:
        UserError: a method or setting does not exist, weights are missing, or there are too many.
    """
    if texts is None:
        ready = [method.spec.name for method in registry.METHODS if not missing(method.spec)]
        texts = ready[:BY_DEFAULT]
    asked = [choice for choice in map(parse, texts) if not choice.is_original]
    choices = list({choice.text(): choice for choice in asked}.values())
    if not 1 <= len(choices) <= MOST_METHODS:
        raise UserError(f"Name 1 to {MOST_METHODS} methods to compare with the original, not {len(choices)}.")
    for choice in choices:
        require(choice.spec, choice.parameters)
    return choices


def target_of(options: argparse.Namespace) -> Path:
    """Where the sheet goes, found out before the long work.

    Raises:
        UserError: it would be of no known format, or something is there already, or there is no such folder.
    """
    source: Path = options.photo
    target: Path = options.output or source.with_name(f"{source.stem}_compared.png")
    if target.suffix.lower() not in FORMATS:
        raise UserError(f"{target} names no format for the sheet: end it in {', '.join(FORMATS)}.")
    if not target.parent.is_dir():
        raise UserError(f"There is no folder {target.parent}; create it first.")
    if target.exists() and not options.overwrite:
        raise UserError(
            f"{target} is there already; choose another name with -o, or replace it with --overwrite."
        )
    return target


def engine_settings(options: argparse.Namespace) -> EngineSettings:
    """Device and memory.

    Raises:
        UserError: there is no such device.
    """
    from deblur_studio.engine import EngineSettings, resolve_device

    resolve_device(options.device)
    return EngineSettings(device=options.device, memory_percent=options.memory)


class Comparison:
    """Collects what the methods make of one photo. The first of `done` is the photo itself."""

    def __init__(self, photo: Photo, region: Region | None, engine: EngineSettings) -> None:
        self.photo = photo
        self.region = region or Region.whole(photo.height, photo.width)
        self._settings = FixSettings(region=region, engine=engine)
        pixels = cut(photo.pixels, region)
        part = telling_part(pixels)
        self.checked = Region(self.region.x + part.x, self.region.y + part.y, part.width, part.height)
        self.original = Compared(
            MethodChoice(ORIGINAL), "Original", self._shown(pixels), measures(pixels), 0.0
        )
        self.done = [self.original]
        self.failed: list[dict[str, str]] = []

    @property
    def compared(self) -> list[Compared]:
        """Between which differences matter: the methods, and for a single one the photo."""
        return self.done[1:] if len(self.done) > 2 else self.done

    def add(self, choice: MethodChoice, context: TerminalContext) -> None:
        """Fix the photo with a method, and measure what came of it.

        Raises:
            UserError: the method cannot be used on this photo.
            Cancelled: the context said so.
        """
        start = time.perf_counter()
        asked = replace(self._settings, strength=choice.strength, parameters=choice.parameters)
        restoration = fix(self.photo, choice.method, asked, context)
        seconds = time.perf_counter() - start
        context.checkpoint()
        found = None
        if restoration.device != NOWHERE:
            used = restoration.settings or asked
            found = self_check(self.photo, restoration.method, used, self.checked, context)
        self.done.append(
            Compared(
                choice,
                titled(choice, restoration.method),
                self._shown(restoration.pixels),
                measures(restoration.pixels),
                seconds,
                None if found is None else found.figure,
                None if found is None else found.explained,
                {
                    "used": restoration.method,
                    "weights": restoration.weights,
                    "device": restoration.device,
                    "precision": restoration.precision,
                    "notes": list(restoration.notes),
                },
            )
        )

    def failed_with(self, choice: MethodChoice, error: Exception) -> int:
        """Note that a method did not work, and say so; the exit code."""
        if isinstance(error, UserError):
            sentence, code = str(error), MISTAKE
        elif isinstance(error, MemoryError):
            sentence = "there is not enough memory for it; try a part of the photo with --region."
            code = MISTAKE
        else:
            sentence, code = report_fault(error), FAULT
        complain(f"deblur-studio: {choice.text()}: {sentence}")
        self.failed.append({"method": choice.text(), "error": sentence})
        return code

    def _shown(self, pixels: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Pixels of the region as a screen shows them, through the photo's colour profile."""
        part = self.photo.crop(self.region.x, self.region.y, self.region.width, self.region.height)
        return to_display(part.with_pixels(pixels))


def titled(choice: MethodChoice, used: str) -> str:
    """A method and what is set about it, for people; `used` is the one that ran, "" for none."""
    title = choice.spec.title
    if registry.is_auto(choice.method):
        title = f"Auto: {registry.get(used).spec.title}" if used else "Auto: nothing to do"
    settings = [f"{100 * choice.strength:g} %"] if choice.strength != 1 else []
    settings += [f"{name} {value}" for name, value in choice.parameters.items()]
    return ", ".join([title, *settings])


def words(each: Compared, original: Compared) -> tuple[str, str, str, str]:
    """Time, sharpness, noise and consistency in words."""
    if each is original:
        return "", "", f"{each.measured.noise:.1f}", ""
    gain = each.measured.sharpness - original.measured.sharpness
    consistent = "" if each.consistency is None else f"{100 * each.consistency:.0f} %"
    return f"{each.seconds:.1f} s", f"{gain:+.1f} dB", f"{each.measured.noise:.1f}", consistent


def sheet(comparison: Comparison, boxes: list[Box]) -> NDArray[np.uint8]:
    """The sheet as pixels."""
    original = comparison.original
    columns = []
    for each in comparison.done:
        seconds, gain, noise, consistent = words(each, original)
        first = f"{seconds}   sharpness {gain}" if seconds else " "
        second = f"noise {noise}" + (f"   consistency {consistent}" if consistent else "")
        columns.append(Column(each.title, (first, second), each.pixels))
    photo, region = comparison.photo, comparison.region
    caption = [photo.path.name, f"{photo.width} x {photo.height} pixels"]
    if (region.width, region.height) != (photo.width, photo.height):
        caption.append(f"only the part {region}")
    caption += [
        "",
        "sharpness: how much steeper edges are than in the original",
        "noise: in quiet parts, levels of 255",
        "consistency: the share of the change that stays when the photo is turned over first;",
        "where it is low, detail may be invented. No measure knows the truth.",
    ]
    return comparison_sheet(columns, boxes, caption)


def write(target: Path, pixels: NDArray[np.uint8], overwrite: bool) -> None:
    """Write the sheet, whole or not at all.

    Raises:
        UserError: the disk does not want it.
    """
    form = FORMATS[target.suffix.lower()]
    more = {"quality": 95, "subsampling": 0} if form == "JPEG" else {}
    try:
        with replacing(target, overwrite) as file:
            Image.fromarray(pixels).save(file, form, **more)
    except FileExistsError:
        raise UserError(f"{target} is there already; replace it with --overwrite.") from None
    except OSError as error:
        raise UserError(f"{target} cannot be written ({error.strerror or error}).") from None


def tell(options: argparse.Namespace, comparison: Comparison, boxes: list[Box], target: Path) -> None:
    """The table for people, or the JSON object."""
    original = comparison.original
    if not options.json:
        rows = [(each.title, *words(each, original)) for each in comparison.done]
        say(table(("method", "time", "sharpness", "noise", "consistency"), rows))
        say(str(target))
        for each in comparison.done[1:]:
            for note in each.facts["notes"]:  # type: ignore[attr-defined]
                complain(f"  {each.choice.text()}: {note}")
        return
    region = comparison.region
    say_json(
        {
            "input": str(options.photo),
            "output": str(target),
            "width": comparison.photo.width,
            "height": comparison.photo.height,
            "crops": [str(Region(region.x + x, region.y + y, w, h)) for x, y, w, h in boxes],
            "checked": str(comparison.checked),
            "methods": [plain(each, original) for each in comparison.done],
            "failed": comparison.failed,
        }
    )


def plain(each: Compared, original: Compared) -> dict[str, object]:
    """A method as `--json` tells it."""
    gain = each.measured.sharpness - original.measured.sharpness
    return {
        "method": each.choice.method,
        "title": each.title,
        "strength": each.choice.strength,
        "settings": dict(each.choice.parameters),
        "seconds": round(each.seconds, 3),
        "sharpness_db": round(each.measured.sharpness, 3),
        "sharpness_gain_db": round(gain, 3),
        "noise": round(each.measured.noise, 3),
        "consistency": None if each.consistency is None else round(each.consistency, 4),
        "explained": None if each.explained is None else round(each.explained, 4),
        **each.facts,
    }
