"""Recipes of what was done, and doing it again: the same bits on the same device, nearly so elsewhere.

`recipe_of` tells what a fix did, for the file beside its result (`deblur_studio.photo.sidecar`); `replay`
does it again, and says what has changed since.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from deblur_studio import __version__, weights
from deblur_studio.engine.context import JobContext
from deblur_studio.errors import UserError
from deblur_studio.methods import registry
from deblur_studio.methods.base import FixSettings, Restoration, Value
from deblur_studio.methods.machine import engine_of, machine_of, unlike
from deblur_studio.methods.pipeline import NOWHERE, defocus_by_network, fix, whole
from deblur_studio.photo import Photo
from deblur_studio.photo.sidecar import Output, PhotoFacts, Recipe, WeightsUsed, facts_of
from deblur_studio.photo.writing import pixels_written

# The setting by which methods are told their weights.
_WEIGHTS = "weights"


class RecipeChanged(UserError):  # noqa: N818 - a fact, and what to do about it
    """What a recipe was made with is not what is here; `what` names it, each a phrase."""

    def __init__(self, name: str, what: tuple[str, ...]) -> None:
        self.what = what
        super().__init__(
            f"{name} cannot be made again as it was: {'; '.join(what)}. "
            "With --anyway it is made of what is there."
        )


@dataclass(frozen=True)
class Replayed:
    """A recipe done again.

    Attributes:
        result: the whole photo, to be written.
        restoration: how it was made.
        method: its name in the registry.
        same: whether the pixels to be written are those of the recipe, bit for bit.
        changed: what is not as the recipe says, in phrases; empty unless that was allowed.
        elsewhere: how this machine differs from the recipe's, in phrases; then values may differ by 1/255.
    """

    result: Photo
    restoration: Restoration
    method: str
    same: bool
    changed: tuple[str, ...]
    elsewhere: tuple[str, ...]


def recipe_of(
    photo: Photo,
    restoration: Restoration,
    result: Photo,
    path: Path,
    *,
    format: str | None = None,
    quality: int = 95,
    settings: FixSettings | None = None,
    source: tuple[int, str] | None = None,
) -> Recipe:
    """The recipe of a result that is being written.

    Args:
        photo: as it was read; its file is read once more.
        restoration: what `pipeline.fix` made of it.
        result: what is written: `pipeline.whole` of both, perhaps in another depth.
        path: where; format, quality: as given to `photo.write`.
        settings: those the result shows, where they are not those of the restoration: with another strength.
        source: bytes and SHA-256 of the photo's file (`sidecar.facts_of`), if they are known already.

    Raises:
        UserError: the photo's file cannot be read any more, or the path names no format.
    """
    settings = settings or restoration.settings or FixSettings()
    method = registry.get(restoration.method or registry.AUTO)
    if restoration.device == NOWHERE:
        settings = replace(settings, strength=0.0)
    written = pixels_written(result, path, format)
    size, digest = source or facts_of(photo.path)
    region = settings.region
    return Recipe(
        photo=PhotoFacts(
            photo.path.name, _path_between(path.parent, photo.path), size, digest, photo.width, photo.height
        ),
        method=method.spec.name,
        title=method.spec.title,
        parameters=_parameters(method.spec.values(settings.parameters), restoration),
        strength=settings.strength,
        region=None if region is None else (region.x, region.y, region.width, region.height),
        keep_bokeh=settings.keep_bokeh,
        weights=_weights_used(restoration, settings),
        machine=machine_of(restoration, settings),
        output=Output(path.name, written.format, quality, written.bits, written.sha256),
        program=__version__,
    )


def settings_of(recipe: Recipe, device: str | None = None) -> FixSettings:
    """The settings with which a recipe is done again here.

    The device is the recipe's if it is here, else the best there is; on the recipe's own device the tiles and
    the precision are those of then.

    Args:
        recipe: what was done.
        device: another device than the recipe's.

    Raises:
        UserError: there is no such device.
    """
    from deblur_studio.engine import Region

    parameters: dict[str, object] = dict(recipe.parameters)
    if _WEIGHTS in parameters and recipe.weights:
        parameters[_WEIGHTS] = _name_now(recipe.weights[0], str(parameters[_WEIGHTS]))
    region = None if recipe.region is None else Region(*recipe.region)
    engine = engine_of(recipe.machine, device)
    return FixSettings(recipe.strength, region, parameters, engine, recipe.keep_bokeh)


def changed_since(recipe: Recipe, photo: Path) -> tuple[str, ...]:
    """What is not as the recipe says: photo, method, weights. Each a phrase; nothing slow is loaded.

    Raises:
        UserError: the photo cannot be read at all.
    """
    found = []
    size, digest = facts_of(photo)
    if (size, digest) != (recipe.photo.bytes, recipe.photo.sha256):
        found.append(f"the photo {photo} is not the one that was fixed (its bytes differ)")
    try:
        spec = registry.get(recipe.method).spec
        spec.values(recipe.parameters)
    except UserError as error:
        found.append(f"the method {recipe.method!r} is not what it was ({str(error).rstrip('.')})")
    for used in recipe.weights:
        phrase = _weights_changed(used, str(recipe.parameters.get(_WEIGHTS, "")))
        if phrase:
            found.append(phrase)
    return tuple(found)


def photo_of(recipe: Recipe, sidecar: Path) -> Path:
    """Where the photo of a recipe is: where it was, else beside the recipe.

    Raises:
        UserError: it is in neither place.
    """
    places = [sidecar.parent / recipe.photo.name]
    if recipe.photo.path:
        places.insert(0, Path(os.path.normpath(sidecar.parent / recipe.photo.path)))
    for place in places:
        if place.is_file():
            return place
    raise UserError(
        f"The photo {recipe.photo.name} of {sidecar} is not where it was ({places[0]}): name it with --photo."
    )


def replay(
    recipe: Recipe,
    photo: Photo,
    path: Path,
    context: JobContext,
    *,
    device: str | None = None,
    anyway: bool = False,
) -> Replayed:
    """Do again what a recipe says.

    Args:
        recipe: what was done.
        photo: the photo, as it is read now.
        path: where the result will be written; for the sentences and the format.
        context: is told about progress and may cancel.
        device: another device than the recipe's.
        anyway: go on although photo, weights or method are not what they were, with what there is.

    Raises:
        RecipeChanged: they are not, and `anyway` was not given; or all is the same but for the pixels.
        UserError: no such device, or what was allowed to differ cannot be used at all.
        Cancelled: the context said so.
    """
    changed = changed_since(recipe, photo.path)
    if changed and not anyway:
        raise RecipeChanged(recipe.output.name, changed)
    settings = settings_of(recipe, device)
    if changed:
        settings = replace(settings, parameters=_usable(recipe.method, settings))
    restoration = fix(photo, recipe.method, settings, context)
    result = replace(whole(photo, restoration), bits=recipe.output.bits)
    elsewhere = unlike(recipe.machine, machine_of(restoration, settings))
    same = pixels_written(result, path, recipe.output.format).sha256 == recipe.output.pixels_sha256
    if not same:
        changed += _unexplained(recipe, restoration, settings, changed, elsewhere)
        if changed and not anyway:
            raise RecipeChanged(recipe.output.name, changed)
    return Replayed(result, restoration, recipe.method, same, changed, elsewhere)


def _unexplained(
    recipe: Recipe,
    restoration: Restoration,
    settings: FixSettings,
    changed: tuple[str, ...],
    elsewhere: tuple[str, ...],
) -> tuple[str, ...]:
    """Why the pixels differ, where neither what is known to have changed nor the machine explains it."""
    now = {used.sha256: used.name for used in _weights_used(restoration, settings)}
    then = {used.sha256: used.name for used in recipe.weights}
    others = sorted({now.get(sha) or then[sha] for sha in now.keys() ^ then.keys()})
    if others and not changed:
        return (f"other weights had a part in it ({', '.join(others)})",)
    if changed or elsewhere:
        return ()
    since = f"made by version {recipe.program}, this is {__version__}"
    return (f"the method {recipe.method!r} gives other pixels than it did ({since})",)


def _parameters(values: dict[str, Value], restoration: Restoration) -> dict[str, Value]:
    """All settings; "auto" weights become those that were taken. A file keeps its path."""
    given = values.get(_WEIGHTS)
    if isinstance(given, str) and restoration.weights and not given.endswith(".safetensors"):
        return {**values, _WEIGHTS: restoration.weights}
    return values


def _weights_used(restoration: Restoration, settings: FixSettings) -> tuple[WeightsUsed, ...]:
    """Those of every network that had a part in a result, the method's own first."""
    if restoration.device == NOWHERE:
        return ()
    used = {restoration.weights: restoration.weights_sha256} if restoration.weights else {}
    used |= restoration.more_weights
    if settings.keep_bokeh is not None and defocus_by_network():
        from deblur_studio.diagnosis.see_focus import ARCHITECTURE

        card = weights.choose(ARCHITECTURE).card
        used.setdefault(card.name, card.sha256)
    return tuple(WeightsUsed(name, digest) for name, digest in used.items())


