"""What is painted is the picture: seamless, right in size and place, and kept in bounded memory."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QTransform

from deblur_studio.engine.region import Region
from deblur_studio.gui.viewer.painting import Brush, paint_picture, suitable_level
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.tiles import TileCache
from deblur_studio.photo.quiet import opencv
from tests.gui.viewer.conftest import flat, smooth


def painted(
    picture: Picture,
    zoom: float,
    origin: tuple[int, int],
    size: tuple[int, int],
    cache: TileCache | None = None,
    deadline: float = np.inf,
) -> np.ndarray:
    """The picture painted over black."""
    target = QImage(*size, QImage.Format.Format_RGB32)
    target.fill(0)
    painter = QPainter(target)
    brush = Brush(painter, QTransform(), cache or TileCache(), deadline=deadline)
    frame = (*origin, picture.width * zoom, picture.height * zoom)
    paint_picture(brush, picture, 1.0, frame, QRect(0, 0, *size))
    painter.end()
    pixels = np.frombuffer(target.constBits(), np.uint8).reshape(size[1], size[0], 4)
    return pixels[..., 2::-1].copy()


@pytest.mark.parametrize(
    "zoom", [0.13, 0.25, 0.333, 0.4999, 0.51, 0.77, 0.999, 1.0, 1.003, 1.37, 1.99, 2.6, 5.1]
)
@pytest.mark.parametrize("origin", [(0, 0), (-613, -377)])
def test_a_flat_colour_stays_flat_at_every_zoom(zoom: float, origin: tuple[int, int]) -> None:
    picture = flat((201, 87, 33), 2501, 1777)
    shown = painted(picture, zoom, origin, (900, 640))
    width = min(900, int(np.floor(origin[0] + 2501 * zoom + 0.5)))
    height = min(640, int(np.floor(origin[1] + 1777 * zoom + 0.5)))
    if width > 0 and height > 0:
        assert (shown[:height, :width] == (201, 87, 33)).all()
    assert (shown[:, max(width, 0) :] == 0).all()
    assert (shown[max(height, 0) :] == 0).all()


@pytest.mark.parametrize("zoom", [0.21, 0.38, 0.62, 0.9])
def test_a_reduced_photo_looks_like_a_resized_one(zoom: float) -> None:
    pixels = smooth(2200, 1500)
    size = (round(2200 * zoom), round(1500 * zoom))
    shown = painted(Picture.build(pixels), zoom, (0, 0), size).astype(int)
    cv2 = opencv()
    wanted = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(int)
    assert np.abs(shown - wanted).max() <= 6
    assert np.abs(shown - wanted).mean() < 0.8


def test_borders_of_tiles_leave_no_trace_in_an_enlarged_photo() -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (600, 1400, 3), np.uint8)
    shown = painted(Picture.build(pixels), 1.5, (-700, 0), (300, 900)).astype(int)  # over column and row 512
    cv2 = opencv()
    wanted = cv2.resize(pixels, (2100, 900), interpolation=cv2.INTER_LINEAR)[:, 700:1000].astype(int)
    assert np.abs(shown - wanted)[2:-2].max() <= 6


def test_at_100_percent_every_pixel_is_itself() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (1100, 1300, 3), np.uint8)
    shown = painted(Picture.build(pixels), 1.0, (-437, -391), (640, 480))
    np.testing.assert_array_equal(shown, pixels[391 : 391 + 480, 437 : 437 + 640])


@pytest.mark.parametrize("zoom", [2, 3, 8])
def test_from_200_percent_on_pixels_are_squares(zoom: int) -> None:
    pixels = np.random.default_rng(4).integers(0, 256, (600, 700, 3), np.uint8)
    origin = (-505 * zoom, -500 * zoom)  # over a corner of four tiles
    shown = painted(Picture.build(pixels), zoom, origin, (20 * zoom, 30 * zoom))
    wanted = pixels[500:530, 505:525].repeat(zoom, axis=0).repeat(zoom, axis=1)
    np.testing.assert_array_equal(shown, wanted)


def test_only_visible_tiles_of_the_suitable_copy_are_made() -> None:
    cache = TileCache()
    picture = flat((1, 2, 3), 8192, 8192)
    painted(picture, 1.0, (-1024, -1024), (500, 500), cache)
    assert cache.made == 1
    painted(picture, 1.0, (-1024, -1024), (513, 500), cache)
    assert cache.made == 2
    painted(picture, 0.25, (0, 0), (2048, 2048), cache)
    assert cache.made == 2 + 16
    assert suitable_level(picture, 0.25) == 2
    assert suitable_level(picture, 0.26) == 1
    assert suitable_level(picture, 1e-6) == len(picture.levels) - 1


def test_the_cache_keeps_its_limit_but_always_what_is_on_the_screen() -> None:
    cache = TileCache(limit=4 * 2**20)
    picture = flat((9, 9, 9), 4096, 4096)
    for start in range(0, 3500, 250):
        cache.begin_frame()
        painted(picture, 1.0, (-start, -start), (300, 300), cache)
    assert cache.bytes <= 4 * 2**20 + 8 * 514 * 514 * 4
    cache.begin_frame()
    painted(picture, 1.0, (0, 0), (2048, 2048), cache)
    made = cache.made
    cache.begin_frame()
    painted(picture, 1.0, (0, 0), (2048, 2048), cache)
    assert cache.made == made


def test_without_time_a_coarse_picture_fills_the_view_and_is_made_fine_later() -> None:
    cache = TileCache()
    picture = Picture.build(smooth(3000, 2000))
    target = QImage(900, 600, QImage.Format.Format_RGB32)
    target.fill(0)
    painter = QPainter(target)
    brush = Brush(painter, QTransform(), cache, deadline=0.0)
    paint_picture(brush, picture, 1.0, (-800, -500, 3000, 2000), QRect(0, 0, 900, 600))
    painter.end()
    assert brush.incomplete
    coarse = np.frombuffer(target.constBits(), np.uint8).reshape(600, 900, 4)[..., 2::-1].astype(int)
    wanted = smooth(3000, 2000)[500:1100, 800:1700].astype(int)
    assert np.abs(coarse - wanted).max() < 40
    fine = painted(picture, 1.0, (-800, -500), (900, 600), cache)
    np.testing.assert_array_equal(fine, wanted)


def test_a_patch_drops_the_tiles_it_touches_and_no_others() -> None:
    cache = TileCache()
    picture = Picture.build(smooth(2048, 2048)).copy()
    painted(picture, 1.0, (0, 0), (2048, 2048), cache)
    painted(picture, 0.5, (0, 0), (1024, 1024), cache)
    made = cache.made
    part = np.full((200, 200, 3), 7, np.uint8)
    picture.patch(600, 100, part)
    cache.patched(picture, Region(600, 100, 200, 200))
    shown = painted(picture, 1.0, (0, 0), (2048, 2048), cache)
    half = painted(picture, 0.5, (0, 0), (1024, 1024), cache)
    np.testing.assert_array_equal(shown, picture.levels[0])
    np.testing.assert_array_equal(half, picture.levels[1])
    assert cache.made == made + 2


def test_the_rim_of_a_neighbour_is_patched_too() -> None:
    cache = TileCache()
    picture = Picture.build(smooth(1024, 512)).copy()
    painted(picture, 1.5, (0, 0), (1536, 768), cache)
    picture.patch(512, 0, np.full((512, 512, 3), 255, np.uint8))
    cache.patched(picture, Region(512, 0, 512, 512))
    again = painted(picture, 1.5, (0, 0), (1536, 768), cache)
    np.testing.assert_array_equal(again, painted(picture, 1.5, (0, 0), (1536, 768)))


def test_forgotten_pictures_are_free() -> None:
    cache = TileCache()
    keep, drop = flat((1, 1, 1), 900, 900), flat((2, 2, 2), 900, 900)
    for picture in (keep, drop):
        painted(picture, 1.0, (0, 0), (900, 900), cache)
    gone = weakref.ref(drop)
    cache.keep_only([keep])
    del drop, picture
    gc.collect()
    assert gone() is None
    assert cache.bytes == sum(tile.image.sizeInBytes() for tile, _ in cache._tiles.values()) > 0
