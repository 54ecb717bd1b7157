"""The defocus told from edges is that with which they were made, at any direction and size."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from deblur_studio.diagnosis import defocus_edges
from deblur_studio.diagnosis.defocus_edges import defocus_by_edges
from deblur_studio.engine import Cancelled, JobContext
from tests.unit.diagnosis.made import scenery, smeared

HEIGHT, WIDTH = 400, 600
ERF = np.vectorize(math.erf)
STEPS = ERF(np.linspace(-6, 6, 4001) / math.sqrt(2))


def edges(sigma: float, degrees: float, noise: float = 0.0, contrast: float = 0.4) -> np.ndarray:
    """Straight edges 80 px apart, smeared by exactly a Gaussian; none of them on a pixel."""
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    angle = np.radians(degrees)
    place = (across - 300.3) * np.cos(angle) + (down - 200.2) * np.sin(angle)
    beyond = np.abs((place + 40) % 160 - 80) - 40
    step = np.interp(beyond / sigma, np.linspace(-6, 6, 4001), STEPS)
    grain = np.random.default_rng(1).normal(0, noise, step.shape)
    return np.clip(0.5 + contrast / 2 * step + grain, 0, 1).astype(np.float32)


@pytest.mark.parametrize("degrees", [0, 17, 45, 70, 90, 127])
@pytest.mark.parametrize("sigma", [0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.5, 6.0])
def test_known_gaussians(sigma: float, degrees: float) -> None:
    found = defocus_by_edges(edges(sigma, degrees))
    assert found.scale == 1
    assert found.trusted.mean() > 0.15
    assert np.median(found.sigma[found.trusted]) == pytest.approx(sigma, rel=0.15)
    # Not on the median alone.
    off = np.abs(found.sigma[found.trusted] / sigma - 1)
    assert np.quantile(off, 0.9) < 0.25


@pytest.mark.parametrize("sigma", [0.7, 1.5, 3.0, 6.0])
def test_noise_and_contrast_hardly_matter(sigma: float) -> None:
    for noise, contrast in ((0.012, 0.4), (0.0, 0.15), (0.004, 0.8)):
        found = defocus_by_edges(edges(sigma, 30, noise, contrast))
        assert np.median(found.sigma[found.trusted]) == pytest.approx(sigma, rel=0.15)


@pytest.mark.parametrize("sigma", [2.0, 3.0, 4.0, 6.0])
def test_half_the_size_half_the_sigma(sigma: float) -> None:
    whole = edges(sigma, 25, 0.003)
    half = cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    full, small = (defocus_by_edges(each) for each in (whole, half))
    ratio = np.median(full.sigma[full.trusted]) / np.median(small.sigma[small.trusted])
    assert ratio == pytest.approx(2, rel=0.15)


def test_a_coarse_map_is_in_pixels_of_the_photo() -> None:
    picture = edges(3.0, 25)
    fine, coarse = defocus_by_edges(picture), defocus_by_edges(picture, most=20_000)
    assert coarse.sigma.size <= 20_500
    assert coarse.scale == pytest.approx(math.sqrt(20_000 / picture.size))
    assert np.median(coarse.sigma[coarse.trusted]) == pytest.approx(3, rel=0.15)
    assert coarse.of_size(WIDTH, HEIGHT).shape == fine.sigma.shape == (HEIGHT, WIDTH)


def test_eight_bits_and_floats_agree() -> None:
    picture = scenery(480, 360)
    whole = defocus_by_edges(picture)
    floats = defocus_by_edges(picture.astype(np.float32) / 255)
    assert np.abs(whole.sigma - floats.sigma).max() < 0.05
    assert np.abs(whole.sigma - defocus_by_edges(picture[..., :1].repeat(3, 2)).sigma).mean() < 0.5


def test_scenes_get_softer_with_blur() -> None:
    sharp = scenery(600, 450, seed=3)
    medians = []
    for sigma in (0.0, 1.0, 2.0, 4.0):
        found = defocus_by_edges(smeared(sharp, sigma) if sigma else sharp)
        medians.append(float(np.median(found.sigma[found.trusted])))
    assert medians[0] < 0.5
    assert medians[1:] == pytest.approx([1, 2, 4], rel=0.25)


def test_a_sharp_thing_before_a_soft_background() -> None:
    """The map follows the outline: from 8 px on, nearly everywhere it is nearer to the right value."""
    scene = scenery(600, 450, seed=5)
    subject = np.zeros(scene.shape[:2], bool)
    subject[120:330, 180:420] = True
    picture = np.where(subject[..., None], scene // 2, 127 + smeared(scene, 4.0) // 2)
    found = defocus_by_edges(picture.astype(np.uint8))
    reach = np.ones((17, 17), np.uint8)
    core = cv2.erode(subject.astype(np.uint8), reach) > 0
    rest = cv2.dilate(subject.astype(np.uint8), reach) == 0
    assert np.median(found.sigma[core]) < 1
    assert np.median(found.sigma[rest]) == pytest.approx(4, rel=0.3)
    assert (found.sigma[core] < 2).mean() > 0.95
    assert (found.sigma[rest] > 2).mean() > 0.85


def test_values_stop_at_steps_of_brightness() -> None:
    guide = np.zeros((40, 60), np.float32)
    guide[:, 30:] = 200
    sparse, weights = np.zeros((40, 60)), np.zeros((40, 60))
    for column, value in ((5, 1.0), (55, 5.0)):
        sparse[::7, column], weights[::7, column] = value, 1
    spread = defocus_edges._propagated(sparse, weights, guide)
    assert np.abs(spread[:, :30] - 1).max() < 0.01
    assert np.abs(spread[:, 30:] - 5).max() < 0.01
    even = defocus_edges._propagated(sparse, weights, np.zeros_like(guide))
    assert 2 < even[:, 30].mean() < 4


def test_tridiagonal_systems_are_solved() -> None:
    draw = np.random.default_rng(2)
    values, ties = draw.normal(size=(6, 1, 1)), draw.uniform(0, 5, (5, 1))
    matrix = np.eye(6)
    for n, tie in enumerate(ties[:, 0]):
        matrix[n : n + 2, n : n + 2] += tie * np.array([[1, -1], [-1, 1]])
    found = defocus_edges._smoothed(values, ties)
    assert found[:, 0, 0] == pytest.approx(np.linalg.solve(matrix, values[:, 0, 0]))


def test_bands_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = scenery(400, 300, seed=8)
    whole = defocus_by_edges(picture)
    monkeypatch.setattr(defocus_edges, "_BAND", 64)
    banded = defocus_by_edges(picture)
    assert banded.edges == pytest.approx(whole.edges, rel=0.05)
    assert np.abs(banded.sigma - whole.sigma).mean() < 0.1


def test_without_edges_nothing_is_trusted() -> None:
    for picture in (
        np.full((300, 400), 0.5, np.float32),
        np.random.default_rng(0).normal(0.5, 0.02, (300, 400)).clip(0, 1).astype(np.float32),
        np.full((5, 3, 3), 90, np.uint8),
        np.full((1, 1, 3), 90, np.uint8),
    ):
        found = defocus_by_edges(picture)
        assert not found.trusted.any()
        assert np.isfinite(found.sigma).all()
        assert found.sigma.shape == picture.shape[:2]
    with pytest.raises(ValueError, match="no pixels"):
        defocus_by_edges(np.zeros((0, 5, 3), np.uint8))


def test_burnt_out_lights_are_no_edges() -> None:
    """A clipped, soft lamp has a steep rim that would tell of a sharp photo."""
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH]
    lamp = 20 * np.exp(-((down - 200) ** 2 + (across - 300) ** 2) / (2 * 25.0**2))
    found = defocus_by_edges(np.clip(lamp, 0, 1).astype(np.float32))
    assert found.edges == 0 or np.median(found.sigma[found.sigma > 0]) > 3


@pytest.mark.parametrize("sigma", [1.0, 1.5, 3.0, 6.0])
def test_a_first_look_tells_about_the_same(sigma: float) -> None:
    """A map of few pixels is told from the photo's half, and says what it cannot tell from sharp."""
    picture = edges(sigma, 25, 0.003)
    quick = defocus_by_edges(picture, picture.size // 20)
    full = defocus_by_edges(picture, picture.size // 10)
    assert (quick.finest, full.finest) == (pytest.approx(1.4), 0)
    medians = [float(np.median(each.sigma[each.trusted])) for each in (quick, full)]
    assert medians[0] == pytest.approx(medians[1], rel=0.15)


def test_a_first_look_does_not_call_sharp_photos_soft() -> None:
    picture = scenery(1000, 800, seed=6)
    found = defocus_by_edges(picture, picture[..., 0].size // 20)
    assert np.median(found.sigma[found.trusted]) < found.finest


class _Patient(JobContext):
    """Stops the job at its n-th question."""

    def __init__(self, questions: int) -> None:
        self.left = questions

    def checkpoint(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_it_can_be_stopped_at_any_stage() -> None:
    picture = scenery(800, 1200, seed=1)
    counting = _Patient(10**6)
    defocus_by_edges(picture, context=counting)
    asked = 10**6 - counting.left
    assert asked >= 9, "the bands of every copy, then every pass that carries values"
    for questions in (0, 1, asked // 2, asked - 1):
        with pytest.raises(Cancelled):
            defocus_by_edges(picture, context=_Patient(questions))