def _name_now(used: WeightsUsed, given: str) -> str:
    """Under which name (or in which file) the weights are found now; the old one if they are not."""
    for entry in _candidates(given):
        if entry.card.sha256 == used.sha256:
            return given if entry.origin == weights.library.FILE else entry.card.name
    return given if given.endswith(".safetensors") else used.name


def _weights_changed(used: WeightsUsed, given: str) -> str | None:
    there = _candidates(given)
    if any(entry.card.sha256 == used.sha256 for entry in there):
        return None
    if any(entry.card.name == used.name for entry in there):
        return f"the weights {used.name} are not those that were used (their SHA-256 differs)"
    return f"the weights {used.name} are not installed"


def _candidates(given: str) -> list[weights.Entry]:
    """The weights that can be used now; those in a file that a recipe names come first."""
    entries = list(weights.installed().entries)
    if given.endswith(".safetensors"):
        with suppress(UserError):
            entries.insert(0, weights.find(given))
    return entries


def _usable(method: str, settings: FixSettings) -> dict[str, object]:
    """The parameters that the method of today takes, and weights that are there."""
    spec = registry.get(method).spec
    usable: dict[str, object] = {}
    for name, value in settings.parameters.items():
        try:
            spec.values({name: value})
        except UserError:
            continue
        usable[name] = value
    given = usable.get(_WEIGHTS)
    if isinstance(given, str) and not any(given == entry.card.name for entry in _candidates(given)):
        usable.pop(_WEIGHTS)
    return usable


def _path_between(folder: Path, file: Path) -> str:
    """From a folder to a file, with "/"; "" where there is no way, as between two drives."""
    try:
        return Path(os.path.relpath(os.path.realpath(file), os.path.realpath(folder))).as_posix()
    except ValueError:
        return ""
