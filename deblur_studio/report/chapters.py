"""Chapters of a report: photos that are fixed for it, pairs of before and after, results with a recipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.diagnose import Diagnosis, diagnose
from deblur_studio.diagnosis.measures import measures
from deblur_studio.diagnosis.see_focus import SeenFocus
from deblur_studio.engine.context import JobContext, quiet
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.methods.base import FixSettings, Restoration, Value
from deblur_studio.methods.blur2blur import CONVERTED
from deblur_studio.methods.focus_deconvolution import DEFOCUS
from deblur_studio.methods.pipeline import NOWHERE, defocus, finished, fix, whole
from deblur_studio.methods.recipe import changed_since, photo_of, recipe_of
from deblur_studio.methods.self_check import FLOW, KERNEL, self_check
from deblur_studio.photo import Photo, profile_name, read, shot, to_display
from deblur_studio.photo.naming import result_name
from deblur_studio.photo.photo import shown
from deblur_studio.photo.shot import exposure_text, f_number_text, focal_length_text, iso_text
from deblur_studio.photo.sidecar import Recipe, read_recipe
from deblur_studio.report import pictures
from deblur_studio.report.content import Chapter, Comparison, Map
from deblur_studio.report.private import without_folders
from deblur_studio.visuals import flow_wheel, heat_map
from deblur_studio.visuals.comparison_sheet import Box

_WEIGHTS = "weights"


@dataclass(frozen=True, eq=False)
class _Seen:
    """A photo and what came of it, as a screen shows both, and the part that changed most."""

    photo: Photo
    result: Photo
    before: NDArray[np.uint8]
    after: NDArray[np.uint8]
    changed: Box | None

    @classmethod
    def of(cls, photo: Photo, result: Photo) -> _Seen:
        before, after = to_display(photo), to_display(result)
        return cls(photo, result, before, after, pictures.changed_most(before, after))


def fixed(source: Path, method: str, settings: FixSettings, context: JobContext) -> Chapter:
    """Fix a photo, which is left as it is, and tell all about it. No file is written.

    Raises:
        UserError: it cannot be read or fixed.
        Cancelled: the context said so.
    """
    photo = read(source)
    restoration = fix(photo, method, settings, context)
    result = whole(photo, restoration)
    recipe = recipe_of(photo, restoration, result, source.with_name(result_name(photo, source, None)))
    seen = _Seen.of(photo, result)
    used = restoration.settings or settings
    diagnosis, focus, notes = _looked(photo, used, context)
    consistency = _checked(seen, restoration, context)
    maps = _maps(diagnosis, focus)
    maps += _layers(photo, restoration, maps)
    if consistency is not None:
        maps.append(consistency[1])
    figure = None if consistency is None else consistency[0]
    return _chapter(
        seen, diagnosis, maps, figure, recipe, (*photo.notes, *restoration.notes, *notes), restoration
    )


def paired(before: Path, after: Path, engine: EngineSettings, context: JobContext) -> Chapter:
    """A photo before and after, whatever was done to it.

    Raises:
        UserError: one cannot be read, or they have two sizes.
        Cancelled: the context said so.
    """
    return _of_files(before, after, None, engine, context)


def recorded(sidecar: Path, engine: EngineSettings, context: JobContext) -> Chapter:
    """A result that lies beside its recipe, with the photo it was made from.

    Raises:
        UserError: recipe, photo or result cannot be read.
        Cancelled: the context said so.
    """
    recipe = read_recipe(sidecar)
    return _of_files(
        photo_of(recipe, sidecar), sidecar.with_name(recipe.output.name), recipe, engine, context
    )


def failed(name: str, problem: str, near: Iterable[Path] = ()) -> Chapter:
    """A photo of which nothing could be made, and why."""
    return Chapter(Path(name).name, problem=without_folders(problem, near))


def _of_files(
    before: Path, after: Path, recipe: Recipe | None, engine: EngineSettings, context: JobContext
) -> Chapter:
    photo, result = read(before), read(after)
    if photo.pixels.shape != result.pixels.shape:
        raise UserError(
            f"{shown(before)} has {photo.width} x {photo.height} pixels and {shown(after)} has "
            f"{result.width} x {result.height}: name two photos of one size."
        )
    context.checkpoint()
    bokeh = None if recipe is None else recipe.keep_bokeh
    diagnosis, focus, notes = _looked(photo, FixSettings(engine=engine, keep_bokeh=bokeh), context)
    if recipe is not None:
        notes = (*notes, *(f"Since then: {each}." for each in changed_since(recipe, before)))
    seen = _Seen.of(photo, result)
    chapter = _chapter(seen, diagnosis, _maps(diagnosis, focus), None, recipe, (*photo.notes, *notes))
    return chapter if recipe else replace(chapter, name=f"{before.name}, {after.name}")


def _looked(
    photo: Photo, settings: FixSettings, context: JobContext
) -> tuple[Diagnosis | None, SeenFocus | None, tuple[str, ...]]:
    """Why it is blurry; its focus, where that is known or bokeh was kept by it; and why something is not."""
    context.checkpoint()
    diagnosis, notes = None, tuple[str, ...]()
    try:
        diagnosis = diagnose(photo.pixels, engine=settings.engine, context=quiet(context))
    except UserError as lacking:
        notes = (f"Why it is blurry was not looked at. {lacking}",)
    focus = None if diagnosis is None else diagnosis.focus
    if focus is None and settings.keep_bokeh is not None:
        focus = defocus(photo, settings.engine, context)
    return diagnosis, focus, notes


def _checked(seen: _Seen, restoration: Restoration, context: JobContext) -> tuple[float, Map] | None:
    """How far the method can be believed where it changed most; None where it changed nothing."""
    if restoration.device == NOWHERE or seen.changed is None:
        return None
    settings = restoration.settings or FixSettings()
    found = self_check(seen.photo, restoration.method, settings, Region(*seen.changed), context)
    caption = (
        f"Of the {_size(found.map)} pixels that changed most: where it is low, detail may be invented. High "
        "proves nothing."
    )
    return found.figure, pictures.consistency(found.map, caption)


def _maps(diagnosis: Diagnosis | None, focus: SeenFocus | None) -> list[Map]:
    maps = []
    if diagnosis is not None:
        motion = diagnosis.seen
        caption = (
            f"{_sentence(motion.motion.words)} Hues are directions (opposite ones look the same in a blurry "
            "photo), strong colours are long motion, in px; nothing can be told where it is grey."
        )
        maps.append(pictures.motion(motion.flow, motion.trusted, caption))
    if focus is not None:
        how = "Read off the edges, to which a shaken camera looks soft, too." if focus.by_edges else ""
        caption = f"{_sentence(focus.focus.words)} Sigma of the blur, in px. {how}".strip()
        maps.append(pictures.focus(focus.sigma, focus.trusted, caption))
    return maps


def _layers(photo: Photo, restoration: Restoration, there: list[Map]) -> list[Map]:
    """What the method itself told on the side, and no map tells already."""
    maps, layers, titles = [], restoration.layers, {each.title for each in there}
    if FLOW in layers and pictures.MOTION not in titles:
        known = flow_wheel.known_in(layers[FLOW])
        maps.append(pictures.motion(layers[FLOW], known, "As the method saw it, in px."))
    if DEFOCUS in layers and pictures.FOCUS not in titles:
        known = heat_map.known_in(layers[DEFOCUS])
        maps.append(pictures.focus(layers[DEFOCUS], known, "As the method saw it: sigma of the blur, in px."))
    if KERNEL in layers:
        caption = f"What one point of light became, {_size(layers[KERNEL])} pixels."
        maps.append(pictures.kernel(layers[KERNEL], caption))
    if CONVERTED in layers:
        pixels = finished(layers[CONVERTED].astype(np.float32, copy=False), photo.grey)
        part = to_display(replace(photo, pixels=pixels, alpha=None, headroom=None))
        caption = "The photo with its blur turned into one that the method behind it knows."
        maps.append(Map("Converted blur", caption, pictures.photo(part, pictures.MAP)))
    return maps


def _chapter(
    seen: _Seen,
    diagnosis: Diagnosis | None,
    maps: list[Map],
    consistency: float | None,
    recipe: Recipe | None,
    notes: tuple[str, ...],
    restoration: Restoration | None = None,
) -> Chapter:
    photo = seen.photo
    near = (photo.path, seen.result.path)
    return Chapter(
        name=photo.path.name,
        summary="" if diagnosis is None else diagnosis.words,
        diagnosis=_diagnosis(diagnosis),
        thumbnail=pictures.photo(seen.after, pictures.THUMBNAIL),
        comparisons=_comparisons(seen),
        maps=tuple(maps),
        measures=_measures(seen, consistency),
        facts=(*_of_photo(photo), *_of_recipe(recipe), *_of_run(restoration)),
        notes=tuple(dict.fromkeys(without_folders(note, near) for note in notes)),
        recipe="" if recipe is None else _shared(recipe).to_json(),
    )


def _diagnosis(diagnosis: Diagnosis | None) -> tuple[str, ...]:
    if diagnosis is None:
        return ()
    words, cause = diagnosis.words, diagnosis.cause
    told = words if words.startswith(cause) else f"{cause}: {words}"
    return f"{_sentence(told)} That is {100 * diagnosis.confidence:.0f} % sure.", diagnosis.advice


def _comparisons(seen: _Seen) -> tuple[Comparison, ...]:
    before, after = pictures.photo(seen.before), pictures.photo(seen.after)
    height, width = seen.before.shape[:2]
    size = f"{_size(seen.before)} pixels"
    if before.width < width:
        size += f", shown at {before.width} x {before.height}"
    whole_photo = Comparison("The whole photo", f"{size}.", before, after)
    if seen.changed is None:
        return (replace(whole_photo, caption=f"{size}. Nothing was changed."),)
    x, y, wide, high = seen.changed
    if before.width == width and 2 * wide * high > width * height:
        return (whole_photo,)  # it shows all of that already
    parts = (pictures.exact(pictures.cut(each, seen.changed)) for each in (seen.before, seen.after))
    caption = (
        f"{wide} x {high} pixels from {x}, {y}, where the fix changed most; one pixel of it is one here."
    )
    return whole_photo, Comparison("The part at 100 %", caption, *parts)


def _measures(seen: _Seen, consistency: float | None) -> tuple[tuple[str, str, str], ...]:
    before, after = measures(seen.photo.pixels), measures(seen.result.pixels)
    rows = [
        ("Sharpness", "0 dB", f"{after.sharpness - before.sharpness:+.1f} dB"),
        ("Noise", f"{before.noise:.1f}", f"{after.noise:.1f}"),
    ]
    if consistency is not None:
        rows.append(("Consistency, where it changed most", "", f"{100 * consistency:.0f} %"))
    return tuple(rows)


def _of_photo(photo: Photo) -> list[tuple[str, str]]:
    """Facts about the photo. Neither its place nor its owner is among them."""
    taken = shot(photo.metadata.exif)
    exposure = [
        "" if taken.exposure is None else exposure_text(taken.exposure),
        "" if taken.f_number is None else f_number_text(taken.f_number),
        "" if taken.iso is None else iso_text(taken.iso),
        "" if taken.focal_length is None else focal_length_text(taken.focal_length),
    ]
    colours = profile_name(photo.metadata.icc) or "of an unnamed profile"
    file = f"{photo.format}, {photo.bits} bits, colours {colours}"
    rows = [
        ("Camera", taken.camera),
        ("Lens", taken.lens),
        ("Exposure", ", ".join(filter(None, exposure))),
        ("File", file),
    ]
    return [(what, text) for what, text in rows if text]


def _of_recipe(recipe: Recipe | None) -> list[tuple[str, str]]:
    if recipe is None:
        return []
    machine = recipe.machine
    done = machine.device != NOWHERE
    told = {name: value for name, value in recipe.parameters.items() if name != _WEIGHTS}
    settings = ", ".join(f"{name} {_bare(value)}" for name, value in told.items())
    rows = [
        ("Method", recipe.title if done else "none: left as it is"),
        ("Strength", f"{100 * recipe.strength:g} %"),
        ("Settings", settings),
        ("Only the part", "" if recipe.region is None else str(Region(*recipe.region))),
        ("Bokeh kept", "" if recipe.keep_bokeh is None else f"from a sigma of {recipe.keep_bokeh:g} px on"),
        ("Weights", "; ".join(f"{used.name} (SHA-256 {used.sha256[:12]})" for used in recipe.weights)),
        ("Computed on", f"{machine.title or machine.device}, {machine.precision}, PyTorch {machine.torch}"),
        ("Program", f"Deblur Studio {recipe.program}"),
    ]
    only_done = ("Strength", "Settings", "Weights", "Computed on")
    return [(what, text) for what, text in rows if text and (done or what not in only_done)]


def _of_run(restoration: Restoration | None) -> list[tuple[str, str]]:
    if restoration is None or restoration.device == NOWHERE:
        return []
    rows = [("Time", f"{restoration.timings.get('total', 0.0):.1f} s")]
    if restoration.replaced:
        count = len(restoration.replaced)
        rows.append(("Left as they were", f"{count} parts, because the method failed there"))
    return rows


def _shared(recipe: Recipe) -> Recipe:
    """A recipe as it may be handed on: where the photo and the weights lie is left out."""
    parameters: Mapping[str, Value] = {name: _bare(value) for name, value in recipe.parameters.items()}
    return replace(recipe, photo=replace(recipe.photo, path=""), parameters=parameters)


def _bare(value: Value) -> Value:
    """Of a setting that is a path the file's name, whichever system it is from."""
    return (
        PureWindowsPath(value).name if isinstance(value, str) and ("/" in value or "\\" in value) else value
    )


def _size(values: NDArray[Any]) -> str:
    return f"{values.shape[1]} x {values.shape[0]}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
