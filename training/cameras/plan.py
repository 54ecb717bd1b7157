"""What is to be trained, for which camera, from which photos: a file that a training starts from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from deblur_studio.atomic import replacing
from deblur_studio.errors import UserError
from deblur_studio.weights.card import NAME_PATTERN
from training.cameras.arguments import CODES, DEVICES, KNOWN_BLURS, RENDERED
from training.cameras.presets import PRESETS, Preset, preset

PLAN_FILE = "plan.json"
# Fewer photos than this cannot be divided into those to train on and those to check on.
LEAST_HELD_OUT = 1


@dataclass(frozen=True)
class CameraPlan:
    """Everything a training needs to know; all mistakes are told at once.

    Attributes:
        name: of the weights that come out: lower-case letters, digits, '.', '_', '-'.
        title: of the camera, as people read it in lists: "my camera", "FUJIFILM X-T30".
        folder: where state, crops, pictures and the result of this training go; one folder per training.
        blurry: photos with the camera's own blur (B); sharp: its sharp photos (S); held_out: blurry photos
            that are never trained on and on which the verdict is reached. No photo may be in two of them.
        base: name of the deblurring weights behind the translator.
        preset: name of the size.
        steps: instead of the preset's.
        device: "auto", "cpu", "cuda" or "mps".
        shown: the held-out photo whose pictures are shown while training; the first, if None.
        start: name or .safetensors file of a translator to go on from, instead of knowing nothing.
        seed: of every random choice.
        paired: the folder of pairs that all photos were taken from, if they were (`training.cameras.paired`).
        known_blur: "rendered", or "codes" of known pairs: what the blurry photos are to become like.
        kernel_codes: name or .safetensors file of the KernelWizard that reads such codes; code_pairs: the
            folder of the pairs NAME_blur.* and NAME_sharp.* that they are read from.
    """

    name: str
    title: str
    folder: Path
    blurry: tuple[Path, ...]
    sharp: tuple[Path, ...]
    held_out: tuple[Path, ...]
    base: str = "nafnet-shake"
    preset: str = PRESETS[0].name
    steps: int | None = None
    device: str = "auto"
    shown: Path | None = None
    start: str | None = None
    seed: int = 1
    paired: Path | None = None
    known_blur: str = RENDERED
    kernel_codes: str | None = None
    code_pairs: Path | None = None

    def __post_init__(self) -> None:
        if mistakes := self.mistakes():
            raise UserError(f"This cannot be trained: {'; '.join(mistakes)}.")

    @property
    def size(self) -> Preset:
        """The preset itself."""
        return preset(self.preset)

    @property
    def length(self) -> int:
        """How many steps."""
        return self.size.steps if self.steps is None else self.steps

    def mistakes(self) -> list[str]:
        """Everything that is wrong, each as a phrase."""
        wrong = []
        if not NAME_PATTERN.fullmatch(self.name):
            wrong.append(f"{self.name!r} cannot name weights (lower-case letters, digits, '.', '_', '-')")
        if not self.title.strip():
            wrong.append("the camera needs a name that people can read")
        if self.preset not in [each.name for each in PRESETS]:
            wrong.append(f"there is no preset {self.preset!r}")
        if self.steps is not None and self.steps < 1:
            wrong.append("the number of steps must be above zero")
        if self.device not in DEVICES:
            wrong.append(f"the device must be one of {', '.join(DEVICES)}, not {self.device!r}")
        for photos, words in ((self.blurry, "blurry"), (self.sharp, "sharp")):
            if not photos:
                wrong.append(f"there are no {words} photos")
        if len(self.held_out) < LEAST_HELD_OUT:
            wrong.append("no blurry photo is held out for the verdict")
        every = [*self.blurry, *self.sharp, *self.held_out]
        if len(set(every)) < len(every):
            twice = (
                sorted({path.name for path in every if every.count(path) > 1}) if len(every) < 2000 else []
            )
            wrong.append("photos are listed twice" + (f" ({', '.join(twice[:3])})" if twice else ""))
        if self.shown is not None and self.shown not in self.held_out:
            wrong.append(f"{self.shown.name} is to be shown but is not held out")
        return [*wrong, *self._mistakes_of_blur()]

    def _mistakes_of_blur(self) -> list[str]:
        """What is wrong about where known blur comes from."""
        if self.known_blur not in KNOWN_BLURS:
            return [f"known blur must be one of {', '.join(KNOWN_BLURS)}, not {self.known_blur!r}"]
        if self.known_blur == CODES:
            needed = {"--kernel-codes": self.kernel_codes, "--code-pairs": self.code_pairs}
            return [f"known blur from codes needs {name}" for name, value in needed.items() if value is None]
        if self.kernel_codes is not None or self.code_pairs is not None:
            return [f"kernel codes and their pairs are of use only with --known-blur {CODES}"]
        return []

    def save(self) -> Path:
        """Write the plan into its folder, which is made; returns the file.

        Raises:
            OSError: that cannot be done.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / PLAN_FILE
        with replacing(path, overwrite=True) as stream:
            stream.write(json.dumps(self.to_table(), indent=1, ensure_ascii=False).encode())
        return path

    def to_table(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def load(cls, path: Path) -> CameraPlan:
        """Read what `save` wrote. The plan's folder is where it lies now, even if it was moved.

        Raises:
            UserError: the file cannot be read, or plans nothing that can be trained.
        """
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(table, Mapping):
                raise ValueError("no table")
            known = {f.name for f in fields(cls)}
            given = {key: value for key, value in table.items() if key in known}
            for key in ("blurry", "sharp", "held_out"):
                given[key] = tuple(Path(each) for each in given[key])
            given["folder"] = path.parent
            for key in ("shown", "paired", "code_pairs"):
                if given.get(key) is not None:
                    given[key] = Path(given[key])
            return cls(**given)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise UserError(f"The plan of a training {path} cannot be read ({error}).") from None


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    return [str(each) for each in value] if isinstance(value, tuple) else value
