"""Make blurry sample photos, fix them with the program, and say where they lie and what it brought.

    python -m tools.samples                       make, fix, measure; in the folder samples/
    python -m tools.samples --make FOLDER         only make them
    python -m tools.samples --only clock rocket   some of them

The sharp pictures are public-domain and CC0 photographs that scikit-image brings along; the project's own
renderer blurs them. `clock` is really blurry, the clock moved during the exposure, and has no sharp partner.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import skimage.data
import torch
from numpy.typing import NDArray
from PIL import Image

from deblur_studio import cli, metrics
from training.blur.render import BlurSettings, render

ROOT = Path(__file__).resolve().parent.parent
MARGIN = 32
# The samples that come with the program, as JPEG: two that it mends well, a turning shake, and one too far
# for it.
SHIPPED = ("astronaut", "chelsea", "coffee", "clock")


@dataclass(frozen=True)
class Sample:
    """One sample: its file in skimage/data, who gave it, the pixels of blur to render (0: blurry already)."""

    name: str
    file: str
    origin: str
    length: float = 0.0
    turning: bool = False

    @property
    def rendered(self) -> bool:
        """Whether the blur is made here, so that a sharp partner exists."""
        return self.length > 0


SAMPLES = (
    Sample("astronaut", "astronaut.png", "NASA, public domain", 9.0),
    Sample("camera", "camera.png", "Lav Varshney, CC0", 8.0),
    Sample("chelsea", "chelsea.png", "Stefan van der Walt, CC0", 7.0),
    Sample("coffee", "coffee.png", "Rachel Michetti, CC0", 12.0, turning=True),
    Sample("rocket", "rocket.jpg", "SpaceX, public domain", 10.0, turning=True),
    Sample("clock", "clock_motion.png", "Stefan van der Walt, public domain"),
)


def picture(sample: Sample) -> Path:
    """Where the picture lies inside the installed scikit-image.

    Raises:
        SystemExit: this scikit-image does not bring it along.
    """
    path = Path(skimage.data.__file__).parent / sample.file
    if not path.is_file():
        raise SystemExit(
            f"The installed scikit-image lacks {sample.file}; run the set-up again (make setup)."
        )
    return path


def blur(pixels: NDArray[np.uint8], sample: Sample, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """8-bit RGB (H, W, 3) -> the blurry photo and its sharp partner, both smaller by the renderer's margin.

    A hand-held exposure of the given length, with saturation, sensor noise, camera response and JPEG as in
    training; the same seed gives the same photo.
    """
    settings = BlurSettings(
        margin=MARGIN,
        shortest=sample.length,
        longest=sample.length,
        sharp_chance=0.0,
        tiny_chance=0.0,
        shaky_chance=0.0,
        rotation_chance=float(sample.turning),
        object_chance=0.0,
        lights_chance=0.0,
        demosaic_chance=0.0,
        noise_chance=1.0,
        most_noise=0.004,
        worst_jpeg=88.0,
        darkest=1.0,
        brightest=1.0,
    )
    batch = torch.from_numpy(pixels.astype(np.float32) / 255).permute(2, 0, 1)[None]
    made = render(batch, settings, torch.Generator().manual_seed(seed))
    blurry, sharp = (metrics.to_8bit(each[0].permute(1, 2, 0).numpy()) for each in (made.blurry, made.sharp))
    return blurry, sharp


def make(samples: list[Sample], folder: Path) -> None:
    """Write before/NAME.png and, of rendered ones, sharp/NAME.png into the folder."""
    for kind in ("before", "sharp"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for seed, sample in enumerate(SAMPLES):
        if sample not in samples:
            continue
        with Image.open(picture(sample)) as source:
            if not sample.rendered:
                source.save(folder / "before" / f"{sample.name}.png")
                continue
            mode = source.mode
            pair = blur(np.asarray(source.convert("RGB")), sample, seed)
        for kind, pixels in zip(("before", "sharp"), pair, strict=True):
            Image.fromarray(pixels).convert(mode).save(folder / kind / f"{sample.name}.png")


def ship(folder: Path) -> None:
    """Write the blurry photos that come with the program into a folder, as JPEG."""
    with tempfile.TemporaryDirectory() as scratch:
        make([sample for sample in SAMPLES if sample.name in SHIPPED], Path(scratch))
        folder.mkdir(parents=True, exist_ok=True)
        for name in SHIPPED:
            with Image.open(Path(scratch) / "before" / f"{name}.png") as picture:
                picture.convert("RGB").save(folder / f"{name}.jpg", quality=92, subsampling=0)


def fix(samples: list[Sample], folder: Path) -> int:
    """Fix every before/NAME.png into after/NAME.png with the program itself; its exit code."""
    (folder / "after").mkdir(exist_ok=True)
    for sample in samples:
        before, after = (folder / kind / f"{sample.name}.png" for kind in ("before", "after"))
        after.unlink(missing_ok=True)
        code = cli.main(["fix", str(before), "-o", str(after)])
        if code:
            return code
    return 0


def measure(samples: list[Sample], folder: Path) -> list[str]:
    """Lines of a table: each sample's PSNR to its sharp partner before and after."""
    lines = [f"{'sample':<11}{'PSNR before':>12}{'after':>9}{'gain':>9}   picture"]
    for sample in samples:
        if not sample.rendered:
            lines.append(f"{sample.name:<11}{'(a real photo: no sharp partner)':<30}   {sample.origin}")
            continue
        before, after, sharp = (
            np.asarray(Image.open(folder / kind / f"{sample.name}.png").convert("RGB"))
            for kind in ("before", "after", "sharp")
        )
        was, became = metrics.psnr(before, sharp), metrics.psnr(after, sharp)
        gain = f"{became - was:+.2f}"
        lines.append(f"{sample.name:<11}{was:>9.2f} dB{became:>6.2f} dB{gain:>6} dB   {sample.origin}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.samples", description=__doc__.partition("\n")[0])
    parser.add_argument("--make", metavar="FOLDER", type=Path, help="only make the blurry photos, in FOLDER")
    parser.add_argument("--ship", action="store_true", help="make those that come with the program anew")
    names = [sample.name for sample in SAMPLES]
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="which samples")
    chosen = parser.parse_args(arguments)
    if chosen.ship:
        ship(ROOT / "resources" / "samples")
        return 0
    samples = [sample for sample in SAMPLES if sample.name in chosen.only]
    folder: Path = chosen.make or ROOT / "samples"
    make(samples, folder)
    if chosen.make:
        return 0
    code = fix(samples, folder)
    if code:
        return code
    print()
    print("\n".join(measure(samples, folder)))
    print(f"\nBefore: {folder / 'before'}\nAfter:  {folder / 'after'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
