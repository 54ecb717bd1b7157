"""Photos made for the tests, most of them by other programs' writers than ours."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from deblur_studio.photo import Metadata, Photo

XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:xap="http://ns.adobe.com/xap/1.0/"'
    ' xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"'
    ' tiff:Orientation="6" xap:CreatorTool="Camera 1.0" xap:Rating="4" crs:Exposure2012="+0.50">'
    "<dc:subject><rdf:Bag><rdf:li>등대</rdf:li><rdf:li>sea &amp; sky</rdf:li></rdf:Bag></dc:subject>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>" + " " * 200 + '<?xpacket end="w"?>'
).encode()


def noise(shape: tuple[int, ...], dtype: str = "uint8", seed: int = 0) -> np.ndarray[Any, Any]:
    """Random samples over the whole range of a type."""
    generator = np.random.default_rng(seed)
    if dtype == "float32":
        return generator.random(shape, np.float32)
    return generator.integers(0, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)


def photo_of(samples: np.ndarray[Any, Any], **changes: Any) -> Photo:
    """A Photo in memory from integer or float samples with 1 to 4 channels."""
    maximum = np.iinfo(samples.dtype).max if samples.dtype.kind == "u" else 1
    floats = (samples / np.float32(maximum)).astype(np.float32)
    channels = floats.shape[2]
    alpha = floats[..., -1] if channels in (2, 4) else None
    colours = floats[..., :3] if channels >= 3 else np.repeat(floats[..., :1], 3, axis=2)
    fields: dict[str, Any] = {
        "pixels": np.ascontiguousarray(colours),
        "alpha": None if alpha is None else np.ascontiguousarray(alpha),
        "metadata": Metadata(),
        "bits": samples.dtype.itemsize * 8,
        "grey": channels <= 2,
        "path": Path("nowhere.png"),
        "format": "PNG",
    }
    return Photo(**{**fields, **changes})


def camera_exif(orientation: int = 6, thumbnail: bool = True, order: str = ">") -> bytes:
    """An EXIF block as cameras write it: GPS, a maker note with absolute offsets, a thumbnail."""

    def entry(tag: int, kind: int, count: int, field: bytes) -> bytes:
        return struct.pack(order + "HHI", tag, kind, count) + field.ljust(4, b"\0")

    def at(offset: int) -> bytes:
        return struct.pack(order + "I", offset)

    def word(number: int) -> bytes:
        return struct.pack(order + "H", number)

    make, lens = b"Testmaker\0", b"50mm F1.8\0"
    # IFD0 at 8 (7 entries: 90 bytes), Exif at 200, maker note at 400, GPS at 700, IFD1 at 900, JPEG at 1000
    note = b"TESTNOTE" + at(440) + b"\0" * 28 + b"HIDDEN-AT-440" + bytes(range(200))
    ifd0 = b"".join((
        word(7),
        entry(271, 2, len(make), at(110)),
        entry(274, 3, 1, word(orientation)),
        entry(282, 5, 1, at(130)),
        entry(283, 5, 1, at(138)),
        entry(296, 3, 1, word(2)),
        entry(34665, 4, 1, at(200)),
        entry(34853, 4, 1, at(700)),
        at(900 if thumbnail else 0),
    ))  # fmt: skip
    exif = b"".join((
        word(6),
        entry(33434, 5, 1, at(300)),
        entry(34855, 3, 1, word(800)),
        entry(37500, 7, len(note), at(400)),
        entry(40962, 4, 1, at(6000)),
        entry(40963, 4, 1, at(4000)),
        entry(42036, 2, len(lens), at(320)),
        at(0),
    ))  # fmt: skip
    gps = b"".join((
        word(4),
        entry(1, 2, 2, b"N\0"),
        entry(2, 5, 3, at(780)),
        entry(3, 2, 2, b"E\0"),
        entry(4, 5, 3, at(804)),
        at(0),
    ))  # fmt: skip
    preview = BytesIO()
    Image.new("RGB", (16, 12), (200, 30, 30)).save(preview, "JPEG")
    thumb = preview.getvalue()
    ifd1 = word(2) + entry(513, 4, 1, at(1000)) + entry(514, 4, 1, at(len(thumb))) + at(0)
    block = bytearray(1000 if thumbnail else 900)
    rationals = struct.pack(order + "IIII", 300, 1, 300, 1)
    degrees = struct.pack(order + "12I", 37, 1, 33, 1, 4512, 100, 126, 1, 58, 1, 4113, 100)
    parts = {8: ifd0, 110: make, 130: rationals, 200: exif, 300: struct.pack(order + "II", 1, 15), 320: lens}
    parts |= {400: note, 700: gps, 780: degrees} | ({900: ifd1} if thumbnail else {})
    for place, part in parts.items():
        block[place : place + len(part)] = part
    block[:8] = (b"MM" if order == ">" else b"II") + struct.pack(order + "HI", 42, 8)
    return bytes(block) + (thumb if thumbnail else b"")


def jpeg(size: tuple[int, int] = (48, 32), **options: Any) -> bytes:
    """A JPEG by Pillow, nearly lossless."""
    out = BytesIO()
    picture = Image.fromarray(noise((size[1], size[0], 3))).resize(size)
    picture.save(out, "JPEG", **{"quality": 97, "subsampling": 0, **options})
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, raw: bytes, kind: int = 2, depth: int = 8, extra: bytes = b"") -> bytes:
    """A PNG of given picture data; the header may lie about its size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def tiff(tags: dict[int, tuple[int, tuple[int, ...] | bytes]], pixels: bytes, order: str = "<") -> bytes:
    """A TIFF of one strip at offset 8; tag 273 may be given as a lie."""
    codes = {1: "B", 3: "H", 4: "I"}
    tags = {273: (4, (8,)), 279: (4, (len(pixels),)), **tags}
    at = 8 + len(pixels) + (len(pixels) & 1)
    tail_at, tail, body = at + 2 + 12 * len(tags) + 4, b"", b""
    for tag in sorted(tags):
        kind, value = tags[tag]
        raw = (
            value
            if isinstance(value, bytes)
            else struct.pack(f"{order}{len(value)}{codes.get(kind, 'I')}", *value)
        )
        count = len(value) if kind != 10 and kind != 5 else len(raw) // 8
        field = raw.ljust(4, b"\0") if len(raw) <= 4 else struct.pack(order + "I", tail_at + len(tail))
        if len(raw) > 4:
            tail += raw + b"\0" * (len(raw) & 1)
        body += struct.pack(order + "HHI", tag, kind, count) + field
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, at)
    directory = struct.pack(order + "H", len(tags)) + body + struct.pack(order + "I", 0) + tail
    return head + pixels + b"\0" * (len(pixels) & 1) + directory


