"""Blur2Blur: a translator trained for one camera, with a deblurring network behind it.

Pham et al.: "Blur2Blur: Blur Conversion for Unsupervised Image Deblurring on Unknown Domains", CVPR 2024.
Each trained camera is a method of its own, named by its weights.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from deblur_studio import weights
from deblur_studio.engine.context import Forwarding, JobContext, Progress, quiet
from deblur_studio.errors import UserError
from deblur_studio.methods.base import FixSettings, Method, MethodSpec, Restoration
from deblur_studio.methods.network_method import NetworkMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

    from deblur_studio.engine import EngineResult, Region

ARCHITECTURE = "Blur2Blur"
PREFIX = "blur2blur:"
# The layer that shows the photo with its blur translated.
CONVERTED = "converted blur"
# Pixels around a region that are translated, too, since the deblurring network looks at them.
AROUND = 256

# The translator that was used last, by the SHA-256 of its weights.
_last: dict[str, nn.Module] = {}


class Blur2BlurMethod:
    """Translates the blur of one camera, then deblurs.

    Args:
        entry: weights of a translator; their card's settings name the deblurring weights behind it ("base").
        behind: the methods that can deblur, of which the one for those weights is taken.
    """

    def __init__(self, entry: weights.Entry, behind: tuple[Method, ...]) -> None:
        self._entry = entry
        self._behind = behind
        card = entry.card
        self._spec = MethodSpec(
            name=f"{PREFIX}{card.name}",
            title=f"Blur2Blur: {card.title}",
            purpose="Turns the blur of this camera into blur that the network behind knows, then removes it. "
            "For photos of this camera alone.",
            parameters=(),
            reference="Pham et al.: Blur2Blur: Blur Conversion for Unsupervised Image Deblurring on "
            "Unknown Domains, CVPR 2024",
            licence=card.licence,
            needs=(ARCHITECTURE,),
            weights=card.name,
        )

    @property
    def spec(self) -> MethodSpec:
        """What it is."""
        return self._spec

    def base(self) -> tuple[NetworkMethod, FixSettings]:
        """The method behind the translator, and the settings that name its weights.

        Raises:
            UserError: those weights are gone, or no method can use them.
        """
        # An imported translator does not say what it was trained for.
        name = str(self._entry.card.settings.get("base", "")) or weights.choose("NAFNet").card.name
        try:
            entry = weights.find(name)
        except UserError as error:
            raise UserError(
                f"{self._spec.title} was trained for the deblurring weights {name}, which are missing: "
                "import them again, or train the camera anew."
            ) from error
        for method in self._behind:
            if isinstance(method, NetworkMethod) and entry.card.architecture in method.spec.needs:
                return method, FixSettings(parameters={"weights": name})
        raise UserError(f"No method can use the weights {name} that {self._spec.title} was trained for.")

    def apply(self, pixels: NDArray[np.float32], settings: FixSettings, context: JobContext) -> Restoration:
        """See `Method.apply`. The layer `CONVERTED` holds what the translator made, of the region's size."""
        from deblur_studio import engine

        start = time.perf_counter()
        method, base = self.base()
        translator, deblur = self._translator(), method.network(base)
        loaded = time.perf_counter()
        how = settings.engine or engine.EngineSettings()
        first = self._translate(translator, pixels, settings, Half(quiet(context), 0))
        converted, region = pixels.copy(), first[1]
        rows, columns = _part(region, pixels.shape)
        converted[rows, columns] = first[0].pixels
        second = engine.run(deblur, converted, settings=how, context=Half(context, 1), region=settings.region)
        notes = [*first[0].notes, *(note for note in second.notes if note not in first[0].notes)]
        notes += self._changed()
        rows, columns = _part(settings.region, pixels.shape)
        return Restoration(
            pixels=second.pixels,
            device=second.device,
            precision=second.precision,
            peak_memory_mb=max(first[0].peak_memory_mb, second.peak_memory_mb),
            timings={"load": loaded - start, "network": first[0].seconds + second.seconds},
            layers={CONVERTED: converted[rows, columns]},
            weights=self._entry.card.name,
            weights_sha256=self._entry.card.sha256,
            more_weights=_named(str(base.parameters["weights"])),
            notes=tuple(notes),
            replaced=(*first[0].replaced, *second.replaced),
            region=settings.region,
        )

    def subject(self, settings: FixSettings) -> str:
        """See `TimedMethod.subject`."""
        method, base = self.base()
        return f"{self._entry.card.sha256}+{method.subject(base)}"

    def times_over(self, pixels: int, settings: FixSettings) -> float:
        """See `TimedMethod.times_over`; that of the deblurring network."""
        method, base = self.base()
        return method.times_over(pixels, replace(settings, parameters=base.parameters))

    def _translate(
        self, translator: nn.Module, pixels: NDArray[np.float32], settings: FixSettings, context: JobContext
    ) -> tuple[EngineResult, Region | None]:
        from deblur_studio import engine

        region = None
        if settings.region is not None:
            region = grown(settings.region, AROUND, *pixels.shape[:2])
        how = settings.engine or engine.EngineSettings()
        return engine.run(translator, pixels, settings=how, context=context, region=region), region

    def _translator(self) -> nn.Module:
        weights.verify(self._entry)
        sha = self._entry.card.sha256
        if sha not in _last:
            _last.clear()
            _last[sha] = weights.load(self._entry)
        return _last[sha]

    def _changed(self) -> list[str]:
        """A note if the deblurring weights are others than those the translator was trained for."""
        settings = self._entry.card.settings
        if "base" not in settings:
            return []
        entry = weights.find(str(settings["base"]))
        if entry.card.sha256 == settings.get("base_sha256", entry.card.sha256):
            return []
        return [
            f"The weights {entry.card.name} have changed since this camera was trained; training it again "
            "may bring more."
        ]


class Half(Forwarding):
    """One of two equal halves of a job: number 0 or 1."""

    def __init__(self, context: JobContext, number: int) -> None:
        super().__init__(context)
        self._number = number

    def report(self, progress: Progress) -> None:
        """Count the other half's work as much as this one's."""
        left = progress.seconds_left
        if left is not None and self._number == 0:
            # The other half still comes, and takes about as long as this one in all.
            share = progress.done / progress.total if progress.total else 1.0
            left = left + left / max(1e-3, 1 - share) if share < 1 else None
        done = progress.done + self._number * progress.total
        super().report(replace(progress, done=done, total=2 * progress.total, seconds_left=left))


def grown(region: Region, pixels: int, height: int, width: int) -> Region:
    """The region with so many pixels more on each side, inside a photo of that size."""
    from deblur_studio.engine import Region

    left, top = max(0, region.x - pixels), max(0, region.y - pixels)
    right, bottom = min(width, region.right + pixels), min(height, region.bottom + pixels)
    return Region(left, top, right - left, bottom - top)


def _part(region: Region | None, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns of a region; all of them for None."""
    if region is None:
        return slice(0, shape[0]), slice(0, shape[1])
    return slice(region.y, region.bottom), slice(region.x, region.right)


def _named(name: str) -> dict[str, str]:
    card = weights.find(name).card
    return {card.name: card.sha256}


def cameras(behind: tuple[Method, ...]) -> tuple[Blur2BlurMethod, ...]:
    """A method for each trained camera that is installed, in the order of the library."""
    entries = weights.installed().entries
    return tuple(
        Blur2BlurMethod(entry, behind) for entry in entries if entry.card.architecture == ARCHITECTURE
    )
