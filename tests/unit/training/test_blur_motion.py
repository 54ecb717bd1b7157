"""Moving cameras and objects: positions, exposure, occlusion, shutter, labels."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from tests.unit.training.blur_helpers import CLEAN, generator, straight, texture
from training.blur import camera, exposure, labels, layers, motion, psf, trajectory
from training.blur.exposure import Scene

NOT_ROLLING = torch.zeros(1, 1)


def plane(picture: Tensor) -> Tensor:
    """A background layer (N, 1, 4, H, W) of pictures."""
    return torch.cat([picture, torch.ones_like(picture[:, :1])], dim=1)[:, None]


def square_before(background: Tensor, rows: slice, columns: slice, colour: float = 1.0) -> Tensor:
    """Layers (1, 2, 4, H, W): a hard-edged square of one colour before a background."""
    square = torch.zeros(1, 1, 4, *background.shape[-2:])
    square[0, 0, :3, rows, columns] = colour
    square[0, 0, 3, rows, columns] = 1.0
    return torch.cat([plane(background), square], dim=1)


def moves(*paths: Tensor) -> Tensor:
    """Homographies (1, L, T, 3, 3) of layers that follow paths (1, T, 2)."""
    return torch.stack([camera.translations(path) for path in paths], dim=1)


STILL = straight(0.0, 0.0)


def movement(pictures: int, **changes: Tensor) -> camera.Movement:
    """A camera that looks ahead from the frame's middle with 1000 px of focal length, and rests."""
    none, flat = torch.zeros(pictures, trajectory.COUNT), torch.zeros(pictures, 2)
    given = {
        "path": torch.zeros(pictures, trajectory.COUNT, 2),
        "roll": none,
        "approach": none,
        "focal": torch.full((pictures,), 1000.0),
        "place": flat,
        "passing": torch.zeros(pictures),
        "slant": flat,
    }
    return camera.Movement(**{**given, **changes})


def test_yaw_and_pitch_move_the_middle_by_the_path() -> None:
    made = camera.homographies(movement(1, path=straight(30.0, -12.0)))
    middle = camera.move(torch.zeros(1, 2), made)[0, :, 0]
    torch.testing.assert_close(middle, straight(30.0, -12.0)[0], atol=0.02, rtol=0)


def test_roll_turns_about_the_axis_wherever_the_picture_lies() -> None:
    roll = trajectory.moments(torch.device("cpu"))[None] * 0.1
    made = camera.homographies(movement(1, roll=roll, place=torch.tensor([[200.0, 0.0]])))
    end = camera.move(torch.zeros(1, 2), made[:, trajectory.EXPOSED][:, -1])[0, 0]
    expected = torch.tensor([200 * math.cos(0.05) - 200, 200 * math.sin(0.05)])
    torch.testing.assert_close(end, expected, atol=1e-3, rtol=0)


def test_coming_closer_widens_the_picture() -> None:
    approach = (trajectory.moments(torch.device("cpu"))[None] + 0.5) * 0.1
    made = camera.homographies(movement(1, approach=approach))
    end = camera.move(torch.tensor([[45.0, -90.0]]), made[:, trajectory.EXPOSED][:, -1])[0, 0]
    torch.testing.assert_close(end, torch.tensor([50.0, -100.0]), atol=1e-3, rtol=0)


def test_passing_a_slanted_scene_moves_its_near_side_more() -> None:
    passing = movement(1, path=straight(20.0, 0.0), passing=torch.ones(1), slant=torch.tensor([[0.5, 0.0]]))
    made = camera.homographies(passing)[:, trajectory.EXPOSED]
    sides = torch.tensor([[-320.0, 0.0], [0.0, 0.0], [320.0, 0.0]])
    way = (camera.move(sides, made[:, -1]) - camera.move(sides, made[:, 0]))[0, :, 0]
    torch.testing.assert_close(way, torch.tensor([15.0, 20.0, 25.0]), atol=0.2, rtol=0)