def rgb_tags(width: int, height: int, bits: int = 8, channels: int = 3, **more: Any) -> dict[int, Any]:
    """Tags of a plain TIFF."""
    photometric = 2 if channels >= 3 else 1
    return {
        256: (4, (width,)),
        257: (4, (height,)),
        258: (3, (bits,) * channels),
        259: (3, (1,)),
        262: (3, (photometric,)),
        277: (3, (channels,)),
        278: (4, (height,)),
    }


def dng(width: int = 64, height: int = 48, orientation: int = 1) -> bytes:
    """A RAW photo of a sensor with a Bayer pattern: grey with noise, neutral under the camera's white."""
    samples = noise((height, width), "uint16") % 9000 + 20000
    samples[1::2, :][:, ::2] = samples[1::2, :][:, ::2]
    identity = struct.pack("<18i", *(10000, 10000, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1))
    tags: dict[int, Any] = {
        **rgb_tags(width, height, 16, 1),
        254: (4, (0,)),
        262: (3, (32803,)),
        271: (2, b"Testmaker\0"),
        272: (2, b"Testcamera\0"),
        274: (3, (orientation,)),
        33421: (3, (2, 2)),
        33422: (1, (0, 1, 1, 2)),
        50706: (1, (1, 4, 0, 0)),
        50708: (2, b"Testmaker Testcamera\0"),
        50717: (4, (65535,)),
        50721: (10, identity),
        50728: (5, struct.pack("<6I", 1, 2, 1, 1, 2, 3)),
        50778: (3, (21,)),
    }
    return tiff(tags, samples.astype("<u2").tobytes())
