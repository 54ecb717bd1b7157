"""How large the translator is and how long it is trained: three sizes to choose from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """One size of training.

    Attributes:
        name: as in plans and on the command line.
        width, blocks: of the translator, a MIMO-UNet.
        critic: width of the critic.
        crop: side of the training crops, px; batch: of them a step.
        steps: how many.
        rate: learning rate of translator and critic.
        patches: crops kept on disk of the blurry, and as many of the sharp photos, at most.
        tries: possible cameras that are tried to find out what the photographer's does (`calibrate`).
    """

    name: str
    width: int
    blocks: int
    critic: int
    crop: int
    batch: int
    steps: int
    rate: float = 2e-4
    patches: int = 2000
    tries: int = 400

    @property
    def patch(self) -> int:
        """Side of the crops on disk, px: some more than a training crop, so that this can move about."""
        return self.crop + 64

    @property
    def disk_mb(self) -> int:
        """The most that training writes: crops of blurry and sharp photos, two states of the training."""
        crops = 2 * self.patches * self.patch**2 * 3 / 1e6
        return round(crops + 60)


QUICK = Preset("quick", width=16, blocks=4, critic=64, crop=128, batch=4, steps=1000, rate=3e-4, patches=1000)
STANDARD = Preset("standard", width=24, blocks=6, critic=64, crop=160, batch=4, steps=6000)
THOROUGH = Preset("thorough", width=32, blocks=8, critic=64, crop=256, batch=8, steps=20_000, patches=3000)
PRESETS: tuple[Preset, ...] = (QUICK, STANDARD, THOROUGH)


def preset(name: str) -> Preset:
    """The preset of that name.

    Raises:
        ValueError: there is none.
    """
    for each in PRESETS:
        if each.name == name:
            return each
    raise ValueError(f"there is no preset {name!r}; known: {', '.join(p.name for p in PRESETS)}")