def test_turning_cameras_move_pixels_as_far_as_drawn() -> None:
    length = torch.tensor([3.0, 15.0, 30.0])
    drawn = camera.draw_movement(trajectory.draw_paths(length, 0.3, generator()), 0.3, generator(1))
    points = camera.outline(160, 160, torch.device("cpu"))
    made = camera.scaled_homographies(drawn, length, points, "mean", 100.0)
    torch.testing.assert_close(camera.farthest(made, points, "mean")[0], length, rtol=0.02, atol=0)


@pytest.mark.parametrize("chunk", [1, 16])
@pytest.mark.parametrize("reference", ["mean", "middle"])
def test_composing_moments_is_the_convolution_where_all_moves_alike(chunk: int, reference: str) -> None:
    pictures = texture(2)
    paths = trajectory.draw_paths(torch.tensor([6.0, 14.0]), 0.5, generator())
    scene = Scene(plane(pictures), camera.translations(paths)[:, None], torch.zeros(2, 1), reference)
    composed = exposure.integrate(scene, (64, 64), chunk)
    kernels = psf.splat(trajectory.middles(trajectory.from_reference(paths, reference)), 16)
    convolved = psf.convolve(pictures, kernels)[..., 16:-16, 16:-16]
    assert (composed - convolved).abs().max() < 0.01


def test_chunks_and_warping_do_not_change_the_exposure() -> None:
    """Shifting one by one, warping many at once, and a batch or a picture alone give the same."""
    pictures = texture(2)
    paths = trajectory.draw_paths(torch.tensor([5.0, 12.0]), 0.5, generator())
    scene = Scene(plane(pictures), camera.translations(paths)[:, None], torch.zeros(2, 1), "mean")
    one, many = (exposure.integrate(scene, (64, 64), chunk) for chunk in (1, 7))
    torch.testing.assert_close(one, many, atol=1e-5, rtol=0)
    alone = Scene(scene.layers[1:], scene.homographies[1:], torch.zeros(1, 1), "mean")
    torch.testing.assert_close(exposure.integrate(alone, (64, 64)), one[1:], atol=1e-6, rtol=0)


def test_moments_are_a_pixel_apart_at_most_and_share_the_exposure() -> None:
    paths = trajectory.draw_paths(torch.tensor([0.0, 0.7, 60.0]), 0.5, generator())
    homographies = camera.translations(paths)[:, None]
    frames = exposure.sub_frames(homographies, torch.zeros(1, 2))
    shares = torch.zeros(3).index_add(0, frames.owner, frames.share)
    torch.testing.assert_close(shares, torch.ones(3))
    places = exposure.at(homographies[frames.owner], frames.time[:, None])[:, 0, 0, :2, 2]
    assert frames.owner.bincount()[0] == 1
    assert places[frames.owner == 2].diff(dim=0).norm(dim=1).max() <= 1.001


def test_an_object_covers_and_uncovers_the_true_background() -> None:
    """A white square of 20 px moves 12 px over a resting picture: what is seen is known everywhere."""
    background = texture(1)
    layers_ = square_before(background, slice(38, 58), slice(38, 58))
    scene = Scene(layers_, moves(STILL, straight(12.0, 0.0)), NOT_ROLLING, "middle")
    seen = exposure.integrate(scene, (64, 64))[0, :, 32]
    # Columns of the result begin at 16. A pixel d px left of the resting edge is covered for 1/2 - d/12.
    column = torch.arange(16, 80, dtype=torch.float32)
    covered = torch.minimum((column - 38 + 0.5) / 12 + 0.5, (57.5 - column) / 12 + 0.5).clamp(0, 1)
    expected = covered + (1 - covered) * background[0, :, 48, 16:80]
    assert (seen - expected).abs().max() < 0.02
    # Where the square never comes, the background is untouched, to the last bit that interpolation leaves.
    apart = (column < 31) | (column > 65)
    torch.testing.assert_close(seen[:, apart], background[0, :, 48, 16:80][:, apart], atol=1e-6, rtol=0)


