"""Camera responses: how much light becomes which value of a file, and back. On batches, on any device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from training.blur.draws import indices, pick

# Responses a picture may have been made with, in the order of their index and of their weights in settings.
RESPONSES = ("linear", "gamma22", "srgb", "contrasty", "measured", "random")

# A Sony A7R III: encoded value as a polynomial of light, degrees 0 to 7 (RSBlur, Rim et al., ECCV 2022).
A7R3 = (-0.0095228, 8.698516, -45.157821, 150.711809, -308.197828, 368.308117, -235.163398, 61.832224)
ENTRIES = 1025


@dataclass(frozen=True)
class Response:
    """The response of each picture of a batch.

    index: (B,) into `RESPONSES`. The others shape the "random" ones, which first raise light to 1 / gamma
    (B,) and then bend it: bend (B,) in -1..1 is an S-curve's strength, shoulder (B,) above 0 how fast
    highlights flatten.
    """

    index: Tensor
    gamma: Tensor
    bend: Tensor
    shoulder: Tensor

    def take(self, chosen: Tensor) -> Response:
        """Those of some pictures, by their indices."""
        return Response(self.index[chosen], self.gamma[chosen], self.bend[chosen], self.shoulder[chosen])


def draw_response(batch: int, weights: tuple[float, ...], generator: Generator) -> Response:
    """Responses in proportion to `weights`, in the order of `RESPONSES`.

    The random ones reach from nearly linear to those of video cameras that hold highlights back: half of the
    largest value may be a tenth or a fiftieth of the light of white.
    """
    index = pick(weights, batch, generator)
    gamma, bend, shoulder = torch.rand((3, batch), generator=generator, device=generator.device)
    return Response(index, 1.0 + 1.8 * gamma, -0.35 + 1.05 * bend, 0.05 + 2.5 * shoulder**2)


def named(name: str, batch: int, device: torch.device) -> Response:
    """The same response for all pictures; a "random" one is a gamma of 1.8 under a mild S-curve."""
    full = torch.full((batch,), 1.0, device=device)
    return Response(full.long() * RESPONSES.index(name), 1.8 * full, 0.3 * full, 0.5 * full)


def decode(pictures: Tensor, response: Response) -> Tensor:
    """Encoded (B, C, H, W) in 0..1 -> light, by each picture's response.

    "linear" leaves the values alone: averaging the frames of a video in their encoded values, as the linear
    GoPro set was made, is the same as a camera with a linear response.
    """
    return by_response(pictures.clamp(0, 1), response, decode_one)


def encode(light: Tensor, response: Response) -> Tensor:
    """Light -> encoded values in 0..1; the inverse of `decode`. Light above 1 saturates."""
    return by_response(light.clamp(0, 1), response, encode_one)


def by_response(
    pictures: Tensor, response: Response, curve: Callable[[Tensor, str, Response], Tensor]
) -> Tensor:
    """Put each picture through the curve that its index names."""
    kinds = response.index.tolist()
    if len(set(kinds)) == 1:
        return curve(pictures, RESPONSES[kinds[0]], response)
    result = torch.empty_like(pictures)
    for kind in sorted(set(kinds)):
        chosen = indices(response.index == kind)
        result[chosen] = curve(pictures[chosen], RESPONSES[kind], response.take(chosen))
    return result


def decode_one(x: Tensor, name: str, response: Response) -> Tensor:
    """Encoded values -> light for pictures of one kind of response."""
    if name == "gamma22":
        return x**2.2
    if name == "srgb":
        return srgb_to_linear(x)
    if name == "contrasty":
        return srgb_to_linear(look_up(inverse(contrast_table(x.device)), x))
    if name == "measured":
        return look_up(inverse(measured_table(x.device)), x)
    if name == "random":
        return look_up(inverse(random_table(response)), x) ** response.gamma[:, None, None, None]
    return x


def encode_one(light: Tensor, name: str, response: Response) -> Tensor:
    """Light -> encoded values for pictures of one kind of response."""
    if name == "gamma22":
        return light ** (1 / 2.2)
    if name == "srgb":
        return linear_to_srgb(light)
    if name == "contrasty":
        return look_up(contrast_table(light.device), linear_to_srgb(light))
    if name == "measured":
        return look_up(measured_table(light.device), light)
    if name == "random":
        return look_up(random_table(response), light ** (1 / response.gamma)[:, None, None, None])
    return light


def srgb_to_linear(x: Tensor) -> Tensor:
    """IEC 61966-2-1 decoding."""
    return torch.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def linear_to_srgb(x: Tensor) -> Tensor:
    """IEC 61966-2-1 encoding."""
    return torch.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)


def contrast_table(device: torch.device) -> Tensor:
    """A picture style's S-curve through (0, 0), (.5, .5), (1, 1), 0.6 of the way to a half wave; (1, N)."""
    x = torch.linspace(0, 1, ENTRIES, device=device)
    return (0.4 * x + 0.6 * (0.5 - 0.5 * torch.cos(torch.pi * x)))[None]


