"""A field of motion becomes facts and words, whatever the signs of its vectors."""

from __future__ import annotations

import dataclasses
import json

import cv2
import numpy as np
import pytest

from deblur_studio.diagnosis.motion import Motion, Region, motion_of, place_name
from deblur_studio.diagnosis.motion_field import travel

HEIGHT, WIDTH = 180, 240
DOWN, ACROSS = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)


def field(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Straight paths, u and v px from start to end, the picture in their middle."""
    return np.stack([u / 2, v / 2, -u / 2, -v / 2], axis=2).astype(np.float32)


def along(axis: float, length: float) -> tuple[np.ndarray, np.ndarray]:
    turned = np.radians(axis)
    return (
        np.full((HEIGHT, WIDTH), length * np.cos(turned)),
        np.full((HEIGHT, WIDTH), -length * np.sin(turned)),
    )


def with_object(axis: float, length: float, background: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """A rectangle in the middle, a tenth of the frame, that moves by itself."""
    u, v = (each.copy() for each in background)
    part = (slice(60, 114), slice(80, 160))
    for each, own in zip((u, v), along(axis, length), strict=True):
        each[part] = own[part]
    return field(u, v)


def turned(degrees: float, x: float, y: float) -> np.ndarray:
    angle = np.radians(degrees)
    return field(-(DOWN - y * HEIGHT) * angle, (ACROSS - x * WIDTH) * angle)


def swapped_in_places(flow: np.ndarray) -> np.ndarray:
    """Forward and backward change places in blobs all over the frame."""
    blobs = cv2.GaussianBlur(np.random.default_rng(7).normal(size=flow.shape[:2]), (0, 0), 15) > 0
    assert 0.2 < blobs.mean() < 0.8
    out = flow.copy()
    out[blobs] = flow[blobs][:, [2, 3, 0, 1]]
    return out


def as_predicted(flow: np.ndarray, seed: int = 0) -> np.ndarray:
    """Errors as a network has them: 10 degrees and 20 % at the median, in blobs, and a little everywhere."""
    draw = np.random.default_rng(seed)
    blobs = [cv2.GaussianBlur(draw.normal(size=flow.shape[:2]), (0, 0), 7) for _ in range(2)]
    angle, scale = (each / np.median(np.abs(each)) for each in blobs)
    factor = (1 + 0.2 * scale) * np.exp(1j * np.radians(10) * angle)
    out = flow.copy()
    for n in (0, 2):
        vector = (flow[..., n] + 1j * flow[..., n + 1]) * factor
        out[..., n], out[..., n + 1] = vector.real, vector.imag
    return swapped_in_places((out + draw.normal(0, 0.3, out.shape)).astype(np.float32))


def apart(axis: float | None, wanted: float) -> float:
    assert axis is not None
    return abs((axis - wanted + 90) % 180 - 90)


@pytest.mark.parametrize("axis", [0.0, 32.0, 90.0, 135.0, 179.4])
def test_camera_shake(axis: float) -> None:
    found = motion_of(field(*along(axis, 14)))
    assert found.kind == "shake"
    assert found.axis is not None
    assert 0 <= found.axis < 180
    assert apart(found.axis, axis) < 0.1
    assert found.length == pytest.approx(14, abs=0.01)
    assert found.longest == pytest.approx(14, abs=0.1)
    assert found.share == 1
    assert found.steady
    assert found.regions == ()
    assert found.confidence > 0.9
    assert found.words == f"camera shake, 14 px along {round(axis) % 180} degrees, steady over the frame"


def test_the_words_of_the_plan() -> None:
    assert (
        motion_of(field(*along(32, 14))).words
        == "camera shake, 14 px along 32 degrees, steady over the frame"
    )
    moved = motion_of(with_object(80, 22, along(0, 0)))
    assert moved.words == "something moved 22 px along 80 degrees, the rest did not"
    assert "turned 4 degrees about the middle right" in motion_of(turned(4, 0.85, 0.5)).words
    assert motion_of(field(*along(0, 0))).words == "no motion"


def test_a_sharp_photo_does_not_move() -> None:
    noise = np.random.default_rng(1).normal(0, 0.4, (HEIGHT, WIDTH, 4)).astype(np.float32)
    found = motion_of(noise)
    assert found.kind == "none"
    assert found.words == "no motion"
    assert found.axis is None
    assert found.length < 1.5
    assert found.share < 0.02
    assert 0.5 <= found.confidence < motion_of(noise * 0).confidence


def test_something_moved() -> None:
    found = motion_of(with_object(80, 22, along(0, 0)))
    assert found.kind == "object"
    assert found.steady
    assert apart(found.axis, 80) < 2
    assert found.length == pytest.approx(22, abs=0.5)
    assert found.share == pytest.approx(0.1, abs=0.02)
    (region,) = found.regions
    assert region.share == pytest.approx(0.1, abs=0.02)
    assert region.box == pytest.approx((80 / 240, 60 / 180, 160 / 240, 114 / 180), abs=0.03)
    assert found.confidence > 0.9


def test_a_subject_that_fills_most_of_the_frame_is_still_the_subject() -> None:
    u, v = along(0, 0)
    u[30:, 35:215] = 20
    found = motion_of(field(u, v))
    assert found.words == "something moved 20 px along 0 degrees, the rest did not"
    assert found.share == pytest.approx(0.62, abs=0.03)


def test_several_things_moved() -> None:
    u, v = along(0, 0)
    u[20:90, 10:70] = 20
    v[80:160, 150:220] = 11
    found = motion_of(field(u, v))
    assert [round(region.length) for region in found.regions] == [11, 20]
    assert [round(region.axis or 0) for region in found.regions] == [90, 0]
    assert found.longest == pytest.approx(20, abs=0.5)
    assert found.words == "2 things moved, the largest 11 px along 90 degrees, the rest did not"


def test_many_moving_parts_of_a_still_frame_are_nothing_in_particular() -> None:
    flow = field(*along(0, 0))
    height, width = flow.shape[:2]
    for number, (row, column) in enumerate([(0.15, 0.15), (0.15, 0.7), (0.7, 0.15), (0.7, 0.7)]):
        top, left = int(row * height), int(column * width)
        part = field(*along(40.0 * number, 12))
        rows, columns = slice(top, top + height // 6), slice(left, left + width // 6)
        flow[rows, columns] = part[rows, columns]
    motion = motion_of(flow)
    assert (motion.kind, motion.regions) == ("uneven", ())
    assert motion.length == pytest.approx(12, abs=1)
    assert motion.words == "the motion differs from place to place, 12 px at the median"


def test_a_part_that_shows_less_of_the_shake_did_not_move_otherwise() -> None:
    less, across = (with_object(axis, 6, along(30, 18)) for axis in (40, 120))
    assert motion_of(less).regions == ()
    assert [round(region.length) for region in motion_of(across).regions] == [6]


def test_shake_and_something_else() -> None:
    found = motion_of(with_object(100, 22, along(10, 14)))
    assert found.kind == "shake"
    assert apart(found.axis, 10) < 1
    assert found.longest == pytest.approx(22, abs=0.5)
    assert found.words.endswith("steady over the frame; something else moved 22 px along 100 degrees")


def test_a_camera_that_followed_its_subject() -> None:
    found = motion_of(with_object(0, 0, along(3, 30)))
    assert found.kind == "shake"
    assert found.share == pytest.approx(0.9, abs=0.02)
    (still,) = found.regions
    assert (still.axis, still.length) == (None, 0.0)
    assert (
        found.words == "camera shake, 30 px along 3 degrees, steady over the frame; the middle stayed still"
    )


@pytest.mark.parametrize(
    ("x", "y", "name"),
    [(0.5, 0.5, "middle"), (0.85, 0.5, "middle right"), (0.1, 0.1, "upper left"), (0.5, 1.1, "lower middle")],
)
def test_a_turn_has_an_angle_and_a_centre(x: float, y: float, name: str) -> None:
    found = motion_of(turned(4, x, y))
    assert found.kind == "turn"
    assert found.turn == pytest.approx(4, abs=0.1)
    assert found.scale < 0.2
    assert found.centre == pytest.approx((x, y), abs=0.02)
    assert found.axis is None
    assert not found.steady
    assert found.regions == ()
    corner = max(np.hypot((x - a) * WIDTH, (y - b) * HEIGHT) for a in (0, 1) for b in (0, 1)) * np.radians(4)
    assert found.longest == pytest.approx(corner, rel=0.02)
    assert found.words == f"camera turned 4 degrees about the {name}, up to {found.longest:.0f} px"


def test_a_zoom() -> None:
    found = motion_of(field((ACROSS - WIDTH / 2) * 0.1, (DOWN - HEIGHT / 2) * 0.1))
    assert found.kind == "zoom"
    assert found.scale == pytest.approx(10, abs=0.3)
    assert found.turn < 0.1
    assert found.words == "zoomed 10 % about the middle, up to 15 px"


def test_a_turn_about_a_point_far_away_is_an_uneven_shake() -> None:
    found = motion_of(turned(4, -1.2, 0.5))
    assert found.kind == "shake"
    assert found.axis is not None
    assert apart(found.axis, 90) < 3
    assert found.turn == pytest.approx(4, abs=0.1)
    assert found.centre is None
    assert not found.steady
    assert found.strongest.endswith("right")
    assert found.words.endswith(f"strongest in the {found.strongest}")


SCENES = {
    "shake": field(*along(32, 14)),
    "none": field(*along(0, 0)),
    "object": with_object(80, 22, along(0, 0)),
    "both": with_object(100, 22, along(10, 14)),
    "followed": with_object(0, 0, along(3, 30)),
    "turn": turned(4, 0.85, 0.5),
    "zoom": field((ACROSS - WIDTH / 2) * 0.1, (DOWN - HEIGHT / 2) * 0.1),
}


@pytest.mark.parametrize("scene", SCENES)
def test_played_backwards_it_is_the_same(scene: str) -> None:
    """All over, or only in places: a network cannot know which way."""
    flow = SCENES[scene]
    once = motion_of(flow)
    assert motion_of(flow[..., [2, 3, 0, 1]]).words == once.words
    in_places = motion_of(swapped_in_places(flow))
    assert in_places.words == once.words
    assert in_places.confidence == pytest.approx(once.confidence, abs=0.02)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("scene", SCENES)
def test_told_from_fields_as_networks_make_them(scene: str, seed: int) -> None:
    exact, found = motion_of(SCENES[scene]), motion_of(as_predicted(SCENES[scene], seed))
    assert found.kind == exact.kind
    # Over the frame errors even out; the object is hardly larger than a blob of them.
    assert found.length == pytest.approx(exact.length, rel=0.35 if found.kind == "object" else 0.15, abs=1)
    if exact.axis is not None:
        assert apart(found.axis, exact.axis) < 15
    assert len(found.regions) == len(exact.regions)
    assert 0.4 < found.confidence <= exact.confidence + 0.02


def test_without_any_order_there_is_no_one_motion() -> None:
    angles = np.random.default_rng(5).uniform(0, 2 * np.pi, (HEIGHT, WIDTH))
    found = motion_of(field(10 * np.cos(angles), 10 * np.sin(angles)))
    assert found.kind == "uneven"
    assert found.axis is None
    assert found.words == "the motion differs from place to place, 10 px at the median"
    assert found.confidence < 0.5


def test_a_path_that_comes_back_is_still_motion() -> None:
    """Start and end are 1 px apart, but the picture was smeared over 12."""
    flow = np.broadcast_to(np.array([12, 0, 12, 1], np.float32), (HEIGHT, WIDTH, 4))
    assert np.hypot(*travel(flow)[0, 0]) == pytest.approx(np.hypot(12, 1))
    found = motion_of(flow)
    assert found.kind == "shake"
    assert found.length == pytest.approx(12, abs=0.1)
    assert travel(field(*along(40, 9)))[3, 4] == pytest.approx(
        [9 * np.cos(0.698), -9 * np.sin(0.698)], abs=0.01
    )


def test_only_what_is_trusted_counts() -> None:
    flow = field(*along(32, 14))
    trusted = np.zeros((HEIGHT, WIDTH), bool)
    trusted[::3, ::7] = True
    trusted[:90, :120] = True
    flow[~trusted] = 90.0
    flow[:5, :5] = np.nan
    flow[5:9, :5] = 1e10
    assert motion_of(flow, trusted).words == "camera shake, 14 px along 32 degrees, steady over the frame"


def test_too_little_detail() -> None:
    flow = field(*along(32, 14))
    for trusted in (np.zeros((HEIGHT, WIDTH), bool), np.arange(HEIGHT * WIDTH).reshape(HEIGHT, WIDTH) < 40):
        found = motion_of(flow, trusted)
        assert found == Motion("unknown")
        assert found.words == "too little detail to tell the motion"
        assert found.confidence == 0
    assert motion_of(np.full((9, 9, 4), np.nan)).kind == "unknown"
    assert motion_of(flow[:1, :1]).kind == "unknown"


def test_little_detail_lowers_confidence() -> None:
    flow = field(*along(32, 14))
    trusted = np.zeros((HEIGHT, WIDTH), bool)
    trusted[40:70, 40:70] = True
    assert motion_of(flow, trusted).kind == "shake"
    assert motion_of(flow, trusted).confidence < motion_of(flow).confidence / 2


def test_a_coarse_field_of_a_large_photo() -> None:
    """Lengths are those of the photo; angles, places and shares do not depend on the field's size."""
    flow = with_object(80, 22, along(0, 0))
    coarse = motion_of(flow * 8, size=(8 * WIDTH, 8 * HEIGHT))
    assert coarse.length == pytest.approx(8 * 22, abs=4)
    assert coarse.words == "something moved 176 px along 80 degrees, the rest did not"
    turn = motion_of(turned(4, 0.85, 0.5) * 8, size=(8 * WIDTH, 8 * HEIGHT))
    assert turn.turn == pytest.approx(4, abs=0.1)
    assert turn.centre == pytest.approx((0.85, 0.5), abs=0.02)
    # Two px of the photo are a quarter of a pixel of the field: nothing is claimed on that.
    assert motion_of(field(*along(0, 2)), size=(8 * WIDTH, 8 * HEIGHT)).kind == "none"
    assert motion_of(field(*along(0, 2))).kind == "shake"


@pytest.mark.parametrize("shape", [(5, 7), (40, 3), (900, 1300)])
def test_fields_of_any_size(shape: tuple[int, int]) -> None:
    flow = np.broadcast_to(np.array([5, -3, -5, 3], np.float32), (*shape, 4))
    found = motion_of(flow)
    assert found.kind == "shake"
    assert found.length == pytest.approx(np.hypot(10, 6), abs=0.01)


@pytest.mark.parametrize("scene", SCENES)
def test_facts_are_json_and_the_same_each_time(scene: str) -> None:
    found = motion_of(SCENES[scene])
    facts = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert facts["words"] == found.words
    assert facts["kind"] == found.kind
    assert len(facts["regions"]) == len(found.regions)
    assert motion_of(SCENES[scene]) == found
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.kind = "none"  # type: ignore[misc]


def test_small_print_of_the_words() -> None:
    assert "2.5 px along 1 degree," in Motion("shake", axis=1.2, length=2.5, steady=True).words
    assert "along 0 degrees" in Motion("shake", axis=179.7, length=5, steady=True).words
    region = Region(None, 12.0, 0.1, (0, 0, 0.3, 0.3))
    assert Motion("object", regions=(region,)).words == "something moved 12 px, the rest did not"
    assert [place_name(*at) for at in ((0.5, 0.5), (-3, 0.5), (0.9, 9), (1.0, 0.0))] == [
        *("middle", "middle left", "lower right", "upper right"),
    ]


def test_mistakes_are_refused() -> None:
    with pytest.raises(ValueError, match="flow must be"):
        motion_of(np.zeros((4, 4, 2)))
    with pytest.raises(ValueError, match="flow must be"):
        motion_of(np.zeros((0, 4, 4)))
    with pytest.raises(ValueError, match="the mask is"):
        motion_of(np.zeros((4, 4, 4)), np.ones((4, 5), bool))
