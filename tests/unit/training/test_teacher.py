"""The teacher of flow: OpenCV's DIS, and ways chained over frames."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.unit.training.video_helpers import HEIGHT, WIDTH, moved, moving, textured
from training.teacher import DIS, LostError, exposure, follow, match, returns, texture


class TestTeacher:
    def test_a_shift_is_told_within_a_fifth_of_a_pixel(self) -> None:
        first, second = moving(3, (3.3, -1.6))[1:]
        found = match(DIS(), first, second)
        sure = found.reliable & texture(first)
        assert sure.mean() > 0.8
        error = np.abs(found.there - (3.3, -1.6)).max(axis=2)
        assert error[sure].max() < 0.3
        assert error[8:-8, 8:-8].max() < 0.2  # at the edge half of a patch is unseen
        assert np.abs(found.back - (-3.3, 1.6))[8:-8, 8:-8].max() < 0.2

    def test_a_teacher_remembers_nothing(self) -> None:
        first, second = moving(3, (5, 2))[:2]
        fresh, used = DIS()(first, second), DIS()
        used(*moving(3, (-6, 3), seed=5)[:2])
        assert np.array_equal(used(first, second), fresh)

    def test_flow_is_chained_over_seven_frames(self) -> None:
        found = exposure(DIS(), moving(7, (4.25, -2.5)))
        assert found.reliable.mean() > 0.5
        assert np.abs(found.forward - (3 * 4.25, 3 * -2.5))[found.reliable].max() < 0.4
        assert np.abs(found.backward - (3 * -4.25, 3 * 2.5))[found.reliable].max() < 0.4
        assert np.median(np.abs(found.forward - (12.75, -7.5))[found.reliable]) < 0.2

    def test_chains_follow_the_points_as_they_turn(self) -> None:
        """Of a turning picture each short flow must be taken where the point has got to."""
        picture = textured()
        middle = (WIDTH / 2 - 0.5, HEIGHT / 2 - 0.5)

        def matrix(degrees: float) -> np.ndarray:
            return cv2.getRotationMatrix2D(middle, degrees, 1)

        shown = moved(picture, 0, 0)
        turning = [
            cv2.warpAffine(shown, matrix(4 * n), (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC) for n in range(4)
        ]
        found = follow(DIS(), [np.asarray(each, np.uint8) for each in turning])
        y, x = np.mgrid[:HEIGHT, :WIDTH]
        there = np.stack([x, y, np.ones_like(x)], axis=2) @ matrix(12).T
        error = np.linalg.norm(found.there - (there - np.stack([x, y], axis=2)), axis=2)
        inner = np.hypot(x - middle[0], y - middle[1]) < 45
        assert np.median(error[inner]) < 0.2
        assert found.reliable[inner].mean() > 0.9

    def test_what_leaves_the_frame_or_has_no_texture_is_not_reliable(self) -> None:
        pictures = [each.copy() for each in moving(7, (4, 0))]
        for each in pictures:
            each[40:90, 40:110] = 128
        found = exposure(DIS(), pictures)
        assert not found.reliable[55:75, 60:90].any()
        assert not found.reliable[:, -12:].any()
        assert not found.reliable[:, :12].any()
        assert found.reliable[100:120, 20:140].mean() > 0.9

    def test_ways_that_do_not_lead_back_are_not_reliable(self) -> None:
        there = np.zeros((40, 40, 2), np.float32)
        there[..., 0] = 10
        back = -there
        back[20:] = (-10, 3)
        found = returns(there, back)
        assert found[:20, :30].all()
        assert not found[20:].any()
        assert not found[:, 30:].any()

    def test_another_picture_is_not_followed(self) -> None:
        with pytest.raises(LostError):
            follow(DIS(), [moving(3)[0], moving(3, seed=9)[0]])