def measured_table(device: torch.device) -> Tensor:
    """The A7R III's curve (1, N), from 0 to 1; where the fitted polynomial dips, it is kept from falling."""
    light = torch.linspace(0, 1, ENTRIES, device=device, dtype=torch.float64)
    value = sum((c * light**power for power, c in enumerate(A7R3)), torch.zeros_like(light))
    return rising(value[None]).float()


def random_table(response: Response) -> Tensor:
    """(B, N): an S-curve, then a shoulder, of which both rise everywhere."""
    x = torch.linspace(0, 1, ENTRIES, device=response.gamma.device)
    s = x - response.bend[:, None] * torch.sin(2 * torch.pi * x) / (2 * torch.pi)
    return rising(-torch.expm1(-response.shoulder[:, None] * s))


def rising(values: Tensor) -> Tensor:
    """Make curves (B, N) rise everywhere, from exactly 0 to exactly 1."""
    slope = torch.linspace(0, 1e-3, values.shape[1], device=values.device, dtype=values.dtype)
    values = values.cummax(dim=1).values + slope
    return (values - values[:, :1]) / (values[:, -1:] - values[:, :1])


def inverse(table: Tensor) -> Tensor:
    """The inverse of rising curves (B, N) on 0..1, tabulated in the same way."""
    count = table.shape[1]
    wanted = torch.linspace(0, 1, count, device=table.device, dtype=table.dtype).expand_as(table).contiguous()
    above = torch.searchsorted(table.contiguous(), wanted).clamp(1, count - 1)
    low, high = table.gather(1, above - 1), table.gather(1, above)
    return (above - 1 + (wanted - low) / (high - low)) / (count - 1)


def look_up(table: Tensor, x: Tensor) -> Tensor:
    """Curves (B or 1, N) on 0..1 at x (B, C, H, W) in 0..1, straight between entries."""
    count = table.shape[1]
    position = x.reshape(len(x), -1) * (count - 1)
    below = position.long()
    part = position - below
    if len(table) > 1:
        below += torch.arange(len(table), device=x.device)[:, None] * count
    rise = F.pad(table.diff(dim=1), (0, 1))
    low, slope = (each.flatten().index_select(0, below.flatten()) for each in (table, rise))
    return low.addcmul_(slope, part.flatten()).view_as(x)


def grey_slope(response: Response) -> Tensor:
    """How much light (B,) one unit of encoded value is worth about the middle grey of a file."""
    about = torch.tensor([0.45, 0.55], device=response.index.device).expand(len(response.index), 1, 1, 2)
    return decode(about, response).diff(dim=-1).flatten() / 0.1


def curve_points(response: Response, count: int = 33) -> Tensor:
    """Encoded values (B, count) for light from 0 to 1, for captions and checks."""
    light = torch.linspace(0, 1, count, device=response.index.device)
    return encode(light.expand(len(response.index), 1, 1, count), response)[:, 0, 0]