def test_an_object_that_moves_with_the_camera_is_no_object() -> None:
    """Composing at each moment and blurring layers apart differ where both move: only the first is right."""
    picture = texture(1)
    cut = torch.zeros(1, 1, 96, 96)
    cut[..., 30:60, 34:70] = 1
    object_ = torch.cat([picture * cut, cut], dim=1)[:, None]
    path = straight(10.0, 6.0)
    both = Scene(torch.cat([plane(picture), object_], dim=1), moves(path, path), NOT_ROLLING, "mean")
    alone = Scene(plane(picture), moves(path), NOT_ROLLING, "mean")
    seen, expected = (exposure.integrate(scene, (64, 64)) for scene in (both, alone))
    # Where the edge falls between pixels, a share of the background's own light stands in.
    assert (seen - expected).abs().max() < 0.02


def test_labels_of_an_object() -> None:
    layers_ = square_before(texture(1), slice(38, 58), slice(38, 58))
    scene = Scene(layers_, moves(straight(-4.0, 0.0), straight(8.0, 2.0)), NOT_ROLLING, "middle")
    forward, backward = (labels.flow(scene, (64, 64), when) for when in (0.5, -0.5))
    inside = forward[0, :, 22:42, 22:42].flatten(1)
    torch.testing.assert_close(inside, torch.tensor([[4.0], [1.0]]).expand(-1, 400), atol=0.01, rtol=0)
    torch.testing.assert_close(forward[0, :, 5, 5], torch.tensor([-2.0, 0.0]), atol=0.01, rtol=0)
    torch.testing.assert_close(backward, -forward, atol=0.01, rtol=0)


def test_points_are_occluded_where_the_object_comes() -> None:
    """A square that moves 8 px against the background hides 4 px of it on either side, and none of itself."""
    layers_ = square_before(texture(1), slice(38, 58), slice(38, 58))
    scene = Scene(layers_, moves(straight(-3.0, 0.0), straight(5.0, 0.0)), NOT_ROLLING, "middle")
    hidden = labels.occluded(scene, (64, 64))[0, 0]
    row = hidden[32]
    assert row[18:22].min() > 0.5
    assert row[42:46].min() > 0.5
    assert row[22:42].max() == 0
    assert row[:17].max() == row[47:].max() == 0
    assert hidden.sum().item() == pytest.approx(2 * 4 * 20, rel=0.1)


def test_a_rolling_shutter_slants_a_vertical_line() -> None:
    """The scene moves 40 px in an exposure, and 64 rows are exposed within a fifth of it: 8 px of slant."""
    picture = torch.zeros(1, 3, 128, 128)
    picture[..., 64] = 1.0
    delay = exposure.pixels(64, 64, torch.device("cpu"))[0][None] * (0.2 / 64)
    path = straight(40.0, 0.0)
    columns = torch.arange(64.0)
    slants = []
    for unroll in (True, False):
        scene = Scene(plane(picture), moves(path), delay, "middle", unroll)
        seen = exposure.integrate(scene, (64, 64))[0, 0]
        middle = (seen * columns).sum(dim=1) / seen.sum(dim=1)
        slants.append(float(middle[-1] - middle[0]))
    assert slants[0] == pytest.approx(8 * 63 / 64, abs=0.1)
    # Seen beside a sharp picture of the same shutter, an even motion blurs all rows alike.
    assert slants[1] == pytest.approx(0, abs=0.05)


def test_a_rolling_shutter_exposes_rows_to_other_parts_of_the_path() -> None:
    path = straight(20.0, 0.0).square() / 20 * 4
    delay = exposure.pixels(64, 64, torch.device("cpu"))[0][None] * (0.4 / 64)
    scene = Scene(plane(texture(1, 128)), moves(path), delay, "middle")
    ends = [labels.flow(scene, (64, 64), when)[0, 0, :, 32] for when in (-0.5, 0.5)]
    # x = 80 t^2: a row with its middle at s goes from 80 (s - 1/2)^2 to 80 (s + 1/2)^2, seen from 80 s^2.
    s = delay[0]
    for end, t in zip(ends, (-0.5, 0.5), strict=True):
        torch.testing.assert_close(end, 80 * ((s + t) ** 2 - s**2), atol=0.02, rtol=0)


