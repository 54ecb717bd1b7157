"""Draw the application icon: one geometry, written as SVG, PNG and ICO into resources/icons.

A lens seen from the front that comes out of its own motion: pale ghosts on the left, one sharp ring with a
six-bladed aperture on the right. Run it again after changing a number below; the results are committed.

    python tools/make_icons.py
"""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZE = 512
OVERSAMPLE = 4

PLATE = "#1e1f21"
EDGE = "#34373b"
ACCENT = "#4ea1ff"
GLASS = "#161718"
PLATE_INSET = 16
PLATE_RADIUS = 104
CENTRE = (300.0, 256.0)
RING_RADIUS = 138.0
RING_WIDTH = 30.0
APERTURE_RADIUS = 70.0
# (shift to the left in px, opacity): the path of the lens during the exposure
GHOSTS = ((104.0, 0.16), (70.0, 0.28), (36.0, 0.45))


def aperture() -> list[tuple[float, float]]:
    """Corners of the six-bladed opening, in pixels of the 512 px square."""
    turn = math.radians(12)
    return [
        (
            CENTRE[0] + APERTURE_RADIUS * math.cos(turn + corner * math.pi / 3),
            CENTRE[1] + APERTURE_RADIUS * math.sin(turn + corner * math.pi / 3),
        )
        for corner in range(6)
    ]


def blades() -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The edges of the blades: each side of the opening, prolonged to the ring."""
    corners = aperture()
    reach = RING_RADIUS - RING_WIDTH / 2
    lines = []
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        length = math.dist(start, end)
        step = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
        offset = (end[0] - CENTRE[0], end[1] - CENTRE[1])
        along = offset[0] * step[0] + offset[1] * step[1]
        left = math.sqrt(reach**2 - (math.hypot(*offset) ** 2 - along**2)) - along
        lines.append((end, (end[0] + step[0] * left, end[1] + step[1] * left)))
    return lines


def as_svg() -> str:
    """The icon as a self-contained SVG 1.1 document without filters, which every renderer draws alike."""
    x, y = CENTRE
    side = SIZE - 2 * PLATE_INSET
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">',
        f'<rect x="{PLATE_INSET}" y="{PLATE_INSET}" width="{side}" height="{side}" rx="{PLATE_RADIUS}" '
        f'fill="{PLATE}" stroke="{EDGE}" stroke-width="6"/>',
        f'<g fill="none" stroke="{ACCENT}" stroke-width="{RING_WIDTH:g}">',
    ]
    for shift, opacity in GHOSTS:
        parts.append(f'<circle cx="{x - shift:g}" cy="{y:g}" r="{RING_RADIUS:g}" opacity="{opacity:g}"/>')
    parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{RING_RADIUS:g}" fill="{GLASS}"/>')
    parts.append("</g>")
    corners = " ".join(f"{px:.1f},{py:.1f}" for px, py in aperture())
    parts.append(f'<polygon points="{corners}" fill="{ACCENT}"/>')
    parts.append(f'<g stroke="{ACCENT}" stroke-width="9" stroke-linecap="round">')
    for (x1, y1), (x2, y2) in blades():
        parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')
    parts.extend(["</g>", "</svg>", ""])
    return "\n".join(parts)


def as_image(size: int) -> Image.Image:
    """The icon as RGBA pixels, ``size`` x ``size``, drawn larger and reduced for smooth edges."""
    scale = size * OVERSAMPLE / SIZE
    canvas = Image.new("RGBA", (size * OVERSAMPLE, size * OVERSAMPLE), (0, 0, 0, 0))
    near, far = PLATE_INSET * scale, (SIZE - PLATE_INSET) * scale
    edge = max(1, round(6 * scale))
    draw = ImageDraw.Draw(canvas)
    draw.rounded_rectangle((near, near, far, far), PLATE_RADIUS * scale, fill=PLATE, outline=EDGE, width=edge)
    for shift, opacity in (*GHOSTS, (0.0, 1.0)):
        layer = Image.new("RGBA", canvas.size, (0, 0, 0, 0))
        outer = RING_RADIUS + RING_WIDTH / 2
        ring = [(CENTRE[0] - shift - outer) * scale, (CENTRE[1] - outer) * scale]
        ring += [(CENTRE[0] - shift + outer) * scale, (CENTRE[1] + outer) * scale]
        fill = GLASS if shift == 0 else None
        ImageDraw.Draw(layer).ellipse(ring, fill=fill, outline=ACCENT, width=round(RING_WIDTH * scale))
        layer.putalpha(layer.getchannel("A").point([round(value * opacity) for value in range(256)]))
        canvas = Image.alpha_composite(canvas, layer)
    draw = ImageDraw.Draw(canvas)
    draw.polygon([(px * scale, py * scale) for px, py in aperture()], fill=ACCENT)
    width = max(1, round(9 * scale))
    for start, end in blades():
        draw.line([(px * scale, py * scale) for px, py in (start, end)], fill=ACCENT, width=width)
    return canvas.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write every form of the icon."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "deblur-studio.svg").write_text(as_svg(), encoding="utf-8")
    as_image(SIZE).save(FOLDER / "deblur-studio.png", optimize=True)
    sizes = [16, 24, 32, 48, 64, 128, 256]
    small = [as_image(size) for size in sizes]
    small[-1].save(
        FOLDER / "deblur-studio.ico", sizes=[(size, size) for size in sizes], append_images=small[:-1]
    )


if __name__ == "__main__":
    main()
