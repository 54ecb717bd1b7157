"""Does a translator help on photos whose sharp partner nobody has? Measures that need no truth.

A deblurred photo is better if it is sharper, if blurring it again gives the photo it came from, if it hangs
together when the photo is turned over first, and if it has no more noise. None of these says enough alone:
noise and ringing pass for sharpness, and a photo left as it was explains itself perfectly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.cameras.grain import diagonal

# Of the differences in the score.
WEIGHTS = {"sharpness": 0.14, "residual": -0.015, "disagreement": -0.06, "noise": -0.085}
# Side of the kernel, px, that may explain how the photo came from its deblurred version.
KERNEL = 33


@dataclass(frozen=True)
class Quality:
    """What can be said about a deblurred picture.

    sharpness: dB, energy of edges (after a bell of 1 px, which noise does not pass).
    residual: dB, error of the photo as a blurred version of it, below the photo's own variance: lower
        is better.
    disagreement: levels of 255, between the picture and what becomes of the photo when turned over first.
    noise: levels of 255, in the finest detail of its quiet parts.
    change: levels of 255, mean difference from the photo.
    strangeness: dB, how far the strength of its features is from that of the camera's own sharp photos
        (`strangeness`): lower is better.
    """

    sharpness: float
    residual: float
    disagreement: float
    noise: float
    change: float
    strangeness: float

    def over(self, other: Quality) -> dict[str, float]:
        """The differences from another, by name."""
        return {f.name: getattr(self, f.name) - getattr(other, f.name) for f in fields(self)}


def quality(photo: Tensor, result: Tensor, turned: Tensor, strange: float) -> Quality:
    """Measure what a method made of a photo.

    photo, result: (1, 3, H, W) in 0..1; turned: what the method made of `turn(photo)`; strange: the result's
    strangeness.
    """
    y = luminance(result)
    return Quality(
        sharpness=edges(y),
        residual=reblur_residual(y, luminance(photo)),
        disagreement=255 * float((turn_back(turned) - result).abs().mean()),
        noise=255 * diagonal(y),
        change=255 * float((result - photo).abs().mean()),
        strangeness=strange,
    )


def strengths(features: Sequence[Tensor]) -> Tensor:
    """Mean energy of every channel of all levels (B, c, h, w): (B, all channels), dB."""
    energy = [level.float().square().mean(dim=(2, 3)) for level in features]
    return 10 * torch.log10(torch.cat(energy, dim=1) + 1e-4)


def strangeness(found: Tensor, usual: Tensor) -> float:
    """Mean absolute difference of strengths (1, n) from the usual ones (n,), dB.

    Those of one photo differ from the usual ones by its content, too; that is the same for all that is made
    of it, and falls out of the difference.
    """
    return float((found - usual).abs().mean())


def turn(photo: Tensor) -> Tensor:
    """(1, 3, H, W) -> (1, 3, W, H): a quarter turn."""
    return photo.flip(-1).transpose(-1, -2).contiguous()


def turn_back(photo: Tensor) -> Tensor:
    """The inverse of `turn`."""
    return photo.transpose(-1, -2).flip(-1).contiguous()


def luminance(picture: Tensor) -> Tensor:
    """(1, 3, H, W) -> (1, 1, H, W), Rec. 709 weights on encoded values."""
    weights = picture.new_tensor([0.2126, 0.7152, 0.0722])[None, :, None, None]
    return (picture.float() * weights).sum(dim=1, keepdim=True)


def edges(y: Tensor) -> float:
    """Mean squared gradient of (1, 1, H, W) after a bell of 1 px, dB."""
    line = torch.exp(-0.5 * torch.arange(-3.0, 4.0, device=y.device) ** 2)
    line = line / line.sum()
    smooth = F.conv2d(F.conv2d(y, line.view(1, 1, 1, -1)), line.view(1, 1, -1, 1))
    energy = smooth.diff(dim=-1).square().mean() + smooth.diff(dim=-2).square().mean()
    return 10 * float(torch.log10(energy.clamp_min(1e-12)))


def reblur_residual(sharp: Tensor, blurry: Tensor) -> float:
    """How badly `blurry` is a blurred version of `sharp`, both (1, 1, H, W): dB relative to its variance.

    The best kernel of KERNEL px in the sense of least squares, from the spectra, is cut to its support and
    tried. Blur that differs from place to place leaves more, for every method alike.
    """
    height, width = sharp.shape[-2:]
    window = torch.outer(
        torch.hann_window(height, device=sharp.device), torch.hann_window(width, device=sharp.device)
    )
    mean = blurry.mean()
    a, b = (torch.fft.rfft2((x - mean) * window) for x in (sharp, blurry))
    power = a.abs().square()
    kernel = torch.fft.irfft2(a.conj() * b / (power + 1e-3 * power.mean()), s=(height, width))
    half = KERNEL // 2
    kernel = torch.roll(kernel, (half, half), (-2, -1))[..., :KERNEL, :KERNEL]
    kernel = kernel / kernel.sum()
    again = F.conv2d(sharp - mean, kernel.flip(-1, -2))
    error = (again - (blurry - mean)[..., half : height - half, half : width - half]).square().mean()
    return 10 * float(torch.log10((error / blurry.var()).clamp_min(1e-8)))


@dataclass(frozen=True)
class Comparison:
    """Both ways for one photo: the deblurring network alone, and behind the translator."""

    stock: Quality
    fixed: Quality

    @property
    def score(self) -> float:
        """How much the translator helps on this photo, about dB: above 0 it does."""
        return score(self.fixed.over(self.stock))


def score(differences: Mapping[str, float]) -> float:
    """About how many dB nearer to the truth the photos are, from the differences in what can be measured.

    The weights are a least-squares fit to the true gains of two cameras of `tools.unknown_camera`, as means
    over their test photos at 67 checks of trainings, good and bad: correlation 0.84. Of a single photo it
    says little (0.3). On trainings with pairs, which came later, it tells which camera gains, and less than
    half of how much (training/NOTES.md).
    """
    return sum(weight * differences[name] for name, weight in WEIGHTS.items())


def means(comparisons: Sequence[Comparison]) -> dict[str, float]:
    """Mean differences and score over photos, by name; the share of photos on which it helps."""
    table: dict[str, list[float]] = {}
    for each in comparisons:
        for name, value in {**each.fixed.over(each.stock), "score": each.score}.items():
            table.setdefault(name, []).append(value)
    found = {name: float(np.mean(values)) for name, values in table.items()}
    found["helped"] = float(np.mean([value > 0 for value in table["score"]]))
    return found