@pytest.mark.parametrize("kind", range(len(layers.KINDS)))
def test_objects_have_soft_edges_and_some_size(kind: int) -> None:
    still = torch.eye(3).expand(8, trajectory.COUNT, 3, 3)
    drawn = layers.draw_objects(still, (1.0, 10.0), 2, 0.3, "mean", 15.0, (64, 64), generator())
    drawn = replace(drawn, kind=torch.full_like(drawn.kind, kind), there=torch.ones_like(drawn.there))
    cover = layers.coverage(drawn, 96, 96, (64, 64))
    assert cover.shape == (8, 2, 96, 96)
    assert cover.min() == 0
    assert cover.max() == 1
    soft = ((cover > 0.02) & (cover < 0.98)).float().mean(dim=(2, 3))
    assert soft.mean() > 0.005
    assert 0.03 < cover.mean() < 0.7
    # From one pixel to the next the edge rises by about 1 / feather, which is 0.7 px at least.
    assert cover.diff(dim=3).abs().flatten(2).quantile(0.999, dim=2).median() <= 1.0


def test_objects_stay_within_reach_and_the_missing_rest_with_the_background() -> None:
    background = camera.translations(trajectory.draw_paths(torch.full((6,), 20.0), 0.3, generator()))
    drawn = layers.draw_objects(background, (10.0, 60.0), 3, 0.3, "middle", 31.0, (64, 64), generator())
    assert drawn.number.min() >= 1
    assert drawn.number.max() <= 3
    _, reach = camera.farthest(drawn.homographies, torch.zeros(1, 2), "middle")
    assert reach.max() < 31.5
    missing = drawn.homographies[~drawn.there]
    expected = background[:, None].expand_as(drawn.homographies)[~drawn.there]
    torch.testing.assert_close(missing, expected)


def test_no_path_leaves_the_margin() -> None:
    settings = replace(CLEAN, shortest=32.0, longest=32.0, rotation_chance=0.5, reference="middle")
    drawn = motion.draw_motion(24, (64, 64), settings, generator())
    gathered = motion.expose(torch.ones(24, 3, 96, 96), drawn, settings)
    torch.testing.assert_close(gathered.light, torch.ones(24, 3, 64, 64), atol=1e-4, rtol=0)
    points = camera.outline(64, 64, torch.device("cpu"))
    assert camera.farthest(drawn.plane, points, "middle")[1].max() < 16


@pytest.mark.parametrize("reference", ["mean", "middle"])
def test_the_sharp_picture_is_seen_from_the_reference_within_a_twentieth_of_a_pixel(reference: str) -> None:
    """Where light is the place's own coordinate, the mean of the blurry picture is the mean place."""
    side = 96
    slope = torch.arange(side, dtype=torch.float32) - side / 2
    light = torch.stack([slope.expand(side, side), slope[:, None].expand(side, side), torch.ones(side, side)])
    settings = replace(CLEAN, reference=reference, rotation_chance=0.4, shaky_chance=0.5)
    drawn = motion.draw_motion(12, (64, 64), settings, generator(2))
    gathered = motion.expose(light.expand(12, 3, -1, -1), drawn, settings)
    shift = (gathered.sharp - gathered.light)[:, :2].mean(dim=(2, 3))
    path = camera.move(torch.zeros(1, 2), drawn.plane)[:, :, 0]
    exposed = path[:, trajectory.EXPOSED]
    mean = trajectory.middles(path).mean(dim=1)
    expected = mean - mean if reference == "mean" else mean - exposed[:, trajectory.PER_EXPOSURE // 2]
    torch.testing.assert_close(shift, expected, atol=0.05, rtol=0)
    assert reference == "mean" or expected.abs().max() > 0.3, "the drawn paths tell nothing"
